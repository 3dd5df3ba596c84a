"""What is owed is written once, whoever runs the clock and however late; states follow from days (rules.md §2, §7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.assembly import make_sessions
from app.behaviours.return_clock import run_returns
from app.records.storing import edit, fetch
from tests.behaviours.cases import at

COLUMNS = ("unit_id", "holder_department_id", "kind", "period_key", "from_on", "to_on", "due_on", "remind_on", "until_on", "state",
           "edition", "title", "void_at")


def rows(town, *columns, **where):
    table = town.site.models.table("periodic_return")
    with unscoped("test"), town.sessions() as session:
        mine = [table.c[name] == value for name, value in where.items()]
        found = session.execute(guarded(select(*(table.c[name] for name in columns or COLUMNS)).where(*mine))).all()
    return sorted((tuple(row) for row in found), key=str)


def run(town, day, time="10:00"):
    return run_returns(town.site, town.sessions, at(day, time))


def test_each_village_owes_the_half_month_the_week_the_month_and_the_two_months(town):
    assert run(town, "2026-08-05").written == 4 * 4 + 2 * 3  # two departments of 金元镇; quarter of two towns below
