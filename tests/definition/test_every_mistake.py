"""A folder of declarations with every mistake there is: all are reported in one run, each at its line."""

from __future__ import annotations

import pytest
from wtforms import Form

from app.definition.checks.fields import FORM_NAMES, RESERVED_KEYS, SYSTEM_COLUMNS
from app.problems import CATALOGUE, Problem
from app.views.forms import OWN_NAMES
from tests.definition.broken import BROKEN, PACKS
from tests.writing import expected_of, found_in, problems_of

#: Codes of D and E that no declaration can give: they answer questions asked of a sound policy while the system runs.
ASKED_LATER = {"D413", "D420", "D430", "D431", "D432", "D433"}


@pytest.fixture(scope="module")
def found() -> tuple[Problem, ...]:
    return found_in(BROKEN, packs=PACKS)


def test_every_mistake_is_reported_at_its_line_and_nothing_else_is() -> None:
    assert problems_of(BROKEN, packs=PACKS) == expected_of(BROKEN)


def test_every_code_has_its_mistake(found: tuple[Problem, ...]) -> None:
    codes = {code for code in CATALOGUE if code[0] in "DE"}
    assert codes - {each.code for each in found} == ASKED_LATER


@pytest.mark.parametrize("key", sorted({*RESERVED_KEYS, *SYSTEM_COLUMNS}))
def test_a_name_of_our_own_is_no_field(key: str) -> None:
    assert problems_of(f"""
    === entities/visit.yaml
    label: {{zh: 走访, en: Visits}}
    scope: {{kind: shared}}
    names_itself: "{{name}}"
    fields:
      name: {{type: text, label: {{zh: 名称, en: Name}}}}
      "{key}": {{type: text, label: {{zh: 其他, en: Other}}}}
    list: [name]
    grants: {{}}
    """) == ["entities/visit.yaml:6: D204"]


def test_the_names_of_a_form_are_those_of_wtforms() -> None:
    assert {name for name in dir(Form()) if not name.startswith("_")} - {"Meta"} <= FORM_NAMES
    assert OWN_NAMES - SYSTEM_COLUMNS <= FORM_NAMES


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_whole(found: tuple[Problem, ...], language: str) -> None:
    for each in found:
        sentence = each.message(language)  # type: ignore[arg-type]
        assert "?" not in sentence.removesuffix("?"), f"{each} lacks a value"


def test_a_slip_of_the_pen_is_answered_with_the_likely_word(found: tuple[Problem, ...]) -> None:
    near = {each.code: each.near for each in found if each.near}
    assert near == {
        "D101": "label", "D110": "text", "D201": "unit", "D203": "name", "D214": "topic", "D216": "weighed", "D239": "peace",
        "D301": "village_clerk", "D302": "read", "D303": "clerk", "D311": "unit", "D312": "home", "D320": "lead",
        "D404": "town", "E003": "size", "E004": "rows", "E006": "length", "E011": "open",
    }
