"""A form counts once whatever the network does, says what the browser may keep of it, and loses nobody's work."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest

from app.access.viewer import Unscoped
from app.jobs import run_once
from app.problems import problem
from app.records.sending import KEPT
from tests.views.test_register_screens import CASE, add_case, text

ID = "0f8b2c1e-4a51-4d83-9c2e-7b1f00000001"


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


@pytest.fixture
def case_form(web):
    return {**CASE, "unit": str(web.town.unit("225")), "sending": ID, "parties-0-name": "曾样甲", "parties-0-side": "first"}


def together(*acts):
    """Run the acts at the same time; what each gave."""
    answers, ready = {}, threading.Barrier(len(acts))

    def run(number, act):
        ready.wait()
        answers[number] = act()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(acts))]


def test_a_form_that_is_sent_twice_makes_one_record_and_leads_to_it_twice(web, clerk, case_form):
    first, again = (clerk.send("/dispute/add", case_form) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.headers["Location"] == again.headers["Location"] == f"/dispute/show/1#saved={ID}"
    assert (web.town.record_count("dispute"), web.town.record_count("dispute_party")) == (1, 1)


def test_two_simultaneous_sends_of_one_form_make_one_record(web, clerk, case_form):
    other = web.browser_of(web._people["village_clerk", "225", None][0])
    tokens = [{**case_form, "csrf_token": each.token()} for each in (clerk, other)]
    answers = together(lambda: clerk.post("/dispute/add", data=tokens[0]), lambda: other.post("/dispute/add", data=tokens[1]))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert web.town.record_count("dispute") == 1


def test_a_changed_form_under_an_id_that_was_used_comes_back_whole_with_the_record_beside_it(web, clerk, case_form):
    clerk.send("/dispute/add", case_form)
    answer = clerk.send("/dispute/add", {**case_form, "title": "另一件事"})
    assert answer.status_code == 409
    page = text(answer)
    assert 'value="另一件事"' in page
    assert 'href="/dispute/show/1"' in page
    assert ID not in page
    assert web.town.record_count("dispute") == 1
    fresh = re.search(r'name="sending" value="([^"]+)"', page)[1]
    assert clerk.send("/dispute/add", {**case_form, "title": "另一件事", "sending": fresh,
                                        "accept_duplicate": "1"}).status_code == 302
    assert web.town.record_count("dispute") == 2


def test_a_refused_form_keeps_its_id_and_may_be_sent_again_corrected(web, clerk, case_form):
    refused = clerk.send("/dispute/add", {**case_form, "title": ""})
    assert refused.status_code == 422
    assert f'name="sending" value="{ID}"' in text(refused)
    assert clerk.send("/dispute/add", case_form).status_code == 302


def test_the_id_of_one_account_says_nothing_about_another(web, clerk, case_form):
    clerk.send("/dispute/add", case_form)
    answer = web.as_role("village_leader", "225").send("/dispute/add", {**case_form, "accept_duplicate": "1"})
    assert answer.headers["Location"].startswith("/dispute/show/2")


def test_an_id_is_forgotten_after_thirty_days(web, clerk, case_form):
    clerk.send("/dispute/add", case_form)
    with web.site.engine.connect() as connection:
        table = web.site.models.system.sending
        run_once(web.site, web.clock.now + KEPT)
        assert connection.execute(table.select()).all()
        connection.rollback()
        run_once(web.site, web.clock.now + KEPT + timedelta(seconds=1))
        assert not connection.execute(table.select()).all()


def test_an_edit_that_is_sent_twice_is_not_stale_the_second_time(web, clerk):
    case = add_case(web, clerk)
    sent = {**CASE, "unit": str(web.town.unit("225")), "title": "改过的", "version": "1", "sending": ID}
    answers = [clerk.send(f"/dispute/edit/{case}", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert web.town.record("dispute", case).version == 2


@pytest.mark.parametrize("bad", ["short", "a" * 65, "has space", "引号", "x';--xxxx"])
def test_an_id_that_no_browser_makes_is_refused(web, clerk, case_form, bad):
    assert clerk.send("/dispute/add", {**case_form, "sending": bad}).status_code == 422
    assert web.town.record_count("dispute") == 0


# -- REST ----------------------------------------------------------------------------------------


def call(browser, body, key, token=None):
    headers = {"X-CSRFToken": token or browser.token(), "Idempotency-Key": key}
    return browser.post("/api/v1/dispute/", json=body, headers=headers)


def test_an_idempotency_key_gives_the_record_that_the_first_call_made(web, clerk):
    body = {**CASE, "unit": web.town.unit("225")}
    first, again = call(clerk, body, ID), call(clerk, dict(reversed(body.items())), ID)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    other = call(clerk, {**body, "title": "另一件"}, ID)
    assert [each["code"] for each in other.json["errors"]] == ["A045"]
    assert [each["code"] for each in call(clerk, body, "x").json["errors"]] == ["A044"]
    assert web.town.record_count("dispute") == 1


def test_two_simultaneous_calls_with_one_key_make_one_record(web, clerk):
    body, other = {**CASE, "unit": web.town.unit("225")}, web.browser_of(web._people["village_clerk", "225", None][0])
    tokens = clerk.token(), other.token()
    answers = together(lambda: call(clerk, body, ID, tokens[0]), lambda: call(other, body, ID, tokens[1]))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert web.town.record_count("dispute") == 1


# -- what the browser may keep -------------------------------------------------------------------


def test_each_form_has_an_id_of_its_own_and_says_whose_draft_it_is(web, clerk):
    pages = [text(clerk.get("/dispute/add")) for _ in range(2)]
    ids = {re.search(r'name="sending" value="([^"]+)"', page)[1] for page in pages}
    user = web._people["village_clerk", "225", None][0]
    assert len(ids) == 2
    assert all(f'data-draft="dispute/new" data-who="{user}"' in page for page in pages)
    assert "\ue0f0" not in pages[0]
    neighbour = text(web.as_role("village_clerk", "226").get("/dispute/add"))
    assert f'data-who="{user}"' not in neighbour


def test_numbers_of_persons_are_marked_as_never_kept(clerk):
    page = text(clerk.get("/team_member/add"))
    kept = re.findall(r'data-field="(\w+)" data-control="\w+"( data-secret)?', page)
    assert {key for key, secret in kept if secret} >= {"id_number", "phone"}
    assert "name" in {key for key, secret in kept if not secret}


def test_logging_out_tells_the_browser_whose_drafts_to_forget(web, clerk):
    user = web._people["village_clerk", "225", None][0]
    assert clerk.send("/logout/").headers["Location"] == f"/login/#left={user}"


def test_a_form_can_ask_whether_its_session_lives(web, clerk):
    user = web._people["village_clerk", "225", None][0]
    assert clerk.get("/session/").json["user"] == str(user)
    assert web.stranger().get("/session/").json["user"] == ""
    web.clock.now += timedelta(hours=12)
    ended = clerk.get("/session/").json
    assert ended["user"] == ""
    entered = clerk.post("/login/", data={"username": "village_clerk.225", "password": "wrong", "csrf_token": ended["token"]})
    assert entered.status_code == 401


# -- two people ----------------------------------------------------------------------------------


@pytest.fixture
def leader(web):
    return web.as_role("village_leader", "225")


def with_parties(web, clerk):
    case = add_case(web, clerk, **{"parties-0-name": "曾样甲", "parties-0-side": "first", "parties-1-name": "单样乙",
                                   "parties-1-side": "second"})
    model = web.site.models.classes["dispute_party"]
    with web.town.work(Unscoped("test")) as work:
        first, second = (row.id for row in work.session.query(model).order_by(model.id))
    return case, {**CASE, "unit": str(web.town.unit("225")), "version": "1",
                  "parties-0-name": "曾样甲", "parties-0-side": "first", "parties-0-row_id": str(first),
                  "parties-0-row_version": "1",
                  "parties-1-name": "单样乙", "parties-1-side": "second", "parties-1-row_id": str(second),
                  "parties-1-row_version": "1"}


def party_names(web, case):
    model = web.site.models.classes["dispute_party"]
    with web.town.work(Unscoped("test")) as work:
        rows = work.session.query(model).order_by(model.id).all()
        return [row.name for row in rows if row.void_at is None and row.dispute_id == case]


def choice(page, sides):
    """What a person sends who chooses ``sides`` (name → mine or theirs) on the page of two sides."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("data-guard")[2])
    sent = {}
    for name, value in hidden:
        sent.setdefault(name, []).append(value)
    offered = set(re.findall(r'name="choose\.([^"]+)"', page))
    chosen = dict(re.findall(r'name="choose\.([^"]+)" value="(\w+)" checked', page))
    assert offered == {*sides, *chosen}, (offered, chosen)
    sent.pop("csrf_token", None)
    return {**sent, **{f"choose.{name}": side for name, side in {**chosen, **sides}.items()}}


