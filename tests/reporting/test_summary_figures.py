"""The summary against plain Python over invented courses, on both databases (rules.md §3; assurance.md A05, R17)."""

from __future__ import annotations

import os
import time
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func

from app.access.viewer import Unscoped, Viewer
from app.behaviours.state import RANKS
from app.decisions.period_keys import parse_period
from app.decisions.periods import Period, PeriodKind, containing, periods_between
from app.reporting.figures import FIGURES, KEYS
from app.reporting.summary import PERIODS, Cell, Summary, rows_of, summarise
from tests.reporting.histories import Course, Due, Spell, colour_at, counted, courses, store
from tests.sites import Town

UNITS = ["510923108225", "510923108226", "510923108225001", "510923108000", "510923107201"]
DEPARTMENTS = ["司法所", "社会治理和应急管理办"]
TODAY = datetime(2026, 7, 10, 2, tzinfo=UTC)
COURSES = st.lists(courses(UNITS, DEPARTMENTS, date(2025, 11, 1), date(2026, 7, 10)), max_size=12)
PERIOD = st.builds(containing, st.sampled_from(PERIODS), st.dates(date(2025, 12, 20), date(2026, 8, 1)))
EXAMPLES = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def drawn(town: Town, period: Period, unit: str = "510923000000", who: object = None, now: datetime = TODAY) -> Summary:
    with town.work(who or Unscoped("test"), now=now) as work:
        return summarise(work, town.site.definition.registers["dispute"], period, town.unit(unit))


def expected(town: Town, told: list[Course], period: Period, today: date, sees: object = lambda course: True) -> dict:
    """place, category, colour → figures that are not 0, by plain Python."""
    cells: dict[tuple[int, str, int], Counter[str]] = {}
    for course in told:
        if course.void or not sees(course):
            continue
        place = town.unit({"510923108225001": "510923108225"}.get(course.unit, course.unit))
        key = (place, course.category, RANKS[colour_at(course, period.ends)])
        cells.setdefault(key, Counter()).update(counted(course, period, today))
    return {key: found for key, count in cells.items() if (found := {name: n for name, n in count.items() if n})}


def figures(summary: Summary) -> dict:
    return {key: {name: tally[name] for name in KEYS if tally[name]} for key, tally in summary.cells.items()}


@EXAMPLES
@given(told=COURSES, period=PERIOD)
def test_every_cell_counts_what_happened(town, told, period):
    store(town, told)
    assert figures(drawn(town, period)) == expected(town, told, period, date(2026, 7, 10))


@EXAMPLES
@given(told=COURSES, period=PERIOD)
def test_what_came_in_went_out_or_is_there(town, told, period):
    store(town, told)
    summary = drawn(town, period)
    for row in [*summary.by_unit(), *summary.by_category(), *summary.by_colour()]:
        assert row.tally.flow.balances, row
    assert all(tally.flow.balances for tally in summary.cells.values())
    assert summary.total == summary.tally(Cell())
    for rows in (summary.by_unit(), summary.by_category(), summary.by_colour()):
        top = [row.tally.counts for row in rows if row.depth == 0]
        assert tuple(map(sum, zip(*top, strict=True))) in (summary.total.counts, ())


@EXAMPLES
@given(told=COURSES, period=PERIOD, data=st.data())
def test_every_figure_opens_exactly_its_rows(town, told, period, data):
    store(town, told)
    register = town.site.definition.registers["dispute"]
    cell = data.draw(st.builds(
        Cell, unit=st.sampled_from([None, *(town.unit(unit) for unit in UNITS)]), category=st.sampled_from([None, "land"]),
        colour=st.sampled_from([None, 1, 2])))
    county = town.unit("510923000000")
    with town.work(Unscoped("test"), now=TODAY) as work:
        tally = summarise(work, register, period, county).tally(cell)
        for key in FIGURES:
            rows = rows_of(work, register, period, county, key, cell)
            ids = work.session.execute(rows).scalars().all()
            assert (key, len(ids)) == (key, tally[key])
            assert FIGURES[key].events or len(set(ids)) == len(ids)
            assert all(not told[each - 1].void for each in ids)


