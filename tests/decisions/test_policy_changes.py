"""What a county changes of a file, and what a day of its calendar means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from app.decisions.calendar import (
    add_working_days,
    holidays_of,
    is_working_day,
    uncovered_years,
    with_days,
    working_days_between,
)
from app.decisions.policies import policy_in_force, policy_of_version
from app.decisions.policy_changes import changed, differences, place_of, value_at
from app.decisions.progress import RuleBook
from app.decisions.scales import Colour
from app.problems import Problems
from app.records.policy_versions import StoredVersion, merged, version_of

from .in_force import COLOURS, COURSE, DISPUTE, HOLIDAYS, RAW_COLOURS, read, text_of

YELLOW_DAYS = ("registers", "dispute", "colours", "yellow", "days", "value")
ORANGE_PEOPLE = ("registers", "dispute", "lines", "people_involved", "at_least", "orange")
COLOURS_READ = read(text_of("colours"))
MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)


def stored(number: int, day: date, changes: dict[tuple[str, ...], Any], policy: str = "colours") -> StoredVersion:
    return StoredVersion(id=number, policy=policy, valid_from=day, base="2021-01-01", changes=changes, source="试", note="",
                         by="试样", at=datetime(2027, 1, 1, tzinfo=UTC))


def days(policy: Any) -> int:
    return int(policy.registers["dispute"].terms[Colour.YELLOW].days.value)


# -- changes of a file -----------------------------------------------------------------------------


def test_a_change_is_a_new_version_that_leaves_the_file_as_it_is() -> None:
    made = changed(RAW_COLOURS, {YELLOW_DAYS: 9, ORANGE_PEOPLE: 15}, MARCH)
    assert (value_at(made, YELLOW_DAYS), value_at(made, ORANGE_PEOPLE), made["from"]) == (9, 15, "2027-03-01")
    assert (value_at(RAW_COLOURS, YELLOW_DAYS), value_at(RAW_COLOURS, ORANGE_PEOPLE)) == (7, 10)


def test_a_line_goes_by_its_key_so_that_a_line_put_before_it_later_does_not_shift_the_change() -> None:
    later = yaml.safe_load(text_of("colours"))
    later["registers"]["dispute"]["lines"].insert(0, {**later["registers"]["dispute"]["lines"][3], "key": "other"})
    made = changed(later, {ORANGE_PEOPLE: 15}, MARCH)
    assert value_at(made, ORANGE_PEOPLE) == 15
    assert place_of(later, ORANGE_PEOPLE) == ("registers", "dispute", "lines", 2, "at_least", "orange")


def test_a_change_at_a_place_that_a_later_file_no_longer_has_is_passed_over() -> None:
    assert changed(RAW_COLOURS, {("registers", "meteor", "days"): 3}, MARCH)["registers"] == RAW_COLOURS["registers"]


def test_differences_are_told_value_by_value_and_what_is_gone_as_gone() -> None:
    made = changed(RAW_COLOURS, {YELLOW_DAYS: 9, ("registers", "dispute", "trend"): None}, MARCH)
    found = {each.path: (each.before, each.after) for each in differences(RAW_COLOURS, made)}
    assert found.pop(YELLOW_DAYS) == (7, 9)
    assert [(path, after) for path, (_, after) in found.items()] == [(("registers", "dispute", "trend"), None)]


def test_what_the_changes_make_is_checked_as_a_file_is() -> None:
    with pytest.raises(Problems) as bad:
        version_of(COLOURS_READ, {YELLOW_DAYS: 0, ORANGE_PEOPLE: 60}, MARCH)
    assert sorted((each.code, each.mark.column) for each in bad.value.found if each.mark) == [
        ("D403", "/".join(YELLOW_DAYS)), ("D405", "registers/dispute/lines/1/at_least")]


# -- versions --------------------------------------------------------------------------------------


def test_the_version_of_a_day_is_chosen_and_the_version_of_a_record_is_found_again() -> None:
    versions = merged([COLOURS_READ], [stored(1, MARCH, {YELLOW_DAYS: 9}), stored(2, MAY, {YELLOW_DAYS: 11})]).of("colours")
    assert [days(policy_in_force(versions, day)) for day in (date(2027, 2, 28), MARCH, date(2027, 4, 30), MAY)] == [7, 9, 9, 11]
    assert [days(policy_of_version(versions, version)) for version in ("2021-01-01", "2027-03-01", "2027-05-01")] == [7, 9, 11]


def test_of_two_stored_for_one_day_the_later_counts_and_both_are_told() -> None:
    versions = merged([COLOURS_READ], [stored(1, MARCH, {YELLOW_DAYS: 9}), stored(2, MARCH, {YELLOW_DAYS: 10})])
    assert [days(each) for each in versions.of("colours")] == [7, 10]
    assert [each.id for each in versions.stored_of("colours")] == [1, 2]


def test_a_stored_version_that_the_present_files_refuse_counts_as_its_file_and_stays_the_version_of_its_day() -> None:
    versions = merged([COLOURS_READ], [stored(1, MARCH, {YELLOW_DAYS: "moon"})])
    assert [days(each) for each in versions.of("colours")] == [7, 7]
    assert [each.fits for each in versions.stored] == [False]
    assert policy_of_version(versions.of("colours"), "2027-03-01").version == "2027-03-01"


def test_a_stored_version_of_a_policy_that_is_gone_is_left_out() -> None:
    assert merged([COLOURS_READ], [stored(1, MARCH, {}, "weather")]).policies == (COLOURS_READ,)


def test_a_clock_that_runs_late_says_of_a_card_what_one_in_time_would_have_said() -> None:
    later = version_of(read(text_of("course")), {("cards", "red", "misses", "value"): 3}, MARCH)
    book = RuleBook(colours=DISPUTE, course=later, holidays=HOLIDAYS, courses=(COURSE, later))
    assert [book.course_on(day).cards for day in (date(2027, 2, 28), MARCH)] == [COURSE.cards, later.cards]
    assert RuleBook(colours=DISPUTE, course=later, holidays=HOLIDAYS).course_on(date(2027, 2, 28)) is later


# -- targets ---------------------------------------------------------------------------------------


def test_the_targets_and_terms_of_the_documents() -> None:
    policy = read(text_of("targets"))
    assert {key: (each.per_cent.value, each.per_cent.source.key) for key, each in policy.rates.items()} == {
        "resolution": (80, "s4_2"), "resolution_year": (80, "s4_2"), "petition_on_time": (95, "s3_6"),
        "petition_resolved": (80, "s3_6"), "petition_backlog": (90, "s3_6")}
    assert (policy.working_days("petition"), policy.working_days("dispute")) == (30, None)
    assert policy.terms["petition"].working_days.source.is_default


@pytest.mark.parametrize("value", [0, 101, "80", 79.5, True])
def test_a_target_is_a_whole_number_of_per_cent(value: Any) -> None:
    raw = yaml.safe_load(text_of("targets"))
    raw["rates"]["resolution"]["target"]["value"] = value
    with pytest.raises(Problems):
        read(yaml.safe_dump(raw, allow_unicode=True))


# -- the calendar of a county ----------------------------------------------------------------------


def test_days_entered_for_a_year_that_is_known_count_beside_it() -> None:
    table = with_days(HOLIDAYS, {date(2026, 8, 6): False, date(2026, 8, 8): True})
    assert [is_working_day(date(2026, 8, day), table) for day in (5, 6, 7, 8, 9)] == [True, False, True, True, False]
    assert add_working_days(date(2026, 8, 5), 2, table) == date(2026, 8, 8)
    assert is_working_day(date(2026, 10, 1), table) is False
    assert working_days_between(date(2026, 8, 5), date(2026, 8, 9), table) == 2


def test_a_year_is_known_once_its_first_of_january_and_its_first_of_october_are_entered() -> None:
    spring = {date(2027, 2, day): False for day in range(5, 12)}
    half = with_days(HOLIDAYS, {date(2027, 1, 1): False, **spring})
    assert (half.covers(2027), is_working_day(date(2027, 2, 8), half)) == (False, True)
    assert uncovered_years(date(2026, 12, 1), date(2027, 2, 1), half) == (2027,)
    whole = with_days(HOLIDAYS, {date(2027, 1, 1): False, date(2027, 10, 1): False, **spring})
    assert (whole.covers(2027), is_working_day(date(2027, 2, 8), whole)) == (True, False)
    assert uncovered_years(date(2026, 12, 1), date(2027, 2, 1), whole) == ()


def test_of_a_year_that_is_entered_whole_nothing_else_counts() -> None:
    mine = with_days(HOLIDAYS, {date(2026, 1, 1): False, date(2026, 10, 1): False})
    assert is_working_day(date(2026, 10, 2), mine) is True  # a Friday that the county took out
    assert is_working_day(date(2026, 10, 10), mine) is False  # a make-up Saturday that the county took out
    assert is_working_day(date(2025, 10, 2), mine) is False


def test_a_table_without_rows_is_what_is_published() -> None:
    assert with_days(HOLIDAYS, {}) is HOLIDAYS
    assert holidays_of({}, [2027]).covers(2027)


def test_the_present_file_is_what_the_tests_call_in_force() -> None:
    assert COLOURS.raw == RAW_COLOURS
