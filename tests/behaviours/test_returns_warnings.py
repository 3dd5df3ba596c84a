"""三色预警: each village and month once, graded as of the month's end whenever the clock runs (S3 9; rules.md §1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.behaviours.return_clock import run_returns
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE, at, dispute
from tests.behaviours.cases import run as run_cases
from tests.behaviours.returning import HALF, back, owed, rows, run, submit

SPOT = {"year": 2026, "quarter": "q3", "title": "夜市周边", "place": "一组", "problem": "占道经营", "responsible": "余清泉",
        "found_on": "2026-08-05"}


def warnings(town, *columns):
    table = town.site.models.table("village_warning")
    with unscoped("test"), town.sessions() as session:
        found = session.execute(guarded(select(table.c.unit_id, *(table.c[name] for name in columns or ("month", "colour",
                                                                                                        "reasons"))))).all()
    return {(row[0], *row[1:2]): tuple(row[2:]) for row in found}


def hand_in_all(town, month_end):
    """Every return of every village that is due by then."""
    due = date.fromisoformat(month_end)
    for record, kind, unit, first, last, until in rows(town, "id", "kind", "unit_id", "from_on", "to_on", "due_on",
                                                       holder_department_id=None):
        if until <= due and unit != town.unit(TOWN) and unit != town.unit("510923107000"):
            if kind in ("half_month_analysis", "weekly_analysis"):
                raw = {"unit": unit, "kind": "half_month" if kind == HALF else "week", "from_on": first.isoformat(),
                       "to_on": last.isoformat(), "written_on": until.isoformat(), "features": "平稳", "steps": "巡查",
                       "author": "余清泉"}
                town.add("analysis_report", raw, now=at(until.isoformat(), "09:00"))
            submit(town, record, now=at(until.isoformat(), "10:00"))


@pytest.fixture
def august(town):
    """August with everything handed in."""
    run(town, "2026-08-31", "09:00")
    hand_in_all(town, "2026-08-31")
    return town


def test_a_month_is_graded_once_it_is_over_and_once_for_each_village(august):
    assert run(august, "2026-08-31", "23:59").warned == 0
    assert run(august, "2026-09-01", "00:00").warned == 4
    assert run(august, "2026-09-02").warned == 0
    assert set(warnings(august).values()) == {("green", None)}


def test_one_return_missing_is_yellow_and_two_are_red_with_reasons_and_a_day_to_put_right(august):
    half, week = owed(august), owed(august, "2026-W33", kind="weekly_analysis")
    other = owed(august, unit=OTHER_VILLAGE)
    for record in (half, week, other):
        back(august, record, now=at("2026-08-20"))
    run(august, "2026-09-01")
    found = warnings(august, "month", "colour", "reasons", "due_on")
    assert found[august.unit(VILLAGE), "m08"] == ("red", "缺报 2 次", date(2026, 9, 15))
    assert found[august.unit(OTHER_VILLAGE), "m08"] == ("yellow", "缺报 1 次", date(2026, 9, 15))


def test_what_comes_after_the_month_does_not_change_its_colour_however_late_the_clock_runs(august):
    back(august, owed(august), now=at("2026-08-20"))
    submit(august, owed(august), now=at("2026-09-03"))
    run(august, "2026-09-20")
    assert warnings(august)[august.unit(VILLAGE), "m08"][0] == "yellow"


def test_overdue_cases_and_hot_spots_count_for_their_village(august):
    dispute(august, now=at("2026-08-06"))  # blue, due on the 11th
    dispute(august, OTHER_VILLAGE, now=at("2026-08-06"), danger="yes")  # red, due in September
    august.add("hotspot", {**SPOT, "unit": august.unit("510923108001"), "due_on": "2026-08-25",
                           "lead_department": august.departments["司法所"]})
    august.add("hotspot", {**SPOT, "title": "桥头", "unit": august.unit(OTHER_VILLAGE), "due_on": "2026-09-25",
                           "lead_department": august.departments["司法所"]})
    run_cases(august, at("2026-09-01"))
    run(august, "2026-09-01")
    found = warnings(august)
    assert found[august.unit(VILLAGE), "m08"] == ("yellow", "纠纷超期 1 件")
    assert found[august.unit("510923108001"), "m08"] == ("yellow", "治安重点问题逾期 1 个")
    assert found[august.unit(OTHER_VILLAGE), "m08"] == ("green", None)


def test_a_red_case_that_missed_its_day_makes_its_village_red(august):
    dispute(august, now=at("2026-08-05"), danger="yes")
    run_cases(august, at("2026-10-01"))
    run(august, "2026-10-01")
    assert warnings(august)[august.unit(VILLAGE), "m09"][0] == "red"
    assert "红色纠纷超期 1 件" in warnings(august)[august.unit(VILLAGE), "m09"][1]


@pytest.mark.parametrize("days", [(), (0, 9, 31, 60)])
def test_runs_before_do_not_change_the_warnings(town, days):
    for day in days:
        run_returns(town.site, town.sessions, at("2026-08-31") + timedelta(days=day))
    run(town, "2026-11-02")
    found = warnings(town, "month", "colour", "reasons", "graded_on", "due_on")
    assert len(found) == 4 * 3
    assert {value[0] for value in found.values()} == {"red"}  # nobody hands anything in
    assert {value[2] for value in found.values()} == {date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)}
