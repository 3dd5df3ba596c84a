"""course.yaml, returns.yaml, routing.yaml, warnings.yaml: every figure with its source, every fault at its place."""

from __future__ import annotations

from datetime import date

import pytest

from app.decisions.calendar import holidays_of, is_working_day, uncovered_years, working_day_from
from app.decisions.course_policy import CardKind
from app.decisions.periods import DaysAfter, DaysOfMonth
from app.decisions.scales import Colour

from .in_force import COURSE, DISPUTE, HOLIDAYS, RETURNS, ROUTING, WARNINGS, problems_of, read, text_of


def faults(name: str, old: str, new: str) -> list[str]:
    text = text_of(name)
    assert old in text
    return problems_of(text.replace(old, new, 1))


def test_all_four_are_accepted_and_dated() -> None:
    assert [(each.key, each.version) for each in (COURSE, RETURNS, ROUTING, WARNINGS)] == [
        ("course", "2021-01-01"), ("returns", "2021-01-01"), ("routing", "2021-01-01"), ("warnings", "2021-01-01")]


def test_the_figures_of_rules_md() -> None:
    assert [cause.words.zh for cause in COURSE.pause_causes.values()] == ["鉴定", "诉讼中", "当事人外出"]
    assert (COURSE.answer_days.value, COURSE.ahead_days.value) == (1, 7)
    assert (COURSE.order_days.value, COURSE.put_right_days.value) == (3, 15)
    assert [(each.key, each.days) for each in COURSE.rounds] == [("first", 30), ("second", 90)]
    assert {kind: rule.misses.value for kind, rule in COURSE.cards.items()} == {CardKind.YELLOW: 1, CardKind.RED: 2}
    assert RETURNS.resubmit_days.value == 1
    every_day = [terms.progress_on_rest_days for terms in DISPUTE.terms.values()]
    assert [figure.value if figure else None for figure in every_day] == [None, None, None, True]
    assert DISPUTE.terms[Colour.RED].progress_days is not None


def test_a_figure_of_ours_says_so() -> None:
    ours = [COURSE.answer_days.source, COURSE.order_days.source, COURSE.put_right_days.source, COURSE.ahead_days.source,
            RETURNS.first_report_hours.source, RETURNS.resubmit_days.source, *(each.source for each in COURSE.rounds),
            *(each.source for each in COURSE.pause_causes.values()),
            *(rule.misses.source for rule in COURSE.cards.values()), *(line.source for line in WARNINGS.lines)]
    assert all(source.is_default for source in ours)
    assert not any(kind.source.is_default for kind in RETURNS.kinds.values())


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("answer_days: {value: 1,", "answer_days: {value: 0,", ["transfer.answer_days.value: D403"]),
    ("answer_days: {value: 1, source: ours}", "answer_hours: {value: 1, source: ours}",
     ["transfer.answer_hours: D402", "transfer: D401"]),
    ("put_right_days: {value: 15,", "put_right_days: {value: 0,", ["reviews.put_right_days.value: D403"]),
    ("days: 30, source: ours", "days: 90, source: ours", ["follow_ups.rounds: D415"]),
    ("key: second", "key: first", ["follow_ups.rounds: D409"]),
    ("{key: first, words: {zh: 第一次回头看, en: First follow-up}, days: 30", "{key: first, days: 30",
     ["follow_ups.rounds.0: D401"]),
    ("misses: {value: 2", "misses: {value: 1", ["cards: D415"]),
    ("  red: {words: {zh: 红牌（督办）, en: Red card (supervision)}, misses: {value: 2, source: ours}}\n", "", ["cards: D401"]),
    ("  yellow: {words: {zh: 黄牌", "  orange: {words: {zh: 黄牌", ["cards.orange: D402", "cards: D401"]),
    ("away: {words: {zh: 当事人外出, en: A party is away}, source: ours}", "away: {source: theirs}",
     ["pause_causes.away.source: D407", "pause_causes.away: D401"]),
    ("pause_causes:", "causes:", ["causes: D402", "file: D401"]),
])
def test_a_fault_of_the_course(old: str, new: str, expected: list[str]) -> None:
    assert faults("course", old, new) == sorted(expected)


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("period: half_month", "period: fortnight", ["returns.half_month_analysis.period: D404"]),
    ("owed_by: [{units: village}]", "owed_by: [{}]", ["returns.half_month_analysis.owed_by.0: D414"]),
    ("owed_by: [{units: village}]", "owed_by: [{units: village, departments: leading}]",
     ["returns.half_month_analysis.owed_by.0: D414"]),
    ("owed_by: [{units: village}]", "owed_by: [{units: hamlet}]", ["returns.half_month_analysis.owed_by.0.units: D404"]),
    ("owed_by: [{units: village}]", "owed_by: village", ["returns.half_month_analysis.owed_by: D403"]),
    ("{departments: leading, of: town}]\n    merged", "{departments: leading}]\n    merged",
     ["returns.monthly_analysis.owed_by.0: D401"]),
    ("{departments: leading, of: town}]\n    merged", "{departments: all, of: town}]\n    merged",
     ["returns.monthly_analysis.owed_by.0.departments: D403"]),
    ("{departments: leading, of: town}]\n    merged", "{departments: [1], of: town}]\n    merged",
     ["returns.monthly_analysis.owed_by.0.departments.0: D403"]),
    ("period: quarter\n", "period: quarter\n    due: {source: ours}\n", ["returns.public_order_sweep.due: D411"]),
    ("first_report_hours: {value: 1", "first_report_hours: {value: 0", ["at_once.first_report_hours.value: D403"]),
    ("units: town, source: s3_5", "source: s3_5", ["daily.leader_reception: D401"]),
    ("resubmit_days: {value: 1, source: ours}", "", ["file: D401"]),
])
def test_a_fault_of_the_returns(old: str, new: str, expected: list[str]) -> None:
    assert faults("returns", old, new) == sorted(expected)


