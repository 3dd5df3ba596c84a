"""What an act leaves in other registers, and what is entered there: one door for follow-ups, orders and reviews."""

from __future__ import annotations

import pytest

from app.access.refusal import Refused
from app.access.viewer import unscoped
from app.behaviours import acts
from app.problems import Problems
from app.records.storing import create, edit, fetch
from tests.behaviours.cases import GRID, TOWN, VILLAGE, at, dispute, do, lines, notices
from tests.behaviours.test_looking_back import RESOLVING


@pytest.fixture
def resolved(town):
    case = dispute(town)
    do(town, case, acts.resolve, **RESOLVING)
    return case


def stored(town, register):
    with unscoped("test"), town.sessions() as session:
        return session.query(town.site.models.classes[register]).order_by("id").all()


def look(case, result, **more):
    return {"dispute": case, "round": "first", "due_on": "2026-09-04", "done_on": "2026-09-03", "done_by": "陈样甲",
            "result": result, "note": "上门看过", **more}


def enter(town, who, raw, day="2026-09-03"):
    with town.work(who, now=at(day)) as work:
        return create(work, town.site.definition.registers["follow_up"], raw).id


def test_a_relapse_entered_among_the_follow_ups_opens_the_case_again(town, resolved):
    enter(town, town.viewer("village_clerk", VILLAGE, user_id=7), look(resolved, "relapsed", note="又起争执"))
    found = town.record("dispute", resolved)
    assert (found.status, found.relapses, found.colour) == ("open", 1, "yellow")
    assert lines(town, resolved, "kind", "said", "reason")[1:] == [
        ("followed_up", "relapsed", "又起争执"), ("reopened", None, "又起争执")]
    assert len(stored(town, "follow_up")) == 1


def test_a_planned_look_that_is_filled_in_answers_its_round_and_its_result_stays(town, resolved):
    clerk = town.viewer("village_clerk", VILLAGE, user_id=7)
    planned = enter(town, clerk, {"dispute": resolved, "round": "first", "due_on": "2026-09-04"}, "2026-08-06")
    assert town.record("dispute", resolved).follow_up_due.isoformat() == "2026-09-04"
    register = town.site.definition.registers["follow_up"]
    with town.work(clerk, now=at("2026-09-03")) as work:
        record = fetch(work, register, planned)
        edit(work, register, record, look(resolved, "stable"), record.version)
    assert town.record("dispute", resolved).follow_up_due.isoformat() == "2026-11-03"
    with pytest.raises(Problems) as refused, town.work(clerk, now=at("2026-09-04")) as work:
        record = fetch(work, register, planned)
        edit(work, register, record, {"result": "relapsed"}, record.version)
    assert [each.code for each in refused.value.found] == ["A049"]


def test_who_may_not_look_back_does_not_do_it_by_entering_a_result(town):
    case = dispute(town, GRID)
    do(town, case, acts.resolve, **RESOLVING)
    with pytest.raises(Refused) as refused:
        enter(town, town.viewer("grid_officer", GRID, user_id=8), look(case, "stable"))
    assert [each.code for each in refused.value.found] == ["A003"]
    assert stored(town, "follow_up") == []


def test_a_look_at_a_case_that_is_open_is_refused(town):
    case = dispute(town)
    with pytest.raises(Problems) as refused:
        enter(town, town.viewer("village_clerk", VILLAGE, user_id=7), look(case, "stable", done_on="2026-08-05"), "2026-08-05")
    assert [each.code for each in refused.value.found] == ["A006"]
    assert stored(town, "follow_up") == []


def test_an_order_by_hand_is_told_to_the_holder_and_waits_for_an_answer(town):
    case = dispute(town)
    leader = town.viewer("town_leader", TOWN, user_id=9, name="许样甲")
    do(town, case, acts.supervise, "red", "多次催办未动", "两日内报方案", who=leader)
    order = stored(town, "supervision")[0]
    assert (order.about, order.dispute_id, order.unit_id, order.card, order.status) == (
        "dispute", case, town.unit(VILLAGE), "red", "issued")
    assert (order.reason, order.demand, order.issued_by) == ("多次催办未动", "两日内报方案", "许样甲")
    assert order.due_on.isoformat() == "2026-08-10"  # Wednesday the 5th and three working days
    assert notices(town)[-1] == (town.unit(VILLAGE), None)
    clerk = town.viewer("village_clerk", VILLAGE, user_id=7)
    with town.work(clerk) as work:
        create(work, town.site.definition.registers["supervision_answer"],
               {"order_of": order.id, "answered_by": "陈样甲", "answer": "已约双方"})
    assert stored(town, "supervision_answer")[0].unit_id == town.unit(VILLAGE)


@pytest.mark.parametrize(("grade", "more", "codes"), [
    ("good", {}, []), ("poor", {}, ["improvement"]), ("poor", {"improvement": "补走访"}, [])])
def test_a_review_of_a_resolved_case_stands_among_the_reviews(town, resolved, grade, more, codes):
    leader = town.viewer("town_leader", TOWN, user_id=9)
    if codes:
        with pytest.raises(Problems) as refused:
            do(town, resolved, acts.review, grade, "程序记录齐全", who=leader, **more)
        assert [each.field for each in refused.value.found] == codes
        assert [kind for kind, in lines(town, resolved, "kind")] == ["resolved"]
        return
    do(town, resolved, acts.review, grade, "程序记录齐全", who=leader, **more)
    row = stored(town, "case_review")[0]
    assert (row.dispute_id, row.unit_id, row.kind, row.grade, row.findings) == (
        resolved, town.unit(TOWN), "resolved", grade, "程序记录齐全")
    assert (row.due_on is not None) == (grade == "poor")


def test_a_review_of_an_open_case_asks_for_the_cause(town):
    case = dispute(town)
    with pytest.raises(Problems) as refused:
        do(town, case, acts.review, "good", "久拖不决")
    assert [each.field for each in refused.value.found] == ["cause"]
    do(town, case, acts.review, "good", "久拖不决", "双方积怨")
    assert stored(town, "case_review")[0].kind == "hard"
