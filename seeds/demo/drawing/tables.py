"""The files that go in and out: words as TOML, tables as CSV that the importer reads."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

WORDS = Path(__file__).resolve().parent.parent / "words"

Row = Mapping[str, object]


def read_words(name: str) -> dict[str, Any]:
    """What ``words/NAME.toml`` holds."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text("utf-8"))


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Row]) -> None:
    """The rows under the headings; a heading that a row lacks gives an empty cell, another key is a mistake."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
