"""Rows of a register as a file that opens well in Excel and comes back unchanged: export → import = 0 changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import IO, Any

import xlsxwriter
from sqlalchemy import ColumnElement

from app.access.audit import Event
from app.access.guard import scoped_select
from app.access.refusal import refused
from app.access.viewer import Acting, Deed, acting, acting_as, deed, performing
from app.access.writes import unreached
from app.definition import Field, Register
from app.exchange.naming import RecordNames
from app.exchange.reading.grid import neutral
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.days import SHANGHAI
from app.fieldtypes.wording import Wording
from app.records.preparing import read_links
from app.records.reading import stored_values
from app.records.site import Work
from app.words import Words

PAGE = 1000
_LONGEST_CELL = 32767
_FIRST_DAY = date(1901, 1, 1)
_WHO = Words("导出人：{who}　导出时间：{when}　条件：{filter}　共 {rows} 行",
             "Exported by: {who}; at: {when}; filter: {filter}; rows: {rows}")
_ALL = Words("全部", "all")


@dataclass(frozen=True, slots=True)
class ExportRow:
    """Values by field, and whether this row may show numbers of people in full."""

    values: Mapping[str, Any]
    full: bool = False


@dataclass(frozen=True, kw_only=True)
class Export:
    """What goes out: ``columns`` in order, ``full`` numbers only with a ``purpose``, ``filter`` in words for the footer."""

    register: Register
    columns: tuple[str, ...]
    full: bool = False
    purpose: str | None = None
    filter: str = ""

    @property
    def fields(self) -> list[Field]:
        """The columns' fields."""
        return [self.register.fields[key] for key in self.columns]


def exported_columns(register: Register) -> tuple[str, ...]:
    """All that can go into a file, the list's columns first."""
    keys = dict.fromkeys([*register.list_columns, *register.fields])
    fields = (register.fields[key] for key in keys)
    return tuple(field.key for field in fields if field.computed is None and not isinstance(field.type, Attachments))


def stored_rows(work: Work, export: Export, criteria: Sequence[ColumnElement[bool]] = (),
                values: Mapping[str, Any] = MappingProxyType({})) -> Iterator[ExportRow]:
    """The live rows that the acting viewer may export, page by page in the order of their ids.

    ``criteria`` say which, ``values`` belong to the parameters in them.
    Full numbers only for rows where the viewer's right to them reaches. Raises Refused without the right to export.
    """
    rights, register = work.site.rights, export.register
    if not rights.may(acting(), register.key, "export"):
        raise refused("A003", act="export", register=register.label)
    table = work.site.models.table(register.key)
    last = 0
    while True:
        statement = scoped_select(rights, register.key, act="export").where(table.c.void_at.is_(None), table.c.id > last)
        page = list(work.session.execute(statement.where(*criteria).order_by(table.c.id).limit(PAGE), dict(values)).mappings())
        if not page:
            return
        last = page[-1]["id"]
        yield from _page(work, export, page)


def _page(work: Work, export: Export, page: Sequence[Mapping[Any, Any]]) -> Iterator[ExportRow]:
    register, ids = export.register, [row["id"] for row in page]
    linked = [field.key for field in export.fields if isinstance(field.type, References)]
    links = {key: read_links(work, register, key, ids) for key in linked}
    masked = {row["id"] for row in unreached(work.site.rights.reach(acting(), register.key, "full_numbers"), page)}
    for row in page:
        values = stored_values(register, row)
        values.update({key: tuple(found.get(row["id"], ())) or None for key, found in links.items()})
        yield ExportRow(values, export.full and row["id"] not in masked)


