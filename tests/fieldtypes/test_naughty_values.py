"""Whatever is typed or sent, a kind of field gives a value or a refusal that the catalogue knows, and nothing else."""

import time
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fieldtypes import UNCHANGED, FieldType
from app.problems import CATALOGUE, BadValue
from app.words import LANGUAGES
from tests.fieldtypes.naughty import LONG, TEXTS, VALUES
from tests.fieldtypes.specimens import SPECIMENS, reading, stored, wording

EVERY = pytest.mark.parametrize("key", SPECIMENS)
DOORS: tuple[Any, ...] = ("form", "api", "file")
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


def answer(field: FieldType, raw: Any, door: Any = "file") -> Any:
    """The value, or None for a refusal; both are looked at."""
    circumstances = reading(door)
    try:
        value = field.parse(raw, circumstances)
    except BadValue as refused:
        must_be_sayable(refused)
        return None
    for warned in circumstances.warnings:
        must_be_sayable(warned)
        assert CATALOGUE[warned.code].warning, warned.code
    return value


def must_be_sayable(fault: BadValue) -> None:
    for language in LANGUAGES:
        sentence = fault.at("field").message(language)
        assert len(sentence) < 1000
        assert not any(letter in sentence for letter in "\x00\u202e\u2066\x1b")
        sentence.encode()


@EVERY
@pytest.mark.parametrize("door", DOORS)
def test_every_text_gets_an_answer(key: str, door: Any) -> None:
    for raw in TEXTS:
        answer(SPECIMENS[key].field, raw, door)


@EVERY
@pytest.mark.parametrize("door", DOORS)
def test_every_object_gets_an_answer(key: str, door: Any) -> None:
    for raw in VALUES:
        answer(SPECIMENS[key].field, raw, door)


@EVERY
@settings(max_examples=200, deadline=None)
@given(raw=ANY_TEXT)
def test_any_text_gets_an_answer(key: str, raw: str) -> None:
    answer(SPECIMENS[key].field, raw)


@EVERY
def test_a_filter_answers_every_text_too(key: str) -> None:
    field = SPECIMENS[key].field
    for operator in field.operators():
        for raw in [*TEXTS, *VALUES] if operator.takes_value else []:
            try:
                field.operand(operator.key, raw, reading())
            except BadValue as refused:
                must_be_sayable(refused)


@EVERY
def test_what_is_taken_can_be_stored_and_shown(key: str, value_engine: sa.Engine) -> None:
    field = SPECIMENS[key].field
    if not field.columns(key):
        return
    for raw in TEXTS:
        value = answer(field, raw, "form")
        if value is not None and value is not UNCHANGED:
            assert stored(value_engine, key, value) == value
            "".join([field.show(value, wording()), field.masked(value, wording()), *field.search_texts(value)]).encode()


@EVERY
def test_a_long_text_takes_no_longer_than_it_is_long(key: str) -> None:
    field = SPECIMENS[key].field
    started = time.perf_counter()
    for raw in LONG:
        answer(field, raw)
        for operator in field.operators():
            with suppress(BadValue):
                field.operand(operator.key, raw, reading())
    assert time.perf_counter() - started < 5  # a quadratic pattern takes minutes
