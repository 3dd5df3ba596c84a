"""规则 on screen: read by everyone who sees records, changed by the county alone, looked at twice before it is stored."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from sqlalchemy import select

from app.access.viewer import unscoped
from app.behaviours.clock import run_clock
from app.behaviours.handling import pause, review, supervise
from app.decisions.scales import Colour
from app.records.storing import fetch
from tests.behaviours.cases import COUNTY, SYSTEM, TOWN, VILLAGE, at, dispute, do, where
from tests.views.page_reader import Page, faults_of
from tests.views.test_statement_counts import counting

YELLOW = "registers.dispute.colours.yellow.days.value"
PEOPLE = "registers.dispute.lines.people_involved.at_least.orange"
SOURCE = "大英矛调〔2026〕5 号"


def text(response):
    return html.unescape(response.get_data(as_text=True))


@pytest.fixture
def county(web):
    return web.as_role("county_admin", COUNTY)


def typed(page):
    """What the form of a page holds, as a browser sends it."""
    found = {}
    for name, value in re.findall(r'<input class="form-control[^>]*? value="([^"]*)" [^>]*?name="([^"]+)"', page):
        found[value] = name
    for name, value in re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page):
        found[name] = value
    for name, value in re.findall(r'type="checkbox" name="([^"]+)" value="([^"]*)" checked', page):
        found.setdefault(name, []).append(value)
    for name, inner in re.findall(r'<select class="form-select"[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def wish(person, key, **changed):
    form = typed(text(person.get(f"/policies/{key}/edit")))
    return {**form, "from": "2026-08-10", "source": SOURCE, **changed}


def kept(page):
    """The hidden fields of the second look."""
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    found.pop("csrf_token", None)
    return found


def send(person, key, said, status=200):
    answer = person.send(f"/policies/{key}/edit", said)
    assert answer.status_code == status, text(answer)[:3000]
    return text(answer)


def trial_said(look):
    """The figures beside the heading of the trial run: how many were looked at, how many would stand otherwise."""
    return re.findall(r"[0-9]+", re.search(r'id="trial">.*?<span[^>]*>(.*?)[(<]', look, re.S)[1])[:2]


def stored(web):
    table = web.site.models.system.policy_version
    with unscoped("test"), web.town.sessions() as session:
        return session.execute(select(table).order_by(table.c.id)).mappings().all()


def versions(web, key):
    """The versions as they are now, the earliest first."""
    with unscoped("test"), web.town.sessions() as session:
        return web.site.versions(session).of(key)


def store(person, key, said):
    answer = person.send(f"/policies/{key}/edit", {**kept(send(person, key, said)), "sure": "1"})
    assert answer.status_code == 302, text(answer)[:2000]


@pytest.mark.parametrize("key", ["colours", "course", "periods", "returns", "routing", "supplies", "targets", "warnings"])
def test_every_policy_is_shown_and_has_a_form_that_changes_nothing_by_itself(web, county, key):
    page = text(county.get(f"/policies/{key}/"))
    assert "◇" in page
    said = wish(county, key)
    assert "没有任何改动" in send(county, key, said, 422)
    assert stored(web) == []


def test_a_version_is_looked_at_again_and_then_stored_with_its_source_its_author_and_its_line_in_the_audit_log(web, county):
    case = dispute(web.town, people_involved=12, now=at("2026-08-05"))
    before = where(web.town, case)
    look = send(county, "colours", {**wish(county, "colours"), PEOPLE: "15", YELLOW: "9"})
    assert "办理期限（工作日）" in look
    assert f"/dispute/show/{case}" in look
    assert stored(web) == []
    store(county, "colours", {**wish(county, "colours"), PEOPLE: "15", YELLOW: "9"})
    (row,) = stored(web)
    assert (row["policy"], row["valid_from"], row["source"], row["user_name"]) == (
        "colours", date(2026, 8, 10), SOURCE, f"county_admin.{COUNTY}")
    assert ("policy", SOURCE, None) in web.town.audit_events()
    assert where(web.town, case) == before  # nothing recomputes the past
    page = text(county.get("/policies/colours/?version=2026-08-10"))
    assert "7 → 9" in page
    assert page.count(f"县里规定：{SOURCE}") == 5  # the days of yellow, and the four limits of the line that has one source


def test_what_is_registered_before_the_day_and_after_it_is_graded_by_the_version_of_its_day(web, county):
    store(county, "colours", {**wish(county, "colours"), PEOPLE: "15"})
    early = dispute(web.town, people_involved=12, now=at("2026-08-07"))
    late = dispute(web.town, people_involved=12, title="另一件", now=at("2026-08-10", "00:10"))
    assert [where(web.town, each)[0] for each in (early, late)] == ["orange", "yellow"]
    graded = [web.town.record("dispute", each).graded_under for each in (early, late)]
    assert graded == [date(2021, 1, 1), date(2026, 8, 10)]
    web.clock.now = at("2026-08-11")
    assert "2026-08-10" in text(web.as_role("town_clerk", TOWN).get(f"/dispute/show/{late}?tab=course"))


def test_all_faults_come_at_once_each_beside_its_field_and_nothing_is_stored(web, county):
    page = send(county, "colours", {**wish(county, "colours"), YELLOW: "0", PEOPLE: "60", "source": "",
                                    "from": "2026-08-01", "registers.dispute.colours.red.plan_hours.value": "viel"}, 422)
    assert page.count('aria-invalid="true"') == 5
    assert "不能作为生效日期" in page
    assert stored(web) == []


@pytest.mark.parametrize("said", [{YELLOW: "99999999999"}, {YELLOW: "9" * 400}, {YELLOW: "-3"}, {YELLOW: "1.5"},
                                  {PEOPLE: "1e9"}, {PEOPLE: "NaN"}, {"registers.dispute.colours.yellow.handler.value": "moon"},
                                  {"from": "2026-13-01"}, {"from": "9999-12-31"}, {"source": "甲" * 201}, {"note": "a\x00b"}])
def test_what_cannot_be_is_refused(web, county, said):
    send(county, "colours", {**wish(county, "colours"), **said}, 422)
    assert stored(web) == []


def test_a_version_that_has_not_begun_is_replaced_and_one_that_has_begun_stays(web, county):
    store(county, "colours", {**wish(county, "colours"), YELLOW: "9"})
    store(county, "colours", {**wish(county, "colours"), YELLOW: "10"})
    assert [row["valid_from"] for row in stored(web)] == [date(2026, 8, 10)] * 2
    assert versions(web, "colours")[-1].registers["dispute"].terms[Colour.YELLOW].days.value == 10
    web.clock.now = at("2026-08-10")
    county = web.as_role("county_admin", COUNTY)
    assert "不能作为生效日期" in send(county, "colours", {**wish(county, "colours"), YELLOW: "11"}, 422)
    store(county, "colours", {**wish(county, "colours"), YELLOW: "11", "from": "2026-08-11"})
    page = text(county.get("/policies/colours/"))
    assert page.count(">2026-08-10</td>") == 1  # beside the versions that count, which are links, the one that was replaced


def test_two_who_change_the_same_policy_the_second_is_told(web, county):
    look = kept(send(county, "colours", {**wish(county, "colours"), YELLOW: "9"}))
    store(county, "colours", {**wish(county, "colours"), YELLOW: "10"})
    answer = county.send("/policies/colours/edit", {**look, "sure": "1"})
    assert answer.status_code == 409
    assert len(stored(web)) == 1


@pytest.mark.parametrize(("role", "unit"), [("village_clerk", VILLAGE), ("town_clerk", TOWN), ("town_leader", TOWN),
                                            ("county_supervisor", COUNTY)])
def test_everyone_who_sees_records_reads_and_the_county_administrator_alone_changes(web, county, role, unit):
    form = {**wish(county, "colours"), YELLOW: "9", "sure": "1"}
    person = web.as_role(role, unit)
    page = text(person.get("/policies/colours/"))
    assert "办理期限" in page
    assert "/policies/colours/edit" not in page
    assert person.get("/policies/colours/edit").status_code == 403
    assert person.send("/policies/colours/edit", form).status_code == 403
    assert stored(web) == []
    assert ("refused", None, None) in web.town.audit_events()


@pytest.mark.parametrize("role", ["auditor", "system_admin", "security_admin"])
def test_who_sees_no_records_sees_no_policies(web, role):
    assert web.as_role(role, COUNTY).get("/policies/").status_code == 403


def test_a_policy_or_version_that_there_is_not_is_not_found(county):
    for url in ("/policies/nothing/", "/policies/nothing/edit", "/policies/colours/?version=1999-01-01"):
        assert county.get(url).status_code == 404


def test_causes_of_a_pause_are_taken_away_and_brought_back(web, county):
    store(county, "course", {**wish(county, "course"), "pause_causes": ["appraisal", "away"]})
    assert list(versions(web, "course")[-1].pause_causes) == ["appraisal", "away"]
    web.clock.now = at("2026-08-11")
    county = web.as_role("county_admin", COUNTY)
    store(county, "course", {**wish(county, "course"), "from": "2026-08-12", "pause_causes": ["litigation"]})
    latest = versions(web, "course")[-1]
    assert {key: each.words.zh for key, each in latest.pause_causes.items()} == {"litigation": "诉讼中"}


def test_routing_gives_a_category_another_function_from_its_day_on(web, county):
    office = web.town.departments
    look = send(county, "routing", {**wish(county, "routing"), "categories.neighbours": "emergency"})
    assert "类纠纷" in look
    store(county, "routing", {**wish(county, "routing"), "categories.neighbours": "emergency"})
    cases = [dispute(web.town, title=day, people_involved=12, now=at(day)) for day in ("2026-08-07", "2026-08-10")]
    assert [web.town.record("dispute", each).lead_department_id for each in cases] == [
        office["司法所"], office["社会治理和应急管理办"]]
    assert "D239" not in look
    send(county, "routing", {**wish(county, "routing"), "from": "2026-08-11", "instead.1": "moon"}, 422)


def test_the_calendar_of_returns_says_what_will_be_owed_next_period(web, county):
    look = send(county, "periods", {**wish(county, "periods"), "periods.month.due.days_after": "5"})
    assert [day in look for day in ("2026-10-03", "2026-10-05")] == [True, True]
    store(county, "periods", {**wish(county, "periods"), "periods.month.due.days_after": "5"})
    wrong = {"from": "2026-08-12", "periods.half_month.due.days_of_month": "14"}
    send(county, "periods", {**wish(county, "periods"), **wrong}, 422)


def test_the_trial_run_sends_as_many_statements_for_many_cases_as_for_few(web, county):
    form = {**wish(county, "colours"), PEOPLE: "15"}
    sent = []
    for more in (2, 60):
        for number in range(more):
            dispute(web.town, title=f"第{more}-{number}件", people_involved=12)
        send(county, "colours", form)
        with counting(web.site.engine) as statements:
            look = send(county, "colours", form)
        sent.append(len(statements))
    assert sent[0] == sent[1]
    assert trial_said(look) == ["62", "62"]
    assert len(re.findall(r"/dispute/show/\d+", look)) == 150  # colour, due day and level of fifty


def test_the_second_look_and_every_form_are_pages_in_order(web, county):
    dispute(web.town, people_involved=12)
    pages = [county.send("/policies/colours/edit", {**wish(county, "colours"), PEOPLE: "15"}),
             county.send("/policies/periods/edit", {**wish(county, "periods"), "periods.week.due.days_after": "2"}),
             county.send("/policies/colours/edit", {**wish(county, "colours"), PEOPLE: "x"}), county.get("/policies/"),
             county.get("/policies/colours/"),
             *(county.get(f"/policies/{key}/edit") for key in ("course", "routing", "warnings"))]
    assert [faults_of(Page(each.get_data(as_text=True))) for each in pages] == [[]] * len(pages)


def test_back_from_the_second_look_is_the_form_as_it_was_typed(county):
    look = kept(send(county, "colours", {**wish(county, "colours"), YELLOW: "9", "note": "试运行后定"}))
    form = typed(send(county, "colours", {**look, "back": "1"}))
    assert (form[YELLOW], form["note"], form["from"]) == ("9", "试运行后定", "2026-08-10")


def test_the_trial_of_the_warnings_grades_every_village_by_both_versions(web, county):
    dispute(web.town, now=at("2026-08-03"))
    run_clock(web.site, web.town.sessions, at("2026-08-07"))  # blue from Monday: Thursday was its last day
    web.clock.now = at("2026-08-07")
    county = web.as_role("county_admin", COUNTY)
    said = {"lines.cases_overdue.at_least.yellow": "2"}
    assert trial_said(send(county, "warnings", {**wish(county, "warnings"), **said})) == ["4", "1"]


def test_the_trial_of_the_course_names_cases_that_stand_still_for_a_cause_that_would_be_none(web, county):
    case = dispute(web.town)
    do(web.town, case, pause, "away", "外出务工")
    dispute(web.town, title="另一件")
    look = send(county, "course", {**wish(county, "course"), "pause_causes": ["appraisal", "litigation"]})
    assert trial_said(look) == ["2", "1"]
    assert f"/dispute/show/{case}" in look


def test_the_trial_counts_what_the_viewer_reaches_and_stores_nothing(web, county):
    case = dispute(web.town, people_involved=12)
    before = web.town.record("dispute", case).version
    look = send(county, "colours", {**wish(county, "colours"), "registers.dispute.colours.orange.days.value": "10"})
    assert trial_said(look) == ["1", "1"]
    assert "2026-08-26" in look  # fifteen working days from 5 August
    assert "2026-08-19" in look  # ten
    assert web.town.record("dispute", case).version == before


def test_a_record_of_another_installation_s_version_goes_by_the_version_of_its_day(web, county):
    case = dispute(web.town)
    with web.town.work(SYSTEM) as work:
        record = fetch(work, web.site.definition.registers["dispute"], case)
        record.graded_under = date(2025, 5, 5)
    assert web.as_role("town_clerk", TOWN).get(f"/dispute/show/{case}?tab=course").status_code == 200


def test_the_days_for_orders_and_reviews_are_those_of_the_version_of_the_day(web, county):
    store(county, "course", {**wish(county, "course"), "supervision.answer_days.value": "5",
                             "reviews.put_right_days.value": "10"})
    case, leader = dispute(web.town), web.town.viewer("town_leader", TOWN)
    for day in ("2026-08-07", "2026-08-10"):
        do(web.town, case, supervise, None, "多次催办未动", who=leader, now=at(day))
        do(web.town, case, review, "poor", "未按时走访", "人手少", "补走访", who=leader, now=at(day))
    with unscoped("test"), web.town.sessions() as session:
        orders, reviews = ([each.due_on for each in session.query(web.site.models.classes[key]).order_by("id")]
                           for key in ("supervision", "case_review"))
    assert orders == [date(2026, 8, 12), date(2026, 8, 17)]  # 3: Mo10 Tu11 We12; 5: Tu11–Fr14 Mo17
    assert reviews == [date(2026, 8, 28), date(2026, 8, 24)]  # 15 from Fr7; 10 from Mo10
