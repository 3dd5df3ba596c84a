"""A file opened for one register: its sheets, its headings, its rows."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from app.definition import Field, Register
from app.exchange.reading.containers import open_book
from app.exchange.reading.family import Family, find_family
from app.exchange.reading.grid import Book, Grid
from app.exchange.reading.guessing import KnowsUnit, bare_header, guess_header, named_again
from app.exchange.reading.headings import SEARCHED, Header, Vocabulary, chosen, find_header, header_at
from app.exchange.reading.rows import FileRow, RowReader
from app.exchange.reading.sheets import Part, Search, SheetSeen, choose_parts, seen_sheets, sheet_notes
from app.exchange.reading.skipping import Skipped
from app.exchange.reading.source import Source, Unreadable, unreadable
from app.fieldtypes import AutoNumber
from app.problems import Mark, Problem, Problems, nearest, problem

WhenExists = Literal["update", "skip", "refuse"]

_MOST_GUESSES = 50  #: unknown headings for which a known one is looked for that may be meant
_AT = "\u2002›\u2002"  #: between the names of a file and of its sheet; nobody types it


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """What the person who imports has chosen.

    ``when_exists``: None = as the register declares. ``fixed``: field → value (as a form gives it) for all rows, where the
    file has no such column. ``columns``: place of a column from 1 → field, or None for one that is not to be read; given for
    a file without headings, it confirms what its columns are. ``blank``: whether an empty cell clears what is stored, or
    keeps it. ``sheet``: this one alone. ``encoding`` and
    ``separator``: of a text, names of delimited.ENCODINGS and SEPARATORS; None = by the rule.
    ``header``: the line of the headings, 0 where there are none; None = the row that names most fields.
    """

    when_exists: WhenExists | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    sheet: str | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)
    blank: Literal["clear", "keep"] = "clear"
    encoding: str | None = None
    separator: str | None = None
    header: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What import_run keeps."""
        return {"when_exists": self.when_exists, "fixed": dict(self.fixed), "sheet": self.sheet, "blank": self.blank,
                "columns": {str(number): key for number, key in self.columns.items()}, "encoding": self.encoding,
                "separator": self.separator, "header": self.header}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ImportOptions:
        """The options that import_run kept."""
        columns = {int(number): key for number, key in kept.get("columns", {}).items()}
        return cls(when_exists=kept.get("when_exists"), fixed=kept.get("fixed", {}), sheet=kept.get("sheet"),
                   blank=kept.get("blank", "clear"), columns=columns, encoding=kept.get("encoding"),
                   separator=kept.get("separator"), header=kept.get("header"))


@dataclass(frozen=True)
class Known:
    """What the reading of a file may ask of the site. ``unit``: whether a text names a unit. ``parent``: the register that
    rows of this one belong to; ``brings_parents``: whether the viewer may bring its rows too."""

    unit: KnowsUnit | None = None
    parent: Register | None = None
    brings_parents: bool = False


@dataclass(frozen=True)
class Table:
    """The rows of a file and how they were found. ``notes`` are warnings about the file as a whole.

    ``parts``: the sheets that are read, one unless there is one for each village; ``grid`` and ``header`` are those of the
    first. ``sheets``: every sheet and what becomes of it. ``family``: the columns of the register above, whose rows stand
    in the same sheet.
    """

    register: Register
    source: Source
    book: Book
    parts: tuple[Part, ...]
    sheets: tuple[SheetSeen, ...]
    notes: tuple[Problem, ...]
    missing: tuple[Field, ...]  #: required fields that nothing in the file can fill
    family: Family | None = None

    @property
    def grid(self) -> Grid:
        """The first sheet that is read."""
        return self.parts[0].grid

    @property
    def header(self) -> Header:
        """The headings of the first sheet that is read."""
        return self.parts[0].header

    @property
    def unconfirmed(self) -> bool:
        """True where the columns were guessed: a person must say what they are before anything is stored."""
        return self.header.guessed

    def rows(self) -> Iterator[FileRow | Skipped]:
        """Every row below the headings, and what was passed over; may be asked again. Raises Unreadable (F011, F007)."""
        for part in self.parts:
            rows = self._rows_of(part)
            if len(self.parts) == 1:
                yield from rows
            else:
                yield from _in_sheet(rows, part.grid.name)

    def _rows_of(self, part: Part) -> Iterator[FileRow | Skipped]:
        if self.family:
            return self.family.children(self.register, part.grid, part.header, part.given)
        return RowReader(self.register, part.grid, part.header, given=part.given).rows()

    def parents(self) -> Iterator[FileRow]:
        """The rows of the register above, each once."""
        for part in self.parts if self.family else ():
            assert self.family is not None
            for row in self.family.parents(self.register, part):
                row.sheet = part.grid.name if len(self.parts) > 1 else ""
                yield row

    def mark(self, row: FileRow | Skipped) -> Mark:
        """Where a row stands; the sheet is named where several are read."""
        return Mark(f"{self.source.name}{_AT}{row.sheet}" if row.sheet else self.source.name, row.line)


