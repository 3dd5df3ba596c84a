"""The calendar of reception: an empty day shows; and the board of returns of one town (rules.md §2)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from app.access.guard import guarded
from app.access.viewer import unscoped
from tests.behaviours.cases import COUNTY, TOWN, VILLAGE, at, dispute
from tests.behaviours.returning import rows, run, submit
from tests.views.test_statement_counts import counting
from tests.views.test_stock import lines, text


@pytest.fixture
def received(web):
    """Village 225 received on the 1st, 2nd and 4th of August; it is the 5th; the units are there since the last of July."""
    town = web.town
    unit = town.site.models.table("unit")
    with unscoped("test"), town.site.engine.begin() as connection:
        connection.execute(guarded(update(unit).values(created_at=at("2026-07-31"))))
    person = town.add("person", {"unit": town.unit(VILLAGE), "name": "陈样甲"})
    for day, visitors in (("01", 0), ("02", 3), ("04", 1)):
        town.add("reception_log", {"unit": town.unit(VILLAGE), "held_on": f"2026-08-{day}", "kind": "village_reception",
                                   "leader": person, "visitors": visitors})
    web.clock.now = at("2026-08-05")
    return town


def marks(page):
    return {day: state for state, day in re.findall(r'day-(held|empty|running|free)"><time datetime="2026-0\d-(\d\d)"', page)}


def test_an_empty_day_shows_and_opens_the_form_for_it(web, received):
    clerk = web.as_role("village_clerk", VILLAGE)
    page = text(clerk.get("/reception/"))
    found = marks(page)
    assert [found[day] for day in ("01", "02", "03", "04", "05", "06")] == ["held", "held", "empty", "held", "running", "free"]
    form = re.search(r'href="(/reception_log/add\?[^"]*2026-08-03[^"]*)"', page)[1].replace("&amp;", "&")
    assert 'value="2026-08-03"' in text(clerk.get(form))
    assert [row[:3] for row in lines(page)] == [["金容寨村", "3/4", "1 天空缺"]]
    assert marks(text(clerk.get("/reception/?month=2026-07")))["31"] == "empty"
    assert marks(text(clerk.get("/reception/?month=2026-07")))["30"] == "free"


def test_a_town_owes_days_of_its_own_and_sees_those_of_its_villages(web, received):
    page = text(web.as_role("town_clerk", TOWN).get("/reception/"))
    assert [row[:3] for row in lines(page)] == [["金元镇", "0/4", "4 天空缺"], ["金元社区", "0/4", "4 天空缺"],
                                                ["金容寨村", "3/4", "1 天空缺"], ["宝祥村", "0/4", "4 天空缺"]]


def test_what_is_out_of_sight_or_to_come_is_refused(web, received):
    clerk = web.as_role("village_clerk", VILLAGE)
    assert clerk.get(f"/reception/?unit={web.town.unit('226')}").status_code == 404
    assert clerk.get("/reception/?month=2026-09").status_code == 400
    assert clerk.get("/reception/?month=2026-H1").status_code == 400
    assert web.as_role("grid_officer", "225001").get("/reception/").status_code == 403


def test_the_calendar_costs_the_same_for_a_county_as_for_a_village(web, received):
    readers = [web.as_role("village_clerk", VILLAGE), web.as_role("county_supervisor", COUNTY)]
    costs = []
    for reader in readers:
        reader.get("/reception/")
        with counting(web.site.engine) as sent:
            assert reader.get("/reception/").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_the_county_reads_the_completeness_of_one_town(web):
    run(web.town, "2026-08-15")
    web.clock.now = at("2026-08-15")
    reader = web.as_role("county_supervisor", COUNTY)
    whole, other = text(reader.get("/returns/board/")), web.town.unit("510923107000")
    page = text(reader.get(f"/returns/board/?kind=half_month_analysis&town={other}"))
    assert "象山村" in whole
    assert "金容寨村" in whole
    assert "象山村" in page
    assert "金容寨村</a>" not in page
    link = re.search(r'<a href="(/returns/\?[^"]*count=expected[^"]*)">(\d+)</a>', page)
    assert f"town={other}" in link[1]
    assert len(lines(text(reader.get(link[1].replace("&amp;", "&"))))) == int(link[2])
    clerk = web.as_role("town_clerk", TOWN)
    assert "town=" not in text(clerk.get("/returns/board/"))
    assert clerk.get(f"/returns/board/?town={other}").status_code == 404
    assert clerk.get(f"/returns/board/?town={web.town.unit(VILLAGE)}").status_code == 400


@pytest.fixture
def monthly(web):
    """It is 2 September: the departments of 金元镇 owe their analysis of August; 司法所 hands in one case."""
    town = web.town
    run(town, "2026-08-05")
    run(town, "2026-09-02")
    dispute(town, now=at("2026-08-06"))
    web.clock.now = at("2026-09-02")
    found = rows(town, "id", "holder_department_id", kind="monthly_analysis", period_key="2026-08", unit_id=town.unit(TOWN))
    of = {department: record for record, department in found}
    town.add("analysis_report", {"kind": "month", "features": "邻里纠纷", "steps": "上门", "author": "余清泉",
                                 "unit": town.unit(TOWN), "from_on": "2026-08-01",
                                 "holder_department": town.departments["司法所"],
                                 "to_on": "2026-08-31", "written_on": "2026-09-01", "owed": of[town.departments["司法所"]]},
             now=at("2026-09-01"))
    submit(town, of[town.departments["司法所"]], now=at("2026-09-02"))
    return of


def test_the_monthly_returns_of_departments_are_put_together_for_the_town(web, monthly):
    page = text(web.as_role("town_clerk", TOWN).get("/returns/merged/?month=2026-08"))
    found = {row[0]: row[1:] for row in lines(page)}
    assert len(found["状态"]) == 1 + len(monthly)
    assert "按时" in found["状态"]
    assert found["总况 · 排查数"][0] == "1"
    assert found["总况 · 排查数"].count("—") == len(monthly) - 1
    other = web.as_role("town_clerk", "510923107000")
    assert other.get(f"/returns/merged/?month=2026-08&town={web.town.unit(TOWN)}").status_code == 404
    assert web.as_role("village_clerk", VILLAGE).get("/returns/merged/").status_code == 200


def test_the_department_that_merges_reads_the_figures_of_the_others_and_not_what_is_behind_them(web, monthly):
    justice, peace = "司法所", "社会治理和应急管理办"
    page = text(web.as_role("department_clerk", TOWN, peace).get("/returns/merged/?month=2026-08"))
    assert {row[0]: row[1:] for row in lines(page)}["总况 · 排查数"][0] == "1"
    sheet = f"/periodic_return/sheet/{monthly[web.town.departments[justice]]}"
    assert sheet not in page
    assert web.as_role("department_clerk", TOWN, peace).get(sheet).status_code == 404
    other = web.browser_of(web.account("other", "department_clerk", TOWN, justice))
    assert "总况 · 排查数" not in text(other.get("/returns/merged/?month=2026-08"))
