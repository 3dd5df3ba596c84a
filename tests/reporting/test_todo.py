"""The to-do list: what is due from whom across all registers, and never more than what is theirs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from app.behaviours.closing import resolve
from app.behaviours.giving import offer, send_back
from app.behaviours.handling import pause, tell_county, write_progress
from app.reporting.todo.listing import FIRST, SIZE, count_todo, list_todo
from app.reporting.todo.owing import Asking, Pile, What
from tests.behaviours.cases import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, at, dispute, do, run
from tests.behaviours.returning import back, owed, report, submit
from tests.behaviours.returning import run as run_returns
from tests.sites import Town


def todo(town: Town, who: Any, day: str, time: str = "10:00", pile: Pile | None = None) -> list[tuple[str, str, str]]:
    """Pile, what and name of each line, as somebody sees it on a day."""
    with town.work(who, now=at(day, time)) as work:
        found = list_todo(work, pile)
        assert found.counts[pile or Pile.TODAY] == count_todo(work)[pile or Pile.TODAY]
        return [(line.pile.value, line.what.value, line.name.partition(" ")[2] or line.name) for line in found.lines]


def own(town: Town, unit: str = VILLAGE, role: str = "village_clerk", department: str | None = None, user: int = 1) -> Any:
    return town.viewer(role, unit, department=department, user_id=user)


@pytest.mark.parametrize(("day", "pile"), [
    ("2026-08-05", None), ("2026-08-06", "soon"), ("2026-08-07", "soon"), ("2026-08-09", "soon"), ("2026-08-10", "today"),
    ("2026-08-11", "overdue")])
def test_a_case_is_due_soon_within_two_working_days_then_today_then_overdue(town, day, pile):
    dispute(town, title="蓝案")  # found on Wednesday the 5th, three working days: due on Monday the 10th
    assert [each for each, what, _ in todo(town, own(town), day) if what == "handling"] == ([pile] if pile else [])


def test_due_soon_is_a_figure_of_the_policy(town):
    with town.work(own(town), now=at("2026-08-06")) as work:
        assert Asking(work).soon == date(2026, 8, 10)  # Thursday, and two working days after it


def test_a_step_leaves_the_case_overdue_with_its_next_holder_as_on_the_board(town):
    dispute(town, title="升级案", people_involved=5)
    run(town, at("2026-08-20"))
    assert todo(town, own(town), "2026-08-20") == []
    assert ("overdue", "handling", "升级案") in todo(town, own(town, TOWN, "town_clerk"), "2026-08-20")
    with town.work(own(town, TOWN, "town_clerk"), now=at("2026-08-20")) as work:
        assert [line.missed for line in list_todo(work, Pile.OVERDUE).lines if line.what is What.HANDLING] == [1]


def test_what_a_red_case_asks_for_within_hours_is_today_then_overdue(town):
    case = dispute(town, title="红案", people_involved=50, now=at("2026-08-05", "10:00"))
    who = own(town, TOWN, "town_clerk")
    urgent = [each[:2] for each in todo(town, who, "2026-08-05", "10:30") if each[1] in ("told", "plan")]
    assert urgent == [("today", "told"), ("today", "plan")] or urgent == [("today", "plan"), ("today", "told")]
    assert ("overdue", "told", "红案") in todo(town, who, "2026-08-05", "11:00")
    with town.work(who, now=at("2026-08-20")) as work:
        days = {line.what: line.day for line in list_todo(work, Pile.OVERDUE).lines}
    assert (days[What.TOLD], days[What.PLAN]) == (date(2026, 8, 5), date(2026, 8, 6)), "from when it was red, 1 and 24 hours"
    do(town, case, tell_county, "电话", now=at("2026-08-05", "11:30"))
    assert "told" not in [what for _, what, _ in todo(town, who, "2026-08-05", "12:00")]
    assert ("overdue", "plan", "红案") in todo(town, who, "2026-08-06", "10:00")


def test_an_offer_waits_for_its_answer_and_comes_back_to_its_sender(town):
    case = dispute(town, title="转办案", people_involved=12)
    other, justice = "社会治理和应急管理办", "司法所"
    sender, receiver = own(town, TOWN, "department_clerk", justice), own(town, TOWN, "department_clerk", other, 2)
    do(town, case, offer, who=sender, unit=town.unit(TOWN), department=town.departments[other], reason="归口")
    assert ("accept", "offer", "转办案") in todo(town, receiver, "2026-08-05")
    assert ("returned", "transfer", "转办案") not in todo(town, sender, "2026-08-05")
    do(town, case, send_back, "不归我办", who=receiver)
    assert ("accept", "offer", "转办案") not in todo(town, receiver, "2026-08-05")
    assert ("returned", "transfer", "转办案") in todo(town, sender, "2026-08-05")
    do(town, case, write_progress, "另找承办部门", who=sender)
    assert ("returned", "transfer", "转办案") not in todo(town, sender, "2026-08-05")


def test_an_offer_that_nobody_answered_is_back_with_its_sender(town):
    case = dispute(town, title="转办案", people_involved=12)
    sender = own(town, TOWN, "department_clerk", "司法所")
    do(town, case, offer, who=sender, unit=town.unit(TOWN), reason="归口",
       department=town.departments["社会治理和应急管理办"])
    run(town, at("2026-08-08"))
    assert ("returned", "transfer", "转办案") in todo(town, sender, "2026-08-08")


def test_returns_are_mine_by_their_day_and_missing_below_for_the_town(town):
    run_returns(town, "2026-08-05")
    half = owed(town)
    with town.work(own(town), now=at("2026-08-13")) as work:
        assert [line.pile for line in list_todo(work).lines if line.record == half] == [Pile.SOON]
    report(town, "2026-08-01", "2026-08-14")
    submit(town, half, now=at("2026-08-14"))
    back(town, half, now=at("2026-08-14", "12:00"))
    with town.work(own(town), now=at("2026-08-14", "13:00")) as work:
        assert [line.pile for line in list_todo(work).lines if line.record == half] == [Pile.RETURNED]
    missing = owed(town, unit=OTHER_VILLAGE)
    with town.work(own(town, TOWN, "town_clerk"), now=at("2026-08-15")) as work:
        below = [line for line in list_todo(work, Pile.MISSING).lines if line.record == missing]
        assert [(line.pile, line.unit) for line in below] == [(Pile.MISSING, town.unit(OTHER_VILLAGE))]
    with town.work(own(town, OTHER_VILLAGE), now=at("2026-08-15")) as work:
        assert [line.pile for line in list_todo(work, Pile.OVERDUE).lines if line.record == missing] == [Pile.OVERDUE]


def test_a_follow_up_is_due_a_week_ahead(town):
    case = dispute(town, title="已化解案")
    do(town, case, resolve, outcome="success", method="mediation", agreement="双方和解", on="2026-08-05")
    assert "follow_up" not in [what for _, what, _ in todo(town, own(town), "2026-08-27")]
    assert ("follow_ups", "follow_up", "已化解案") in todo(town, own(town), "2026-08-28")  # 30 days after, less 7


def test_the_other_registers_owe_by_their_days(town):
    village, office = town.unit(VILLAGE), town.departments["司法所"]
    petition = {"unit": village, "title": "修路", "channel": "visit", "category": "neighbours", "description": "请修路",
                "received_on": "2026-08-05", "working_days": 1, "holder_unit": village}
    channels = town.site.definition.vocabularies["petition_channel"].terms
    town.add("petition", {**petition, "channel": next(iter(channels))})
    kinds = town.site.definition.vocabularies["supervision_kind"].terms
    order = town.add("supervision", {
        "unit": village, "kind": next(iter(kinds)), "subject": "报送", "reason": "缺报", "demand": "补报",
        "issued_on": "2026-08-05", "issued_by": "余清泉", "due_on": "2026-08-06"})
    town.add("village_warning", {"unit": village, "year": 2026, "month": "m07", "colour": "yellow", "graded_on": "2026-08-05",
                                 "due_on": "2026-08-07"})
    task = {"unit": town.unit(TOWN), "year": 2026, "seq": 1, "name": "演练", "content": "开展演练", "deadline": "2026-08-07",
            "category": next(iter(town.site.definition.vocabularies["task_category"].terms)), "lead_department": office}
    town.add("work_task", {**task, "all_villages": "yes"})
    found = todo(town, own(town), "2026-08-06")
    kinds_of = Counter((pile, what) for pile, what, _ in found)
    assert kinds_of == {("today", "handling"): 1, ("today", "answer"): 1, ("soon", "rectifying"): 1, ("tasks", "task"): 1}
    assert [what for _, what, _ in todo(town, own(town, TOWN, "department_clerk", "司法所"), "2026-08-06")] == ["task"]
    town.add("supervision_answer", {"order_of": order, "answered_by": "余清泉", "answer": "已补报", "finished": "yes",
                                    "answered_on": "2026-08-05"})
    assert "answer" not in [what for _, what, _ in todo(town, own(town), "2026-08-06")]
    assert todo(town, own(town, OTHER_VILLAGE), "2026-08-06") == [("tasks", "task", "演练")]


@pytest.mark.parametrize("role", ["auditor", "system_admin", "security_admin"])
def test_who_has_no_rows_owes_nothing(town, role):
    dispute(town)
    assert todo(town, own(town, COUNTY, role), "2026-09-01") == []


def test_a_paused_case_is_not_due(town):
    case = dispute(town)
    do(town, case, pause, "away", "当事人外出")
    assert todo(town, own(town), "2026-08-10") == []


def test_each_pile_shows_its_first_lines_and_all_of_them_on_pages(town):
    for number in range(FIRST + 3):
        dispute(town, title=f"案 {number}")
    assert len(todo(town, own(town), "2026-08-10")) == FIRST
    assert len(todo(town, own(town), "2026-08-10", pile=Pile.TODAY)) == FIRST + 3
    with town.work(own(town), now=at("2026-08-10")) as work:
        assert list_todo(work).counts[Pile.TODAY] == FIRST + 3
        assert list_todo(work, Pile.TODAY, page=2).lines == ()
    assert SIZE > FIRST


