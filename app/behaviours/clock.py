"""The clock: what fell due is computed from the stored times and written once, however often or late it runs.

Four things fall due by themselves: a due day that was missed (a step), progress that was missed (a card), an offer that nobody
answered, and a holder that has merged into another unit. Each case is brought up in its own transaction, so that one run can be
cut off at any moment and a second scheduler may run beside it (reference/assurance.md 0.3, R15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_, select, tuple_, union_all
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from app.access.guard import GuardedSession, guarded
from app.access.refusal import Stale
from app.access.viewer import Deed, performing, unscoped
from app.behaviours.holding import held_after, place_of
from app.behaviours.owed import NO_OFFER, book_of, coloured, kept_of_progress, moved_progress, progress_of
from app.behaviours.passing import Passing, held_by, merged_units, passing_of, tell_guests
from app.behaviours.state import Line, advance, flush, state_of, write_line
from app.decisions.calendar import end_of_day, local_date
from app.decisions.progress import Card, RuleBook, due_lines
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, Step
from app.definition import Register
from app.model import Record, looking
from app.model.faults import LOCKED, fault_of
from app.problems import BadValue
from app.records.open_cases import is_open
from app.records.site import Site, Work
from app.records.storing import row_of

_PAGE = 500
_AT_ONCE = 25  #: lines of one case in one transaction

Late = tuple[date, int]  #: the day that is over, and the case


@dataclass(frozen=True, slots=True)
class Lapse:
    """An offer that nobody answered by 24:00 of its day: the case is back on the sender's list."""

    at: datetime


Due = Step | Card | Lapse | Passing


@dataclass(slots=True)
class Run:
    """What one run of the clock did; ``steps`` are all lines, of every kind. ``failed``: (register, record, code) of cases
    that it could not judge."""

    cases: int = 0
    steps: int = 0
    failed: list[tuple[str, int, str]] = field(default_factory=list)


def run_clock(site: Site, sessions: sessionmaker[GuardedSession], now: datetime) -> Run:
    """Write everything that is due at ``now`` and not yet written."""
    done = Run()
    with unscoped("clock"):
        with sessions(bind=looking(site.engine)) as session:
            site.catch_up(session)  # the calendar and the policies, once a run
        for register in site.definition.registers.values():
            if register.is_case:
                for record_id in chain(_late(site, sessions, register, now), _orphaned(site, sessions, register)):
                    _bring_one_up(site, sessions, register, record_id, now, done)
    return done


def _late(site: Site, sessions: sessionmaker[GuardedSession], register: Register, now: datetime) -> Iterator[int]:
    """Open cases of which some day is over, the longest overdue first. One that waits for two things may be met twice."""
    last: Late | None = None
    while True:
        with sessions(bind=looking(site.engine)) as session:
            page = _page(site, session, register, now, last)
        yield from dict.fromkeys(record_id for _, record_id in page)
        if len(page) < _PAGE:
            return
        last = page[-1]


def _page(site: Site, session: GuardedSession, register: Register, now: datetime, last: Late | None) -> list[Late]:
    """Each kind of day is a walk along its own index."""
    table, today = site.models.table(register.key), local_date(now)
    walks: list[Any] = []
    for column, condition in _days(table):
        statement = select(column.label("day"), table.c.id.label("id")).where(condition, column < today)
        if last is not None:
            statement = statement.where(tuple_(column, table.c.id) > last)
        walks.append(select(statement.order_by(column, table.c.id).limit(_PAGE).subquery()))
    found = union_all(*walks).subquery()
    ordered = select(found.c.day, found.c.id).order_by(found.c.day, found.c.id).limit(_PAGE)
    return [(day, record_id) for day, record_id in session.execute(guarded(ordered)).all()]


def _orphaned(site: Site, sessions: sessionmaker[GuardedSession], register: Register) -> Iterator[int]:
    """Open cases whose holder has merged into another unit."""
    waits, last = _waits(site.models.table(register.key)), 0
    while True:
        with sessions(bind=looking(site.engine)) as session:
            gone = merged_units(site, session)
            statement = held_by(site, register, gone, waits, last).limit(_PAGE)
            page = list(session.execute(guarded(statement)).scalars()) if gone else []
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]


def _waits(table: FromClause) -> ColumnElement[bool]:
    return is_open(table) & (table.c.status == "open") & table.c.void_at.is_(None)


def _days(table: FromClause) -> Iterator[tuple[ColumnElement[Any], ColumnElement[bool]]]:
    """The days that the clock looks at, each with the cases for which it counts."""
    waits = _waits(table)
    runs = waits & table.c.paused_at.is_(None) if "paused_at" in table.c else waits
    yield table.c.due_on, runs
    if "progress_due" in table.c:
        yield table.c.progress_due, runs
    yield table.c.offer_due, waits


def _bring_one_up(site: Site, sessions: sessionmaker[GuardedSession], register: Register, record_id: int, now: datetime,
                  done: Run) -> None:
    """One case, some lines at a time: after a long downtime nobody waits for the write lock until all are written."""
    written, part = 0, _AT_ONCE
    try:
        while part == _AT_ONCE:
            part = _bring_on(site, sessions, register, record_id, now)
            written += part
    except Stale:  # somebody worked on the case at this moment; the next run finds what is left
        pass
    except BadValue as unjudged:  # one case without a policy must not stop the others
        done.failed.append((register.key, record_id, unjudged.code))
    except DBAPIError as busy:  # others write so much that the lock was not had in time: the next run finds what is left
        if getattr(fault_of(busy), "code", None) != LOCKED:
            raise
    done.cases += bool(written)
    done.steps += written


