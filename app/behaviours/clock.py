"""The clock: what fell due is computed from the stored times and written once, however often or late it runs.

Each case is brought up in its own transaction, so that one run can be cut off at any moment and a second scheduler may
run beside it (reference/assurance.md 0.3, R15).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.access.guard import GuardedSession, guarded
from app.access.viewer import Deed, performing, unscoped
from app.behaviours.grading import rules_for
from app.behaviours.holding import holder
from app.behaviours.state import Logged, kept_of, state_of_record, write_once
from app.decisions.calendar import local_date
from app.decisions.scales import Level
from app.decisions.steps import Step, due_steps
from app.definition import Register
from app.model import Record
from app.records.site import Site, Work

_PAGE = 500


@dataclass(slots=True)
class Run:
    """What one run of the clock did."""

    cases: int = 0
    steps: int = 0


def run_clock(site: Site, sessions: sessionmaker[GuardedSession], now: datetime) -> Run:
    """Write every step that is due at ``now`` and not yet written."""
    done = Run()
    with unscoped("clock"):
        for register in site.definition.registers.values():
            if "escalates" in register.behaves:
                for record_id in _overdue(site, sessions, register, now):
                    _bring_one_up(site, sessions, register, record_id, now, done)
    return done


def _overdue(site: Site, sessions: sessionmaker[GuardedSession], register: Register, now: datetime) -> Iterator[int]:
    """Open cases whose due day is over, by id."""
    table = site.models.table(register.key)
    last = 0
    while True:
        with sessions() as session:
            late = (table.c.status == "open") & (table.c.due_on < local_date(now)) & table.c.void_at.is_(None)
            statement = select(table.c.id).where(late, table.c.id > last).order_by(table.c.id).limit(_PAGE)
            page = list(session.execute(guarded(statement)).scalars())
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]


def _bring_one_up(site: Site, sessions: sessionmaker[GuardedSession], register: Register, record_id: int, now: datetime,
                  done: Run) -> None:
    with sessions() as session, performing(Deed(door="clock", at=now, act="overdue")):
        work = Work(site, session, now)
        record = session.get(site.models.classes[register.key], record_id)
        try:
            written = bring_up(work, record) if record else 0
            session.commit()
        except StaleDataError:  # somebody worked on the case at this moment; the next run finds what is left
            session.rollback()
            return
    done.cases += bool(written)
    done.steps += written


def bring_up(work: Work, record: Record) -> int:
    """Write the overdue steps of one case up to the work's moment; how many were new."""
    if record.status != "open" or record.void_at is not None:  # type: ignore[attr-defined]
        return 0
    rules = rules_for(work.site, record.register, record.graded_under, work.today)  # type: ignore[attr-defined]
    steps = due_steps(state_of_record(record), rules, work.site.holidays, work.now)
    return sum(_take(work, record, step) for step in steps)


def _take(work: Work, record: Record, step: Step) -> bool:
    """One step: the log line that claims it, then the case as it stands after it."""
    before = state_of_record(record)
    after = before.after(step)
    values = {"unit": record.unit_id, "category": record.category, "lead_department": record.lead_department_id}  # type: ignore[attr-defined]
    held = holder(work, record.register, values, Level(after.level.value))
    line = Logged(kind="overdue", at=step.at, number=step.number, before=before, after=after,
                  holder_unit_id=held["holder_unit"], holder_department_id=held["holder_department"])
    if not write_once(work, record, line):
        return False
    for name, value in {**kept_of(replace(after, base_colour=before.base_colour)), **_columns(held)}.items():
        setattr(record, name, value)
    work.session.flush()
    return True


def _columns(held: dict[str, int | None]) -> dict[str, int | None]:
    return {f"{name}_id": value for name, value in held.items()}