def test_the_second_person_sees_who_changed_what_and_their_choice_is_kept(web, clerk, leader):
    case = add_case(web, clerk)
    unit = str(web.town.unit("225"))
    leader.send(f"/dispute/edit/{case}", {**CASE, "unit": unit, "title": "先来的", "place": "村口", "version": "1"})
    late = clerk.send(f"/dispute/edit/{case}", {**CASE, "unit": unit, "title": "后来的", "trend": "rising", "version": "1"})
    page = text(late)
    assert late.status_code == 409
    assert "village_leader.225" in page
    assert "village_leader.225，2026-08-05 10:00" in page
    sent = choice(page, {"title": "mine"})  # what only one of them has changed is chosen already
    assert clerk.send(f"/dispute/edit/{case}", sent).status_code == 302
    record = web.town.record("dispute", case)
    assert (record.title, record.place, record.trend) == ("后来的", "村口", "rising")


@pytest.mark.parametrize("left", [None, "", "both", "MINE"])
def test_a_choice_that_leaves_a_clash_open_is_not_saved(web, clerk, leader, left):
    case = add_case(web, clerk)
    unit = str(web.town.unit("225"))
    leader.send(f"/dispute/edit/{case}", {**CASE, "unit": unit, "title": "先来的", "place": "村口", "version": "1"})
    page = text(clerk.send(f"/dispute/edit/{case}", {**CASE, "unit": unit, "title": "后来的", "version": "1"}))
    sent = choice(page, {"title": "mine"}) | {"choose.title": left}
    if left is None:
        del sent["choose.title"]
    answer = clerk.send(f"/dispute/edit/{case}", sent)
    assert (answer.status_code, problem("A047").message("zh") in text(answer)) == (422, True)
    by_script = clerk.send(f"/dispute/edit/{case}", sent, headers={"Accept": "application/json"})
    assert (by_script.status_code, [each["code"] for each in by_script.json["errors"]]) == (422, ["A047"])
    record = web.town.record("dispute", case)
    assert (record.title, record.place, record.version) == ("先来的", "村口", 2)  # nothing of the rest is saved either


