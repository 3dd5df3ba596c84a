"""CSV files as the importer reads them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, object]


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Row]) -> None:
    """The rows under the headings; a heading that a row lacks gives an empty cell, another key is a mistake."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
