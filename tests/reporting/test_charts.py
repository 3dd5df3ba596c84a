"""Charts: groups by kind of field, sums, both languages, and the rows behind every number."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, func

from app.access.query import Filter
from app.access.refusal import Refused
from app.access.viewer import Viewer
from app.definition import Chart, Field
from app.expressions import Names, read_rule
from app.fieldtypes import MomentField
from app.problems import BadValue
from app.reporting.charts import Series, draw, rows_of_bar
from app.reporting.grouping import Buckets
from app.words import Words
from tests.behaviours.cases import COUNTY, GRID, OTHER_VILLAGE, SYSTEM, TOWN, VILLAGE, dispute
from tests.reporting.histories import courses, store
from tests.reporting.test_summary_figures import DEPARTMENTS, UNITS
from tests.sites import Town


def register(town: Town):
    return town.site.definition.registers["dispute"]


def chart(**options) -> Chart:
    return Chart(key="drawn", label=Words("图", "chart"), kind="stacked_bar" if "stack_by" in options else "bar", **options)


def drawn(town, options, who=SYSTEM, filters=()) -> Series:
    with town.work(who) as work:
        return draw(work, register(town), chart(**options), filters)


def shown(series: Series) -> dict:
    return {bar.label.zh: series.values[number] for number, bar in enumerate(series.bars)}


def test_choices_stand_in_the_order_of_the_declaration_with_the_empty_ones_last(town):
    for level in ("major", "emerging", None, "major"):
        dispute(town, risk_level=level)
    series = drawn(town, {"group_by": "risk_level"})
    assert shown(series) == {"苗头": (1,), "重大": (2,), "未填": (1,)}
    assert [bar.label.en for bar in series.bars] == ["Emerging", "Major", "not filled in"]
    assert [bar.key for bar in series.bars] == ["emerging", "major", ""]


def test_yes_and_no_are_told_from_not_known(town):
    for danger in ("是", "否", None, "否"):
        dispute(town, danger=danger)
    assert shown(drawn(town, {"group_by": "danger"})) == {"是": (1,), "否": (2,), "未填": (1,)}


def test_a_vocabulary_is_stacked_by_colour(town):
    for category, people in (("land", 2), ("neighbours", 12), ("neighbours", 2), ("neighbours", 2)):
        dispute(town, category=category, people_involved=people)
    series = drawn(town, {"group_by": "category", "stack_by": "colour"})
    assert shown(series) == {"邻里": (2, 1), "山林土地": (1, 0)}
    assert [(part.key, part.label.zh) for part in series.parts] == [("blue", "蓝·苗头隐患"), ("orange", "橙·较大")]
    assert (series.bar_total(0), series.part_total(0), series.total) == (3, 3, 4)


@pytest.mark.parametrize(("who", "unit", "bars"), [
    ("county_admin", COUNTY, {"象山镇": (1,), "金元镇": (4,)}),
    ("town_leader", TOWN, {"金元镇（本级）": (1,), "金容寨村": (2,), "宝祥村": (1,)}),
    ("village_clerk", VILLAGE, {"金容寨村（本级）": (1,), "金容寨村第一网格": (1,)}),
])
def test_units_are_rolled_up_to_the_level_below_the_viewer(town, who, unit, bars):
    for place in (VILLAGE, GRID, OTHER_VILLAGE, TOWN, "510923107201"):
        dispute(town, place)
    assert shown(drawn(town, {"group_by": "unit"}, town.viewer(who, unit))) == bars


def test_clerks_of_two_villages_see_each_apart(town):
    dispute(town, VILLAGE)
    dispute(town, OTHER_VILLAGE)
    both = Viewer(2, "two villages", (town.duty("village_clerk", VILLAGE), town.duty("village_clerk", OTHER_VILLAGE)))
    assert shown(drawn(town, {"group_by": "unit"}, both)) == {"金容寨村（本级）": (1,), "宝祥村（本级）": (1,)}


def test_records_are_called_by_name_in_one_statement(town, told_statements):
    for category in ("neighbours", "traffic", "land"):
        dispute(town, category=category)
    drawn(town, {"group_by": "lead_department"})
    told_statements.clear()
    series = drawn(town, {"group_by": "lead_department"})
    assert shown(series) == {"司法所": (2,), "社会治理和应急管理办": (1,)}
    assert len(told_statements) <= 3  # the epoch, the groups, the names


def test_a_month_is_the_month_of_the_day(town):
    for day in ("2025-12-31", "2026-01-01", "2026-01-31", "2026-08-05"):
        dispute(town, found_on=day)
    assert shown(drawn(town, {"group_by": "found_on", "bucket": "month"})) == {
        "2025年12月": (1,), "2026年1月": (2,), "2026年8月": (1,)}
    assert [bar.key for bar in drawn(town, {"group_by": "found_on", "bucket": "year"}).bars] == ["2025", "2026"]


@pytest.mark.parametrize(("moment", "month"), [
    ("2026-07-31T15:59:59", "2026-07"), ("2026-07-31T16:00:00", "2026-08"), ("1991-08-31T14:59:59", "1991-08"),
    ("1991-08-31T15:00:00", "1991-09"), ("1991-12-31T15:30:00", "1991-12"), ("1991-12-31T16:00:00", "1992-01"),
])
def test_a_moment_belongs_to_the_month_in_china(town, moment, month):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    field = Field(key="seen_at", label=Words("时刻", "moment"), type=MomentField())
    with town.work(SYSTEM) as work:
        buckets = Buckets(work, field, Table("t", MetaData(), Column("seen_at")))
        assert buckets.key((at.date(), at.hour)) == buckets.key((at.date().isoformat(), Decimal(at.hour))) == month


def test_numbers_are_added_up_exactly(town):
    for amount, people in (("1.25", 2), ("0.1", 3), (None, 4)):
        dispute(town, amount=amount, people_involved=people)
    money = drawn(town, {"group_by": "category", "measure": "amount"})
    assert money.values == ((Decimal("13500.00"),),)
    assert drawn(town, {"group_by": "category", "measure": "people_involved"}).values == ((9,),)


def test_a_rule_of_the_chart_and_filters_of_the_query_bar_both_hold(town):
    for people, day in ((12, "2026-08-01"), (12, "2026-07-01"), (2, "2026-08-01")):
        dispute(town, people_involved=people, found_on=day)
    names = Names({key: field.type.rule_kind() for key, field in register(town).fields.items()}, {})
    options = {"group_by": "colour", "where": read_rule("people_involved > 5", names, expect="yesno")}
    assert shown(drawn(town, options)) == {"橙·较大": (2,)}
    assert shown(drawn(town, options, filters=[Filter("found_on", "from", date(2026, 8, 1))])) == {"橙·较大": (1,)}


def test_an_empty_register_draws_nothing(town):
    series = drawn(town, {"group_by": "category", "stack_by": "colour"})
    assert (series.is_empty, series.bars, series.values, series.total) == (True, (), (), 0)


def test_charts_need_their_grant(town):
    dispute(town, GRID)
    for who in (town.viewer("grid_officer", GRID), town.viewer("auditor", COUNTY), None):
        with pytest.raises(Refused) as refused:
            drawn(town, {"group_by": "category"}, who)
        assert [each.code for each in refused.value.found] == ["A003"]


@pytest.mark.parametrize(("options", "key"), [({"group_by": "unit"}, "x"), ({"group_by": "unit"}, "9" * 30),
                                              ({"group_by": "found_on", "bucket": "month"}, "2026-13"),
                                              ({"group_by": "lead_department"}, "1 or 1")])
def test_a_bar_that_cannot_be_is_refused(town, options, key):
    with pytest.raises(BadValue), town.work(SYSTEM) as work:
        rows_of_bar(work, register(town), chart(**options), key)


COURSES = st.lists(courses(UNITS, DEPARTMENTS, date(2025, 11, 1), date(2026, 7, 10)), max_size=12)
CHARTS = st.sampled_from([
    {"group_by": "category", "stack_by": "colour"}, {"group_by": "unit", "stack_by": "colour"}, {"group_by": "status"},
    {"group_by": "found_on", "bucket": "month", "stack_by": "unit"}, {"group_by": "resolved_on", "bucket": "year"},
    {"group_by": "lead_department"}, {"group_by": "outcome", "stack_by": "level"},
    {"group_by": "category", "measure": "people_involved"},
])


def readers(town):
    """Who reads, and which courses lie in their reach."""
    below = {VILLAGE: {VILLAGE, GRID}, OTHER_VILLAGE: {OTHER_VILLAGE}, TOWN: {VILLAGE, GRID, OTHER_VILLAGE, TOWN}}
    both = Viewer(2, "two villages", (town.duty("village_clerk", VILLAGE), town.duty("village_clerk", OTHER_VILLAGE)))
    yield town.viewer("village_clerk", VILLAGE), lambda course: course.unit in below[VILLAGE]
    yield both, lambda course: course.unit in below[VILLAGE] | below[OTHER_VILLAGE]
    yield town.viewer("town_leader", TOWN), lambda course: course.unit in below[TOWN]
    held = town.viewer("department_clerk", TOWN, department="司法所")
    yield held, lambda course: course.department == "司法所"  # wherever the case arose
    yield town.viewer("county_admin", COUNTY), lambda course: True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=COURSES, options=CHARTS, reader=st.integers(0, 4))
def test_every_number_counts_what_its_reader_reaches_and_opens_it(town, told, options, reader):
    store(town, told)
    who, sees = list(readers(town))[reader]
    seen = [number for number, course in enumerate(told, 1) if not course.void and sees(course)]
    measured = {number: number % 90 + 1 if "measure" in options else 1 for number in seen}
    asked, declared = chart(**options), register(town)
    with town.work(who) as work:
        series = draw(work, declared, asked)
        assert series.total == sum(measured.values())
        opened = []
        for row, bar in enumerate(series.bars):
            for column, part in enumerate(series.parts):
                ids = work.session.execute(rows_of_bar(work, declared, asked, bar.key, part.key)).scalars().all()
                assert series.values[row][column] == sum(measured[each] for each in ids)
                opened += ids
        assert sorted(opened) == seen


def test_the_statements_do_not_grow_with_the_rows(town, told_statements):
    def statements() -> int:
        told_statements.clear()
        drawn(town, {"group_by": "category", "stack_by": "colour"})
        return len(told_statements)

    dispute(town)
    statements()
    few = statements()
    for category in ("land", "labour", "traffic", "other"):
        for people in (2, 3, 12):
            dispute(town, category=category, people_involved=people)
    assert (statements(), few <= 2) == (few, True)


def test_rows_are_counted_without_fetching_them(town):
    dispute(town)
    with town.work(SYSTEM) as work:
        rows = rows_of_bar(work, register(town), chart(group_by="category"), "neighbours")
        assert work.session.execute(rows.with_only_columns(func.count())).scalar_one() == 1
