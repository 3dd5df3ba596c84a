"""A folder of declarations with every mistake there is: all are reported in one run, each at its line."""

from __future__ import annotations

import pytest

from app.problems import CATALOGUE, Problem
from tests.definition.broken import BROKEN, PACKS
from tests.writing import expected_of, found_in, problems_of

#: Codes of D and E that no declaration can give: they answer questions asked of a sound policy while the system runs.
ASKED_LATER = {"D413", "D420"}


@pytest.fixture(scope="module")
def found() -> tuple[Problem, ...]:
    return found_in(BROKEN, packs=PACKS)


def test_every_mistake_is_reported_at_its_line_and_nothing_else_is() -> None:
    assert problems_of(BROKEN, packs=PACKS) == expected_of(BROKEN)


def test_every_code_has_its_mistake(found: tuple[Problem, ...]) -> None:
    codes = {code for code in CATALOGUE if code[0] in "DE"}
    assert codes - {each.code for each in found} == ASKED_LATER


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_whole(found: tuple[Problem, ...], language: str) -> None:
    for each in found:
        sentence = each.message(language)  # type: ignore[arg-type]
        assert "?" not in sentence.removesuffix("?"), f"{each} lacks a value"


def test_a_slip_of_the_pen_is_answered_with_the_likely_word(found: tuple[Problem, ...]) -> None:
    near = {each.code: each.near for each in found if each.near}
    assert near == {
        "D101": "label", "D110": "text", "D201": "unit", "D203": "name", "D214": "topic", "D216": "weighed",
        "D301": "village_clerk", "D302": "read", "D303": "clerk", "D311": "unit", "D312": "home", "D320": "lead",
        "D404": "town", "E003": "size", "E004": "rows", "E006": "length", "E011": "open",
    }
