"""A hazard over HTTP: its page and its loop; whoever put it right verifies through no door, no door writes past the acts."""

from __future__ import annotations

import io

import pytest

from app.behaviours.asking_hazards import HAZARD_ASKED

HAZARD = {"title": "后山滑坡", "kind": "geological", "place": "一组后山", "severity": "general", "found_on": "2026-08-05"}
KEPT = {"stage": "struck_off", "status": "closed", "verified_by": "陈样乙", "verified_on": "2026-08-05",
        "rectified_by": "陈样丙", "colour": "blue", "due_on": "2027-01-01", "level": "county"}


def text(response):
    return response.get_data(as_text=True)


@pytest.fixture
def hazard(web):
    return web.town.add("hazard", {**HAZARD, "unit": web.town.unit("225")})


@pytest.fixture
def leader(web):
    return web.as_role("village_leader", "225")


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


def found(web, record):
    return web.town.record("hazard", record)


def act(browser, record, name, **given):
    return browser.send(f"/hazard/case/{name}/{record}", given)


def call(web, browser, record, name, **given):
    body = {"version": found(web, record).version, **given}
    return browser.call("POST", f"/api/v1/hazard/{record}/acts/{name}", body)


@pytest.fixture
def verifying(hazard, leader):
    """Put right by 陈样甲, as the leader of the village reported."""
    for name, given in (("assign", {}), ("begin", {}), ("rectify", {"rectified_on": "2026-08-05", "rectified_by": "陈样甲"})):
        assert act(leader, hazard, name, **given).status_code == 302, name
    return hazard


# -- the page ---------------------------------------------------------------------------------------


def test_the_page_says_why_it_has_its_colour_where_it_stands_and_what_can_be_done(hazard, leader):
    page = text(leader.get(f"/hazard/show/{hazard}"))
    for word in ("黄·一般", "隐患级别一般", "剩 15 个工作日", "发现", "复查", "销号", "交办", "上报"):
        assert word in page, word
    for word in ("开始整改</", "复查销号</", "化解", "研判定级", "暂停计时"):
        assert word not in page, word


def test_the_loop_is_walked_by_two_people_and_told_in_its_course(web, verifying, leader):
    page = text(leader.get(f"/hazard/show/{verifying}"))
    assert "剩 3 个工作日" in page
    other = web.as_role("town_clerk", "510923108000")
    assert act(other, verifying, "verify", verified_on="2026-08-05", verified_by="陈样乙", reason="现场合格").status_code == 302
    assert (found(web, verifying).status, found(web, verifying).stage) == ("closed", "struck_off")
    course = text(leader.get(f"/hazard/show/{verifying}?tab=course"))
    for word in ("交办", "开始整改", "整改完成", "复查销号", "现场合格"):
        assert word in course, word
    assert '<span class="tag t-done">黄·一般</span>' in text(leader.get(f"/hazard/show/{verifying}"))


def test_every_act_has_its_dialog(web, hazard):
    people = {role: web.as_role(role, "510923108000") for role in ("town_clerk", "town_leader")}
    for name in HAZARD_ASKED:
        answers = {people[role].get(f"/hazard/case/{name}/{hazard}").status_code for role in people}
        assert answers <= {200, 403}, name
        assert 200 in answers or name in ("accept", "return"), name


@pytest.mark.parametrize("name", ["triage", "resolve", "close", "pause", "review", "nonsense"])
def test_the_acts_of_a_dispute_are_not_those_of_a_hazard(hazard, leader, name):
    assert leader.get(f"/hazard/case/{name}/{hazard}").status_code == 404
    answer = leader.call("POST", f"/api/v1/hazard/{hazard}/acts/{name}", {"version": 1})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", sorted(HAZARD_ASKED))
def test_somebody_elsewhere_can_do_nothing(web, hazard, name):
    stranger, before = web.as_role("village_leader", "226"), found(web, hazard).version
    assert stranger.get(f"/hazard/case/{name}/{hazard}").status_code == 404
    assert act(stranger, hazard, name, reason="x", colour="red").status_code == 404
    assert call(web, stranger, hazard, name, reason="x").status_code == 404
    assert found(web, hazard).version == before


