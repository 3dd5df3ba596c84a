"""The clock: what fell due is computed from the stored times and written once, however often or late it runs.

Each case is brought up in its own transaction, so that one run can be cut off at any moment and a second scheduler may
run beside it (reference/assurance.md 0.3, R15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import sessionmaker

from app.access.guard import GuardedSession, guarded
from app.access.refusal import Stale
from app.access.viewer import Deed, performing, unscoped
from app.behaviours.holding import holder
from app.behaviours.state import Line, advance, flush, state_of_record
from app.decisions.calendar import local_date
from app.decisions.step_kinds import StepKind
from app.decisions.steps import Step, due_steps
from app.definition import Register
from app.model import Record
from app.problems import BadValue
from app.records.grading import rules_for
from app.records.site import Site, Work

_PAGE = 500

Due = tuple[date, int]  #: the due day that is over, and the case


@dataclass(slots=True)
class Run:
    """What one run of the clock did. ``failed``: (register, record, code) of cases that it could not judge."""

    cases: int = 0
    steps: int = 0
    failed: list[tuple[str, int, str]] = field(default_factory=list)


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
    """Open cases whose due day is over, the longest overdue first. A case that was brought up is not met again."""
    last: Due | None = None
    while True:
        with sessions() as session:
            page = _page(site, session, register, now, last)
        yield from (record_id for _, record_id in page)
        if len(page) < _PAGE:
            return
        last = page[-1]


def _page(site: Site, session: GuardedSession, register: Register, now: datetime, last: Due | None) -> list[Due]:
    table = site.models.table(register.key)
    # Neither resolved nor ended is the same as open, in the words of the index.
    is_open = table.c.resolved_on.is_(None) & table.c.ended_on.is_(None) & (table.c.status == "open")
    late = is_open & (table.c.due_on < local_date(now)) & table.c.void_at.is_(None)
    statement = select(table.c.due_on, table.c.id).where(late).order_by(table.c.due_on, table.c.id).limit(_PAGE)
    if last is not None:
        statement = statement.where(tuple_(table.c.due_on, table.c.id) > last)
    return [(due_on, record_id) for due_on, record_id in session.execute(guarded(statement)).all()]


def _bring_one_up(site: Site, sessions: sessionmaker[GuardedSession], register: Register, record_id: int, now: datetime,
                  done: Run) -> None:
    with sessions() as session:
        record = session.get(site.models.classes[register.key], record_id)
        try:
            written = bring_up(Work(site, session, now), record) if record else 0
            session.commit()
        except Stale:  # somebody worked on the case at this moment; the next run finds what is left
            return
        except BadValue as unjudged:  # one case without a policy must not stop the others
            done.failed.append((register.key, record_id, unjudged.code))
            return
    done.cases += bool(written)
    done.steps += written


def bring_up(work: Work, record: Record) -> int:
    """Write the overdue steps of one case up to the work's moment; how many were new. Raises Stale.

    It is the clock that writes them, whoever happened to open the case: no person's rights are asked.
    """
    if record.status != "open" or record.void_at is not None:  # type: ignore[attr-defined]
        return 0
    rules = rules_for(work.site, record.register, record.graded_under, work.today)  # type: ignore[attr-defined]
    steps = due_steps(state_of_record(record), rules, work.site.holidays, work.now)
    if steps:
        flush(work)  # what the person has changed already is judged as theirs
        with unscoped("clock"), performing(Deed(door="clock", at=work.now, act="overdue")):
            for step in steps:
                _take(work, record, step)
    return len(steps)


def bring_up_all(work: Work, register: Register, ids: Iterable[int]) -> int:
    """Bring up the cases of a file before its rows are compared with them; how many steps were new. Raises Stale."""
    model = work.site.models.classes[register.key]
    wanted, steps = sorted(set(ids)), 0
    for start in range(0, len(wanted), _PAGE):
        late = (model.due_on < work.today) & model.id.in_(wanted[start : start + _PAGE])  # type: ignore[attr-defined]
        steps += sum(bring_up(work, record) for record in work.session.scalars(select(model).where(late)))
    return steps


def _take(work: Work, record: Record, step: Step) -> None:
    """One step: the line that claims it, and the case as it stands after it."""
    before = state_of_record(record)
    held = holder(work, record.register, place_of(record), step.level)
    line = Line(kind=StepKind.OVERDUE, at=step.at, before=before, after=before.after(step), **held)
    advance(work, record, line, {})


def place_of(record: Record) -> dict[str, int | str | None]:
    """What decides who holds a case: where it arose, its category, the department that leads it."""
    columns = {"unit": "unit_id", "category": "category", "lead_department": "lead_department_id"}
    return {name: getattr(record, column) for name, column in columns.items()}
