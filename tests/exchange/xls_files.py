"""XLS workbooks (BIFF8 in an OLE container) written in the test: texts, numbers, days, errors, formulas, merged and hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_SECTOR = 512
_FREE, _END_OF_CHAIN, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_EPOCH = date(1899, 12, 30)
_ERRORS = {"#N/A": 0x2A, "#REF!": 0x17, "#DIV/0!": 0x07}


@dataclass(frozen=True)
class Lost:
    """An error cell; with ``formula`` one that a formula gave."""

    text: str = "#N/A"
    formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """``merged``: top, left, bottom, right from 0; ``hidden_rows`` from 1."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Iterable[tuple[int, int, int, int]] = ()
    hidden_rows: Iterable[int] = ()
    visible: bool = True


def xls(*sheets: Sheet, epoch_1904: bool = False, locked: bool = False) -> bytes:
    """The bytes of a workbook."""
    return compound({"Workbook": _workbook(sheets, epoch_1904, locked)})


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(sheets: Sequence[Sheet], epoch_1904: bool, locked: bool) -> bytes:
    bodies = [_sheet(each) for each in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + (_record(0x002F, bytes(54)) if locked else b"")
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", epoch_1904))
    head += b"".join(_record(0x00E0, struct.pack("<HH", 0, shape) + bytes(16)) for shape in (0, 14))
    names = [each.name.encode("utf-16-le") for each in sheets]
    place = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    for each, name, body in zip(sheets, names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<IBBBB", place, not each.visible, 0, len(each.name), 1) + name)
        place += len(body)
    return head + _record(0x000A) + b"".join(bodies)


def _sheet(sheet: Sheet) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    out += b"".join(_record(0x0208, struct.pack("<HHHHHHHH", row - 1, 0, width, 255, 0, 0, 0x20, 0))
                    for row in sheet.hidden_rows)
    out += b"".join(_cell(row, column, cell) for row, cells in enumerate(sheet.rows) for column, cell in enumerate(cells)
                    if cell is not None and cell != "")
    blocks = [struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in sheet.merged]
    out += _record(0x00E5, struct.pack("<H", len(blocks)) + b"".join(blocks)) if blocks else b""
    return out + _record(0x000A)


def _cell(row: int, column: int, cell: Any) -> bytes:
    place = struct.pack("<HHH", row, column, isinstance(cell, date))
    if isinstance(cell, Lost):
        code = _ERRORS[cell.text]
        if cell.formula:
            return _record(0x0006, place + bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF]) + bytes(6) + b"\0\0")
        return _record(0x0205, place + bytes([code, 1]))
    if isinstance(cell, date):
        return _record(0x0203, place + struct.pack("<d", (cell - _EPOCH).days))
    if isinstance(cell, (int, float)):
        return _record(0x0203, place + struct.pack("<d", cell))
    return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE container of these streams, each padded to the size from which it has sectors of its own."""
    padded = {name: content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0") for name, content in streams.items()}
    sectors = sum(len(content) for content in padded.values()) // _SECTOR
    tables = next(count for count in range(1, 110) if count * 128 >= sectors + count + 1)
    chains: list[int] = [_TABLE] * tables + [_END_OF_CHAIN]
    entries = _entry("Root Entry", 5, _END_OF_CHAIN, 0, child=1)
    for number, (name, content) in enumerate(padded.items(), 2):
        first, count = len(chains), len(content) // _SECTOR
        entries += _entry(name, 2, first, len(content), right=number if number <= len(padded) else _FREE)
        chains += [*range(first + 1, first + count), _END_OF_CHAIN]
    chains += [_FREE] * (tables * 128 - len(chains))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, tables, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    return header + struct.pack(f"<{len(chains)}I", *chains) + entries.ljust(_SECTOR, b"\0") + b"".join(padded.values())


def _entry(name: str, kind: int, first: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, _FREE, right, child) + bytes(36)
            + struct.pack("<IQ", first, size))
