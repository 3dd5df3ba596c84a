"""A register's screens over HTTP: list, form, record, void, restore, stale version, bulk acts."""

from __future__ import annotations

import pytest

from app.access.viewer import Unscoped

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "2",
        "found_on": "2026-08-01", "reported_by": "grid", "trend": "steady"}


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


def text(response):
    return response.get_data(as_text=True)


def add_case(web, clerk, **changes):
    answer = clerk.send("/dispute/add", {**CASE, "unit": str(web.town.unit("225")), **changes})
    assert answer.status_code == 302, text(answer)
    return int(answer.headers["Location"].rpartition("/")[2])


def test_a_record_is_added_shown_listed_and_found(web, clerk):
    case = add_case(web, clerk)
    assert "边界争议" in text(clerk.get(f"/dispute/show/{case}"))
    for address in ("/dispute/list/", "/dispute/list/?q=界争", "/dispute/list/?f.category.eq=neighbours&sort=-colour"):
        assert f"/dispute/show/{case}" in text(clerk.get(address)), address
    assert f"/dispute/show/{case}" not in text(clerk.get("/dispute/list/?q=水渠"))


def test_a_bad_form_comes_back_with_what_was_typed_and_all_faults(web, clerk):
    answer = clerk.send("/dispute/add", {**CASE, "unit": str(web.town.unit("225")), "title": "", "people_involved": "两个",
                                         "place": "村口"})
    page = text(answer)
    assert answer.status_code == 422
    assert "“标题”必须填写" in page
    assert "两个" in page
    assert "村口" in page
    assert web.town.record_count("dispute") == 0


def test_a_field_that_the_form_does_not_have_is_refused(web, clerk):
    answer = clerk.send("/dispute/add", {**CASE, "unit": str(web.town.unit("225")), "colour": "red"})
    assert answer.status_code == 400


def test_parties_are_entered_changed_and_removed_in_the_form_of_their_case(web, clerk):
    rows = {"parties-0-name": "曾样甲", "parties-0-side": "first", "parties-1-name": "单样乙", "parties-1-side": "second"}
    case = add_case(web, clerk, **rows)
    tab = text(clerk.get(f"/dispute/show/{case}?tab=parties"))
    assert "曾样甲" in tab
    assert "单样乙" in tab
    model = web.site.models.classes["dispute_party"]
    with web.town.work(Unscoped("test")) as work:
        first, second = work.session.query(model).order_by(model.id).all()
    fresh = {"unit": str(web.town.unit("225")), "version": "1", "parties-0-name": "曾样丙", "parties-0-side": "first",
             "parties-0-row_id": str(first.id), "parties-1-name": "单样乙", "parties-1-side": "second",
             "parties-1-row_id": str(second.id), "parties-1-removed": "1"}
    assert clerk.send(f"/dispute/edit/{case}", {**CASE, **fresh}).status_code == 302
    tab = text(clerk.get(f"/dispute/show/{case}?tab=parties"))
    assert "曾样丙" in tab
    assert "单样乙" not in tab


def test_a_bad_child_row_refuses_the_whole_form(web, clerk):
    answer = clerk.send("/dispute/add", {**CASE, "unit": str(web.town.unit("225")), "parties-0-name": "张1",
                                         "parties-0-side": "first"})
    assert answer.status_code == 422
    assert "张1" in text(answer)
    assert web.town.record_count("dispute") == 0


def test_a_stale_version_shows_both_sides_and_the_second_person_can_choose(web, clerk):
    case = add_case(web, clerk)
    unit = str(web.town.unit("225"))
    assert clerk.send(f"/dispute/edit/{case}", {**CASE, "unit": unit, "title": "先来的", "version": "1"}).status_code == 302
    late = clerk.send(f"/dispute/edit/{case}", {**CASE, "unit": unit, "title": "后来的", "version": "1"})
    assert late.status_code == 409
    assert "先来的" in text(late)
    assert "后来的" in text(late)
    assert web.town.record("dispute", case).title == "先来的"


