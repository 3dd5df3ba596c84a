"""Deadlines worked out by hand, with a calendar of 2026 and the State Council's table beside it, before the code was asked.

2026: rest on 1–3 January, 15–23 February, 4–6 April, 1–5 May, 19–21 June, 25–27 September, 1–7 October; work on the Sundays
4 January and 20 September and the Saturdays 14 February, 28 February, 9 May, 10 October. 1 January 2026 is a Thursday. For
2027 there is no table: Monday–Friday. Days: blue 3, yellow 7, orange 15, red 20; a hazard's yellow 15, orange 7, red 3.
"""

from __future__ import annotations

from datetime import date

import pytest

from app.decisions.calendar import holidays_of, uncovered_years
from app.decisions.scales import Colour

from .in_force import DISPUTE, HAZARD
from .story import Story, moment

#: name, registered, colour, events, asked at, due day then, steps, the count
Case = tuple[str, str, str, list[str], str, str | None, list[str], str]

CASES: list[Case] = [
    # -- an ordinary week ------------------------------------------------------------------------
    ("monday", "2026-08-10", "blue", [], "08-10 12:00", "2026-08-13", [], "Tu11 We12 Th13"),
    ("over a weekend", "2026-08-14", "yellow", [], "08-14 12:00", "2026-08-25", [], "Mo17–Fr21 are 1–5, Mo24, Tu25"),
    ("saturday", "2026-08-15", "blue", [], "08-15 12:00", "2026-08-19", [], "day 0 is a rest day: Mo17 Tu18 We19"),
    ("sunday", "2026-08-16", "blue", [], "08-16 12:00", "2026-08-19", [], "the same three days as on the Saturday"),
    # -- Spring Festival -------------------------------------------------------------------------
    ("eve of the festival", "2026-02-12", "blue", [], "02-12 12:00", "2026-02-24", [], "Fr13, Sa14, Tu24"),
    ("the Friday before", "2026-02-13", "blue", [], "02-13 12:00", "2026-02-25", [], "make-up Sa14, Tu24, We25"),
    ("on the make-up Saturday", "2026-02-14", "blue", [], "02-14 12:00", "2026-02-26", [], "it is day 0: Tu24 We25 Th26"),
    ("New Year's Day of the moon", "2026-02-17", "blue", [], "02-17 12:00", "2026-02-26", [], "Tu24 We25 Th26"),
    ("yellow into the festival", "2026-02-09", "yellow", [], "02-09 12:00", "2026-02-25", [], "Tu10–Sa14 1–5, Tu24 We25"),
    ("due on a make-up Saturday", "2026-02-12", "yellow", [], "02-12 12:00", "2026-02-28", [],
     "Fr13 Sa14, Tu24–Fr27 are 3–6, make-up Sa28 is 7"),
    ("orange through the festival", "2026-02-02", "orange", [], "02-02 12:00", "2026-02-28", [],
     "Tu3–Fr6 1–4, Mo9–Sa14 5–10, Tu24–Sa28 11–15"),
    ("red through the festival", "2026-02-02", "red", [], "02-02 12:00", "2026-03-06", [], "as orange; Mo2–Fr6 16–20"),
    ("after the festival", "2026-02-26", "blue", [], "02-26 12:00", "2026-03-02", [], "Fr27, make-up Sa28, Mo2"),
    # -- other holidays --------------------------------------------------------------------------
    ("New Year's Eve", "2025-12-31", "blue", [], "2026-01-01 12:00", "2026-01-06", [], "rest 1–3, make-up Su4, Mo5, Tu6"),
    ("over the year's end", "2025-12-29", "yellow", [], "2026-01-01 12:00", "2026-01-08", [],
     "Tu30 We31, make-up Su4, Mo5–Th8 are 4–7"),
    ("tomb-sweeping", "2026-04-02", "blue", [], "04-02 12:00", "2026-04-08", [], "Fr3, rest 4–6, Tu7, We8"),
    ("before May", "2026-04-30", "yellow", [], "04-30 12:00", "2026-05-13", [], "We6–Sa9 are 1–4 (make-up Sa9), Mo11–We13"),
    ("the make-up Saturday in May", "2026-05-07", "blue", [], "05-07 12:00", "2026-05-11", [], "Fr8, make-up Sa9, Mo11"),
    ("dragon boat", "2026-06-17", "blue", [], "06-17 12:00", "2026-06-23", [], "Th18, rest 19–21, Mo22, Tu23"),
    ("make-up Sunday and mid-autumn", "2026-09-17", "yellow", [], "09-17 12:00", "2026-09-28", [],
     "Fr18, make-up Su20, Mo21–Th24 are 3–6, rest 25–27, Mo28"),
    ("two holidays", "2026-09-21", "orange", [], "09-21 12:00", "2026-10-19", [],
     "Tu22–Th24 1–3, Mo28–We30 4–6, Th8–Sa10 7–9, Mo12–Fr16 10–14, Mo19"),
    ("before National Day", "2026-09-30", "blue", [], "09-30 12:00", "2026-10-10", [], "Th8, Fr9, make-up Sa10"),
    ("after National Day", "2026-10-09", "blue", [], "10-09 12:00", "2026-10-13", [], "make-up Sa10, Mo12, Tu13"),
    # -- 2027 has no table -----------------------------------------------------------------------
    ("into the year without a table", "2026-12-29", "blue", [], "12-29 12:00", "2027-01-01", [],
     "We30 Th31, Fr 1 January counts for want of a table"),
    ("yellow into it", "2026-12-28", "yellow", [], "12-28 12:00", "2027-01-06", [], "Tu29–Th31 1–3, Fr1 4, Mo4–We6 5–7"),
    ("red into it", "2026-12-18", "red", [], "12-18 12:00", "2027-01-15", [],
     "Mo21–Fr25 1–5, Mo28–Fr1 6–10, Mo4–Fr8 11–15, Mo11–Fr15"),
    ("a festival nobody has entered", "2027-02-05", "blue", [], "02-05 12:00", "2027-02-10", [], "Mo8 Tu9 We10"),
    # -- steps -----------------------------------------------------------------------------------
    ("a minute before", "2026-08-10", "blue", [], "08-13 23:59", "2026-08-13", [], "still Th13"),
    ("at 24:00", "2026-08-10", "blue", [], "08-14 00:00", "2026-08-25", ["2026-08-13 yellow village"],
     "day 0 is Fr14: Mo17–Fr21 1–5, Mo24, Tu25"),
    ("nine days down", "2026-08-10", "blue", [], "08-23 09:00", "2026-08-25", ["2026-08-13 yellow village"], "the same"),
    ("two steps", "2026-08-10", "blue", [], "08-26 00:00", "2026-09-16",
     ["2026-08-13 yellow village", "2026-08-25 orange town"],
     "day 0 We26: Th27 Fr28 1–2, Mo31–Fr4 3–7, Mo7–Fr11 8–12, Mo14–We16"),
    ("orange turns red", "2026-08-03", "orange", [], "08-25 08:00", "2026-09-21", ["2026-08-24 red town"],
     "due Mo24; day 0 Tu25: We26–Fr28 1–3, 31–4 4–8, 7–11 9–13, 14–18 14–18, make-up Su20 19, Mo21"),
    ("red goes to the county", "2026-08-10", "red", [], "09-08 08:00", "2026-10-12", ["2026-09-07 red county"],
     "due Mo7; day 0 Tu8: 9–11 1–3, 14–18 4–8, Su20–Th24 9–13, 28–30 14–16, 8–10 Oct 17–19, Mo12"),
    ("a step before the festival", "2026-02-09", "blue", [], "02-20 08:00", "2026-03-02", ["2026-02-12 yellow village"],
     "due Th12; day 0 Fr13: Sa14 1, Tu24–Sa28 2–6, Mo2"),
    ("a make-up Saturday is day 0", "2026-02-10", "blue", [], "02-15 08:00", "2026-03-03", ["2026-02-13 yellow village"],
     "due Fr13; day 0 Sa14: Tu24–Sa28 1–5, Mo2, Tu3"),
    ("late only after the make-up Saturday", "2026-02-11", "blue", [], "02-14 12:00", "2026-02-14", [], "Th12 Fr13 Sa14"),
    ("day 0 within the festival", "2026-02-11", "blue", [], "02-15 00:00", "2026-03-03", ["2026-02-14 yellow village"],
     "day 0 Su15: Tu24–Sa28 1–5, Mo2, Tu3"),
    ("a step over the year's end", "2026-12-28", "blue", [], "2027-01-01 00:00", "2027-01-12", ["2026-12-31 yellow village"],
     "due Th31; day 0 Fr1: Mo4–Fr8 1–5, Mo11, Tu12"),
    ("resolved in time", "2026-08-10", "blue", ["08-13 18:00 resolve"], "09-30 12:00", "2026-08-13", [], "no clock any more"),
    # -- hand-up, raise, lowering ----------------------------------------------------------------
    ("handed up", "2026-08-10", "yellow", ["08-12 10:00 hand_up"], "08-12 12:00", "2026-08-21", [],
     "day 0 We12: Th13 Fr14, Mo17–Fr21 are 3–7"),
    ("handed up before the festival", "2026-02-09", "yellow", ["02-13 10:00 hand_up"], "02-13 12:00", "2026-03-02", [],
     "day 0 Fr13: Sa14 1, Tu24–Sa28 2–6, Mo2"),
    ("colour change midway", "2026-08-10", "yellow", ["08-12 10:00 raise orange"], "08-12 12:00", "2026-09-02", [],
     "day 0 We12: Th13 Fr14 1–2, 17–21 3–7, 24–28 8–12, Mo31 Tu1 We2"),
    ("red on the eve of National Day", "2026-09-29", "blue", ["09-30 16:00 raise red"], "09-30 18:00", "2026-11-03", [],
     "day 0 We30: 8–10 Oct 1–3, 12–16 4–8, 19–23 9–13, 26–30 14–18, Mo2 Tu3"),
    ("lowered", "2026-08-03", "orange", ["08-14 10:00 lower yellow"], "08-14 12:00", "2026-08-25", [],
     "day 0 Fr14: 17–21 1–5, Mo24 Tu25"),
    ("late, then lowered", "2026-08-10", "yellow", ["08-24 10:00 lower yellow"], "08-24 12:00", "2026-09-02",
     ["2026-08-19 orange town"], "day 0 Mo24: 25–28 1–4, Mo31 Tu1 We2"),
    ("raised after a missed day", "2026-08-10", "blue", ["08-17 10:00 raise red"], "08-17 12:00", "2026-09-14",
     ["2026-08-13 yellow village"], "day 0 Mo17: 18–21 1–4, 24–28 5–9, 31–4 10–14, 7–11 15–19, Mo14"),
    # -- pauses ----------------------------------------------------------------------------------
    ("pause over a weekend", "2026-08-10", "yellow", ["08-14 17:00 pause", "08-17 09:00 resume"], "08-17 12:00",
     "2026-08-19", [], "Sa and Su were never counted; Fr14 and Mo17 count"),
    ("pause of one whole day", "2026-08-10", "yellow", ["08-11 10:00 pause", "08-13 15:00 resume"], "08-13 16:00", "2026-08-20",
     [], "Tu11 1, not We12, Th13 2, Fr14 3, Mo17–Th20 4–7"),
    ("pause of hours", "2026-08-10", "yellow", ["08-12 09:00 pause", "08-12 17:00 resume"], "08-12 18:00", "2026-08-19", [],
     "no whole day"),
    ("pause of a week", "2026-08-10", "yellow", ["08-12 10:00 pause", "08-19 10:00 resume"], "08-19 12:00", "2026-08-25", [],
     "Tu11 We12 1–2, We19–Fr21 3–5, Mo24 Tu25"),
    ("pause over Spring Festival", "2026-02-09", "yellow", ["02-13 12:00 pause", "02-24 09:00 resume"], "02-24 12:00",
     "2026-02-26", [], "Tu10–Fr13 1–4, not the make-up Sa14, Tu24–Th26 5–7"),
    ("pause within Spring Festival", "2026-02-09", "yellow", ["02-16 10:00 pause", "02-20 10:00 resume"], "02-20 12:00",
     "2026-02-25", [], "no working day lies in it"),
    ("paused on the due day", "2026-08-10", "blue", ["08-13 10:00 pause", "08-18 10:00 resume"], "08-18 12:00",
     "2026-08-18", [], "24:00 of Th13 lies in the pause: Tu18 instead"),
    ("paused on the due day, resumed on a Saturday", "2026-08-10", "blue", ["08-13 10:00 pause", "08-15 10:00 resume"],
     "08-15 12:00", "2026-08-17", [], "Sa15 is no working day: Mo17"),
    ("a pause that is open", "2026-08-10", "blue", ["08-13 10:00 pause"], "09-30 12:00", "2026-08-13", [], "nothing falls due"),
    ("pause after the due day", "2026-08-10", "blue", ["08-14 10:00 pause", "08-19 10:00 resume"], "08-19 12:00", "2026-08-27",
     ["2026-08-13 yellow village"], "from Fr14: not Mo17 Tu18, We19–Fr21 1–3, 24–27 4–7"),
    ("three pauses", "2026-08-03", "orange",
     ["08-04 12:00 pause", "08-07 12:00 resume", "08-11 12:00 pause", "08-12 12:00 resume", "08-17 12:00 pause",
      "08-20 12:00 resume"], "08-20 13:00", "2026-08-28", [],
     "Tu4 1, Fr7 2, 10–14 3–7, Mo17 8, Th20 Fr21 9–10, 24–28 11–15"),
    ("pause from midnight to midnight", "2026-08-10", "yellow", ["08-12 00:00 pause", "08-13 00:00 resume"], "08-13 12:00",
     "2026-08-20", [], "We12 lies wholly within"),
    ("pause over the year's end", "2026-12-28", "yellow", ["12-30 10:00 pause", "2027-01-04 10:00 resume"], "2027-01-04 12:00",
     "2027-01-08", [], "Tu29 We30 1–2, not Th31 Fr1, Mo4–Fr8 3–7"),
    ("raised while paused", "2026-08-10", "yellow", ["08-11 10:00 pause", "08-12 10:00 raise orange", "08-17 10:00 resume"],
     "08-17 12:00", "2026-09-04", [], "day 0 We12, not Th13 Fr14: 17–21 1–5, 24–28 6–10, 31–4 11–15"),
    ("step after a resumption", "2026-08-10", "blue", ["08-11 10:00 pause", "08-13 10:00 resume"], "08-17 00:00", "2026-08-25",
     ["2026-08-14 yellow village"], "Tu11 1, Th13 2, Fr14 3 is due; day 0 Sa15: 17–21 1–5, Mo24 Tu25"),
]

