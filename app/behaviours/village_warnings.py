"""The three colours of a village and month (三色预警, S3 9): written by the clock once the month is over.

Each is graded as of the last instant of its month, so that it says the same whenever the clock runs: due days that cases
missed, returns that were missing then, hot spots past their date. The row is the record of how things are put right, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, or_, select
from sqlalchemy.orm import sessionmaker

from app.access.guard import GuardedSession, guarded
from app.access.refusal import Stale
from app.access.viewer import Deed, performing
from app.decisions.calendar import ONE_DAY, add_working_days, local_date, start_of_day
from app.decisions.periods import Period, PeriodKind, containing, periods_between, previous_period
from app.decisions.policies import policy_in_force
from app.decisions.return_states import ReturnState, Submission, state_of_return
from app.decisions.scales import Colour
from app.decisions.step_kinds import StepKind
from app.decisions.village_warning import VillageWarning, WarningPolicy, warn
from app.problems import Problems
from app.records.bulk import store
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.return_states import HANDED_IN, RETURN, return_policy
from app.records.site import Site, Work

WARNING = "village_warning"
Facts = Mapping[int, Mapping[str, int]]  #: village → fact → count


def warning_policy(site: Site, day: date) -> WarningPolicy:
    """The lines in force on ``day``. Raises BadValue D413."""
    return policy_in_force([cast(WarningPolicy, each) for each in site.policies("warnings")], day)


def write_warnings(site: Site, sessions: sessionmaker[GuardedSession], now: datetime) -> int:
    """Write the warnings of the months that are over and have none; how many. As the system: the caller is unscoped."""
    if WARNING not in site.definition.registers:
        return 0
    with sessions() as session:
        months = list(_open_months(Work(site, session, now)))
    return sum(_write(site, sessions, now, month) for month in months)


def _open_months(work: Work) -> Iterator[Period]:
    """Months that are over and in which a village has no warning; a quarter behind the last one is looked at again."""
    villages, last = _villages(work), previous_period(containing(PeriodKind.MONTH, work.today))
    if not villages:
        return
    table = work.site.models.table(WARNING)
    first = min(villages.values())
    newest = work.session.execute(guarded(select(func.max(table.c.graded_on)).where(table.c.void_at.is_(None)))).scalar()
    if newest is not None:
        first = max(first, newest - timedelta(days=124))
    for month in periods_between(PeriodKind.MONTH, first, last.last):
        if month.last <= last.last and _lacking(work, month):
            yield month


def _villages(work: Work) -> dict[int, date]:
    """Living and former villages with the day on which they were entered here."""
    unit = work.site.models.table("unit")
    rows = work.session.execute(guarded(select(unit.c.id, unit.c.created_at).where(
        unit.c.level == "village", unit.c.void_at.is_(None)))).all()
    return {row.id: local_date(row.created_at) for row in rows}


def _lacking(work: Work, month: Period) -> list[int]:
    """The villages that stood at the end of the month and have no warning for it."""
    unit, done = work.site.models.table("unit"), _warned(work, month)
    stands = (or_(unit.c.valid_from.is_(None), unit.c.valid_from <= month.last),
              or_(unit.c.valid_to.is_(None), unit.c.valid_to >= month.last), unit.c.created_at < month.ends)
    wanted = select(unit.c.id).where(unit.c.level == "village", unit.c.void_at.is_(None), *stands, unit.c.id.not_in(done))
    return list(work.session.execute(guarded(wanted.order_by(unit.c.id))).scalars())


def warned_in(work: Work, month: Period) -> frozenset[int]:
    """The villages that have a warning for the month."""
    return frozenset(work.session.execute(guarded(_warned(work, month))).scalars())


def _warned(work: Work, month: Period) -> Any:
    table = work.site.models.table(WARNING)
    return select(table.c.unit_id).where(table.c.void_at.is_(None), table.c.year == month.first.year,
                                         table.c.month == _month(month))


def _month(month: Period) -> str:
    return f"m{month.first.month:02}"


def _write(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, month: Period) -> int:
    register = site.definition.registers[WARNING]
    with sessions() as session, performing(Deed(door="clock", at=now)):
        work = Work(site, session, now)
        drafts = graded(work, month, _lacking(work, month))
        try:
            prepare(work, register, drafts)
            good = [draft for draft in drafts if not draft.faults]
            store(work, register, good)
            session.commit()
        except (Problems, Stale):  # another scheduler has written them
            return 0
    return len(good)


def graded(work: Work, month: Period, villages: Iterable[int]) -> list[Draft]:
    """The warnings of villages for a month that is over, as of its last instant; not yet prepared."""
    policy, facts = warning_policy(work.site, month.last), month_facts(work, month, month.ends)
    return [Draft(_row(work, policy, month, unit, warn(facts.get(unit, {}), policy))) for unit in villages]


def _row(work: Work, policy: WarningPolicy, month: Period, unit: int, verdict: VillageWarning) -> dict[str, Any]:
    graded = month.last + ONE_DAY
    row = {"unit": unit, "year": month.first.year, "month": _month(month), "colour": verdict.colour.value,
           "reasons": verdict.to("zh").replace("; ", "；"), "graded_on": graded.isoformat()}
    if verdict.put_right:
        row["due_on"] = add_working_days(graded, policy.put_right_days.value, work.site.holidays).isoformat()
    return row


# -- the facts ---------------------------------------------------------------------------------------


def month_facts(work: Work, month: Period, as_of: datetime) -> Facts:
    """The counts of every village as of a moment, at most the end of the month; three statements and one for each register of
    cases. It reads without anybody's reach: who shows them shows those in the viewer's."""
    found: dict[int, Counter[str]] = {}
    at = min(as_of, month.ends)
    for village, fact, count in (*_missed_days(work, month), *_missing_returns(work, month, at), *_late_spots(work, month, at)):
        found.setdefault(village, Counter())[fact] += count
    return found


def _missed_days(work: Work, month: Period) -> Iterator[tuple[int, str, int]]:
    """Cases that missed a due day in the month, and those that were red when they did. A case counts once."""
    steps, red = work.site.models.system.case_step, Colour.RED.rank + 1
    for register in work.site.definition.registers.values():
        if "escalates" not in register.behaves:
            continue
        table = work.site.models.table(register.key)
        within = (steps.c.kind == StepKind.OVERDUE.value, steps.c.register == register.key,
                  steps.c.at >= start_of_day(month.first + ONE_DAY), steps.c.at <= month.ends)
        rows = work.session.execute(guarded(select(table.c.village_id, table.c.id, func.max(steps.c.from_colour)).join(
            table, table.c.id == steps.c.record_id).where(*within, table.c.void_at.is_(None), table.c.village_id.is_not(None))
            .group_by(table.c.village_id, table.c.id))).all()
        for village, _case, colour in rows:
            yield village, "cases_overdue", 1
            yield village, "red_cases_overdue", int(colour == red)


@dataclass(frozen=True)
class Handing:
    """A return with the times at which it was handed in and sent back."""

    row: Mapping[str, Any]
    steps: tuple[Any, ...]

    def submissions(self) -> list[Submission]:
        """What was handed in, each with the time at which it was sent back."""
        given: list[Submission] = []
        for step in self.steps:
            if step.kind == "submitted":
                given.append(Submission(step.at, step.zero))
            elif step.kind == "sent_back" and given:
                given[-1] = replace(given[-1], sent_back_at=step.at)
        if not given and self.row["submitted_at"] and self.row["state"] in HANDED_IN:  # entered as handed in elsewhere
            given = [Submission(self.row["submitted_at"], self.row["state"] == ReturnState.ZERO.value)]
        return given


def _missing_returns(work: Work, month: Period, end: datetime) -> Iterator[tuple[int, str, int]]:
    """Returns of villages whose due day lies in the month and that had not come by then."""
    for each in _handings(work, month):
        policy = return_policy(work.site, each.row["from_on"])
        standing = state_of_return(each.row["due_on"], each.submissions(), policy, work.site.holidays, end)
        if standing.state is ReturnState.MISSING:
            yield each.row["village_id"], "returns_missing", 1


def _handings(work: Work, month: Period) -> Iterator[Handing]:
    table, steps = work.site.models.table(RETURN), work.site.models.system.return_step
    mine = (table.c.void_at.is_(None) & table.c.village_id.is_not(None) & table.c.holder_department_id.is_(None)
            & table.c.due_on.between(month.first, month.last))
    rows = work.session.execute(guarded(select(table).where(mine))).mappings().all()
    wanted = select(steps.c.return_id, steps.c.kind, steps.c.edition, steps.c.at, steps.c.zero)
    told = work.session.execute(guarded(wanted.join(table, table.c.id == steps.c.return_id).where(mine).order_by(
        steps.c.number))).all()
    by_return: dict[int, list[Any]] = {}
    for step in told:
        by_return.setdefault(step.return_id, []).append(step)
    yield from (Handing(dict(row), tuple(by_return.get(row["id"], ()))) for row in rows)


def _late_spots(work: Work, month: Period, end: datetime) -> Iterator[tuple[int, str, int]]:
    """Hot spots past their date and not put right by then."""
    if "hotspot" not in work.site.definition.registers:
        return
    table = work.site.models.table("hotspot")
    day = min(local_date(end) - ONE_DAY, month.last)
    late = (table.c.due_on <= day) & (table.c.rectified_on.is_(None) | (table.c.rectified_on > day))
    rows = work.session.execute(guarded(select(table.c.village_id, func.count()).where(
        table.c.void_at.is_(None), table.c.village_id.is_not(None), table.c.found_on <= day, late).group_by(
            table.c.village_id))).all()
    yield from ((village, "hotspots_late", count) for village, count in rows)
