"""Who handles a colour and until when (rules.md §1 ◇ our default; S4 三(三)1 asks for a 化解时限).

Day of registration = day 0; due = 24:00 Asia/Shanghai of the n-th working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.decisions.calendar import Holidays, add_working_days, end_of_day, working_days_between
from app.decisions.colours import ColourRules
from app.decisions.scales import Colour, Level


@dataclass(frozen=True)
class DaysLeft:
    """Days until a due day, today not counted: 0 = due today, negative = days late."""

    working: int
    calendar: int


def due_on(colour: Colour, start_day: date, rules: ColourRules, holidays: Holidays) -> date | None:
    """The due day of a clock that starts on ``start_day``; None where the colour has no deadline."""
    days = rules.terms[colour].days
    return add_working_days(start_day, days.value, holidays) if days else None


def verify_by(colour: Colour, day: date, rules: ColourRules, holidays: Holidays) -> date:
    """Until when what was put right on ``day`` is verified (复查); a colour without such days has its whole days again."""
    days = rules.terms[colour].verify_days or rules.terms[colour].days
    return add_working_days(day, days.value, holidays) if days else day


def days_left(due: date, today: date, holidays: Holidays) -> DaysLeft:
    """Working and calendar days from ``today`` to ``due``."""
    return DaysLeft(working_days_between(today, due, holidays), (due - today).days)


def is_overdue(due: date, now: datetime) -> bool:
    """True from the first instant after the due day."""
    return now >= end_of_day(due)


def handler_level(colour: Colour, rules: ColourRules, *, has_grid_officer: bool = True) -> Level:
    """The level that handles ``colour``: small matters in the grid, big ones in the village, major ones in the town.

    S3 4 gives the order; which colour is which is ours ◇. A grid without an active officer: the village.
    """
    terms = rules.terms[colour]
    instead = None if has_grid_officer else terms.without_grid
    return (instead or terms.handler).value


def told_by(colour: Colour, graded_at: datetime, rules: ColourRules) -> datetime | None:
    """Until when the county must have been told: calendar hours (red: 1 h ◇)."""
    hours = rules.terms[colour].county_told_hours
    return graded_at + timedelta(hours=hours.value) if hours else None


def plan_by(colour: Colour, graded_at: datetime, rules: ColourRules) -> datetime | None:
    """Until when the plan must stand: calendar hours (red: 24 h ◇)."""
    hours = rules.terms[colour].plan_hours
    return graded_at + timedelta(hours=hours.value) if hours else None
