"""An import is taken back as a unit: what it entered is void, what it changed is as before, what others changed stays."""

from dataclasses import replace

import pytest

from app.access.refusal import OutOfSight
from app.exchange.reading.source import Unreadable
from app.exchange.runs import own_run
from app.exchange.undoing import undo, would_undo
from tests.exchange.files import person

ROSTER = f"姓名,性别,身份证号,联系电话,技能特长\n曾样甲,男,{person(1)},19900000001,驾驶\n李样乙,女,{person(2)},,"
HEAD = "单位,调委会名称,级别,办公地点,姓名,性别,联系电话\n"
COMMITTEE = HEAD + "金容寨村,金容寨村调委会,村,村办公室,张样甲,男,19900000001\n,,,,李样乙,女,"


def undone(rosters, done, who=None, **how):
    with rosters.town.work(who or rosters.town_clerk, door="file") as work:
        return undo(work, own_run(work, done.run_id), **how)


def told(found):
    return found.void, found.back, [each.name for each in found.edited], [(each.name, each.reason.code) for each in found.kept]


def live(rosters, register="team_member"):
    return [row["name"] for row in rosters.stored(register)]


def test_records_that_were_entered_become_void_with_a_line_of_history(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    assert told(undone(rosters, done, rosters.clerk)) == (2, 0, [], [])
    assert live(rosters) == []
    acts = [(line["act"], line["version"], line["reason"]) for line in rosters.history()]
    assert acts[2:] == [("void", 2, f"撤销第 {done.run_id} 次导入")] * 2


def test_a_look_at_it_stores_nothing(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    with rosters.town.work(rosters.clerk, door="file") as work:
        assert told(would_undo(work, own_run(work, done.run_id))) == (2, 0, [], [])
    assert len(live(rosters)) == 2


def test_values_that_were_changed_come_back_personal_ones_too(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    before = rosters.stored()
    change = rosters.bring(ROSTER.replace("19900000001,驾驶", "19900000009,急救"), rosters.clerk)
    assert told(undone(rosters, change, rosters.clerk)) == (0, 1, [], [])
    after = rosters.stored()
    for key in ("phone", "skills", "id_number", "name"):
        assert after[0][key] == before[0][key]
    assert after[0]["version"] == 3
    assert after[1] == before[1]


def test_what_somebody_changed_since_stays_unless_told_otherwise(rosters):
    first = rosters.bring(ROSTER, rosters.clerk)
    rosters.bring(ROSTER.replace("驾驶", "急救"))
    assert told(undone(rosters, first, rosters.clerk)) == (1, 0, ["曾样甲"], [])
    assert live(rosters) == ["曾样甲"]


def test_told_so_it_goes_too(rosters):
    first = rosters.bring(ROSTER, rosters.clerk)
    rosters.bring(ROSTER.replace("驾驶", "急救"))
    leader = rosters.town.viewer("village_leader", "510923108225")  # the same account with the right to void
    assert told(undone(rosters, first, leader, edited_too=True)) == (2, 0, [], [])


def test_only_what_the_import_changed_goes_back_where_others_changed_more(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    change = rosters.bring(ROSTER.replace("驾驶", "急救"), rosters.clerk)
    rosters.bring(ROSTER.replace("曾样甲,男", "曾样甲,").replace("驾驶", "急救").replace("19900000001", "19900000008"))
    assert told(undone(rosters, change, rosters.clerk)) == (0, 0, ["曾样甲"], [])


def test_a_committee_goes_with_its_mediators(rosters):
    done = rosters.bring(COMMITTEE, register="mediator")
    assert told(undone(rosters, done)) == (3, 0, [], [])
    assert (live(rosters, "mediator"), live(rosters, "mediation_committee")) == ([], [])


def test_units_go_from_below_upwards(rosters):
    county = rosters.town.viewer("county_admin", "510923000000", user_id=3)
    text = "区划代码,名称,层级,上级单位\n510923109201,回龙村,村,510923109000\n510923109000,回马镇,镇,510923000000"
    done = rosters.bring(text, county, register="unit")
    assert told(undone(rosters, done, county)) == (2, 0, [], [])


def test_a_unit_under_which_others_lie_stays_and_it_is_said_why(rosters):
    county = rosters.town.viewer("county_admin", "510923000000", user_id=3)
    head = "区划代码,名称,层级,上级单位\n"
    done = rosters.bring(head + "510923109000,回马镇,镇,510923000000", county, register="unit")
    rosters.bring(head + "510923109201,回龙村,村,510923109000", county, register="unit")
    assert told(undone(rosters, done, county)) == (0, 0, [], [("回马镇", "A053")])


def test_an_import_is_undone_once_and_can_be_made_again(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    undone(rosters, done, rosters.clerk)
    with pytest.raises(Unreadable) as refusal:
        undone(rosters, done, rosters.clerk)
    assert refusal.value.reason.code == "F057"
    assert rosters.bring(ROSTER, rosters.clerk).counts.create == 2


def test_cases_are_taken_back_with_the_numbers_they_had(rosters):
    text = "发生单位,标题,类别,简要情况,涉及人数\n金容寨村,边界争议,邻里,两家因地界争吵,2"
    done = rosters.bring(text, rosters.clerk, register="dispute")
    assert told(undone(rosters, done, rosters.clerk)) == (1, 0, [], [])


def test_an_import_of_somebody_else_does_not_exist(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    with pytest.raises(OutOfSight):
        undone(rosters, done)


def test_records_out_of_sight_stay_and_the_run_waits(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    moved = rosters.town.viewer("village_clerk", "510923108226")  # the same account with a duty elsewhere
    assert told(undone(rosters, done, moved)) == (0, 0, [], [("#2", "A003"), ("#1", "A003")])
    assert len(live(rosters)) == 2
    assert told(undone(rosters, done, rosters.clerk)) == (2, 0, [], [])


def test_a_register_that_is_only_added_to_has_nothing_to_undo(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    with rosters.town.work(rosters.clerk, door="file") as work:
        run = replace(own_run(work, done.run_id), register="stock_movement")
        with pytest.raises(Unreadable) as refusal:
            undo(work, run)
    assert refusal.value.reason.code == "F057"
