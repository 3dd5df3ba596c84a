"""A case's clock between the database and the rules: columns ↔ :class:`CaseState`, and the log of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.access.guard import guarded
from app.access.viewer import Viewer, acting
from app.decisions.scales import Colour, Level, Status
from app.decisions.steps import CaseState
from app.model import Record
from app.records.site import Work

#: Rank of each colour as the step log stores it, lowest 1.
RANKS = {colour.value: colour.rank + 1 for colour in Colour}


def state_of(values: Mapping[str, Any]) -> CaseState:
    """The clock of a case from its values (keys of the register's fields)."""
    return CaseState(
        colour=Colour(values["colour"]), base_colour=Colour(values["base_colour"]), level=Level(values["level"]),
        registered_on=values["registered_on"], clock_started_on=values["clock_started_on"], due_on=values["due_on"],
        added_steps=values["added_steps"] or 0, last_step_no=values["step_number"] or 0, status=Status(values["status"]))


def kept_of(state: CaseState) -> dict[str, Any]:
    """The fields that hold a clock. A case without a deadline is due when its clock starts."""
    return {
        "colour": state.colour.value, "base_colour": state.base_colour.value, "level": state.level.value,
        "clock_started_on": state.clock_started_on, "due_on": state.due_on or state.clock_started_on,
        "added_steps": state.added_steps, "step_number": state.last_step_no, "status": state.status.value,
    }


def state_of_record(record: Record) -> CaseState:
    """The clock of a stored case."""
    names = ("colour", "base_colour", "level", "registered_on", "clock_started_on", "due_on", "added_steps",
             "step_number", "status")
    return state_of({name: getattr(record, name) for name in names})


@dataclass(frozen=True, kw_only=True)
class Logged:
    """One line of a case's log. ``closed_day`` is the day on which the case had ended, for a reopening."""

    kind: str
    at: datetime
    number: int
    before: CaseState
    after: CaseState
    holder_unit_id: int | None
    holder_department_id: int | None
    reason: str | None = None
    closed_day: date | None = None
    closed_as: str | None = None

    def row(self, record: Record) -> dict[str, Any]:
        """The columns of the step log."""
        who = acting()
        return {
            "register": record.register.key, "record_id": record.id, "number": self.number, "kind": self.kind, "at": self.at,
            "from_colour": RANKS[self.before.colour.value], "to_colour": RANKS[self.after.colour.value],
            "from_level": self.before.level.value, "to_level": self.after.level.value,
            "holder_unit_id": self.holder_unit_id, "holder_department_id": self.holder_department_id,
            "due_on": self.after.due_on, "user_id": who.user_id if isinstance(who, Viewer) else None,
            "reason": self.reason, "closed_day": self.closed_day, "closed_as": self.closed_as,
        }


def write_once(work: Work, record: Record, line: Logged) -> bool:
    """Write a line unless that number of the case is written already; True for whoever was first (unique key)."""
    steps = work.site.models.system.case_step
    row = line.row(record)
    if work.session.get_bind().dialect.name == "postgresql":
        claim = upsert(steps).values(row).on_conflict_do_nothing().returning(steps.c.id)
        step = work.session.execute(guarded(claim)).scalar()
    else:
        step = _claim_on_sqlite(work, row)
    if step is not None and line.holder_unit_id is not None:
        notice = {"step_id": step, "unit_id": line.holder_unit_id, "department_id": line.holder_department_id, "at": line.at}
        work.session.execute(guarded(insert(work.site.models.system.notice).values(notice)))
    return step is not None


def _claim_on_sqlite(work: Work, row: Mapping[str, Any]) -> int | None:
    """SQLite has one writer at a time (BEGIN IMMEDIATE), so looking first is enough."""
    steps = work.site.models.system.case_step
    same = (steps.c.register == row["register"]) & (steps.c.record_id == row["record_id"]) & (steps.c.number == row["number"])
    if work.session.execute(guarded(select(steps.c.id).where(same))).first():
        return None
    result = work.session.execute(guarded(insert(steps).values(row)))
    return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]
