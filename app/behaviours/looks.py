"""The pack ``looks_back``: a follow-up entered in its own register is the act on its case (S4 三(二)3), so there is one door.

A row that gains a result does what the act 回头看 does: 稳定 answers the round that is owed, 反复 opens the case again. What
the system enters (seeds, the act itself) has happened already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.access.viewer import Unscoped, acting
from app.behaviours.looking_back import looked
from app.definition import Pack, Register
from app.model import Record
from app.problems import problem
from app.records.draft import Draft
from app.records.site import Change, Known, Work
from app.records.storing import fetch
from app.words import Words


class LooksBack:
    """Does the act on the case when a result is entered; a result that stands is not changed any more."""

    pack = Pack(
        key="looks_back",
        label=Words("回头看", "looks back"),
        needs=MappingProxyType({"dispute": ("reference",), "result": ("choice",), "note": ("long_text",)}),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Nothing is kept beside what people write."""
        return {}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """A049 for another result than the one that the course of the case knows."""
        if isinstance(acting(), Unscoped):
            return
        for draft in drafts:
            said = draft.before and draft.before["result"]
            if said and draft.values.get("result") != said:
                draft.fault(problem("A049", field="result"))

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Nothing falls due by itself."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """Do the act for each row that has gained a result. Raises Refused (A003) or Problems where it is not possible now."""
        if isinstance(acting(), Unscoped):
            return
        cases = work.site.definition.registers[register.fields["dispute"].type.to]  # type: ignore[attr-defined]
        for before, after in changes:
            if after["result"] and not (before and before["result"]):
                looked(work, fetch(work, cases, after["dispute_id"]), after["result"], after["note"])
