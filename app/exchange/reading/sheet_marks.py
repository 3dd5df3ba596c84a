"""What python-calamine does not tell of a sheet: how far its cells reach, error cells, formulas without result, merged
blocks, hidden rows.

Calamine shows an error cell as an empty one, so that a lost telephone number would pass for none, and takes memory
for the whole rectangle between the first and the last cell: a file of 4 KB with two far cells ends the process.
So every sheet is walked once by a streaming parser first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from app.exchange.reading.grid import BadCell
from app.exchange.reading.source import Unreadable, unreadable

#: The most cells of the rectangles of all sheets together: 158,000 rows of 12 columns. A text file has no such limit.
MOST_CELLS = 1_900_000
MOST_MERGED = 100_000
_MOST_NAMES = 500  # of elements
_PIECE = 1 << 18
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")

Block = tuple[int, int, int, int]  #: top, left, bottom, right from 0


@dataclass(slots=True)
class Room:
    """How many cells the sheets of one workbook may still take."""

    cells: int = MOST_CELLS


@dataclass(slots=True)
class Marks:
    """``bad``: cells whose content is lost, by row (from 1) and column (from 0). ``rows`` and ``columns``: how far filled
    cells reach."""

    bad: dict[int, dict[int, BadCell]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[Block] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def lose(self, row: int, column: int, cell: BadCell) -> None:
        """Note a lost cell."""
        self.bad.setdefault(row, {})[column] = cell

    def reach(self, row: int, column: int, room: Room) -> None:
        """Note a filled cell. Raises TooFar."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column + 1)
        if self.rows * self.columns > room.cells:
            raise TooFar

    def merge(self, block: Block) -> None:
        """Note a merged block; more of them than anybody makes by hand are let go."""
        if len(self.merged) < MOST_MERGED:
            self.merged.append(block)


class TooFar(Exception):
    """The rectangle of the cells is larger than there is room for."""


def too_far(name: str, marks: Marks) -> Unreadable:
    """The refusal of a sheet whose cells reach too far."""
    return unreadable("F009", sheet=name[:40], row=marks.rows, column=marks.columns)


def walk(stream: IO[bytes], name: str, room: Room) -> Marks:
    """Walk a sheet's XML. Raises Unreadable: F007 damaged or with a DTD, F009 cells too far apart."""
    walker = _Walker(room)
    try:
        while piece := stream.read(_PIECE):
            walker.parser.Parse(piece, False)
        walker.parser.Parse(b"", True)
    except TooFar as far:
        raise too_far(name, walker.marks) from far
    except (expat.ExpatError, ValueError) as error:
        raise unreadable("F007") from error
    room.cells -= walker.marks.rows * walker.marks.columns
    return walker.marks


class _Walker:
    """The handlers of one walk. A cell without an address stands behind the one before it.

    A sheet has millions of cells: ends of elements are only listened to where a cell holds an error or a formula.
    """

    def __init__(self, room: Room) -> None:
        self.marks, self.room = Marks(), room
        self.row, self.column = 0, -1
        self.cell_kind = ""
        self.has_value = self.asks = False  # asks: what the value says decides whether the cell is lost
        self.text: list[str] = []
        self.columns: dict[str, int] = {}  # by their letters
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._no_dtd
        self.known = {"c": self._cell, "v": self._value, "is": self._value, "f": self._formula, "row": self._row,
                      "mergeCell": self._merge}
        self.handlers: dict[str, Callable[[dict[str, str]], None] | None] = {}  # by the name with its prefix

    def _no_dtd(self, *_: Any) -> None:
        raise ValueError("a sheet has no DTD")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        try:
            handler = self.handlers[name]
        except KeyError:
            if len(self.handlers) > _MOST_NAMES:
                raise ValueError(name) from None
            handler = self.handlers[name] = self.known.get(name.rpartition(":")[2])
        if handler is not None:
            handler(attributes)

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = -1
        if attributes.get("hidden") in ("1", "true"):
            self.marks.hidden.add(self.row)

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self.column += 1
        else:
            letters = place.rstrip("0123456789")
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = _place(place)[1]
            self.column, self.row = column, int(place[len(letters) :])
        self.cell_kind, self.has_value = attributes.get("t", ""), False
        self.asks = self.cell_kind == "e"
        if self.asks:
            self.parser.EndElementHandler = self._end

    def _value(self, _: dict[str, str]) -> None:
        """The cell is filled; frames drawn to the end of the sheet are not."""
        self.has_value = True
        marks = self.marks
        if self.row > marks.rows or self.column >= marks.columns:
            marks.reach(self.row, self.column, self.room)
        if self.asks:
            self.parser.CharacterDataHandler = self.text.append

    def _formula(self, _: dict[str, str]) -> None:
        """A formula's result may be an empty text (``str``); an empty number is what programs write that do not calculate."""
        self.asks = self.cell_kind != "str"
        self.parser.EndElementHandler = self._end

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self.marks.merge((top - 1, left, bottom - 1, right))

    def _end(self, name: str) -> None:
        """The end of a cell with an error or a formula."""
        if name.rpartition(":")[2] != "c":
            return
        self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        said = "".join(self.text).strip()
        self.text.clear()
        if self.cell_kind == "e":
            self.marks.lose(self.row, self.column, BadCell("F030", said[:20] or "#ERROR"))
        elif not self.has_value or (self.asks and not said):
            self.marks.reach(self.row, self.column, self.room)
            self.marks.lose(self.row, self.column, BadCell("F031"))


def _place(written: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of an address."""
    found = _PLACE.fullmatch(written)
    if found is None:
        raise ValueError(written)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1
