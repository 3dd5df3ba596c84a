"""Rows of other registers that an act on a case leaves: a note among the case notes, a look among the follow-ups, an order
that is to be answered, a review.

They are the system's, written with the act: whoever may do the act need not be granted those registers. An installation
without the registers does without the rows; the log of the case says it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.access.history import actor_name
from app.access.viewer import Unscoped, acting, acting_as, deed, performing
from app.behaviours.owed import course_of
from app.decisions.calendar import add_working_days
from app.decisions.policies import Figure
from app.definition import Register
from app.model import Record
from app.problems import BadValue
from app.records.names import name_of
from app.records.site import Work
from app.records.storing import create, edit, row_of

NOTES, LOOKS, ORDERS, REVIEWS = "dispute_event", "follow_up", "supervision", "case_review"

_SOMEBODY = "经办人"  #: where the account has no name that a person may have


@dataclass(frozen=True, slots=True)
class OnBehalf(Unscoped):
    """Writes down an act in registers that the person who acts may not be granted."""

    user_id: int | None = None


def write_note(work: Work, record: Record, kind: str, text: str) -> None:
    """A case note of today."""
    notes = work.site.definition.registers.get(NOTES)
    if notes is not None and _belongs(notes, record) and kind in notes.fields["kind"].type.of:  # type: ignore[attr-defined]
        _write(work, notes, {"dispute": record.id, "kind": kind, "happened_on": work.today.isoformat(),
                             "host": doer(work, notes, "host"), "note": text})


def write_look(work: Work, record: Record, key: Mapping[str, Any], done: Mapping[str, Any]) -> None:
    """A follow-up that was done: the row of its round and day where there is one, else a new one. ``key``: round, due_on."""
    looks = work.site.definition.registers.get(LOOKS)
    if looks is None or not _belongs(looks, record):
        return
    raw = {**done, "done_on": work.today.isoformat(), "done_by": doer(work, looks, "done_by")}
    table = work.site.models.table(LOOKS)
    same = (table.c.dispute_id == record.id) & (table.c.due_on == key["due_on"]) & table.c.void_at.is_(None)
    found = work.session.execute(guarded(select(table.c.id).where(same))).scalar()
    _write(work, looks, {"dispute": record.id, "round": key["round"], "due_on": key["due_on"].isoformat(), **raw}, found)


def write_order(work: Work, record: Record, given: Mapping[str, Any]) -> None:
    """An order to whoever holds the case, which they answer. ``given``: card, reason, demand, as people give them."""
    orders, about = work.site.definition.registers.get(ORDERS), record.register.key
    if orders is None or about not in orders.fields:
        return
    row = row_of(record)
    _write(work, orders, {
        "unit": row["holder_unit_id"], "lead_department": row["holder_department_id"], "kind": "supervise",
        "subject": name_of(record.register, row, work.wording())[:100], "about": about, about: record.id,
        "issued_on": work.today.isoformat(), "issued_by": doer(work, orders, "issued_by"),
        "due_on": _within(work, course_of(work.site, work.today).order_days), **given})


def write_review(work: Work, record: Record, given: Mapping[str, Any]) -> None:
    """A row among the reviews. ``given``: grade, findings, cause, improvement. Raises Problems (V001) where the register asks
    for more of such a review: the cause of a hard or failed case, what will be done where the handling was poor."""
    reviews = work.site.definition.registers.get(REVIEWS)
    if reviews is None or not _belongs(reviews, record):
        return
    row = row_of(record)
    kind = {"open": "hard", "ended": "failed"}.get(row["status"], "resolved")
    poor = given["grade"] == "poor"
    _write(work, reviews, {
        "unit": work.viewer.units[0] if work.viewer and work.viewer.units else row["town_id"] or row["unit_id"],
        "title": name_of(record.register, row, work.wording())[:80], "kind": kind, "dispute": record.id,
        "reviewed_on": work.today.isoformat(), "reviewers": doer(work, reviews, "reviewers"), **given,
        **({"due_on": _within(work, course_of(work.site, work.today).put_right_days)} if poor else {})})


def _within(work: Work, days: Figure[int]) -> str:
    """The day of so many working days from today."""
    return add_working_days(work.today, days.value, work.site.holidays).isoformat()


def doer(work: Work, register: Register, field: str) -> str:
    """The acting user's name where it is a person's, else 经办人."""
    name = work.viewer.name if work.viewer else _SOMEBODY
    try:
        read = register.fields[field].type.parse(name, work.reading())
    except BadValue:
        read = None
    return str(read) if isinstance(read, str) else _SOMEBODY


def _belongs(register: Register, record: Record) -> bool:
    parent = register.fields.get("dispute")
    return parent is not None and getattr(parent.type, "to", None) == record.register.key


def _write(work: Work, register: Register, raw: Mapping[str, Any], existing: int | None = None) -> None:
    what = deed()
    assert what is not None
    work.session.flush()  # what waits is written as who acts now
    who = OnBehalf(f"act on a case by {actor_name(acting())}", getattr(acting(), "user_id", None))
    with acting_as(who), performing(what):
        old = work.session.get(work.site.models.classes[register.key], existing)
        if old is None:
            create(_by_id(work), register, raw)
        else:
            edit(_by_id(work), register, old, raw, old.version)


def _by_id(work: Work) -> Work:
    """The records that the row names are known by id."""
    return Work(work.site, work.session, work.now, "form", work.language)
