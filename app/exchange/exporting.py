"""What goes out of a register: which rows, which columns, which numbers in full, as cells that come back unchanged.

export_files.py writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement

from app.access.audit import Event
from app.access.guard import scoped_select
from app.access.refusal import refused
from app.access.viewer import acting
from app.access.writes import unreached
from app.definition import Field, Register
from app.exchange.naming import RecordNames
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.days import SHANGHAI
from app.fieldtypes.wording import Wording
from app.records.preparing import read_links
from app.records.reading import stored_values
from app.records.site import Work
from app.words import Words

PAGE = 500  #: rows that are held at a time
_NAMES = 20_000  #: names of records that are remembered from page to page
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


def pages_of_cells(work: Work, export: Export, rows: Iterable[ExportRow]) -> Iterator[list[list[Any]]]:
    """Pages of rows as cells: texts, days and numbers. A page is read when it is asked for."""
    for page, wording in _worded_pages(work, export, rows):
        yield [[_cell(field, row, wording) for field in export.fields] for row in page]


def pages_of_values(work: Work, export: Export, rows: Iterable[ExportRow]) -> Iterator[list[dict[str, Any]]]:
    """Pages of rows as JSON has them, by field; names instead of ids, masks instead of numbers that are not shown."""
    for page, wording in _worded_pages(work, export, rows):
        yield [{field.key: _json_value(field, row, wording) for field in export.fields} for row in page]


def _worded_pages(work: Work, export: Export, rows: Iterable[ExportRow]) -> Iterator[tuple[list[ExportRow], Wording]]:
    names, source = RecordNames(work), iter(rows)
    while page := list(islice(source, PAGE)):
        if len(names.known) > _NAMES:
            names.known.clear()
        yield page, work.wording(names.learn(export.fields, [row.values for row in page]))


def _json_value(field: Field, row: ExportRow, wording: Wording) -> Any:
    value = row.values.get(field.key)
    if value is None:
        return None
    if field.mask and not row.full:
        return field.type.masked(value, wording)
    if isinstance(field.type, (Reference, References)):
        return field.type.as_cell(value, wording)
    return field.type.as_json(value)


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


def footer(work: Work, export: Export, rows: int) -> str:
    """Who, when, which rows (data-and-ux.md 3b.13); the importer passes it over."""
    said = told(work, export)
    return _WHO.to(work.language).format(who=said["by"], when=said["at"], filter=said["filter"], rows=rows)


def told(work: Work, export: Export) -> dict[str, str]:
    """``by``, ``at`` (Asia/Shanghai) and ``filter`` in words."""
    return {"by": work.viewer.name if work.viewer else "—", "at": work.now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            "filter": export.filter or _ALL.to(work.language)}


def note_export(work: Work, export: Export, count: int, kind: str) -> None:
    """A line in the audit log: who took how much of what, in full or not, and why."""
    work.session.rollback()  # the log has a transaction of its own, and SQLite one writer
    what = work.deed
    detail = {"columns": list(export.columns), "full": export.full, "kind": kind}
    work.site.audit.write(Event(event="export", at=work.now, door=what.door, register=export.register.key, rows=count,
                                purpose=export.purpose, detail=detail, address=what.address), acting())
