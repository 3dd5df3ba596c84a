"""Charts over HTTP, for every chart that is declared: page, figures for the drawing, and the rows behind every number."""

from __future__ import annotations

import re
from html import unescape

import pytest

TOWN = "510923108000"
CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "2",
        "found_on": "2026-08-01"}


def text(response):
    assert response.status_code == 200, response.get_data(as_text=True)[:400]
    return response.get_data(as_text=True)


@pytest.fixture
def cases(web):
    """Three cases in one village, one in another."""
    for unit, title, people in (("225", "甲案", 2), ("225", "乙案", 5), ("225", "丁案", 12), ("226", "丙案", 5)):
        web.town.add("dispute", {**CASE, "title": title, "people_involved": people, "unit": web.town.unit(unit)})


@pytest.mark.usefixtures("cases")
def test_every_number_of_every_chart_opens_as_many_rows(web):
    leader = web.as_role("town_leader", TOWN)
    for chart in web.site.definition.registers["dispute"].charts:
        page = text(leader.get(f"/dispute/chart/{chart}"))
        figures = [(unescape(url), int(figure))
                   for url, figure in re.findall(r'<a href="(/dispute/chart/[^"]+/rows[^"]*)">(\d+)</a>', page)]
        assert max(figure for _, figure in figures) == 4
        for url, figure in figures:
            assert f"共 {figure} 条" in text(leader.get(url)), (chart, url)


@pytest.mark.usefixtures("cases")
def test_the_drawing_gets_the_figures_of_the_table(web):
    leader = web.as_role("town_leader", TOWN)
    drawn = leader.get("/dispute/chart/by_unit/data").get_json()
    assert drawn["kind"] == "stacked_bar"
    assert [group["label"] for group in drawn["groups"]] == ["金容寨村", "宝祥村"]
    assert {series["shade"]: series["values"] for series in drawn["series"]} == {"blue": [1, 0], "yellow": [1, 1],
                                                                                 "orange": [1, 0]}
    assert all(leader.get(url).status_code == 200 for series in drawn["series"] for url in series["urls"])


@pytest.mark.usefixtures("cases")
def test_bars_that_stand_for_colours_have_them(web):
    drawn = web.as_role("town_leader", TOWN).get("/dispute/chart/by_colour/data").get_json()
    assert [group["shade"] for group in drawn["groups"]] == ["blue", "yellow", "orange"]


@pytest.mark.usefixtures("cases")
def test_filters_of_the_query_bar_limit_the_chart(web):
    leader = web.as_role("town_leader", TOWN)
    drawn = leader.get("/dispute/chart/by_unit/data?f.colour.eq=orange").get_json()
    assert [(series["shade"], series["values"]) for series in drawn["series"]] == [("orange", [1])]
    assert "丁案" in text(leader.get(drawn["series"][0]["urls"][0]))


@pytest.mark.usefixtures("cases")
def test_a_village_counts_its_own_rows_alone(web):
    clerk = web.as_role("village_clerk", "226")
    drawn = clerk.get("/dispute/chart/by_category/data").get_json()
    assert sum(sum(series["values"]) for series in drawn["series"]) == 1
    foreign = f"/dispute/chart/by_unit/rows?bar={web.town.unit('225')}"
    assert "甲案" not in text(clerk.get(foreign))


def test_every_declared_chart_has_its_page_empty_or_not(web):
    leader = web.as_role("town_leader", TOWN)
    for register in web.site.definition.registers.values():
        for chart in register.charts:
            if web.site.rights.may(web.town.viewer("town_leader", TOWN), register.key, "chart"):
                text(leader.get(f"/{register.key}/chart/{chart}"))
                text(leader.get(f"/{register.key}/chart/{chart}/rows"))
    assert leader.get("/dispute/chart/").status_code == 302


@pytest.mark.parametrize("path", [
    "none", "by_unit?x=1", "by_unit?f.description.eq=1", "by_unit?f.colour.like=1", "by_unit/rows?bar=x", "by_unit/rows?bar=-1",
    "by_colour/rows?bar=pink", "by_unit/rows?part=pink", "by_month/rows?bar=2026-13", "by_unit/rows?page=0",
    "by_unit/data?page=1", "by_unit?f.unit.eq=abc"])
def test_an_unknown_chart_bar_or_argument_is_refused(web, path):
    assert web.as_role("town_leader", TOWN).get(f"/dispute/chart/{path}").status_code in (400, 404)


def test_who_may_not_see_charts_is_refused(web):
    assert web.as_role("grid_officer", "225001").get("/dispute/chart/by_unit").status_code == 403
