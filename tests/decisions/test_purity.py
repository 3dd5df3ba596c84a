"""Decisions know no Flask, no database and no clock."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import decisions

FILES = sorted(Path(decisions.__path__[0]).glob("*.py"))
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_imports_only_words_problems_and_the_standard_library(file: Path) -> None:
    allowed = {"chinese_calendar"} if file.stem == "public_holidays" else set()
    names = set(imported(ast.parse(file.read_text(encoding="utf-8"))))
    foreign = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names | allowed
               and not name.startswith(("app.words", "app.problems", "app.decisions"))}
    assert foreign == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_never_asks_a_clock(file: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    asked = {call.attr for call in calls if isinstance(call, ast.Attribute)} & CLOCKS
    assert asked == set()
