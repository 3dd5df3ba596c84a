"""The pack ``timed``: what is received gets its due day, the n-th working day after (S3 6: 按时办结; rules.md §1).

The rule language has no working days, so a declaration cannot say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.decisions.calendar import add_working_days
from app.definition import Pack, Register
from app.model import Record
from app.records.draft import Draft
from app.records.site import Change, Known, Work
from app.words import Words


class Timed:
    """Keeps ``due_on``: ``working_days`` and ``extended_days`` (may be empty) after ``received_on``, which is day 0."""

    pack = Pack(
        key="timed",
        label=Words("办理期限", "timed"),
        needs=MappingProxyType({
            "received_on": ("date",), "working_days": ("integer",), "extended_days": ("integer",), "due_on": ("date",),
        }),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The due day by the calendar as it is now; None where the day of receipt or the term is not known."""
        received, days = values.get("received_on"), values.get("working_days")
        if received is None or days is None:
            return {"due_on": None}
        return {"due_on": add_working_days(received, days + (values.get("extended_days") or 0), work.site.holidays)}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """The declaration says it all."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Nothing falls due by itself."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """The record's own history is enough."""
