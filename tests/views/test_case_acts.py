"""The acts on a case over HTTP: what is offered, what is asked, what becomes of the case, who is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.behaviours.asking import ASKED

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "2",
        "found_on": "2026-08-01"}


def text(response):
    return response.get_data(as_text=True)


@pytest.fixture
def case(web):
    return web.town.add("dispute", {**CASE, "unit": web.town.unit("225")})


@pytest.fixture
def leader(web):
    return web.as_role("village_leader", "225")


def found(web, case):
    return web.town.record("dispute", case)


def act(browser, case, name, **given):
    return browser.send(f"/dispute/case/{name}/{case}", given)


def test_the_page_says_why_the_case_has_its_colour_and_what_can_be_done(case, leader):
    page = text(leader.get(f"/dispute/show/{case}"))
    for word in ("蓝·苗头隐患", "涉及 2 人", "剩 3 个工作日", "登记", "研判定级", "上报", "化解"):
        assert word in page, word
    assert "确认下调" not in page


def test_handing_up_moves_the_case_and_is_told_in_its_course(web, case, leader):
    before = found(web, case).level
    assert act(leader, case, "hand_up", reason="村里解决不了").status_code == 302
    assert found(web, case).level != before
    course = text(leader.get(f"/dispute/show/{case}?tab=course"))
    assert "上报" in course
    assert "村里解决不了" in course


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(web, case, leader):
    answer = act(leader, case, "resolve", outcome="success", method="", agreement="双方按原界", resolved_on="2026-02-30")
    page = text(answer)
    assert answer.status_code == 422
    assert "“化解方式”必须填写" in page
    assert "双方按原界" in page
    assert found(web, case).status == "open"


def test_a_case_is_resolved_closed_and_comes_back(web, case, leader):
    given = {"outcome": "success", "method": "mediation", "agreement": "以石桩为界", "resolved_on": "2026-08-05"}
    assert act(leader, case, "resolve", **given).status_code == 302
    assert found(web, case).status == "resolved"
    assert act(leader, case, "close").status_code == 302
    assert act(leader, case, "reopen", reason="又吵起来", relapsed="").status_code == 422
    assert act(leader, case, "reopen", reason="又吵起来", relapsed="yes").status_code == 302
    again = found(web, case)
    assert (again.status, again.relapses) == ("open", 1)


def test_the_colour_of_a_resolved_case_is_grey_and_keeps_its_word(web, case, leader):
    """rules.md §1: resolved and closed cases are grey, not green."""
    places = (f"/dispute/show/{case}", "/dispute/list/")
    assert all('<span class="tag t-blue">蓝·苗头隐患</span>' in text(leader.get(place)) for place in places)
    act(leader, case, "resolve", outcome="success", method="mediation", agreement="以石桩为界", resolved_on="2026-08-05")
    record, rows = (text(leader.get(place)) for place in places)
    assert all('<span class="tag t-done">蓝·苗头隐患</span>' in page for page in (record, rows))
    assert 'class="s-done"' in rows
    assert "grade-done" in record
    assert "tag-success" not in record.partition("</header>")[2].partition("<dl")[0]
    assert act(leader, case, "reopen", reason="又吵起来", relapsed="yes").status_code == 302
    assert 't-done' not in text(leader.get(places[1]))


def test_a_lowering_needs_a_second_person(web, case, leader):
    assert act(leader, case, "raise", colour="orange", reason="人数增加").status_code == 302
    assert act(web.as_role("town_clerk", "510923108000"), case, "lower", colour="yellow", reason="已缓和").status_code == 302
    page = text(web.as_role("town_clerk", "510923108000").get(f"/dispute/show/{case}"))
    assert "等待第二人确认" in page
    second = web.as_role("town_leader", "510923108000")
    asked = text(second.get(f"/dispute/case/confirm_lowering/{case}"))
    assert "已缓和" in asked
    assert act(second, case, "confirm_lowering", agreed="yes", reason="同意").status_code == 302
    assert found(web, case).colour == "yellow"


def test_one_who_was_late_is_told(web, case, leader):
    version = found(web, case).version
    assert act(leader, case, "hand_up", reason="一", version=str(version)).status_code == 302
    assert act(web.as_role("town_clerk", "510923108000"), case, "hand_up", reason="二", version=str(version)).status_code == 409


@pytest.mark.parametrize("name", sorted(ASKED))
def test_somebody_elsewhere_can_do_nothing(web, case, name):
    stranger = web.as_role("village_leader", "226")
    before = found(web, case).version
    assert stranger.get(f"/dispute/case/{name}/{case}").status_code == 404
    assert act(stranger, case, name, reason="x", colour="red", outcome="success").status_code == 404
    assert found(web, case).version == before


def test_an_act_that_the_role_lacks_is_refused_and_noted(web, case):
    clerk = web.as_role("village_clerk", "225")
    assert clerk.get(f"/dispute/case/close/{case}").status_code == 403
    assert act(clerk, case, "lower", colour="blue", reason="x").status_code == 403
    assert ("refused", None, None) in web.town.audit_events()


def test_an_act_in_a_wrong_state_is_explained(web, case, leader):
    answer = act(leader, case, "close")
    assert answer.status_code == 422
    assert "结案" in text(answer)


@pytest.mark.parametrize("name", ["nonsense", "read", "edit"])
def test_an_unknown_act_is_not_found(case, leader, name):
    assert leader.get(f"/dispute/case/{name}/{case}").status_code == 404


def test_registers_without_cases_have_no_such_door(web, leader):
    member = web.town.add("unit", {"code": "510923108225002", "name": "第二网格", "level": "grid",
                                   "parent": web.town.unit("225")})
    assert leader.get(f"/unit/case/hand_up/{member}").status_code == 404


def test_an_overdue_case_is_shown_late(web, case, leader):
    web.clock.now += timedelta(days=9)
    browser = web.browser_of(web._people["village_leader", "225", None][0])
    assert "超期" in text(browser.get(f"/dispute/show/{case}"))


# -- the acts of the course ------------------------------------------------------------------------


@pytest.fixture
def orange(web):
    return web.town.add("dispute", {**CASE, "people_involved": "12", "unit": web.town.unit("225")})


def test_an_offer_is_seen_and_returned_by_its_receiver(web, orange):
    clerk = web.as_role("town_clerk", "510923108000")
    office = web.town.departments["社会治理和应急管理办"]
    asked = text(clerk.get(f"/dispute/case/transfer/{orange}"))
    assert "社会治理和应急管理办" in asked
    assert "象山镇" not in asked
    assert act(clerk, orange, "transfer", unit="", department=str(office), reason="").status_code == 422
    assert act(clerk, orange, "transfer", unit="", department=str(office), reason="属该办职责").status_code == 302
    assert "待接收" in text(clerk.get(f"/dispute/show/{orange}"))
    receiver = web.as_role("department_clerk", "510923108000", department="社会治理和应急管理办")
    page = text(receiver.get(f"/dispute/case/return/{orange}"))
    assert "属该办职责" in page
    done = act(receiver, orange, "return", reason="不属本办职责")
    assert (done.status_code, done.location) == (302, "/dispute/list/"), "the case is out of sight now"
    assert receiver.get(f"/dispute/show/{orange}").status_code == 404
    course = text(clerk.get(f"/dispute/show/{orange}?tab=course"))
    for word in ("转办", "退回", "不属本办职责"):
        assert word in course, word


def test_a_pause_says_its_cause_and_a_card_is_a_tag_of_its_own(web, orange):
    clerk = web.as_role("town_clerk", "510923108000")
    assert "鉴定" in text(clerk.get(f"/dispute/case/pause/{orange}"))
    assert act(clerk, orange, "pause", pause_cause="appraisal", reason="等待鉴定").status_code == 302
    assert "已暂停计时：鉴定" in text(clerk.get(f"/dispute/show/{orange}"))
    assert act(clerk, orange, "pause", pause_cause="appraisal", reason="再停").status_code == 422
    assert act(clerk, orange, "resume", reason="").status_code == 302
    assert act(clerk, orange, "progress", reason="双方同意再谈").status_code == 302
    assert act(clerk, orange, "supervise", card="red", reason="多次催办").status_code == 302
    course = text(clerk.get(f"/dispute/show/{orange}?tab=course"))
    for word in ("恢复计时", "双方同意再谈", "红牌"):
        assert word in course, word


def test_rest_refuses_and_does_alike(web, orange):
    clerk = web.as_role("town_clerk", "510923108000")

    def call(name, **given):
        return clerk.call("POST", f"/api/v1/dispute/{orange}/acts/{name}", {"version": found(web, orange).version, **given})

    for given, codes in [({"pause_cause": "holiday", "reason": "休假"}, ["V041"]), ({"pause_cause": "away"}, ["A014"])]:
        assert [each["code"] for each in call("pause", **given).json["errors"]] == codes
    assert call("resume").status_code == 422
    assert call("pause", pause_cause="away", reason="外出").status_code == 200
    assert [each["code"] for each in call("hand_up", reason="上报").json["errors"]] == ["A017"]
    assert call("resume").status_code == 200
    office = web.town.departments["社会治理和应急管理办"]
    assert call("transfer", department=office, reason="属该办职责").status_code == 200
    assert [each["code"] for each in call("accept").json["errors"]] == ["A018"]


def test_every_act_has_its_dialog(web, orange):
    """Whatever is asked, the page stands; whether it is possible is said when it is sent."""
    people = {role: web.as_role(role, "510923108000") for role in ("town_clerk", "town_leader")}
    for name in ASKED:
        answers = {people[role].get(f"/dispute/case/{name}/{orange}").status_code for role in people}
        assert answers <= {200, 403}, name
        assert 200 in answers or name in ("accept", "return"), name
