"""领导带班接访 and 村干部值班受理: every town and village receives every day, and an empty day shows (S3 5, rules.md §2).

A unit owes a row for each day from the day it was entered here; the day that runs is not empty yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select

from app.access.guard import guarded, scoped_select
from app.access.viewer import acting
from app.decisions.calendar import local_date
from app.decisions.periods import Period
from app.records.directory import UnitNode
from app.records.return_states import return_policy
from app.records.site import Work

RECEPTION = "reception_log"

#: A leader who goes out receives too.
_AS_GOOD: Mapping[str, tuple[str, ...]] = {"leader_reception": ("going_out",)}

State = Literal["held", "empty", "running", "free"]  #: free: before the unit was here, after it ended, or to come


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a unit: how it stands, its row where there is one, and how many came."""

    day: date
    state: State
    row: int | None = None
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """A month of a unit."""

    unit: UnitNode
    days: tuple[Day, ...]

    @property
    def owed(self) -> int:
        """The days that are over and that it owed."""
        return sum(each.state in ("held", "empty") for each in self.days)

    @property
    def held(self) -> int:
        """Of the days that are over, those with a row."""
        return sum(each.state == "held" for each in self.days)

    @property
    def empty(self) -> tuple[date, ...]:
        """The days without a row."""
        return tuple(each.day for each in self.days if each.state == "empty")


def reception_months(work: Work, month: Period) -> tuple[UnitMonth, ...]:
    """The month of every town and village whose days of reception the acting viewer reads, in the order of their codes.

    Two statements, whatever there is.
    """
    owed = daily_duties(work, month)
    units = owing_units(work, month, owed)
    began = _began(work, [unit.id for unit in units])
    rows = _rows(work, month, owed)
    return tuple(UnitMonth(unit, tuple(_days(work.today, month, unit, began.get(unit.id, month.first),
                                             rows.get(unit.id, {})))) for unit in units)


def daily_duties(work: Work, month: Period) -> dict[str, str]:
    """What each level owes every day, by the policy in force at the end of the month: level → kind of reception."""
    return {duty.level.value: key for key, duty in return_policy(work.site, month.last).daily.items()}


def owing_units(work: Work, month: Period, owed: Mapping[str, str]) -> list[UnitNode]:
    """The towns and villages in sight that stood in the month."""
    reach = work.site.rights.reach(acting(), RECEPTION, "read")
    units = work.site.directory(work.session).units.values()
    return [unit for unit in units if unit.level in owed and (unit.valid_to is None or unit.valid_to >= month.first)
            and reach.includes({**unit.columns, "unit_id": unit.id})]


def _began(work: Work, units: Sequence[int]) -> dict[int, date]:
    table = work.site.models.table("unit")
    rows = work.session.execute(guarded(select(table.c.id, table.c.created_at).where(table.c.id.in_(units)))).all()
    return {row.id: local_date(row.created_at) for row in rows}


def _rows(work: Work, month: Period, owed: Mapping[str, str]) -> dict[int, dict[date, tuple[int, int]]]:
    """unit → day → the row that answers for it, and how many came on that day."""
    table = work.site.models.table(RECEPTION)
    c = table.c
    statement = scoped_select(work.site.rights, RECEPTION, c.id, c.unit_id, c.held_on, c.kind, c.visitors, c.village_id).where(
        c.void_at.is_(None), c.held_on.between(month.first, month.last)).order_by(c.id)
    found: dict[int, dict[date, tuple[int, int]]] = {}
    for row in work.session.execute(statement):
        kind = owed.get("village" if row.village_id else "town", "")
        if row.kind in (kind, *_AS_GOOD.get(kind, ())):
            days = found.setdefault(row.unit_id, {})
            first, visitors = days.get(row.held_on, (row.id, 0))
            days[row.held_on] = (first, visitors + row.visitors)
    return found


def _days(today: date, month: Period, unit: UnitNode, began: date, rows: Mapping[date, tuple[int, int]]) -> Iterable[Day]:
    last = min(month.last, unit.valid_to or month.last)
    for number in range((month.last - month.first).days + 1):
        day = month.first + timedelta(days=number)
        if day in rows:
            yield Day(day, "held", *rows[day])
        elif day == today and began <= day <= last:
            yield Day(day, "running")
        else:
            yield Day(day, "empty" if began <= day <= last and day < today else "free")
