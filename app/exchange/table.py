"""A file opened for one register: its sheet, its headings, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from app.definition import Field, Register
from app.exchange.containers import open_book
from app.exchange.grid import Book, Grid
from app.exchange.headings import SEARCHED, Header, Vocabulary, chosen, find_header
from app.exchange.rows import FileRow, RowReader
from app.exchange.skipping import Skipped
from app.exchange.source import Source, unreadable
from app.fieldtypes import AutoNumber
from app.problems import Mark, Problem, Problems, nearest, problem

WhenExists = Literal["update", "skip", "refuse"]


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What the person who imports has chosen.

    ``when_exists``: None = as the register declares. ``fixed``: field → value (as a form gives it) for all rows, where the
    file has no such column. ``columns``: place of a column from 1 → field, or None for one that is not to be read.
    ``blank``: whether an empty cell clears what is stored, or keeps it.
    """

    when_exists: WhenExists | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    sheet: str | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)
    blank: Literal["clear", "keep"] = "clear"

    def as_json(self) -> dict[str, Any]:
        """What import_run keeps."""
        return {"when_exists": self.when_exists, "fixed": dict(self.fixed), "sheet": self.sheet, "blank": self.blank,
                "columns": {str(number): key for number, key in self.columns.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ImportOptions:
        """The options that import_run kept."""
        columns = {int(number): key for number, key in kept.get("columns", {}).items()}
        return cls(when_exists=kept.get("when_exists"), fixed=kept.get("fixed", {}), sheet=kept.get("sheet"),
                   blank=kept.get("blank", "clear"), columns=columns)


@dataclass(frozen=True)
class Table:
    """The rows of a file and how they were found. ``notes`` are warnings about the file as a whole."""

    register: Register
    source: Source
    book: Book
    grid: Grid
    header: Header
    notes: tuple[Problem, ...]
    missing: tuple[Field, ...]  #: required fields that nothing in the file can fill

    def rows(self) -> Iterator[FileRow | Skipped]:
        """Every row below the headings, and what was passed over; may be asked again. Raises Unreadable (F011, F007)."""
        return RowReader(self.register, self.grid, self.header).rows()


def open_table(source: Source, register: Register, options: ImportOptions) -> Table:
    """Open a file for a register.

    Raises Unreadable: F0xx for a file or a sheet that cannot be read, F020 no headings, F021 missing columns.
    """
    book, words = open_book(source), Vocabulary(register)
    found = [(grid, header) for grid in _candidates(book, options) if (header := _header(words, grid, options))]
    if not found:
        raise unreadable("F020", examples=_examples(register))
    grid, header = max(found, key=lambda each: len(each[1].fields))  # of equals the first
    missing = tuple(_missing(register, header, options))
    if missing and not _can_match(register, header, options):
        raise missing_columns(missing)
    notes = (*_unknown(source, header, register), *_others(found, grid))
    return Table(register, source, book, grid, header, notes, missing)


def missing_columns(fields: Sequence[Field]) -> Problems:
    """The refusal of a file that lacks columns."""
    return unreadable("F021", labels=[each.label for each in fields])


def _candidates(book: Book, options: ImportOptions) -> list[Grid]:
    """The tables that may be meant: the chosen sheet, else the visible ones, else the hidden."""
    if options.sheet is not None:
        named = [grid for grid in book.grids if grid.name == options.sheet]
        if not named:
            raise unreadable("F013", given=options.sheet[:40], sheets=[grid.name for grid in book.grids if grid.visible])
        return named
    return [grid for grid in book.grids if grid.visible] or list(book.grids)


def _header(words: Vocabulary, grid: Grid, options: ImportOptions) -> Header | None:
    header = find_header(words, list(islice(grid.lines(), SEARCHED)))
    return chosen(header, options.columns) if header and options.columns else header


def _examples(register: Register) -> list[Any]:
    required = [each.label for each in register.written_fields if each.required]
    return (required or [each.label for each in register.written_fields])[:4]


def _missing(register: Register, header: Header, options: ImportOptions) -> Iterator[Field]:
    """Required fields without a column that no choice, default or other field fills."""
    for each in register.written_fields:
        given = each.key in header.fields or each.key in options.fixed
        if each.required and not given and each.default is None and each.follows is None:
            yield each


def _can_match(register: Register, header: Header, options: ImportOptions) -> bool:
    """Whether rows may mean stored records, which have what the file lacks (an export of some columns)."""
    keys = register.importing.match_on if register.importing else ()
    numbered = any(isinstance(register.fields[key].type, AutoNumber) for key in header.fields)
    return numbered or any(all(_fillable(register, header, options, name) for name in key) for key in keys)


def _fillable(register: Register, header: Header, options: ImportOptions, name: str) -> bool:
    each = register.fields[name]
    return name in header.fields or name in options.fixed or each.default is not None or each.follows is not None


def _unknown(source: Source, header: Header, register: Register) -> Iterator[Problem]:
    known = [heading for each in register.written_fields for heading in each.headings()]
    for column in header.unknown:
        mark = Mark(source.name, header.first, column.heading)
        yield problem("F022", mark, heading=column.heading[:40], near=nearest(column.heading[:40], known))


def _others(found: list[tuple[Grid, Header]], taken: Grid) -> Iterator[Problem]:
    """Sheets that could have been imported too; the separators of a text file are no sheets."""
    for grid, header in found:
        if grid is not taken and grid.name and grid.name != taken.name and _has_rows(grid, header):
            yield problem("F025", sheet=grid.name)


def _has_rows(grid: Grid, header: Header) -> bool:
    below = (cells for line, cells in grid.lines() if line > header.last)
    return any(sum(cell not in ("", None) for cell in cells) > 1 for cells in islice(below, SEARCHED))
