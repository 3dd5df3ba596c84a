"""The pack ``graded``: a row gets its colour and its due day from the declared lines (rules.md §1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from app.decisions.colours import grade
from app.decisions.deadlines import due_on
from app.decisions.scales import Colour
from app.definition import Pack, Register
from app.model import Record
from app.records.draft import Draft
from app.records.grading import facts_of, grading_of, policy_for, rules_for
from app.records.site import Change, Known, Work
from app.words import Words

__all__ = ["Graded", "facts_of", "grading_of", "policy_for", "rules_for"]


class Graded:
    """Keeps ``colour``, ``due_on`` and ``graded_under`` of a register that colours.yaml knows."""

    pack = Pack(
        key="graded",
        label=Words("四色分级", "graded"),
        needs=MappingProxyType({"found_on": ("date",), "colour": ("colour",), "due_on": ("date",), "graded_under": ("date",)}),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Colour by the lines of the rules in force; a new colour starts a new deadline."""
        policy = policy_for(work.site, values.get("graded_under"), work.today)
        rules = policy.registers[register.key]
        colour = grade(facts_of(register, values), rules).colour or Colour.BLUE
        kept: dict[str, Any] = {"colour": colour.value, "graded_under": date.fromisoformat(policy.version)}
        if before is None or before["colour"] != colour.value:
            start = values["found_on"] if before is None else work.today
            kept["due_on"] = due_on(colour, start, rules, work.site.holidays) or start
        return kept

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """The declaration says it all."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Nothing falls due by itself."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """The record's own history is enough."""
