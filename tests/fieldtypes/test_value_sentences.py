"""The sentences of the V codes, and of every other code, against the code that raises them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import app.fieldtypes
from app.problems import CATALOGUE

FOLDER = Path(app.fieldtypes.__file__).parent
# What app/records gives with the codes that no kind of field raises.
RECORDS = {
    "V001": {"label"}, "V002": {"label"}, "V003": {"label"}, "V004": {"label"}, "V005": {"message"}, "V006": {"given"},
    "V008": {"given"}, "V009": {"given"}, "V016": {"given"}, "V017": {"given", "unit"}, "V018": {"given", "unit"},
    "V084": {"given"}, "V078": set(),
}  # fmt: skip


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Place, code and given values of each ``BadValue("V…", …)`` and ``reading.warn("V…", …)``."""
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            given = {keyword.arg for keyword in node.keywords if keyword.arg}
            for code in _codes(node.args[0]):
                yield f"{file.name}:{node.lineno}", code, given


def _codes(argument: ast.expr) -> list[str]:
    """The codes that an argument may be: a text, or one of two."""
    parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [text for text in texts if len(text) == 4 and text[0] == "V" and text[1:].isdigit()]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


RAISED = list(raised())


def test_the_reader_of_sources_sees_the_raisers() -> None:
    assert len(RAISED) > 60
    assert {"V010", "V041", "V073", "V095", "V096"} <= {code for _, code, _ in RAISED}


@pytest.mark.parametrize(("place", "code", "given"), RAISED, ids=lambda part: part if isinstance(part, str) else "")
def test_a_raised_code_has_a_sentence_whose_gaps_are_filled(place: str, code: str, given: set[str]) -> None:
    assert code in CATALOGUE, place
    assert placeholders(CATALOGUE[code].words.zh) <= given, place


@pytest.mark.parametrize(("code", "given"), RECORDS.items())
def test_the_codes_of_records_have_the_agreed_gaps(code: str, given: set[str]) -> None:
    assert placeholders(CATALOGUE[code].words.zh) == given


def test_every_value_code_is_raised_by_somebody() -> None:
    codes = {code for code in CATALOGUE if code[0] == "V"}
    also = {code for code in codes if any(code in file.read_text("utf-8") for file in FOLDER.glob("*.py"))}
    assert codes - also == set(RECORDS)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_sentence_stands_in_both_languages_with_the_same_gaps(code: str) -> None:
    words = CATALOGUE[code].words
    assert words.zh.strip()
    assert words.en.strip()
    assert placeholders(words.zh) == placeholders(words.en)


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code[0] == "V" and code != "V005"])
def test_a_sentence_says_fault_and_remedy(code: str) -> None:
    """Two sentences at least: what is wrong, and what to do."""
    words = CATALOGUE[code].words
    assert words.zh.endswith(("。", "）。"))
    assert words.en.endswith(".")
    assert sum(map(words.zh.count, "。；")) >= 2 or "，" in words.zh
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in words.en)
