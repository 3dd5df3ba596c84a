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
from app.records.targets import term_of
from app.words import Words


class Timed:
    """Keeps ``due_on``: ``working_days`` and ``extended_days`` (may be empty) after ``received_on``, which is day 0.

    A row that does not say its term gets that of targets.yaml on the day of receipt, and keeps it.
    """

    pack = Pack(
        key="timed",
        label=Words("办理期限", "timed"),
        needs=MappingProxyType({
            "received_on": ("date",), "working_days": ("integer",), "extended_days": ("integer",), "due_on": ("date",),
        }),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The due day by the calendar as it is now, and the term; None where it or the day of receipt is not known."""
        received, said = values.get("received_on"), values.get("working_days")
        days = said if said is not None or received is None else term_of(work.site, register.key, received)
        if received is None or days is None:
            return {"due_on": None}
        term = days + (values.get("extended_days") or 0)
        return {"working_days": days, "due_on": add_working_days(received, term, work.site.holidays)}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """The declaration says it all."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Nothing falls due by itself."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """The record's own history is enough."""
