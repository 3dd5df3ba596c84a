"""A lowering needs a reason and a second person of the handling level or above (rules.md §1 ◇)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.refusal import Refused, Stale
from app.access.viewer import unscoped
from app.behaviours import acts
from app.decisions.scales import Colour
from app.problems import Problems
from tests.behaviours.cases import COUNTY, TOWN, VILLAGE, at, change, dispute, do, lines, run, where


@pytest.fixture
def orange(town):
    """A yellow case that was overdue once: orange, in the town, since 15 August."""
    case = dispute(town, people_involved=3)
    run(town, at("2026-08-15"))
    return case


NOW = at("2026-08-17")
ASKED = (Colour.YELLOW, "双方已平静")


def ask(town, case, *what):
    do(town, case, acts.ask_lowering, *(what or ASKED), who=town.viewer("town_clerk", TOWN, user_id=1), now=NOW)


def test_the_second_person_sets_the_steps_to_0_and_starts_the_lower_clock(town, orange):
    ask(town, orange)
    assert where(town, orange)[0] == "orange"
    do(town, orange, acts.answer_lowering, True, "同意", who=town.viewer("town_leader", TOWN, user_id=2), now=at("2026-08-18"))
    found = town.record("dispute", orange)
    assert (found.colour, found.level, found.added_steps, found.steps_by_hand) == ("yellow", "town", 0, 0)
    assert (found.clock_started_on.isoformat(), found.due_on.isoformat()) == ("2026-08-18", "2026-08-27")
    assert lines(town, orange) == [(1, "overdue"), (2, "lowered")]


def test_a_lowering_below_the_lines_is_kept_as_steps_by_hand(town, orange):
    ask(town, orange, Colour.BLUE, "已握手言和")
    do(town, orange, acts.answer_lowering, True, "同意", who=town.viewer("town_leader", TOWN, user_id=2), now=NOW)
    found = town.record("dispute", orange)
    assert (found.colour, found.base_colour, found.steps_by_hand) == ("blue", "yellow", -1)
    change(town, orange, {"people_involved": 50}, now=NOW)
    assert where(town, orange)[0] == "orange"


def test_nobody_else_answers(town, orange):
    ask(town, orange)
    record = town.record("dispute", orange)
    for role, unit, user, code in [
        ("town_leader", TOWN, 1, "A012"),  # who asked
        ("village_leader", VILLAGE, 2, "A003"),  # below the handling level
        ("town_clerk", TOWN, 2, "A003"),  # without the right
        ("town_leader", "510923107000", 2, "A003"),  # another town
    ]:
        for agreed in (True, False):
            with pytest.raises(Refused) as refused, town.work(town.viewer(role, unit, user_id=user), now=NOW) as work:
                acts.answer_lowering(work, record, agreed, "同意")
            assert [each.code for each in refused.value.found] == [code]
    assert _waiting(town, orange)["asked_by"] == 1


def test_a_level_above_may_answer(town, orange):
    ask(town, orange)
    do(town, orange, acts.answer_lowering, True, "同意", who=town.viewer("county_supervisor", COUNTY, user_id=2), now=NOW)
    assert where(town, orange)[0] == "yellow"


def test_a_case_that_climbed_meanwhile_needs_the_level_it_reached(town):
    case = dispute(town, people_involved=3)
    do(town, case, acts.ask_lowering, Colour.BLUE, "已平静", who=town.viewer("village_leader", VILLAGE, user_id=1))
    answer = (acts.answer_lowering, True, "同意")
    with pytest.raises(Refused) as refused:
        do(town, case, *answer, who=town.viewer("village_leader", VILLAGE, user_id=2), now=NOW)
    assert [each.code for each in refused.value.found] == ["A003"]
    do(town, case, *answer, who=town.viewer("town_leader", TOWN, user_id=2), now=NOW)
    assert (where(town, case)[:2], lines(town, case)) == (("blue", "town"), [(1, "overdue"), (2, "lowered")])


def test_a_refusal_leaves_the_case_and_frees_the_way_for_another(town, orange):
    before = where(town, orange)
    ask(town, orange)
    do(town, orange, acts.answer_lowering, False, "再观察一周", who=town.viewer("town_leader", TOWN, user_id=2), now=NOW)
    assert (where(town, orange), _waiting(town, orange)) == (before, None)
    ask(town, orange)


def test_what_may_be_asked(town, orange):
    with pytest.raises(Problems) as same:
        ask(town, orange, Colour.ORANGE, "已平静")
    with pytest.raises(Problems) as higher:
        ask(town, orange, Colour.RED, "已平静")
    ask(town, orange)
    with pytest.raises(Problems) as twice:
        ask(town, orange, Colour.BLUE, "已平静")
    assert [each.value.found[0].code for each in (same, higher, twice)] == ["A009", "A009", "A010"]


def test_an_answer_needs_a_question(town, orange):
    with pytest.raises(Problems) as refused:
        do(town, orange, acts.answer_lowering, True, "同意", now=NOW)
    assert [each.code for each in refused.value.found] == ["A011"]


def test_two_who_ask_at_once_make_one_question(town, orange):
    read_before = town.record("dispute", orange)
    ask(town, orange)
    do(town, orange, acts.answer_lowering, False, "不同意", who=town.viewer("town_leader", TOWN, user_id=2), now=NOW)
    with pytest.raises(Stale), town.work(town.viewer("town_clerk", TOWN, user_id=3), now=NOW) as late:
        acts.ask_lowering(late, late.session.merge(read_before, load=False), *ASKED)


def test_a_question_ends_with_its_case(town, orange):
    ask(town, orange)
    do(town, orange, acts.end, outcome="referred", why="移送派出所", on="2026-08-17", now=NOW)
    assert _waiting(town, orange) is None


def _waiting(town, case):
    table = town.site.models.system.lowering
    with unscoped("test"), town.sessions() as session:
        mine = select(table).where(table.c.record_id == case, table.c.answered_at.is_(None))
        row = session.execute(mine).mappings().first()
    return dict(row) if row else None
