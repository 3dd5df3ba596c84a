"""The history tab: who, when, by which door, old → new; and the record as it was on a day, masked as usual."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.access.as_of import Written, as_of
from app.access.viewer import Unscoped
from app.records.storing import edit, fetch, restore, void

CASE = {"title": "先前的标题", "category": "neighbours", "description": "两家因地界争吵", "people_involved": 2}


def day(number, hour=2):
    return datetime(2026, 8, number, hour, tzinfo=UTC)


def change(town, register, record_id, raw, at):
    with town.work(Unscoped("test"), now=at) as work:
        declared = town.site.definition.registers[register]
        record = fetch(work, declared, record_id)
        edit(work, declared, record, raw, record.version)


@pytest.fixture
def case(town):
    """Entered on the 1st, renamed on the 3rd."""
    made = town.add("dispute", {**CASE, "unit": town.unit("225")}, now=day(1))
    change(town, "dispute", made, {"title": "后来的标题"}, day(3))
    return made


def shown(browser, case, on):
    answer = browser.get(f"/dispute/show/{case}?tab=history&part=1&on={on}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_record_of_a_day_holds_what_was_written_by_its_end(web, case):
    browser = web.as_role("village_leader", "225")
    assert "先前的标题" in shown(browser, case, "2026-08-02")
    assert "后来的标题" not in shown(browser, case, "2026-08-02")
    assert "后来的标题" in shown(browser, case, "2026-08-03")
    assert "先前的标题" not in shown(browser, case, "2026-08-03")


def test_a_day_ends_at_midnight_in_china(web, case):
    change(web.town, "dispute", case, {"title": "午夜前"}, datetime(2026, 8, 4, 15, 59, tzinfo=UTC))
    change(web.town, "dispute", case, {"title": "午夜后"}, datetime(2026, 8, 4, 16, 1, tzinfo=UTC))
    assert "午夜前" in shown(web.as_role("village_leader", "225"), case, "2026-08-04")


def test_before_its_first_entry_the_page_says_where_the_history_begins(web, case):
    page = shown(web.as_role("village_leader", "225"), case, "2026-07-31")
    assert "2026-08-01 10:00" in page
    assert "先前的标题" not in page
    assert "尚未登记" in page


def test_numbers_are_masked_as_they_are_now(web):
    team = web.town.add("emergency_team", {"unit": web.town.unit("225"), "name": "应急分队", "kind": "detachment"}, now=day(1))
    member = web.town.add("team_member", {"team": team, "name": "曾样甲", "phone": "19900000001"}, now=day(1))
    change(web.town, "team_member", member, {"phone": "19900000002"}, day(3))
    browser = web.as_role("town_clerk", "510923108000")
    page = browser.get(f"/team_member/show/{member}?tab=history&on=2026-08-02").get_data(as_text=True)
    assert "199****0001" in page
    assert "199****0002" not in page
    assert "19900000001" not in page


def test_it_says_when_the_record_was_void(web, case):
    with web.town.work(Unscoped("test"), now=day(4)) as work:
        record = fetch(work, web.site.definition.registers["dispute"], case)
        void(work, record, "重复", record.version)
    with web.town.work(Unscoped("test"), now=day(5)) as work:
        record = fetch(work, web.site.definition.registers["dispute"], case)
        restore(work, web.site.definition.registers["dispute"], record, record.version)
    browser = web.as_role("village_leader", "225")
    assert [("作废状态" in shown(browser, case, f"2026-08-0{number}")) for number in (3, 4, 5)] == [False, True, False]


@pytest.mark.parametrize("bad", ["gestern", "2026-13-01", "9999-12-31", "2026-08-02x"])
def test_a_day_that_is_none_is_refused_and_never_fails(web, case, bad):
    answer = web.as_role("village_leader", "225").get(f"/dispute/show/{case}?tab=history&on={bad}")
    assert answer.status_code == 400


def test_the_timeline_names_who_when_the_door_and_both_values(web):
    leader = web.as_role("village_leader", "225")
    made = web.town.add("dispute", {**CASE, "unit": web.town.unit("225")})
    form = {**{key: str(value) for key, value in CASE.items()}, "unit": str(web.town.unit("225")), "found_on": "2026-08-05",
            "reported_by": "grid", "trend": "steady", "title": "改过的标题", "version": "1"}
    assert leader.send(f"/dispute/edit/{made}", form).status_code == 302
    page = leader.get(f"/dispute/show/{made}?tab=history").get_data(as_text=True)
    for told in ("village_leader.225", "2026-08-05 10:00", "表单", "先前的标题", "改过的标题"):
        assert told in page


# -- the rebuilding itself -----------------------------------------------------------------------


ENTRIES = [Written(day(1), "create", {"a": [None, 1], "b": [None, 2]}), Written(day(3), "edit", {"a": [1, 5]}),
           Written(day(4), "edit", {"b": [2, None], "c": [None, 7]})]
NOW = {"a": 5, "c": 7}


@pytest.mark.parametrize(("moment", "values"), [
    (day(2), {"a": 1, "b": 2}), (day(3, 3), {"a": 5, "b": 2}), (day(5), {"a": 5, "c": 7})])
def test_a_complete_history_gives_the_values_of_any_moment(moment, values):
    found = as_of(ENTRIES, NOW, moment, voided=False)
    assert (dict(found.values), found.certain >= set(values)) == (values, True)


def test_without_the_first_entry_old_values_are_read_back():
    found = as_of(ENTRIES[1:], NOW, day(2), voided=False)
    assert (dict(found.values), found.certain) == ({"a": 1, "b": 2}, frozenset())
