"""Whose rows a file may bring: the same limits as at a form, told row by row."""

import pytest

from app.access.refusal import Refused
from tests.exchange.conftest import actions, faults, warned


@pytest.mark.parametrize("unit", ["金容寨村", "金容寨", "金容寨村委会", "金容寨村民委员会", "金元镇金容寨村",
                                  "大英县金元镇金容寨村", "510923108225", "金元镇/金容寨村"])
def test_a_unit_is_named_in_any_usual_way(rosters, unit):
    done = rosters.look(f"姓名,单位\n张样甲,{unit}")
    assert [row.values["unit"] for row in done.rows] == [rosters.town.unit("225")]


@pytest.mark.parametrize("unit", ["金元社区", "金元社区居委会", "金元居委会", "金元社区居民委员会", "金元居民委员会"])
def test_a_community_is_named_with_any_usual_ending(rosters, unit):
    done = rosters.look(f"姓名,单位,队伍\n张样甲,{unit},金容寨村应急分队")
    assert ([row.values["unit"] for row in done.rows], warned(done)) == ([rosters.town.unit("510923108001")], [])


@pytest.mark.parametrize(("name", "written"), [("东风嘎查", "东风"), ("东风嘎查", "东风嘎查"), ("矿山生活区", "矿山"),
                                               ("矿山生活区", "矿山生活区")])
def test_other_endings_of_villages_are_known(rosters, name, written):
    town = rosters.town
    unit = town.add("unit", {"code": "510923108290", "name": name, "level": "village", "parent": town.unit("510923108000")})
    done = rosters.look(f"姓名,单位,队伍\n张样甲,{written},金容寨村应急分队")
    assert ([row.values["unit"] for row in done.rows], warned(done)) == ([unit], [])


def test_a_village_that_was_dissolved_without_successor_is_refused(rosters):
    town = rosters.town
    town.add("unit", {"code": "510923108227", "name": "明月村", "level": "village", "parent": town.unit("510923108000"),
                      "valid_to": "2020-05-01"})
    assert faults(rosters.look("姓名,单位\n张样甲,明月村")) == ["2 unit V016"]


def test_an_unknown_unit_is_refused_with_its_neighbour(rosters):
    (fault,) = rosters.look("姓名,单位\n张样甲,金客寨村").rejected
    assert (fault.code, fault.near) == ("V008", "金容寨村")


def test_a_foreign_village_does_not_exist_for_the_clerk(rosters):
    done = rosters.look("姓名,单位\n张样甲,宝祥村\n李样乙,金容寨村", rosters.clerk)
    assert (faults(done), actions(done)) == (["2 unit V008"], {3: "create"})


def test_a_unit_above_the_own_is_seen_but_not_filled(rosters):
    """The clerk knows the name of the town; a member of the town's team is the town's to enter."""
    rosters.town.add("emergency_team", {"unit": rosters.town.unit("510923108000"), "name": "金元镇应急队", "kind": "town_team"})
    done = rosters.look("姓名,单位,所在队伍\n张样甲,金元镇,金容寨村应急分队", rosters.clerk)
    assert faults(done) == ["2 unit A003"]


def test_another_towns_units_do_not_exist_for_the_town(rosters):
    assert faults(rosters.look("姓名,单位\n张样甲,象山村")) == ["2 unit V008"]


def test_a_retired_village_gives_its_successor_with_a_warning(rosters):
    town = rosters.town
    town.add("unit", {"code": "510923108227", "name": "明月村", "level": "village", "parent": town.unit("510923108000"),
                      "valid_to": "2020-05-01", "merged_into": town.unit("226")})
    done = rosters.look("姓名,单位\n张样甲,明月村")
    assert ([row.values["unit"] for row in done.rows], warned(done)) == ([town.unit("226")], ["2 unit V017"])


def test_a_unit_under_another_kind_of_ending_is_taken_with_a_warning(rosters):
    done = rosters.look("姓名,单位\n张样甲,金容寨社区")
    assert ([row.values["unit"] for row in done.rows], warned(done)) == ([rosters.town.unit("225")], ["2 unit V018"])


def test_two_villages_of_one_name_are_told_apart_by_their_path(rosters):
    rosters.town.add("unit", {"code": "510923107226", "name": "宝祥村", "level": "village",
                              "parent": rosters.town.unit("510923107000")})
    supervisor = rosters.town.viewer("county_admin", "510923000000", user_id=3)
    done = rosters.look("姓名,单位\n张样甲,宝祥村\n李样乙,金元镇宝祥村", supervisor)
    assert (faults(done), actions(done)) == (["2 unit V009"], {3: "create"})
    assert faults(rosters.look("姓名,单位\n张样甲,宝祥村")) == []  # the town's clerk has only one of them


def test_who_may_not_import_is_refused_before_the_file_is_read(rosters):
    with pytest.raises(Refused) as refused:
        rosters.look("姓名\n张样甲", rosters.town.viewer("town_leader", "510923108000"))
    assert [each.code for each in refused.value.found] == ["A003"]


def test_a_foreign_record_is_not_met(rosters):
    """A row that means a record of another village makes a record of its own, it never changes the other."""
    rosters.bring("姓名,单位,联系电话\n张样甲,宝祥村,19900000001")
    done = rosters.bring("姓名,联系电话\n张样甲,19900000009", rosters.clerk)
    assert [row.action for row in done.rows] == ["create"]
    assert [(row["unit_id"], row["phone"]) for row in rosters.stored()] == [
        (rosters.town.unit("226"), ("19900000001",)), (rosters.town.unit("225"), ("19900000009",))]


def test_a_taken_id_number_is_told_without_saying_whose(rosters):
    from tests.exchange.files import person

    rosters.bring(f"单位,姓名,身份证号\n宝祥村,张样甲,{person(1)}", register="person")
    done = rosters.look(f"单位,姓名,身份证号\n金容寨村,李样乙,{person(1)}", rosters.clerk, register="person")
    assert faults(done) == ["2 id_number V003"]
