"""Seed files: CSV as users import it, and the vocabularies of the declarations as rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from app.definition import Definition, Register
from app.exchange.reading.rows import FileRow
from app.exchange.reading.source import source_at
from app.exchange.reading.table import ImportOptions, open_table
from app.problems import Mark, Problems, nearest, problem
from app.seeding.lists import SeedFile


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: where it stands, and its cells by field key."""

    mark: Mark
    cells: Mapping[str, Any]


def read_lines(file: SeedFile, definition: Definition, *, moved: timedelta = timedelta(0)) -> list[Line]:
    """The rows of a seed file as the importer reads them, the days of its ``dates`` moved.

    Raises Problems for whatever the importer finds odd: an unknown heading, a cell that cannot be told.
    """
    if file.path is None:
        return list(_term_lines(definition))
    table = open_table(source_at(file.path), definition.registers[file.register], ImportOptions())
    rows = [row for row in table.rows() if isinstance(row, FileRow)]
    odd = [*table.notes, *(found for row in rows for found in (*row.faults, *row.warnings))]
    if odd:
        raise Problems(odd)
    return [Line(Mark(file.path.name, row.line), _moved(row.raw, file.dates, moved)) for row in rows]


def read_table(path: Path, keys: Mapping[str, str]) -> list[Line]:
    """The rows of a CSV file that belongs to no register; ``keys`` gives the key of each heading. Empty cells are left out.

    Raises Problems: V006 for an unknown heading.
    """
    shown = f"{path.parent.name}/{path.name}"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        headings = next(reader)
        unknown = [problem("V006", Mark(shown, 1, heading), given=heading, near=nearest(heading, keys))
                   for heading in headings if heading not in keys]
        if unknown:
            raise Problems(unknown)
        columns = [keys[heading] for heading in headings]
        return [_line(Mark(shown, reader.line_num), columns, cells) for cells in reader]


def _line(mark: Mark, columns: Sequence[str], cells: Sequence[str]) -> Line:
    return Line(mark, {key: cell for key, cell in zip(columns, cells, strict=True) if cell})


def _moved(cells: Mapping[str, Any], dates: Iterable[str], by: timedelta) -> Mapping[str, Any]:
    return {**cells, **{key: f"{date.fromisoformat(cells[key][:10]) + by}{cells[key][10:]}" for key in dates if cells.get(key)}}


def in_parts(lines: Sequence[Line], field: str | None) -> Iterator[list[Line]]:
    """The lines in the parts in which they are stored: all at once, or by the value of a field."""
    if field is None:
        yield list(lines)
        return
    for _, part in groupby(lines, key=lambda line: line.cells.get(field)):
        yield list(part)


def _term_lines(definition: Definition) -> Iterator[Line]:
    """The terms of the editable vocabularies; the others stay what the declaration says."""
    for vocabulary in definition.vocabularies.values():
        for position, term in enumerate(vocabulary.terms.values() if vocabulary.editable else (), start=1):
            yield Line(vocabulary.mark, {
                "vocabulary": vocabulary.key, "key": term.key, "label_zh": term.words.zh, "label_en": term.words.en,
                "synonyms": "、".join(term.synonyms), "position": str(10 * position),
                "attributes": "; ".join(f"{name}={value}" for name, value in term.attributes.items())})


def match_key(register: Register) -> tuple[str, ...]:
    """The key by which a row of a file means a stored record."""
    return register.importing.match_on[0] if register.importing else register.natural_key
