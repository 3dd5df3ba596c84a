"""Every line and boundary of rules.md §1, written by hand and generated from the declaration."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.colours import grade, steps_by_hand
from app.decisions.scales import Colour, Level

from .in_force import DISPUTE, HAZARD, RAW_COLOURS

BLUE, YELLOW, ORANGE, RED = Colour
A_LITTLE = Decimal("0.01")
ORDER = ["blue", "yellow", "orange", "red"]


def colour(rules: Any = DISPUTE, **facts: Any) -> Colour | None:
    return grade(facts, rules).colour


@pytest.mark.parametrize(("fact", "value", "expected"), [
    ("risk_level", "emerging", BLUE), ("risk_level", "general", YELLOW), ("risk_level", "serious", ORANGE),
    ("risk_level", "major", RED), ("risk_level", "something else", None), ("risk_level", None, None),
    ("people_involved", 0, BLUE), ("people_involved", 2, BLUE), ("people_involved", 3, YELLOW),
    ("people_involved", 9, YELLOW),
    ("people_involved", 10, ORANGE), ("people_involved", 49, ORANGE), ("people_involved", 50, RED),
    ("people_involved", 5000, RED),
    ("people_involved", None, None),
    ("amount", Decimal("0"), BLUE), ("amount", Decimal("0.99"), BLUE), ("amount", 1, YELLOW),
    ("amount", Decimal("9.99"), YELLOW),
    ("amount", Decimal("9.995"), YELLOW), ("amount", 10, ORANGE), ("amount", Decimal("49.99"), ORANGE),
    ("amount", 50, RED),
    ("amount", 0.5, BLUE), ("amount", None, None),
    ("danger", True, RED), ("danger", ("self_harm",), RED), ("danger", False, None), ("danger", (), None),
    ("danger", None, None),
    ("relapses", 0, None), ("relapses", 1, YELLOW), ("relapses", 2, ORANGE), ("relapses", 9, ORANGE),
    ("relapses", None, None),
])
def test_a_line_of_disputes(fact: str, value: Any, expected: Colour | None) -> None:
    assert colour(**{fact: value}) is expected


@pytest.mark.parametrize(("facts", "expected"), [
    ({"severity": "general"}, YELLOW), ({"severity": "serious"}, ORANGE), ({"severity": "major"}, RED), ({}, None),
    ({"people_threatened": 0}, None), ({"people_threatened": 1}, YELLOW), ({"people_threatened": 9}, YELLOW),
    ({"people_threatened": 10}, ORANGE), ({"people_threatened": 99}, ORANGE), ({"people_threatened": 100}, RED),
    ({"put_right_on_spot": True}, BLUE), ({"put_right_on_spot": False}, None),
    ({"severity": "major", "put_right_on_spot": True}, BLUE),
    ({"severity": "major", "put_right_on_spot": True, "people_threatened": 10}, ORANGE),
    ({"severity": "general", "people_threatened": 100}, RED),
])
def test_a_line_of_hazards(facts: dict[str, Any], expected: Colour | None) -> None:
    assert colour(HAZARD, **facts) is expected


def declared_cases(register: str) -> list[Any]:
    """Each declared limit with the value just below it, each term, each any: (fact, value, colour)."""
    cases: list[Any] = []
    for line in RAW_COLOURS["registers"][register]["lines"]:
        fact, below = line["fact"], None
        cases += [(fact, term, choice["gives"]) for term, choice in line.get("choices", {}).items()]
        for name in (key for key in ORDER if key in line.get("at_least", {})):
            limit = Decimal(line["at_least"][name])
            cases += [(fact, limit, name), (fact, limit + A_LITTLE, name), (fact, limit - A_LITTLE, below)]
            below = name
        if "any" in line:
            cases += [(fact, True, line["any"]), (fact, False, None)]
    return cases


@pytest.mark.parametrize(("register", "fact", "value", "expected"), [
    (register, *case) for register in ("dispute", "hazard") for case in declared_cases(register)])
def test_every_declared_boundary(register: str, fact: str, value: Any, expected: str | None) -> None:
    given_colour = colour({"dispute": DISPUTE, "hazard": HAZARD}[register], **{fact: value})
    assert (given_colour.value if given_colour else None) == expected


def by_hand(people: int | None, amount: Any, level: str | None, danger: bool | None,
            relapses: int | None) -> int | None:
    """The table of rules.md §1, written again."""
    ranks = []
    if level:
        ranks.append(["emerging", "general", "serious", "major"].index(level))
    if people is not None:
        ranks.append((people >= 3) + (people >= 10) + (people >= 50))
    if amount is not None:
        ranks.append((amount >= 1) + (amount >= 10) + (amount >= 50))
    if danger:
        ranks.append(3)
    if relapses:
        ranks.append(min(relapses, 2))
    return max(ranks, default=None)


def test_the_highest_line_wins_in_every_combination() -> None:
    levels = (None, "emerging", "general", "serious", "major")
    people = (None, 0, 2, 3, 9, 10, 49, 50)
    amounts = (None, Decimal("0.99"), Decimal(1), Decimal("9.99"), Decimal(10), Decimal("49.99"), Decimal(50))
    combinations = list(product(people, amounts, levels, (None, False, True), (None, 0, 1, 2, 3)))
    for many, much, level, danger, relapses in combinations:
        verdict = grade({"people_involved": many, "amount": much, "risk_level": level, "danger": danger,
                         "relapses": relapses}, DISPUTE)
        expected = by_hand(many, much, level, danger, relapses)
        assert (verdict.base.rank if verdict.base else None) == expected
        assert verdict.colour is verdict.base
        assert verdict.complete is (many is not None and level is not None)
    assert len(combinations) == 4200


@pytest.mark.parametrize(("people", "trend", "added", "expected"), [
    (2, "falling", 0, BLUE), (2, "steady", 0, BLUE), (2, "rising", 0, YELLOW), (2, "rising", 1, ORANGE),
    (2, "rising", 2, RED),
    (2, "rising", 9, RED), (2, None, 1, YELLOW), (2, None, 2, ORANGE), (2, None, 3, RED), (2, None, 4, RED),
    (3, "rising", 0, ORANGE), (10, "rising", 0, RED), (10, None, 1, RED), (50, "rising", 0, RED), (50, None, 1, RED),
    (50, None, 7, RED),
])
def test_trend_and_overdue_steps_add_one_each_up_to_red(people: int, trend: Any, added: int, expected: Colour) -> None:
    verdict = grade({"people_involved": people, "trend": trend, "added_steps": added}, DISPUTE)
    assert verdict.colour is expected
    assert verdict.base is colour(people_involved=people)


def test_a_trend_or_a_step_alone_grades_nothing() -> None:
    verdict = grade({"trend": "rising", "added_steps": 2, "steps_by_hand": 1}, DISPUTE)
    assert (verdict.base, verdict.colour, verdict.reasons) == (None, None, ())
    assert verdict.missing == ("risk_level", "people_involved")


@given(facts=st.fixed_dictionaries({"people_involved": st.integers(0, 80)}, optional={
    "trend": st.sampled_from(["rising", "steady"]), "added_steps": st.integers(0, 6),
    "steps_by_hand": st.integers(-3, 3)}))
@settings(max_examples=150, deadline=None)
def test_one_more_overdue_step_is_always_the_next_colour(facts: dict[str, Any]) -> None:
    more = {**facts, "added_steps": facts.get("added_steps", 0) + 1}
    now = colour(**facts)
    assert now is not None
    assert colour(**more) is now.moved(1)


def test_the_reasons_say_which_line_gave_the_colour() -> None:
    facts = {"people_involved": 12, "amount": Decimal("3.50"), "risk_level": "emerging", "added_steps": 1}
    verdict = grade(facts, DISPUTE)
    assert verdict.to("zh") == "橙: 涉及 12 人; 超期 1 次"
    assert verdict.to("en") == "orange: 12 people involved; overdue: 1"
    assert [reason.line for reason in verdict.reasons] == ["people_involved", "added_steps"]
    assert verdict.colour is RED


@pytest.mark.parametrize(("facts", "zh"), [
    ({"risk_level": "major", "danger": True}, "红: 风险程度重大; 红: 有暴力、自伤或民转刑风险"),
    ({"amount": Decimal("50.00"), "trend": "rising"}, "红: 涉及金额 50 万元; 趋势上升"),
    ({"amount": Decimal("12.50")}, "橙: 涉及金额 12.5 万元"),
    ({"relapses": 1, "steps_by_hand": 1}, "黄: 化解后反复 1 次; 人工上调 1 级"),
    ({"people_involved": 60, "steps_by_hand": -2}, "红: 涉及 60 人; 人工下调 2 级"),
])
def test_reasons_in_words(facts: dict[str, Any], zh: str) -> None:
    assert grade(facts, DISPUTE).to("zh") == zh


def test_a_hazard_gives_its_reasons_too() -> None:
    assert grade({"severity": "serious", "people_threatened": 3}, HAZARD).to("zh") == "橙: 隐患级别较大"
    spot = grade({"put_right_on_spot": True, "people_threatened": 0}, HAZARD)
    assert (spot.to("en"), spot.complete) == ("blue: put right on the spot", True)
    assert grade({"people_threatened": 3}, HAZARD).missing == ("severity",)


def test_a_colour_is_never_named_without_its_word() -> None:
    assert [DISPUTE.label(each).zh for each in Colour] == ["蓝·苗头隐患", "黄·一般", "橙·较大", "红·重大"]
    assert DISPUTE.label(RED).en == "red · major"


@given(facts=st.fixed_dictionaries({"people_involved": st.integers(0, 80)}, optional={
    "trend": st.just("rising"), "steps_by_hand": st.integers(-3, 3)}), wanted=st.sampled_from(Colour))
@settings(max_examples=150, deadline=None)
def test_any_colour_can_be_set_by_hand(facts: dict[str, Any], wanted: Colour) -> None:
    steps = steps_by_hand(facts, DISPUTE, wanted)
    assert colour(**{**facts, "steps_by_hand": steps}) is wanted


def test_later_facts_still_count_after_a_lowering() -> None:
    facts = {"people_involved": 12}
    lowered = {**facts, "steps_by_hand": steps_by_hand(facts, DISPUTE, YELLOW)}
    assert colour(**lowered) is YELLOW
    assert colour(**{**lowered, "people_involved": 60}) is ORANGE


def test_what_cannot_be_set_by_hand_is_refused() -> None:
    with pytest.raises(ValueError, match="by hand"):
        steps_by_hand({}, DISPUTE, RED)
    with pytest.raises(ValueError, match="by hand"):
        steps_by_hand({"people_involved": 1, "added_steps": 2}, DISPUTE, YELLOW)


@pytest.mark.parametrize(("start", "steps", "end"), [
    (BLUE, 1, YELLOW), (YELLOW, 2, RED), (RED, 1, RED), (ORANGE, 9, RED), (ORANGE, -1, YELLOW), (BLUE, -1, BLUE)])
def test_a_move_stops_at_the_ends_of_the_scale(start: Colour, steps: int, end: Colour) -> None:
    assert start.moved(steps) is end


def test_scales_are_ordered() -> None:
    assert list(Colour) == sorted(Colour)
    assert Colour("red") > Colour.ORANGE >= Colour.ORANGE
    assert Level.GRID < Level.VILLAGE <= Level.TOWN
    assert max(Level.TOWN, Level.COUNTY) is Level.COUNTY
    assert [low < high for low, high in ((BLUE, RED), (RED, BLUE), (RED, RED))] == [True, False, False]
    assert [low <= high for low, high in ((BLUE, RED), (RED, BLUE), (RED, RED))] == [True, False, True]
    assert [low > high for low, high in ((BLUE, RED), (RED, BLUE), (RED, RED))] == [False, True, False]
    assert [low >= high for low, high in ((BLUE, RED), (RED, BLUE), (RED, RED))] == [False, True, True]
