"""Deadlines of cases whose village was merged into another one meanwhile, worked out by hand (rules.md §7).

宝祥村 goes to 金容寨村 on Friday 7 August 2026. A merger moves no due day; what falls due afterwards is the successor's, and
the unit where the case arose stays. August 2026 has no holidays: Monday–Friday. Days: blue 3, yellow 7, orange 15.
"""

from __future__ import annotations

import pytest

from app.behaviours import acts
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE, at, dispute, do, lines, run, where
from tests.behaviours.test_returns import merge

JUSTICE = "司法所"


@pytest.fixture
def merged(town):
    """Makes a case in 宝祥村 on the 5th, lets things happen to it, then merges the village."""
    def made(people, *before):
        case = dispute(town, OTHER_VILLAGE, people_involved=people)
        for act, now, named in before:
            do(town, case, act, now=now, **named)
        merge(town, OTHER_VILLAGE, VILLAGE, "2026-08-07")
        return case

    return made


def test_a_merger_moves_no_due_day_and_the_step_after_it_is_the_successors(town, merged):
    case = merged(2)  # Th6 Fr7 Mo10
    run(town, at("2026-08-10", "23:59"))
    assert where(town, case)[2] == "2026-08-10"
    run(town, at("2026-08-11", "00:00"))  # day 0 Tu11: We12 Th13 Fr14 are 1–3, Mo17–Th20 4–7
    assert where(town, case) == ("yellow", "village", "2026-08-20", town.unit(VILLAGE), None)
    found = town.record("dispute", case)
    assert (found.unit_id, found.village_id) == (town.unit(OTHER_VILLAGE), town.unit(VILLAGE))


def test_two_steps_over_a_merger_that_nobody_saw(town, merged):
    case = merged(4)  # Th6 Fr7, Mo10–Fr14
    run(town, at("2026-08-17"))  # day 0 Sa15: Mo17–Fr21 1–5, 24–28 6–10, 31–4 11–15
    assert where(town, case) == ("orange", "town", "2026-09-04", town.unit(TOWN), town.departments[JUSTICE])
    assert lines(town, case, "kind", "from_level", "to_level") == [
        ("passed", "village", "village"), ("overdue", "village", "town")]


def test_a_pause_over_a_merger_gives_its_days_back_to_the_successor(town, merged):
    case = merged(2, (acts.pause, at("2026-08-06"), {"cause": "away", "reason": "外出"}))
    do(town, case, acts.resume, now=at("2026-08-11"))  # Th6 1; not Fr7 Mo10; Tu11 2, We12 3
    assert where(town, case) == ("blue", "village", "2026-08-12", town.unit(VILLAGE), None)


def test_a_hand_up_after_a_merger_goes_to_the_town_above_both(town, merged):
    case = merged(2)
    do(town, case, acts.hand_up, "村里解决不了", now=at("2026-08-10"), who=town.viewer("village_leader", VILLAGE))
    assert where(town, case) == ("blue", "town", "2026-08-13", town.unit(TOWN), town.departments[JUSTICE])  # Tu11 We12 Th13


def test_a_resolution_after_a_merger_is_looked_back_at_on_the_same_days(town, merged):
    case = merged(2)
    do(town, case, acts.resolve, outcome="success", method="mediation", agreement="和解", on="2026-08-10", now=at("2026-08-10"),
       who=town.viewer("village_leader", VILLAGE))
    assert town.record("dispute", case).follow_up_due.isoformat() == "2026-09-09"  # 30 days of the calendar
