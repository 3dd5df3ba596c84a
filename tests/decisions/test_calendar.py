"""Working days by hand: Spring Festival, National Day, make-up days, the end of the table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import (
    SHANGHAI,
    Holidays,
    add_working_days,
    end_of_day,
    is_working_day,
    local_date,
    start_of_day,
    working_day_before,
    working_days_between,
)

from .in_force import HOLIDAYS

DAYS = st.dates(date(2004, 1, 1), date(2027, 6, 30))


def test_the_table_covers_2004_to_2026() -> None:
    assert (HOLIDAYS.first_year, HOLIDAYS.last_year) == (2004, 2026)
    assert [year for year in (2003, 2004, 2026, 2027) if HOLIDAYS.covers(year)] == [2004, 2026]


def test_the_table_agrees_with_the_package_on_every_day() -> None:
    day, differing = date(2004, 1, 1), []
    while day.year < 2027:
        if is_working_day(day, HOLIDAYS) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


@pytest.mark.parametrize(("day", "works"), [
    ("2026-02-13", True), ("2026-02-14", True), ("2026-02-15", False), ("2026-02-16", False), ("2026-02-23", False),
    ("2026-02-24", True), ("2026-02-28", True), ("2026-03-01", False), ("2026-09-20", True), ("2026-09-25", False),
    ("2026-10-01", False), ("2026-10-07", False), ("2026-10-08", True), ("2026-10-10", True), ("2026-10-11", False),
    ("2027-01-01", True), ("2027-01-02", False), ("2003-10-01", True),
])
def test_holidays_and_make_up_days(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day), HOLIDAYS) is works


def test_entries_outside_the_years_of_the_table_do_not_count() -> None:
    table = Holidays(frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 2)}), 2026, 2026)
    assert is_working_day(date(2027, 1, 1), table)
    assert not is_working_day(date(2027, 1, 2), table)


@pytest.mark.parametrize(("start", "count", "end"), [
    ("2026-08-11", 0, "2026-08-11"), ("2026-08-15", 0, "2026-08-15"),
    ("2026-08-11", 3, "2026-08-14"), ("2026-08-15", 3, "2026-08-19"),  # Tuesday; Saturday
    ("2026-02-12", 3, "2026-02-24"), ("2026-02-12", 7, "2026-02-28"), ("2026-02-12", 15, "2026-03-11"),
    ("2026-02-12", 20, "2026-03-18"), ("2026-02-18", 1, "2026-02-24"),
    ("2026-09-18", 3, "2026-09-22"), ("2026-09-30", 3, "2026-10-10"), ("2026-09-30", 7, "2026-10-15"),
    ("2026-12-30", 3, "2027-01-04"), ("2026-12-31", 20, "2027-01-28"),
])
def test_the_nth_working_day_counted_by_hand(start: str, count: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count, HOLIDAYS) == date.fromisoformat(end)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1, HOLIDAYS)


@pytest.mark.parametrize(("after", "until", "count"), [
    ("2026-09-30", "2026-10-10", 3), ("2026-10-10", "2026-09-30", -3), ("2026-10-01", "2026-10-07", 0),
    ("2026-10-08", "2026-10-08", 0), ("2026-02-13", "2026-02-14", 1), ("2026-12-30", "2027-01-04", 3),
])
def test_working_days_between(after: str, until: str, count: int) -> None:
    assert working_days_between(date.fromisoformat(after), date.fromisoformat(until), HOLIDAYS) == count


@given(start=DAYS, count=st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_counting_forwards_and_between_agree(start: date, count: int) -> None:
    end = add_working_days(start, count, HOLIDAYS)
    assert is_working_day(end, HOLIDAYS)
    assert working_days_between(start, end, HOLIDAYS) == count


@given(after=DAYS, until=DAYS)
@settings(max_examples=200, deadline=None)
def test_counting_gives_what_walking_day_by_day_gives(after: date, until: date) -> None:
    first, last = sorted((after, until))
    walked = sum(is_working_day(first + timedelta(days=n), HOLIDAYS) for n in range(1, (last - first).days + 1))
    assert working_days_between(after, until, HOLIDAYS) == (walked if after <= until else -walked)


@pytest.mark.parametrize(("due", "reminder"), [
    ("2026-02-28", "2026-02-27"), ("2026-03-14", "2026-03-13"), ("2026-10-03", "2026-09-30"),
    ("2026-02-24", "2026-02-14"),
])
def test_a_reminder_goes_out_on_the_working_day_before(due: str, reminder: str) -> None:
    assert working_day_before(date.fromisoformat(due), HOLIDAYS) == date.fromisoformat(reminder)


def test_a_day_of_china_as_instants() -> None:
    assert start_of_day(date(2026, 8, 1)) == datetime(2026, 7, 31, 16, tzinfo=UTC)
    assert end_of_day(date(2026, 8, 1)) == datetime(2026, 8, 1, 16, tzinfo=UTC)
    assert start_of_day(date(2026, 8, 1)).tzinfo is UTC


def test_the_days_of_summer_time_are_days_too() -> None:
    assert end_of_day(date(1991, 4, 14)) - start_of_day(date(1991, 4, 14)) == timedelta(hours=23)
    assert end_of_day(date(1991, 9, 15)) - start_of_day(date(1991, 9, 15)) == timedelta(hours=25)


@pytest.mark.parametrize("zone", [UTC, SHANGHAI, timezone(timedelta(hours=-8)), timezone(timedelta(hours=14))])
def test_the_local_day_changes_at_midnight_in_shanghai(zone: timezone) -> None:
    midnight = datetime(2026, 9, 1, tzinfo=SHANGHAI)
    assert local_date((midnight - timedelta(milliseconds=1)).astimezone(zone)) == date(2026, 8, 31)
    assert local_date(midnight.astimezone(zone)) == date(2026, 9, 1)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 9, 1))  # noqa: DTZ001