def sheet_of(mark: Mark | None) -> str:
    """The sheet that a mark names; empty where only one is read."""
    return mark.file.rpartition(_AT)[2] if mark and _AT in mark.file else ""


def _in_sheet(rows: Iterator[FileRow | Skipped], name: str) -> Iterator[FileRow | Skipped]:
    for row in rows:
        if isinstance(row, FileRow):
            row.sheet = name
            yield row
        else:
            yield Skipped(row.line, row.why, name)


def open_table(source: Source, register: Register, options: ImportOptions, known: Known | None = None) -> Table:
    """Open a file for a register.

    Raises Unreadable: F0xx for a file or a sheet that cannot be read, F020 no headings, F021 missing columns.
    """
    table = lay_out(source, register, options, known)
    if not table.header.fields:
        raise unreadable("F020", examples=_examples(register))
    if table.missing and not _can_match(register, table.parts[0], options):
        raise missing_columns(table.missing)
    return table


def lay_out(source: Source, register: Register, options: ImportOptions, known: Known | None = None) -> Table:
    """The same for a person to look at: columns may be missing, or have no field at all where no headings are known.

    Raises Unreadable: F0xx for a file or a sheet that cannot be read.
    """
    known = known or Known()
    book, words = open_book(source, options.encoding, options.separator), Vocabulary(register)
    search = _search(words, _candidates(book, options), options)
    if not search.found:
        search.found = _guessed(register, book, options, known)
    if not search.found:
        search.found = list(_bare(register, search, _candidates(book, options)))
    parts = tuple(choose_parts(search.found, _unit_field(register, options), known.unit))
    family, parts = find_family(register, known.parent, parts, may_bring=known.brings_parents)
    missing = tuple(_missing(register, parts[0], options))
    hidden = _search(words, _hidden(book, options), options)
    sheets = seen_sheets(book.grids, parts, search, hidden)
    notes = (*_about_columns(source, parts[0].header, register, options.columns), *sheet_notes(sheets, parts, search))
    return Table(register, source, book, parts, sheets, notes, missing, family)


def missing_columns(fields: Sequence[Field]) -> Problems:
    """The refusal of a file that lacks columns."""
    return unreadable("F021", labels=[each.label for each in fields])


# -- sheets and headings -----------------------------------------------------------------------


def _candidates(book: Book, options: ImportOptions) -> list[Grid]:
    """The tables that may be meant: the chosen sheet, else the visible ones, else the hidden."""
    if options.sheet is not None:
        named = [grid for grid in book.grids if grid.name == options.sheet]
        if not named:
            raise unreadable("F013", given=options.sheet[:40], sheets=[grid.name for grid in book.grids if grid.visible])
        return named
    return [grid for grid in book.grids if grid.visible] or list(book.grids)


def _hidden(book: Book, options: ImportOptions) -> list[Grid]:
    """The sheets that are passed over because nobody sees them."""
    meant = _candidates(book, options)
    return [] if options.sheet is not None else [grid for grid in book.grids if grid not in meant]


