"""Accounts over HTTP: inviting, several villages and roles in one person, locking, handing over; and who sees a record."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.access.viewer import unscoped
from app.problems import problem

COUNTY, TOWN = "510923000000", "510923108000"
GOOD = "Shan-He-73"
CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": 2}


@pytest.fixture
def admin(web):
    return web.as_role("county_admin", COUNTY)


def text(response):
    return response.get_data(as_text=True)


def says(response, code):
    return problem(code).message("zh") in text(response)


def duties(web, user, *, on=None):
    """Role and unit code of the duties in force."""
    duty, unit = web.site.models.system.duty, web.site.models.table("unit")
    day = (on or web.clock.now).date()
    statement = select(duty.c.role, unit.c.code).join(unit, unit.c.id == duty.c.unit_id).where(
        duty.c.user_id == user, duty.c.valid_from <= day, duty.c.valid_to.is_(None) | (duty.c.valid_to >= day))
    with unscoped("test"), web.site.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(statement))


def flashed(response, browser):
    return text(browser.get(response.headers["Location"]))


def new_account(web, admin, **form):
    units = [str(web.town.unit(each)) for each in form.pop("units", ["225"])]
    wish = {"name": "曾样甲", "username": "zeng", "role": "village_clerk", "unit": units, "how": "password", **form}
    answer = admin.send("/accounts/add", wish)
    return answer, int(answer.headers["Location"].rpartition("/")[2]) if answer.status_code == 302 else 0


def form_of(stranger, address):
    page = text(stranger.get(address))
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


# -- inviting ------------------------------------------------------------------------------------


def test_a_new_account_gets_a_first_password_that_is_shown_once(web, admin):
    answer, user = new_account(web, admin)
    assert "只显示这一次" in flashed(answer, admin)
    assert "只显示这一次" not in text(admin.get(f"/accounts/show/{user}"))


def test_one_person_serves_several_villages_from_one_form(web, admin):
    _answer, user = new_account(web, admin, units=["225", "226"])
    assert duties(web, user) == [("village_clerk", "510923108225"), ("village_clerk", "510923108226")]


def test_two_roles_stand_in_one_person_and_a_duty_is_given_once_only(web, admin):
    _answer, user = new_account(web, admin)
    more = {"role": "village_leader", "unit": [str(web.town.unit("226"))]}
    assert admin.send(f"/accounts/grant/{user}", more).status_code == 302
    assert duties(web, user) == [("village_clerk", "510923108225"), ("village_leader", "510923108226")]
    assert admin.send(f"/accounts/grant/{user}", more).status_code == 422
    browser = web.browser_of(user)
    with web.site.engine.begin() as connection:
        account = web.site.models.system.account
        connection.execute(update(account).where(account.c.user_id == user).values(must_change_password=False))
    profile = text(browser.get("/profile/"))
    assert "金容寨村" in profile
    assert "宝祥村" in profile


def test_a_role_that_cannot_stand_beside_the_present_ones_is_neither_offered_nor_taken(web):
    security = web.as_role("security_admin", COUNTY)
    _answer, user = new_account(web, security, role="auditor", units=[COUNTY])
    page = text(security.get(f"/accounts/grant/{user}"))
    assert 'value="system_admin"' not in page
    assert 'value="county_admin"' in page
    answer = security.send(f"/accounts/grant/{user}", {"role": "system_admin", "unit": [str(web.town.unit(COUNTY))]})
    assert answer.status_code == 422


def test_a_duty_may_end_by_itself_on_a_day(web, admin):
    _answer, user = new_account(web, admin, until="2026-08-06")
    assert duties(web, user) != []
    assert duties(web, user, on=web.clock.now + timedelta(days=2)) == []
    assert new_account(web, admin, username="zhou", until="2026-08-04")[0].status_code == 422


@pytest.fixture
def link(web, admin):
    """The address by which zeng chooses a password."""
    answer, _user = new_account(web, admin, how="link")
    return re.search(r"/invitation/[\w-]+", flashed(answer, admin))[0]


def choose(web, link, password=GOOD, again=None):
    stranger = web.stranger()
    return stranger.post(link, data={"password": password, "again": again or password, "csrf_token": form_of(stranger, link)})


def test_a_link_lets_the_person_choose_a_password_once(web, link):
    assert choose(web, link, "short").status_code == 422
    assert choose(web, link, again="other").status_code == 422
    assert choose(web, link).status_code == 302
    assert says(web.stranger().get(link), "A061")
    stranger = web.stranger()
    token = form_of(stranger, "/login/")
    entered = stranger.post("/login/", data={"username": "zeng", "password": "Shan-He-73", "csrf_token": token})
    assert entered.status_code == 302
    assert ("invitation_used", None, None) in web.town.audit_events()


def test_a_link_dies_after_three_days_with_a_newer_one_and_with_a_new_password(web, admin, link):
    user = max(each for each in all_users(web))
    web.clock.now += timedelta(days=3, seconds=1)
    assert web.stranger().get(link).status_code == 404
    web.clock.now -= timedelta(days=1)
    assert web.stranger().get(link).status_code == 200
    admin = web.as_role("county_admin", COUNTY)
    newer = re.search(r"/invitation/[\w-]+", flashed(admin.send(f"/accounts/invite/{user}"), admin))[0]
    assert [web.stranger().get(each).status_code for each in (link, newer)] == [404, 200]
    admin.send(f"/accounts/password/{user}")
    assert web.stranger().get(newer).status_code == 404


def test_only_the_hash_of_a_link_is_kept_and_no_page_keeps_the_link(web, link):
    table = web.site.models.system.invitation
    with web.site.engine.connect() as connection:
        kept = connection.execute(select(table)).one()
    token = link.rpartition("/")[2]
    assert token not in repr(kept)
    assert len(token) >= 43
    answer = web.stranger().get(link)
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("bad", ["x", "%00", "a" * 3000, "..", "%F0%9F%98%80"])
def test_an_unknown_link_is_not_found_and_never_fails(web, bad):
    assert web.stranger().get(f"/invitation/{bad}").status_code == 404


def all_users(web):
    account = web.site.models.system.account
    with web.site.engine.connect() as connection:
        return [row.user_id for row in connection.execute(select(account.c.user_id))]


# -- who manages whom ----------------------------------------------------------------------------


def test_the_list_finds_accounts_by_name_role_unit_and_state(web, admin):
    new_account(web, admin)
    web.account("yang", "grid_officer", "510923108225001", shown="杨样乙")
    web.account("far", "village_clerk", "510923107201", shown="远样丙")
    clerk = web.as_role("town_clerk", TOWN)
    assert found(clerk, "") >= {"zeng", "yang", "town_clerk.510923108000"}
    assert "far" not in found(clerk, "")
    assert found(clerk, "?q=样乙") == {"yang"}
    assert found(clerk, "?role=grid_officer") == {"yang"}
    assert found(clerk, f"?unit={web.town.unit('225')}") == {"zeng", "yang"}
    assert found(clerk, "?state=disabled") == set()
    assert clerk.get("/accounts/?state=odd").status_code == 400


def found(browser, query):
    page = text(browser.get(f"/accounts/{query}"))
    return set(re.findall(r'data-label="用户名">([\w.]+)<', page))


def test_whoever_resets_passwords_does_not_open_accounts_that_may_do_more(web, admin):
    auditor = web.account("audit", "auditor", COUNTY)
    other = web.account("second", "county_admin", COUNTY)
    for user in (auditor, other):
        assert admin.send(f"/accounts/password/{user}").status_code == 404
    assert web.as_role("security_admin", COUNTY).send(f"/accounts/password/{auditor}").status_code == 302


def test_an_account_without_duties_stays_with_those_who_managed_its_last_ones(web, admin):
    _answer, user = new_account(web, admin)
    page = text(admin.get(f"/accounts/show/{user}"))
    admin.send(re.search(rf"/accounts/end/{user}/\d+", page)[0])
    assert duties(web, user) == []
    assert web.as_role("town_clerk", TOWN).send(f"/accounts/password/{user}").status_code == 302
    assert web.as_role("town_clerk", "510923107000").send(f"/accounts/password/{user}").status_code == 404
    assert "村(社区)经办人" in text(admin.get(f"/accounts/show/{user}"))


def test_a_lock_is_opened_before_its_time_is_over(web, admin):
    user = web.account("zhang", "village_clerk", "225")
    account = web.site.models.system.account
    with web.site.engine.begin() as connection:
        until = web.clock.now + timedelta(minutes=10)
        connection.execute(update(account).where(account.c.user_id == user).values(locked_until=until))
    assert "解锁" in text(admin.get(f"/accounts/show/{user}"))
    assert found(admin, "?state=locked") == {"zhang"}
    assert admin.send(f"/accounts/unlock/{user}").status_code == 302
    assert found(admin, "?state=locked") == set()


# -- handing over --------------------------------------------------------------------------------


@pytest.fixture
def leaver(web):
    return web.account("leaver", "village_clerk", "225", shown="李样乙")


@pytest.fixture
def successor(web):
    return web.account("successor", "village_leader", "226", shown="王样丙")


def test_all_duties_pass_in_one_go_and_the_sessions_end(web, leaver, successor):
    browser, clerk = web.browser_of(leaver), web.as_role("town_clerk", TOWN)
    assert browser.get("/dispute/list/").status_code == 200
    answer = clerk.send(f"/accounts/hand_over/{leaver}", {"successor": str(successor), "disable": "yes"})
    assert answer.status_code == 302
    assert duties(web, leaver) == []
    assert duties(web, successor) == [("village_clerk", "510923108225"), ("village_leader", "510923108226")]
    assert browser.get("/dispute/list/").status_code != 200
    assert web.town.audit_events()[-1][0] == "hand_over"
    page = text(clerk.get(f"/accounts/show/{leaver}"))
    assert "2026-08-04" in page
    assert "停用" in page


def test_a_duty_that_the_successor_has_already_is_not_doubled(web, leaver, successor):
    admin = web.as_role("county_admin", COUNTY)
    admin.send(f"/accounts/grant/{successor}", {"role": "village_clerk", "unit": [str(web.town.unit("225"))]})
    assert admin.send(f"/accounts/hand_over/{leaver}", {"successor": str(successor), "disable": "no"}).status_code == 302
    assert duties(web, successor) == [("village_clerk", "510923108225"), ("village_leader", "510923108226")]


def test_nobody_hands_over_to_oneself_to_strangers_or_from_elsewhere(web, leaver, successor):
    clerk = web.as_role("town_clerk", TOWN)
    me = next(user for (role, _, _), (user, _) in web._people.items() if role == "town_clerk")
    far = web.account("far", "village_clerk", "510923107201")
    for wrong in (me, far, leaver, 999999, ""):
        answer = clerk.send(f"/accounts/hand_over/{leaver}", {"successor": str(wrong)})
        assert (answer.status_code, wrong == me or says(answer, "A062")) == (422, True)
    assert clerk.send(f"/accounts/hand_over/{far}", {"successor": str(successor)}).status_code == 404
    assert web.as_role("village_leader", "225").send(f"/accounts/hand_over/{leaver}").status_code == 403
    assert duties(web, leaver) == [("village_clerk", "510923108225")]


def test_who_has_no_duties_hands_nothing_over(web, leaver, successor):
    admin = web.as_role("county_admin", COUNTY)
    for _twice in range(2):
        answer = admin.send(f"/accounts/hand_over/{leaver}", {"successor": str(successor), "disable": "no"})
    assert (answer.status_code, says(answer, "A063")) == (422, True)


def test_roles_that_exclude_each_other_do_not_meet_in_the_successor(web):
    security = web.as_role("security_admin", COUNTY)
    auditor, system = web.account("audit", "auditor", COUNTY), web.account("system", "system_admin", COUNTY)
    assert security.send(f"/accounts/hand_over/{auditor}", {"successor": str(system)}).status_code == 422
    assert duties(web, auditor) == [("auditor", COUNTY)]


def test_open_cases_that_name_the_leaver_are_listed(web, leaver):
    person = web.town.add("person", {"unit": web.town.unit("225"), "name": "李样乙", "post": "综治专干"})
    web.town.add("dispute", {**CASE, "title": "水渠之争", "unit": web.town.unit("225"), "responsible_person": person})
    page = text(web.as_role("town_clerk", TOWN).get(f"/accounts/hand_over/{leaver}"))
    assert "水渠之争" in page
    assert "责任人" in page
    assert "村(社区)经办人 · 金容寨村" in page


def test_the_successor_is_found_among_the_accounts_that_one_manages(web, leaver, successor):
    clerk = web.as_role("town_clerk", TOWN)
    options = clerk.get("/accounts/options/user?q=样丙").get_json()["options"]
    assert [each["id"] for each in options] == [str(successor)]


# -- who sees ------------------------------------------------------------------------------------


@pytest.fixture
def case(web):
    return web.town.add("dispute", {**CASE, "unit": web.town.unit("225")})


def test_the_tab_names_each_person_with_duty_and_reason(web, admin, case):
    web.account("zhang", "village_clerk", "225", shown="张样甲")
    web.account("far", "village_clerk", "226", shown="远样丙")
    page = text(admin.get(f"/dispute/show/{case}?tab=who"))
    assert "张样甲" in page
    assert "村(社区)经办人 · 金容寨村" in page
    assert "金容寨村及以下" in page
    assert "远样丙" not in page


def test_the_tab_is_for_those_who_manage_accounts_only(web, case):
    clerk = web.as_role("town_clerk", TOWN)
    assert "tab=who" not in text(clerk.get(f"/dispute/show/{case}"))
    assert clerk.get(f"/dispute/show/{case}?tab=who").status_code == 404
    assert clerk.get(f"/who/dispute/{case}").status_code == 403


def test_who_sees_no_business_rows_learns_who_sees_but_nothing_of_the_record(web, case):
    web.account("zhang", "village_clerk", "225", shown="张样甲")
    auditor = web.as_role("auditor", COUNTY)
    page = text(auditor.get(f"/who/dispute/{case}"))
    assert "张样甲" in page
    assert CASE["title"] not in page
    assert auditor.get(f"/dispute/show/{case}").status_code in (403, 404)
    assert auditor.get("/who/dispute/999999").status_code == 404
    assert auditor.get("/who/nothing/1").status_code == 404
    assert auditor.get(f"/who/?register=dispute&record={case}").headers["Location"].endswith(f"/who/dispute/{case}")


def test_a_disabled_account_and_an_ended_duty_see_nothing(web, admin, case):
    user = web.account("zhang", "village_clerk", "225", shown="张样甲")
    assert "张样甲" in text(admin.get(f"/dispute/show/{case}?tab=who"))
    admin.send(f"/accounts/active/{user}")
    assert "张样甲" not in text(admin.get(f"/dispute/show/{case}?tab=who"))
