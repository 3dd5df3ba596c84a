"""Files of exported rows: CSV and JSON in pieces as the rows are read, workbooks row by row into a file.

Nothing in them is a formula to a spreadsheet, and the importer reads CSV and workbooks back as they were.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from app.access.viewer import Acting, Deed, acting, acting_as, deed, performing
from app.exchange.exporting import Export, ExportRow, footer, note_export, pages_of_cells, pages_of_values, told
from app.exchange.reading.grid import neutral
from app.problems import Problems, problem
from app.records.site import Work
from app.words import Words

MOST_XLSX_ROWS = 1_048_574  #: of a sheet, beside the headings and the footer
_LONGEST_CELL = 32767  #: what Excel holds in a cell; the longest field has 20,000
_EXACT_DIGITS = 15  #: digits that a number of Excel keeps

#: A text of digits and signs that Excel would make a number or a day of: leading zeros, long digits, 1/2, 1E5, 2021-08.
_REMADE = re.compile(r"[0-9][0-9.,/:+%Ee年月日 -]*\Z")
#: Those of them that stay as they are: up to 11 digits (a mobile phone), a whole day, a day with its time.
_STAYS = re.compile(r"(0|[1-9][0-9]{0,10}|[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?)\Z")

Encoding = Literal["utf-8-sig", "gb18030"]


@dataclass(frozen=True)
class Format:
    """A kind of file: its ending, its media type, and what it is called in a choice. ``encoding``: of a text."""

    ending: str
    media_type: str
    words: Words
    encoding: Encoding | None = None


#: What an export may be, the usual one first.
FORMATS: dict[str, Format] = {
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   Words("Excel 工作簿（XLSX）", "Excel workbook (XLSX)")),
    "csv": Format("csv", "text/csv; charset=utf-8", Words("CSV（UTF-8，带 BOM）", "CSV (UTF-8 with BOM)"), "utf-8-sig"),
    "csv_gb18030": Format("csv", "text/csv; charset=gb18030", Words("CSV（GB18030）", "CSV (GB18030)"), "gb18030"),
    "json": Format("json", "application/json", Words("JSON", "JSON")),
}


def streamed(work: Work, export: Export, rows: Iterable[ExportRow], kind: str) -> Iterator[bytes]:
    """The file of a kind that is written while it is read: every one but ``xlsx``."""
    encoding = FORMATS[kind].encoding
    return csv_export(work, export, rows, encoding) if encoding else json_export(work, export, rows)


# -- text ------------------------------------------------------------------------------------------


def csv_export(work: Work, export: Export, rows: Iterable[ExportRow], encoding: Encoding = "utf-8-sig") -> Iterator[bytes]:
    """Headings, rows and footer in pieces of a page; the first comes before any row is read.

    GB18030 holds every character, and has no BOM. A server may ask for pieces after its request is over: they are made as
    the viewer who acts now.
    """
    return _as_viewer(_csv_pieces(work, export, rows, encoding), acting(), deed())


def _csv_pieces(work: Work, export: Export, rows: Iterable[ExportRow], encoding: Encoding) -> Generator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out)
    if encoding == "utf-8-sig":
        out.write("\ufeff")
    spelled = "utf-8" if encoding == "utf-8-sig" else encoding
    writer.writerow([field.label.to(work.language) for field in export.fields])
    count = 0
    try:
        yield _taken(out).encode(spelled)
        for cells in pages_of_cells(work, export, rows):
            writer.writerows([_as_text(cell) for cell in row] for row in cells)
            count += len(cells)
            yield _taken(out).encode(spelled)
        writer.writerow([footer(work, export, count)])
        yield _taken(out).encode(spelled)
    finally:
        note_export(work, export, count, "csv")


def json_export(work: Work, export: Export, rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """One object: ``register``, ``columns`` (key → label), ``exported`` (by, at, filter), ``rows`` and their ``count``, in
    pieces as :func:`csv_export`. Values are those of the REST API, but records have names instead of ids."""
    return _as_viewer(_json_pieces(work, export, rows), acting(), deed())


def _json_pieces(work: Work, export: Export, rows: Iterable[ExportRow]) -> Generator[bytes]:
    head = {"register": export.register.key, "columns": {field.key: field.label.to(work.language) for field in export.fields},
            "exported": told(work, export)}
    count = 0
    try:
        yield f'{_json(head)[:-1]}, "rows": ['.encode()
        for page in pages_of_values(work, export, rows):
            lines = ",\n".join(map(_json, page))
            yield f"{',' if count else ''}\n{lines}".encode()
            count += len(page)
        yield f'\n], "count": {count}}}\n'.encode()
    finally:
        note_export(work, export, count, "json")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _as_viewer(pieces: Generator[bytes], who: Acting, what: Deed | None) -> Iterator[bytes]:
    """The pieces, each made as ``who``; between them nobody acts as anybody."""
    try:
        while True:
            with acting_as(who), _performing(what):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        with acting_as(who), _performing(what):
            pieces.close()


def _performing(what: Deed | None) -> AbstractContextManager[None]:
    return performing(what) if what else nullcontext()


def _taken(out: io.StringIO) -> str:
    """What was written since the last time."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _as_text(cell: Any) -> str:
    """A cell of a CSV. A tab keeps Excel from making another thing of digits; it is no part of the value and goes when the
    file comes back."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return neutral(format(cell, "f"))
    text = str(cell)
    return "\t" + text if _REMADE.match(text) and not _STAYS.match(text) else neutral(text)


# -- workbooks -------------------------------------------------------------------------------------


def xlsx_export(work: Work, export: Export, rows: Iterable[ExportRow], out: IO[bytes], most: int = MOST_XLSX_ROWS, *,
                folder: Path | None = None, each_page: Callable[[int], object] = lambda done: None) -> int:
    """A workbook written row by row, in little memory; the number of rows. Raises Problems (F060) for more than ``most``.

    ``folder``: where the rows lie until then (else where the system keeps such files); ``each_page`` is called with the number
    of rows so far, and what it raises ends the export.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="rows-") as scratch:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": scratch})
        book.use_zip64()
        sheet = book.add_worksheet(_sheet_name(export.register.label.to(work.language)))
        try:
            _head(work, export, book, sheet)
            count = _put_all(work, export, rows, book, sheet, most, each_page)
            sheet.write_string(count + 1, 0, footer(work, export, count))
            _close(book)
        except BaseException:
            book.fileclosed = True  # a close would write the whole book
            with suppress(OSError):
                sheet._opt_close()  # the file of the rows so far
            raise
    note_export(work, export, count, "xlsx")
    return count


