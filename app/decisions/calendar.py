"""Working days, and the days of Asia/Shanghai as instants.

Instants are aware datetimes. A day belongs to the calendar of China wherever the server stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
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
    unknown: frozenset[int] = frozenset()  #: years between the first and the last that the table does not know

    def covers(self, year: int) -> bool:
        """False where the table does not know the year: Monday–Friday is assumed and a banner says so."""
        return self.first_year <= year <= self.last_year and year not in self.unknown

    @cached_property
    def added(self) -> list[date]:
        """The days of weekends on which people work, in order."""
        return sorted(day for day in self.work if day.weekday() >= 5 and self.covers(day.year))

    @cached_property
    def taken(self) -> list[date]:
        """The days from Monday to Friday on which they do not."""
        return sorted(day for day in self.rest - self.work if day.weekday() < 5 and self.covers(day.year))


def holidays_of(given: Mapping[date, bool], years: Collection[int]) -> Holidays:
    """The table from its rows: day → True on a make-up day (调休上班), False on a public holiday.

    ``years`` are those whose days are all entered; days of other years stand in the table and do not count. The years may
    have gaps. Raises ValueError without any year.
    """
    if not years:
        raise ValueError("a table of holidays covers at least one year")
    first, last = min(years), max(years)
    return Holidays(rest=frozenset(day for day, works in given.items() if not works),
                    work=frozenset(day for day, works in given.items() if works),
                    first_year=first, last_year=last, unknown=frozenset(range(first, last + 1)) - frozenset(years))


#: The two days that every announcement of the State Council has: a year whose both are entered is entered whole.
_ENTERED = ((1, 1), (10, 1))


def with_days(published: Holidays, given: Mapping[date, bool]) -> Holidays:
    """The table of a county: ``given`` (day → True on a make-up day) over what is ``published``.

    A year that is entered whole (1 January and 1 October stand in it) counts as entered, nothing else of it. Days of a year
    that is published count beside what is published. Days of any other year stand there and do not count yet.
    """
    whole = {year for year in {day.year for day in given} if all(date(year, *each) in given for each in _ENTERED)}
    first, last = published.first_year, published.last_year
    known = whole | {year for year in range(first, last + 1) if published.covers(year)}
    every = {**dict.fromkeys(published.rest, False), **dict.fromkeys(published.work, True)}
    kept = {day: works for day, works in every.items() if day.year not in whole}
    return holidays_of({**kept, **given}, known) if given else published


def uncovered_years(first: date, last: date, holidays: Holidays) -> tuple[int, ...]:
    """The years from ``first`` to ``last`` that the table does not know: what the banner names beside a date."""
    return tuple(year for year in range(first.year, last.year + 1) if not holidays.covers(year))


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


def working_day_from(day: date, holidays: Holidays) -> date:
    """``day`` where it is a working day, else the next one."""
    return day if is_working_day(day, holidays) else _next_working_day(day, holidays)


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
    return _working_days_until(until, holidays) - _working_days_until(after, holidays)


def _working_days_until(day: date, holidays: Holidays) -> int:
    """Working days from the beginning of the calendar; counted, not walked: a board asks for cases that are years late."""
    weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the calendar is a Monday
    return 5 * weeks + min(rest, 5) + bisect_right(holidays.added, day) - bisect_right(holidays.taken, day)


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
