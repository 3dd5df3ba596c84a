"""Records that a row names in words: in any width, by name or number, among those that the viewer reaches."""

import pytest

from tests.exchange.conftest import actions, faults
from tests.sites import Town


@pytest.fixture
def team(rosters):
    """Adds a team to village 225."""
    return lambda name: rosters.town.add("emergency_team",
                                         {"unit": rosters.town.unit("225"), "name": name, "kind": "detachment"})


def meant(rosters, name, who=None):
    done = rosters.look(f'姓名,单位,所在队伍\n张样甲,金容寨村,"{name}"', who or rosters.clerk)
    return [row.values["team"] for row in done.rows] or [each.code for each in done.rejected]


@pytest.mark.parametrize("stored", ["应急队（一）", "应急队(一)", "ＡＢ应急队", "AB应急队", "应急队－东", "１２３队", "第①队",
                                    "应急队，东"])
@pytest.mark.parametrize("spelling", ["as stored", "narrow", "wide"])
def test_a_name_means_its_record_in_any_width(rosters, team, stored, spelling):
    from app.fieldtypes.reading import narrow

    record = team(stored)
    wide = "".join(chr(ord(sign) + 0xFEE0) if 0x21 <= ord(sign) <= 0x7E else sign for sign in stored)
    assert meant(rosters, {"as stored": stored, "narrow": narrow(stored), "wide": wide}[spelling]) == [record]


def test_a_name_as_it_is_written_counts_before_one_in_another_width(rosters, team):
    wide, narrow = team("应急队（一）"), team("应急队(一)")
    assert (meant(rosters, "应急队（一）"), meant(rosters, "应急队(一)")) == ([wide], [narrow])


def test_blanks_and_case_do_not_matter(rosters, team):
    record = team("AB 应急队")
    assert [meant(rosters, name) for name in ("ab应急队", "ＡＢ　应急队")] == [[record], [record]]


def test_two_records_that_are_alike_are_ambiguous(rosters, team):
    team("AB应急队"), team("ab应急队")
    assert meant(rosters, "Ab应急队") == ["V009"]


def test_part_of_a_name_is_no_name(rosters, team):
    team("应急队（一）（东）")
    assert meant(rosters, "应急队（一）") == ["V008"]
    assert meant(rosters, "（）") == ["V008"]


def test_a_record_out_of_reach_is_not_found_in_any_width(rosters: object, team) -> None:
    town: Town = rosters.town  # type: ignore[attr-defined]
    town.add("emergency_team", {"unit": town.unit("226"), "name": "应急队（一）", "kind": "detachment"})
    assert (meant(rosters, "应急队（一）"), meant(rosters, "应急队(一)")) == (["V008"], ["V008"])


def test_of_two_teams_of_one_name_the_one_of_the_rows_unit_is_meant(rosters):
    town = rosters.town
    teams = [town.add("emergency_team", {"unit": town.unit(tail), "name": "巡防队（一）", "kind": "part_patrol"})
             for tail in ("225", "226")]
    done = rosters.look("姓名,单位,所在队伍\n张样甲,金容寨村,巡防队(一)\n李样乙,宝祥村,巡防队（一）")
    assert ([row.values["team"] for row in done.rows], faults(done)) == (teams, [])


def test_an_export_with_wide_names_comes_back(rosters, team):
    record = team("金容寨村应急分队（二）")
    rosters.town.add("team_member", {"team": record, "unit": rosters.town.unit("225"), "name": "张样甲"})
    assert actions(rosters.look("姓名,所在队伍\n张样甲,金容寨村应急分队（二）", rosters.clerk)) == {2: "same"}
    assert actions(rosters.look("姓名,所在队伍\n张样甲,金容寨村应急分队(二)", rosters.clerk)) == {2: "same"}