def _close(book: Any) -> None:
    """Put the file together. Raises OSError."""
    try:
        book.close()
    except FileCreateError as bad:
        raise bad.args[0] from None


def _put_all(work: Work, export: Export, rows: Iterable[ExportRow], book: Any, sheet: Any, most: int,
             each_page: Callable[[int], object]) -> int:
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    count = 0
    for cells in pages_of_cells(work, export, rows):
        if count + len(cells) > most:
            raise Problems([problem("F060", most=most)])
        for row in cells:
            count += 1
            for place, cell in enumerate(row):
                _put(sheet, count, place, cell, text, day)
        each_page(count)
    return count


def _sheet_name(label: str) -> str:
    """As Excel allows it: at most 31 characters, none of ``[]:*?/\\``."""
    return re.sub(r"[\[\]:*?/\\]", " ", label)[:31]


def _head(work: Work, export: Export, book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#f0f0f0"})
    for place, field in enumerate(export.fields):
        label = field.label.to(work.language)
        sheet.set_column(place, place, 22 if field.type.kind == "id_number" else max(10, min(40, 2 * len(label) + 4)))
        sheet.write_string(0, place, label, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)


def _put(sheet: Any, row: int, column: int, cell: Any, text: Any, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  (a day has no zone)
    elif isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= _EXACT_DIGITS:
        sheet.write_number(row, column, float(cell))
    else:
        sheet.write_string(row, column, neutral(str(cell))[:_LONGEST_CELL], text)
