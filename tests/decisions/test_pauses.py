"""A clock that stands still: what the day of the pause, of the resumption and those between them count as."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import end_of_day, is_working_day, local_date, start_of_day
from app.decisions.deadlines import due_on
from app.decisions.pauses import Pause, due_with, paused, resumed
from app.decisions.scales import Colour, Status
from app.decisions.steps import due_steps

from .in_force import DISPUTE, HOLIDAYS
from .story import Story, moment

DAYS = {Colour.BLUE: 3, Colour.YELLOW: 7, Colour.ORANGE: 15, Colour.RED: 20}


def case(day: str = "2026-08-10", colour: Colour = Colour.BLUE) -> Story:
    return Story(colour, date.fromisoformat(day), DISPUTE)


def test_only_a_running_clock_can_be_paused_and_only_a_standing_one_resumed() -> None:
    now = moment("08-11 10:00", 2026)
    state = case().state
    with pytest.raises(ValueError, match="does not stand still"):
        resumed(state, HOLIDAYS, now)
    still = paused(state, now)
    with pytest.raises(ValueError, match="does not run"):
        paused(still, now)
    with pytest.raises(ValueError, match="does not run"):
        paused(replace(state, status=Status.ENDED), now)
    with pytest.raises(ValueError, match="does not stand still"):
        resumed(replace(still, status=Status.RESOLVED), HOLIDAYS, now)


def test_resuming_at_once_is_as_if_nothing_had_been() -> None:
    now = moment("08-11 10:00", 2026)
    state = case().state
    assert resumed(paused(state, now), HOLIDAYS, now) == state


def test_a_step_that_fell_due_before_the_pause_is_written_though_nobody_wrote_it_in_time() -> None:
    still = paused(case().state, moment("08-17 10:00", 2026))  # due on the 13th
    steps = due_steps(still, DISPUTE, HOLIDAYS, moment("12-31 10:00", 2026))
    assert [step.missed.isoformat() for step in steps] == ["2026-08-13"]


def test_a_pause_that_begins_at_24_00_of_the_due_day_comes_too_late_and_one_a_moment_before_does_not() -> None:
    late, in_time = case(), case()
    late.play(["08-14 00:00 pause"]).until(moment("09-30 12:00", 2026))
    in_time.play(["08-13 23:59 pause"]).until(moment("09-30 12:00", 2026))
    assert (late.steps, in_time.steps) == (["2026-08-13 yellow village"], [])


def test_a_clock_without_a_due_day_may_be_paused_too() -> None:
    state = replace(case().state, due_on=None)
    assert resumed(paused(state, moment("08-11 10:00", 2026)), HOLIDAYS, moment("08-20 10:00", 2026)) == state


def test_the_same_pauses_in_any_order_give_the_same_day() -> None:
    pauses = [Pause("away", moment("08-11 10:00", 2026), moment("08-13 10:00", 2026)),
              Pause("away", moment("08-14 10:00", 2026), moment("08-19 10:00", 2026))]
    days = {due_with(date(2026, 8, 19), date(2026, 8, 10), each, HOLIDAYS) for each in (pauses, pauses[::-1])}
    assert days == {date(2026, 8, 24)}  # not We12, not Mo17 and Tu18


@pytest.mark.parametrize(("began", "ended", "due"), [
    ("08-13 10:00", "08-14 00:00", "2026-08-14"),  # the clock did not run at 24:00 of the due day
    ("08-13 10:00", "08-13 23:59", "2026-08-13"), ("08-13 10:00", "08-18 00:00", "2026-08-18"),
    ("08-14 00:00", "08-18 00:00", "2026-08-13"),  # it had fallen due at the instant at which the pause began
    ("08-13 23:59", "08-18 00:00", "2026-08-18"), ("08-13 00:00", "08-14 00:00", "2026-08-14"),
    ("08-12 12:00", "08-13 12:00", "2026-08-13"), ("08-12 12:00", "08-14 00:00", "2026-08-14"),
])
def test_midnight_by_hand(began: str, ended: str, due: str) -> None:
    pause = Pause("away", moment(began, 2026), moment(ended, 2026))
    assert due_with(date(2026, 8, 13), date(2026, 8, 10), [pause], HOLIDAYS) == date.fromisoformat(due)


# -- the definition, walked day by day -------------------------------------------------------------

MINUTES = st.lists(st.integers(1, 45 * 24 * 60), min_size=0, max_size=8, unique=True)
STARTS = st.sampled_from(["2026-02-09", "2026-08-10", "2026-09-25", "2026-12-24"]).map(date.fromisoformat)


def pauses_of(start: date, minutes: list[int], round_to: int) -> list[Pause]:
    """Pauses after ``start`` from pairs of minutes; rounded, so that many begin or end at midnight."""
    marks = sorted({minute // round_to * round_to for minute in minutes if minute >= round_to})
    moments = [start_of_day(start) + timedelta(hours=9, minutes=mark) for mark in marks]
    if round_to == 24 * 60:
        moments = [start_of_day(local_date(each)) for each in moments]
    return [Pause("away", began, ended) for began, ended in zip(moments[::2], moments[1::2], strict=False)]


def walked(start: date, days: int, pauses: list[Pause]) -> date:
    """The first working day with enough counted days behind it at whose 24:00 the clock runs."""
    day, counted = start, 0
    while True:
        day += timedelta(days=1)
        if not is_working_day(day, HOLIDAYS):
            continue
        counted += not any(each.began <= start_of_day(day) and end_of_day(day) <= each.ended for each in pauses)
        if counted >= days and not any(each.began < end_of_day(day) <= each.ended for each in pauses):
            return day


@given(start=STARTS, colour=st.sampled_from(Colour), minutes=MINUTES, round_to=st.sampled_from([1, 60, 24 * 60]))
@settings(max_examples=300, deadline=None)
def test_the_due_day_is_the_one_that_walking_day_by_day_finds(
        start: date, colour: Colour, minutes: list[int], round_to: int) -> None:
    due = due_on(colour, start, DISPUTE, HOLIDAYS)
    assert due is not None
    pauses = []
    for pause in pauses_of(start, minutes, round_to):
        if pause.began < end_of_day(due_with(due, start, pauses, HOLIDAYS)):
            pauses.append(pause)
    assert due_with(due, start, pauses, HOLIDAYS) == walked(start, DAYS[colour], pauses)


@given(start=STARTS, colour=st.sampled_from(Colour), minutes=MINUTES)
@settings(max_examples=150, deadline=None)
def test_a_pause_never_brings_a_due_day_forward_and_never_one_into_the_pause(
        start: date, colour: Colour, minutes: list[int]) -> None:
    due = before = due_on(colour, start, DISPUTE, HOLIDAYS)
    assert due is not None
    for pause in pauses_of(start, minutes, 1):
        due = due_with(due, start, [pause], HOLIDAYS)
        assert before is not None
        assert due >= before
        assert end_of_day(before) <= pause.began or not pause.has_due_moment(due)
        before = due


@given(start=STARTS, minutes=MINUTES, ask=st.lists(st.integers(0, 60 * 24 * 60), max_size=6), last=st.integers(0, 60 * 24 * 60))
@settings(max_examples=100, deadline=None)
def test_looking_more_often_changes_nothing(start: date, minutes: list[int], ask: list[int], last: int) -> None:
    acts = [(each, "pause" if number % 2 == 0 else "resume") for number, each in enumerate(sorted(minutes))]
    base = start_of_day(start) + timedelta(hours=9)
    seldom, often = case(start.isoformat()), case(start.isoformat())
    for minute, act in acts:
        if minute <= last:
            seldom.act(act, base + timedelta(minutes=minute))
    for minute, asked in sorted([*acts, *((each, "look") for each in ask)]):
        if minute <= last:
            moment_of = base + timedelta(minutes=minute)
            often.until(moment_of) if asked == "look" else often.act(asked, moment_of)
    now: datetime = base + timedelta(minutes=last)
    assert (seldom.until(now).state, seldom.lines) == (often.until(now).state, often.lines)
