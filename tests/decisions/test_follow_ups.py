"""回头看 30 and 90 days after the resolution."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import start_of_day
from app.decisions.follow_ups import (
    STATE_WORDS,
    FollowUpDone,
    FollowUpResult,
    FollowUpState,
    all_stable,
    follow_ups_of,
    next_owed,
    relapse_of,
)

from .in_force import COURSE
from .story import moment

F, STABLE, RELAPSED = FollowUpState, FollowUpResult.STABLE, FollowUpResult.RELAPSED


@pytest.mark.parametrize(("resolved", "first", "second"), [
    ("2026-08-10", "2026-09-09", "2026-11-08"), ("2026-12-02", "2027-01-01", "2027-03-02"),
    ("2026-01-30", "2026-03-01", "2026-04-30"), ("2024-01-30", "2024-02-29", "2024-04-29"),
])
def test_thirty_and_ninety_calendar_days(resolved: str, first: str, second: str) -> None:
    assert [each.due_on.isoformat() for each in follow_ups_of(date.fromisoformat(resolved), COURSE)] == [first, second]


@pytest.mark.parametrize(("asked", "first", "second"), [
    ("09-01 23:59", F.NOT_YET, F.NOT_YET), ("09-02 00:00", F.TO_DO, F.NOT_YET), ("09-09 23:59", F.TO_DO, F.NOT_YET),
    ("09-10 00:00", F.OVERDUE, F.NOT_YET), ("11-01 00:00", F.OVERDUE, F.TO_DO), ("11-09 00:00", F.OVERDUE, F.OVERDUE),
])
def test_to_do_a_week_before_and_overdue_after_its_day(asked: str, first: F, second: F) -> None:
    rounds = follow_ups_of(date(2026, 8, 10), COURSE)
    states = [each.state(moment(asked, 2026)) for each in rounds]
    assert states == [first, second]
    assert [each.is_owed for each in states] == [each in (F.TO_DO, F.OVERDUE) for each in states]


def test_a_late_look_answers_one_round_only() -> None:
    rounds = follow_ups_of(date(2026, 8, 10), COURSE, [FollowUpDone(date(2026, 11, 20), STABLE)])
    now = moment("12-01 12:00", 2026)
    assert [each.state(now) for each in rounds] == [F.STABLE, F.OVERDUE]
    assert [each.in_time for each in rounds] == [False, None]
    assert next_owed(rounds) == rounds[1]
    assert not all_stable(rounds)


def test_both_stable_and_nothing_more_is_owed() -> None:
    looks = [FollowUpDone(date(2026, 11, 1), STABLE), FollowUpDone(date(2026, 9, 9), STABLE)]
    rounds = follow_ups_of(date(2026, 8, 10), COURSE, looks)
    assert (all_stable(rounds), next_owed(rounds), relapse_of(rounds)) == (True, None, None)
    assert [each.in_time for each in rounds] == [True, True]


def test_a_relapse_reopens_and_drops_what_was_still_to_come() -> None:
    relapse = FollowUpDone(date(2026, 9, 5), RELAPSED)
    rounds = follow_ups_of(date(2026, 8, 10), COURSE, [relapse])
    assert (relapse_of(rounds), all_stable(rounds)) == (relapse, False)
    states = [each.state(moment("12-01 12:00", 2026), reopened=True) for each in rounds]
    assert states == [F.RELAPSED, F.DROPPED]


def test_looks_of_an_earlier_resolution_do_not_count() -> None:
    rounds = follow_ups_of(date(2026, 8, 10), COURSE, [FollowUpDone(date(2026, 8, 9), RELAPSED)])
    assert [each.done for each in rounds] == [None, None]


def test_every_state_has_its_words() -> None:
    assert set(STATE_WORDS) == set(F)


@given(resolved=st.dates(date(2025, 1, 1), date(2027, 1, 1)), day=st.integers(0, 200),
       looks=st.lists(st.integers(0, 200), max_size=3))
@settings(max_examples=150, deadline=None)
def test_nothing_owed_is_forgotten(resolved: date, day: int, looks: list[int]) -> None:
    now = start_of_day(resolved) + timedelta(days=day, hours=12)
    done = [FollowUpDone(resolved + timedelta(days=look), STABLE) for look in looks if look <= day]
    states = [each.state(now) for each in follow_ups_of(resolved, COURSE, done)]
    assert sum(state is F.STABLE for state in states) == min(len(done), 2)
    assert sum(state is F.OVERDUE for state in states) == max((day > 30) + (day > 90) - len(done), 0)
