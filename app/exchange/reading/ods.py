"""ODS workbooks, read by a streaming parser: values, errors, repeated, merged and hidden cells in one pass."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from app.exchange.reading.archive import small_part, zip_errors
from app.exchange.reading.grid import BadCell
from app.exchange.reading.sheet_marks import Marks, Room, TooFar, too_far
from app.exchange.reading.source import unreadable
from app.exchange.reading.spool import SpoolWriter
from app.exchange.reading.xlsx import MOST_SHEETS

_PIECE = 1 << 18
_HEAD = 1 << 16
_ERROR = re.compile(r"#[A-Z/0!?]{2,8}[!?]?|#N/A|(?:Err|错误)[:：][0-9]{3}")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_LONGEST_CELL = 200_000
#: Text that belongs to a cell and is not its content: notes, and readings above characters.
_BESIDE = frozenset({"annotation", "ruby-text", "shapes", "frame"})


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    """Whether the content is a workbook's. Raises Unreadable: F003 for one under a password."""
    if "META-INF/manifest.xml" in archive.namelist():
        manifest = small_part(archive, "META-INF/manifest.xml")
        if any(str(each.tag).endswith("}encryption-data") for each in manifest.iter()):
            raise unreadable("F003")
    if "mimetype" in archive.namelist() and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").strip()
        if kind and not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return False
    with archive.open("content.xml") as stream:
        return b":spreadsheet" in stream.read(_HEAD) or archive.getinfo("content.xml").file_size > _HEAD


def read_ods(archive: zipfile.ZipFile, out: SpoolWriter) -> None:
    """Give the sheets to ``out``. Raises Unreadable: F007, F012."""
    reader = _Reader(out)
    with zip_errors(), archive.open("content.xml") as stream:
        while piece := stream.read(_PIECE):
            reader.parser.Parse(piece, False)
        reader.parser.Parse(b"", True)
    if not reader.sheets:
        raise unreadable("F007")
    out.close("ODS", epoch_1904=reader.epoch_1904)


@dataclass(slots=True)
class _Row:
    """The row under way. ``blanks``: blank cells that count only where something stands behind them."""

    repeated: int = 1
    hidden: bool = False
    cells: list[Any] = field(default_factory=list)
    blanks: int = 0


