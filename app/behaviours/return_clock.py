"""The clock of returns: writes what is owed for every period that has begun, once, and what time makes of it (rules.md §2, §7).

What is owed follows from the units, the departments and the policy; the run only writes down what is not there yet. A unit
owes from the period on in which it was entered here. The rows of one kind and period are written in one transaction; of two
schedulers the second is refused by the unique key and finds nothing left. What a unit still owed for the period in which it
was merged is voided: its successor owes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.access.guard import GuardedSession, guarded
from app.access.refusal import Stale
from app.access.viewer import Deed, performing, unscoped
from app.behaviours.returns import owed_key
from app.behaviours.state import flush
from app.behaviours.village_warnings import write_warnings
from app.decisions.calendar import local_date
from app.decisions.obligations import Obligation, UnitLife, obligations
from app.decisions.period_keys import period_key, period_label
from app.decisions.periods import Period, periods_between
from app.decisions.return_policy import ReturnKind
from app.decisions.routing import Department
from app.decisions.scales import Level
from app.definition import Register
from app.model import looking
from app.problems import BadValue, Problems
from app.records.bulk import store
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.return_states import RETURN, period_policy, return_policies, return_policy, state_now
from app.records.site import Site, Work
from app.records.storing import fetch, void

#: How far back a run looks again behind the last period that was written: units may be entered as merged later than they were.
LOOKED_BACK = timedelta(days=100)
_CHUNK = 200
_MERGED = "单位已并入其他单位，本期由接收单位报送"


@dataclass(slots=True)
class ReturnRun:
    """What one run did: returns written, voided, moved to another state; warnings written. ``failed``: codes."""

    written: int = 0
    voided: int = 0
    moved: int = 0
    warned: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Owing:
    """Who can owe: units and departments with the days on which they were entered, their names, the leading functions."""

    units: tuple[UnitLife, ...]
    departments: tuple[Department, ...]
    entered: Mapping[int, date]
    names: Mapping[int, str]
    offices_entered: Mapping[int, date]
    office_names: Mapping[int, str]
    leading: frozenset[str]

    def owed(self, site: Site, kind: ReturnKind, period: Period) -> tuple[Obligation, ...]:
        """What is owed of a kind for a period."""
        every = obligations(self.units, self.departments, kind, period, period_policy(site, period.first), self.leading)
        return tuple(each for each in every if self._was_there(each))

    def of(self, units: Collection[int], since: date) -> Owing:
        """Those units and their departments alone, as if they had been entered on ``since``."""
        mine = tuple(each for each in self.units if each.id in units)
        offices = tuple(each for each in self.departments if each.unit in units)
        return replace(self, units=mine, departments=offices, entered={each.id: since for each in mine},
                       offices_entered={each.id: since for each in offices})

    def _was_there(self, each: Obligation) -> bool:
        office = self.offices_entered[each.department] if each.department else date.min
        return max(self.entered[each.unit], office) <= each.period.last

    def title(self, each: Obligation, kind: ReturnKind) -> str:
        """金容寨村2026年8月上半月矛盾纠纷分析研判及统计表."""
        office = self.office_names[each.department] if each.department else ""
        return f"{self.names[each.unit]}{office}{period_label(each.period).zh}{kind.words.zh}"[:100]


def run_returns(site: Site, sessions: sessionmaker[GuardedSession], now: datetime) -> ReturnRun:
    """Write every return that is owed and every state that has changed by ``now``; then the warnings of months gone by."""
    done = ReturnRun()
    if RETURN not in site.definition.registers:
        return done
    with unscoped("clock of returns"):
        with sessions(bind=looking(site.engine)) as session:
            site.catch_up(session)
        for kind, periods in _begun(site, sessions, now):
            for period in periods:
                _write(site, sessions, now, kind, period, done)
        _move_states(site, sessions, now, done)
        done.warned = write_warnings(site, sessions, now)
    return done


# -- what is owed ------------------------------------------------------------------------------------


def read_owing(work: Work) -> Owing:
    """Who can owe, as the registers have it."""
    unit, office = work.site.models.table("unit"), work.site.models.table("department")
    columns = [unit.c[name] for name in ("id", "level", "valid_from", "valid_to", "merged_into_id", "name", "created_at")]
    units = _all(work, select(*columns).where(unit.c.void_at.is_(None), unit.c.level != Level.GRID.value).order_by(unit.c.id))
    offices = _all(work, select(office.c.id, office.c.unit_id, office.c.name, office.c.functions, office.c.created_at).where(
        office.c.void_at.is_(None)).order_by(office.c.id))
    categories = work.site.terms(work.session)["dispute_category"]
    return Owing(
        tuple(UnitLife(row.id, Level(row.level), row.valid_from, row.valid_to, row.merged_into_id) for row in units),
        tuple(Department(row.id, row.unit_id, frozenset(row.functions or ())) for row in offices),
        {row.id: local_date(row.created_at) for row in units}, {row.id: row.name for row in units},
        {row.id: local_date(row.created_at) for row in offices}, {row.id: row.name for row in offices},
        frozenset(filter(None, (categories.attribute(key, "function") for key in categories.keys()))))  # noqa: SIM118


def _all(work: Work, statement: Any) -> list[Any]:
    return list(work.session.execute(guarded(statement)).all())


def _begun(site: Site, sessions: sessionmaker[GuardedSession],
           now: datetime) -> Iterator[tuple[ReturnKind, tuple[Period, ...]]]:
    """Each kind with the periods that may lack something: a few statements, however long the calendar has run."""
    table = site.models.table(RETURN)
    with sessions(bind=looking(site.engine)) as session:
        work = Work(site, session, now)
        owing = read_owing(work)
        last = dict(_all(work, select(table.c.kind, func.max(table.c.from_on)).where(table.c.void_at.is_(None)).group_by(
            table.c.kind)))
        if not owing.entered:
            return
        floor, there = min(owing.entered.values()), keys_there(work, min([*last.values(), work.today]) - LOOKED_BACK)
    for kind in _kinds(site):
        first = max(floor, last.get(kind.key, floor) - LOOKED_BACK)
        every = (each for each in periods_between(kind.period, first, local_date(now)) if _in_force(site, kind, each))
        yield kind, tuple(each for each in every if _lacks(site, owing, kind, each, there))


def _kinds(site: Site) -> list[ReturnKind]:
    """Every kind of every version."""
    return [kind for each in return_policies(site) for kind in each.kinds.values()]


def _in_force(site: Site, kind: ReturnKind, period: Period) -> bool:
    try:
        return return_policy(site, period.first).kinds.get(kind.key) is kind
    except BadValue:  # a time before the first policy
        return False


def keys_there(work: Work, first: date) -> dict[tuple[str, date], set[str]]:
    """The keys that are there, by kind and period, from a day on."""
    table = work.site.models.table(RETURN)
    rows = _all(work, select(table.c.kind, table.c.from_on, table.c.owed_key).where(
        table.c.void_at.is_(None), table.c.from_on >= first, table.c.owed_key.is_not(None)))
    found: dict[tuple[str, date], set[str]] = {}
    for kind, from_on, key in rows:
        found.setdefault((kind, from_on), set()).add(key)
    return found


def _lacks(site: Site, owing: Owing, kind: ReturnKind, period: Period, there: Mapping[tuple[str, date], set[str]]) -> bool:
    """Whether something is to be written or voided; asked again inside the transaction that writes it."""
    return {key_of(each) for each in owing.owed(site, kind, period)} != there.get((kind.key, period.first), set())


def key_of(each: Obligation) -> str:
    """The unique key of an obligation's row."""
    return owed_key(each.unit, each.department, each.kind, period_key(each.period))


