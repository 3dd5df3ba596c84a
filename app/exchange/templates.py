"""Empty files to fill in: title, note, starred headings, drop-downs, and one example row that the importer skips."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from app.definition import Field, Register
from app.exchange.examples import MARK, example_cells, template_fields
from app.exchange.naming import choices_of
from app.fieldtypes import Reference, References
from app.fieldtypes.wording import Wording
from app.records.site import Work
from app.words import Words

_TITLE = Words("{register}导入模板", "{register}: import template")
_NOTE = Words("带 * 的列必须填写。日期写成 2026-01-31。身份证号和电话按文本填写。灰色的示例行不会导入，可以保留。",
              "Columns with * must be filled in. Write dates as 2026-01-31. ID numbers and phones are text. "
              "The grey example row is not imported; it may stay.")
_WRONG = Words("不在下拉列表里。如果确认无误，可以保留。", "This is not in the list. Keep it if you are sure.")
_NUMBER = Words("序号", "No.")
_LISTS = "字典"  #: the hidden sheet behind the drop-downs
_ROWS = 5000  #: rows that have drop-downs

_HEAD_ROW = 2


@dataclass(frozen=True)
class TemplateColumn:
    """One column: its heading, what the example row shows, what the drop-down offers (None: nothing)."""

    field: Field
    heading: str
    example: str
    choices: list[str] | None
    required: bool


def template_columns(work: Work, register: Register) -> list[TemplateColumn]:
    """The columns of a register's template for the acting viewer."""
    wording, examples = work.wording(), example_cells(register, work.wording())
    return [_column(work, register, field, wording, examples) for field in template_fields(register)]


def _column(work: Work, register: Register, field: Field, wording: Wording, examples: dict[str, str]) -> TemplateColumn:
    required = field.required and field.default is None and field.follows is None
    heading = field.label.to(work.language) + ("*" if required else "")
    if isinstance(field.type, (Reference, References)):
        choices = choices_of(work, register, field)
        return TemplateColumn(field, heading, choices[0] if choices else "", choices, required)
    options = field.type.choices(wording)
    labels = [label for _, label in options] if options else None
    return TemplateColumn(field, heading, examples.get(field.key, ""), labels, required)


def csv_template(work: Work, register: Register) -> bytes:
    """Headings and the example row, UTF-8 with BOM so that Excel reads it."""
    columns = template_columns(work, register)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([_NUMBER.to(work.language), *(column.heading for column in columns)])
    rows.writerow([MARK, *(column.example for column in columns)])
    return out.getvalue().encode("utf-8-sig")


def xlsx_template(work: Work, register: Register) -> bytes:
    """The workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(register.label.to(work.language)[:31])
    columns = template_columns(work, register)
    _head(work, register, book, sheet, columns)
    _example(book, sheet, columns)
    _drop_downs(work, book, sheet, columns)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    book.close()
    return out.getvalue()


def _head(work: Work, register: Register, book: Any, sheet: Any, columns: list[TemplateColumn]) -> None:
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    note = book.add_format({"text_wrap": True, "valign": "vcenter", "font_color": "#595959"})
    text = book.add_format({"num_format": "@"})
    name = register.label.to(work.language)
    sheet.merge_range(0, 0, 0, len(columns), _TITLE.to(work.language).format(register=name), title)
    sheet.merge_range(1, 0, 1, len(columns), _NOTE.to(work.language), note)
    sheet.set_row(0, 30)
    sheet.set_row(1, 34)
    sheet.set_column(0, 0, 6)
    sheet.write_string(_HEAD_ROW, 0, _NUMBER.to(work.language), _heading(book, required=False))
    for place, column in enumerate(columns, 1):
        sheet.set_column(place, place, _width(column), text)
        sheet.write_string(_HEAD_ROW, place, column.heading, _heading(book, required=column.required))
        if column.field.help:
            sheet.write_comment(_HEAD_ROW, place, column.field.help.to(work.language))


def _heading(book: Any, *, required: bool) -> Any:
    return book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#d6e4ff" if required else "#f0f0f0"})


def _width(column: TemplateColumn) -> int:
    longest = max(len(column.heading), len(column.example), *(len(each) for each in (column.choices or [""])[:50]))
    wide = 22 if column.field.type.kind == "id_number" else 8
    return max(wide, min(36, 2 * longest + 2))


def _example(book: Any, sheet: Any, columns: list[TemplateColumn]) -> None:
    grey = book.add_format({"italic": True, "font_color": "#808080", "bg_color": "#f7f7f7", "num_format": "@"})
    sheet.write_string(_HEAD_ROW + 1, 0, MARK, grey)
    for place, column in enumerate(columns, 1):
        sheet.write_string(_HEAD_ROW + 1, place, column.example, grey)


def _drop_downs(work: Work, book: Any, sheet: Any, columns: list[TemplateColumn]) -> None:
    """Lists on a hidden sheet: those in a cell's own rule may have 255 characters only."""
    lists = book.add_worksheet(_LISTS)
    lists.hide()
    for place, column in enumerate(columns, 1):
        if not column.choices:
            continue
        for row, choice in enumerate(column.choices):
            lists.write_string(row, place, choice)
        source = f"={_LISTS}!{_cell(0, place)}:{_cell(len(column.choices) - 1, place)}"
        title = column.field.label.to(work.language)[:32]
        sheet.data_validation(_HEAD_ROW + 2, place, _HEAD_ROW + 1 + _ROWS, place, {
            "validate": "list", "source": source, "error_type": "warning", "error_title": title,
            "error_message": _WRONG.to(work.language), "ignore_blank": True})


def _cell(row: int, column: int) -> str:
    return str(xlsxwriter.utility.xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
