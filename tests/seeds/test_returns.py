"""The returns and warnings of the invented year: written by the clock's rules, handed in by the villages, whatever the week."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.assembly import make_sessions
from app.behaviours.return_clock import run_returns
from app.behaviours.village_warnings import month_facts, warning_policy
from app.decisions.calendar import local_date
from app.decisions.periods import PeriodKind, containing, previous_period
from app.decisions.return_sheet import thaw
from app.decisions.village_warning import warn
from app.definition import Definition
from app.records.return_states import state_now
from app.seeding import load_demo, remove_demo, seed
from tests.seeds.conftest import NOW, Demo
from tests.sites import Town, make_site

HALF, MONTH, OFFICE = "half_month_analysis", "campaign_progress", "monthly_analysis"


def rows(demo: Town, statement: Any) -> list[Any]:
    with unscoped("test"), demo.sessions() as session:
        return list(session.execute(guarded(statement)).all())


def periods(kind: PeriodKind, today: date, count: int) -> list[date]:
    found = [previous_period(containing(kind, today))]
    while len(found) < count:
        found.append(previous_period(found[-1]))
    return [each.first for each in reversed(found)]


def test_the_last_four_half_months_and_the_last_month_went_as_told(demo: Demo) -> None:
    owed = Counter(demo.column("periodic_return", "kind", "period_key", "state"))
    assert owed == {
        (HALF, "2026-09b", "on_time"): 14,
        (HALF, "2026-10a", "on_time"): 12, (HALF, "2026-10a", "late"): 1, (HALF, "2026-10a", "zero"): 1,
        (HALF, "2026-10b", "on_time"): 12, (HALF, "2026-10b", "late"): 1, (HALF, "2026-10b", "zero"): 1,
        (HALF, "2026-11a", "on_time"): 12, (HALF, "2026-11a", "missing"): 2,
        (MONTH, "2026-10", "on_time"): 13, (MONTH, "2026-10", "late"): 1,
        (OFFICE, "2026-10", "on_time"): 7, (OFFICE, "2026-10", "late"): 1}


def test_one_was_sent_back_and_came_again_and_one_was_corrected(demo: Demo) -> None:
    steps = demo.site.models.system.return_step
    told = defaultdict(list)
    for record, kind, edition in rows(demo, select(steps.c.return_id, steps.c.kind, steps.c.edition).order_by(steps.c.number)):
        told[record].append((kind, edition))
    longer = sorted(each for each in told.values() if len(each) > 1)
    assert longer == [[("submitted", 1), ("corrected", 2)], [("submitted", 1), ("sent_back", 1), ("submitted", 2)]]
    corrections = demo.site.models.system.return_correction
    assert [tuple(row) for row in rows(demo, select(corrections.c.figure, corrections.c.given - corrections.c.computed))] == [
        ("sweeps.count", 1)]


def test_each_sheet_that_was_handed_in_stands_with_its_rows_and_its_analysis(demo: Demo) -> None:
    steps, carried = demo.site.models.system.return_step, demo.site.models.system.return_row
    kinds = dict(demo.column("periodic_return", "id", "kind"))
    behind = defaultdict(set)
    for record, case in rows(demo, select(carried.c.return_id, carried.c.record_id)):
        behind[record].add(case)
    last = {row.return_id: row for row in rows(demo, select(steps).order_by(steps.c.number)) if row.sheet}
    assert len(last) == 76
    for record, step in last.items():
        drawn, heading = thaw(step.sheet)
        assert set(drawn.rows) == behind[record]
        assert bool(drawn.narrative) is (kinds[record] in (HALF, OFFICE) and not step.zero)
        assert (step.zero and drawn.rows, heading["zero"]) == ((), True) if step.zero else not heading["zero"]


def test_the_sum_of_the_sheets_is_the_ledger(demo: Demo) -> None:
    carried = demo.site.models.system.return_row
    missing = set(demo.column("periodic_return", "village_id", state="missing"))
    last = dict(demo.column("periodic_return", "village_id", "submitted_at", kind=HALF, period_key="2026-11a"))
    entered = {case for case, village, found, at in demo.column("dispute", "id", "village_id", "found_on", "created_at")
               if village and village not in missing and found <= date(2026, 11, 14) and at <= last[village]}
    counted = Counter(row.record_id for row in rows(demo, select(carried.c.record_id).where(carried.c.kind == HALF)))
    assert set(counted.values()) == {1}
    assert entered <= set(counted)
    villages = dict(demo.column("dispute", "id", "village_id"))
    assert {case for case in set(counted) - entered if villages.get(case) not in {None, *missing}} == set()


def test_a_sheet_bears_the_name_of_the_leader_and_the_analysis_that_of_the_clerk(demo: Demo) -> None:
    posts = dict(demo.column("person", "name", "post"))
    named = demo.column("periodic_return", "submitted_by", holder_department_id=None)
    assert {posts[name][:5] for name in named if name} == {"党支部书记"}
    history = demo.site.models.system.history
    made = select(history.c.user_name).where(history.c.register == "analysis_report", history.c.act == "create",
                                             history.c.user_id.is_not(None)).distinct()
    assert {row.user_name for row in rows(demo, made)} <= set(posts)


def test_the_states_are_those_that_the_clock_writes(demo: Demo) -> None:
    table = demo.site.models.table("periodic_return")
    assert rows(demo, select(table.c.id).where(table.c.state != state_now(table, local_date(NOW)))) == []


def test_the_villages_have_the_colours_that_the_rules_give(demo: Demo) -> None:
    found = {(month, unit): colour for month, unit, colour in demo.column("village_warning", "month", "unit_id", "colour")}
    villages = set(demo.column("periodic_return", "unit_id", kind=HALF))
    assert set(found) == {(month, unit) for month in ("m09", "m10") for unit in villages}
    with demo.work(Unscoped("test")) as work:
        for day in (date(2026, 9, 1), date(2026, 10, 1)):
            month = containing(PeriodKind.MONTH, day)
            facts = month_facts(work, month, month.ends)
            policy = warning_policy(demo.site, month.last)
            assert {unit: warn(facts.get(unit, {}), policy).colour.value for unit in villages} == {
                unit: colour for (key, unit), colour in found.items() if key == f"m{day.month:02}"}


def test_what_was_found_in_the_older_month_is_put_right_and_checked(demo: Demo) -> None:
    told = demo.column("village_warning", "month", "colour", "problem", "rectified_on", "checked_by")
    assert {colour for _month, colour, *_rest in told} >= {"green", "yellow"}
    assert [row for row in told if row[1] == "green" and any(row[2:])] == []
    assert [row for row in told if row[1] != "green" and not (row[2] and (row[0] == "m10" or (row[3] and row[4])))] == []


def test_an_installation_whose_clock_has_run_keeps_its_own_returns(seeded: Town) -> None:
    """Its villages owe the half-month in which they were entered; the demo writes the earlier ones only."""
    run_returns(seeded.site, seeded.sessions, NOW)
    later = NOW + timedelta(days=28)
    table = seeded.site.models.table("periodic_return")
    own = rows(seeded, select(table).order_by(table.c.id))
    done = load_demo(seeded.site, seeded.sessions, later)
    assert ([each.as_line() for each in done.refused], done.created["periodic_return"]) == ([], 14 * 3)
    assert rows(seeded, select(table).order_by(table.c.id))[: len(own)] == own
    remove_demo(seeded.site, seeded.sessions, later)
    assert rows(seeded, select(table).order_by(table.c.id)) == own


@pytest.mark.parametrize("today", [
    pytest.param("2026-12-02", id="before the day on which the month is due"),
    *(pytest.param(day, marks=pytest.mark.prove) for day in ("2027-03-01", "2027-02-15", "2027-01-01", "2028-02-29")),
])
def test_the_periods_are_those_before_the_day_of_loading(today: str, definition: Definition, tmp_path: Path) -> None:
    now = datetime.fromisoformat(f"{today}T10:00+08:00")
    site = make_site(f"sqlite:///{tmp_path / 'site.db'}", definition, tmp_path)
    town = Town(site, make_sessions(site), now=now)
    seed(site, town.sessions, now)
    done = load_demo(site, town.sessions, now)
    table, warned = site.models.table("periodic_return"), site.models.table("village_warning")
    owed = rows(town, select(table.c.kind, table.c.from_on, table.c.state))
    months = {(year, month) for year, month in rows(town, select(warned.c.year, warned.c.month))}
    site.engine.dispose()
    assert [each.as_line() for each in done.refused] == []
    halves = periods(PeriodKind.HALF_MONTH, local_date(now), 4)
    assert Counter(first for kind, first, _state in owed if kind == HALF) == dict.fromkeys(halves, 14)
    assert {first for kind, first, _state in owed if kind == MONTH} == set(periods(PeriodKind.MONTH, local_date(now), 1))
    assert Counter(state for kind, first, state in owed if kind == HALF and first == halves[-1])["missing"] == 2
    assert months == {(first.year, f"m{first.month:02}") for first in periods(PeriodKind.MONTH, local_date(now), 2)}