HAZARD_CASES: list[Case] = [
    ("major before the festival", "2026-02-13", "red", [], "02-13 12:00", "2026-02-25", [], "make-up Sa14, Tu24, We25"),
    ("serious, late after National Day", "2026-09-21", "orange", [], "10-09 08:00", "2026-10-13", ["2026-10-08 red town"],
     "22–24 1–3, 28–30 4–6, Th8 7; day 0 Fr9: make-up Sa10, Mo12, Tu13"),
    ("major, late", "2026-10-09", "red", [], "10-14 08:00", "2026-10-19", ["2026-10-13 red county"],
     "Sa10 Mo12 Tu13; day 0 We14: Th15 Fr16 Mo19"),
    ("put right on the spot", "2026-08-10", "blue", [], "2027-08-10 12:00", None, [], "it has no deadline"),
    ("general, an ordinary month", "2026-08-03", "yellow", [], "08-03 12:00", "2026-08-24", [],
     "4–7 1–4, 10–14 5–9, 17–21 10–14, Mo24 15"),
    ("serious over a weekend", "2026-08-13", "orange", [], "08-13 12:00", "2026-08-24", [], "Fr14 1, 17–21 2–6, Mo24 7"),
    ("major, found on a Saturday", "2026-08-15", "red", [], "08-15 12:00", "2026-08-19", [], "Mo17 Tu18 We19"),
    ("general into Spring Festival", "2026-02-05", "yellow", [], "02-05 12:00", "2026-03-04", [],
     "Fr6 1, 9–13 2–6, make-up Sa14 7, 24–27 8–11, make-up Sa28 12, Mo2–We4 13–15"),
    ("serious over National Day", "2026-09-28", "orange", [], "09-28 12:00", "2026-10-13", [],
     "Tu29 We30 1–2, Th8 Fr9 3–4, make-up Sa10 5, Mo12 Tu13 6–7"),
    ("put right, verified over a weekend", "2026-08-10", "yellow", ["08-13 16:00 put_right"], "08-13 17:00", "2026-08-18", [],
     "three days from Th13: Fr14 Mo17 Tu18"),
    ("put right and never verified", "2026-08-10", "yellow", ["08-13 16:00 put_right"], "08-19 00:00", "2026-08-28",
     ["2026-08-18 orange town"], "Fr14 Mo17 Tu18; day 0 We19: Th20 Fr21 1–2, 24–28 3–7"),
    ("major, put right late", "2026-08-10", "red", ["08-17 10:00 put_right"], "08-17 12:00", "2026-08-20",
     ["2026-08-13 red county"], "11–13 missed; from Mo17: Tu18 We19 Th20"),
    ("not put right after all", "2026-08-10", "yellow", ["08-13 10:00 put_right", "08-18 10:00 reject"], "08-18 12:00",
     "2026-09-08", [], "the whole 15 from Tu18: 19–21 1–3, 24–28 4–8, 31–4 9–13, Mo7 Tu8 14–15"),
    ("put right before the festival", "2026-02-12", "red", ["02-13 15:00 put_right"], "02-13 16:00", "2026-02-25", [],
     "from Fr13: make-up Sa14, Tu24, We25"),
    ("general, serious by now", "2026-08-10", "yellow", ["08-20 10:00 raise orange"], "08-20 12:00", "2026-08-31", [],
     "day 0 Th20: Fr21 1, 24–28 2–6, Mo31 7"),
    ("general, handed up", "2026-08-10", "yellow", ["08-20 09:00 hand_up"], "08-20 12:00", "2026-09-10", [],
     "day 0 Th20: Fr21 1, 24–28 2–6, 31–4 7–11, 7–10 12–15"),
    ("serious, lowered", "2026-08-10", "orange", ["08-12 10:00 lower yellow"], "08-12 12:00", "2026-09-02", [],
     "day 0 We12: Th13 Fr14 1–2, 17–21 3–7, 24–28 8–12, Mo31 Tu1 We2 13–15"),
    ("serious over the year's end", "2026-12-24", "orange", [], "12-24 12:00", "2027-01-04", [],
     "Fr25 1, 28–31 2–5, in 2027 without a table Fr1 6, Mo4 7"),
    ("major on the last day of the table", "2026-12-31", "red", [], "12-31 12:00", "2027-01-05", [], "Fr1 Mo4 Tu5"),
    ("general, forgotten", "2026-08-03", "yellow", [], "09-15 12:00", "2026-09-15",
     ["2026-08-24 orange town", "2026-09-03 red town", "2026-09-09 red county"],
     "day 0 Tu25: 26–28 1–3, 31–3 4–7; day 0 Fr4: 7–9; day 0 Th10: Fr11 Mo14 Tu15"),
    ("general, paused for an appraisal", "2026-08-10", "yellow", ["08-13 09:00 pause", "08-24 09:00 resume"], "08-24 12:00",
     "2026-09-08", [], "11–13 1–3, not 14 and 17–21, 24–28 4–8, 31–4 9–13, Mo7 14, Tu8 15"),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_dispute_worked_out_by_hand(case: Case) -> None:
    check(case, Story(Colour(case[2]), date.fromisoformat(case[1]), DISPUTE))


@pytest.mark.parametrize("case", HAZARD_CASES, ids=[case[0] for case in HAZARD_CASES])
def test_a_hazard_worked_out_by_hand(case: Case) -> None:
    check(case, Story(Colour(case[2]), date.fromisoformat(case[1]), HAZARD))


def check(case: Case, story: Story) -> None:
    _, registered, _, events, asked, due, steps, count = case
    story.play(events).until(moment(asked, int(registered[:4])))
    found = story.state.due_on.isoformat() if story.state.due_on else None
    assert (found, story.steps) == (due, steps), count


def test_there_are_sixty_of_them_and_twelve_of_hazards() -> None:
    assert len(CASES) >= 60
    assert len(HAZARD_CASES) >= 12


def test_a_date_in_a_year_without_a_table_bears_its_banner() -> None:
    story = Story(Colour.BLUE, date(2026, 12, 29), DISPUTE)
    assert story.state.due_on is not None
    assert uncovered_years(story.registered_on, story.state.due_on, story.holidays) == (2027,)


def test_once_the_holidays_of_a_year_are_entered_they_count() -> None:
    given = {date(2027, 1, 1): False, date(2027, 1, 3): True}  # rest on Friday, work on Sunday
    table = holidays_of(given, [2026, 2027])
    story = Story(Colour.BLUE, date(2026, 12, 30), DISPUTE, holidays=table)
    assert story.state.due_on == date(2027, 1, 4)  # Th31, Su3, Mo4
    assert uncovered_years(story.registered_on, date(2027, 1, 4), table) == ()
