"""Entering on a phone: the short form; and the warning that a record is perhaps there already, through every door."""

from __future__ import annotations

import io
import re

import pytest

from app.exchange.importing import plan
from app.exchange.reading.source import receive
from tests.views.test_register_screens import CASE, text
from tests.views.test_statement_counts import counting

QUICK = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "2", "place": ""}
PICTURE = b"\xff\xd8\xff\xe0" + b"0" * 600


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


@pytest.fixture
def quick(web):
    return {**QUICK, "unit": str(web.town.unit("225"))}


@pytest.fixture
def stored(web):
    """Three weeks earlier, at 3组水渠边, with 曾样甲."""
    values = {**CASE, "unit": web.town.unit("225"), "place": "3组 水渠边", "found_on": "2026-07-15", "title": "水渠争议"}
    case = web.town.add("dispute", values)
    web.town.add("dispute_party", {"dispute": case, "name": "曾样甲", "side": "first"})
    return case


def accept(page):
    return re.search(r'name="accept_duplicate" value="([\d,]+)"', page)[1]


def test_the_short_form_is_one_tap_from_the_first_page_and_asks_only_what_it_declares(clerk):
    assert 'href="/dispute/quick"' in text(clerk.get("/"))
    page = text(clerk.get("/dispute/quick"))
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', page.partition('class="quick"')[2]))
    assert {"unit", "category", "title", "description", "people_involved", "place", "files"} <= names
    assert not names & {"trend", "found_on", "reported_by"}
    assert 'capture="environment"' in page


def test_what_the_short_form_does_not_ask_begins_with_its_default_and_the_photo_is_kept(web, clerk, quick):
    sent = {**quick, "files": (io.BytesIO(PICTURE), "沟.jpg")}
    answer = clerk.send("/dispute/quick", sent, content_type="multipart/form-data")
    assert answer.status_code == 302, text(answer)
    case = web.town.record("dispute", 1)
    assert (case.reported_by, case.trend, case.found_on.isoformat(), case.status) == ("grid", "steady", "2026-08-05", "open")
    assert "沟.jpg" in text(clerk.get("/dispute/show/1?tab=files"))


def test_a_short_form_with_faults_comes_back_with_all_of_them_and_says_which_photo_to_choose_again(web, clerk, quick):
    bad = {**quick, "title": "", "people_involved": "两个", "files": (io.BytesIO(PICTURE), "沟.jpg")}
    answer = clerk.send("/dispute/quick", bad, content_type="multipart/form-data")
    page = text(answer)
    assert answer.status_code == 422
    assert "“标题”必须填写" in page
    assert "两个" in page
    assert "请重新选择：沟.jpg" in page
    assert web.town.record_count("dispute") == 0


def test_the_short_form_takes_no_other_field_and_is_for_who_may_create(web, clerk, quick):
    assert clerk.send("/dispute/quick", {**quick, "trend": "rising"}).status_code == 400
    assert web.as_role("town_leader", "108000").get("/dispute/quick").status_code == 403
    assert clerk.get("/person/quick").status_code == 404


@pytest.mark.parametrize("door", ["/dispute/add", "/dispute/quick"])
def test_a_record_that_is_perhaps_there_is_shown_before_it_is_saved(web, clerk, stored, quick, door):
    sent = {**quick, "place": "水渠边"}
    if door == "/dispute/add":
        sent.update(CASE)
    answer = clerk.send(door, sent)
    page = text(answer)
    assert answer.status_code == 409
    assert f'href="/dispute/show/{stored}"' in page
    assert "地点" in page
    assert web.town.record_count("dispute") == 1
    assert clerk.send(door, {**sent, "accept_duplicate": "999"}).status_code == 409, "others were accepted than are alike"
    assert clerk.send(door, {**sent, "accept_duplicate": accept(page)}).status_code == 302
    assert web.town.record_count("dispute") == 2


