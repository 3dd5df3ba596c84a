"""Where a return stands: 未到期, 待报, 按时, 迟报, 缺报, 退回, 零报告; the reminder; the counts of a board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import end_of_day, is_working_day, start_of_day
from app.decisions.period_keys import parse_period
from app.decisions.periods import due_day
from app.decisions.return_states import (
    RETURN_WORDS,
    Completeness,
    ReturnState,
    Submission,
    completeness,
    empty_days,
    first_report_by,
    reminder_day,
    state_of_return,
)

from .in_force import HOLIDAYS, PERIODS, RETURNS
from .story import moment

R = ReturnState


@pytest.mark.parametrize(("period", "due", "reminder"), [
    ("2026-02a", "2026-02-14", "2026-02-13"),  # a make-up Saturday: it is a working day, Fr13 before it
    ("2026-02b", "2026-02-28", "2026-02-27"),  # likewise
    ("2026-03a", "2026-03-14", "2026-03-13"),  # a Saturday of rest stays
    ("2026-08b", "2026-08-30", "2026-08-28"),  # a Sunday: Friday
    ("2026-09", "2026-10-03", "2026-09-30"),  # within National Day
    ("2026-01", "2026-02-03", "2026-02-02"),
    ("2026-W07", "2026-02-16", "2026-02-14"),  # within Spring Festival: the make-up Saturday
    ("2026-W40", "2026-10-05", "2026-09-30"),
    ("2026-12", "2027-01-03", "2027-01-01"),  # no table for 2027: Friday counts
    ("2026-Q1", "2026-04-03", "2026-04-02"),
    ("2024-02b", "2024-02-29", "2024-02-28"),
])
def test_the_due_day_stays_and_the_reminder_goes_out_on_the_working_day_before(period: str, due: str, reminder: str) -> None:
    found = due_day(parse_period(period), PERIODS)
    assert found == date.fromisoformat(due)
    assert reminder_day(found, HOLIDAYS) == date.fromisoformat(reminder)


DUE = date(2026, 8, 14)  # a Friday; the reminder goes out on Th13


def state(asked: str, *given_in: Submission) -> ReturnState:
    return state_of_return(DUE, given_in, RETURNS, HOLIDAYS, moment(asked, 2026)).state


def sent(at: str, back: str | None = None, *, zero: bool = False) -> Submission:
    return Submission(moment(at, 2026), zero, moment(back, 2026) if back else None)


@pytest.mark.parametrize(("asked", "given_in", "expected"), [
    ("08-12 23:59", (), R.NOT_DUE), ("08-13 00:00", (), R.TO_DO), ("08-14 23:59", (), R.TO_DO), ("08-15 00:00", (), R.MISSING),
    ("08-20 12:00", (sent("08-10 09:00"),), R.ON_TIME), ("08-20 12:00", (sent("08-14 23:59"),), R.ON_TIME),
    ("08-20 12:00", (sent("08-15 00:00"),), R.LATE), ("08-20 12:00", (sent("08-14 10:00", zero=True),), R.ZERO),
    ("08-20 12:00", (sent("08-17 10:00", zero=True),), R.LATE), ("08-14 10:00", (sent("08-17 10:00"),), R.TO_DO),
    # sent back in time: until the due day
    ("08-12 12:00", (sent("08-10 09:00", "08-11 10:00"),), R.SENT_BACK),
    ("08-15 00:00", (sent("08-10 09:00", "08-11 10:00"),), R.MISSING),
    ("08-20 12:00", (sent("08-10 09:00", "08-11 10:00"), sent("08-14 10:00")), R.ON_TIME),
    ("08-20 12:00", (sent("08-10 09:00", "08-11 10:00"), sent("08-15 10:00")), R.LATE),
    # sent back on Fr14 or later: until 24:00 of the next working day
    ("08-17 23:59", (sent("08-14 09:00", "08-14 17:00"),), R.SENT_BACK),
    ("08-18 00:00", (sent("08-14 09:00", "08-14 17:00"),), R.MISSING),
    ("08-20 12:00", (sent("08-14 09:00", "08-19 10:00"), sent("08-20 11:00")), R.ON_TIME),
    ("08-22 12:00", (sent("08-14 09:00", "08-19 10:00"), sent("08-21 11:00")), R.LATE),
    ("08-18 12:00", (sent("08-14 09:00", "08-19 10:00"),), R.ON_TIME),  # not sent back yet
    ("08-22 12:00", (sent("08-14 09:00", "08-19 10:00"), sent("08-20 11:00", "08-20 15:00")), R.MISSING),
    ("08-22 12:00", (sent("08-14 09:00", "08-19 10:00"), sent("08-20 11:00", zero=True)), R.ZERO),
    ("08-12 10:00", (sent("08-12 10:00", "08-12 10:00"),), R.SENT_BACK), ("08-12 10:00", (sent("08-12 10:00"),), R.ON_TIME),
    # a correction after it was taken
    ("08-22 12:00", (sent("08-14 09:00"), sent("08-20 09:00")), R.ON_TIME),
])
def test_a_return_at_a_moment(asked: str, given_in: tuple[Submission, ...], expected: ReturnState) -> None:
    assert state(asked, *given_in) is expected


def test_a_late_nothing_is_known_as_a_nothing() -> None:
    standing = state_of_return(DUE, [sent("08-17 10:00", zero=True)], RETURNS, HOLIDAYS, moment("08-20 12:00", 2026))
    assert (standing.state, standing.zero, standing.is_handed_in, standing.until) == (R.LATE, True, True, DUE)


def test_the_counts_of_a_board_add_up() -> None:
    counts = completeness([R.ON_TIME, R.ZERO, R.LATE, R.MISSING, R.MISSING, R.SENT_BACK, R.TO_DO, R.NOT_DUE])
    assert counts == Completeness(expected=8, on_time=2, late=1, missing=2, pending=3)
    assert counts + completeness([R.LATE]) == Completeness(expected=9, on_time=2, late=2, missing=2, pending=3)
    assert set(RETURN_WORDS) == set(R)


def test_an_empty_day_shows_once_it_is_over() -> None:
    entered = {date(2026, 8, 10), date(2026, 8, 12)}
    assert empty_days(entered, date(2026, 8, 10), date(2026, 8, 31), moment("08-14 12:00", 2026)) == (
        date(2026, 8, 11), date(2026, 8, 13))
    assert empty_days(entered, date(2026, 8, 10), date(2026, 8, 12), moment("08-14 12:00", 2026)) == (date(2026, 8, 11),)
    assert empty_days(set(), date(2026, 8, 15), date(2026, 8, 31), moment("08-14 12:00", 2026)) == ()


def test_a_serious_event_is_reported_within_an_hour() -> None:
    assert first_report_by(moment("12-31 23:30", 2026), RETURNS) == moment("2027-01-01 00:30", 2026)


SENDINGS = st.lists(st.tuples(st.integers(0, 20 * 24 * 60), st.none() | st.integers(1, 3 * 24 * 60), st.booleans()), max_size=4)


@given(due=st.dates(date(2026, 1, 1), date(2027, 2, 1)), sendings=SENDINGS, minutes=st.integers(0, 25 * 24 * 60))
@settings(max_examples=200, deadline=None)
def test_a_return_is_in_one_state_and_never_missing_before_it_is_due(
        due: date, sendings: list[tuple[int, int | None, bool]], minutes: int) -> None:
    base = start_of_day(due) - timedelta(days=10)
    given_in = [Submission(base + timedelta(minutes=at), zero, base + timedelta(minutes=at + back) if back else None)
                for at, back, zero in sendings]
    now = base + timedelta(minutes=minutes)
    standing = state_of_return(due, given_in, RETURNS, HOLIDAYS, now)
    accepted = [each for each in given_in if each.at <= now and (each.sent_back_at is None or each.sent_back_at > now)]
    assert standing.is_handed_in is bool(accepted)
    assert standing.until >= due
    assert is_working_day(standing.until, HOLIDAYS) or standing.until == due
    if standing.state is R.MISSING:
        assert now >= end_of_day(due)
    if now < end_of_day(due):
        assert standing.state is not R.LATE


@given(states=st.lists(st.sampled_from(R)))
def test_expected_is_the_sum_of_its_parts(states: list[ReturnState]) -> None:
    counts = completeness(states)
    assert counts.expected == len(states) == counts.on_time + counts.late + counts.missing + counts.pending
