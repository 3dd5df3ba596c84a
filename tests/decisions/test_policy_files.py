"""Reading policies: every figure with its source, every fault at its place, the version in force."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal

import pytest

from app.decisions.period_keys import parse_period
from app.decisions.periods import due_day
from app.decisions.policies import check_versions, policy_in_force, policy_of_version
from app.decisions.scales import Colour, Leader, Level
from app.problems import BadValue, Mark, Problems
from app.problems.catalogue.policies import POLICIES

from .in_force import COLOURS, DISPUTE, HAZARD, PERIODS, mark_of, problems_of, read, text_of

COLOUR_TEXT, PERIOD_TEXT = text_of("colours"), text_of("periods")


def faults(text: str, old: str, new: str) -> list[str]:
    """The faults after the first ``old`` has become ``new``."""
    assert old in text
    return problems_of(text.replace(old, new, 1))


def test_both_files_are_accepted_and_dated() -> None:
    assert (COLOURS.key, COLOURS.version, COLOURS.valid_to) == ("colours", "2021-01-01", None)
    assert (PERIODS.key, PERIODS.version) == ("periods", "2021-01-01")
    assert set(COLOURS.registers) == {"dispute", "hazard"}


def test_the_table_of_rules_md() -> None:
    days = [terms.days.value if terms.days else None for terms in DISPUTE.terms.values()]
    progress = [terms.progress_days.value if terms.progress_days else None for terms in DISPUTE.terms.values()]
    leaders = [terms.leader.value for terms in DISPUTE.terms.values() if terms.leader]
    assert days == [3, 7, 15, 20]
    assert progress == [None, 7, 3, 1]
    assert leaders == [Leader.VILLAGE_SECRETARY, Leader.VILLAGE_SECRETARY, Leader.NAMED_TOWN_LEADER,
                       Leader.MAIN_TOWN_LEADER]
    assert DISPUTE.red_overdue.value is Level.COUNTY
    assert [terms.days.value for terms in HAZARD.terms.values() if terms.days] == [15, 7, 3]


def test_a_figure_of_ours_says_so_and_one_of_the_documents_names_its_section() -> None:
    red = DISPUTE.terms[Colour.RED]
    assert red.days is not None
    assert red.days.source.is_default
    assert "本系统默认值" in red.days.source.words.zh
    assert red.plan_required is not None
    assert (red.plan_required.source.is_default, red.plan_required.source.words.zh[:4]) == (False, "S3 4")
    assert all(line.source.key for line in DISPUTE.lines)


def test_a_policy_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        COLOURS.registers["dispute"] = HAZARD  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        COLOURS.key = "other"  # type: ignore[misc]


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("days: {value: 7, source: ours}", "days: {value: 0, source: ours}",
     "registers.dispute.colours.yellow.days.value: D403"),
    ("days: {value: 7, source: ours}", "days: {value: '7', source: ours}",
     "registers.dispute.colours.yellow.days.value: D403"),
    ("days: {value: 7, source: ours}", "days: {value: 7}", "registers.dispute.colours.yellow.days: D401"),
    ("days: {value: 7, source: ours}", "days: {value: 7, source: s9}",
     "registers.dispute.colours.yellow.days.source: D407"),
    ("days: {value: 7, source: ours}", "days: 7", "registers.dispute.colours.yellow.days: D403"),
    ("        handler: {value: village, source: s3_4}\n", "", "registers.dispute.colours.yellow: D401"),
    ("{value: village, source: s3_4}", "{value: hamlet, source: s3_4}",
     "registers.dispute.colours.yellow.handler.value: D404"),
    ("{value: named_town_leader, ", "{value: nobody, ", "registers.dispute.colours.orange.leader.value: D404"),
    ("plan_required: {value: true", "plan_required: {value: 'yes'",
     "registers.dispute.colours.orange.plan_required.value: D403"),
    ("at_least: {blue: 0, yellow: 3", "at_least: {blue: 3, yellow: 3", "registers.dispute.lines.1.at_least: D405"),
    ("at_least: {blue: 0, yellow: 3", "at_least: {blue: x, yellow: 3", "registers.dispute.lines.1.at_least.blue: D403"),
    ("at_least: {blue: 0, yellow: 3", "at_least: {green: 0, yellow: 3",
     "registers.dispute.lines.1.at_least.green: D402"),
    ("        any: red\n", "        any: green\n", "registers.dispute.lines.3.any: D404"),
    ("        any: red\n", "        any: red\n        at_least: {red: 1}\n", "registers.dispute.lines.3: D408"),
    ("        any: red\n", "", "registers.dispute.lines.3: D408"),
    ("- key: amount", "- key: danger", "registers.dispute.lines: D409"),
    ('zh: "涉及 {value} 人"', 'zh: "涉及多人"', "registers.dispute.lines.1.reason: D410"),
    ('zh: "涉及 {value} 人"', 'zh: "涉及 {value} {人}"', "registers.dispute.lines.1.reason: D410"),
    ("reason: {zh: 趋势上升, en: rising trend}", "reason: {zh: 趋势上升}", "registers.dispute.trend.reason: D403"),
    ("reason: {zh: 趋势上升, en: rising trend}", "reason: 趋势上升", "registers.dispute.trend.reason: D403"),
    ("reason: {zh: 趋势上升, en: ", "reason: {zh: 趋势上升, fr: x, en: ", "registers.dispute.trend.reason: D403"),
    ("required: true", "required: maybe", "registers.dispute.lines.0.required: D403"),
    ('from: "2021-01-01"', 'from: "2021-13-01"', "from: D403"),
    ('from: "2021-01-01"', 'from: "2021-01-01"\nto: "2020-12-31"', "to: D406"),
    ("  red: {zh: 红, en: red}\n", "", "scale: D401"),
    ("policy: colours", "policy: colour", "policy: D404"),
    ("policy: colours", "kind: colours", "file: D401"),
    ("  hazard:\n", "  hazard:\n    extra: 1\n", "registers.hazard.extra: D402"),
])
def test_a_fault_is_reported_once_at_its_place(old: str, new: str, expected: str) -> None:
    assert faults(COLOUR_TEXT, old, new) == [expected]


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("{days_of_month: [14, 30], source: s4_42}", "{days_of_month: [14], source: s4_42}",
     "periods.half_month.due.days_of_month: D403"),
    ("{days_of_month: [14, 30], source: s4_42}", "{days_of_month: [14, 32], source: s4_42}",
     "periods.half_month.due.days_of_month: D403"),
    ("{days_of_month: [14, 30], source: s4_42}", "{source: s4_42}", "periods.half_month.due: D411"),
    ("{days_of_month: [14, 30], source: s4_42}", "{days_of_month: [14, 30], days_after: 2, source: s4_42}",
     "periods.half_month.due: D411"),
    ("{days_after: 1, source: ours}", "{days_after: 0, source: ours}", "periods.week.due.days_after: D403"),
    ("{days_after: 1, source: ours}", "{days_of_month: [1, 2], source: ours}", "periods.week.due: D411"),
    ("  quarter:\n    words: {zh: 季度, en: quarter}\n    due: {days_after: 3, source: ours}\n", "", "periods: D401"),
    ("  year:\n", "  decade: {}\n  year:\n", "periods.decade: D402"),
])
def test_a_fault_of_the_periods(old: str, new: str, expected: str) -> None:
    assert faults(PERIOD_TEXT, old, new) == [expected]


def test_a_second_half_may_be_due_on_the_31st_and_is_cut_to_the_month() -> None:
    policy = read(PERIOD_TEXT.replace("[14, 30]", "[10, 31]"))
    dues = [due_day(parse_period(key), policy) for key in ("2026-04a", "2026-04b", "2026-05b", "2026-02b")]
    assert dues == [date(2026, 4, 10), date(2026, 4, 30), date(2026, 5, 31), date(2026, 2, 28)]


def test_a_list_where_keys_belong_is_one_fault() -> None:
    heading = PERIOD_TEXT[:PERIOD_TEXT.index("periods:\n")]
    assert problems_of(heading + "periods: [1, 2]\n") == ["periods: D403"]
    assert problems_of(heading + "periods: month\n") == ["periods: D403"]
    assert problems_of("[]") == problems_of("text") == problems_of("") == ["file: D403"]


def test_all_faults_of_a_file_come_together() -> None:
    text = COLOUR_TEXT.replace("value: 7,", "value: x,").replace("any: red", "any: green").replace("en: orange}", "}")
    assert problems_of(text) == [
        "registers.dispute.colours.yellow.days.value: D403",
        "registers.dispute.colours.yellow.progress_days.value: D403", "registers.dispute.lines.3.any: D404",
        "registers.hazard.colours.orange.days.value: D403", "scale.orange: D403"]


def test_a_slip_is_answered_with_the_word_that_was_probably_meant() -> None:
    with pytest.raises(Problems) as refused:
        read(COLOUR_TEXT.replace("handler: {value: village, source: s3_4}", "handler: {value: vilage, source: s3_4}"))
    (found,) = refused.value.found
    assert found.near == "village"
    assert "Did you mean 'village'?" in found.message("en")
    assert found.mark == mark_of(("registers", "dispute", "colours", "yellow", "handler", "value"))


def test_every_sentence_of_the_catalogue_has_both_languages() -> None:
    for code, detail in POLICIES.items():
        assert code.startswith("D4")
        assert detail.words.zh
        assert detail.words.en
        assert not detail.warning


def test_a_date_may_be_text_or_yaml_s_own() -> None:
    assert read(COLOUR_TEXT.replace('"2021-01-01"', "2022-02-02")).valid_from == date(2022, 2, 2)


def test_a_policy_may_hold_for_a_single_day() -> None:
    policy = read(COLOUR_TEXT.replace('from: "2021-01-01"', 'from: "2021-01-01"\nto: "2021-01-01"'))
    assert [policy.is_valid(date(2021, 1, day)) for day in (1, 2)] == [True, False]


def test_limits_are_exact_decimals() -> None:
    rules = read(COLOUR_TEXT.replace("{blue: 0, yellow: 1, orange", "{blue: 0, yellow: 0.1, orange"))
    assert rules.registers["dispute"].lines[2].at_least[Colour.YELLOW] == Decimal("0.1")


# -- versions --------------------------------------------------------------------------------------

LATER = replace(COLOURS, valid_from=date(2027, 1, 1), mark=Mark("colours-2027.yaml", 1))
ENDED = replace(COLOURS, valid_to=date(2026, 6, 30))


def test_a_day_has_the_version_that_began_last() -> None:
    versions = (LATER, COLOURS)
    assert policy_in_force(versions, date(2021, 1, 1)) is COLOURS
    assert policy_in_force(versions, date(2026, 12, 31)) is COLOURS
    assert policy_in_force(versions, date(2027, 1, 1)) is LATER
    assert policy_of_version(versions, "2027-01-01") is LATER


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2026, 7, 1)])
def test_a_day_without_a_version_is_refused(day: date) -> None:
    with pytest.raises(BadValue) as refused:
        policy_in_force((ENDED, LATER), day)
    assert refused.value.code == "D413"
    assert policy_in_force((ENDED,), date(2026, 6, 30)) is ENDED


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(BadValue):
        policy_of_version((COLOURS,), "1999-01-01")


def test_two_versions_of_one_day_are_reported() -> None:
    twin = replace(COLOURS, mark=Mark("copy.yaml", 3))
    assert list(check_versions((COLOURS, LATER, PERIODS))) == []
    (found,) = check_versions((COLOURS, PERIODS, twin))
    assert (found.code, found.mark) == ("D412", Mark("copy.yaml", 3))
