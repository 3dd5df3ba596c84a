"""Red's two clocks: calendar time from the moment the case turned red."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.decisions.calendar import SHANGHAI
from app.decisions.scales import Colour
from app.decisions.urgent import Turn, Urgent, UrgentKind, UrgentState, turned_at, urgent_of

from .in_force import DISPUTE, HAZARD
from .story import Story, moment

BLUE, YELLOW, ORANGE, RED = Colour


@pytest.mark.parametrize(("since", "told", "plan"), [
    ("08-12 10:00", "08-12 11:00", "08-13 10:00"), ("10-01 23:30", "10-02 00:30", "10-02 23:30"),
    ("12-31 23:30", "2027-01-01 00:30", "2027-01-01 23:30"), ("02-16 08:00", "02-16 09:00", "02-17 08:00"),
])
def test_one_hour_and_a_day_whatever_the_calendar_says(since: str, told: str, plan: str) -> None:
    found = urgent_of(RED, moment(since, 2026), DISPUTE)
    assert [(each.kind, each.due) for each in found] == [
        (UrgentKind.TOLD, moment(told, 2026)), (UrgentKind.PLAN, moment(plan, 2026))]


def test_no_other_colour_and_no_hazard_asks_for_them() -> None:
    now = moment("08-12 10:00", 2026)
    assert [urgent_of(colour, now, DISPUTE) for colour in (BLUE, YELLOW, ORANGE)] == [(), (), ()]
    assert urgent_of(RED, now, HAZARD) == ()


@pytest.mark.parametrize(("done", "asked", "expected"), [
    (None, "10:59", UrgentState.WAITING), (None, "11:00", UrgentState.MISSED), ("10:59", "12:00", UrgentState.IN_TIME),
    ("11:00", "12:00", UrgentState.DONE_LATE), ("11:30", "11:15", UrgentState.MISSED), ("10:30", "10:20", UrgentState.WAITING),
])
def test_the_instant_itself_is_late(done: str | None, asked: str, expected: UrgentState) -> None:
    told_at = moment(f"08-12 {done}", 2026) if done else None
    told, _ = urgent_of(RED, moment("08-12 10:00", 2026), DISPUTE, told_at=told_at)
    assert told.state(moment(f"08-12 {asked}", 2026)) is expected


def test_a_case_that_turns_red_by_a_missed_day_did_so_at_24_00() -> None:
    story = Story(ORANGE, date(2026, 8, 3), DISPUTE).until(moment("09-01 12:00", 2026))
    step = story.lines[-1] if story.steps else None
    assert story.steps == ["2026-08-24 red town"]
    assert step is not None
    turns = [Turn(moment("08-03 09:00", 2026), ORANGE), Turn(datetime(2026, 8, 25, tzinfo=SHANGHAI), RED)]
    assert turned_at(turns, RED) == datetime(2026, 8, 25, tzinfo=SHANGHAI)


def test_red_that_stays_red_is_not_told_again_and_red_after_a_lowering_is() -> None:
    at = [datetime(2026, 8, day, 10, tzinfo=SHANGHAI) for day in range(1, 8)]
    assert turned_at([Turn(at[0], YELLOW), Turn(at[1], RED), Turn(at[2], RED)], RED) == at[1]
    assert turned_at([Turn(at[0], RED), Turn(at[1], ORANGE), Turn(at[2], RED)], RED) == at[2]
    assert turned_at([Turn(at[0], RED), Turn(at[1], None), Turn(at[2], RED)], RED) == at[2]
    assert turned_at([Turn(at[0], RED), Turn(at[1], None)], RED) is None
    assert turned_at([], RED) is None


@given(minutes=st.integers(0, 100), done=st.none() | st.integers(0, 100))
def test_what_is_done_in_time_stays_so(minutes: int, done: int | None) -> None:
    since = moment("08-12 10:00", 2026)
    done_at = None if done is None else since + timedelta(minutes=done)
    state = Urgent(UrgentKind.TOLD, since + timedelta(hours=1), done_at).state(since + timedelta(minutes=minutes))
    known = done is not None and done <= minutes
    late = (done if known and done is not None else minutes) >= 60
    expected = {(True, False): UrgentState.IN_TIME, (True, True): UrgentState.DONE_LATE, (False, False): UrgentState.WAITING,
                (False, True): UrgentState.MISSED}
    assert state is expected[known, late]


def test_both_have_words() -> None:
    assert [kind.words.zh for kind in UrgentKind] == ["报告县级", "三定一包方案"]
