"""The clock of notices: what fell due and was not done is told once, however often or late it runs (rules.md §1, §2).

Of grave cases the county told in time (1 h) and the plan 三定一包 (24 h); of returns the reminder on the working day before the
due day, and that one is missing. A notice bears the moment at which the thing fell due, not that of the run. Lines of the
cases' logs have notices of their own (``state.write_line``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, literal, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from app.access.guard import GuardedSession, guarded
from app.access.units import owner_of
from app.access.viewer import unscoped
from app.behaviours.owed import urgent_parts
from app.decisions.calendar import end_of_day, local_date, start_of_day
from app.decisions.notice_kinds import DueKind
from app.decisions.urgent import UrgentKind, UrgentState
from app.definition import Register
from app.model import Record, looking
from app.model.faults import LOCKED, fault_of
from app.problems import BadValue
from app.records.notices import Notice, write_notices
from app.records.open_cases import is_open
from app.records.return_states import HANDED_IN, RETURN
from app.records.site import Site, Work
from app.records.storing import row_of

#: What fell due longer ago is not told any more: a clock that was down for nine days tells everything of them, and a program
#: that learns to tell does not begin with the past. Less where notices are not kept so long.
LOOKED_BACK = timedelta(days=14)
_CHUNK = 200

_URGENT = {UrgentKind.TOLD: DueKind.TOLD, UrgentKind.PLAN: DueKind.PLAN}
_LATE = (UrgentState.MISSED, UrgentState.DONE_LATE)


def run_notices(site: Site, sessions: sessionmaker[GuardedSession], now: datetime) -> int:
    """Write every notice that is due and not yet written; how many were new."""
    written = 0
    with unscoped("clock of notices"):
        with sessions(bind=looking(site.engine)) as session:
            site.catch_up(session)
        for register in site.definition.registers.values():
            if has_urgent(register):
                written += _in_chunks(site, sessions, now, _Urgent(site, register, now))
        if RETURN in site.definition.registers:
            written += _in_chunks(site, sessions, now, _Reminders(site, now))
            written += _in_chunks(site, sessions, now, _Missing(site, now))
    return written


def has_urgent(register: Register) -> bool:
    """Whether a register's rows may ask for something within hours."""
    return all(_is_kept(register, name) for name in ("coloured_at", "county_told_at", "planned_at"))


def _is_kept(register: Register, name: str) -> bool:
    return name in register.fields and register.fields[name].kept_by is not None


def _first(site: Site, now: datetime) -> datetime:
    return now - min(LOOKED_BACK, timedelta(days=site.notice_days))


def _in_chunks(site: Site, sessions: sessionmaker[GuardedSession], now: datetime,
               finds: _Urgent | _Reminders | _Missing) -> int:
    """Some rows at a time; only what is new is written, each time in a transaction of its own."""
    written, last = 0, 0
    while True:
        with sessions(bind=looking(site.engine)) as session:
            work = Work(site, session, now)
            asked = finds.rows().where(finds.table.c.id > last).order_by(finds.table.c.id).limit(_CHUNK)
            ids = list(session.execute(guarded(asked)).scalars())
            new = _not_there(work, list(finds.notices(work, ids)) if ids else [])
        if new:
            written += _write(site, sessions, now, new)
        if len(ids) < _CHUNK:
            return written
        last = ids[-1]


def _write(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, new: list[Notice]) -> int:
    """Write them; none while others write so much that the lock is not had in time: the next run finds them."""
    try:
        with sessions() as session:
            count = write_notices(Work(site, session, now), new)
            session.commit()
            return count
    except DBAPIError as busy:
        if getattr(fault_of(busy), "code", None) != LOCKED:
            raise
        return 0


def _not_there(work: Work, notices: list[Notice]) -> list[Notice]:
    """Those whose key nobody has written."""
    table = work.site.models.system.notice
    keys = [each.key for each in notices]
    there = set(work.session.execute(guarded(select(table.c.key).where(table.c.key.in_(keys)))).scalars()) if keys else set()
    return [each for each in notices if each.key not in there]