# -- writing it --------------------------------------------------------------------------------------


def _write(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, kind: ReturnKind, period: Period,
           done: ReturnRun) -> None:
    """The rows of a kind and period, in one transaction."""
    with sessions() as session, performing(Deed(door="clock", at=now)):
        work = Work(site, session, now)
        owing = read_owing(work)
        owed = {key_of(each): each for each in owing.owed(site, kind, period)}
        there = keys_there(work, period.first).get((kind.key, period.first), set())
        try:
            written = len(write_owed(work, owing, kind, [each for key, each in owed.items() if key not in there]))
            voided = _void_merged(work, owing, period, there - owed.keys())
            session.commit()
        except StaleDataError:
            return  # somebody was faster: the next run finds what is left
        except (Problems, Stale) as bad:
            done.failed += [each.code for each in bad.found]
            return
    done.written += written
    done.voided += voided


def write_owed(work: Work, owing: Owing, kind: ReturnKind, owed: Iterable[Obligation]) -> list[int]:
    """Write a row for each obligation of a kind, in the caller's transaction; their ids in order. Raises Problems, or Stale
    where somebody was faster."""
    register = work.site.definition.registers[RETURN]
    drafts = [Draft(_row(owing, kind, each)) for each in owed]
    if drafts:
        prepare(work, register, drafts)
        refused = [fault for draft in drafts for fault in draft.faults]
        if refused:
            raise Problems(refused)
        store(work, register, drafts)
    return [draft.record_id for draft in drafts if draft.record_id is not None]


def _row(owing: Owing, kind: ReturnKind, each: Obligation) -> dict[str, Any]:
    return {"unit": each.unit, "holder_department": each.department, "kind": each.kind, "title": owing.title(each, kind),
            "period_key": period_key(each.period), "from_on": each.period.first.isoformat(),
            "to_on": each.period.last.isoformat(), "due_on": each.due_on.isoformat(), "state": "not_due", "edition": 1}


def _void_merged(work: Work, owing: Owing, period: Period, keys: Iterable[str]) -> int:
    """Void what a unit that ended within the period owed and has not handed in."""
    ended = [unit.id for unit in owing.units if unit.valid_to is not None and period.first <= unit.valid_to < period.last]
    table, register = work.site.models.table(RETURN), work.site.definition.registers[RETURN]
    mine = (table.c.owed_key.in_(sorted(keys)) & table.c.unit_id.in_(ended) & table.c.void_at.is_(None)
            & table.c.submitted_at.is_(None))
    found = _all(work, select(table.c.id, table.c.version).where(mine)) if ended and keys else []
    for row in found:
        void(work, fetch(work, register, row.id), _MERGED, row.version)
    return len(found)


def _move_states(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, done: ReturnRun) -> None:
    """Write the states that time has changed, some at a time; who works on a row at this moment is left alone."""
    table = site.models.table(RETURN)
    state = state_now(table, local_date(now))
    last = 0
    while True:
        with sessions() as session, performing(Deed(door="clock", at=now)):
            work = Work(site, session, now)
            rows = _all(work, select(table.c.id, state).where(
                table.c.void_at.is_(None), table.c.state != state, table.c.id > last).order_by(table.c.id).limit(_CHUNK))
            try:
                _set_states(work, dict(tuple(row) for row in rows))
                session.commit()
                done.moved += len(rows)
            except (Stale, StaleDataError):  # the reading of the next row flushes the one before it
                session.rollback()
        if len(rows) < _CHUNK:
            return
        last = rows[-1][0]


def _set_states(work: Work, states: Mapping[int, str]) -> None:
    register: Register = work.site.definition.registers[RETURN]
    for record_id, state in states.items():
        fetch(work, register, record_id).state = state  # type: ignore[attr-defined]
    flush(work)
