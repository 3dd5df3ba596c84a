"""The holiday table of the county: what is entered counts for due days worked out from then on, in every process."""

from __future__ import annotations

import html
from datetime import date, timedelta

import pytest

from app.access.epoch import raise_epoch
from app.access.refusal import Refused
from app.access.viewer import unscoped
from app.behaviours.clock import run_clock
from app.decisions.policy_changes import Changes
from app.problems import Problems
from app.records.policy_versions import keep_version
from app.records.storing import create, fetch, void
from app.records.targets import rate_target
from tests.behaviours.cases import COUNTY, SYSTEM, TOWN, VILLAGE, at, dispute, run, where
from tests.sites import make_sessions, open_site, town_of
from tests.views.test_statement_counts import counting

THURSDAY = {"day": "2026-08-06", "kind": "rest", "name": "县庆", "source": "大英府发〔2026〕3 号"}
SATURDAY = {"day": "2026-08-08", "kind": "work", "name": "县庆"}


def enter(town, *days, who=None):
    for day in days:
        town.add("holiday", day, who)


def whole_year(year):
    return [{"day": f"{year}-{day}", "kind": "rest", "name": name} for day, name in (("01-01", "元旦"), ("10-01", "国庆节"))]


def policy_from(town, key, day, changes: Changes):
    """The county stores a version."""
    with town.work(SYSTEM) as work:
        raise_epoch(work.session, work.site.models)
        keep_version(work.session, work.site.models, policy=key, valid_from=day, base="2021-01-01",
                     changes={**changes, ("sources", "county"): {"zh": "试", "en": "test"}}, source="试", note="", user_id=None,
                     user_name="试样", at=work.now)


def test_a_day_that_is_entered_counts_from_then_on_and_what_people_were_told_stays(town):
    before = dispute(town)  # Wednesday, three working days: Monday
    enter(town, THURSDAY)
    after = dispute(town, title="另一件")
    enter(town, SATURDAY)
    last = dispute(town, title="第三件")
    assert [where(town, each)[2] for each in (before, after, last)] == ["2026-08-10", "2026-08-11", "2026-08-10"]


def test_a_day_taken_out_again_counts_no_more(town):
    enter(town, THURSDAY)
    with town.work(SYSTEM) as work:
        record = fetch(work, work.site.definition.registers["holiday"], 1)
        void(work, record, "误录", record.version)
    assert where(town, dispute(town))[2] == "2026-08-10"


def test_another_process_counts_with_it_at_its_next_work(town, definition, tmp_path):
    other = town_of(open_site(town.site.engine.url.render_as_string(hide_password=False), definition, tmp_path))
    try:
        with unscoped("test"), other.sessions() as session:
            other.site.catch_up(session)
        enter(town, THURSDAY)
        assert where(other, dispute(other, title="别处"))[2] == "2026-08-11"
    finally:
        other.site.engine.dispose()


def test_the_clock_reads_the_calendar_and_the_policies_once_a_run_however_many_cases_are_late(town, definition, tmp_path):
    sent = []
    for cases, day in ((2, "2026-08-06"), (8, "2026-09-15")):
        for number in range(cases):
            dispute(town, title=f"{day} 第{number}件", now=at(day) - timedelta(days=1))
        other = open_site(town.site.engine.url.render_as_string(hide_password=False), definition, tmp_path)
        with counting(other.engine) as statements:
            run_clock(other, make_sessions(other), at(day) + timedelta(days=20))
        other.engine.dispose()
        sent.append(sum("FROM holiday" in each or "FROM policy_version" in each for each in statements))
    assert sent == [2, 2]


def test_a_late_clock_gives_the_next_due_day_by_the_table_as_it_is_then(town):
    case = dispute(town)
    enter(town, {"day": "2026-08-12", "kind": "rest", "name": "县庆"})
    run(town, at("2026-08-11"))
    assert where(town, case)[2] == "2026-08-21"  # yellow from 11 August: seven working days, one of them off


@pytest.mark.parametrize(("role", "unit"), [("village_clerk", VILLAGE), ("town_clerk", TOWN), ("county_supervisor", COUNTY)])
def test_all_read_the_table_and_the_county_administrator_alone_writes(town, role, unit):
    enter(town, THURSDAY, who=town.viewer("county_admin", COUNTY))
    with town.work(town.viewer(role, unit)) as work:
        register = work.site.definition.registers["holiday"]
        assert work.site.rights.may(town.viewer(role, unit), "holiday", "read")
        with pytest.raises(Refused):
            create(work, register, SATURDAY)
        work.session.rollback()


def test_two_rows_for_one_day_are_refused(town):
    enter(town, THURSDAY)
    with pytest.raises(Problems) as bad:
        enter(town, {**THURSDAY, "kind": "work"})
    assert "V003" in [each.code for each in bad.value.found]


@pytest.mark.parametrize("page", ["/board/", "/returns/", "/dispute/list/", "/petition/list/"])
def test_a_year_without_a_table_is_told_where_days_are_counted_until_the_county_has_entered_it(web, page):
    def told():
        text = html.unescape(web.as_role("town_clerk", TOWN).get(page).get_data(as_text=True))
        return "2027" in text and "/holiday/list/" in text.split("notice-warning", 1)[-1][:600] and "notice-warning" in text
    assert not told()
    web.clock.now = at("2026-11-10")
    assert told()
    enter(web.town, whole_year(2027)[0])
    assert told()
    enter(web.town, whole_year(2027)[1])
    assert not told()


def test_other_pages_do_not_speak_of_it(web):
    web.clock.now = at("2026-11-10")
    assert "notice-warning" not in web.as_role("town_clerk", TOWN).get("/plan/list/").get_data(as_text=True)


# -- terms and targets -----------------------------------------------------------------------------

PETITION = {"title": "道路积水", "channel": "letter", "category": "neighbours", "description": "雨后积水"}


def petition(town, received, **raw):
    return town.record("petition", town.add("petition", {
        **PETITION, "unit": town.unit(VILLAGE), "holder_unit": town.unit(VILLAGE), "received_on": received, **raw},
        now=at("2026-08-28")))


def test_a_petition_without_a_term_gets_that_of_the_day_of_receipt_and_keeps_it(town):
    old = petition(town, "2026-08-03")
    assert (old.working_days, old.due_on) == (30, date(2026, 9, 14))
    policy_from(town, "targets", date(2026, 8, 10), {("terms", "petition", "working_days", "value"): 20})
    assert petition(town, "2026-08-03").working_days == 30
    late = petition(town, "2026-08-10")
    assert (late.working_days, late.due_on) == (20, date(2026, 9, 7))
    assert petition(town, "2026-08-10", working_days="15").working_days == 15
    assert petition(town, "2019-03-01").working_days == 30  # before the first version the first one counts


def test_a_rate_is_compared_with_the_target_of_its_day(town):
    policy_from(town, "targets", date(2026, 8, 10), {("rates", "resolution", "target", "value"): 85})
    with unscoped("test"), town.sessions() as session:
        town.site.catch_up(session)
    assert [rate_target(town.site, "resolution", date(2026, month, 31)) for month in (7, 8)] == [80, 85]
    assert rate_target(town.site, "on_time", date(2026, 8, 31)) is None
