"""How a file was read, for a person to look at and to correct: encoding, sheets, headings, columns, first values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.access.viewer import acting
from app.decisions.units import Unknown
from app.definition import Field, Register
from app.exchange.reading.grid import is_blank
from app.exchange.reading.rows import FileRow
from app.exchange.reading.sheets import SheetSeen
from app.exchange.reading.source import Source, Unreadable
from app.exchange.reading.table import ImportOptions, Known, Table, lay_out
from app.fieldtypes import AutoNumber, Reference
from app.records.site import Work

#: Why a file was not taken where another choice (encoding, sheet, headings, columns) may help.
MENDABLE = frozenset({"F010", "F013", "F020", "F021", "F024", "F026"})

_SAMPLES = 200  #: rows in which a first value of each column is looked for


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of the file: its place from 1, its heading as written, the field that it fills (None: it is not read).

    ``above``: the field of the register above that it fills instead. ``sample``: its first value. ``unknown``: its heading says
    nothing, and nobody has said anything either.
    """

    number: int
    heading: str
    field: str | None
    above: Field | None
    sample: str
    unknown: bool = False


@dataclass(frozen=True)
class Looked:
    """``how``: encoding of a text or kind of a workbook; ``separator`` empty for a workbook. ``header``: the line of the
    headings, 0 where there are none. ``unconfirmed``: nobody has said yet what the columns are."""

    how: str = ""
    separator: str = ""
    sheets: tuple[SheetSeen, ...] = ()
    header: int = 0
    columns: tuple[SeenColumn, ...] = ()
    unconfirmed: bool = False

    @property
    def is_text(self) -> bool:
        """Whether an encoding can be chosen."""
        return bool(self.separator) or not self.how


def known_of(work: Work, register: Register) -> Known:
    """What the reading may ask of the site."""
    site = work.site
    link = register.fields.get(register.parent or "")
    parent = site.definition.registers[link.type.to] if link and isinstance(link.type, Reference) else None
    brings = parent is not None and parent.importing is not None and site.rights.may(acting(), parent.key, "import")

    def is_unit(text: str) -> bool:
        return not isinstance(site.directory(work.session).index.find(text, work.today), Unknown)

    return Known(is_unit, parent, brings)


def look(work: Work, register: Register, source: Source, options: ImportOptions, table: Table | None = None) -> Looked:
    """How the file is read under these options; ``table`` where it is open already. Nothing is known of a file whose
    encoding is unknown."""
    try:
        table = table or lay_out(source, register, options, known_of(work, register))
        first = _first_cells(table)
    except Unreadable:
        return Looked()
    header = table.header
    separator = getattr(table.grid, "separator", "")
    return Looked(table.book.how.get("encoding", ""), separator, table.sheets, 0 if header.guessed else header.first,
                  tuple(_columns(table, first, options)), table.unconfirmed and not options.columns)


def fields_to_choose(register: Register) -> list[Field]:
    """The fields that a column may be said to be."""
    return [each for each in register.fields.values() if each.written or isinstance(each.type, AutoNumber)]


def _columns(table: Table, first: Mapping[int, str], options: ImportOptions) -> list[SeenColumn]:
    above = table.family.parent.fields if table.family else {}
    unknown = {each.number + 1 for each in table.header.unknown} - set(options.columns)
    return [SeenColumn(each.number + 1, each.heading, each.field, above.get(table.header.above.get(each.number, "")),
                       first.get(each.number, ""), each.number + 1 in unknown)
            for each in table.header.columns if each.heading or each.field or each.number in first]


def _first_cells(table: Table) -> dict[int, str]:
    """The first value of each column, by its place."""
    found: dict[int, str] = {}
    for row in islice(table.rows(), _SAMPLES):
        if isinstance(row, FileRow):
            for place, cell in enumerate(row.cells):
                if place not in found and not is_blank(cell):
                    found[place] = _told(cell)
    return found


def _told(cell: Any) -> str:
    text = format(cell, ".15g") if isinstance(cell, float) else str(cell)
    return text.strip()[:40]
