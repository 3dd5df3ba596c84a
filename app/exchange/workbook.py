"""XLSX workbooks: looked over first (sizes, far cells), then read by python-calamine."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.exchange.grid import Book, Line, Merged
from app.exchange.sheet_marks import Marks, walk
from app.exchange.source import Source, Unreadable, unreadable

#: What a workbook may unpack to, in bytes; how many parts and sheets it may have; how much a large part may shrink.
MOST_UNPACKED = 250_000_000
MOST_PARTS = 3000
MOST_SHEETS = 200
MOST_RATIO = 250
_LARGE_PART = 5_000_000
_PIECE = 1 << 20
_MOST_INDEX = 5_000_000  # bytes of workbook.xml and its relations

_READING_ERRORS = (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, EOFError, RuntimeError)


class _Opened:
    """A workbook that several sheets share. Of the sheets one at a time is held in memory."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.marks: dict[str, Marks] = {}
        self._held: tuple[str, Any] = ("", None)

    @cached_property
    def book(self) -> Any:
        """The workbook, from its bytes: calamine trusts a path's extension."""
        with _calamine_errors():
            return CalamineWorkbook.from_filelike(io.BytesIO(self.source.path.read_bytes()))

    def sheet(self, name: str) -> Any:
        """A sheet with its cells."""
        if self._held[0] != name:
            self._held = ("", None)  # let go of the one before
            with _calamine_errors():
                self._held = (name, self.book.get_sheet_by_name(name))
        return self._held[1]

    def marks_of(self, part: str, name: str) -> Marks:
        """What calamine does not tell of a sheet."""
        if part not in self.marks:
            with _zip_errors(), zipfile.ZipFile(self.source.path) as archive, archive.open(part) as stream:
                self.marks[part] = walk(stream, name)
        return self.marks[part]


@dataclass(frozen=True)
class SheetGrid:
    """One sheet of a workbook."""

    opened: _Opened = field(repr=False, compare=False)
    name: str
    visible: bool
    epoch_1904: bool
    part: str

    @property
    def marks(self) -> Marks:
        """What calamine does not tell; asked before it is let near the sheet."""
        return self.opened.marks_of(self.part, self.name)

    @property
    def hidden(self) -> set[int]:
        """The numbers of hidden rows."""
        return self.marks.hidden

    @property
    def merged(self) -> tuple[Merged, ...]:
        """The merged blocks."""
        ranges = self._sheet().merged_cell_ranges or ()
        return tuple(Merged(top, left, bottom, right) for (top, left), (bottom, right) in ranges)

    def lines(self) -> Iterator[Line]:
        """Each row with its number; lost cells as BadCell."""
        bad: dict[int, list[tuple[int, Any]]] = {}
        for (row, column), cell in self.marks.bad.items():
            bad.setdefault(row, []).append((column, cell))
        for number, cells in enumerate(self._sheet().iter_rows(), 1):
            for column, cell in bad.get(number, ()):
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cell
            yield number, cells

    def _sheet(self) -> Any:
        _ = self.marks  # the guard against far cells
        return self.opened.sheet(self.name)


@contextmanager
def _calamine_errors() -> Iterator[None]:
    """F007 for what calamine cannot read; a panic of its own language is no Exception."""
    try:
        yield
    except CalamineError as error:
        raise unreadable("F007") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable("F007") from error


@contextmanager
def _zip_errors() -> Iterator[None]:
    """F007 for what the archive or its index cannot say."""
    try:
        yield
    except Unreadable:
        raise
    except (*_READING_ERRORS, ParseError, DefusedXmlException) as error:
        raise unreadable("F007") from error


def open_workbook(source: Source) -> Book:
    """The sheets of a workbook, visible ones first. Raises Unreadable: F003, F007, F008, F012."""
    with _zip_errors(), zipfile.ZipFile(source.path) as archive:
        _check_sizes(archive)
        _check_truth(source, archive)
        parts, epoch_1904 = _sheets(archive)
    grids = _grids(_Opened(source), parts, epoch_1904)
    return Book(tuple(sorted(grids, key=lambda grid: not grid.visible)), MappingProxyType({"encoding": "XLSX"}))


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse before anything is unpacked (assurance.md 0.7; ASVS 5.2.3)."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise unreadable("F003")
    bomb = any(part.file_size > _LARGE_PART and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    if bomb or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise unreadable("F008")


def _check_truth(source: Source, archive: zipfile.ZipFile) -> None:
    """Refuse an archive whose parts unpack to other sizes than it says: calamine does not look."""
    with source.path.open("rb") as file:
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")) and not _says_its_size(file, part):
                raise unreadable("F008")


def _says_its_size(file: BinaryIO, part: zipfile.ZipInfo) -> bool:
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size == part.file_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return False
    file.seek(part.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    return _inflated(file, part.compress_size, part.file_size) == part.file_size


def _inflated(file: BinaryIO, packed: int, most: int) -> int:
    """The size of what ``packed`` bytes hold, counted no further than just past ``most``."""
    inflating, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    pending = b""
    while size <= most and not inflating.eof:
        if not pending:
            pending = file.read(min(_PIECE, packed))
            packed -= len(pending)
        try:
            size += len(inflating.decompress(pending, _PIECE))
        except zlib.error as error:
            raise zipfile.BadZipFile from error
        if not pending and not inflating.unconsumed_tail:
            break
        pending = inflating.unconsumed_tail
    return size


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Each sheet's part in the archive by its name, and whether days count from 1904."""
    book = _index(archive, "xl/workbook.xml")
    targets = {each.get("Id"): each.get("Target", "") for each in _index(archive, "xl/_rels/workbook.xml.rels")}
    sheets = [each for each in book.iter() if _local(each) == "sheet"]
    if len(sheets) > MOST_SHEETS:
        raise unreadable("F012", count=len(sheets), limit=MOST_SHEETS)
    parts = {each.get("name", ""): _part(targets.get(_relation(each), "")) for each in sheets}
    settings = next((each for each in book.iter() if _local(each) == "workbookPr"), None)
    return parts, settings is not None and settings.get("date1904") in ("1", "true", "on")


def _index(archive: zipfile.ZipFile, part: str) -> Element:
    if archive.getinfo(part).file_size > _MOST_INDEX:
        raise unreadable("F008")
    found: Element = fromstring(archive.read(part), forbid_dtd=True)
    return found


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _relation(sheet: Element) -> str | None:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _part(target: str) -> str:
    """The path in the archive of a relation of the workbook."""
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))


def _grids(opened: _Opened, parts: dict[str, str], epoch_1904: bool) -> list[SheetGrid]:
    return [SheetGrid(opened, meta.name, meta.visible == SheetVisibleEnum.Visible, epoch_1904, parts[meta.name])
            for meta in opened.book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet and meta.name in parts]