def _search(words: Vocabulary, grids: Sequence[Grid], options: ImportOptions) -> Search:
    """The headings of each table."""
    search = Search()
    for grid in grids:
        try:
            lines = list(islice(grid.lines(), SEARCHED))
            header = find_header(words, lines) if options.header is None else header_at(words, lines, options.header)
        except Unreadable as error:
            search.faults.append((grid, error))
            continue
        if header:
            search.found.append((grid, chosen(header, options.columns) if options.columns else header))
    return search


def _guessed(register: Register, book: Book, options: ImportOptions, known: Known) -> list[tuple[Grid, Header]]:
    """The columns of tables without headings, as a person has said or as their cells look."""
    found = []
    for grid in _candidates(book, options):
        try:
            lines = list(islice(grid.lines(), SEARCHED))
        except Unreadable:
            continue
        header = guess_header(register, lines, known.unit)
        if options.columns:
            bare = header or bare_header(register, max((len(cells) for _, cells in lines), default=0), {})
            header = named_again(register, chosen(bare, options.columns))
        if header and header.fields:
            found.append((grid, header))
    return found


def _bare(register: Register, search: Search, grids: Sequence[Grid]) -> Iterator[tuple[Grid, Header]]:
    """The widest table as it is, where neither headings nor cells say what its columns are."""
    broken = {id(grid) for grid, _ in search.faults}
    sizes = {id(grid): max((len(cells) for _, cells in islice(grid.lines(), SEARCHED)), default=0)
             for grid in grids if id(grid) not in broken}
    whole = [grid for grid in grids if sizes.get(id(grid))]
    if not whole:
        raise search.faults[0][1] if search.faults else unreadable("F020", examples=_examples(register))
    widest = max(whole, key=lambda grid: sizes[id(grid)])  # of equals the first
    yield widest, bare_header(register, sizes[id(widest)], {})


def _unit_field(register: Register, options: ImportOptions) -> str | None:
    """The field that the name of a sheet fills."""
    unit = register.scope.by if register.scope.kind == "unit" else None
    return None if unit is None or unit in options.fixed else unit


# -- columns -----------------------------------------------------------------------------------


def _examples(register: Register) -> list[Any]:
    required = [each.label for each in register.written_fields if each.required]
    return (required or [each.label for each in register.written_fields])[:4]


def _missing(register: Register, part: Part, options: ImportOptions) -> Iterator[Field]:
    """Required fields without a column that no choice, default, other field or name of a sheet fills."""
    for each in register.written_fields:
        given = each.key in part.header.fields or each.key in options.fixed or each.key in part.given
        if each.required and not given and each.default is None and each.follows is None:
            yield each


def _can_match(register: Register, part: Part, options: ImportOptions) -> bool:
    """Whether rows may mean stored records, which have what the file lacks (an export of some columns)."""
    keys = register.importing.match_on if register.importing else ()
    numbered = any(isinstance(register.fields[key].type, AutoNumber) for key in part.header.fields)
    return numbered or any(all(_fillable(register, part, options, name) for name in key) for key in keys)


def _fillable(register: Register, part: Part, options: ImportOptions, name: str) -> bool:
    each = register.fields[name]
    given = name in part.header.fields or name in options.fixed or name in part.given
    return given or each.default is not None or each.follows is not None


def _about_columns(source: Source, header: Header, register: Register, said: Container[int]) -> Iterator[Problem]:
    """Columns that are not read (F022), unless a person has said so, or that were guessed (F029)."""
    if header.guessed:
        labels = [register.fields[column.field].label for column in header.columns if column.field]
        yield problem("F029", Mark(source.name, 1), labels=labels)
    known = [heading for each in register.written_fields for heading in each.headings()]
    for number, column in enumerate(header.unknown):
        near = nearest(column.heading[:40], known) if number < _MOST_GUESSES else None
        if column.number + 1 not in said:
            yield problem("F022", Mark(source.name, header.first, column.heading), heading=column.heading[:40], near=near)