def test_the_board_has_a_tab_for_each_register_and_shows_the_hazard(hazard, leader):
    board = text(leader.get("/board/?register=hazard"))
    for word in ("后山滑坡", "黄·一般", "矛盾纠纷", "风险隐患台账", "隐患级别一般"):
        assert word in board, word
    assert "后山滑坡" not in text(leader.get("/board/?register=dispute"))


# -- four doors, one rule ---------------------------------------------------------------------------


def test_the_account_that_reported_it_verifies_through_neither_form_nor_api(web, verifying, leader):
    given = {"verified_on": "2026-08-05", "verified_by": "陈样乙"}
    answer = act(leader, verifying, "verify", **given)
    assert answer.status_code == 403
    assert "另一人复查" in text(answer)
    answer = call(web, leader, verifying, "verify", **given)
    assert (answer.status_code, [each["code"] for each in answer.json["errors"]]) == (403, ["A055"])
    assert found(web, verifying).stage == "verifying"


def test_the_person_who_put_it_right_verifies_through_neither_form_nor_api(web, verifying):
    other, given = web.as_role("town_clerk", "510923108000"), {"verified_on": "2026-08-05", "verified_by": "陈样甲"}
    assert act(other, verifying, "verify", **given).status_code == 403
    assert [each["code"] for each in call(web, other, verifying, "verify", **given).json["errors"]] == ["A055"]
    assert found(web, verifying).stage == "verifying"


@pytest.mark.parametrize("key", list(KEPT))
def test_form_api_and_bulk_write_nothing_that_an_act_keeps(web, verifying, leader, key):
    before = found(web, verifying)
    form = {**HAZARD, "unit": str(web.town.unit("225")), "version": str(before.version), key: KEPT[key], "remarks": "试"}
    leader.send(f"/hazard/edit/{verifying}", form)
    body = {"version": found(web, verifying).version, key: KEPT[key]}
    assert leader.call("PUT", f"/api/v1/hazard/{verifying}", body).status_code == 422
    leader.send("/hazard/bulk/", {"act": "set", "id": [str(verifying)], "field": key, "value": KEPT[key], "sure": "1"})
    after = found(web, verifying)
    assert all(getattr(after, name) == getattr(before, name) for name in KEPT)


def test_a_file_writes_nothing_that_an_act_keeps(web, verifying, clerk):
    before = found(web, verifying)
    rows = ["所在单位,隐患名称,类别,位置,隐患级别,发现日期,闭环状态,状态,整改人,复查人,复查日期,四色等级,办理时限,备注",
            "金容寨村,后山滑坡,地震地质,一组后山,一般,2026-08-05,销号,已销号,陈样丙,陈样丙,2026-08-05,蓝,2027-01-01,从旧台账带来"]
    content = ("\ufeff" + "\r\n".join(rows)).encode()
    answer = clerk.post("/hazard/import/", data={"file": (io.BytesIO(content), "台账.csv"), "csrf_token": clerk.token(),
                                                 "unit": str(web.town.unit("225"))})
    assert answer.status_code == 302, text(answer)[-3000:]
    clerk.send(answer.headers["Location"] + "/apply", {"mode": "good"})
    after = found(web, verifying)
    assert after.remarks == "从旧台账带来"
    assert all(getattr(after, name) == getattr(before, name) for name in KEPT)


def test_a_new_row_of_any_door_begins_at_the_beginning(web, clerk):
    body = {**HAZARD, "unit": web.town.unit("225")}
    assert clerk.call("POST", "/api/v1/hazard/", {**body, "stage": "struck_off"}).status_code == 422
    made = clerk.call("POST", "/api/v1/hazard/", body)
    assert made.status_code == 201, made.json
    record = found(web, made.json["id"])
    assert (record.stage, record.status, record.colour, record.level) == ("found", "open", "yellow", "village")
