"""Working days, and the days of Asia/Shanghai as instants.

Instants are aware datetimes. A day belongs to the calendar of China wherever the server stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holidays:
    """Public holidays (``rest``) and make-up days (``work``) of the years ``first_year`` to ``last_year``."""

    rest: frozenset[date]
    work: frozenset[date]
    first_year: int
    last_year: int

    def covers(self, year: int) -> bool:
        """False where the table does not know the year: Monday–Friday is assumed and a banner says so."""
        return self.first_year <= year <= self.last_year


def is_working_day(day: date, holidays: Holidays) -> bool:
    """True on a working day. Outside the table's years Monday–Friday (rules.md §1)."""
    if holidays.covers(day.year):
        if day in holidays.work:
            return True
        if day in holidays.rest:
            return False
    return day.weekday() < 5


def add_working_days(start: date, count: int, holidays: Holidays) -> date:
    """The ``count``-th working day after ``start``; ``start`` is day 0 (rules.md §1 ◇ our default)."""
    if count < 0:
        raise ValueError("count of working days is negative")
    day = start
    for _ in range(count):
        day = _next_working_day(day, holidays)
    return day


def _next_working_day(day: date, holidays: Holidays) -> date:
    day += ONE_DAY
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def working_day_before(day: date, holidays: Holidays) -> date:
    """The last working day before ``day``: when a reminder goes out (rules.md §2 ◇ our default)."""
    day -= ONE_DAY
    while not is_working_day(day, holidays):
        day -= ONE_DAY
    return day


def working_days_between(after: date, until: date, holidays: Holidays) -> int:
    """How many working days lie after ``after`` up to and with ``until``; negative where ``until`` is earlier."""
    if until < after:
        return -working_days_between(until, after, holidays)
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def local_date(moment: datetime) -> date:
    """The day in China at ``moment``. Raises ValueError for a moment without time zone."""
    if moment.tzinfo is None:
        raise ValueError("moment has no time zone")
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """The first instant of ``day`` in China, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """24:00 of ``day`` in China, in UTC: the first instant that no longer belongs to it, and is late."""
    return start_of_day(day + ONE_DAY)
