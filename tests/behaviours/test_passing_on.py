"""Open cases of a unit that has merged pass to its successor, with one line and no new deadline (rules.md §7).

宝祥村 goes to 金容寨村 on Friday 7 August 2026, 10:00. Blue has 3 working days from the 5th: due on Monday 10.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from app.access.viewer import Unscoped
from app.assembly import make_sessions
from app.behaviours import acts, hazards
from app.behaviours.clock import run_clock
from app.decisions.periods import PeriodKind, containing
from app.records.storing import edit, fetch, void
from app.reporting.summary import Cell, summarise
from tests.behaviours import hazard_cases
from tests.behaviours.cases import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, at, dispute, do, log, notices, run
from tests.behaviours.hazard_cases import hazard
from tests.behaviours.test_returns import merge

JUSTICE, MERGED = "司法所", at("2026-08-07")
OTHER_TOWN, THIRD_VILLAGE = "510923107000", "510923108001"


def held(town, register, record):
    found = town.record(register, record)
    return found.holder_unit_id, found.holder_department_id, found.colour, found.level, found.due_on


def steps(town, register, record, *columns):
    """The lines of a record of either register; both have ids from 1."""
    found = log(town, record, "register", *columns)
    return [row[1:] for row in found if row[0] == register]


def join(town, day="2026-08-07"):
    merge(town, OTHER_VILLAGE, VILLAGE, day)


@pytest.fixture
def pair(town):
    """A dispute and a hazard of 宝祥村."""
    return {"dispute": dispute(town, OTHER_VILLAGE), "hazard": hazard(town, OTHER_VILLAGE)}


def test_open_disputes_and_hazards_pass_at_the_merger_with_one_line_and_their_deadlines(town, pair):
    before = {register: held(town, register, record) for register, record in pair.items()}
    join(town)
    run(town, at("2026-08-07", "10:30"))
    assert run(town, at("2026-08-07", "11:00")).steps == 0
    for register, record in pair.items():
        assert held(town, register, record) == (town.unit(VILLAGE), *before[register][1:])
        assert steps(town, register, record, "kind", "at", "holder_unit_id", "from_level", "to_level", "user_id") == [
            ("passed", MERGED, town.unit(VILLAGE), "village", "village", None)]
        assert town.record(register, record).unit_id == town.unit(OTHER_VILLAGE)
    assert notices(town) == [(town.unit(VILLAGE), None)] * 2


def test_what_is_over_or_void_stays_with_the_unit_that_had_it(town):
    leader = town.viewer("village_leader", OTHER_VILLAGE)
    resolved, ended, gone = (dispute(town, OTHER_VILLAGE, title=title) for title in "甲乙丙")
    do(town, resolved, acts.resolve, outcome="success", method="mediation", agreement="和解", on="2026-08-05", who=leader)
    do(town, ended, acts.end, outcome="withdrawn", why="撤回", on="2026-08-05", who=leader)
    with town.work(Unscoped("test")) as work:
        register = town.site.definition.registers["dispute"]
        void(work, fetch(work, register, gone), "重复", 1)
    struck = hazard(town, OTHER_VILLAGE)
    hazard_cases.do(town, struck, hazards.assign)
    hazard_cases.do(town, struck, hazards.rectify, on="2026-08-05", by="陈样甲")
    hazard_cases.do(town, struck, hazards.verify, on="2026-08-05", by="陈样乙")
    ids = [("dispute", resolved), ("dispute", ended), ("dispute", gone), ("hazard", struck)]
    before = [town.record(*each).version for each in ids]
    join(town)
    assert run(town, at("2026-08-08")).steps == 0
    assert [held(town, *each)[0] for each in ids] == [town.unit(OTHER_VILLAGE)] * 4
    assert [town.record(*each).version for each in ids] == before


def test_whoever_acts_before_the_clock_acts_on_a_case_that_has_passed(town, pair):
    join(town)
    leader = town.viewer("village_leader", VILLAGE)
    do(town, pair["dispute"], acts.write_progress, "已上门", who=leader, now=at("2026-08-07", "12:00"))
    assert steps(town, "dispute", pair["dispute"], "number", "kind", "holder_unit_id") == [
        (1, "passed", town.unit(VILLAGE)), (2, "progress", town.unit(VILLAGE))]


@pytest.mark.parametrize("moments", [(), ("2026-08-07", "2026-08-08", "2026-08-11"), ("2026-08-11",)],
                         ids=["at the end", "in time", "late"])
def test_a_late_clock_says_what_one_in_time_would_have_said(town, pair, moments):
    early = dispute(town, OTHER_VILLAGE, now=at("2026-08-03"))  # Tu4 We5 Th6: the step of Friday 7, 0:00, is still 宝祥村's
    join(town)
    for day in moments:
        run(town, at(day, "10:01"))
    run(town, at("2026-08-12"))
    assert steps(town, "dispute", early, "kind", "at", "holder_unit_id") == [
        ("overdue", at("2026-08-07", "00:00"), town.unit(OTHER_VILLAGE)), ("passed", MERGED, town.unit(VILLAGE))]
    assert steps(town, "dispute", pair["dispute"], "kind", "at", "holder_unit_id", "due_on") == [
        ("passed", MERGED, town.unit(VILLAGE), date(2026, 8, 10)),
        ("overdue", at("2026-08-11", "00:00"), town.unit(VILLAGE), date(2026, 8, 20))]


def test_a_chain_of_mergers_ends_at_the_unit_that_stands(town, pair):
    join(town)
    merge(town, VILLAGE, THIRD_VILLAGE, "2026-08-10")
    run(town, at("2026-08-10", "12:00"))
    assert steps(town, "dispute", pair["dispute"], "kind", "holder_unit_id") == [
        ("passed", town.unit(VILLAGE)), ("passed", town.unit(THIRD_VILLAGE))]


def test_a_case_that_came_from_outside_is_no_guest_where_it_arose(town):
    case = dispute(town, VILLAGE)
    do(town, case, acts.offer, unit=town.unit(OTHER_VILLAGE), reason="当事人住在宝祥", who=town.viewer("town_clerk", TOWN))
    do(town, case, acts.accept)
    assert town.record("dispute", case).guest_unit_id == town.unit(OTHER_VILLAGE)
    join(town)
    run(town, MERGED + timedelta(minutes=1))
    assert held(town, "dispute", case)[:2] == (town.unit(VILLAGE), None)
    assert town.record("dispute", case).guest_unit_id is None


def test_an_offer_to_the_successor_itself_is_at_its_end_and_any_other_waits_on(town):
    to_heir, to_third = dispute(town, OTHER_VILLAGE, title="甲"), dispute(town, OTHER_VILLAGE, title="乙")
    for case, receiver in ((to_heir, VILLAGE), (to_third, THIRD_VILLAGE)):
        do(town, case, acts.offer, unit=town.unit(receiver), reason="请接收", who=town.viewer("town_clerk", TOWN),
           now=at("2026-08-07", "09:00"))
    join(town)
    run(town, MERGED + timedelta(minutes=1))
    assert steps(town, "dispute", to_heir, "kind") == [("offered",), ("withdrawn",), ("passed",)]
    assert steps(town, "dispute", to_third, "kind") == [("offered",), ("passed",)]
    assert [town.record("dispute", case).offered_unit_id for case in (to_heir, to_third)] == [None, town.unit(THIRD_VILLAGE)]


def test_a_department_of_a_merged_town_gives_its_cases_to_the_one_that_leads_such_cases_now(town):
    office = town.add("department", {"unit": town.unit(OTHER_TOWN), "name": "象山司法所", "functions": ["justice"]})
    case = dispute(town, "510923107201", people_involved=12)
    assert held(town, "dispute", case)[:2] == (town.unit(OTHER_TOWN), office)
    merge(town, OTHER_TOWN, TOWN, "2026-08-07")
    run(town, MERGED + timedelta(minutes=1))
    assert held(town, "dispute", case)[:2] == (town.unit(TOWN), town.departments[JUSTICE])
    assert town.record("dispute", case).lead_department_id == town.departments[JUSTICE]


def test_four_schedulers_at_once_pass_each_case_once(town):
    cases = [dispute(town, OTHER_VILLAGE, title=f"纠纷{number}") for number in range(12)]
    join(town)

    def one(_number):
        return run_clock(town.site, make_sessions(town.site), at("2026-08-07", "10:30"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    run(town, at("2026-08-07", "10:31"))
    assert [steps(town, "dispute", case, "number", "kind") for case in cases] == [[(1, "passed")]] * 12
    assert len(notices(town)) == 12


def test_a_merger_that_is_taken_back_before_the_clock_came_moves_nothing(town, pair):
    join(town)
    with town.work(Unscoped("test"), now=at("2026-08-07", "10:05")) as work:
        register = town.site.definition.registers["unit"]
        record = fetch(work, register, town.unit(OTHER_VILLAGE))
        edit(work, register, record, {"valid_to": "", "merged_into": ""}, record.version)
    assert run(town, at("2026-08-07", "10:30")).steps == 0
    assert held(town, "dispute", pair["dispute"])[0] == town.unit(OTHER_VILLAGE)


def test_the_figures_of_before_stay_under_the_old_name(town):
    dispute(town, OTHER_VILLAGE)
    join(town)
    run(town, at("2026-09-01"))
    register, month = town.site.definition.registers["dispute"], containing(PeriodKind.MONTH, date(2026, 8, 5))

    def found(unit, **how):
        with town.work(Unscoped("test"), now=at("2026-09-01")) as work:
            return summarise(work, register, month, town.unit(COUNTY), **how).tally(Cell(unit=town.unit(unit)))["found"]

    assert (found(OTHER_VILLAGE), found(VILLAGE)) == (1, 0)
    assert (found(OTHER_VILLAGE, present_units=True), found(VILLAGE, present_units=True)) == (0, 1)
