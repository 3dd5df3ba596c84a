"""The clock writes what fell due, once, whoever runs it and however often or late (rules.md §1; assurance.md R15)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select, update

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.behaviours.clock import Run, bring_up_all, run_clock
from tests.behaviours.cases import TOWN, VILLAGE, at, change, days, dispute, lines, log, notices, run, where

STEPS = ("number", "kind", "from_level", "to_level", "due_on")


def test_nothing_happens_before_24_00_of_the_due_day_and_one_step_at_it(town):
    case = dispute(town)
    assert run(town, at("2026-08-10", "23:59")) == Run()
    assert run(town, at("2026-08-11", "00:00")) == Run(cases=1, steps=1)
    assert where(town, case) == ("yellow", "village", "2026-08-20", town.unit(VILLAGE), None)


@pytest.mark.parametrize("moments", [
    [], ["2026-09-30 10:00"] * 50, ["2026-08-11 00:00", "2026-08-20 23:59", "2026-08-21 00:00", "2026-09-11 08:00"],
], ids=["no run", "fifty runs", "a run now and then"])
def test_runs_before_do_not_change_what_a_run_finds(town, moments):
    case = dispute(town)
    for moment in moments:
        run(town, at(*moment.split()))
    run(town, at("2026-09-30"))
    assert lines(town, case, *STEPS) == [
        (1, "overdue", "village", "village", date(2026, 8, 20)), (2, "overdue", "village", "town", date(2026, 9, 11)),
        (3, "overdue", "town", "town", date(2026, 10, 15))]
    assert len(notices(town)) == 3


def test_nine_days_down_end_as_nine_days_up(town):
    up, down = dispute(town), dispute(town)
    for day in range(9):
        with unscoped("the other one is out of reach"), town.sessions() as session:
            _hide(town, session, down)
        run(town, at("2026-08-11") + days(day))
    with unscoped("and back"), town.sessions() as session:
        _show(town, session, down)
    run(town, at("2026-08-20"))
    assert lines(town, up, *STEPS, "at") == lines(town, down, *STEPS, "at")
    assert where(town, up) == where(town, down)


def _hide(town, session, case):
    table = town.site.models.table("dispute")
    session.execute(guarded(update(table).where(table.c.id == case).values(void_at=at("2026-08-06"))))
    session.commit()


def _show(town, session, case):
    table = town.site.models.table("dispute")
    session.execute(guarded(update(table).where(table.c.id == case).values(void_at=None)))
    session.commit()


def test_a_forgotten_case_climbs_to_the_county_with_one_notice_a_step_and_one_holder_at_each_moment(town):
    case = dispute(town)
    run(town, at("2026-12-31"))
    steps = lines(town, case, "number", "to_level", "holder_unit_id", "holder_department_id")
    justice = town.departments["司法所"]
    assert steps == [
        (1, "village", town.unit(VILLAGE), None), (2, "town", town.unit(TOWN), justice), (3, "town", town.unit(TOWN), justice),
        (4, "county", town.unit("510923000000"), None), (5, "county", town.unit("510923000000"), None),
        (6, "county", town.unit("510923000000"), None)]
    assert notices(town) == [step[2:] for step in steps]
    assert where(town, case)[3:] == steps[-1][2:]


def test_the_steps_are_the_clock_s_own_in_log_and_history(town):
    case = dispute(town)
    change(town, case, {"title": "新标题"}, who=town.viewer("village_clerk", VILLAGE, user_id=7), now=at("2026-08-12"))
    assert lines(town, case, "kind", "user_id") == [("overdue", None)]
    history = town.site.models.system.history
    with unscoped("test"), town.sessions() as session:
        statement = select(history.c.act, history.c.door, history.c.user_id).where(history.c.register == "dispute")
        rows = session.execute(statement.order_by(history.c.id)).all()
    assert [tuple(row) for row in rows] == [("create", "form", None), ("overdue", "clock", None), ("edit", "form", 7)]


def test_resolved_void_and_undue_cases_are_left_alone(town):
    void, waiting = dispute(town), dispute(town, people_involved=3)
    with unscoped("test"), town.sessions() as session:
        _hide(town, session, void)
    assert run(town, at("2026-08-12")) == Run()
    assert log(town, waiting) == []


def test_a_case_that_cannot_be_judged_does_not_stop_the_others(town):
    broken, good = dispute(town), dispute(town)
    table = town.site.models.table("dispute")
    with unscoped("a rule version that was taken away"), town.sessions() as session:
        session.execute(guarded(update(table).where(table.c.id == broken).values(graded_under=date(1999, 1, 1))))
        session.commit()
    assert run(town, at("2026-08-12")) == Run(cases=1, steps=1, failed=[("dispute", broken, "D413")])
    assert [lines(town, case) for case in (broken, good)] == [[], [(1, "overdue")]]


def test_the_cases_of_a_file_are_brought_up_before_they_are_compared(town):
    late, early = dispute(town), dispute(town, people_involved=3)
    with town.work(town.viewer("village_clerk", VILLAGE), now=at("2026-08-12")) as work:
        assert bring_up_all(work, town.site.definition.registers["dispute"], [late, early, 999]) == 1
    assert [lines(town, case) for case in (late, early)] == [[(1, "overdue")], []]


def test_four_schedulers_at_once_write_each_step_once(town):
    _race(town, cases=3, runs=4)


@pytest.mark.prove
def test_four_schedulers_at_once_write_ten_thousand_lines_once(town):
    _race(town, cases=100, runs=4)


def _race(town, *, cases, runs):
    """Every scheduler has a maker of sessions of its own, as separate processes would."""
    made = [dispute(town) for _ in range(cases)]
    makers = [make_sessions(town.site) for _ in range(runs)]
    now = at("2026-12-31")
    with ThreadPoolExecutor(runs) as pool:
        done = list(pool.map(lambda maker: run_clock(town.site, maker, now), makers))
    late = run(town, now)  # what a scheduler left because another was at it
    alike = {tuple(log(town, case, "number", "kind", "at", "said", "to_colour", "holder_unit_id")) for case in made}
    assert len(alike) == 1
    each = len(alike.pop())
    assert sum(one.steps for one in done) + late.steps == cases * each
    assert [line[0] for line in log(town, made[0], "number")] == list(range(1, each + 1))
    assert len(lines(town, made[0])) == 6
    notice = town.site.models.system.notice
    with unscoped("test"), town.sessions() as session:
        told = session.execute(select(func.count()).select_from(notice)).scalar()
    assert told == cases * each
    assert {where(town, case)[:2] for case in made[:20]} == {("red", "county")}
