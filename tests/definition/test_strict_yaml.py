"""YAML without its surprises: what is written is what is meant, and every value knows its line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.definition.document import read_file, read_text
from app.problems import Mark, Problems


def faults(text: str) -> list[str]:
    with pytest.raises(Problems) as refused:
        read_text(text, "a.yaml")
    return [f"{each.mark.line if each.mark else 0}: {each.code}" for each in refused.value.found]


@pytest.mark.parametrize(("text", "value"), [
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("Yes", "Yes"), ("TRUE", "TRUE"),
    ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
    ("12", 12), ("-5", -5), ("0", 0), ("012", "012"), ("1_000", "1_000"), ("0x1F", "0x1F"), ("1e3", "1e3"), ("+5", "+5"),
    ("0.50", Decimal("0.50")), ("-1.5", Decimal("-1.5")), (".5", ".5"), ("1.", "1."), (".nan", ".nan"), ("12:30", "12:30"),
    ("2026-01-01", "2026-01-01"), ("510923108225", 510923108225), ("9" * 19, "9" * 19),
    ("'12'", "12"), ('"true"', "true"), ("''", ""), ("=", "="), ("金元镇", "金元镇"),
    ("|\n  一\n  二\n", "一\n二\n"), (">\n  一\n  二\n", "一 二\n"),
])
def test_a_plain_word_is_a_text_unless_it_is_plainly_something_else(text: str, value: Any) -> None:
    found = read_text(f"key: {text}", "a.yaml").data["key"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("text", "expected"), [
    ("a: 1\nb: 2\na: 3", ["3: D002"]),
    ("a: {b: 1, b: 2}", ["1: D002"]),
    ("a: 1\na: 2\na: 3", ["2: D002", "3: D002"]),
    ("a: &x 1\nb: *x", ["1: D003", "2: D003"]),
    ("a:\n  <<: {b: 1}", ["2: D003"]),
    ("a: !!str 5", ["1: D003"]),
    ("a: !!python/object:os.system rm", ["1: D003"]),
    ("? [1, 2]\n: 3", ["1: D003"]),
    ("a: [1, 2\nb: 3", ["2: D001"]),
    ("a:\n\tb: 1", ["2: D001"]),
    ("a: 1\n---\nb: 2", ["2: D001"]),
    ("a: 1\nb: x\x00y", ["2: D001"]),
    ("a: 1\n b: 2", ["2: D001"]),
])
def test_what_yaml_would_let_pass_is_a_fault_at_its_line(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Any) -> None:
    (tmp_path / "a.yaml").write_bytes("label: 镇".encode("gb18030"))
    with pytest.raises(Problems) as refused:
        read_file(tmp_path / "a.yaml", "a.yaml")
    assert [each.code for each in refused.value.found] == ["D001"]


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n", "---\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert read_text(text, "a.yaml").data is None


def test_every_value_knows_its_line_and_a_missing_one_the_line_around_it() -> None:
    document = read_text("a: 1\nb:\n  c: [x,\n      y]\n  d: {e: 2}\n", "a.yaml")
    places: list[tuple[str | int, ...]] = [("a",), ("b",), ("b", "c"), ("b", "c", 1), ("b", "d", "e"), ("b", "d", "f"), ("z",)]
    assert [document.mark_of(place) for place in places] == [Mark("a.yaml", line) for line in (1, 2, 3, 4, 5, 5, 1)]
