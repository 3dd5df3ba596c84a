"""Changed facts: they may raise a colour, move a case to another holder, and never lower it silently (rules.md §1)."""

from __future__ import annotations

from app.behaviours import acts
from app.records.draft import Draft
from app.records.preparing import prepare
from tests.behaviours.cases import SYSTEM, TOWN, VILLAGE, at, change, dispute, do, lines, notices, run, where


def test_more_people_raise_the_colour_with_one_line_and_one_notice(town):
    case = dispute(town)
    change(town, case, {"people_involved": 12}, now=at("2026-08-06"))
    justice = town.departments["司法所"]
    assert where(town, case) == ("orange", "town", "2026-08-27", town.unit(TOWN), justice)
    assert lines(town, case, "number", "kind", "from_colour", "to_colour", "from_level", "to_level") == [
        (1, "regraded", 1, 3, "village", "town")]
    assert notices(town) == [(town.unit(TOWN), justice)]


def test_fewer_people_leave_the_colour_and_the_clock(town):
    case = dispute(town, people_involved=12)
    before = where(town, case)
    change(town, case, {"people_involved": 2}, now=at("2026-08-06"))
    found = town.record("dispute", case)
    assert (where(town, case), found.base_colour, lines(town, case)) == (before, "blue", [])


def test_an_edit_that_concerns_neither_colour_nor_holder_leaves_no_line(town):
    case = dispute(town)
    change(town, case, {"title": "水沟争议"})
    assert (lines(town, case), town.record("dispute", case).step_number) == ([], 0)


def test_another_department_is_told_that_it_holds_the_case(town):
    case = dispute(town, people_involved=12)
    office = town.departments["社会治理和应急管理办"]
    change(town, case, {"lead_department": office})
    assert where(town, case)[3:] == (town.unit(TOWN), office)
    assert (lines(town, case), notices(town)) == ([(1, "assigned")], [(town.unit(TOWN), office)])


def test_nobody_is_told_of_the_own_doing(town):
    case = dispute(town)
    change(town, case, {"people_involved": 3}, who=town.viewer("village_clerk", VILLAGE))
    assert (lines(town, case), notices(town)) == ([(1, "regraded")], [])


def test_an_edit_of_an_overdue_case_writes_the_step_first(town):
    case = dispute(town)
    change(town, case, {"people_involved": 12}, now=at("2026-08-12"))
    assert lines(town, case, "kind", "from_colour", "to_colour", "due_on")[0][:3] == ("overdue", 1, 2)
    assert [line[0] for line in lines(town, case, "kind")] == ["overdue", "regraded"]
    assert where(town, case)[0] == "red"  # orange by the lines, and one overdue step


def test_a_row_of_a_file_never_restarts_a_clock_that_owes_a_step(town):
    case = dispute(town)
    register = town.site.definition.registers["dispute"]
    row = {"unit": "金容寨村", "title": "边界争议", "found_on": "2026-08-05", "people_involved": "12"}
    with town.work(SYSTEM, now=at("2026-08-12"), door="file") as work:
        draft = Draft(row)
        prepare(work, register, [draft], match_on=register.importing.match_on)
        assert (draft.record_id, draft.columns["colour"], draft.columns["due_on"].isoformat()) == (case, "blue", "2026-08-10")
    run(town, at("2026-08-12"))
    assert lines(town, case) == [(1, "overdue")]


def test_a_case_that_has_ended_is_not_graded_again(town):
    case = dispute(town)
    do(town, case, acts.end, outcome="withdrawn", why="和解", on="2026-08-05")
    change(town, case, {"people_involved": 60})
    assert (where(town, case)[0], lines(town, case)) == ("blue", [(1, "ended")])
