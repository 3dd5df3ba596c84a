"""A hazard in the engine: one holder, a colour, a deadline; its loop is closed and nobody verifies what they put right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select

from app.access.guard import guarded
from app.access.lent import loans_of
from app.access.refusal import OutOfSight, Refused
from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.behaviours import acts, hazards
from app.behaviours.clock import run_clock
from app.decisions.scales import Colour
from app.problems import Problems
from app.records.storing import fetch, void
from tests.behaviours.cases import COUNTY, GRID, OTHER_VILLAGE, TOWN, VILLAGE, at, days, lines, notices, run
from tests.behaviours.hazard_cases import change, do, hazard, in_stage, where

RECTIFYING = {"on": "2026-08-05", "by": "陈样甲"}
VERIFYING = {"on": "2026-08-05", "by": "陈样乙"}

#: Every act with what it needs.
DOING = {
    "assign": lambda work, record: hazards.assign(work, record),
    "begin": lambda work, record: hazards.begin(work, record),
    "rectify": lambda work, record: hazards.rectify(work, record, **RECTIFYING),
    "verify": lambda work, record: hazards.verify(work, record, **VERIFYING),
    "reject": lambda work, record: hazards.reject(work, record, "裂缝仍在"),
    "reopen": lambda work, record: hazards.reopen(work, record, "雨后又开裂"),
    "hand_up": lambda work, record: acts.hand_up(work, record, "村里无力整改"),
    "raise": lambda work, record: acts.raise_colour(work, record, Colour.RED, "裂缝扩大"),
    "supervise": lambda work, record: acts.supervise(work, record, "yellow", "进展缓慢"),
    "progress": lambda work, record: acts.write_progress(work, record, "已打围"),
}
_OPEN = {"hand_up", "raise", "supervise", "progress"}
POSSIBLE = {
    "found": _OPEN | {"assign"}, "assigned": _OPEN | {"assign", "begin", "rectify"},
    "rectifying": _OPEN | {"assign", "rectify"}, "verifying": _OPEN | {"verify", "reject"},
    "struck_off": {"reopen"}, "void": set(),
}


def _try(town, record, doing, who):
    """The act, taken back."""
    with town.work(who) as work:
        doing(work, fetch(work, town.site.definition.registers["hazard"], record))
        work.session.rollback()


# -- what is possible -----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(POSSIBLE))
def test_an_act_is_possible_in_its_stages_and_in_no_other(town, stage):
    record = in_stage(town, "found" if stage == "void" else stage)
    if stage == "void":
        do(town, record, lambda work, found: void(work, found, "重复登记", found.version))
    clerk = town.viewer("town_clerk", TOWN)
    for name, doing in DOING.items():
        with nullcontext() if name in POSSIBLE[stage] else pytest.raises(Problems) as refused:
            _try(town, record, doing, clerk)
        if name not in POSSIBLE[stage]:
            assert {each.code for each in refused.value.found} <= {"A006", "A017"}, name
    assert where(town, record)[3] == ("found" if stage == "void" else stage)


#: Which acts a role has on an open hazard of 金容寨村 at village level, whatever its stage.
ROLES = {
    ("grid_officer", GRID): {"progress"},
    ("village_clerk", VILLAGE): {"begin", "rectify", "hand_up", "progress"},
    ("village_leader", VILLAGE): {"assign", "begin", "rectify", "verify", "reject", "hand_up", "raise", "progress"},
    ("town_clerk", TOWN): {*DOING} - {"reopen"},
    ("town_leader", TOWN): {"assign", "verify", "reject", "supervise"},
    ("county_supervisor", COUNTY): {"assign", "begin", "rectify", "verify", "reject", "supervise", "progress"},
    ("county_admin", COUNTY): set(),
    ("village_leader", OTHER_VILLAGE): set(),
}


@pytest.mark.parametrize("role", list(ROLES), ids=lambda role: f"{role[0]} {role[1]}")
def test_a_role_has_its_acts_in_each_stage_and_no_others(town, role):
    """Acts × roles × stages: an act succeeds exactly where role and stage both allow it."""
    who = town.viewer(*role, user_id=9)
    for stage in ("found", "assigned", "rectifying", "verifying", "struck_off"):
        record = in_stage(town, stage, unit=GRID if role[0] == "grid_officer" else VILLAGE)
        granted = ROLES[role] | ({"reopen"} if "verify" in ROLES[role] else set())
        if role[0] == "grid_officer":
            granted = set()  # a yellow hazard is the village's
        for name, doing in DOING.items():
            allowed = name in granted and name in POSSIBLE[stage]
            with nullcontext() if allowed else pytest.raises((Problems, OutOfSight)):
                _try(town, record, doing, who)
        with town.work(who) as work:
            try:
                offered = {act.key for act in acts.possible_acts(work, town.record("hazard", record))}
            except OutOfSight:
                offered = set()
        assert offered & set(DOING) == granted & POSSIBLE[stage], stage


def test_a_grid_officer_writes_progress_on_what_the_grid_holds(town):
    record = hazard(town, GRID, put_right_on_spot=True, who=town.viewer("grid_officer", GRID, user_id=3))
    assert where(town, record)[:2] == ("blue", "grid")
    do(town, record, acts.write_progress, "已清理", who=town.viewer("grid_officer", GRID, user_id=3))
    assert lines(town, record) == [(1, "progress")]


def test_an_unassigned_hazard_is_not_put_right_and_one_not_put_right_is_not_verified(town):
    record = hazard(town)
    for act, given in ((hazards.begin, {}), (hazards.rectify, RECTIFYING), (hazards.verify, VERIFYING)):
        with pytest.raises(Problems) as refused:
            do(town, record, act, **given)
        assert [each.code for each in refused.value.found] == ["A017"]
    assert lines(town, record) == []


# -- the loop -------------------------------------------------------------------------------------


def test_a_hazard_is_graded_held_and_due_from_the_first_moment(town):
    record = hazard(town)
    found = town.record("hazard", record)
    assert where(town, record) == ("yellow", "village", "2026-08-26", "found", "open")
    assert (found.holder_unit_id, found.base_colour, found.registered_on) == (town.unit(VILLAGE), "yellow", date(2026, 8, 5))
    orange = hazard(town, title="危岩", severity="serious")
    found = town.record("hazard", orange)
    emergency = town.departments["社会治理和应急管理办"]
    assert where(town, orange)[:3] == ("orange", "town", "2026-08-14")
    held = found.holder_unit_id, found.holder_department_id, found.lead_department_id
    assert held == (town.unit(TOWN), emergency, emergency)


def test_the_loop_from_found_to_struck_off(town):
    leader, clerk = town.viewer("village_leader", VILLAGE, user_id=2), town.viewer("village_clerk", VILLAGE, user_id=3)
    record = hazard(town, who=clerk)
    do(town, record, hazards.assign, note="落实监测", who=leader)
    do(town, record, hazards.begin, who=clerk, now=at("2026-08-06"))
    do(town, record, hazards.rectify, on="2026-08-07", by="陈样甲", measures="已砌挡墙", who=clerk, now=at("2026-08-07"))
    assert where(town, record) == ("yellow", "village", "2026-08-12", "verifying", "open")
    do(town, record, hazards.verify, on="2026-08-10", by="陈样乙", note="复查合格", who=leader, now=at("2026-08-10"))
    found = town.record("hazard", record)
    assert where(town, record)[3:] == ("struck_off", "closed")
    assert (found.rectified_by, found.verified_by, found.verified_on, found.measures) == (
        "陈样甲", "陈样乙", date(2026, 8, 10), "已砌挡墙")
    assert lines(town, record, "kind", "user_id") == [("assigned", 2), ("begun", 3), ("rectified", 3), ("struck_off", 2)]
    assert run(town, at("2026-12-31")).steps == 0


def test_an_order_may_name_a_day_and_says_why_it_is_later(town):
    record = hazard(town)
    for given, codes in (({"due_on": "2026-08-04"}, ["A057"]), ({"due_on": "2026-09-30"}, ["A014"]),
                         ({"due_on": "不日"}, ["V030"])):
        with pytest.raises(Problems) as refused:
            do(town, record, hazards.assign, **given)
        assert [each.code for each in refused.value.found] == codes or codes == ["V030"]
    do(town, record, hazards.assign, due_on="2026-08-07")
    assert where(town, record)[2] == "2026-08-07"
    do(town, record, hazards.assign, due_on="2026-09-30", note="须待雨季后施工")
    assert where(town, record)[2] == "2026-09-30"
    assert lines(town, record, "kind", "due_on") == [("assigned", date(2026, 8, 7)), ("assigned", date(2026, 9, 30))]


def test_what_was_put_right_on_the_spot_waits_only_for_the_verification(town):
    clerk = town.viewer("village_clerk", VILLAGE, user_id=3)
    record = hazard(town, put_right_on_spot=True, found_by="陈样甲", severity="major", who=clerk)
    assert where(town, record) == ("blue", "village", "2026-08-10", "verifying", "open")
    found = town.record("hazard", record)
    assert (found.rectified_by, found.rectified_on) == ("陈样甲", date(2026, 8, 5))
    with pytest.raises(Refused) as refused:
        do(town, record, hazards.verify, **VERIFYING, who=town.viewer("village_leader", VILLAGE, user_id=3))
    assert [each.code for each in refused.value.found] == ["A055"]  # whoever entered it said that it was put right
    do(town, record, hazards.verify, **VERIFYING, who=town.viewer("village_leader", VILLAGE, user_id=2))
    assert where(town, record)[3:] == ("struck_off", "closed")


def test_a_handed_up_verification_of_what_was_put_right_on_the_spot_has_its_days_again(town):
    record = hazard(town, put_right_on_spot=True, found_by="陈样甲")
    do(town, record, acts.hand_up, "请镇里复查", who=town.viewer("village_leader", VILLAGE), now=at("2026-08-07"))
    assert where(town, record) == ("blue", "town", "2026-08-12", "verifying", "open")  # Mo10 Tu11 We12
    assert lines(town, record, "kind", "due_on") == [("handed_up", date(2026, 8, 12))]


def test_what_was_not_put_right_on_the_spot_is_graded_by_its_severity(town):
    record = hazard(town, put_right_on_spot=True, severity="serious")
    do(town, record, hazards.reject, "堆料仍在")
    found = town.record("hazard", record)
    assert where(town, record) == ("orange", "town", "2026-08-14", "rectifying", "open")
    assert (found.put_right_on_spot, found.rectified_on, found.rectified_by) == (False, None, None)
    assert lines(town, record, "kind", "from_colour", "to_colour") == [("rejected", 1, 3)]


def test_a_rejection_gives_the_whole_days_again_and_a_later_report_lies_after_it(town):
    record = in_stage(town, "verifying")
    do(town, record, hazards.reject, "裂缝仍在", now=at("2026-08-10"))
    assert where(town, record) == ("yellow", "village", "2026-08-31", "rectifying", "open")
    with pytest.raises(Problems) as refused:
        do(town, record, hazards.rectify, on="2026-08-09", by="陈样甲", now=at("2026-08-11"))
    assert [each.code for each in refused.value.found] == ["A016"]
    do(town, record, hazards.rectify, on="2026-08-11", by="陈样甲", now=at("2026-08-11"))


def test_a_struck_off_hazard_comes_back_with_its_history(town):
    record = in_stage(town, "struck_off")
    do(town, record, hazards.reopen, "雨后又开裂", now=at("2026-08-20"))
    assert where(town, record) == ("yellow", "village", "2026-09-10", "found", "open")
    found = town.record("hazard", record)
    assert (found.verified_on, found.rectified_on) == (None, None)
    assert lines(town, record, "kind", "closed_day")[-1] == ("reopened", date(2026, 8, 5))
    assert len(lines(town, record)) == 5


@pytest.mark.parametrize(("name", "on", "code"), [
    ("rectify", "2026-08-04", "A013"), ("rectify", "2026-08-06", "A013"), ("verify", "2026-08-04", "A056"),
    ("verify", "2026-08-06", "A056"), ("rectify", "", "V001"), ("verify", "", "V001")])
def test_days_stand_in_their_order(town, name, on, code):
    record = in_stage(town, "assigned" if name == "rectify" else "verifying")
    with pytest.raises(Problems) as refused:
        do(town, record, getattr(hazards, name), on=on, by="陈样丙")
    assert [each.code for each in refused.value.found] == [code]


# -- whoever put it right does not verify ----------------------------------------------------------


def _refused(town, record, who, **given):
    with pytest.raises(Refused) as refused:
        do(town, record, hazards.verify, **{**VERIFYING, **given}, who=who)
    assert [each.code for each in refused.value.found] == ["A055"]
    assert where(town, record)[3:] == ("verifying", "open")


def test_neither_the_person_nor_the_account_that_put_it_right_verifies(town):
    one = town.viewer("town_clerk", TOWN, user_id=4)
    record = in_stage(town, "verifying", who=one)
    _refused(town, record, one)  # the account that reported it
    with pytest.raises(Refused):
        do(town, record, hazards.reject, "裂缝仍在", who=one)
    _refused(town, record, town.viewer("town_clerk", TOWN, user_id=5), by="陈样甲")  # the person, by name
    _refused(town, record, town.viewer("town_clerk", TOWN, user_id=5, name="陈样甲"))  # the person, by account
    do(town, record, hazards.verify, **VERIFYING, who=town.viewer("town_clerk", TOWN, user_id=5))


def test_two_accounts_of_one_person_are_one(town):
    record = in_stage(town, "verifying", who=town.viewer("town_clerk", TOWN, user_id=4))
    person = town.add("person", {"unit": town.unit(TOWN), "name": "陈样丁"})
    account = town.site.models.system.account
    with unscoped("test"), town.sessions() as session:
        rows = [{"user_id": user, "person_id": person, "must_change_password": False, "failures": 0} for user in (4, 5)]
        session.execute(guarded(insert(account)), rows)
        session.commit()
    _refused(town, record, town.viewer("town_clerk", TOWN, user_id=5))


def test_what_the_loop_keeps_is_written_by_no_form_and_the_spot_is_said_once(town):
    record = in_stage(town, "assigned")
    for raw in ({"stage": "struck_off"}, {"status": "closed"}, {"verified_by": "陈样乙"}, {"rectified_on": "2026-08-05"},
                {"colour": "blue"}, {"due_on": "2027-01-01"}, {"holder_unit": town.unit(OTHER_VILLAGE)}):
        before = where(town, record)
        with pytest.raises(Problems):
            change(town, record, raw)
        assert where(town, record) == before, raw
    with pytest.raises(Problems) as refused:
        change(town, record, {"put_right_on_spot": True})
    assert [(each.code, each.field) for each in refused.value.found] == [("A058", "put_right_on_spot")]


def test_the_day_found_does_not_pass_the_day_it_was_put_right(town):
    record = in_stage(town, "verifying")
    with pytest.raises(Problems) as refused:
        change(town, record, {"found_on": "2026-08-06"}, now=at("2026-08-07"))
    assert [(each.code, each.field) for each in refused.value.found] == [("A059", "found_on")]


# -- what is late climbs --------------------------------------------------------------------------

STEPS = ("number", "kind", "to_colour", "to_level", "due_on", "at")


@pytest.mark.parametrize("moments", [
    [], ["2026-12-31 10:00"] * 50, ["2026-08-26 23:59", "2026-08-27 00:00", "2026-09-09 08:00"],
], ids=["no run", "fifty runs", "a run now and then"])
def test_runs_before_do_not_change_what_a_run_finds(town, moments):
    record = hazard(town)
    for moment in moments:
        run(town, at(*moment.split()))
    run(town, at("2026-12-31"))
    found = lines(town, record, *STEPS)
    assert found[:3] == [
        (1, "overdue", 3, "town", date(2026, 9, 7), at("2026-08-27", "00:00")),
        (2, "overdue", 4, "town", date(2026, 9, 11), at("2026-09-08", "00:00")),
        (3, "overdue", 4, "county", date(2026, 9, 16), at("2026-09-12", "00:00"))]
    assert [line[0] for line in found] == list(range(1, len(found) + 1))
    assert len(notices(town)) == len(found)
    assert where(town, record)[:2] == ("red", "county")


def test_nine_days_down_end_as_nine_days_up(town):
    up = hazard(town, severity="major")
    for day in range(9):
        run(town, at("2026-08-11") + days(day))
    down = hazard(town, title="同一天的另一处", severity="major", now=at("2026-08-05"))
    run(town, at("2026-08-19"))
    assert lines(town, up, *STEPS) == lines(town, down, *STEPS)
    assert where(town, up) == where(town, down)


def test_a_verification_that_is_late_climbs_too(town):
    record = in_stage(town, "verifying")
    run(town, at("2026-08-11", "00:00"))
    assert where(town, record) == ("orange", "town", "2026-08-20", "verifying", "open")
    do(town, record, hazards.verify, **VERIFYING, who=town.viewer("town_clerk", TOWN, user_id=5), now=at("2026-08-12"))
    assert where(town, record)[3:] == ("struck_off", "closed")


def test_at_every_moment_there_is_one_holder_and_one_notice_a_step(town):
    record = hazard(town)
    run(town, at("2026-12-31"))
    held = lines(town, record, "holder_unit_id", "holder_department_id")
    assert all(unit for unit, _ in held)
    assert notices(town) == held


def test_four_schedulers_at_once_write_each_step_of_a_hazard_once(town):
    made = [hazard(town, title=f"第{number}处") for number in range(3)]
    makers = [make_sessions(town.site) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda maker: run_clock(town.site, maker, at("2026-12-31")), makers))
    late = run(town, at("2026-12-31"))
    logs = [lines(town, record, *STEPS, "holder_unit_id") for record in made]
    assert logs[0] == logs[1] == logs[2]
    assert [line[0] for line in logs[0]] == list(range(1, len(logs[0]) + 1))
    assert sum(each.steps for each in done) + late.steps == len(notices(town)) == 3 * len(logs[0])


def test_the_log_ends_where_the_hazard_stands(town):
    record = in_stage(town, "verifying")
    do(town, record, hazards.reject, "裂缝仍在", now=at("2026-08-06"))
    change(town, record, {"people_threatened": 30}, now=at("2026-08-07"))
    do(town, record, acts.hand_up, "镇里无力整改", now=at("2026-08-10"))
    run(town, at("2026-09-10"))
    found = town.record("hazard", record)
    told = lines(town, record, "number", "to_colour", "to_level", "holder_unit_id", "holder_department_id", "due_on")[-1]
    assert told == (found.step_number, list(Colour).index(Colour(found.colour)) + 1, found.level, found.holder_unit_id,
                    found.holder_department_id, found.due_on)
    assert [line[0] for line in lines(town, record, "number")] == list(range(1, found.step_number + 1))


def test_new_facts_raise_and_never_lower(town):
    record = hazard(town)
    change(town, record, {"people_threatened": 12}, now=at("2026-08-06"))
    assert where(town, record)[:3] == ("orange", "town", "2026-08-17")
    change(town, record, {"people_threatened": 2}, now=at("2026-08-07"))
    assert where(town, record)[:3] == ("orange", "town", "2026-08-17")
    change(town, record, {"people_threatened": 100}, now=at("2026-08-07"))
    assert where(town, record)[:3] == ("red", "town", "2026-08-12")
    assert lines(town, record, "kind") == [("regraded",), ("regraded",)]


def test_a_lowering_needs_a_second_person_and_never_makes_it_blue(town):
    record = hazard(town, severity="serious")
    one, two = town.viewer("town_clerk", TOWN, user_id=4), town.viewer("town_leader", TOWN, user_id=5)
    do(town, record, acts.ask_lowering, Colour.YELLOW, "已设围挡", who=one)
    do(town, record, acts.answer_lowering, True, "同意", who=two)
    assert where(town, record)[:3] == ("yellow", "town", "2026-08-26")
    with pytest.raises(Problems) as refused:
        do(town, record, acts.ask_lowering, Colour.BLUE, "已设围挡", who=one)
    assert [each.code for each in refused.value.found] == ["A017"]
    high = hazard(town, title="高边坡", severity="major")
    with pytest.raises(Problems) as blue:
        do(town, high, acts.ask_lowering, Colour.BLUE, "已设围挡", who=one)
    assert [(each.code, each.field) for each in blue.value.found] == [("A017", "colour")]


def test_another_village_takes_a_hazard_and_puts_it_right(town):
    record, clerk = hazard(town), town.viewer("town_clerk", TOWN, user_id=2)
    other = town.viewer("village_leader", OTHER_VILLAGE, user_id=5)
    do(town, record, acts.offer, unit=town.unit(OTHER_VILLAGE), reason="在该村地界", who=clerk)
    with unscoped("test"), town.site.engine.connect() as connection:
        lent = loans_of(connection, town.site.models, 5, other.duties, date(2026, 8, 5))
    other = replace(other, lent=lent)
    do(town, record, acts.accept, who=other)
    found = town.record("hazard", record)
    assert (found.holder_unit_id, found.guest_unit_id) == (town.unit(OTHER_VILLAGE),) * 2
    with unscoped("test"), town.site.engine.connect() as connection:
        other = replace(other, lent=loans_of(connection, town.site.models, 5, other.duties, date(2026, 8, 5)))
    do(town, record, hazards.assign, who=other)
    do(town, record, hazards.rectify, **RECTIFYING, who=other)
    assert where(town, record)[3] == "verifying"


def test_history_names_the_right_and_the_reason(town):
    record = in_stage(town, "verifying", who=town.viewer("town_clerk", TOWN, user_id=4))
    do(town, record, hazards.reject, "裂缝仍在", who=town.viewer("town_clerk", TOWN, user_id=7))
    history = town.site.models.system.history
    with unscoped("test"), town.sessions() as session:
        rows = session.execute(select(history.c.act, history.c.user_id, history.c.reason).where(
            history.c.register == "hazard").order_by(history.c.id)).all()
    assert [tuple(row) for row in rows][1:] == [
        ("assign", 4, None), ("rectify", 4, None), ("rectify", 4, None), ("verify", 7, "裂缝仍在")]
