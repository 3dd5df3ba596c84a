"""What people do with a case: in which state, with which right, and what it leaves behind (rules.md §1)."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date

import pytest
from sqlalchemy import select

from app.access.refusal import Refused, Stale, Unguarded
from app.access.viewer import acting_as, unscoped
from app.behaviours import acts
from app.decisions.scales import Colour
from app.problems import Problems
from app.records.site import Work
from app.records.storing import fetch, void
from tests.behaviours.cases import OTHER_VILLAGE, SYSTEM, TOWN, VILLAGE, at, change, dispute, do, lines, notices, run, where

ENDING = {"outcome": "withdrawn", "why": "当事人自行和解", "on": "2026-08-05"}
RESOLVING = {"outcome": "success", "method": "mediation", "agreement": "各让一步，重立界石。", "on": "2026-08-05"}

#: Every act with what it needs.
DOING = {
    "triage": lambda work, record: acts.triage(work, record, "general"),
    "hand_up": lambda work, record: acts.hand_up(work, record, "村里解决不了"),
    "raise": lambda work, record: acts.raise_colour(work, record, Colour.ORANGE, "情绪激动"),
    "lower": lambda work, record: acts.ask_lowering(work, record, Colour.BLUE, "已缓和"),
    "supervise": lambda work, record: acts.supervise(work, record, "yellow", "进展缓慢"),
    "progress": lambda work, record: acts.write_progress(work, record, "已走访双方"),
    "pause": lambda work, record: acts.pause(work, record, "away", "当事人外出务工"),
    "follow_up": lambda work, record: acts.follow_up(work, record, "stable"),
    "review": lambda work, record: acts.review(work, record, "good", "程序规范", "双方积怨", "专人跟进"),
    "resolve": lambda work, record: acts.resolve(work, record, **RESOLVING),
    "end": lambda work, record: acts.end(work, record, **ENDING),
    "close": acts.close,
    "reopen": lambda work, record: acts.reopen(work, record, "又起争执", relapsed=True),
}
POSSIBLE = {
    "open": {"triage", "hand_up", "raise", "lower", "supervise", "progress", "pause", "review", "resolve", "end"},
    "resolved": {"close", "reopen", "follow_up", "review"}, "closed": {"reopen", "follow_up", "review"},
    "ended": {"reopen", "review"}, "void": set(),
}


def in_state(town, status):
    case = dispute(town, people_involved=3)
    if status in ("resolved", "closed"):
        do(town, case, acts.resolve, **RESOLVING)
    if status == "closed":
        do(town, case, acts.close)
    if status == "ended":
        do(town, case, acts.end, **ENDING)
    if status == "void":
        do(town, case, lambda work, record: void(work, record, "重复登记", record.version))
    return case


@pytest.mark.parametrize("status", list(POSSIBLE))
def test_an_act_is_possible_in_its_states_and_in_no_other(town, status):
    case = in_state(town, status)
    found = set()
    for name, doing in DOING.items():
        with nullcontext() if name in POSSIBLE[status] else pytest.raises(Problems) as refused:
            _try(town, case, doing)
            found.add(name)
        if name not in POSSIBLE[status]:
            assert [each.code for each in refused.value.found] == ["A006"]
    assert found == POSSIBLE[status]


def _try(town, case, doing):
    """The act, taken back."""
    with town.work(town.viewer("town_clerk", TOWN)) as work:
        doing(work, fetch(work, town.site.definition.registers["dispute"], case))
        work.session.rollback()


@pytest.mark.parametrize(("role", "unit", "possible"), [
    ("village_clerk", VILLAGE, ["triage", "hand_up", "progress", "pause", "resolve", "end"]),
    ("village_leader", VILLAGE, ["triage", "assign", "assist", "hand_up", "progress", "pause", "raise", "resolve", "end"]),
    ("town_leader", TOWN, ["assign", "assist", "supervise", "review"]),
    ("village_leader", OTHER_VILLAGE, []),
], ids=["clerk", "leader", "town leader", "another village"])
def test_a_page_offers_what_the_viewer_may_do(town, role, unit, possible):
    case = dispute(town)
    record = town.record("dispute", case)
    with town.work(town.viewer(role, unit)) as work:
        assert [act.key for act in acts.possible_acts(work, record)] == possible


@pytest.mark.parametrize(("status", "role", "unit", "names"), [
    ("open", "village_clerk", VILLAGE, ["raise", "lower"]), ("resolved", "village_clerk", VILLAGE, ["close", "reopen"]),
    ("open", "town_leader", TOWN, ["triage", "resolve", "end"]), ("open", "county_admin", "510923000000", ["triage", "end"]),
])
def test_a_right_is_asked_for_every_act(town, status, role, unit, names):
    record = town.record("dispute", in_state(town, status))
    for name in names:
        with pytest.raises(Refused) as refused, town.work(town.viewer(role, unit)) as work:
            DOING[name](work, record)
        assert [each.code for each in refused.value.found] == ["A003"]


def test_a_village_does_nothing_more_with_a_case_that_has_climbed(town):
    case, leader = dispute(town), town.viewer("village_leader", VILLAGE)
    do(town, case, acts.hand_up, "村里解决不了", who=leader)
    with pytest.raises(Refused) as refused:
        do(town, case, acts.resolve, who=leader, **RESOLVING)
    assert [each.code for each in refused.value.found] == ["A003"]
    do(town, case, acts.resolve, who=town.viewer("town_clerk", TOWN, user_id=2), **RESOLVING)


def test_an_act_on_a_case_that_fell_due_unseen_meets_it_where_it_stands_by_now(town):
    case = dispute(town, people_involved=3)
    with pytest.raises(Refused) as refused:
        do(town, case, acts.resolve, who=town.viewer("village_leader", VILLAGE), now=at("2026-08-17"), **RESOLVING)
    assert [each.code for each in refused.value.found] == ["A003"]
    assert lines(town, case) == []  # the whole transaction is gone, the clock will write the step
    run(town, at("2026-08-17"))
    assert where(town, case)[:2] == ("orange", "town")


def test_nothing_is_done_without_a_deed(town):
    case = dispute(town)
    record = town.record("dispute", case)
    with pytest.raises(Unguarded), acting_as(town.viewer("village_leader", VILLAGE)), town.sessions() as session:
        acts.hand_up(Work(town.site, session, town.now), session.merge(record, load=False), "村里解决不了")


def test_history_names_the_right_and_the_reason(town):
    case = dispute(town)
    do(town, case, acts.hand_up, "村里解决不了", who=town.viewer("village_leader", VILLAGE, user_id=7))
    history = town.site.models.system.history
    with unscoped("test"), town.sessions() as session:
        statement = select(history.c.act, history.c.user_id, history.c.reason).where(history.c.register == "dispute")
        rows = [tuple(row) for row in session.execute(statement.order_by(history.c.id)).all()]
    assert rows[1:] == [("hand_up", 7, "村里解决不了")]


def test_who_was_first_wins(town):
    case = dispute(town)
    read_before = town.record("dispute", case)
    do(town, case, acts.hand_up, "先到")
    with pytest.raises(Stale), town.work(SYSTEM) as late:
        acts.hand_up(late, late.session.merge(read_before, load=False), "后到")
    assert lines(town, case) == [(1, "handed_up")]


# -- triage and its plan -------------------------------------------------------------------------


def test_triage_may_raise_the_colour_and_never_lowers_it(town):
    case = dispute(town, people_involved=3)
    do(town, case, acts.triage, "emerging")
    assert where(town, case)[:2] == ("yellow", "village")
    do(town, case, acts.triage, "serious")
    assert where(town, case)[:2] == ("orange", "town")
    assert lines(town, case, "kind", "from_colour", "to_colour") == [("triaged", 2, 2), ("triaged", 2, 3)]


def test_an_orange_case_stays_in_triage_until_its_plan_is_complete(town):
    case = dispute(town, people_involved=12)
    do(town, case, acts.triage, "serious")
    assert town.record("dispute", case).stage == "triage"
    with pytest.raises(Problems) as refused:
        do(town, case, acts.resolve, **RESOLVING)
    assert [(each.code, each.field) for each in refused.value.found] == [
        ("A015", "lead_leader"), ("A015", "responsible_person")]
    one = town.add("person", {"unit": town.unit(TOWN), "name": "陈样甲"})
    change(town, case, {"lead_leader": one, "responsible_person": one})
    assert town.record("dispute", case).stage == "handling"
    do(town, case, acts.resolve, **RESOLVING)
    assert town.record("dispute", case).status == "resolved"


def test_a_yellow_case_needs_no_plan_and_keeps_its_stage_when_it_climbs_later(town):
    case = dispute(town, people_involved=3)
    do(town, case, acts.triage, "general")
    assert town.record("dispute", case).stage == "handling"
    run(town, at("2026-08-20"))
    do(town, case, acts.resolve, now=at("2026-08-20"), **{**RESOLVING, "on": "2026-08-20"})
    assert town.record("dispute", case).status == "resolved"


# -- hand-up and raise ---------------------------------------------------------------------------


def test_a_hand_up_moves_the_level_alone_tells_the_new_holder_and_ends_at_the_county(town):
    case = dispute(town)
    justice = town.departments["司法所"]
    do(town, case, acts.hand_up, "村里解决不了", who=town.viewer("village_leader", VILLAGE), now=at("2026-08-06"))
    assert where(town, case) == ("blue", "town", "2026-08-11", town.unit(TOWN), justice)
    do(town, case, acts.hand_up, "镇里也解决不了", now=at("2026-08-06"))
    with pytest.raises(Problems) as refused:
        do(town, case, acts.hand_up, "再上报", now=at("2026-08-06"))
    assert [each.code for each in refused.value.found] == ["A007"]
    assert notices(town) == [(town.unit(TOWN), justice), (town.unit("510923000000"), None)]


def test_a_raise_by_hand_is_kept_so_that_later_facts_still_count(town):
    case = dispute(town)
    do(town, case, acts.raise_colour, Colour.YELLOW, "情绪激动")
    found = town.record("dispute", case)
    assert (found.colour, found.base_colour, found.steps_by_hand) == ("yellow", "blue", 1)
    with pytest.raises(Problems) as refused:
        do(town, case, acts.raise_colour, Colour.YELLOW, "再调一次")
    assert [each.code for each in refused.value.found] == ["A008"]
    change(town, case, {"people_involved": 3})
    assert where(town, case)[:2] == ("orange", "town")


@pytest.mark.parametrize(("name", "status"), [("hand_up", "open"), ("raise", "open"), ("lower", "open"), ("reopen", "closed")])
def test_a_reason_is_demanded_and_read(town, name, status):
    case = in_state(town, status)
    asking = {
        "hand_up": acts.hand_up, "raise": lambda work, record, why: acts.raise_colour(work, record, Colour.RED, why),
        "lower": lambda work, record, why: acts.ask_lowering(work, record, Colour.BLUE, why),
        "reopen": lambda work, record, why: acts.reopen(work, record, why, relapsed=True),
    }
    for reason, code in [("", "A014"), (" \u3000", "A014"), ("长" * 501, "V020"), ("坏\x00", "V012")]:
        with pytest.raises(Problems) as refused:
            do(town, case, asking[name], reason)
        assert [(each.code, each.field) for each in refused.value.found] == [(code, "reason")]


# -- the end and the return ----------------------------------------------------------------------


def test_a_resolution_says_how_and_asks_for_a_look_back(town):
    case = dispute(town)
    do(town, case, acts.resolve, now=at("2026-08-07"), **RESOLVING)
    found = town.record("dispute", case)
    assert (found.status, found.outcome, found.method, found.agreement) == (
        "resolved", "success", "mediation", "各让一步，重立界石。")
    assert (found.resolved_on, found.follow_up_due) == (date(2026, 8, 5), date(2026, 9, 4))


def test_a_resolution_is_read_like_a_form(town):
    case = dispute(town)
    for given, faults in [
        ({"outcome": "withdrawn"}, [("V041", "outcome")]), ({"outcome": "elsewhere"}, [("V041", "outcome")]),
        ({"agreement": "", "method": None}, [("V001", "agreement"), ("V001", "method")]),
        ({"agreement": "字" * 2001}, [("V020", "agreement")]), ({"on": "五号"}, [("V090", "resolved_on")]),
        ({"on": "2026-08-04"}, [("A013", "resolved_on")]), ({"on": "2026-08-06"}, [("A013", "resolved_on")]),
    ]:
        with pytest.raises(Problems) as refused:
            do(town, case, acts.resolve, **{**RESOLVING, **given})
        assert [(each.code, each.field) for each in refused.value.found] == faults


def test_an_end_is_no_resolution(town):
    case = dispute(town)
    with pytest.raises(Problems) as refused:
        do(town, case, acts.end, **{**ENDING, "outcome": "success"})
    assert [(each.code, each.field) for each in refused.value.found] == [("V041", "outcome")]
    do(town, case, acts.end, **ENDING)
    found = town.record("dispute", case)
    assert (found.status, found.outcome, found.ended_on, found.resolved_on) == ("ended", "withdrawn", date(2026, 8, 5), None)


def test_a_relapse_is_graded_anew_and_the_log_keeps_what_it_took(town):
    case = dispute(town)
    run(town, at("2026-08-12"))
    do(town, case, acts.resolve, now=at("2026-08-12"), **RESOLVING)
    do(town, case, acts.close, now=at("2026-08-25"))
    do(town, case, acts.reopen, "又起争执", relapsed=True, now=at("2026-08-25"))
    found = town.record("dispute", case)
    assert (found.status, found.colour, found.level, found.added_steps, found.relapses) == ("open", "yellow", "village", 0, 1)
    assert (found.clock_started_on, found.due_on) == (date(2026, 8, 25), date(2026, 9, 3))
    emptied = (found.resolved_on, found.closed_on, found.outcome, found.method, found.agreement, found.follow_up_due)
    assert emptied == (None,) * 6
    assert lines(town, case, "kind", "closed_day", "closed_as", "closed_due")[-1] == (
        "reopened", date(2026, 8, 5), "success", None)


def test_the_due_day_of_an_ended_case_is_kept_when_it_has_come(town):
    case = dispute(town)
    do(town, case, acts.end, now=at("2026-08-06"), **{**ENDING, "on": "2026-08-06"})
    do(town, case, acts.reopen, "撤回有误", relapsed=False, now=at("2026-08-11"))
    assert lines(town, case, "closed_day", "closed_as", "closed_due")[-1] == (date(2026, 8, 6), "withdrawn", date(2026, 8, 10))


def test_a_second_relapse_is_orange_and_belongs_to_the_town(town):
    case = dispute(town)
    for day in ("2026-08-06", "2026-08-07"):
        do(town, case, acts.resolve, now=at(day), **{**RESOLVING, "on": day})
        do(town, case, acts.reopen, "又起争执", relapsed=True, now=at(day))
    assert where(town, case)[:2] == ("orange", "town")


def test_a_case_closed_by_mistake_goes_on_where_it_stood(town):
    case = dispute(town)
    run(town, at("2026-08-12"))
    do(town, case, acts.resolve, now=at("2026-08-12"), **{**RESOLVING, "on": "2026-08-12"})
    do(town, case, acts.reopen, "登记有误", relapsed=False, now=at("2026-08-13"))
    found = town.record("dispute", case)
    assert (found.colour, found.added_steps, found.relapses, found.clock_started_on) == ("yellow", 1, 0, date(2026, 8, 13))


def test_the_level_reached_is_kept_on_a_return(town):
    case = dispute(town)
    do(town, case, acts.hand_up, "村里解决不了")
    do(town, case, acts.resolve, **RESOLVING)
    do(town, case, acts.reopen, "又起争执", relapsed=True)
    assert where(town, case)[:2] == ("yellow", "town")


def test_a_new_end_does_not_lie_before_the_return(town):
    case = dispute(town)
    do(town, case, acts.resolve, **RESOLVING)
    do(town, case, acts.reopen, "又起争执", relapsed=True, now=at("2026-08-07"))
    with pytest.raises(Problems) as refused:
        do(town, case, acts.resolve, now=at("2026-08-08"), **{**RESOLVING, "on": "2026-08-06"})
    assert [(each.code, each.field) for each in refused.value.found] == [("A016", "resolved_on")]
    do(town, case, acts.resolve, now=at("2026-08-08"), **{**RESOLVING, "on": "2026-08-07"})
