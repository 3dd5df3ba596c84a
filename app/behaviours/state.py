"""A case's clock between the database and the rules: columns ↔ :class:`CaseState`, and the log of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from app.access.guard import guarded
from app.access.refusal import Stale
from app.access.viewer import Viewer, acting
from app.decisions.scales import Colour, Level, Status
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState
from app.model import Record, upsert_into
from app.problems import problem
from app.records.notices import Notice, write_notice
from app.records.site import Work
from app.records.storing import row_of

#: Rank of each colour as the step log stores it, lowest 1.
RANKS = {colour.value: colour.rank + 1 for colour in Colour}

#: A unit, and the department of it where one is meant.
Office = tuple[int, int | None]


def state_of(row: Mapping[str, Any]) -> CaseState:
    """The clock of a case from its values or columns."""
    return CaseState(
        colour=Colour(row["colour"]), base_colour=Colour(row["base_colour"]), level=Level(row["level"]),
        registered_on=row["registered_on"], clock_started_on=row["clock_started_on"], due_on=row["due_on"],
        added_steps=row["added_steps"] or 0, last_step_no=row["step_number"] or 0, status=Status(row["status"]),
        paused_at=row.get("paused_at"))


def kept_of(state: CaseState) -> dict[str, Any]:
    """The fields that hold a clock. A case without a deadline is due when its clock starts."""
    return {
        "colour": state.colour.value, "base_colour": state.base_colour.value, "level": state.level.value,
        "clock_started_on": state.clock_started_on, "due_on": state.due_on or state.clock_started_on,
        "added_steps": state.added_steps, "step_number": state.last_step_no, "status": state.status.value,
        "paused_at": state.paused_at,
    }


def known_to(record: Record, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the columns that the record's register has: a hazard is never paused, owes no progress and tells no county."""
    table = record.__table__  # type: ignore[attr-defined]
    return {name: value for name, value in columns.items() if name in table.c}


def state_of_record(record: Record) -> CaseState:
    """The clock of a stored case."""
    return state_of(row_of(record))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a case's log: what happened and where the case stands after it.

    A reopening carries the day on which the case had ended, the outcome, and the due day that had come by then. ``told``: who
    is told instead of the holder. ``said``: what was chosen from a list (cause, card, result, grade).
    """

    kind: StepKind
    at: datetime
    before: CaseState
    after: CaseState
    holder_unit: int
    holder_department: int | None
    reason: str | None = None
    closed_day: date | None = None
    closed_as: str | None = None
    closed_due: date | None = None
    told: Office | None = None
    said: str | None = None

    @property
    def tells(self) -> Office:
        """Who gets the notice."""
        return self.told or (self.holder_unit, self.holder_department)

    @property
    def is_quiet(self) -> bool:
        """Progress was missed, and so few times in a row that there is no card."""
        return self.kind is StepKind.CARD and self.said is None

    def row(self, register: str, record_id: int) -> dict[str, Any]:
        """The columns of the step log."""
        who, (told_unit, told_department) = acting(), self.told or (None, None)
        return {
            "register": register, "record_id": record_id, "number": self.after.last_step_no, "kind": self.kind.value,
            "at": self.at, "from_colour": RANKS[self.before.colour.value], "to_colour": RANKS[self.after.colour.value],
            "from_level": self.before.level.value, "to_level": self.after.level.value,
            "holder_unit_id": self.holder_unit, "holder_department_id": self.holder_department,
            "due_on": self.after.due_on, "user_id": who.user_id if isinstance(who, Viewer) else None,
            "reason": self.reason, "closed_day": self.closed_day, "closed_as": self.closed_as, "closed_due": self.closed_due,
            "told_unit_id": told_unit, "told_department_id": told_department, "said": self.said,
        }


def write_line(work: Work, register: str, record_id: int, line: Line) -> None:
    """Write a line and its notice. Raises Stale where the case has a line of that number: somebody was first."""
    system = work.site.models.system
    upsert = upsert_into(system.case_step, work.session.get_bind())
    claim = upsert.values(line.row(register, record_id)).on_conflict_do_nothing().returning(system.case_step.c.id)
    step = work.session.execute(guarded(claim)).scalar()
    if step is None:
        raise Stale(problem("A004"), 0)
    if not (_is_own(line) or line.is_quiet):
        unit, department = line.tells
        write_notice(work, Notice(register=register, record=record_id, kind=line.kind.value, unit=unit, department=department,
                                  at=line.at, due_on=line.after.due_on, step=step))


def _is_own(line: Line) -> bool:
    """True where who would be told is the one who acts: nobody is told of what they did themselves."""
    who = acting()
    return isinstance(who, Viewer) and any((duty.unit_id, duty.department_id) == line.tells for duty in who.duties)


def advance(work: Work, record: Record, line: Line, columns: Mapping[str, Any]) -> None:
    """Write a line, then the case as it stands after it, with further columns. Raises Stale where somebody was first."""
    write_line(work, record.register.key, record.id, line)
    held = {"holder_unit_id": line.holder_unit, "holder_department_id": line.holder_department,
            "guest_unit_id": guest_of(row_of(record), line.holder_unit)}
    for name, value in known_to(record, {**kept_of(line.after), **held, **columns}).items():
        setattr(record, name, value)
    flush(work)


def guest_of(row: Mapping[str, Any], holder_unit: int) -> int | None:
    """The unit that holds a case from outside: neither where it arose nor above that. Its people see the case by this."""
    return None if holder_unit in [row[f"{level.value}_id"] for level in Level] else holder_unit


def flush(work: Work) -> None:
    """Write what is pending. Raises Stale where somebody else has changed the record."""
    try:
        work.session.flush()
    except StaleDataError as late:
        raise Stale(problem("A004"), 0) from late
