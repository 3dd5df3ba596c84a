"""What is said where days are counted for people: the years that the calendar does not know, and where they are entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext as _

from app.decisions.calendar import local_date, uncovered_years
from app.records.holidays import HOLIDAY
from app.views.page import Link, Notice
from app.views.requests import language, now, site
from app.views.urls import list_url

#: How far ahead due days reach: those of a case, and the terms of petitions.
AHEAD = timedelta(days=60)

_PAGES = frozenset({"board", "returns"})


def gap_years() -> tuple[int, ...]:
    """The years near enough to be counted in that have no table of holidays."""
    today = local_date(now())
    return uncovered_years(today, today + AHEAD, site().holidays)


def gap_notices(active: str) -> Iterator[Notice]:
    """A sentence for each such year, on the board, on the returns, and on registers whose due days are worked out."""
    registers = site().definition.registers
    due_on = registers[active].fields.get("due_on") if active in registers else None
    if active not in _PAGES and not (due_on is not None and due_on.kept_by):
        return
    link = Link(label=registers[HOLIDAY].label.to(language()), url=list_url(HOLIDAY)) if HOLIDAY in registers else None
    for year in gap_years():
        yield Notice(text=_("%(year)s has no holiday table yet: working days are counted Monday to Friday. The county enters "
                            "them here:", year=year), tone="warning", link=link)
