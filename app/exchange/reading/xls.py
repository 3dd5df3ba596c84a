"""XLS workbooks (BIFF, also from WPS as .et): walked first for what calamine does not tell, then read by it."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.exchange.reading.compound import Compound, Damaged
from app.exchange.reading.grid import BadCell
from app.exchange.reading.kinds import SLIDES, TEXT_DOCUMENT
from app.exchange.reading.sheet_marks import Marks, Room, TooFar, too_far
from app.exchange.reading.source import Unreadable, unreadable
from app.exchange.reading.spool import SpoolWriter
from app.exchange.reading.xlsx import MOST_SHEETS, calamine_errors, give_sheet

_ENCRYPTED = "EncryptedPackage"
_BEGIN, _END, _SHEET, _EPOCH, _LOCKED = 0x0809, 0x000A, 0x0085, 0x0022, 0x002F
_ROW, _MERGED, _BOOL_OR_ERROR = 0x0208, 0x00E5, 0x0205
_FORMULAS = (0x0006, 0x0206, 0x0406)
_FILLED = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205, *_FORMULAS})
_SEVERAL = 0x00BD  # numbers in a row
_HIDDEN = 0x20
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Record = tuple[int, bytes]


def read_xls(content: bytes, out: SpoolWriter) -> None:
    """Give the sheets to ``out``. Raises Unreadable: F003 locked, F004 damaged or too old, F005 no workbook, F009, F012."""
    try:
        marks, epoch_1904 = _walk_all(_stream(content))
    except (Damaged, struct.error, KeyError, IndexError) as error:
        locked = _ENCRYPTED.encode("utf-16-le") in content[: 1 << 20]
        raise unreadable("F003" if locked else "F004") from error
    with _old_errors(), calamine_errors():
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))  # reads every sheet at once
    if len(book.sheets_metadata) != len(marks):
        raise unreadable("F004")
    for meta, of_sheet in zip(book.sheets_metadata, marks, strict=True):
        if meta.typ == SheetTypeEnum.WorkSheet:
            out.begin(meta.name, visible=meta.visible == SheetVisibleEnum.Visible)
            with _old_errors():
                give_sheet(book, meta.name, of_sheet, out)
    out.close("XLS", epoch_1904=epoch_1904)


@contextmanager
def _old_errors() -> Iterator[None]:
    """F004 in place of F007: the remedy for an old format is the new one."""
    try:
        yield
    except Unreadable as error:
        raise unreadable("F004") if error.reason.code == "F007" else error from error


def _stream(content: bytes) -> bytes:
    """The workbook's stream. Raises Unreadable for a container of something else."""
    compound = Compound(content)
    names = compound.names
    if _ENCRYPTED in names:
        raise unreadable("F003")
    for name, what in (("WordDocument", TEXT_DOCUMENT), ("PowerPoint Document", SLIDES)):
        if name in names:
            raise unreadable("F005", what=what)
    return compound.stream("Workbook" if "Workbook" in names else "Book")


def _records(stream: bytes, place: int) -> Iterator[Record]:
    """The records from a place to the end of what begins there. Raises Damaged."""
    depth = 0
    while True:
        if place + 4 > len(stream):
            raise Damaged
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4
        if place + size > len(stream):
            raise Damaged
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return
        if depth == 1:  # what lies deeper are charts
            yield kind, stream[place : place + size]
        place += size


def _walk_all(stream: bytes) -> tuple[list[Marks], bool]:
    """What calamine does not tell of each sheet, and whether days count from 1904. Raises Unreadable: F003, F009, F012."""
    sheets, epoch_1904, room = [], False, Room()
    for kind, body in _records(stream, 0):
        if kind == _LOCKED:
            raise unreadable("F003")
        if kind == _SHEET:
            sheets.append((int.from_bytes(body[:4], "little"), _name(body)))
        elif kind == _EPOCH:
            epoch_1904 = body[:1] == b"\1"
    if len(sheets) > MOST_SHEETS:
        raise unreadable("F012", count=len(sheets), limit=MOST_SHEETS)
    return [_walk(stream, place, name, room) for place, name in sheets], epoch_1904


def _name(body: bytes) -> str:
    """The name of a sheet."""
    wide = body[7] & 1
    return body[8 : 8 + body[6] * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _walk(stream: bytes, place: int, name: str, room: Room) -> Marks:
    marks = Marks()
    try:
        for kind, body in _records(stream, place):
            if kind in _FILLED:
                _mark_cell(kind, body, marks, room)
            elif kind == _SEVERAL:
                marks.reach(_number(body, 0) + 1, _number(body, len(body) - 2), room)
            elif kind == _ROW and _number(body, 12) & _HIDDEN:
                marks.hidden.add(_number(body, 0) + 1)
            elif kind == _MERGED:
                _mark_merged(body, marks)
    except TooFar as far:
        raise too_far(name, marks) from far
    room.cells -= marks.rows * marks.columns
    return marks


def _mark_cell(kind: int, body: bytes, marks: Marks, room: Room) -> None:
    row, column = struct.unpack_from("<HH", body)
    marks.reach(row + 1, column, room)
    if kind == _BOOL_OR_ERROR and body[7:8] == b"\1":
        marks.lose(row + 1, column, _lost(body[6]))
    elif kind in _FORMULAS and body[12:14] == b"\xff\xff" and body[6] == 2:
        marks.lose(row + 1, column, _lost(body[8]))


def _mark_merged(body: bytes, marks: Marks) -> None:
    for place in range(2, 2 + 8 * _number(body, 0), 8):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, place)
        marks.merge((top, left, bottom, right))


def _lost(code: int) -> BadCell:
    return BadCell("F030", _ERRORS.get(code, "#ERROR"))


def _number(body: bytes, place: int) -> int:
    return int(struct.unpack_from("<H", body, place)[0])
