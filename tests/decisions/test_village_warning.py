"""三色 of a village and month: red, yellow, green, with reasons."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from app.decisions.scales import Colour
from app.decisions.steps import Step
from app.decisions.village_warning import WarningColour, overdue_facts, warn

from .in_force import DISPUTE, WARNINGS
from .story import Story, moment

GREEN, YELLOW, RED = WarningColour


def by_hand(red_cases: int, cases: int, missing: int, hotspots: int) -> WarningColour:
    """The sentence of rules.md §1, written again."""
    if red_cases >= 1 or missing >= 2:
        return RED
    return YELLOW if cases >= 1 or missing == 1 or hotspots >= 1 else GREEN


def test_every_combination_of_counts() -> None:
    for red_cases, cases, missing, hotspots in product((0, 1, 2), (0, 1, 2), (0, 1, 2, 3), (0, 1, 2)):
        facts = {"red_cases_overdue": red_cases, "cases_overdue": cases, "returns_missing": missing, "hotspots_late": hotspots}
        verdict = warn(facts, WARNINGS)
        assert verdict.colour is by_hand(red_cases, cases, missing, hotspots), facts
        assert verdict.put_right is (verdict.colour is not GREEN)
        assert bool(verdict.reasons) is (verdict.colour is not GREEN)


@pytest.mark.parametrize(("facts", "zh", "en"), [
    ({}, "", ""),
    ({"cases_overdue": 3, "returns_missing": 2}, "缺报 2 次; 纠纷超期 3 件", "returns missing: 2; cases overdue: 3"),
    ({"red_cases_overdue": 1, "cases_overdue": 1}, "红色纠纷超期 1 件; 纠纷超期 1 件",
     "red cases overdue: 1; cases overdue: 1"),
    ({"hotspots_late": 1}, "治安重点问题逾期 1 个", "hot spots past their date: 1"),
])
def test_the_reasons_come_the_gravest_first(facts: dict[str, int], zh: str, en: str) -> None:
    verdict = warn(facts, WARNINGS)
    assert (verdict.to("zh"), verdict.to("en")) == (zh, en)


def test_a_case_counts_once_and_is_red_only_if_it_was_red_when_it_missed_its_day() -> None:
    orange = Story(Colour.ORANGE, date(2026, 8, 3), DISPUTE).until(moment("09-01 12:00", 2026)).lines
    red = Story(Colour.RED, date(2026, 8, 10), DISPUTE).until(moment("12-31 12:00", 2026)).lines
    missed = [(1, line) for line in orange if isinstance(line, Step)] + [(2, line) for line in red if isinstance(line, Step)]
    assert overdue_facts(missed) == {"cases_overdue": 2, "red_cases_overdue": 1}
    assert overdue_facts([]) == {"cases_overdue": 0, "red_cases_overdue": 0}


def test_its_colours_are_a_scale_of_their_own() -> None:
    assert sorted(WarningColour) == [GREEN, YELLOW, RED]
    assert {colour.value for colour in WarningColour} != {colour.value for colour in Colour}
    assert WARNINGS.terms[RED].words.zh == "红"
    assert all(not line.source.key.startswith("s") for line in WARNINGS.lines)
