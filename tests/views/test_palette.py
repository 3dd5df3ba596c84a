"""The command palette: places by name and pinyin, records of each readable register, nothing out of sight."""

from __future__ import annotations

from typing import Any

from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE, dispute
from tests.views.test_statement_counts import counting
from tests.web import Person, WebTown

JSON = {"Accept": "application/json"}


def asked(browser: Person, words: str = "") -> Any:
    """What the palette answers."""
    answer = browser.get("/palette/", query_string={"q": words} if words else {}, headers=JSON)
    assert answer.status_code == 200
    return answer.get_json()


def records(browser: Person, words: str) -> list[str]:
    """The names of the records that are found."""
    return [record["label"] for group in asked(browser, words)["groups"] for record in group["records"]]


def test_places_are_those_of_the_menu_with_the_initials_of_their_names(web: WebTown) -> None:
    places = {each["url"]: each for each in asked(web.as_role("village_clerk"))["places"]}
    assert "mdjf" in places["/dispute/list/"]["words"].split()
    assert (places["/dispute/add"]["kind"], places["/team_member/import/"]["kind"]) == ("act", "act")
    assert "/audit/" not in places


def test_acts_are_those_that_the_role_may_begin(web: WebTown) -> None:
    urls = {each["url"] for each in asked(web.as_role("auditor", "510923000000"))["places"]}
    assert "/audit/" in urls
    assert {url for url in urls if url.endswith(("/add", "/import/"))} == set()


def test_records_are_found_by_number_and_by_name(web: WebTown) -> None:
    dispute(web.town, title="水渠争议")
    clerk = web.as_role("village_clerk")
    assert records(clerk, "水渠") == records(clerk, "2026-0001") == ["108225-2026-0001 水渠争议"]


def test_a_person_is_found_by_initials(web: WebTown) -> None:
    web.town.add("person", {"name": "曾样甲", "unit": web.town.unit(VILLAGE), "phone": "19900000001"})
    clerk = web.as_role("village_clerk")
    assert records(clerk, "zyj") == records(clerk, "cyj") == ["曾样甲"]


def test_records_out_of_sight_are_not_found(web: WebTown) -> None:
    dispute(web.town, OTHER_VILLAGE, title="山林争议")
    assert records(web.as_role("village_clerk"), "山林") == []
    assert len(records(web.as_role("town_clerk", TOWN), "山林")) == 1


def test_void_records_are_not_found(web: WebTown) -> None:
    case = dispute(web.town, title="道路争议")
    leader = web.as_role("village_leader")
    leader.send(f"/dispute/void/{case}", {"reason": "重复", "version": 1})
    assert records(leader, "道路") == []


def test_five_of_a_register_are_shown_and_the_way_to_all(web: WebTown) -> None:
    for number in range(7):
        dispute(web.town, title=f"田埂争议{number}")
    groups = asked(web.as_role("village_clerk"), "田埂")["groups"]
    assert [len(group["records"]) for group in groups] == [5]
    assert groups[0]["more"] == "/dispute/list/?q=%E7%94%B0%E5%9F%82"


def test_a_search_is_one_statement_for_each_register_that_can_be_searched(web: WebTown) -> None:
    town = web.as_role("town_clerk", TOWN)
    asked(town, "样")
    searched = [each for each in web.site.definition.registers.values() if each.searchable_fields]
    with counting(web.site.engine) as sent:
        asked(town, "样")
    assert len(sent) <= len(searched) + 1


def test_words_that_are_too_long_are_refused(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    assert clerk.get("/palette/?q=" + "a" * 61, headers=JSON).get_json()["errors"][0]["code"] == "A031"
    assert clerk.get("/palette/?what=1").status_code == 400


def test_whoever_is_not_logged_in_finds_nothing(web: WebTown) -> None:
    assert web.stranger().get("/palette/", headers=JSON).status_code in (302, 401)


def test_without_scripts_it_is_a_page(web: WebTown) -> None:
    dispute(web.town, title="水渠争议")
    page = web.as_role("village_clerk").get("/palette/?q=mdjf").get_data(as_text=True)
    assert 'href="/dispute/list/"' in page
    assert "水渠争议" in web.as_role("village_clerk").get("/palette/?q=水渠").get_data(as_text=True)