def test_a_record_is_voided_with_a_reason_and_restored(web):
    leader = web.as_role("village_leader", "225")
    case = add_case(web, leader)
    assert leader.send(f"/dispute/void/{case}", {"reason": ""}).status_code == 422
    assert leader.send(f"/dispute/void/{case}", {"reason": "重复登记"}).status_code == 302
    assert f"/dispute/show/{case}" not in text(leader.get("/dispute/list/"))
    assert f"/dispute/show/{case}" in text(leader.get("/dispute/list/?recycled=1"))
    assert leader.send(f"/dispute/restore/{case}").status_code == 302
    assert f"/dispute/show/{case}" in text(leader.get("/dispute/list/"))


def test_a_bulk_act_shows_what_changes_and_what_is_refused_before_it_does_anything(web):
    leader = web.as_role("village_leader", "225")
    mine = add_case(web, leader)
    climbed = add_case(web, leader, title="群体争议", people_involved="12")
    preview = leader.send("/dispute/bulk/", {"act": "void", "id": [str(mine), str(climbed)]})
    assert preview.status_code == 200
    assert web.town.record("dispute", mine).void_at is None
    done = leader.send("/dispute/bulk/", {"act": "void", "id": [str(mine), str(climbed)], "sure": "1", "reason": "重复"})
    assert done.status_code == 302
    assert web.town.record("dispute", mine).void_at is not None
    assert web.town.record("dispute", climbed).void_at is None


def test_history_says_who_when_by_which_door_and_masks_numbers(web):
    leader = web.as_role("village_leader", "225")
    team = web.town.add("emergency_team", {"unit": web.town.unit("225"), "name": "应急分队", "kind": "detachment"})
    sent = {"team": str(team), "unit": str(web.town.unit("225")), "name": "曾样甲", "phone": "19900000001",
            "id_number": "51092319100101001X"}
    answer = leader.send("/team_member/add", sent)
    assert answer.status_code == 422, "an invented number with a wrong check digit is refused"
    sent["id_number"] = "510923191001010017"
    from app.fieldtypes.reading import Reading

    kind = web.site.definition.registers["team_member"].fields["id_number"].type
    for digit in "0123456789X":
        try:
            kind.parse("51092319100101001" + digit, Reading())
            sent["id_number"] = "51092319100101001" + digit
        except ValueError:
            continue
    member = int(leader.send("/team_member/add", sent).headers["Location"].rpartition("/")[2])
    page = text(leader.get(f"/team_member/show/{member}?tab=history"))
    assert "曾样甲" in page
    assert "village_leader.225" in page
    assert sent["id_number"] not in page
    assert "19900000001" not in page
    assert "199****0001" in page


def test_full_numbers_need_the_right_and_a_purpose_and_leave_a_line(web):
    team = web.town.add("emergency_team", {"unit": web.town.unit("225"), "name": "应急分队", "kind": "detachment"})
    member = web.town.add("team_member", {"team": team, "name": "曾样甲", "phone": "19900000001"})
    assert web.as_role("village_leader", "225").get(f"/team_member/reveal/{member}").status_code == 403
    town = web.as_role("town_clerk", "510923108000")
    assert town.send(f"/team_member/reveal/{member}", {"reason": ""}).status_code == 422
    shown = town.send(f"/team_member/reveal/{member}", {"reason": "核对演练名单"})
    assert "19900000001" in text(shown)
    assert web.town.audit_events()[-1] == ("full_numbers", "核对演练名单", 1)


def test_print_views_hold_the_rows_and_no_full_number(web, clerk):
    case = add_case(web, clerk)
    assert "边界争议" in text(clerk.get("/dispute/print/"))
    assert "边界争议" in text(clerk.get(f"/dispute/paper/{case}"))


def test_a_unit_that_others_lie_under_is_not_voided(web):
    admin = web.as_role("county_admin", "510923000000")
    village, grid = web.town.unit("225"), web.town.unit("225001")
    refused = admin.send(f"/unit/void/{village}", {"reason": "撤并", "version": "1"})
    assert "还有下级单位" in text(refused)
    by_api = admin.call("DELETE", f"/api/v1/unit/{village}", {"version": 1, "reason": "撤并"})
    assert (by_api.status_code, by_api.json["errors"][0]["code"]) == (422, "A053")
    assert web.town.record("unit", village).void_at is None
    admin.send(f"/unit/void/{grid}", {"reason": "撤并", "version": "1"})
    admin.send(f"/unit/void/{village}", {"reason": "撤并", "version": "1"})
    assert web.town.record("unit", village).void_at is not None
