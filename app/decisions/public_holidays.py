"""The seed of the holiday table: the years the package ``chinesecalendar`` knows (1.11: 2004–2026)."""

from __future__ import annotations

from chinese_calendar.constants import holidays, workdays

from app.decisions.calendar import Holidays


def public_holidays() -> Holidays:
    """Public holidays and make-up days (调休) as published by the State Council (国务院办公厅)."""
    return Holidays(frozenset(holidays), frozenset(workdays), min(holidays).year, max(holidays).year)
