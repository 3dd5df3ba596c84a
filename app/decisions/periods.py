"""Calendar periods: half-month, week, month, two months, quarter, half-year, year.

All are days of Asia/Shanghai. Two months are January–February, March–April … (rules.md §2 ◇ our reading of
"每2月", S4 三(二)3); a week runs Monday–Sunday and belongs to the year of its Thursday (ISO 8601).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from app.decisions.calendar import ONE_DAY, end_of_day, start_of_day
from app.decisions.policies import Figure, Policy
from app.words import Words


class PeriodKind(Enum):
    """What a return or summary covers; the value is the key that is stored."""

    HALF_MONTH = "half_month"
    WEEK = "week"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


LAST_DAY_OF_FIRST_HALF = 14  # S4 四(二): "每半个月(每个月14日、30日)"
MONTHS_IN: Mapping[PeriodKind, int] = {
    PeriodKind.MONTH: 1, PeriodKind.TWO_MONTHS: 2, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12,
}


@dataclass(frozen=True, order=True)
class Period:
    """One calendar period, from ``first`` to ``last`` day, both within."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """Its first instant, in UTC."""
        return start_of_day(self.first)

    @property
    def ends(self) -> datetime:
        """The first instant after it, in UTC."""
        return end_of_day(self.last)

    def has_day(self, day: date) -> bool:
        """True where ``day`` lies within."""
        return self.first <= day <= self.last

    def has_moment(self, moment: datetime) -> bool:
        """True where the aware ``moment`` lies within."""
        return self.begins <= moment < self.ends

    @property
    def is_first_half(self) -> bool:
        """True for the 1st to the 14th of a month."""
        return self.kind is PeriodKind.HALF_MONTH and self.first.day == 1


def containing(kind: PeriodKind, day: date) -> Period:
    """The period of ``kind`` that ``day`` lies in."""
    if kind is PeriodKind.HALF_MONTH:
        return _half_month(day)
    if kind is PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    return _months(kind, day)


def _half_month(day: date) -> Period:
    if day.day <= LAST_DAY_OF_FIRST_HALF:
        return Period(PeriodKind.HALF_MONTH, day.replace(day=1), day.replace(day=LAST_DAY_OF_FIRST_HALF))
    return Period(PeriodKind.HALF_MONTH, day.replace(day=LAST_DAY_OF_FIRST_HALF + 1), _last_of_month(day))


def _months(kind: PeriodKind, day: date) -> Period:
    count = MONTHS_IN[kind]
    first = day.replace(month=(day.month - 1) // count * count + 1, day=1)
    return Period(kind, first, _last_of_month(first.replace(month=first.month + count - 1)))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def previous_period(period: Period) -> Period:
    """The period of the same kind that ends the day before."""
    return containing(period.kind, period.first - ONE_DAY)


def next_period(period: Period) -> Period:
    """The period of the same kind that begins the day after."""
    return containing(period.kind, period.last + ONE_DAY)


def periods_between(kind: PeriodKind, first: date, last: date) -> tuple[Period, ...]:
    """All periods of ``kind`` that have a day from ``first`` to ``last``, in order."""
    found = []
    period = containing(kind, first)
    while period.first <= last:
        found.append(period)
        period = next_period(period)
    return tuple(found)


@dataclass(frozen=True)
class DaysAfter:
    """Due so many days after the period's last day: 3 after a month is the 3rd of the next."""

    days: int

    def of(self, period: Period) -> date:
        """The due day of ``period``."""
        return period.last + timedelta(days=self.days)


@dataclass(frozen=True)
class DaysOfMonth:
    """Due on a day of the month itself, the last day where the month is shorter; one day for each half."""

    first_half: int
    second_half: int

    def of(self, period: Period) -> date:
        """The due day of ``period``."""
        day = self.first_half if period.is_first_half else self.second_half
        return period.last.replace(day=min(day, _last_of_month(period.last).day))


DueRule = DaysAfter | DaysOfMonth


@dataclass(frozen=True, kw_only=True)
class PeriodPolicy(Policy):
    """Names of the kinds of period, and when what is owed for one is due (schema/policies/periods.yaml)."""

    names: Mapping[PeriodKind, Words]
    dues: Mapping[PeriodKind, Figure[DueRule]]


def due_day(period: Period, policy: PeriodPolicy) -> date | None:
    """The day at whose 24:00 what is owed for ``period`` is late; None where nothing is (rules.md §2).

    A due day on a rest day stays; for the reminder see ``calendar.working_day_before``.
    """
    rule = policy.dues.get(period.kind)
    return rule.value.of(period) if rule else None
