"""Rows of one file that mean the same person, and rows that mean stored records."""

import pytest

from app.access.viewer import unscoped
from app.exchange import importing
from app.exchange.importing import plan
from app.records import seen
from app.records.site import Work
from tests.exchange.conftest import actions, faults, warned
from tests.exchange.files import person, text_file


def test_the_later_row_of_one_id_number_is_refused(rosters):
    done = rosters.look(f"姓名,身份证号\n张样甲,{person(1)}\n李样乙,{person(2)}\n王样丙,{person(1)}", rosters.clerk)
    assert (actions(done), faults(done)) == ({2: "create", 3: "create"}, ["4 id_number F040"])
    assert done.rejected[0].values["line"] == 2


def test_one_name_without_numbers_is_warned_of_and_kept_twice(rosters):
    done = rosters.look("姓名,联系电话\n张样甲,19900000001\n张样甲,19900000002", rosters.clerk)
    assert (actions(done), warned(done)) == ({2: "create", 3: "create"}, ["3 name F042"])


def test_one_name_with_two_id_numbers_is_two_people(rosters):
    done = rosters.look(f"姓名,身份证号\n张样甲,{person(1)}\n张样甲,{person(2)}", rosters.clerk)
    assert (actions(done), warned(done)) == ({2: "create", 3: "create"}, [])


def test_one_name_in_two_villages_is_two_people(rosters):
    done = rosters.look("姓名,单位\n张样甲,金容寨村\n张样甲,宝祥村")
    assert (actions(done), warned(done)) == ({2: "create", 3: "create"}, [])


def test_a_number_on_one_of_two_equal_names_leaves_the_warning(rosters):
    done = rosters.look(f"姓名,身份证号\n张样甲,{person(1)}\n张样甲,", rosters.clerk)
    assert warned(done) == ["3 name F042"]


def test_the_later_row_of_one_natural_key_is_refused(rosters):
    done = rosters.look("单位,队伍名称,队伍类型\n金容寨村,巡防队,兼职巡防队\n金容寨村,巡防队,专职巡防队",
                        register="emergency_team")
    assert (actions(done), faults(done)) == ({2: "create"}, ["3 name F041"])


def test_duplicates_are_found_across_chunks(rosters, monkeypatch):
    monkeypatch.setattr("app.exchange.importing.CHUNK", 2)
    rows = "\n".join(f"张样甲,{person(number)}" for number in (1, 2, 3, 4, 1, 3))
    assert faults(rosters.look(f"姓名,身份证号\n{rows}", rosters.clerk)) == ["6 id_number F040", "7 id_number F040"]


def test_a_person_is_known_by_id_number_whatever_the_name(rosters):
    rosters.bring(f"姓名,身份证号\n张样甲,{person(1)}", rosters.clerk)
    done = rosters.bring(f"姓名,身份证号\n张样佳,{person(1)}", rosters.clerk)
    assert ([row.action for row in done.rows], [row["name"] for row in rosters.stored()]) == (["update"], ["张样佳"])


def test_a_person_without_number_is_known_by_team_and_name(rosters):
    rosters.bring("姓名,联系电话\n张样甲,19900000001", rosters.clerk)
    done = rosters.bring(f"姓名,身份证号,联系电话\n张样甲,{person(1)},19900000001", rosters.clerk)
    assert ([row.action for row in done.rows], [row["id_number"] for row in rosters.stored()]) == (["update"], [person(1)])


def test_another_id_number_is_another_person_of_that_name(rosters):
    rosters.bring(f"姓名,身份证号\n张样甲,{person(1)}", rosters.clerk)
    rosters.bring(f"姓名,身份证号\n张样甲,{person(2)}", rosters.clerk)
    assert [(row["name"], row["id_number"]) for row in rosters.stored()] == [("张样甲", person(1)), ("张样甲", person(2))]


def test_two_rows_of_one_name_mean_two_records_each_its_own(rosters):
    roster = "姓名,联系电话,职务\n张样甲,19900000001,队员\n张样甲,19900000002,队长"
    rosters.bring(roster, rosters.clerk)
    assert actions(rosters.look(roster, rosters.clerk)) == {2: "same", 3: "same"}
    turned = "姓名,联系电话,职务\n张样甲,19900000002,队长\n张样甲,19900000001,队员"
    assert actions(rosters.look(turned, rosters.clerk)) == {2: "same", 3: "same"}


def test_two_rows_that_mean_one_record_are_not_both_taken(rosters, monkeypatch):
    monkeypatch.setattr("app.exchange.importing.CHUNK", 1)
    rosters.bring(f"姓名,身份证号\n张样甲,{person(1)}", rosters.clerk)
    done = rosters.look(f"姓名,身份证号\n张样甲,\n李样乙,{person(1)}", rosters.clerk)
    assert (actions(done), faults(done)) == ({2: "same"}, ["3 None F043"])


def test_records_that_exist_may_be_skipped_or_refused(rosters):
    rosters.bring("姓名,联系电话\n张样甲,19900000001\n李样乙,19900000002", rosters.clerk)
    changed = "姓名,联系电话\n张样甲,19900000001\n李样乙,19900000009\n王样丙,"
    skipping = rosters.look(changed, rosters.clerk, when_exists="skip")
    refusing = rosters.look(changed, rosters.clerk, when_exists="refuse")
    assert (actions(skipping), [(row.line, row.why) for row in skipping.skipped]) == ({2: "same", 4: "create"}, [(3, "exists")])
    assert (actions(refusing), faults(refusing)) == ({2: "same", 4: "create"}, ["3 None F044"])


