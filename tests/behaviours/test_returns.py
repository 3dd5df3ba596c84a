"""What is owed is written once, whoever runs the clock and however late; states follow from days (rules.md §2, §7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.behaviours.return_clock import ReturnRun, run_returns
from tests.behaviours.cases import OTHER_VILLAGE, VILLAGE, at
from tests.behaviours.returning import HALF, owed, rows, run, state

COLUMNS = ("unit_id", "holder_department_id", "kind", "period_key", "from_on", "to_on", "due_on", "remind_on", "until_on",
           "state", "edition", "title")


def test_each_unit_and_department_owes_what_the_policy_says_and_a_second_run_writes_nothing(town):
    assert run(town, "2026-08-05").written == 4 * 4 + 2 * 2 + 2  # villages, departments of 金元镇, the quarter of two towns
    assert run(town, "2026-08-05") == ReturnRun()
    mine = rows(town, "kind", "period_key", "due_on", unit_id=town.unit(VILLAGE))
    assert mine == [
        ("campaign_progress", "2026-08", date(2026, 9, 3)), ("half_month_analysis", "2026-08a", date(2026, 8, 14)),
        ("rolling_sweep", "2026-B4", date(2026, 9, 3)), ("weekly_analysis", "2026-W32", date(2026, 8, 10))]
    titles = rows(town, "title", unit_id=town.unit(VILLAGE), kind=HALF)
    assert titles == [("金容寨村2026年8月上半月矛盾纠纷分析研判及统计表",)]


@pytest.mark.parametrize("days", [(), tuple(range(40)), (0, 9, 9, 39)], ids=["never before", "each day", "nine days down"])
def test_runs_before_do_not_change_what_a_run_finds(town, days):
    for day in days:
        run_returns(town.site, town.sessions, at("2026-08-05") + timedelta(days=day))
    run(town, "2026-09-14")
    once = rows(town, *COLUMNS)
    assert len(once) == len(set(once)) == 4 * (3 + 7 + 2 + 2) + 2 * (2 + 2) + 2
    assert [row[9] for row in once if row[3] == "2026-08a"] == ["missing"] * 4
    assert [row[9] for row in once if row[3] == "2026-09a"] == ["to_do"] * 4


def test_four_schedulers_at_once_write_each_return_once(town):
    def one(_number):
        return run_returns(town.site, make_sessions(town.site), at("2026-08-20"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    run(town, "2026-08-20")
    keys = rows(town, "owed_key")
    assert len(keys) == len(set(keys)) == 4 * (2 + 3 + 1 + 1) + 2 * 2 + 2


@pytest.mark.parametrize(("day", "time", "expected"), [
    ("2026-08-05", "10:00", "not_due"), ("2026-08-12", "23:59", "not_due"), ("2026-08-13", "00:00", "to_do"),
    ("2026-08-14", "23:59", "to_do"), ("2026-08-15", "00:00", "missing")])
def test_a_return_is_to_do_from_the_working_day_before_and_missing_from_24_00(town, day, time, expected):
    run(town, day, time)
    assert state(town, owed(town)) == (expected, 1, "2026-08-14")


def test_a_leap_february_is_due_on_its_last_day(town):
    run(town, "2028-02-20")
    assert rows(town, "due_on", "to_on", unit_id=town.unit(VILLAGE), kind=HALF, period_key="2028-02b") == [
        (date(2028, 2, 29), date(2028, 2, 29))]


def test_forty_eight_half_months_are_owed_in_two_years(town):
    run(town, "2028-07-31")
    mine = rows(town, "period_key", "due_on", unit_id=town.unit(VILLAGE), kind=HALF)
    assert len(mine) == len({key for key, _ in mine}) == 48
    assert {(due.month, due.day) for key, due in mine if key.endswith("b") and "-02b" in key} == {(2, 28), (2, 29)}


# -- units that end ----------------------------------------------------------------------------------


def merge(town, gone, into, last):
    with town.work(None, now=at(last)) as work, unscoped("test"):
        register = town.site.definition.registers["unit"]
        from app.records.storing import edit, fetch

        record = fetch(work, register, town.unit(gone))
        edit(work, register, record, {"valid_to": last, "merged_into": town.unit(into)}, record.version)


def test_the_successor_owes_the_period_that_contains_the_merger(town):
    run(town, "2026-08-05")
    merge(town, OTHER_VILLAGE, VILLAGE, "2026-08-10")
    done = run(town, "2026-08-20")
    assert done.voided == 3  # the half-month, the month and the two months; the week of 3–9 August it owes still
    living = rows(town, "kind", "period_key", unit_id=town.unit(OTHER_VILLAGE), void_at=None)
    assert living == [("weekly_analysis", "2026-W32")]
    assert owed(town, "2026-08b")
    assert run(town, "2026-08-20") == ReturnRun()


def test_a_unit_owes_from_the_period_in_which_it_was_entered(town):
    run(town, "2026-09-20")
    assert {row[0] for row in rows(town, "period_key", kind=HALF)} == {"2026-08a", "2026-08b", "2026-09a", "2026-09b"}


def test_a_state_that_somebody_wrote_wrongly_is_put_right(town):
    run(town, "2026-08-14")
    table, record = town.site.models.table("periodic_return"), owed(town)
    with unscoped("test"), town.sessions() as session:
        session.execute(guarded(update(table).where(table.c.id == record).values(state="not_due")))
        session.commit()
    assert run(town, "2026-08-14").moved == 1
    assert state(town, record)[0] == "to_do"
