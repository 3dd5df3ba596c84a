"""What python-calamine does not tell of a sheet: how far its cells reach, error cells, formulas without result, hidden rows.

Calamine shows an error cell as an empty one, so that a lost telephone number would pass for none, and takes memory
for the whole rectangle between the first and the last cell: a file of 4 KB with two far cells ends the process.
So every sheet is walked once by a streaming parser first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from app.exchange.grid import BadCell
from app.exchange.source import unreadable

#: The most cells of a sheet's rectangle: 400,000 rows of 12 columns. A text file has no such limit.
MOST_CELLS = 5_000_000
_PIECE = 1 << 18
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Marks:
    """``bad``: cells (row from 1, column from 0) whose content is lost. ``rows`` and ``columns``: how far cells reach."""

    bad: dict[tuple[int, int], BadCell] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


class TooFar(Exception):
    """The rectangle of the cells is larger than MOST_CELLS."""


def walk(stream: IO[bytes], name: str) -> Marks:
    """Walk a sheet's XML. Raises Unreadable: F007 damaged or with a DTD, F009 cells too far apart."""
    walker = _Walker()
    try:
        while piece := stream.read(_PIECE):
            walker.parser.Parse(piece, False)
        walker.parser.Parse(b"", True)
    except TooFar as far:
        raise unreadable("F009", sheet=name, row=walker.marks.rows, column=walker.marks.columns) from far
    except (expat.ExpatError, ValueError) as error:
        raise unreadable("F007") from error
    return walker.marks


class _Walker:
    """The handlers of one walk. A cell without an address stands behind the one before it."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row, self.column = 0, -1
        self.cell_kind = ""
        self.has_formula = self.has_value = False
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._no_dtd

    def _no_dtd(self, *_: Any) -> None:
        raise ValueError("a sheet has no DTD")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local == "v" or local == "is":
            self.has_value = True
            if self.cell_kind == "e":
                self.parser.CharacterDataHandler = self.text.append
        elif local == "f":
            self.has_formula = True
        elif local == "row":
            self._row(attributes)

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
            self._go_to(place)
        self.cell_kind, self.has_formula, self.has_value = attributes.get("t", ""), False, False
        marks = self.marks
        if self.row > marks.rows or self.column >= marks.columns:
            marks.rows, marks.columns = max(marks.rows, self.row), max(marks.columns, self.column + 1)
            if marks.rows * marks.columns > MOST_CELLS:
                raise TooFar

    def _go_to(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if found is None:
            raise ValueError(place)
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        self.column, self.row = column - 1, int(found[2])

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "c":
            return
        if self.cell_kind == "e":
            self.parser.CharacterDataHandler = None
            self.marks.bad[self.row, self.column] = BadCell("F030", "".join(self.text).strip()[:20] or "#ERROR")
            self.text.clear()
        elif self.has_formula and not self.has_value:
            self.marks.bad[self.row, self.column] = BadCell("F031")
