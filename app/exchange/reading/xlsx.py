"""XLSX workbooks: each sheet is walked first (far cells, errors, merged and hidden cells), then read by python-calamine."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.etree.ElementTree import Element

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.exchange.reading.archive import small_part, zip_errors
from app.exchange.reading.grid import BadCell
from app.exchange.reading.sheet_marks import Marks, Room, walk
from app.exchange.reading.source import Unreadable, unreadable
from app.exchange.reading.spool import SpoolWriter

MOST_SHEETS = 200


def read_xlsx(archive: zipfile.ZipFile, file: IO[bytes], out: SpoolWriter) -> None:
    """Give the sheets to ``out``. Raises Unreadable: F007, F008, F012."""
    parts, epoch_1904 = _sheets(archive)
    file.seek(0)
    with calamine_errors():
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))  # never by path: it trusts the extension
    room = Room()
    for meta in book.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet and meta.name in parts:
            out.begin(meta.name, visible=meta.visible == SheetVisibleEnum.Visible)
            try:
                _read_sheet(archive, parts[meta.name], book, meta.name, room, out)
            except Unreadable as error:
                out.refuse(error.reason)
    out.close("XLSX", epoch_1904=epoch_1904)


def _read_sheet(archive: zipfile.ZipFile, part: str, book: Any, name: str, room: Room, out: SpoolWriter) -> None:
    with zip_errors(), archive.open(part) as stream:
        marks = walk(stream, name, room)
    give_sheet(book, name, marks, out)


def give_sheet(book: Any, name: str, marks: Marks, out: SpoolWriter) -> None:
    """The rows of a sheet as calamine reads them, with what it does not tell of them."""
    with calamine_errors():
        lines = iter(book.get_sheet_by_name(name).iter_rows())
    number = 0
    for number, cells in enumerate(_guarded(lines), 1):
        out.row(number, _with_bad(cells, marks.bad.pop(number, None)))
    for later in sorted(row for row in marks.bad if row > number):
        out.row(later, _with_bad([""], marks.bad[later]))
    out.end(merged=marks.merged, hidden=sorted(marks.hidden))


def _with_bad(cells: list[Any], bad: dict[int, BadCell] | None) -> list[Any]:
    """The cells, lost ones in their places."""
    for column, cell in bad.items() if bad else ():
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = cell
    return cells


def _guarded(lines: Iterator[list[Any]]) -> Iterator[list[Any]]:
    while True:
        with calamine_errors():
            cells = next(lines, None)
        if cells is None:
            return
        yield cells


@contextmanager
def calamine_errors() -> Iterator[None]:
    """F007 for what calamine cannot read; a panic of its own language is no Exception."""
    try:
        yield
    except CalamineError as error:
        raise unreadable("F007") from error
    except (ValueError, OverflowError) as error:  # a day that is none
        raise unreadable("F007") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable("F007") from error


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Each sheet's part in the archive by its name, and whether days count from 1904."""
    book = small_part(archive, "xl/workbook.xml")
    targets = {each.get("Id"): each.get("Target", "") for each in small_part(archive, "xl/_rels/workbook.xml.rels")}
    sheets = [each for each in book.iter() if _local(each) == "sheet"]
    if len(sheets) > MOST_SHEETS:
        raise unreadable("F012", count=len(sheets), limit=MOST_SHEETS)
    parts = {each.get("name", ""): _part(targets.get(_relation(each), "")) for each in sheets}
    settings = next((each for each in book.iter() if _local(each) == "workbookPr"), None)
    return parts, settings is not None and settings.get("date1904") in ("1", "true", "on")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _relation(sheet: Element) -> str | None:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _part(target: str) -> str:
    """The path in the archive of a relation of the workbook."""
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target))
