"""What fell due and was not done is told once, whoever runs the clock and however often or late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.viewer import unscoped
from app.behaviours.handling import tell_county
from app.behaviours.notice_clock import run_notices
from app.jobs import run_once
from tests.behaviours.cases import TOWN, VILLAGE, at, days, dispute, do, run
from tests.behaviours.returning import back, owed, report, submit
from tests.behaviours.returning import run as run_returns
from tests.sites import Town

RED = {"people_involved": 50}
DUE = ("told_missed", "plan_missed", "return_due", "return_missing", "return_sent_back")


def told(town: Town, *columns: str, kinds: tuple[str, ...] = DUE) -> list[tuple]:
    """The notices of these kinds, in the order of what they tell."""
    table = town.site.models.system.notice
    chosen = [table.c[name] for name in columns or ("kind", "at", "unit_id", "department_id")]
    with unscoped("test"), town.sessions() as session:
        asked = select(*chosen).where(table.c.kind.in_(kinds))
        return [tuple(row) for row in session.execute(asked.order_by(table.c.at, table.c.kind, table.c.record_id))]


def test_a_red_case_is_told_of_at_its_hour_and_at_its_day_and_not_before(town):
    dispute(town, now=at("2026-08-05", "10:00"), **RED)
    holder = (town.unit(TOWN), town.departments["司法所"])
    assert run_notices(town.site, town.sessions, at("2026-08-05", "10:59")) == 0
    assert run_notices(town.site, town.sessions, at("2026-08-05", "11:00")) == 1
    assert told(town) == [("told_missed", at("2026-08-05", "11:00"), *holder)]
    assert run_notices(town.site, town.sessions, at("2026-08-06", "09:59")) == 0
    assert run_notices(town.site, town.sessions, at("2026-08-06", "10:00")) == 1
    assert told(town)[1] == ("plan_missed", at("2026-08-06", "10:00"), *holder)


def test_what_was_done_in_time_is_not_told(town):
    case = dispute(town, now=at("2026-08-05", "10:00"), **RED)
    do(town, case, tell_county, "电话报告", now=at("2026-08-05", "10:30"))
    run_notices(town.site, town.sessions, at("2026-08-05", "12:00"))
    assert told(town) == []


def test_what_was_done_late_while_the_clock_was_down_is_told_all_the_same(town):
    case = dispute(town, now=at("2026-08-05", "10:00"), **RED)
    do(town, case, tell_county, "电话报告", now=at("2026-08-05", "11:30"))
    run_notices(town.site, town.sessions, at("2026-08-05", "12:00"))
    assert told(town, "kind", "at") == [("told_missed", at("2026-08-05", "11:00"))]


@pytest.mark.parametrize("moments", [[], [9] * 50, [0, 1, 2, 3, 4, 5, 6, 7, 8]], ids=["none", "fifty", "one a day"])
def test_runs_before_do_not_change_what_is_told(town, moments):
    case = dispute(town, now=at("2026-08-05"), **RED)
    run_returns(town, "2026-08-14")
    for day in moments:
        run_notices(town.site, town.sessions, at("2026-08-05", "23:00") + days(day))
    run_notices(town.site, town.sessions, at("2026-08-14", "23:00"))
    found = told(town, "kind", "at", "record_id")
    assert found == sorted(expected(town, case, "2026-08-14"), key=lambda row: (row[1], row[0], row[2]))
    assert len(found) > 10


def expected(town: Town, case: int, day: str) -> set[tuple]:
    """What the red case and the returns of the county that nobody hands in ask for, counted by hand from their days."""
    table = town.site.models.table("periodic_return")
    found = {("told_missed", at("2026-08-05", "11:00"), case), ("plan_missed", at("2026-08-06", "10:00"), case)}
    with unscoped("test"), town.sessions() as session:
        for record, remind, until in session.execute(select(table.c.id, table.c.remind_on, table.c.until_on)):
            if "2026-07-31" < remind.isoformat() <= day:
                found.add(("return_due", at(remind.isoformat(), "00:00"), record))
            if "2026-07-31" <= until.isoformat() < day:
                found.add(("return_missing", at((until + days(1)).isoformat(), "00:00"), record))
    return found


def test_a_due_day_on_a_rest_day_is_reminded_of_on_the_working_day_before(town):
    run_returns(town, "2026-10-01")
    run_notices(town.site, town.sessions, at("2026-10-14"))
    table = town.site.models.table("periodic_return")
    with unscoped("test"), town.sessions() as session:
        due = dict(session.execute(select(table.c.id, table.c.due_on)).all())
    # 3 October is a Saturday in the holidays of the National Day, which begin on Thursday the 1st: 30 September was a Wednesday
    reminded = told(town, "at", "record_id", kinds=("return_due",))
    early = {day for day, record in reminded if due[record].isoformat() == "2026-10-03"}
    assert early == {at("2026-09-30", "00:00")}


def test_a_return_that_is_missing_is_told_of_and_one_that_was_handed_in_is_not(town):
    run_returns(town, "2026-08-05")
    report(town, "2026-08-01", "2026-08-14")
    submit(town, owed(town), now=at("2026-08-14"))
    run_notices(town.site, town.sessions, at("2026-08-15"))
    missing = told(town, "record_id", "unit_id", kinds=("return_missing",))
    assert owed(town) not in [record for record, _unit in missing]
    assert missing
    assert told(town, "record_id", kinds=("return_due",)).count((owed(town),)) == 1


def test_who_handed_in_is_told_that_it_came_back(town):
    run_returns(town, "2026-08-05")
    report(town, "2026-08-01", "2026-08-14")
    submit(town, owed(town), now=at("2026-08-14"))
    back(town, owed(town), "数字不符", who=town.viewer("town_clerk", TOWN), now=at("2026-08-15"))
    assert told(town, "record_id", "unit_id", kinds=("return_sent_back",)) == [(owed(town), town.unit(VILLAGE))]


def test_what_fell_due_long_ago_is_not_told_and_old_notices_go_for_good(town):
    dispute(town, now=at("2026-08-05"), **RED)
    run_notices(town.site, town.sessions, at("2026-08-30"))
    assert told(town, kinds=("told_missed", "plan_missed")) == []
    run(town, at("2026-12-01"))
    run_once(town.site, at("2026-12-01") + timedelta(days=200))
    assert all(moment >= at("2026-12-01") + timedelta(days=110) for (moment,) in told(town, "at"))
