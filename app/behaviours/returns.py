"""The pack ``returns``: what each unit and department owes for a period (报送), and where that stands (rules.md §2).

The rows are the clock's (``return_clock.py``); what people do with them is in ``handing_in.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.decisions.return_states import reminder_day
from app.definition import Pack, Register
from app.model import Record
from app.records.draft import Draft
from app.records.site import Change, Known, Work
from app.words import Words

_DATE, _TEXT, _REFERENCE = ("date",), ("text",), ("reference",)


class Returns:
    """Keeps the reminder, the day until which handing in is on time, and the key that makes a row the only one of its kind."""

    pack = Pack(
        key="returns",
        label=Words("报送", "returns"),
        needs=MappingProxyType({
            "unit": _REFERENCE, "holder_department": _REFERENCE, "kind": ("vocabulary",), "title": _TEXT, "period_key": _TEXT,
            "from_on": _DATE, "to_on": _DATE, "due_on": _DATE, "state": ("choice",), "submitted_at": ("datetime",),
            "submitted_by": ("person_name",), "edition": ("integer",), "reason": _TEXT, "remind_on": _DATE, "until_on": _DATE,
            "owed_key": _TEXT,
        }),
        acts=MappingProxyType({
            "fill": Words("填报", "fill in"), "submit": Words("报送", "submit"), "send_back": Words("退回", "send back"),
        }),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The reminder goes out on the working day before the due day ◇; handing in is on time until the due day, or later
        where the return was sent back."""
        due = values["due_on"]
        until = max(due, before["until_on"] or due) if before else due
        return {"remind_on": reminder_day(due, work.site.holidays), "until_on": until,
                "owed_key": owed_key(values["unit"], values.get("holder_department"), values["kind"], values["period_key"])}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """The declaration says it all."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Its state follows from its days."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """The record's own history is enough."""


def owed_key(unit: int, department: int | None, kind: str, period: str) -> str:
    """What makes an obligation one: a unique key, for an empty department is none in the database's eyes."""
    return f"{unit}:{department or 0}:{kind}:{period}"
