"""Half-months, weeks, months …: bounds, due days, keys, words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import SHANGHAI
from app.decisions.period_keys import parse_period, period_key, period_label
from app.decisions.periods import (
    Period,
    PeriodKind,
    containing,
    due_day,
    next_period,
    periods_between,
    previous_period,
)
from app.problems import BadValue

from .in_force import PERIODS

K = PeriodKind
DAYS = st.dates(date(1901, 1, 1), date(2998, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server stands in another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_two_years_have_48_half_months_each_due_on_its_day() -> None:
    halves = periods_between(K.HALF_MONTH, date(2024, 1, 1), date(2025, 12, 31))
    assert len(halves) == 48
    dues = [due_day(half, PERIODS) for half in halves]
    expected = []
    for year in (2024, 2025):
        for month in range(1, 13):
            second = 30 if month != 2 else 29 if year == 2024 else 28
            expected += [date(year, month, 14), date(year, month, second)]
    assert dues == expected
    assert all(half.has_day(due) for half, due in zip(halves, expected, strict=True))
    assert [(half.first.day, half.last.day) for half in halves[2:4]] == [(1, 14), (15, 29)]
    assert [(half.first.day, half.last.day) for half in halves[26:28]] == [(1, 14), (15, 28)]


@pytest.mark.parametrize(("key", "due"), [
    ("2026-01b", "2026-01-30"), ("2024-02b", "2024-02-29"), ("2025-02b", "2025-02-28"), ("2026-08a", "2026-08-14"),
    ("2026-08", "2026-09-03"), ("2026-12", "2027-01-03"), ("2026-W33", "2026-08-17"), ("2026-W53", "2027-01-04"),
    ("2026-B4", "2026-09-03"), ("2026-Q3", "2026-10-03"), ("2026-H1", None), ("2026", None),
])
def test_what_is_owed_is_due(key: str, due: str | None) -> None:
    day = due_day(parse_period(key), PERIODS)
    assert (day.isoformat() if day else None) == due


@pytest.mark.parametrize(("kind", "day", "first", "last"), [
    (K.HALF_MONTH, "2026-08-14", "2026-08-01", "2026-08-14"), (K.HALF_MONTH, "2026-08-15", "2026-08-15", "2026-08-31"),
    (K.WEEK, "2026-08-10", "2026-08-10", "2026-08-16"), (K.WEEK, "2026-08-16", "2026-08-10", "2026-08-16"),
    (K.WEEK, "2027-01-01", "2026-12-28", "2027-01-03"), (K.MONTH, "2024-02-29", "2024-02-01", "2024-02-29"),
    (K.TWO_MONTHS, "2026-02-28", "2026-01-01", "2026-02-28"), (K.TWO_MONTHS, "2026-12-31", "2026-11-01", "2026-12-31"),
    (K.QUARTER, "2026-05-31", "2026-04-01", "2026-06-30"), (K.HALF_YEAR, "2026-07-01", "2026-07-01", "2026-12-31"),
    (K.YEAR, "2026-07-01", "2026-01-01", "2026-12-31"),
])
def test_the_period_of_a_day(kind: PeriodKind, day: str, first: str, last: str) -> None:
    found = containing(kind, date.fromisoformat(day))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@given(kind=KINDS, day=DAYS)
@settings(max_examples=300, deadline=None)
def test_periods_follow_each_other_without_gap(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)
    after = next_period(period)
    assert period.has_day(day)
    assert after.first - period.last == timedelta(days=1)
    assert after.begins == period.ends
    assert previous_period(after) == period


@pytest.mark.parametrize(("kind", "count"), [
    (K.HALF_MONTH, 24), (K.MONTH, 12), (K.TWO_MONTHS, 6), (K.QUARTER, 4), (K.HALF_YEAR, 2), (K.YEAR, 1)])
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_parts_of_a_year_sum_up_to_it(kind: PeriodKind, count: int, year: int) -> None:
    parts = periods_between(kind, date(year, 1, 1), date(year, 12, 31))
    whole = parse_period(str(year))
    assert len(parts) == count
    assert sum((part.ends - part.begins for part in parts), timedelta()) == whole.ends - whole.begins
    assert (parts[0].begins, parts[-1].ends) == (whole.begins, whole.ends)


MOMENTS = st.integers(0, 3 * 366 * 24 * 3600).map(lambda seconds: datetime(2023, 12, 30, tzinfo=UTC) + timedelta(
    seconds=seconds))


def test_a_range_that_ends_on_a_first_day_has_that_period_too() -> None:
    months = periods_between(K.MONTH, date(2026, 7, 31), date(2026, 9, 1))
    assert list(map(period_key, months)) == ["2026-07", "2026-08", "2026-09"]


@given(moments=st.lists(MOMENTS, max_size=60))
@settings(max_examples=60, deadline=None)
def test_each_moment_falls_into_exactly_one_month_and_half_month(moments: list[datetime]) -> None:
    for kind in (K.MONTH, K.HALF_MONTH, K.WEEK):
        parts = periods_between(kind, date(2023, 12, 1), date(2027, 1, 31))
        assert sum(part.has_moment(moment) for part in parts for moment in moments) == len(moments)


@pytest.mark.parametrize("key", ["2026-08", "2024-02", "2025-02b", "2026-12", "2026-W01", "2026-Q4", "2026"])
def test_the_last_millisecond_belongs_to_the_period_and_midnight_to_the_next(key: str, server_zone: str) -> None:
    period = parse_period(key)
    last = period.last
    almost = datetime(last.year, last.month, last.day, 23, 59, 59, 999000, SHANGHAI)
    midnight = almost + timedelta(milliseconds=1)
    assert midnight.astimezone(SHANGHAI).time().isoformat() == "00:00:00"
    for moment in (almost, almost.astimezone(UTC), almost.astimezone()):
        assert (period.has_moment(moment), next_period(period).has_moment(moment)) == (True, False)
    for moment in (midnight, midnight.astimezone(UTC), midnight.astimezone()):
        assert (period.has_moment(moment), next_period(period).has_moment(moment)) == (False, True)
    assert period.ends == midnight, server_zone


@given(kind=KINDS, day=DAYS)
@settings(max_examples=300, deadline=None)
def test_a_key_is_read_back(kind: PeriodKind, day: date) -> None:
    period = containing(kind, day)
    assert parse_period(period_key(period)) == period


@pytest.mark.parametrize("text", [
    "", "2026-13", "2026-00", "2026-8", "2026-08c", "2026-W00", "2026-W54", "2025-W53", "2026-W1", "2026-Q0",
    "2026-Q5", "2026-Q03", "2026-H3", "2026-B7", "26-08", "0001", "3000", "1899-12", "2026-08 ", "２０２６-08",
    "2026-08\n", "2026-q3",
])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_period(text)
    assert refused.value.code == "D420"


@pytest.mark.parametrize(("key", "zh", "en"), [
    ("2026-08a", "2026年8月上半月", "first half of August 2026"),
    ("2026-08b", "2026年8月下半月", "second half of August 2026"),
    ("2026-W33", "2026年第33周（8月10日–8月16日）", "week 33 of 2026 (2026-08-10 – 2026-08-16)"),
    ("2026-08", "2026年8月", "August 2026"), ("2026-B4", "2026年7–8月", "July–August 2026"),
    ("2026-Q3", "2026年第三季度", "Q3 2026"), ("2026-H2", "2026年下半年", "second half of 2026"),
    ("2026-H1", "2026年上半年", "first half of 2026"), ("2026", "2026年", "2026"),
])
def test_what_a_period_is_called(key: str, zh: str, en: str) -> None:
    words = period_label(parse_period(key))
    assert (words.zh, words.en) == (zh, en)


def test_periods_sort_by_time_and_their_keys_too() -> None:
    months = periods_between(K.MONTH, date(2025, 11, 1), date(2026, 12, 31))
    assert sorted(map(period_key, months)) == list(map(period_key, months))
    assert sorted(months) == list(months)
    assert months[0] == Period(K.MONTH, date(2025, 11, 1), date(2025, 11, 30))
