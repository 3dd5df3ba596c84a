"""What every kind of field promises (base.py). A new kind is tested by standing in ALL."""

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa
from marshmallow import fields as grammar

from app.expressions import Kind
from app.fieldtypes import ALL, BY_KIND, UNCHANGED, FieldType
from app.problems import BadValue
from tests.fieldtypes.specimens import SPECIMENS, Specimen, found, reading, stored, wording

KINDS = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.kind)
EVERY = pytest.mark.parametrize("key", SPECIMENS)


def value_of(specimen: Specimen) -> Any:
    return specimen.field.parse(specimen.example, reading())


def test_there_are_22_kinds_each_with_its_own_word() -> None:
    assert len(ALL) == len(BY_KIND) == 22
    assert {type(each.field) for each in SPECIMENS.values()} == set(ALL), "a kind without a specimen is not tested"


@KINDS
def test_a_kind_is_documented_in_both_languages(kind: type[FieldType]) -> None:
    texts = [kind.words.zh, kind.words.en, kind.summary.zh, kind.summary.en, kind.__doc__, kind.control]
    assert all(text and text.strip() for text in texts)


@KINDS
def test_options_in_yaml_are_attributes_of_the_kind(kind: type[FieldType]) -> None:
    attributes = {field.name for field in dataclasses.fields(kind) if field.init}
    assert all(isinstance(option, grammar.Field) for option in kind.options.values())
    assert {option.attribute or key for key, option in kind.options.items()} == attributes


@EVERY
def test_columns_are_nullable_and_fresh(key: str) -> None:
    field = SPECIMENS[key].field
    first, second = field.columns(key), field.columns(key)
    assert all(column.nullable for column in first)
    assert not set(map(id, first)) & set(map(id, second))
    assert not first or field.column_name(key) in [column.name for column in first]


@EVERY
def test_a_rule_may_speak_of_it(key: str) -> None:
    assert isinstance(SPECIMENS[key].field.rule_kind(), Kind)


@EVERY
def test_the_example_is_a_value_and_another_number_gives_another(key: str) -> None:
    field = SPECIMENS[key].field
    examples = [field.example(number) for number in (1, 2)]
    for example in filter(None, examples):
        value = field.parse(example, reading())
        assert value is not None
        assert value is not UNCHANGED
    assert not examples[0] or examples[0] != examples[1]


@EVERY
@pytest.mark.parametrize("door", ["form", "api", "file"])
def test_nothing_typed_is_nothing(key: str, door: Any) -> None:
    field = SPECIMENS[key].field
    blanks = ["  ", "　", "\ufeff", "\n"]
    if field.kind == "attachments" or (field.kind == "reference" and door != "file"):
        blanks = []  # these send an id, a file or nothing at all
    for nothing in [None, "", *blanks]:
        assert field.parse(nothing, reading(door)) is None


@EVERY
def test_nothing_survives_the_database(key: str, value_engine: sa.Engine) -> None:
    if SPECIMENS[key].field.columns(key):
        assert stored(value_engine, key, None) is None


@EVERY
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_value_is_shown_as_text(key: str, language: Any) -> None:
    specimen, words = SPECIMENS[key], wording(language)
    value = value_of(specimen)
    if value is None:
        return
    texts = [specimen.field.show(value, words), specimen.field.as_cell(value, words)]
    texts += [specimen.field.masked(value, words), *specimen.field.search_texts(value)]
    assert all(type(text) is str and text for text in texts)


@EVERY
def test_choices_name_the_values_there_are(key: str) -> None:
    field = SPECIMENS[key].field
    for value, label in field.choices(wording()) or []:
        assert field.parse(value, reading()) == field.parse(label, reading())


QUESTIONS = [(key, each.key) for key, specimen in SPECIMENS.items() for each in specimen.field.operators()]
FINDS_ITSELF = {"eq", "in", "from", "to", "has", "contains", "filled"}


@pytest.mark.parametrize(("key", "operator"), QUESTIONS)
def test_a_filter_asks_the_database(key: str, operator: str, value_engine: sa.Engine) -> None:
    specimen = SPECIMENS[key]
    raw = [specimen.example] if operator == "in" else specimen.example
    assert found(value_engine, key, value_of(specimen), operator, raw) is (operator in FINDS_ITSELF)


@pytest.mark.parametrize(("key", "operator"), [each for each in QUESTIONS if each[1] not in ("empty", "filled")])
def test_an_empty_row_is_not_found(key: str, operator: str, value_engine: sa.Engine) -> None:
    raw = [SPECIMENS[key].example] if operator == "in" else SPECIMENS[key].example
    assert found(value_engine, key, None, operator, raw) is False


@pytest.mark.parametrize(("key", "operator"), [each for each in QUESTIONS if each[1] not in ("empty", "filled")])
def test_a_filter_needs_something_to_compare_with(key: str, operator: str) -> None:
    for nothing in (None, "", []):
        with pytest.raises(BadValue):
            SPECIMENS[key].field.operand(operator, nothing, reading())
