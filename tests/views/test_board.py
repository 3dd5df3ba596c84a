"""The colour board over HTTP: cells open their cases, the home page what is due, nobody sees what is out of reach."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.behaviours.clock import run_clock

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "2",
        "found_on": "2026-08-01"}
TOWN, VILLAGE = "510923108000", "225"


def text(response):
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.fixture
def cases(web):
    """Blue and yellow in one village, orange from it, yellow in another."""
    made = {}
    for name, unit, people in (("蓝案", "225", 2), ("黄案", "225", 5), ("橙案", "225", 12), ("邻案", "226", 5)):
        made[name] = web.town.add("dispute", {**CASE, "title": name, "people_involved": people, "unit": web.town.unit(unit)})
    return made


def cells(page):
    """Address of a cell → its count."""
    found = re.findall(r'<a class="cell cell-\w+" href="([^"]+)"[^>]*>.*?<b>(\d+)</b>', page)
    return {unescape(url): int(count) for url, count in found}


@pytest.mark.usefixtures("cases")
def test_every_cell_opens_as_many_cases_as_it_counts(web):
    leader = web.as_role("town_leader", TOWN)
    found = cells(text(leader.get("/board/")))
    assert max(found.values()) == 4
    for url, count in found.items():
        assert text(leader.get(url)).count('<div class="case">') == count


@pytest.mark.usefixtures("cases")
def test_a_colour_stands_with_its_word_its_reasons_and_the_days_left(web):
    page = text(web.as_role("town_leader", TOWN).get("/board/?colour=orange"))
    assert "橙·较大" in page
    assert "涉及 12 人" in page
    assert re.search(r"剩 \d+ 个工作日", page)
    assert "橙案" in page
    assert "蓝案" not in page


@pytest.mark.usefixtures("cases")
def test_a_village_sees_its_own_cases_alone(web):
    page = text(web.as_role("village_clerk", VILLAGE).get("/board/"))
    assert "黄案" in page
    assert "邻案" not in page


@pytest.mark.usefixtures("cases")
def test_what_my_units_hold_stands_on_a_tab_and_on_the_first_page(web):
    clerk = web.as_role("village_clerk", VILLAGE)
    held = text(clerk.get("/board/?held=1"))
    assert "黄案" in held
    assert "橙案" not in held, "the town holds it"
    home = text(clerk.get("/"))
    assert "黄案" in home
    assert "邻案" not in home


def test_what_is_late_is_shown_as_late_and_climbs(web, cases):
    web.clock.now += timedelta(days=40)
    clerk = web.as_role("village_clerk", VILLAGE)
    assert "蓝案" in text(clerk.get("/board/?held=1&overdue=1"))
    with unscoped("test"):
        run_clock(web.site, make_sessions(web.site), web.clock.now)
    leader = web.as_role("town_leader", TOWN)
    page = text(leader.get("/board/?level=town"))
    assert "黄案" in page
    assert "超期 1 次" in page


def test_a_long_cell_goes_on_on_further_pages(web):
    for number in range(45):
        web.town.add("dispute", {**CASE, "title": f"案第{number:02d}号", "unit": web.town.unit("225")})
    leader, url, seen = web.as_role("town_leader", TOWN), "/board/?colour=blue", set()
    for _page in range(3):
        page = text(leader.get(url))
        seen |= set(re.findall(r"案第\d\d号", page))
        following = re.search(r'href="([^"]*after=[^"]*)"', page)
        url = unescape(following[1]) if following else ""
    assert (len(seen), url) == (45, "")


@pytest.mark.parametrize("arguments", [
    "colour=pink", "level=moon", "overdue=2", "held=yes", "x=1", "register=unit", "register=none", "after=x",
    "after=2026-08-01~1~1", "after=2026-08-01~-1~99999999999999999999", "after=%00", "colour=%F0%9F%98%80"])
def test_an_unknown_argument_is_refused(web, arguments):
    assert web.as_role("town_leader", TOWN).get(f"/board/?{arguments}").status_code in (400, 404)


def test_who_may_read_no_cases_is_refused(web):
    assert web.as_role("auditor", "510923000000").get("/board/").status_code == 403
    assert web.stranger().get("/board/").status_code in (302, 401, 403)
