"""Whose account it is, and the cases of a special team that its members read for a time, at every door alike."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.views.test_people import COUNTY, text

CASE = {"title": "跨村水渠争议", "category": "neighbours", "description": "两村争水", "people_involved": 2}


@pytest.fixture
def person(web):
    return web.town.add("person", {"unit": web.town.unit("226"), "name": "陈样甲", "post": "村主任"})


@pytest.fixture
def team(web, person):
    """A case of village 225 in a team of which the person of village 226 is a member until 5 August."""
    case = web.town.add("dispute", {**CASE, "unit": web.town.unit("225")})
    made = web.town.add("special_team", {
        "unit": web.town.unit("108000"), "name": "水渠专班", "problem": "争水",
        "lead_department": web.town.departments["司法所"], "leader": person, "plan": "逐户走访", "measures": "值守",
        "disputes": [case]})
    web.town.add("special_team_member", {"team": made, "person": person, "from_on": "2026-08-01", "to_on": "2026-08-05"})
    return case


@pytest.fixture
def member(web):
    return web.account("chen", "village_clerk", "226", shown="陈样甲")


def link(web, user, person, who=("county_admin", COUNTY)):
    return web.as_role(*who).send(f"/accounts/person/{user}", {"person": str(person)})


def doors(browser, case):
    """What each door gives of the case: list, page, API, count, chart, export."""
    chart = browser.get("/dispute/chart/by_category/data").get_json()
    file = browser.send("/dispute/export/", {"format": "csv"}).get_data().decode("utf-8-sig")
    return (
        "跨村水渠争议" in text(browser.get("/dispute/list/")),
        browser.get(f"/dispute/show/{case}").status_code == 200,
        browser.get("/api/v1/dispute/").get_json()["ids"] == [case],
        browser.get("/api/v1/dispute/count").get_json()["count"] == 1,
        bool(chart["categories"] if "categories" in chart else chart.get("groups")),
        "跨村水渠争议" in file,
    )


def test_an_account_is_linked_with_a_member_of_staff_of_its_own_units(web, member, person):
    stranger = web.town.add("person", {"unit": web.town.unit("225"), "name": "张样乙"})
    admin = web.as_role("county_admin", COUNTY)
    page = text(admin.get(f"/accounts/person/{member}"))
    assert "陈样甲 · 村主任" in page
    assert "张样乙" not in page
    assert link(web, member, stranger).status_code == 422
    assert link(web, member, person).status_code == 302
    assert "陈样甲 · 村主任" in text(admin.get(f"/accounts/show/{member}"))
    assert "account_person" in [event for event, *_ in web.town.audit_events()]
    other = web.account("chen2", "village_clerk", "226", shown="陈样甲")
    assert link(web, other, person).status_code == 422, "a person has one account"
    assert link(web, member, "").status_code == 302
    assert link(web, other, person).status_code == 302


def test_nobody_links_the_own_account_and_only_who_manages_accounts_links(web, member, person):
    admin = web.as_role("county_admin", COUNTY)
    own = web._people["county_admin", COUNTY, None][0]
    assert admin.send(f"/accounts/person/{own}", {"person": ""}).status_code == 403
    assert link(web, member, person, ("town_clerk", "108000")).status_code == 403


def test_a_security_admin_is_offered_people_of_the_accounts_own_name_alone(web, member, person):
    web.town.add("person", {"unit": web.town.unit("226"), "name": "李样丙"})
    page = text(web.as_role("security_admin", COUNTY).get(f"/accounts/person/{member}"))
    assert "陈样甲" in page
    assert "李样丙" not in page


def test_the_member_reads_the_case_at_every_door_until_the_last_instant_of_the_last_day(web, team, member, person):
    assert not any(doors(web.browser_of(member), team))
    link(web, member, person)
    web.clock.now = datetime(2026, 8, 5, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in China
    browser = web.browser_of(member)
    seen = doors(browser, team)
    assert all(seen), seen
    assert browser.get(f"/dispute/edit/{team}").status_code == 403
    who = text(web.as_role("county_admin", COUNTY).get(f"/dispute/show/{team}?tab=who"))
    assert "陈样甲" in who
    web.clock.now = datetime(2026, 8, 5, 16, 0, tzinfo=UTC)  # 00:00
    assert not any(doors(browser, team))
    assert browser.get(f"/dispute/show/{team}").status_code == 404
