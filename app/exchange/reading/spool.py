"""The sheets of a workbook between the process that reads it and ours: a file of JSON lines, dropped when nobody asks any more.

Lines of rows (``[[number, cells], …]``, some hundred rows each), then one that says which sheets there are and where each
begins, then where that line begins. Both sides go through it a few rows at a time.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from app.exchange.reading.grid import BadCell, Line, Merged
from app.exchange.reading.source import Unreadable, unreadable
from app.problems import Problem
from app.words import Words

_ROWS = 256  # of a line
_TAIL = 20  # digits

_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat, "moment": datetime.fromisoformat, "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds)}


class SpoolWriter:
    """Takes the sheets of one workbook, one after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.place = file, 0
        self.sheets: list[dict[str, Any]] = []
        self.rows: list[Line] = []
        self.encoder = json.JSONEncoder(ensure_ascii=False, default=_said, separators=(",", ":"), check_circular=False)

    def begin(self, name: str, *, visible: bool) -> None:
        """The sheet to which the next rows belong."""
        self.sheets.append({"name": name, "visible": visible, "begins": self.place, "merged": [], "hidden": [], "fault": None})

    def row(self, number: int, cells: list[Any]) -> None:
        """A row; blanks at its end are not kept."""
        while len(cells) > 1 and cells[-1] == "":
            cells.pop()
        self.rows.append((number, cells))
        if len(self.rows) == _ROWS:
            self._flush()

    def end(self, *, merged: list[tuple[int, int, int, int]], hidden: list[int]) -> None:
        """What else is known of the sheet: merged blocks (top, left, bottom, right from 0), numbers of hidden rows."""
        self._flush()
        self.sheets[-1].update(merged=merged, hidden=hidden)

    def refuse(self, reason: Problem) -> None:
        """The sheet cannot be read; the others perhaps can."""
        self.rows.clear()
        self.sheets[-1]["fault"] = as_refusal(reason)

    def close(self, kind: str, *, epoch_1904: bool) -> None:
        """All sheets were given."""
        self._finish({"kind": kind, "epoch_1904": epoch_1904, "sheets": self.sheets})

    def reject(self, reason: Problem) -> None:
        """The whole file cannot be read."""
        self.rows.clear()
        self._finish({"fault": as_refusal(reason)})

    def _flush(self) -> None:
        if self.rows:
            self._write(self.rows)
            self.rows = []

    def _write(self, content: Any) -> None:
        line = self.encoder.encode(content).encode("utf-8", "surrogatepass") + b"\n"
        self.file.write(line)
        self.place += len(line)

    def _finish(self, index: dict[str, Any]) -> None:
        place = self.place
        self._write(index)
        self.file.write(str(place).zfill(_TAIL).encode())
        self.file.flush()


def _said(cell: Any) -> Any:
    """A cell that JSON has no form for."""
    if isinstance(cell, BadCell):
        return {"kind": cell.code, "is": cell.text}
    if isinstance(cell, datetime):
        return {"kind": "moment", "is": cell.isoformat()}
    if isinstance(cell, date):
        return {"kind": "date", "is": cell.isoformat()}
    if isinstance(cell, time):
        return {"kind": "time", "is": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"kind": "span", "is": cell.total_seconds()}
    raise TypeError(type(cell).__name__)


def _meant(said: dict[str, Any]) -> Any:
    """The cell that :func:`_said` wrote."""
    kind = said.get("kind", "")
    if kind in _KINDS:
        return _KINDS[kind](said["is"])
    return BadCell(kind, said["is"]) if kind.startswith("F") else said


def as_refusal(reason: Problem) -> dict[str, Any]:
    """A problem in JSON."""
    return {"code": reason.code, "values": {key: {"zh": value.zh, "en": value.en} if isinstance(value, Words) else value
                                            for key, value in reason.values.items()}}


def _refusal(said: Mapping[str, Any]) -> Unreadable:
    values = {key: Words(value["zh"], value["en"]) if isinstance(value, dict) else value
              for key, value in said["values"].items()}
    return unreadable(said["code"], **values)


class Spool:
    """What a finished spool holds. ``file`` is closed when the last of its sheets is let go. Raises Unreadable."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        weakref.finalize(self, file.close)
        self.index = self._read_index()
        if self.index.get("fault"):
            raise _refusal(self.index["fault"])

    def sheets(self) -> tuple[SpooledSheet, ...]:
        """The sheets in their order."""
        sheets = self.index["sheets"]
        ends = [*(each["begins"] for each in sheets[1:]), self.end]
        return tuple(SpooledSheet(self, each["name"], each["visible"], self.index["epoch_1904"],
                                  tuple(Merged(*block) for block in each["merged"]), frozenset(each["hidden"]),
                                  each["begins"], end, each["fault"]) for each, end in zip(sheets, ends, strict=True))

    def lines(self, begins: int, ends: int) -> Iterator[Line]:
        """The rows between two places; several may be under way."""
        while begins < ends:
            self.file.seek(begins)
            rows = _decode(self.file.readline())
            begins = self.file.tell()
            yield from rows

    def _read_index(self) -> dict[str, Any]:
        self.file.seek(0, 2)
        size = self.file.tell()
        self.file.seek(max(0, size - _TAIL))
        tail = self.file.read()
        if size <= _TAIL or not tail.isdigit():
            raise unreadable("F017")
        self.end = int(tail)
        self.file.seek(self.end)
        index: dict[str, Any] = json.loads(self.file.read(size - _TAIL - self.end))
        return index


_DECODER = json.JSONDecoder(object_hook=_meant)


def _decode(line: bytes) -> Any:
    return _DECODER.decode(line.decode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class SpooledSheet:
    """One sheet of a workbook (a Grid). ``fault``: why it cannot be read."""

    spool: Spool = field(repr=False, compare=False)
    name: str
    visible: bool
    epoch_1904: bool
    merged: tuple[Merged, ...]
    hidden: frozenset[int]
    begins: int
    ends: int
    fault: Mapping[str, Any] | None = None

    def lines(self) -> Iterator[Line]:
        """Each row with its number. Raises Unreadable: F007, F009."""
        if self.fault:
            raise _refusal(self.fault)
        return self.spool.lines(self.begins, self.ends)
