"""Who handles a colour, until when, and how many days are left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.decisions.calendar import SHANGHAI
from app.decisions.deadlines import DaysLeft, days_left, due_on, handler_level, is_overdue, plan_by, told_by
from app.decisions.scales import Colour, Level

from .in_force import DISPUTE, HAZARD, HOLIDAYS

BLUE, YELLOW, ORANGE, RED = Colour


@pytest.mark.parametrize(("colour", "start", "due"), [
    (BLUE, "2026-08-10", "2026-08-13"), (YELLOW, "2026-08-10", "2026-08-19"), (ORANGE, "2026-08-10", "2026-08-31"),
    (RED, "2026-08-10", "2026-09-07"), (BLUE, "2026-08-14", "2026-08-19"), (BLUE, "2026-08-15", "2026-08-19"),
    (BLUE, "2026-02-12", "2026-02-24"), (YELLOW, "2026-02-12", "2026-02-28"), (ORANGE, "2026-02-12", "2026-03-11"),
    (RED, "2026-02-12", "2026-03-18"), (YELLOW, "2026-09-30", "2026-10-15"), (BLUE, "2026-12-30", "2027-01-04"),
])
def test_a_dispute_is_due_on_the_nth_working_day_after_day_0(colour: Colour, start: str, due: str) -> None:
    assert due_on(colour, date.fromisoformat(start), DISPUTE, HOLIDAYS) == date.fromisoformat(due)


@pytest.mark.parametrize(("colour", "due"), [
    (BLUE, None), (YELLOW, "2026-08-31"), (ORANGE, "2026-08-19"), (RED, "2026-08-13")])
def test_a_hazard_is_due_the_sooner_the_worse_it_is(colour: Colour, due: str | None) -> None:
    day = due_on(colour, date(2026, 8, 10), HAZARD, HOLIDAYS)
    assert (day.isoformat() if day else None) == due


@pytest.mark.parametrize(("due", "today", "working", "calendar"), [
    ("2026-08-14", "2026-08-14", 0, 0), ("2026-08-14", "2026-08-13", 1, 1), ("2026-08-17", "2026-08-14", 1, 3),
    ("2026-08-14", "2026-08-17", -1, -3), ("2026-10-10", "2026-09-30", 3, 10), ("2026-10-01", "2026-10-05", 0, -4),
])
def test_days_left(due: str, today: str, working: int, calendar: int) -> None:
    left = days_left(date.fromisoformat(due), date.fromisoformat(today), HOLIDAYS)
    assert left == DaysLeft(working, calendar)


def test_24_00_of_the_due_day_is_late_and_the_moment_before_is_not() -> None:
    midnight = datetime(2026, 8, 15, tzinfo=SHANGHAI)
    assert not is_overdue(date(2026, 8, 14), midnight - timedelta(microseconds=1))
    assert is_overdue(date(2026, 8, 14), midnight)
    assert is_overdue(date(2026, 8, 14), datetime(2026, 8, 14, 16, tzinfo=UTC))
    assert not is_overdue(date(2026, 8, 14), datetime(2026, 8, 14, 15, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("rules", [DISPUTE, HAZARD])
def test_small_matters_stay_in_the_grid_big_ones_in_the_village_major_ones_in_the_town(rules: object) -> None:
    levels = [handler_level(colour, rules) for colour in Colour]  # type: ignore[arg-type]
    assert levels == [Level.GRID, Level.VILLAGE, Level.TOWN, Level.TOWN]


def test_a_grid_without_an_officer_leaves_blue_to_the_village() -> None:
    levels = [handler_level(colour, DISPUTE, has_grid_officer=False) for colour in Colour]
    assert levels == [Level.VILLAGE, Level.VILLAGE, Level.TOWN, Level.TOWN]


def test_red_is_told_within_an_hour_and_planned_within_a_day_of_calendar_time() -> None:
    graded = datetime(2026, 10, 1, 23, 30, tzinfo=SHANGHAI)
    assert told_by(RED, graded, DISPUTE) == datetime(2026, 10, 2, 0, 30, tzinfo=SHANGHAI)
    assert plan_by(RED, graded, DISPUTE) == datetime(2026, 10, 2, 23, 30, tzinfo=SHANGHAI)
    assert (told_by(ORANGE, graded, DISPUTE), plan_by(ORANGE, graded, DISPUTE)) == (None, None)