def test_an_empty_cell_clears_what_is_stored_and_says_so(rosters):
    rosters.bring("姓名,联系电话\n张样甲,19900000001", rosters.clerk)
    cleared = rosters.look("姓名,联系电话\n张样甲,", rosters.clerk)
    kept = rosters.look("姓名,联系电话\n张样甲,", rosters.clerk, blank="keep")
    assert (actions(cleared), warned(cleared)) == ({2: "update"}, ["2 phone F034"])
    assert (actions(kept), warned(kept)) == ({2: "same"}, [])


def test_a_value_chosen_for_all_rows_fills_a_column_that_the_file_lacks(rosters):
    values = rosters.look("姓名\n张样甲", fixed={"team": rosters.teams["226"], "post": "队员"}).rows[0].values
    assert (values["team"], values["unit"], values["post"]) == (rosters.teams["226"], rosters.town.unit("226"), "队员")


def test_a_value_chosen_for_all_rows_must_be_a_good_one(rosters):
    assert rosters.look("姓名\n张样甲", fixed={"sex": "不详"}).reason.code == "F027"
    assert rosters.look("姓名\n张样甲", fixed={"nothing": "x"}).reason.code == "F026"
    assert faults(rosters.look("姓名\n张样甲", rosters.clerk, fixed={"team": rosters.teams["226"]})) == ["2 team V008"]


def test_a_file_without_rows_has_its_sentence(rosters):
    assert rosters.look("姓名,性别\n合计,").reason.code == "F024"


def test_a_register_that_takes_no_files_says_so(rosters):
    with unscoped("test"), rosters.town.sessions() as session:
        work = Work(rosters.town.site, session, rosters.town.now, "file")
        done = plan(work, rosters.register("dispute_party"), text_file(rosters.folder, "姓名\n张样甲"))
    assert done.reason.code == "F050"


def test_hundreds_of_namesakes_with_id_numbers_are_never_compared_with_each_other(rosters, monkeypatch):
    """A few thousand of them took a minute."""
    monkeypatch.setattr("app.exchange.importing.CHUNK", 100)
    monkeypatch.setattr("app.records.matching._Matching._may_mean", None)
    rows = "\n".join(f"张样甲,{person(number)}" for number in range(1, 301))
    assert rosters.bring(f"姓名,身份证号\n{rows}", rosters.clerk).counts.create == 300


def test_somebody_on_two_rosters_is_read_again_from_a_file_of_both(rosters):
    """Linked by ID number (rules.md §6); the rule of one row a number is about people who are new."""
    rosters.bring(f"姓名,单位,身份证号\n张样甲,金容寨村,{person(1)}")
    rosters.town.add("team_member", {"team": rosters.teams["226"], "unit": rosters.town.unit("226"), "name": "张样甲",
                                     "id_number": person(1)})
    both = f"姓名,所在队伍,身份证号\n张样甲,宝祥村应急分队,{person(1)}\n张样甲,金容寨村应急分队,{person(1)}"
    assert actions(rosters.look(both)) == {2: "same", 3: "same"}
    third = rosters.look(both + f"\n张样甲,金容寨村应急分队,{person(1)}")
    assert (actions(third), faults(third)) == ({2: "same", 3: "same"}, ["4 id_number F040"])
    assert faults(rosters.look(both.replace("金容寨村", "宝祥村"))) == ["3 id_number F040"]


@pytest.mark.parametrize("held", [0, 1, 2])
def test_a_long_file_finds_its_duplicates_as_a_short_one_does(rosters, monkeypatch, held):
    rows = [f"张样甲,{person(1)}", "李样乙,", f"王样丙,{person(2)}", "李样乙,", f"张样甲,{person(3)}", f"赵样丁,{person(1)}"]
    expected = ({2: "create", 3: "create", 4: "create", 5: "create", 6: "create"}, ["7 id_number F040"], ["5 name F042"])
    monkeypatch.setattr(importing, "CHUNK", 1)
    monkeypatch.setattr(seen, "HELD", held)
    done = rosters.look("姓名,身份证号\n" + "\n".join(rows), rosters.clerk)
    assert (actions(done), faults(done), warned(done)) == expected
    assert done.rejected[0].values["line"] == 2


@pytest.mark.parametrize("held", [0, 1])
def test_one_record_is_meant_by_one_row_of_a_long_file(rosters, monkeypatch, held):
    rosters.bring(f"姓名,身份证号\n张样甲,{person(1)}\n李样乙,{person(2)}", rosters.clerk)
    monkeypatch.setattr(importing, "CHUNK", 1)
    monkeypatch.setattr(seen, "HELD", held)
    done = rosters.look(f"姓名,身份证号,联系电话\n张样甲,{person(1)},\n李样乙,{person(2)},\n张样甲,,19900000001", rosters.clerk)
    assert (actions(done), faults(done)) == ({2: "same", 3: "same", 4: "create"}, [])