class _Urgent:
    """Open cases that have asked for something within hours."""

    def __init__(self, site: Site, register: Register, now: datetime) -> None:
        self.register, self.now, self.first = register, now, _first(site, now)
        self.model, self.table = site.models.classes[register.key], site.models.table(register.key)

    def rows(self) -> Any:
        c = self.table.c
        # The longest of the two is a day: who got the colour earlier has nothing left to fall due in the time looked at.
        since = c.coloured_at >= self.first - timedelta(days=7)
        return select(c.id).where(is_open(self.table), c.status == "open", c.void_at.is_(None), since)

    def notices(self, work: Work, ids: list[int]) -> Iterator[Notice]:
        for record in work.session.scalars(select(self.model).where(self.table.c.id.in_(ids)).order_by(self.table.c.id)):
            try:
                yield from self._of(work, record)
            except BadValue:  # a case without a policy: the clock of cases reports it
                continue

    def _of(self, work: Work, record: Record) -> Iterator[Notice]:
        row = row_of(record)
        for each in urgent_parts(work, record):
            if each.state(self.now) in _LATE and each.due >= self.first:
                kind = _URGENT[each.kind].value
                yield Notice(register=self.register.key, record=record.id, kind=kind, unit=row["holder_unit_id"],
                             department=row["holder_department_id"], at=each.due, due_on=local_date(each.due),
                             key=f"{kind}:{self.register.key}:{record.id}:{row['coloured_at']:%Y%m%d%H%M%S}")


class _Returns(ABC):
    """Returns of which a day has come, and that were not in by then."""

    kind: DueKind

    def __init__(self, site: Site, now: datetime) -> None:
        self.now, self.today = now, local_date(now)
        self.table: Table = site.models.table(RETURN)
        self.first, self._notice = local_date(_first(site, now)), site.models.system.notice

    def _untold(self, key: ColumnElement[str]) -> ColumnElement[bool]:
        return ~select(self._notice.c.id).where(self._notice.c.key == key).exists()

    def notices(self, work: Work, ids: list[int]) -> Iterator[Notice]:
        statement = select(self.table).where(self.table.c.id.in_(ids)).order_by(self.table.c.id)
        for row in map(dict, work.session.execute(guarded(statement)).mappings()):
            at, key = self.told(row)
            in_time = row["submitted_at"] is not None and row["submitted_at"] < at
            if not (in_time and row["state"] in HANDED_IN):
                yield Notice(register=RETURN, record=row["id"], kind=self.kind.value, unit=owner_of(row) or row["unit_id"],
                             department=row["holder_department_id"], at=at, due_on=_until(row), key=key)

    @abstractmethod
    def told(self, row: Mapping[Any, Any]) -> tuple[datetime, str]:
        """When it fell due, and what makes its notice the only one."""


class _Reminders(_Returns):
    """The reminder of the working day before (rules.md §2 ◇)."""

    kind = DueKind.REMIND

    def rows(self) -> Any:
        c = self.table.c
        untold = self._untold(literal(f"{self.kind.value}:") + cast(c.id, String))
        come = c.remind_on.between(self.first, self.today)
        return select(c.id).where(c.void_at.is_(None), c.due_on >= self.first, come, untold)

    def told(self, row: Mapping[Any, Any]) -> tuple[datetime, str]:
        return start_of_day(row["remind_on"]), f"{self.kind.value}:{row['id']}"


class _Missing(_Returns):
    """24:00 of the day that counts is over. Where a return was sent back it counts anew."""

    kind = DueKind.MISSING

    def rows(self) -> Any:
        c = self.table.c
        until = or_(c.until_on.between(self.first, self.today - timedelta(days=1)), c.until_on.is_(None))
        untold = self._untold(literal(f"{self.kind.value}:") + cast(c.id, String) + ":" + cast(c.until_on, String))
        due = c.due_on.between(self.first - timedelta(days=60), self.today - timedelta(days=1))
        return select(c.id).where(c.void_at.is_(None), due, until, untold)

    def told(self, row: Mapping[Any, Any]) -> tuple[datetime, str]:
        return end_of_day(_until(row)), f"{self.kind.value}:{row['id']}:{row['until_on']}"


def _until(row: Mapping[Any, Any]) -> Any:
    return row["until_on"] or row["due_on"]