class _Reader:
    """The handlers of one pass."""

    def __init__(self, out: SpoolWriter) -> None:
        self.out, self.room, self.sheets, self.epoch_1904 = out, Room(), 0, False
        self.unseen: set[str] = set()  # styles of tables that are not shown
        self.style = self.name = ""
        self.marks: Marks | None = None
        self.number = 0  # of the row before
        self.row = _Row()
        self.cell: dict[str, str] | None = None
        self.texts: list[str] = []
        self.beside = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._no_dtd
        self.starts = {"style": self._style, "table-properties": self._table_style, "null-date": self._null_date,
                       "table": self._table, "table-row": self._new_row, "table-cell": self._new_cell,
                       "covered-table-cell": self._new_cell}
        self.ends = {"table": self._end_table, "table-row": self._end_row, "table-cell": self._end_cell,
                     "covered-table-cell": self._end_cell}

    def _no_dtd(self, *_: Any) -> None:
        raise ValueError("a workbook has no DTD")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self.cell is not None:
            self._within(local, attributes)
        elif local in self.starts:
            self.starts[local]({key.rpartition(":")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self.cell is not None and local not in ("table-cell", "covered-table-cell"):
            if local in _BESIDE:
                self.beside -= 1
            elif local == "p":
                self.parser.CharacterDataHandler = None
        elif local in self.ends:
            self.ends[local]()

    # -- what comes before the tables ----------------------------------------------------------

    def _style(self, said: dict[str, str]) -> None:
        self.style = said.get("name", "")

    def _table_style(self, said: dict[str, str]) -> None:
        if said.get("display") == "false":
            self.unseen.add(self.style)

    def _null_date(self, said: dict[str, str]) -> None:
        self.epoch_1904 = said.get("date-value", "").startswith("1904")

    # -- tables and rows -----------------------------------------------------------------------

    def _table(self, said: dict[str, str]) -> None:
        self.sheets += 1
        if self.sheets > MOST_SHEETS:
            raise unreadable("F012", count=self.sheets, limit=MOST_SHEETS)
        self.name, self.number, self.marks = said.get("name", ""), 0, Marks()
        self.out.begin(self.name, visible=said.get("style-name") not in self.unseen and said.get("display") != "false")

    def _end_table(self) -> None:
        marks = self.marks
        if marks is not None:
            self.out.end(merged=marks.merged, hidden=sorted(marks.hidden))
            self.room.cells -= marks.rows * marks.columns
        self.marks = None

    def _new_row(self, said: dict[str, str]) -> None:
        self.row = _Row(_count(said, "number-rows-repeated"), said.get("visibility") in ("collapse", "filter"))

    def _end_row(self) -> None:
        row, marks = self.row, self.marks
        if marks is None:
            return
        if row.cells:
            try:
                self._give(row, marks)
            except TooFar:
                self.out.refuse(too_far(self.name, marks).reason)
                self.marks = None
        self.number += row.repeated

    def _give(self, row: _Row, marks: Marks) -> None:
        for blank in range(marks.rows + 1, self.number + 1):
            self.out.row(blank, [""])
        marks.reach(self.number + row.repeated, len(row.cells) - 1, self.room)
        for number in range(self.number + 1, self.number + row.repeated + 1):
            self.out.row(number, list(row.cells))
            if row.hidden:
                marks.hidden.add(number)

    # -- cells ---------------------------------------------------------------------------------

    def _new_cell(self, said: dict[str, str]) -> None:
        self.cell, self.beside = said, 0
        self.texts.clear()

    def _within(self, local: str, attributes: dict[str, str]) -> None:
        """Text of the cell: paragraphs, blanks, breaks."""
        if local in _BESIDE:
            self.beside += 1
        elif self.beside:
            return
        elif local == "p":
            if self.texts:
                self.texts.append("\n")
            self.parser.CharacterDataHandler = self._text
        elif local == "s":
            self.texts.append(" " * min(_count({"c": attributes.get("text:c", "1")}, "c"), 1000))
        elif local in ("tab", "line-break"):
            self.texts.append("\t" if local == "tab" else "\n")

    def _text(self, text: str) -> None:
        if not self.beside:
            self.texts.append(text)

    def _end_cell(self) -> None:
        said, self.cell, row = self.cell or {}, None, self.row
        self.parser.CharacterDataHandler = None
        value, repeated = self._value(said), _count(said, "number-columns-repeated")
        if value == "":
            row.blanks += repeated
        else:
            width = len(row.cells) + row.blanks + repeated
            if width > self.room.cells:
                raise unreadable("F009", sheet=self.name[:40], row=self.number + 1, column=width)
            row.cells += [""] * row.blanks + [value] * repeated
            row.blanks = 0
        self._merge(said, len(row.cells) + row.blanks - repeated)

    def _merge(self, said: dict[str, str], column: int) -> None:
        down, across = _count(said, "number-rows-spanned"), _count(said, "number-columns-spanned")
        if (down > 1 or across > 1) and self.marks is not None:
            self.marks.merge((self.number, column, self.number + down - 1, column + across - 1))

    def _value(self, said: dict[str, str]) -> Any:
        text = "".join(self.texts)[:_LONGEST_CELL]
        kind = said.get("value-type", "")
        if "formula" in said and (_ERROR.fullmatch(text) or kind == "error"):
            return BadCell("F030", text[:20] or "#ERROR")
        if "formula" in said and not kind and not text:
            return BadCell("F031")
        try:
            return _typed(kind, said, text)
        except ValueError:
            return text


def _typed(kind: str, said: dict[str, str], text: str) -> Any:
    """The value of a cell by its declared kind. Raises ValueError for one that is none."""
    if kind in ("float", "currency", "percentage"):
        return float(said.get("value", ""))
    if kind == "date":
        written = said.get("date-value", "")
        return date.fromisoformat(written) if len(written) <= 10 else datetime.fromisoformat(written[:19])
    if kind == "boolean":
        return said.get("boolean-value") == "true"
    if kind == "time":
        found = _DURATION.fullmatch(said.get("time-value", ""))
        return time(int(found[1]), int(found[2]), int(found[3])) if found else text
    return said.get("string-value", text) if kind == "string" else text


def _count(said: dict[str, str], name: str) -> int:
    """How often something stands there. Raises ValueError for what is no number."""
    written = said.get(name, "1")
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        raise ValueError(written)
    return max(1, int(written))
