"""Progress owed and the cards for missing it: by hand, and the same whenever and however often it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import end_of_day, is_working_day, start_of_day
from app.decisions.course_policy import CardKind
from app.decisions.progress import Card, due_cards, due_lines
from app.decisions.scales import Colour, Status
from app.decisions.steps import Step, due_steps

from .in_force import COURSE, DISPUTE, HAZARD, HOLIDAYS, read, text_of
from .story import Story, moment

CASES = [  # name, registered, colour, events, asked at, cards, owed next, why
    ("yellow", "2026-08-10", "yellow", [], "08-17 23:59", [], "2026-08-17", "seven days after Mo10"),
    ("yellow missed", "2026-08-10", "yellow", [], "08-18 00:00", ["2026-08-17 yellow"], "2026-08-24", "24:00 of Mo17"),
    ("written on a Saturday", "2026-08-10", "yellow", ["08-15 10:00 progress"], "08-19 12:00", [], "2026-08-24",
     "Sa22 is a rest day: Mo24"),
    ("colour change midway", "2026-08-10", "yellow", [], "08-25 00:00", ["2026-08-17 yellow", "2026-08-24 red"], "2026-08-27",
     "orange by the step of Th20: Su23 moves to Mo24"),
    ("orange", "2026-08-10", "orange", [], "08-21 12:00", ["2026-08-13 yellow", "2026-08-17 red", "2026-08-20 red"],
     "2026-08-24", "Th13, then Su16 moves to Mo17, Th20, then Su23 moves to Mo24"),
    ("progress breaks the row", "2026-08-10", "orange", ["08-14 10:00 progress"], "08-18 00:00",
     ["2026-08-13 yellow", "2026-08-17 yellow"], "2026-08-20", "after Fr14: Mo17"),
    ("red on National Day", "2026-09-30", "red", [], "10-04 00:00", ["2026-10-01 yellow", "2026-10-02 red", "2026-10-03 red"],
     "2026-10-04", "every calendar day"),
    ("orange before Spring Festival", "2026-02-12", "orange", [], "02-24 12:00", [], "2026-02-24", "Su15 moves to Tu24"),
    ("yellow before Spring Festival", "2026-02-13", "yellow", [], "02-24 12:00", [], "2026-02-24", "Fr20 moves to Tu24"),
    ("due on the make-up Saturday", "2026-02-11", "orange", [], "02-15 00:00", ["2026-02-14 yellow"], "2026-02-24",
     "Sa14 is a working day; Tu17 moves to Tu24"),
    ("a pause", "2026-08-10", "orange", ["08-11 12:00 pause", "08-14 12:00 resume"], "08-14 13:00", [], "2026-08-17",
     "not We12, Th13: Sa15 moves to Mo17"),
    ("a pause of hours", "2026-08-10", "orange", ["08-12 09:00 pause", "08-12 17:00 resume"], "08-14 00:00",
     ["2026-08-13 yellow"], "2026-08-17", "no whole day"),
    ("paused on the day itself", "2026-08-10", "orange", ["08-13 10:00 pause", "08-18 10:00 resume"], "08-18 12:00", [],
     "2026-08-18", "24:00 of Th13 lay in the pause, not Fr14–Mo17"),
    ("red paused on the day itself", "2026-08-10", "red", ["08-11 10:00 pause", "08-15 10:00 resume"], "08-15 12:00", [],
     "2026-08-15", "a Saturday is a day like any other"),
    ("a pause that is open", "2026-08-10", "red", ["08-11 10:00 pause"], "09-30 12:00", [], "2026-08-11", "nothing is missed"),
    ("a pause after a miss", "2026-08-10", "orange", ["08-14 10:00 pause", "08-19 10:00 resume"], "08-19 12:00",
     ["2026-08-13 yellow"], "2026-08-20", "from Th13 not Sa15–Tu18: Su16 becomes Th20"),
    ("raised", "2026-08-10", "yellow", ["08-14 10:00 raise orange"], "08-18 00:00", ["2026-08-17 yellow"], "2026-08-20",
     "Fr14 and three days"),
    ("a raise washes nothing away", "2026-08-10", "orange", ["08-14 10:00 raise red"], "08-16 00:00",
     ["2026-08-13 yellow", "2026-08-15 red"], "2026-08-16", "the second in a row"),
    ("handed up", "2026-08-10", "yellow", ["08-14 10:00 hand_up"], "08-18 12:00", [], "2026-08-21", "the town has its week"),
    ("lowered to blue", "2026-08-10", "yellow", ["08-18 10:00 lower blue"], "08-19 12:00", ["2026-08-17 yellow"], None,
     "blue owes none"),
    ("blue, then yellow again", "2026-08-10", "yellow", ["08-18 10:00 lower blue", "08-19 10:00 raise yellow"], "08-27 00:00",
     ["2026-08-17 yellow", "2026-08-26 yellow"], "2026-09-02", "blue broke the row"),
    ("blue", "2026-08-10", "blue", [], "08-13 12:00", [], None, "owes none"),
    ("blue turns yellow by its step", "2026-08-10", "blue", [], "08-22 00:00", ["2026-08-21 yellow"], "2026-08-28",
     "step of Fr14 and seven days"),
    ("resolved", "2026-08-10", "red", ["08-11 10:00 resolve"], "09-30 12:00", [], "2026-08-12", "nobody owes progress"),
]


@pytest.mark.parametrize("case", CASES, ids=[str(case[0]) for case in CASES])
def test_cards_worked_out_by_hand(case: tuple[str, str, str, list[str], str, list[str], str | None, str]) -> None:
    _, registered, colour, events, asked, cards, owed, why = case
    story = Story(Colour(colour), date.fromisoformat(registered), DISPUTE)
    story.play(events).until(moment(asked, 2026))
    found = story.progress.owed_on.isoformat() if story.progress.owed_on else None
    if case[0] != "resolved":
        assert found == owed, why
    assert story.cards == cards, why


def test_a_card_never_changes_the_colour_or_the_steps() -> None:
    story = Story(Colour.YELLOW, date(2026, 8, 10), DISPUTE)
    now = moment("12-31 12:00", 2026)
    steps = due_steps(story.state, DISPUTE, HOLIDAYS, now)
    assert [line for line in due_lines(story.state, story.progress, story.book, now) if isinstance(line, Step)] == list(steps)


def test_at_the_same_instant_the_card_comes_before_the_step() -> None:
    story = Story(Colour.RED, date(2026, 8, 10), DISPUTE).play(["09-06 10:00 progress"])
    lines = due_lines(story.state, story.progress, story.book, moment("09-08 00:00", 2026))
    assert [(type(line).__name__, line.at) for line in lines] == [
        ("Card", end_of_day(date(2026, 9, 7))), ("Step", end_of_day(date(2026, 9, 7)))]


def test_a_red_case_that_stays_at_the_county_owes_progress_without_a_gap() -> None:
    story = Story(Colour.RED, date(2026, 8, 10), DISPUTE)
    story.until(moment("11-30 12:00", 2026))
    missed = [line.missed for line in story.lines if isinstance(line, Card)]
    steps = [line for line in story.lines if isinstance(line, Step)]
    assert len(steps) >= 3
    gaps = {first: second for first, second in pairwise(missed) if second - first != timedelta(days=1)}
    assert gaps == {date(2026, 9, 7): date(2026, 9, 9)}  # the county took it over on the 8th: its day 0


def test_cards_are_numbered_and_only_progress_breaks_the_row() -> None:
    story = Story(Colour.ORANGE, date(2026, 8, 10), DISPUTE).play(["08-18 10:00 progress"]).until(moment("08-25 12:00", 2026))
    cards = [line for line in story.lines if isinstance(line, Card)]
    assert [(card.number, card.in_a_row, card.kind) for card in cards] == [
        (1, 1, CardKind.YELLOW), (2, 2, CardKind.RED), (3, 1, CardKind.YELLOW), (4, 2, CardKind.RED)]


def test_the_thresholds_are_declared() -> None:
    assert [COURSE.card_for(misses) for misses in (0, 1, 2, 9)] == [None, CardKind.YELLOW, CardKind.RED, CardKind.RED]


def test_misses_below_the_first_threshold_count_without_a_card() -> None:
    text = text_of("course").replace("misses: {value: 2", "misses: {value: 3").replace("misses: {value: 1", "misses: {value: 2")
    story = Story(Colour.ORANGE, date(2026, 8, 10), DISPUTE)
    book = replace(story.book, course=read(text))
    cards = due_cards(story.state, story.progress, book, moment("08-21 12:00", 2026))
    assert [(card.in_a_row, card.kind) for card in cards] == [(1, None), (2, CardKind.YELLOW), (3, CardKind.RED)]


def test_a_hazard_owes_none() -> None:
    story = Story(Colour.RED, date(2026, 8, 10), HAZARD)
    assert due_cards(story.state, story.progress, story.book, moment("12-31 12:00", 2026)) == ()


def test_a_case_that_is_over_gives_no_card() -> None:
    story = Story(Colour.RED, date(2026, 8, 10), DISPUTE)
    for status in (Status.RESOLVED, Status.CLOSED, Status.ENDED, Status.VOID):
        state = replace(story.state, status=status)
        assert due_cards(state, story.progress, story.book, moment("12-31 12:00", 2026)) == ()


# -- the cards are a function of the data ----------------------------------------------------------

EVENTS = st.lists(st.tuples(st.integers(1, 60 * 24 * 60), st.sampled_from(["progress", "pause", "resume", "hand_up"])),
                  max_size=8, unique_by=lambda event: event[0])
LOOKS = st.lists(st.integers(0, 60 * 24 * 60), max_size=8)
STARTS = st.dates(date(2025, 12, 1), date(2027, 2, 1))


def play(story: Story, events: list[tuple[int, str]], last: int) -> Story:
    base = start_of_day(story.registered_on) + timedelta(hours=9)
    for minute, event in sorted(events):
        if minute > last:
            break
        now = base + timedelta(minutes=minute)
        if event == "look":
            story.until(now)
        elif _fits(event, story):
            story.act(event, now)
    return story.until(base + timedelta(minutes=last))


def _fits(event: str, story: Story) -> bool:
    state = story.state
    return {"pause": state.is_running, "resume": state.paused_at is not None, "progress": True,
            "hand_up": state.level.value != "county"}[event]


@given(start=STARTS, colour=st.sampled_from(Colour), events=EVENTS, looks=LOOKS, last=st.integers(0, 60 * 24 * 60))
@settings(max_examples=120, deadline=None)
def test_no_run_one_fifty_or_nine_days_down_give_the_same_lines(
        start: date, colour: Colour, events: list[tuple[int, str]], looks: list[int], last: int) -> None:
    seldom = play(Story(colour, start, DISPUTE), events, last)
    often = play(Story(colour, start, DISPUTE), [*events, *((minute, "look") for minute in looks), (last, "look")], last)
    # A look at the moment of an act is before or after it; the act writes what is due either way.
    assert (often.lines, often.state, often.progress) == (seldom.lines, seldom.state, seldom.progress)


@given(start=STARTS, colour=st.sampled_from(Colour), events=EVENTS, last=st.integers(0, 60 * 24 * 60))
@settings(max_examples=120, deadline=None)
def test_lines_are_in_order_numbered_and_never_within_a_pause(
        start: date, colour: Colour, events: list[tuple[int, str]], last: int) -> None:
    story = play(Story(colour, start, DISPUTE), events, last)
    assert [line.at for line in story.lines] == sorted(line.at for line in story.lines)
    cards = [line for line in story.lines if isinstance(line, Card)]
    assert [card.number for card in cards] == list(range(1, len(cards) + 1))
    assert not any(pause.began < line.at <= pause.ended for line in story.lines for pause in story.pauses)
    for card in cards:
        assert card.kind is (CardKind.YELLOW if card.in_a_row == 1 else CardKind.RED)


@given(start=STARTS, colour=st.sampled_from([Colour.YELLOW, Colour.ORANGE]))
@settings(max_examples=100, deadline=None)
def test_whoever_writes_on_the_day_it_is_owed_gets_no_card(start: date, colour: Colour) -> None:
    story = Story(colour, start, DISPUTE)
    assert story.state.due_on is not None
    while story.progress.owed_on and story.progress.owed_on <= story.state.due_on:
        assert is_working_day(story.progress.owed_on, HOLIDAYS)
        story.act("progress", end_of_day(story.progress.owed_on) - timedelta(minutes=1))
    assert story.lines == []
