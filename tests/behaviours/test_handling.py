"""Progress, pauses, orders from above, the county told, reviews (rules.md §1 ◇)."""

from __future__ import annotations

from datetime import date

import pytest

from app.access.viewer import unscoped
from app.behaviours import acts
from app.problems import Problems
from tests.behaviours.cases import TOWN, VILLAGE, at, dispute, do, lines, log, notices, run, where


@pytest.fixture
def yellow(town):
    """Of three people: yellow, in the village; progress weekly, due on 14 August."""
    return dispute(town, people_involved=3)


def owed(town, case):
    found = town.record("dispute", case)
    return found.progress_due.isoformat() if found.progress_due else None, found.progress_missed, found.cards


def test_a_new_case_owes_progress_by_its_colour(town, yellow):
    assert owed(town, yellow) == ("2026-08-12", 0, 0)
    assert owed(town, dispute(town)) == (None, 0, 0)


def test_missed_progress_is_a_yellow_card_and_the_second_in_a_row_a_red_one(town):
    case = dispute(town, people_involved=12)  # orange: every three days, due in 15 working days
    assert run(town, at("2026-08-10", "23:59")).steps == 0  # the third day is a Saturday, so Monday counts
    assert run(town, at("2026-08-11", "00:00")).steps == 1
    run(town, at("2026-08-14", "00:00"))
    assert log(town, case, "number", "kind", "said") == [(1, "card", "yellow"), (2, "card", "red")]
    assert where(town, case)[0] == "orange"


def test_progress_breaks_the_row_and_is_told_among_the_notes(town, yellow):
    run(town, at("2026-08-13"))
    do(town, yellow, acts.write_progress, "双方同意再谈", now=at("2026-08-13"))
    assert owed(town, yellow) == ("2026-08-20", 0, 1)
    assert log(town, yellow, "kind", "reason") == [("card", None), ("progress", "双方同意再谈")]
    with unscoped("test"), town.sessions() as session:
        note = session.query(town.site.models.classes["dispute_event"]).one()
        assert (note.kind, note.note, note.dispute_id) == ("progress", "双方同意再谈", yellow)


def test_a_paused_case_does_not_fall_due_and_gets_its_days_back(town, yellow):
    """Yellow, due on 14 August; paused on Monday the 10th, resumed on Thursday the 13th: Tuesday and Wednesday do not count."""
    do(town, yellow, acts.pause, "appraisal", "等待伤情鉴定", now=at("2026-08-10"))
    found = town.record("dispute", yellow)
    assert (found.pause_cause, found.paused_at) == ("appraisal", at("2026-08-10"))
    assert run(town, at("2026-08-12")).steps == 0
    do(town, yellow, acts.resume, now=at("2026-08-13"))
    found = town.record("dispute", yellow)
    assert (found.due_on, found.progress_due, found.paused_at, found.pause_cause) == (
        date(2026, 8, 18), date(2026, 8, 14), None, None)
    assert lines(town, yellow, "kind", "said") == [("paused", "appraisal"), ("resumed", None)]


def test_what_fell_due_before_the_pause_is_written_and_nothing_after_it(town, yellow):
    do(town, yellow, acts.pause, "away", "外出", now=at("2026-08-17"))
    assert where(town, yellow)[0] == "orange"
    assert run(town, at("2026-12-31")).steps == 0


def test_a_pause_is_for_a_listed_cause_and_for_a_running_clock(town, yellow):
    for cause, code in [("", "V001"), ("busy", "V041")]:
        with pytest.raises(Problems) as refused:
            do(town, yellow, acts.pause, cause, "说明")
        assert [(each.code, each.field) for each in refused.value.found] == [(code, "pause_cause")]
    do(town, yellow, acts.pause, "鉴定", "等待鉴定")
    for act, given in [(acts.pause, ("away", "再停")), (acts.hand_up, ("上报",))]:
        with pytest.raises(Problems) as refused:
            do(town, yellow, act, *given)
        assert [each.code for each in refused.value.found] == ["A017"]
    do(town, yellow, acts.resume)
    with pytest.raises(Problems) as refused:
        do(town, yellow, acts.resume)
    assert [each.code for each in refused.value.found] == ["A017"]


def test_an_end_ends_the_pause_and_what_is_owed(town, yellow):
    do(town, yellow, acts.pause, "litigation", "已起诉")
    do(town, yellow, acts.end, outcome="litigation", why="法院已受理", on="2026-08-05")
    found = town.record("dispute", yellow)
    assert (found.paused_at, found.pause_cause, found.progress_due) == (None, None, None)


def test_a_leader_supervises_with_a_card_and_the_holder_is_told(town, yellow):
    do(town, yellow, acts.supervise, "red", "多次催办未动", who=town.viewer("town_leader", TOWN, user_id=9))
    assert log(town, yellow, "kind", "said", "user_id", "reason") == [("supervised", "red", 9, "多次催办未动")]
    assert notices(town) == [(town.unit(VILLAGE), None)]
    assert where(town, yellow)[0] == "yellow"


def test_the_county_is_told_of_a_red_case_once(town, yellow):
    with pytest.raises(Problems) as refused:
        do(town, yellow, acts.tell_county)
    assert [each.code for each in refused.value.found] == ["A017"]
    red = dispute(town, people_involved=60)
    do(town, red, acts.tell_county, "已电话报告", now=at("2026-08-05", "10:40"))
    found = town.record("dispute", red)
    assert (found.coloured_at, found.county_told_at, found.planned_at) == (
        at("2026-08-05"), at("2026-08-05", "10:40"), None)
    assert notices(town) == [(town.unit("510923000000"), None)]
    with pytest.raises(Problems):
        do(town, red, acts.tell_county)


def test_a_review_stands_in_the_log(town, yellow):
    do(town, yellow, acts.review, "poor", "未按时走访", "人手少", "补走访", who=town.viewer("town_leader", TOWN, user_id=9))
    assert log(town, yellow, "kind", "said", "reason") == [("reviewed", "poor", "未按时走访")]
