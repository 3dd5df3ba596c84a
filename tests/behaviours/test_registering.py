"""Where a new case stands: colour, deadline, holder (rules.md §1)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.behaviours import acts
from tests.behaviours.cases import COUNTY, GRID, SYSTEM, TOWN, VILLAGE, at, change, dispute, do, lines, where

OFFICE, JUSTICE = "社会治理和应急管理办", "司法所"


@pytest.mark.parametrize(("unit", "facts", "colour", "level", "due", "holder", "department"), [
    (VILLAGE, {"people_involved": 2}, "blue", "village", "2026-08-10", VILLAGE, None),
    (VILLAGE, {"people_involved": 3}, "yellow", "village", "2026-08-14", VILLAGE, None),
    (VILLAGE, {"people_involved": 12}, "orange", "town", "2026-08-26", TOWN, JUSTICE),
    (VILLAGE, {"danger": "是"}, "red", "town", "2026-09-02", TOWN, JUSTICE),
    (TOWN, {"people_involved": 2}, "blue", "town", "2026-08-10", TOWN, JUSTICE),
    (VILLAGE, {"people_involved": 12, "category": "enterprise"}, "orange", "town", "2026-08-26", TOWN, OFFICE),
    (VILLAGE, {"amount": "10"}, "orange", "town", "2026-08-26", TOWN, JUSTICE),
    (VILLAGE, {"trend": "rising"}, "yellow", "village", "2026-08-14", VILLAGE, None),
], ids=["blue", "yellow", "orange", "red", "in the town", "a function nobody holds", "by the amount in 万元", "rising"])
def test_a_new_case_is_graded_and_has_a_holder(town, unit, facts, colour, level, due, holder, department):
    case = dispute(town, unit, **facts)
    held = (town.unit(holder), town.departments.get(department))
    assert where(town, case) == (colour, level, due, *held)
    assert lines(town, case) == []


def test_the_registration_is_day_0_even_when_it_was_found_long_ago(town):
    case = dispute(town, found_on="2026-07-01")
    found = town.record("dispute", case)
    assert (found.registered_on.isoformat(), found.due_on.isoformat()) == ("2026-08-05", "2026-08-10")
    assert (found.status, found.stage, found.graded_under.isoformat()) == ("open", "registered", "2021-01-01")


def test_a_blue_case_stays_in_the_grid_only_where_a_grid_officer_is_on_duty(town):
    empty = dispute(town, GRID)
    seen = dispute(town, GRID, who=town.viewer("grid_officer", GRID))
    duty = town.site.models.system.duty
    row = {"user_id": 9, "role": "grid_officer", "unit_id": town.unit(GRID), "valid_from": at("2026-01-01").date(),
           "valid_to": at("2026-08-31").date(), "granted_at": at("2026-01-01")}
    with unscoped("test"), town.sessions() as session:
        session.execute(guarded(insert(duty).values(row)))
        session.commit()
    staffed, too_late = dispute(town, GRID), dispute(town, GRID, now=at("2026-09-01"))
    assert [where(town, case)[1] for case in (empty, seen, staffed, too_late)] == ["village", "grid", "grid", "village"]
    assert where(town, seen)[3:] == (town.unit(GRID), None)


def test_the_category_gives_department_and_type_of_the_return_and_a_correction_moves_them(town):
    case = dispute(town, category="traffic")
    first = town.record("dispute", case)
    assert (first.lead_department_id, first.form_type) == (town.departments[OFFICE], "other")
    change(town, case, {"category": "neighbours"})
    second = town.record("dispute", case)
    assert (second.lead_department_id, second.form_type) == (town.departments[JUSTICE], "civil")


def test_what_somebody_chose_stays_when_the_category_is_corrected(town):
    case = dispute(town, category="traffic", form_type="village_affairs", lead_department=town.departments[JUSTICE])
    change(town, case, {"category": "labour"})
    found = town.record("dispute", case)
    assert (found.lead_department_id, found.form_type) == (town.departments[JUSTICE], "village_affairs")


def test_the_successor_of_a_merged_village_holds_its_cases(town):
    case = dispute(town)
    with town.work(SYSTEM) as work:
        unit = work.session.get(town.site.models.classes["unit"], town.unit(VILLAGE))
        unit.merged_into_id = town.unit("226")
        work.session.flush()
    change(town, case, {"people_involved": 3})
    found = town.record("dispute", case)
    assert (found.unit_id, found.holder_unit_id, found.village_id) == (town.unit(VILLAGE), town.unit("226"), town.unit("226"))


def test_the_county_holds_what_climbs_to_it(town):
    case = dispute(town, people_involved=12)
    do(town, case, acts.hand_up, "牵涉两个镇")
    assert where(town, case)[1] == "county"
    assert where(town, case)[3:] == (town.unit(COUNTY), None)
