"""The clock: overdue steps, hand-up, raise, lowering; the same whenever and however often it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import SHANGHAI, end_of_day
from app.decisions.colours import ColourRules
from app.decisions.deadlines import due_on
from app.decisions.scales import Colour, Level, Status
from app.decisions.steps import (
    CaseState,
    Step,
    brought_up,
    can_hand_up,
    due_steps,
    handed_up,
    lowered,
    next_step,
    raised,
    started,
)

from .in_force import DISPUTE, HAZARD, HOLIDAYS

BLUE, YELLOW, ORANGE, RED = Colour
MONDAY = date(2026, 8, 10)


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=SHANGHAI)


def case(colour: Colour, day: date = MONDAY, rules: ColourRules = DISPUTE) -> CaseState:
    return started(colour, colour, day, rules, HOLIDAYS)


def steps_of(state: CaseState, now: datetime, rules: ColourRules = DISPUTE) -> tuple[Step, ...]:
    return due_steps(state, rules, HOLIDAYS, now)


def test_no_step_before_24_00_of_the_due_day_and_one_at_it() -> None:
    state = case(BLUE)
    assert state.due_on == date(2026, 8, 13)
    assert next_step(state, DISPUTE, HOLIDAYS, end_of_day(date(2026, 8, 13)) - timedelta(microseconds=1)) is None
    step = next_step(state, DISPUTE, HOLIDAYS, end_of_day(date(2026, 8, 13)))
    assert step == Step(number=1, missed=date(2026, 8, 13), day=date(2026, 8, 14), at=end_of_day(date(2026, 8, 13)),
                        from_colour=BLUE, colour=YELLOW, from_level=Level.GRID, level=Level.VILLAGE,
                        due_on=date(2026, 8, 25), added_steps=1)


def test_a_forgotten_blue_case_climbs_to_the_county_and_stays() -> None:
    steps = steps_of(case(BLUE), at("2027-01-31"))
    assert [(step.colour, step.level) for step in steps[:6]] == [
        (YELLOW, Level.VILLAGE), (ORANGE, Level.TOWN), (RED, Level.TOWN), (RED, Level.COUNTY),
        (RED, Level.COUNTY), (RED, Level.COUNTY)]
    assert [step.missed.isoformat() for step in steps] == [
        "2026-08-13", "2026-08-25", "2026-09-16", "2026-10-21", "2026-11-19", "2026-12-18", "2027-01-15"]
    assert [step.number for step in steps] == [step.added_steps for step in steps] == list(range(1, 8))


def test_an_overdue_orange_case_turns_red_and_stays_in_the_town() -> None:
    (step,) = steps_of(case(ORANGE), at("2026-09-01"))
    assert (step.colour, step.from_level, step.level) == (RED, Level.TOWN, Level.TOWN)


def test_an_overdue_red_case_stays_red_and_goes_to_the_county() -> None:
    (step,) = steps_of(case(RED), at("2026-09-08"))
    assert (step.from_colour, step.colour, step.level) == (RED, RED, Level.COUNTY)
    assert (step.day, step.due_on) == (date(2026, 9, 8), date(2026, 10, 12))


def test_the_fresh_clock_counts_from_the_step_not_from_the_run() -> None:
    state = case(BLUE)
    on_the_day = steps_of(state, at("2026-08-14", 0))
    nine_days_down = steps_of(state, at("2026-08-23"))
    assert on_the_day == nine_days_down
    assert on_the_day[0].due_on == due_on(YELLOW, date(2026, 8, 14), DISPUTE, HOLIDAYS)


def test_a_step_on_a_rest_day_is_day_0_of_the_fresh_clock() -> None:
    (step,) = steps_of(case(BLUE, date(2026, 8, 11)), at("2026-08-16"))
    assert (step.day, step.day.weekday(), step.due_on) == (date(2026, 8, 15), 5, date(2026, 8, 25))


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.ENDED, Status.VOID])
def test_only_an_open_case_has_a_clock(status: Status) -> None:
    assert steps_of(replace(case(RED), status=status), at("2030-01-01")) == ()


def test_a_paused_case_takes_no_step() -> None:
    assert steps_of(replace(case(RED), paused_at=at("2026-08-11")), at("2030-01-01")) == ()


def test_a_hazard_put_right_on_the_spot_has_no_deadline() -> None:
    state = case(BLUE, rules=HAZARD)
    assert state.due_on is None
    assert steps_of(state, at("2030-01-01"), HAZARD) == ()


def test_the_level_reached_is_never_lost_by_a_step() -> None:
    state = replace(case(YELLOW), level=Level.COUNTY)
    assert [step.level for step in steps_of(state, at("2026-12-31"))] == [Level.COUNTY] * 5


def test_a_hand_up_moves_the_level_alone_and_restarts_the_clock() -> None:
    state = handed_up(case(YELLOW), DISPUTE, HOLIDAYS, at("2026-08-12"))
    assert state == replace(case(YELLOW), level=Level.TOWN, clock_started_on=date(2026, 8, 12),
                            due_on=date(2026, 8, 21))


def test_a_hand_up_never_passes_the_county() -> None:
    state = replace(case(RED), level=Level.COUNTY)
    assert not can_hand_up(state)
    with pytest.raises(ValueError, match="no level above"):
        handed_up(state, DISPUTE, HOLIDAYS, at("2026-08-12"))
    assert not can_hand_up(replace(case(YELLOW), status=Status.RESOLVED))
    assert can_hand_up(replace(case(RED), level=Level.TOWN))


def test_the_day_of_a_hand_up_is_the_day_in_china() -> None:
    state = handed_up(case(BLUE), DISPUTE, HOLIDAYS, datetime(2026, 8, 11, 16, tzinfo=UTC))
    assert state.clock_started_on == date(2026, 8, 12)


def test_a_confirmed_lowering_forgets_the_steps_and_starts_the_lower_clock() -> None:
    overdue = brought_up(case(YELLOW), DISPUTE, HOLIDAYS, at("2026-08-20"))
    assert (overdue.colour, overdue.added_steps, overdue.level) == (ORANGE, 1, Level.TOWN)
    state = lowered(overdue, YELLOW, DISPUTE, HOLIDAYS, at("2026-08-24"))
    assert (state.colour, state.added_steps, state.last_step_no) == (YELLOW, 0, 1)
    assert (state.level, state.clock_started_on, state.due_on) == (Level.TOWN, date(2026, 8, 24), date(2026, 9, 2))


def test_step_numbers_go_on_after_a_lowering() -> None:
    now = at("2026-08-20")
    state = lowered(brought_up(case(YELLOW), DISPUTE, HOLIDAYS, now), BLUE, DISPUTE, HOLIDAYS, now)
    (step, *_) = steps_of(state, at("2026-08-26"))
    assert (step.number, step.added_steps, step.colour, step.level) == (2, 1, YELLOW, Level.TOWN)


def test_a_raise_brings_the_new_handler_and_its_full_days() -> None:
    state = raised(case(YELLOW), ORANGE, DISPUTE, HOLIDAYS, at("2026-08-12"))
    assert (state.colour, state.level, state.due_on) == (ORANGE, Level.TOWN, date(2026, 9, 2))
    assert state.added_steps == 0


def test_a_raised_hazard_is_never_due_before_its_raise() -> None:
    state = raised(case(YELLOW, rules=HAZARD), RED, HAZARD, HOLIDAYS, at("2026-08-24"))
    assert state.due_on == date(2026, 8, 27)


def test_a_raise_must_go_up_and_a_lowering_down() -> None:
    for same_or_wrong in (YELLOW, BLUE):
        with pytest.raises(ValueError, match="not a higher"):
            raised(case(YELLOW), same_or_wrong, DISPUTE, HOLIDAYS, at("2026-08-12"))
    for same_or_wrong in (YELLOW, RED):
        with pytest.raises(ValueError, match="not a lower"):
            lowered(case(YELLOW), same_or_wrong, DISPUTE, HOLIDAYS, at("2026-08-12"))


# -- the clock is a function of the data -----------------------------------------------------------

CASES = st.builds(
    lambda colour, day, up, rules: replace(
        case(colour, day, rules), level=max(case(colour, day, rules).level, list(Level)[up])),
    st.sampled_from(Colour), st.dates(date(2025, 1, 1), date(2027, 3, 1)), st.integers(0, 3),
    st.sampled_from([DISPUTE, HAZARD]))
MINUTES = st.lists(st.integers(-60 * 24, 200 * 60 * 24), max_size=12)


def run_at_each(state: CaseState, rules: ColourRules, moments: list[datetime]) -> list[Step]:
    written: list[Step] = []
    for now in moments:
        for step in due_steps(state, rules, HOLIDAYS, now):
            written.append(step)
            state = state.after(step)
    return written


@given(state=CASES, minutes=MINUTES, last=st.integers(0, 200 * 60 * 24), rules=st.sampled_from([DISPUTE, HAZARD]))
@settings(max_examples=250, deadline=None)
def test_any_runs_up_to_a_moment_write_what_one_run_at_it_writes(
        state: CaseState, minutes: list[int], last: int, rules: ColourRules) -> None:
    start = end_of_day(state.registered_on)
    now = start + timedelta(minutes=last)
    runs = [start + timedelta(minutes=min(minute, last)) for minute in minutes]
    assert run_at_each(state, rules, [*runs, now, now]) == list(due_steps(state, rules, HOLIDAYS, now))


@given(state=CASES, days=st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_steps_are_numbered_dated_and_never_go_down(state: CaseState, days: int) -> None:
    now = end_of_day(state.registered_on) + timedelta(days=days)
    before = state
    for step in steps_of(state, now):
        assert (step.number, step.missed, step.at) == (before.last_step_no + 1, before.due_on, end_of_day(step.missed))
        assert step.day == step.missed + timedelta(days=1)
        assert step.at <= now
        assert step.colour is before.colour.moved(1)
        assert step.level >= before.level
        assert step.due_on is not None
        assert step.due_on > step.day
        before = before.after(step)
    assert before == brought_up(state, DISPUTE, HOLIDAYS, now)
    assert next_step(before, DISPUTE, HOLIDAYS, now) is None