def test_a_choice_that_was_refused_can_be_sent_again_whole(web, clerk, leader):
    case = add_case(web, clerk)
    form = {**CASE, "unit": str(web.town.unit("225")), "version": "1"}
    leader.send(f"/dispute/edit/{case}", {**form, "title": "先来的"})
    page = text(clerk.send(f"/dispute/edit/{case}", {**form, "title": "后来的", "sending": ID}))
    whole = choice(page, {"title": "mine"})
    open_yet = {name: value for name, value in whole.items() if name != "choose.title"}
    assert [clerk.send(f"/dispute/edit/{case}", sent).status_code for sent in (open_yet, whole)] == [422, 302]
    assert web.town.record("dispute", case).title == "后来的"


def test_a_child_row_that_both_changed_shows_both_sides(web, clerk, leader):
    case, form = with_parties(web, clerk)
    assert leader.send(f"/dispute/edit/{case}", {**form, "parties-0-name": "曾样先"}).status_code == 302
    late = clerk.send(f"/dispute/edit/{case}", {**form, "version": str(web.town.record("dispute", case).version),
                                               "parties-0-name": "曾样后", "parties-2-name": "新来的"})
    page = text(late)
    assert late.status_code == 409
    assert "曾样先" in page
    assert "曾样后" in page
    assert clerk.send(f"/dispute/edit/{case}", choice(page, {"parties-0-name": "theirs"})).status_code == 302
    assert party_names(web, case) == ["曾样先", "单样乙", "新来的"]


def test_a_child_row_that_one_removed_while_the_other_changed_it_is_asked_about(web, clerk, leader):
    case, form = with_parties(web, clerk)
    assert leader.send(f"/dispute/edit/{case}", {**form, "parties-1-removed": "yes"}).status_code == 302
    late = clerk.send(f"/dispute/edit/{case}", {**form, "version": str(web.town.record("dispute", case).version),
                                               "parties-1-name": "单样丙"})
    page = text(late)
    assert late.status_code == 409
    assert "village_leader.225" in page
    assert clerk.send(f"/dispute/edit/{case}", choice(page, {"parties-1-removed": "mine"})).status_code == 302
    assert party_names(web, case) == ["曾样甲", "单样丙"]


def test_a_row_that_the_other_added_meanwhile_stays(web, clerk, leader):
    case, form = with_parties(web, clerk)
    leader.send(f"/dispute/edit/{case}", {**form, "title": "改了", "parties-2-name": "后加的", "parties-2-side": "first"})
    page = text(clerk.send(f"/dispute/edit/{case}", {**form, "title": "我改的"}))
    assert "后加的" in page
    clerk.send(f"/dispute/edit/{case}", choice(page, {"title": "mine"}))
    assert party_names(web, case) == ["曾样甲", "单样乙", "后加的"]
