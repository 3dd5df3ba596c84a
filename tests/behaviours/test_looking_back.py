"""回头看: two rounds after a resolution; stable answers one, a relapse opens the case again (S4 三(二)3)."""

from __future__ import annotations

import pytest

from app.access.viewer import unscoped
from app.behaviours import acts
from app.problems import Problems
from tests.behaviours.cases import VILLAGE, at, dispute, do, lines

RESOLVING = {"outcome": "success", "method": "mediation", "agreement": "各让一步，重立界石。", "on": "2026-08-05"}


@pytest.fixture
def resolved(town):
    case = dispute(town)
    do(town, case, acts.resolve, **RESOLVING)
    return case


def due(town, case):
    day = town.record("dispute", case).follow_up_due
    return day and day.isoformat()


def rows(town):
    with unscoped("test"), town.sessions() as session:
        found = session.query(town.site.models.classes["follow_up"]).order_by("id").all()
        return [(each.round, each.due_on.isoformat(), each.done_on.isoformat(), each.result) for each in found]


def test_each_look_answers_one_round(town, resolved):
    assert due(town, resolved) == "2026-09-04"
    clerk = town.viewer("village_clerk", VILLAGE, user_id=7, name="陈样甲")
    do(town, resolved, acts.follow_up, "stable", who=clerk, now=at("2026-09-03"))
    assert due(town, resolved) == "2026-11-03"
    do(town, resolved, acts.follow_up, "稳定", "履行完毕", who=clerk, now=at("2026-11-05"))
    assert due(town, resolved) is None
    assert rows(town) == [("first", "2026-09-04", "2026-09-03", "stable"), ("second", "2026-11-03", "2026-11-05", "stable")]


def test_a_relapse_opens_the_case_with_its_history(town, resolved):
    clerk = town.viewer("village_clerk", VILLAGE, user_id=7)  # who may look back may find a relapse, without the right to close
    do(town, resolved, acts.follow_up, "relapsed", "又起争执", who=clerk, now=at("2026-09-03"))
    found = town.record("dispute", resolved)
    assert (found.status, found.relapses, found.follow_up_due, found.colour) == ("open", 1, None, "yellow")
    assert lines(town, resolved, "kind", "said") == [("resolved", None), ("followed_up", "relapsed"), ("reopened", None)]
    assert rows(town) == [("first", "2026-09-04", "2026-09-03", "relapsed")]
    do(town, resolved, acts.resolve, now=at("2026-09-03"), **{**RESOLVING, "on": "2026-09-03"})
    assert due(town, resolved) == "2026-10-03"  # the rounds begin anew


def test_a_look_says_what_it_found(town, resolved):
    for result, code, field in [("", "V001", "result"), ("fine", "V041", "result"), ("relapsed", "A014", "reason")]:
        with pytest.raises(Problems) as refused:
            do(town, resolved, acts.follow_up, result)
        assert [(each.code, each.field) for each in refused.value.found] == [(code, field)]


def test_a_closed_case_is_still_looked_at(town, resolved):
    do(town, resolved, acts.close)
    do(town, resolved, acts.follow_up, "stable", now=at("2026-09-04"))
    assert (town.record("dispute", resolved).status, due(town, resolved)) == ("closed", "2026-11-03")
