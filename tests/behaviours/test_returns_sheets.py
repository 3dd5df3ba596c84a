"""The sheet of a return: figures from the ledger, corrected with a reason, frozen, sent back, supplemented (rules.md §2)."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.access.refusal import Refused
from app.access.viewer import unscoped
from app.decisions.period_keys import period_key
from app.decisions.periods import PeriodKind, containing, due_day, next_period
from app.problems import Problems
from app.reporting.returns.sheet import changed_since, edition_of
from tests.behaviours.cases import GRID, OTHER_VILLAGE, TOWN, VILLAGE, at, change, dispute
from tests.behaviours.returning import back, correct, doing, owed, report, rows, run, sheet, state, submit
from tests.behaviours.test_returns import merge
from tests.decisions.in_force import PERIODS

LEADER = ("village_leader", VILLAGE)


def codes(caught):
    return [each.code for each in caught.value.found]


def frozen(town, record, number=None):
    return doing(town, record, lambda work, found: edition_of(work, found.id, number))


def changed(town, record, now=None):
    return doing(town, record, lambda work, found: changed_since(work, found, edition_of(work, found.id)), now=now)


def values(drawn, *keys):
    return [(drawn.figures[key].value, drawn.figures[key].year) for key in keys]


@pytest.fixture
def half(town):
    """The first half of August of 金容寨村, three cases in it, its analysis written."""
    run(town, "2026-08-05")
    cases = [dispute(town, now=at("2026-08-06"), people_involved=2),
             dispute(town, GRID, now=at("2026-08-07"), category="land", people_involved=60, risk_level="major"),
             dispute(town, now=at("2026-08-10"), found_on="2026-07-20", category="family")]
    dispute(town, OTHER_VILLAGE, now=at("2026-08-06"))
    report(town, "2026-08-01", "2026-08-14")
    return owed(town), cases


def test_the_figures_count_the_units_rows_by_type_and_people_with_the_rows_behind_each(town, half):
    record, cases = half
    drawn = sheet(town, record, now=at("2026-08-14"))
    assert drawn.own == (cases[0], cases[1])
    assert drawn.supplement == (cases[2],)  # found before the first sheet that is owed: it goes out with it
    assert values(drawn, "all.found", "type.civil.found", "type.land.found", "people.under_50.found", "people.from_50.found",
                  "major.found") == [(3, 3), (2, 2), (1, 1), (2, 2), (1, 1), (1, 1)]
    assert drawn.figures["type.land.found"].rows == (cases[1],)
    assert drawn.flow["flow.found"].own == (cases[0], cases[1])
    assert drawn.narrative["features"] == "邻里纠纷为主"


def test_submitting_freezes_the_sheet_and_later_differences_show(town, half):
    record, cases = half
    submit(town, record, now=at("2026-08-14"))
    assert state(town, record) == ("on_time", 1, "2026-08-14")
    kept = frozen(town, record)
    assert (kept.sound, kept.drawn.rows) == (True, (cases[0], cases[1], cases[2]))
    assert changed(town, record) == ()
    change(town, cases[1], {"people_involved": 20}, now=at("2026-08-17"))
    assert set(changed(town, record, now=at("2026-08-18"))) == {"people.from_50.found", "people.under_50.found"}
    assert frozen(town, record).drawn == kept.drawn


def test_a_frozen_sheet_is_changed_by_nobody(town, half):
    submit(town, half[0], now=at("2026-08-14"))
    with unscoped("test"), town.sessions() as session, pytest.raises(DatabaseError):
        session.execute(text("UPDATE return_step SET sheet = '{}'"))


def test_what_is_entered_later_goes_out_with_the_next_sheet_and_is_no_change_of_the_first(town, half):
    record, _cases = half
    submit(town, record, now=at("2026-08-14"))
    late = dispute(town, now=at("2026-08-17"), found_on="2026-08-13")
    run(town, "2026-08-17")
    report(town, "2026-08-15", "2026-08-31")
    following = sheet(town, owed(town, "2026-08b"), now=at("2026-08-28"))
    assert (following.own, following.supplement) == ((), (late,))
    assert changed(town, record, now=at("2026-08-28")) == ()


@pytest.mark.parametrize(("day", "zero", "expected"), [
    ("2026-08-14", True, "zero"), ("2026-08-15", True, "late"), ("2026-08-14", False, "on_time"),
    ("2026-08-15", False, "late")])
def test_on_time_late_and_a_deliberate_nothing(town, day, zero, expected):
    run(town, "2026-08-05")
    report(town, "2026-08-01", "2026-08-14")
    submit(town, owed(town), now=at(day, "00:00" if day.endswith("15") else "23:59"), zero=zero)
    assert state(town, owed(town))[0] == expected


def test_a_nothing_that_is_something_and_a_sheet_without_analysis_are_refused(town, half):
    with pytest.raises(Problems) as caught:
        submit(town, half[0], now=at("2026-08-14"), zero=True)
    assert codes(caught) == ["A091"]
    with pytest.raises(Problems) as caught:
        submit(town, owed(town, unit=OTHER_VILLAGE), now=at("2026-08-14"))
    assert codes(caught) == ["A092"]


def test_a_correction_of_a_figure_keeps_both_values_and_the_reason(town, half):
    record, _ = half
    correct(town, record, "all.mediated", "2", "两件已口头调解", now=at("2026-08-13"))
    submit(town, record, now=at("2026-08-14"))
    figure = frozen(town, record).drawn.figures["all.mediated"]
    assert (figure.computed, figure.given, figure.reason, figure.value) == (0, 2, "两件已口头调解", 2)
    assert changed(town, record) == ()  # the ledger says what it said


@pytest.mark.parametrize(("key", "given", "reason", "code"), [
    ("all.found", "x", "漏登", "A096"), ("all.found", "3", "漏登", "A096"), ("all.found", "5", "", "A014"),
    ("all.other", "5", "漏登", "A095")])
def test_a_correction_that_says_nothing_is_refused(town, half, key, given, reason, code):
    with pytest.raises(Problems) as caught:
        correct(town, half[0], key, given, reason, now=at("2026-08-13"))
    assert codes(caught) == [code]


def test_a_correction_is_taken_back_by_an_empty_number(town, half):
    correct(town, half[0], "all.found", "5", now=at("2026-08-13"))
    correct(town, half[0], "all.found", "", "填错了", now=at("2026-08-13", "11:00"))
    assert sheet(town, half[0], now=at("2026-08-14")).figures["all.found"].given is None


def test_what_is_sent_back_may_come_again_on_the_next_working_day_and_its_rows_are_free(town, half):
    record, _cases = half
    submit(town, record, now=at("2026-08-14"))
    back(town, record, "数字不符", now=at("2026-08-14", "17:00"))
    assert state(town, record) == ("sent_back", 1, "2026-08-17")  # the 14th is a Friday
    with pytest.raises(Problems) as caught:
        back(town, record, now=at("2026-08-14", "18:00"))
    assert codes(caught) == ["A094"]
    submit(town, record, now=at("2026-08-17"))
    assert state(town, record) == ("on_time", 2, "2026-08-17")
    assert frozen(town, record, 1).drawn == frozen(town, record, 2).drawn


def test_sent_back_and_not_handed_in_again_is_missing(town, half):
    submit(town, half[0], now=at("2026-08-14"))
    back(town, half[0], now=at("2026-08-14", "17:00"))
    run(town, "2026-08-18", "00:00")
    assert state(town, half[0])[0] == "missing"


def test_a_correction_after_handing_in_is_a_new_edition_of_the_same_state(town, half):
    record, _cases = half
    submit(town, record, now=at("2026-08-14"))
    late = dispute(town, now=at("2026-08-17"), found_on="2026-08-13")
    with pytest.raises(Problems) as caught:
        submit(town, record, now=at("2026-08-18"))
    assert codes(caught) == ["A093"]
    submit(town, record, now=at("2026-08-18"), reason="补报一件")
    assert state(town, record) == ("on_time", 2, "2026-08-14")
    assert (late in frozen(town, record, 1).drawn.rows, late in frozen(town, record, 2).drawn.rows) == (False, True)


def test_the_village_fills_and_its_leader_submits_and_the_town_sends_back(town, half):
    record, _ = half
    clerk, leader = town.viewer("village_clerk"), town.viewer(*LEADER)
    above, office = town.viewer("town_clerk", TOWN), town.viewer("department_clerk", TOWN, department="司法所")
    correct(town, record, "all.found", "4", who=clerk, now=at("2026-08-13"))
    for who in (clerk, above, town.viewer("county_supervisor", "510923000000"), town.viewer("village_leader", OTHER_VILLAGE),
                office, town.viewer("town_leader", TOWN)):
        with pytest.raises(Refused):
            submit(town, record, who=who, now=at("2026-08-14"))
    submit(town, record, who=leader, now=at("2026-08-14"))
    for who in (clerk, leader, office, town.viewer("town_leader", TOWN)):
        with pytest.raises(Refused):
            back(town, record, who=who, now=at("2026-08-14", "17:00"))
    back(town, record, who=above, now=at("2026-08-14", "17:00"))
    assert state(town, record)[0] == "sent_back"


def test_a_department_and_the_town_hand_in_their_own(town):
    run(town, "2026-09-01")
    unit, office = town.unit(TOWN), town.departments["司法所"]
    mine = rows(town, "id", unit_id=unit, kind="rolling_sweep", holder_department_id=office, period_key="2026-B4")[0][0]
    quarter = rows(town, "id", unit_id=unit, kind="public_order_sweep")[0][0]
    case = dispute(town, now=at("2026-08-10"), category="neighbours")  # 司法所 leads neighbours
    assert sheet(town, mine, now=at("2026-09-01")).rows == ((case,) if _leads(town, case, office) else ())
    submit(town, mine, who=town.viewer("department_clerk", TOWN, department="司法所"), now=at("2026-09-02"))
    with pytest.raises(Refused):
        back(town, quarter, who=town.viewer("town_clerk", TOWN), now=at("2026-09-02"))
    submit(town, quarter, who=town.viewer("town_clerk", TOWN), now=at("2026-09-02"))
    assert state(town, quarter)[0] == "on_time"


def _leads(town, case, office):
    found = town.record("dispute", case)
    return office in (found.lead_department_id, found.holder_department_id)


def test_the_successors_sheet_carries_what_the_merged_village_had(town):
    run(town, "2026-08-05")
    theirs = dispute(town, OTHER_VILLAGE, now=at("2026-08-06"))
    merge(town, OTHER_VILLAGE, VILLAGE, "2026-08-10")
    mine = dispute(town, now=at("2026-08-11"))
    run(town, "2026-08-12")
    assert sheet(town, owed(town), now=at("2026-08-14")).own == (theirs, mine)


def test_two_kinds_of_return_carry_the_same_case_each_once(town, half):
    record, cases = half
    submit(town, record, now=at("2026-08-14"))
    week = owed(town, "2026-W32", kind="weekly_analysis")
    assert set(sheet(town, week, now=at("2026-08-14")).rows) == set(cases)  # the one of July goes out with the first week


# -- the sum of sheets is the ledger -----------------------------------------------------------------


@pytest.mark.parametrize("halves", [6, pytest.param(48, marks=pytest.mark.prove)])
def test_the_sum_of_sheets_is_the_ledger(town, halves):
    """Cases are found and entered at random, sheets are handed in on time, late, sent back, corrected, or never."""
    rng = random.Random(20260805 + halves)  # noqa: S311  # a sample, no secret
    period = containing(PeriodKind.HALF_MONTH, at("2026-08-05").date())
    given, expected = [], {}
    for _ in range(halves):
        run(town, period.first.isoformat())
        _enter(town, rng, period, expected)
        due = due_day(period, PERIODS)
        report(town, period.first.isoformat(), min(due, period.last).isoformat())
        record = owed(town, period_key(period))
        fate = rng.choice(["on time", "on time", "back", "corrected", "never"])
        given.append((record, fate))
        if fate != "never":
            submit(town, record, now=at(due.isoformat(), "16:00"))
        if fate == "back":
            back(town, record, now=at(due.isoformat(), "17:00"))
            submit(town, record, now=at(due.isoformat(), "18:00"))
        if fate == "corrected":
            submit(town, record, now=at(due.isoformat(), "20:00"), reason="更正")
        period = next_period(period)
    for record, fate in given:
        if fate == "never":
            submit(town, record, now=at("2028-12-01"))
    run(town, period.first.isoformat())
    report(town, period.first.isoformat(), period.last.isoformat())
    last = owed(town, period_key(period))
    submit(town, last, now=at("2028-12-02"))
    sheets = [frozen(town, record) for record, _ in [*given, (last, "")]]
    counted = Counter(each for kept in sheets for each in kept.drawn.rows)
    assert set(counted.values()) <= {1}
    assert set(counted) == set(expected)
    assert sum(kept.drawn.figures["all.found"].computed for kept in sheets) == len(expected)
    assert all(kept.sound for kept in sheets)


def _enter(town, rng, period, expected):
    for _ in range(rng.randrange(4)):
        day = rng.randrange(1, (period.last - period.first).days + 1)
        found = period.first.replace(day=period.first.day + day)
        entered = rng.choice([found, period.last])
        case = dispute(town, rng.choice([VILLAGE, GRID]), now=max(at(entered.isoformat(), "21:00"), at("2026-08-05")),
                       found_on=found.isoformat())
        expected[case] = found


def test_nothing_is_handed_in_before_its_period_has_begun(town, half):
    record, _cases = half
    with pytest.raises(Problems) as caught:
        submit(town, record, now=at("2026-07-31"))
    assert codes(caught) == ["A090"]
