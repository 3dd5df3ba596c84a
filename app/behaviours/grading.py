"""The pack ``graded``: a row gets its colour and its due day from the declared lines (rules.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

from app.decisions.colours import ColourPolicy, ColourRules, Grading, grade
from app.decisions.deadlines import due_on
from app.decisions.policies import policy_in_force, policy_of_version
from app.decisions.scales import Colour
from app.definition import Pack, Register
from app.records.site import Site, Work
from app.words import Words

_WAN = Decimal(10_000)


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
            kept["due_on"] = due_on(colour, start, rules, work.site.holidays)  # None: the colour has no deadline
        return kept

    def before_edit(self, work: Work, record: Any) -> None:
        """Nothing to bring up."""


def policies(site: Site) -> list[ColourPolicy]:
    """All versions of the colour policy."""
    return [cast(ColourPolicy, each) for each in site.definition.policies.values() if each.key == "colours"]


def policy_for(site: Site, graded_under: date | None, today: date) -> ColourPolicy:
    """The version that the record was graded under, or the one in force for a new record."""
    if graded_under is not None:
        return policy_of_version(policies(site), graded_under.isoformat())
    return policy_in_force(policies(site), today)


def rules_for(site: Site, register: Register, graded_under: date | None, today: date) -> ColourRules:
    """The colour rules of a register for a record."""
    return policy_for(site, graded_under, today).registers[register.key]


def facts_of(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the policy's lines speak of them: money in 万元."""
    return {key: value / _WAN if value is not None and register.fields[key].type.kind == "money" else value
            for key, value in values.items() if key in register.fields}


def grading_of(site: Site, register: Register, values: Mapping[str, Any], today: date) -> Grading:
    """Colour and reasons of a record as its facts stand."""
    return grade(facts_of(register, values), rules_for(site, register, values.get("graded_under"), today))
