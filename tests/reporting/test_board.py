"""The board: counts per colour and level, and the cases of a cell in the order of their urgency."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.behaviours import acts
from app.decisions.scales import Colour, Level
from app.reporting.board import BoardCell, Count, count_board, list_cell, rows_of_cell
from tests.behaviours.cases import OTHER_VILLAGE, SYSTEM, TOWN, VILLAGE, at, change, dispute, do, run
from tests.sites import Town

BLUE, YELLOW, ORANGE, RED = Colour
NOW = at("2026-08-12")


def register(town: Town):
    return town.site.definition.registers["dispute"]


def board(town, who=SYSTEM, now=NOW):
    with town.work(who, now=now) as work:
        return count_board(work, register(town))


def cell(town, who=SYSTEM, now=NOW, **named):
    with town.work(who, now=now) as work:
        return list_cell(work, register(town), BoardCell(**named)).cases


@pytest.fixture
def five(town):
    """Blue and yellow in one village, orange from it, yellow in another village, and one that is over."""
    made = {"blue": dispute(town), "yellow": dispute(town, people_involved=3), "orange": dispute(town, people_involved=12),
            "elsewhere": dispute(town, OTHER_VILLAGE, people_involved=3), "over": dispute(town)}
    do(town, made["over"], acts.end, outcome="withdrawn", why="和解", on="2026-08-05")
    return made


def test_open_cases_are_counted_per_colour_and_level_with_those_that_have_been_overdue(town, five):
    before = board(town)
    assert dict(before.counts) == {
        (BLUE, Level.VILLAGE): Count(1, 1), (YELLOW, Level.VILLAGE): Count(2, 0), (ORANGE, Level.TOWN): Count(1, 0)}
    run(town, NOW)
    after = board(town)
    assert after.of(YELLOW) == Count(3, 1)
    assert (after.of(level=Level.VILLAGE), after.of(), after.of(RED)) == (Count(3, 1), Count(4, 1), Count())


def test_a_viewer_sees_the_own_cases_only(town, five):
    assert board(town, town.viewer("village_clerk", OTHER_VILLAGE)).of() == Count(1, 0)
    assert board(town, town.viewer("town_leader", TOWN)).of() == Count(4, 1)
    assert board(town, town.viewer("department_clerk", TOWN, department="社会治理和应急管理办")).of() == Count()
    assert board(town, town.viewer("auditor", "510923000000")).of() == Count()


@pytest.mark.parametrize("held", [False, True], ids=["in sight", "held by the viewer's units"])
def test_each_cell_opens_as_many_cases_as_it_counts(town, five, held):
    run(town, NOW)
    with town.work(town.viewer("village_clerk", VILLAGE) if held else SYSTEM, now=NOW) as work:
        counts = count_board(work, register(town), held=held)
        assert counts.of().cases > 0
        for colour in (None, *Colour):
            for level in (None, *Level):
                for overdue in (False, True):
                    wanted = BoardCell(colour, level, overdue, held=held)
                    count = counts.of(colour, level)
                    number = count.overdue if overdue else count.cases
                    ids = work.session.execute(rows_of_cell(work, register(town), wanted)).scalars().all()
                    assert len(ids) == number
                    assert {case.id for case in list_cell(work, register(town), wanted).cases} == set(ids)


def test_the_most_urgent_case_stands_first_and_of_the_same_day_the_higher_colour(town, five):
    red = dispute(town, danger="是", now=at("2026-07-13"))
    assert [case.id for case in cell(town)] == [red, five["blue"], five["yellow"], five["elsewhere"], five["orange"]]
    both = [dispute(town, now=at("2026-09-02")), dispute(town, people_involved=60, now=at("2026-08-10"))]
    shown = cell(town, now=at("2026-09-03"))
    assert [(case.id, case.due_on.isoformat()) for case in shown][-2:] == [(both[1], "2026-09-07"), (both[0], "2026-09-07")]


def test_a_case_says_how_many_days_are_left_who_holds_it_and_why_it_has_its_colour(town, five):
    (case,) = cell(town, colour=ORANGE)
    assert (case.days.working, case.days.calendar, case.overdue) == (10, 14, False)
    assert (case.unit, case.holder, case.department) == ("金容寨村", "金元镇", "司法所")
    assert case.grading.to("zh") == "橙: 涉及 12 人"
    assert (case.values["title"], case.level, case.settled_lower) == ("边界争议", Level.TOWN, False)
    (late,) = cell(town, overdue=True)
    assert (late.id, late.days.working, late.days.calendar) == (five["blue"], -2, -2)


def test_the_reasons_name_the_missed_days(town, five):
    run(town, NOW)
    (case,) = cell(town, overdue=True)
    assert (case.colour, case.grading.to("zh")) == (YELLOW, "蓝: 涉及 2 人; 超期 1 次")


def test_facts_that_have_fallen_are_told_apart_from_the_colour_that_stands(town, five):
    change(town, five["orange"], {"people_involved": 2})
    (case,) = cell(town, colour=ORANGE)
    assert (case.grading.colour, case.settled_lower) == (BLUE, True)


def test_what_my_units_hold(town, five):
    mine = cell(town, town.viewer("village_clerk", VILLAGE), held=True)
    assert [case.id for case in mine] == [five["blue"], five["yellow"]]
    held = cell(town, town.viewer("department_clerk", TOWN, department="司法所"), held=True)
    assert [case.id for case in held] == [five["orange"]]
    assert cell(town, SYSTEM, held=True) == ()


def test_pages_follow_each_other_by_key_without_gap_or_repetition(town, five):
    shown = [case.id for case in cell(town)]
    found, after = [], None
    with town.work(SYSTEM, now=NOW) as work:
        for _ in range(4):
            page = list_cell(work, register(town), BoardCell(), size=1, after=after)
            found += [case.id for case in page.cases]
            after = page.after
    assert (found, after) == (shown, None)


def test_the_statements_do_not_grow_with_the_cases(town, five, told_statements):
    def statements() -> int:
        told_statements.clear()
        with town.work(Unscoped("test"), now=NOW) as work:
            count_board(work, register(town))
            list_cell(work, register(town), BoardCell(), size=50)
        return len(told_statements)

    statements()
    few = statements()
    table = town.site.models.table("dispute")
    with unscoped("test"), town.sessions() as session:
        row = dict(session.execute(guarded(table.select().where(table.c.id == five["orange"]))).mappings().one())
        session.execute(guarded(insert(table)), [{**row, "id": number, "number": str(number)} for number in range(100, 140)])
        session.commit()
    assert (statements(), few <= 5) == (few, True)