def test_parties_of_the_form_are_compared_with_those_of_stored_cases(web, clerk, stored):
    sent = {**CASE, "unit": str(web.town.unit("225")), "parties-0-name": "曾样甲", "parties-0-side": "first"}
    assert clerk.send("/dispute/add", sent).status_code == 409
    assert clerk.send("/dispute/add", {**sent, "parties-0-name": "曾样丙"}).status_code == 302


@pytest.mark.parametrize("other", [{"category": "land"}, {"place": "4组"}, {"found_on": "2026-06-14"}, {"place": ""}],
                         ids=["another category", "another place", "31 days before", "no place"])
def test_what_differs_is_another_case(web, clerk, stored, other):
    sent = {**CASE, "unit": str(web.town.unit("225")), "place": "水渠边", **other}
    assert clerk.send("/dispute/add", sent).status_code == 302


def test_a_case_of_the_grid_is_like_one_of_its_village_and_one_out_of_sight_is_not_told(web, stored):
    officer = web.as_role("grid_officer", "225001")
    sent = {**CASE, "unit": str(web.town.unit("225001")), "place": "水渠边"}
    assert officer.send("/dispute/add", sent).status_code == 302, "the village's own case is out of the grid's sight"
    clerk = web.as_role("village_clerk", "225")
    page = text(clerk.send("/dispute/add", {**sent, "unit": str(web.town.unit("225"))}))
    assert accept(page).count(",") == 1


def test_the_api_answers_with_what_is_alike_until_it_is_accepted(web, clerk, stored):
    body = {**CASE, "people_involved": 2, "unit": web.town.unit("225"), "place": "水渠边"}
    answer = clerk.call("POST", "/api/v1/dispute/", body)
    assert answer.status_code == 409
    assert [each["code"] for each in answer.get_json()["errors"]] == ["A048"]
    assert [(each["id"], each["meets"]) for each in answer.get_json()["likely_same"]] == [(stored, ["place"])]
    assert clerk.call("POST", "/api/v1/dispute/", {**body, "accept_duplicate": True}).status_code == 201


def test_a_file_is_warned_and_what_it_costs_does_not_grow_with_its_rows(web, stored):
    leader = web.town.viewer("village_leader", "225")
    register = web.site.definition.registers["dispute"]

    def read(rows):
        lines = ["标题,类别,简要情况,涉及人数,发现日期,单位,地点,来源,发展趋势"]
        lines += [f"新事{number},邻里,争吵,2,2026-08-0{number % 4 + 1},金容寨村,水渠边,网格排查,平稳" for number in range(rows)]
        source = receive(web.site.files, "纠纷.csv", io.BytesIO("\n".join(lines).encode()))
        with web.town.work(leader, door="file") as work, counting(web.site.engine) as seen:
            found = plan(work, register, source)
        return [each.code for each in found.warnings], len(seen), found.counts.create

    few, many = read(2), read(60)
    assert few[0].count("F047") == 2
    assert (few[2], many[2]) == (2, 60)
    assert few[1] == many[1]


def test_a_hazard_is_compared_by_kind_and_place(web, clerk):
    kind = next(iter(web.site.definition.vocabularies["hazard_kind"].terms))
    sent = {"unit": str(web.town.unit("225")), "kind": kind, "severity": "general", "title": "护栏松动", "place": "村口桥"}
    assert clerk.send("/hazard/quick", sent).status_code == 302
    assert clerk.send("/hazard/quick", {**sent, "title": "桥栏"}).status_code == 409
    assert clerk.send("/hazard/quick", {**sent, "place": "学校后墙"}).status_code == 302


def test_an_order_by_hand_stands_on_the_case_until_it_is_released(web, stored):
    leader = web.as_role("town_leader", "108000")
    form = text(leader.get(f"/dispute/case/supervise/{stored}"))
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    answer = leader.send(f"/dispute/case/supervise/{stored}", {"card": "red", "reason": "多次催办", "version": version})
    assert answer.status_code == 302, text(answer)
    page = text(web.as_role("village_clerk", "225").get(f"/dispute/show/{stored}"))
    assert re.search(r"督办：红牌，2026-08-\d\d 前答复", page)