def _bring_on(site: Site, sessions: sessionmaker[GuardedSession], register: Register, record_id: int, now: datetime) -> int:
    """The next lines of a case in a transaction of their own; how many there were."""
    with sessions() as session:
        record = session.get(site.models.classes[register.key], record_id)
        part = bring_up(Work(site, session, now), record, most=_AT_ONCE) if record else 0
        session.commit()
        return part


def bring_up(work: Work, record: Record, *, most: int | None = None) -> int:
    """Write what fell due in one case up to the work's moment, or the first ``most`` of it; how many were new. Raises Stale.

    It is the clock that writes them, whoever happened to open the case: no person's rights are asked. The end of an
    offer that a step brings counts with the step.
    """
    if record.status != "open" or record.void_at is not None:  # type: ignore[attr-defined]
        return 0
    book = book_of(work, record.register, record.graded_under)  # type: ignore[attr-defined]
    passing = passing_of(work, record)
    due = list(islice(_due(row_of(record), book, work.now, passing), most))
    if due:
        flush(work)  # what the person has changed already is judged as theirs
        with unscoped("clock"), performing(Deed(door="clock", at=work.now, act="overdue")):
            for line in due:
                _take(work, record, line, book)
    more = due and passing and len(due) != most
    return len(due) + (bring_up(work, record, most=most) if more else 0)  # the holder that it has now may have merged too


def _due(row: dict[str, Any], book: RuleBook, now: datetime, passing: Passing | None) -> Iterator[Due]:
    """What is due, in order. An offer lapses before anything else of the same instant, and a passing comes next; a step to
    another level ends the one and finds the holder itself."""
    waits: list[Lapse | Passing] = [Lapse(end_of_day(row["offer_due"]))] if row["offer_due"] else []
    waits = sorted([*waits, *([passing] if passing else [])], key=lambda each: each.at)
    for line in due_lines(state_of(row), progress_of(row), book, now):
        while waits and waits[0].at <= line.at:
            yield waits.pop(0)
        if isinstance(line, Step) and line.level is not line.from_level:
            waits.clear()
        yield line
    yield from (each for each in waits if each.at <= now)


def bring_up_all(work: Work, register: Register, ids: Iterable[int]) -> int:
    """Bring up the cases of a file before its rows are compared with them; how many lines were new. Raises Stale."""
    gone = merged_units(work.site, work.session)
    model, table = work.site.models.classes[register.key], work.site.models.table(register.key)
    wanted, lines = sorted(set(ids)), 0
    late = or_(table.c.holder_unit_id.in_(gone), *(column < work.today for column, _ in _days(table)))
    for start in range(0, len(wanted), _PAGE):
        mine = table.c.id.in_(wanted[start : start + _PAGE])
        lines += sum(bring_up(work, record) for record in work.session.scalars(select(model).where(late, mine)))
    return lines


# -- writing ---------------------------------------------------------------------------------------


def _take(work: Work, record: Record, due: Due, book: RuleBook) -> None:
    """One thing that fell due: the line that claims it, and the case as it stands after it."""
    row = row_of(record)
    before = state_of(row)
    if isinstance(due, Step):
        _overdue(work, record, row, due, book)
    elif isinstance(due, Passing):
        _pass_on(work, record, row, due)
    elif isinstance(due, Card):
        columns = kept_of_progress(progress_of(row).after(due), before)
        card = Line(kind=StepKind.CARD, at=due.at, said=due.kind and due.kind.value, **same_place(row, before))
        advance(work, record, card, columns)
    else:
        advance(work, record, Line(kind=StepKind.LAPSED, at=due.at, **same_place(row, before)), NO_OFFER)


def _overdue(work: Work, record: Record, row: dict[str, Any], step: Step, book: RuleBook) -> None:
    before = state_of(row)
    columns: dict[str, Any] = {}
    if step.level is not step.from_level:
        before, columns = end_offer(work, record, before, step.at)
    after = replace(before.after(step), last_step_no=before.last_step_no + 1)
    held = held_after(work, record.register, row, place_of(row), after.level, step.at)
    columns |= {**moved_progress(row, before, after, step.day, book), **coloured(row, before, after, step.at)}
    line = Line(kind=StepKind.OVERDUE, at=step.at, before=before, after=after, holder_unit=held["holder_unit"],
                holder_department=held["holder_department"])
    advance(work, record, line, columns)


def _pass_on(work: Work, record: Record, row: dict[str, Any], passing: Passing) -> None:
    """The successor holds the case from now on; the due day stays. An offer to the successor itself is at its end."""
    before, columns = state_of(row), passing.columns(row)
    if passing.is_offered_to(row):
        before, ended = end_offer(work, record, before, passing.at)
        columns |= ended
    tell_guests(work, record, passing)
    unit, department = passing.to
    after = replace(before, last_step_no=before.last_step_no + 1)
    advance(work, record, Line(kind=StepKind.PASSED, at=passing.at, before=before, after=after, holder_unit=unit,
                               holder_department=department), columns)


def same_place(row: dict[str, Any], before: CaseState) -> dict[str, Any]:
    """A line that moves nothing but its own number."""
    return {"before": before, "after": replace(before, last_step_no=before.last_step_no + 1),
            "holder_unit": row["holder_unit_id"], "holder_department": row["holder_department_id"]}


def end_offer(work: Work, record: Record, before: CaseState, at: datetime) -> tuple[CaseState, dict[str, Any]]:
    """What waits for an answer is withdrawn because the case goes elsewhere: the state for the next line, and the columns.

    Without an offer nothing is written.
    """
    row = row_of(record)
    if row["offered_at"] is None:
        return before, {}
    line = Line(kind=StepKind.WITHDRAWN, at=at, told=(row["offered_unit_id"], row["offered_department_id"]),
                **same_place(row, before))
    write_line(work, record.register.key, record.id, line)
    return line.after, dict(NO_OFFER)
