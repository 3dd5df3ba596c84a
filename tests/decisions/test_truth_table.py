"""Every colour line of both registers, its value below, at and above each bound: rules.md §1, written out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.decisions.colours import grade
from app.decisions.scales import Colour

from .in_force import DISPUTE, HAZARD

BLUE, YELLOW, ORANGE, RED = Colour
D = Decimal

DISPUTES: list[tuple[str, Any, Colour | None]] = [
    ("risk_level", "emerging", BLUE), ("risk_level", "general", YELLOW), ("risk_level", "serious", ORANGE),
    ("risk_level", "major", RED),
    ("people_involved", 0, BLUE), ("people_involved", 1, BLUE), ("people_involved", 2, BLUE), ("people_involved", 3, YELLOW),
    ("people_involved", 4, YELLOW), ("people_involved", 9, YELLOW), ("people_involved", 10, ORANGE),
    ("people_involved", 11, ORANGE), ("people_involved", 49, ORANGE), ("people_involved", 50, RED),
    ("people_involved", 51, RED),
    ("amount", D("0"), BLUE), ("amount", D("0.01"), BLUE), ("amount", D("0.99"), BLUE), ("amount", D("1"), YELLOW),
    ("amount", D("1.01"), YELLOW), ("amount", D("9.99"), YELLOW), ("amount", D("10"), ORANGE), ("amount", D("10.01"), ORANGE),
    ("amount", D("49.99"), ORANGE), ("amount", D("50"), RED), ("amount", D("50.01"), RED),
    ("danger", False, None), ("danger", True, RED),
    ("relapses", 0, None), ("relapses", 1, YELLOW), ("relapses", 2, ORANGE), ("relapses", 3, ORANGE), ("relapses", 99, ORANGE),
]
HAZARDS: list[tuple[str, Any, Colour | None]] = [
    ("severity", "general", YELLOW), ("severity", "serious", ORANGE), ("severity", "major", RED),
    ("put_right_on_spot", False, None), ("put_right_on_spot", True, BLUE),
    ("people_threatened", 0, None), ("people_threatened", 1, YELLOW), ("people_threatened", 2, YELLOW),
    ("people_threatened", 9, YELLOW), ("people_threatened", 10, ORANGE), ("people_threatened", 11, ORANGE),
    ("people_threatened", 99, ORANGE), ("people_threatened", 100, RED), ("people_threatened", 101, RED),
]


@pytest.mark.parametrize(("fact", "value", "expected"), DISPUTES)
def test_a_line_of_disputes_alone(fact: str, value: Any, expected: Colour | None) -> None:
    assert grade({fact: value}, DISPUTE).colour is expected


@pytest.mark.parametrize(("fact", "value", "expected"), HAZARDS)
def test_a_line_of_hazards_alone(fact: str, value: Any, expected: Colour | None) -> None:
    assert grade({fact: value}, HAZARD).colour is expected


@pytest.mark.parametrize("left", DISPUTES, ids=lambda case: f"{case[0]} {case[1]}")
def test_of_two_lines_of_disputes_the_higher_counts(left: tuple[str, Any, Colour | None]) -> None:
    for right in (each for each in DISPUTES if each[0] != left[0]):
        expected = max((colour for _, _, colour in (left, right) if colour), default=None)
        verdict = grade({left[0]: left[1], right[0]: right[1]}, DISPUTE)
        assert verdict.colour is expected, right
        decisive = {fact for fact, _, colour in (left, right) if colour and colour is expected}
        assert {reason.line for reason in verdict.reasons} == decisive


@pytest.mark.parametrize("left", HAZARDS, ids=lambda case: f"{case[0]} {case[1]}")
def test_of_two_lines_of_hazards_the_higher_counts_and_the_spot_silences_the_level(
        left: tuple[str, Any, Colour | None]) -> None:
    for right in (each for each in HAZARDS if each[0] != left[0]):
        facts = {left[0]: left[1], right[0]: right[1]}
        silenced = "severity" if facts.get("put_right_on_spot") is True else None
        expected = max((colour for fact, _, colour in (left, right) if colour and fact != silenced), default=None)
        assert grade(facts, HAZARD).colour is expected, right


def test_the_table_names_every_declared_line() -> None:
    assert {fact for fact, _, _ in DISPUTES} == {line.fact for line in DISPUTE.lines}
    assert {fact for fact, _, _ in HAZARDS} == {line.fact for line in HAZARD.lines}