@EXAMPLES
@given(told=COURSES, period=PERIOD, data=st.data())
def test_a_figure_counts_only_what_its_reader_reaches(town, told, period, data):
    store(town, told)
    name, who, unit, sees = data.draw(st.sampled_from(list(viewers(town))))
    summary = drawn(town, period, unit, who)
    assert (name, figures(summary)) == (name, expected(town, told, period, date(2026, 7, 10), sees))


def viewers(town: Town):
    """Who, the unit they ask for, and which courses they may see."""
    village, other, town_code = "510923108225", "510923108226", "510923108000"
    under = {village: {village, village + "001"}, other: {other},
             town_code: {village, other, village + "001", town_code}}
    yield "clerk", town.viewer("village_clerk", village), village, lambda course: course.unit in under[village]
    both = Viewer(2, "two villages", (town.duty("village_clerk", village), town.duty("village_clerk", other)))
    yield "clerk of two", both, village, lambda course: course.unit in under[village]
    yield "leader", town.viewer("town_leader", town_code), town_code, lambda course: course.unit in under[town_code]
    yield "leader on a village", town.viewer("town_leader", town_code), other, lambda course: course.unit == other
    held = town.viewer("department_clerk", town_code, department="司法所")
    yield "department", held, town_code, lambda course: course.department == "司法所" and course.unit in under[town_code]
    yield "county", town.viewer("county_admin", "510923000000"), "510923000000", lambda course: True
    yield "no rows", town.viewer("auditor", "510923000000"), "510923000000", lambda course: False


EVENTS = [key for key, figure in FIGURES.items() if figure.events or key == "found"]


@settings(EXAMPLES, max_examples=6)
@given(told=COURSES)
def test_the_months_make_the_quarters_and_the_year(town, told):
    store(town, told)
    year = parse_period("2026")
    wholes = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF_YEAR: 2, PeriodKind.HALF_MONTH: 24}
    for kind, whole in wholes.items():
        parts = [drawn(town, period).total for period in periods_of(kind)]
        assert len(parts) == whole
        total = drawn(town, year).total
        assert {key: sum(part[key] for part in parts) for key in EVENTS} == {key: total[key] for key in EVENTS}
        chain = [parts[0]["opening"], *(part["still_open"] for part in parts)]
        assert chain[:-1] == [part["opening"] for part in parts]


def periods_of(kind: PeriodKind) -> list[Period]:
    return list(periods_between(kind, date(2026, 1, 1), date(2026, 12, 31)))


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def server_zone(request, monkeypatch):
    """The server stands somewhere else."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    time.tzset()


@settings(EXAMPLES, max_examples=6)
@given(told=COURSES, period=PERIOD)
def test_the_server_s_time_zone_changes_nothing(server_zone, town, told, period):
    store(town, told)
    assert figures(drawn(town, period)) == expected(town, told, period, date(2026, 7, 10))


@given(told=COURSES, period=PERIOD)
@settings(EXAMPLES, max_examples=3000)
@pytest.mark.prove
def test_every_cell_counts_what_happened_in_many_courses(town, told, period):
    store(town, told)
    assert figures(drawn(town, period)) == expected(town, told, period, date(2026, 7, 10))


def test_the_statements_do_not_grow_with_the_rows(town, told_statements):
    def statements() -> int:
        told_statements.clear()
        drawn(town, parse_period("2026-07"))
        return len(told_statements)

    store(town, [])
    statements()  # the process learns its units
    few = statements()
    store(town, [course for _ in range(3) for course in _many()])
    assert (statements(), few <= 12) == (few, True)


def _many() -> list[Course]:
    day = date(2026, 7, 1)
    return [Course(unit, category, colour, "village", None, [Spell(day)], [[Due(day, day)]])
            for unit in UNITS for category in ("neighbours", "land") for colour in RANKS]


def test_count_of_rows_uses_one_statement(town):
    store(town, _many())
    register = town.site.definition.registers["dispute"]
    with town.work(Unscoped("test"), now=TODAY) as work:
        rows = rows_of(work, register, parse_period("2026-07"), town.unit("510923000000"), "found")
        assert work.session.execute(rows.with_only_columns(func.count())).scalar() == len(_many())
