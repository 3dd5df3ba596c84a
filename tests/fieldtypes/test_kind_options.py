"""The YAML options of every kind: what they take, and with which code they refuse."""

from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from app.fieldtypes import BY_KIND
from app.problems import BadValue


def load(kind: str, options: dict[str, Any]) -> Any:
    """The configured field, as the definition makes it."""
    return BY_KIND[kind](**Schema.from_dict(dict(BY_KIND[kind].options))().load(options))


def codes(kind: str, options: dict[str, Any]) -> list[str]:
    """The codes of the refusal, in the order of the options."""
    with pytest.raises(ValidationError) as refused:
        Schema.from_dict(dict(BY_KIND[kind].options))().load(options)
    return list(_codes(refused.value.messages))


def _codes(messages: Any) -> Any:
    parts = messages.values() if isinstance(messages, dict) else messages
    for part in parts:
        if isinstance(part, BadValue):
            yield part.code
        else:
            yield from _codes(part)


GOOD = [
    ("text", {"max_length": 80, "pinyin": True}),
    ("money", {"in": "wan"}),
    ("decimal", {"places": 3, "min": -1, "max": "10.5"}),
    ("choice", {"of": {"open": {"zh": "在办", "en": "open", "synonyms": ["办理中"]}}}),
    ("multi_choice", {"vocabulary": "disputes"}),
    ("date", {"not_future": True}),
    ("partial_date", {"not_future": True}),
    ("datetime", {"not_future": True}),
    ("phones", {"most": 1}),
    ("person_name", {}),
    ("id_number", {}),
    ("attachments", {"accept": ["picture"], "max_mb": 5}),
    ("reference", {"to": "unit", "where": "retired_on is empty"}),
]


@pytest.mark.parametrize(("kind", "options"), GOOD)
def test_options_configure_a_field(kind: str, options: dict[str, Any]) -> None:
    assert load(kind, options).kind == kind


BAD = [
    ("text", {"max_length": 0}, ["D105"]),
    ("text", {"max_length": "many"}, ["D103"]),
    ("text", {"pinyin": 1}, ["D103"]),
    ("money", {"in": "dollar"}, ["D106"]),
    ("choice", {}, ["D102"]),
    ("choice", {"of": {"open": "在办"}}, ["D104"]),
    ("choice", {"of": {"Open!": {"zh": "在办", "en": "open"}}}, ["D107"]),
    ("phones", {"most": 11}, ["D105"]),
    ("date", {"not_future": "yes"}, ["D103"]),
    ("reference", {"to": " "}, ["D103"]),
]


@pytest.mark.parametrize(("kind", "options", "expected"), BAD)
def test_a_wrong_option_is_refused_with_its_code(kind: str, options: dict[str, Any], expected: list[str]) -> None:
    assert codes(kind, options) == expected