def csv_export(work: Work, export: Export, rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """UTF-8 with BOM, in pieces of a page; the first comes at once. A server may ask for them after its request is over:
    they are made as the viewer who acts now."""
    return _as_viewer(_pieces(work, export, rows), acting(), deed())


def _as_viewer(pieces: Generator[bytes], who: Acting, what: Deed | None) -> Iterator[bytes]:
    """The pieces, each made as ``who``; between them nobody acts as anybody."""
    try:
        while True:
            with acting_as(who), performing(what) if what else nullcontext():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        with acting_as(who), performing(what) if what else nullcontext():
            pieces.close()


def _pieces(work: Work, export: Export, rows: Iterable[ExportRow]) -> Generator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([field.label.to(work.language) for field in export.fields])
    count = 0
    try:
        yield _taken(out)
        for cells in _cells(work, export, rows):
            for row in cells:
                writer.writerow([_as_text(cell) for cell in row])
            count += len(cells)
            yield _taken(out)
        writer.writerow([footer(work, export, count)])
        yield _taken(out)
    finally:
        _note(work, export, count, "csv")


def _taken(out: io.StringIO) -> bytes:
    """What was written since the last time."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def xlsx_export(work: Work, export: Export, rows: Iterable[ExportRow], out: IO[bytes]) -> int:
    """A workbook written row by row, in little memory; the number of rows."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet(export.register.label.to(work.language)[:31])
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#f0f0f0"})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, field in enumerate(export.fields):
        label = field.label.to(work.language)
        sheet.set_column(place, place, 22 if field.type.kind == "id_number" else max(10, min(40, 2 * len(label) + 4)))
        sheet.write_string(0, place, label, bold)
    count = 0
    for cells in _cells(work, export, rows):
        for row in cells:
            count += 1
            for place, cell in enumerate(row):
                _put(sheet, count, place, cell, text, day)
    sheet.write_string(count + 1, 0, footer(work, export, count))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    book.close()
    _note(work, export, count, "xlsx")
    return count


def _put(sheet: Any, row: int, column: int, cell: Any, text: Any, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  (a day has no zone)
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell))
    else:
        sheet.write_string(row, column, neutral(cell)[:_LONGEST_CELL], text)


def _cells(work: Work, export: Export, rows: Iterable[ExportRow]) -> Iterator[list[list[Any]]]:
    """Pages of rows as cells: texts, days and numbers."""
    names, source = RecordNames(work), iter(rows)
    while page := list(islice(source, PAGE)):
        known = names.learn(export.fields, [row.values for row in page])
        wording = work.wording(known)
        yield [[_cell(field, row, wording) for field in export.fields] for row in page]


def _cell(field: Field, row: ExportRow, wording: Wording) -> Any:
    value = row.values.get(field.key)
    if value is None:
        return None
    if field.mask and not row.full:
        return field.type.masked(value, wording)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value if value >= _FIRST_DAY else value.isoformat()
    cell = field.type.as_cell(value, wording)
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool) and not isinstance(field.type, Reference)
    return Decimal(cell) if is_number else cell


def _as_text(cell: Any) -> str:
    """A cell of a CSV. A tab keeps Excel from making a number of long digits or dropping a leading zero; it is no part of
    the value and goes when the file comes back."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return neutral(format(cell, "f"))
    text = str(cell)
    if text[:1].isdigit() and text[:-1].isdigit() and text.isascii() and (len(text) > 11 or (text[0] == "0" and len(text) > 1)):
        return "\t" + text
    return neutral(text)


def footer(work: Work, export: Export, rows: int) -> str:
    """Who, when, which rows (data-and-ux.md 3b.13); the importer passes it over."""
    who = work.viewer.name if work.viewer else "—"
    when = work.now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    chosen = export.filter or _ALL.to(work.language)
    return _WHO.to(work.language).format(who=who, when=when, filter=chosen, rows=rows)


def _note(work: Work, export: Export, count: int, kind: str) -> None:
    """A line in the audit log: who took how much of what, in full or not, and why."""
    work.session.rollback()  # the log has a transaction of its own, and SQLite one writer
    what = deed() or Deed(door=work.door, at=work.now)
    detail = {"columns": list(export.columns), "full": export.full, "kind": kind}
    work.site.audit.write(Event(event="export", at=work.now, door=what.door, register=export.register.key, rows=count,
                                purpose=export.purpose, detail=detail, address=what.address), acting())
