"""What each unit owes: who, for which period, by when, and who answers for a unit that was merged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.obligations import Obligation, UnitLife, carrier, due_of, merging_department, obligations
from app.decisions.period_keys import parse_period, period_key
from app.decisions.periods import Period, PeriodKind, containing, periods_between
from app.decisions.routing import Department
from app.decisions.scales import Level

from .in_force import PERIODS, RETURNS, read, text_of

KINDS = RETURNS.kinds
HALF, MONTHLY = KINDS["half_month_analysis"], KINDS["campaign_progress"]
TOWN, OTHER_TOWN = UnitLife(1, Level.TOWN), UnitLife(2, Level.TOWN)
OFFICES = [Department(31, 1, frozenset({"peace", "emergency"})), Department(32, 1, frozenset({"justice"})),
           Department(33, 1, frozenset({"police"})), Department(34, 9, frozenset({"justice"}))]
LEADING = {"justice", "emergency", "labour"}


def village(number: int, first: str | None = None, last: str | None = None, into: int | None = None) -> UnitLife:
    return UnitLife(number, Level.VILLAGE, date.fromisoformat(first) if first else None,
                    date.fromisoformat(last) if last else None, into)


def owed(kind: str, period: str, units: list[UnitLife]) -> list[Obligation]:
    return list(obligations(units, OFFICES, KINDS[kind], parse_period(period), PERIODS, LEADING))


def short(found: list[Obligation]) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(each.unit, each.answers, each.carries) for each in found]


@pytest.mark.parametrize(("kind", "period", "due", "who"), [
    ("half_month_analysis", "2026-02b", "2026-02-28", [(11, None), (12, None)]),
    ("campaign_progress", "2026-09", "2026-10-03", [(11, None), (12, None)]),
    ("weekly_analysis", "2026-W53", "2027-01-04", [(11, None), (12, None)]),
    ("monthly_analysis", "2026-12", "2027-01-03", [(1, 31), (1, 32)]),
    ("rolling_sweep", "2026-B4", "2026-09-03", [(11, None), (12, None), (1, 31), (1, 32)]),
    ("public_order_sweep", "2026-Q3", "2026-10-03", [(1, None), (2, None)]),
])
def test_the_table_of_rules_md(kind: str, period: str, due: str, who: list[tuple[int, int | None]]) -> None:
    others = [UnitLife(21, Level.GRID), UnitLife(9, Level.COUNTY)]
    found = owed(kind, period, [TOWN, OTHER_TOWN, village(11), village(12), *others])
    assert [(each.unit, each.department) for each in found] == who
    assert {each.due_on.isoformat() for each in found} == {due}
    assert {(each.kind, period_key(each.period)) for each in found} == {(kind, period)}


def test_daily_duties_and_what_is_reported_at_once() -> None:
    assert {key: duty.level for key, duty in RETURNS.daily.items()} == {
        "leader_reception": Level.TOWN, "village_reception": Level.VILLAGE}
    assert (RETURNS.first_report_hours.value, RETURNS.first_report_hours.source.is_default) == (1, True)
    assert KINDS["monthly_analysis"].merged_by == "peace"
    assert not KINDS["monthly_analysis"].source.is_default


def test_the_office_for_peace_and_order_merges_what_the_departments_hand_in() -> None:
    assert merging_department(KINDS["monthly_analysis"], 1, OFFICES) == 31
    assert merging_department(KINDS["monthly_analysis"], 2, OFFICES) is None
    assert merging_department(KINDS["public_order_sweep"], 1, OFFICES) is None


# -- merged units, by hand -------------------------------------------------------------------------

MERGED = [village(11, last="2026-05-10", into=12), village(12)]


@pytest.mark.parametrize(("period", "expected"), [
    ("2026-04b", [(11, 11, (11,)), (12, 12, (12,))]),  # due on 30 April: both are there
    ("2026-05a", [(12, 12, (12, 11))]),  # 10 May lies in it: the successor owes it, with what 11 had
    ("2026-05b", [(12, 12, (12,))]),
])
def test_the_successor_owes_the_period_that_contains_the_date(period: str, expected: list[object]) -> None:
    assert short(owed("half_month_analysis", period, MERGED)) == expected


def test_a_last_day_that_ends_the_period_leaves_it_with_the_unit() -> None:
    units = [village(11, last="2026-05-14", into=12), village(12)]
    assert short(owed("half_month_analysis", "2026-05a", units)) == [(11, 11, (11,)), (12, 12, (12,))]
    assert short(owed("half_month_analysis", "2026-05b", units)) == [(12, 12, (12,))]


def test_what_falls_due_after_the_merger_is_answered_by_the_successor_under_the_old_name() -> None:
    units = [village(11, last="2026-04-30", into=12), village(12)]
    assert short(owed("campaign_progress", "2026-04", units)) == [(11, 12, (11,)), (12, 12, (12,))]  # due on 3 May
    assert short(owed("campaign_progress", "2026-05", units)) == [(12, 12, (12,))]


def test_a_new_unit_made_of_two_owes_the_period_in_which_it_begins() -> None:
    units = [village(11, last="2026-05-10", into=13), village(12, last="2026-05-10", into=13), village(13, first="2026-05-11")]
    assert short(owed("half_month_analysis", "2026-04b", units)) == [(11, 11, (11,)), (12, 12, (12,))]
    assert short(owed("half_month_analysis", "2026-05a", units)) == [(13, 13, (13, 11, 12))]


def test_a_chain_of_mergers_ends_at_the_last() -> None:
    units = [village(11, last="2026-05-05", into=12), village(12, last="2026-05-08", into=13), village(13)]
    assert short(owed("half_month_analysis", "2026-05a", units)) == [(13, 13, (13, 11, 12))]


def test_a_unit_that_ended_without_a_successor_owes_nothing_more() -> None:
    assert owed("half_month_analysis", "2026-05a", [village(11, last="2026-05-10")]) == []


def test_units_that_name_each_other_do_not_turn_in_circles() -> None:
    units = [village(11, last="2026-05-05", into=12), village(12, last="2026-05-05", into=11)]
    assert owed("half_month_analysis", "2026-05a", units) == []


def test_a_department_of_a_merged_town_owes_no_more() -> None:
    gone = UnitLife(1, Level.TOWN, None, date(2026, 5, 10), 2)
    assert owed("monthly_analysis", "2026-05", [gone, OTHER_TOWN]) == []
    assert [each.department for each in owed("monthly_analysis", "2026-04", [gone, OTHER_TOWN])] == [31, 32]


def test_a_return_may_have_a_due_day_and_owers_of_its_own() -> None:
    text = text_of("returns").replace("period: quarter\n", "period: quarter\n    due: {days_after: 5, source: ours}\n").replace(
        "owed_by: [{units: town}]", "owed_by: [{departments: [police], of: town}]")
    kind = read(text).kinds["public_order_sweep"]
    found = obligations([TOWN], OFFICES, kind, parse_period("2026-Q3"), PERIODS)
    assert [(each.department, each.due_on) for each in found] == [(33, date(2026, 10, 5))]


def test_a_period_that_nothing_is_due_for_is_refused() -> None:
    kind = read(text_of("returns").replace("period: quarter", "period: half_year")).kinds["public_order_sweep"]
    assert due_of(kind, parse_period("2026-H1"), PERIODS) is None
    with pytest.raises(ValueError, match="public_order_sweep"):
        obligations([TOWN], (), kind, parse_period("2026-H1"), PERIODS)


def test_a_department_under_two_headings_owes_once() -> None:
    text = text_of("returns").replace("[{departments: leading, of: town}]\n    merged_by",
                                      "[{departments: leading, of: town}, {departments: [peace], of: town}]\n    merged_by")
    found = obligations([TOWN], OFFICES, read(text).kinds["monthly_analysis"], parse_period("2026-08"), PERIODS, LEADING)
    assert [each.department for each in found] == [31, 32]


# -- 48 half-months against brute force ------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@st.composite
def lives(draw: st.DrawFn) -> list[UnitLife]:
    """Up to eight villages, each from some day to some day; a merged one goes into a later one."""
    count = draw(st.integers(1, 8))
    units = []
    for number in range(1, count + 1):
        first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
        into = draw(st.none() | st.integers(number + 1, count)) if number < count else None
        if first and last and last < first:
            first, last = last, first
        units.append(UnitLife(number, Level.VILLAGE, first, last, into if last else None))
    return units


def by_brute_force(units: list[UnitLife], period: Period) -> set[int]:
    """Walk the days of the period; whoever is there on the last of them owes it."""
    here: set[int] = set()
    day = period.first
    while day <= period.last:
        here = {unit.id for unit in units if (unit.valid_from or date.min) <= day <= (unit.valid_to or date.max)}
        day += timedelta(days=1)
    return here


@given(units=lives())
@settings(max_examples=40, deadline=None)
def test_48_half_months_over_two_years(units: list[UnitLife]) -> None:
    periods = periods_between(PeriodKind.HALF_MONTH, date(2024, 1, 1), date(2025, 12, 31))
    assert len(periods) == 48
    for period in periods:
        found = obligations(units, (), HALF, period, PERIODS)
        assert {each.unit for each in found} == by_brute_force(units, period)
        assert len(found) == len({each.unit for each in found})
        carried = [unit for each in found for unit in each.carries]
        assert len(carried) == len(set(carried)), "the rows of a unit go out once"
        for unit in units:
            assert (carrier(units, unit.id, period) in {each.unit for each in found if unit.id in each.carries}) or (
                unit.id not in carried)


@given(units=lives(), day=DAYS)
@settings(max_examples=150, deadline=None)
def test_every_row_of_a_unit_with_living_heirs_is_carried(units: list[UnitLife], day: date) -> None:
    period = containing(PeriodKind.HALF_MONTH, day)
    carried = {unit for each in obligations(units, (), HALF, period, PERIODS) for unit in each.carries}
    for unit in units:
        if unit.lives_on(day) and carrier(units, unit.id, period) is not None:
            assert unit.id in carried