def test_a_return_may_say_itself_when_it_is_due() -> None:
    text = text_of("returns").replace("period: quarter\n", "period: quarter\n    due: {days_after: 5, source: ours}\n").replace(
        "period: half_month\n", "period: half_month\n    due: {days_of_month: [10, 25], source: ours}\n")
    dues = [kind.due.value if kind.due else None for kind in read(text).kinds.values()]
    assert dues == [DaysOfMonth(10, 25), None, None, None, None, DaysAfter(5)]


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("{function: peace, source: s4_41}", "{function: peace}", ["instead.0: D401"]),
    ("{function: peace, source: s4_41}", "{function: 1, source: s4_41}", ["instead.0.function: D403"]),
    ("{function: peace, source: s4_41}", "{functions: peace, source: s4_41}", ["instead.0.functions: D402", "instead.0: D401"]),
    ("instead:", "otherwise:", ["otherwise: D402", "file: D401"]),
])
def test_a_fault_of_the_routing(old: str, new: str, expected: list[str]) -> None:
    assert faults("routing", old, new) == sorted(expected)


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("at_least: {yellow: 1, red: 2}", "at_least: {yellow: 2, red: 2}", ["lines.2.at_least: D415"]),
    ("at_least: {yellow: 1, red: 2}", "at_least: {green: 0, red: 2}", ["lines.2.at_least.green: D402"]),
    ("at_least: {red: 1}", "at_least: {red: 0}", ["lines.0.at_least.red: D403"]),
    ("key: cases_overdue", "key: red_cases_overdue", ["lines: D409"]),
    ("缺报 {value} 次", "缺报", ["lines.2.reason: D410"]),
    ("  green: {words: {zh: 绿, en: green}}\n", "", ["scale: D401"]),
    ("put_right: {value: true, source: s3_9}", "put_right: {value: 1, source: s3_9}", ["scale.yellow.put_right.value: D403"]),
])
def test_a_fault_of_the_warnings(old: str, new: str, expected: list[str]) -> None:
    assert faults("warnings", old, new) == sorted(expected)


# -- a table of holidays with the years that it covers ---------------------------------------------


def test_a_table_from_rows_knows_its_years_and_their_gaps() -> None:
    given = {date(2026, 10, 1): False, date(2026, 10, 10): True, date(2028, 1, 3): False, date(2027, 1, 1): False}
    table = holidays_of(given, [2026, 2028])
    assert [table.covers(year) for year in (2025, 2026, 2027, 2028, 2029)] == [False, True, False, True, False]
    assert [is_working_day(day, table) for day in given] == [False, True, False, True]
    assert uncovered_years(date(2026, 12, 31), date(2029, 1, 1), table) == (2027, 2029)
    assert uncovered_years(date(2026, 1, 1), date(2026, 12, 31), table) == ()


def test_the_package_s_own_table_given_as_rows_is_the_same() -> None:
    given = {**dict.fromkeys(HOLIDAYS.rest, False), **dict.fromkeys(HOLIDAYS.work, True)}
    assert holidays_of(given, range(2004, 2027)) == HOLIDAYS


def test_a_table_covers_at_least_one_year() -> None:
    with pytest.raises(ValueError, match="at least one year"):
        holidays_of({}, [])


@pytest.mark.parametrize(("day", "found"), [
    ("2026-02-13", "2026-02-13"), ("2026-02-14", "2026-02-14"), ("2026-02-15", "2026-02-24"), ("2026-10-03", "2026-10-08"),
    ("2026-10-11", "2026-10-12"), ("2027-01-02", "2027-01-04"),
])
def test_a_rest_day_moves_to_the_next_working_day(day: str, found: str) -> None:
    assert working_day_from(date.fromisoformat(day), HOLIDAYS) == date.fromisoformat(found)
