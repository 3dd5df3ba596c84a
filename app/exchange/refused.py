"""The workbook of refused rows: the sheet as it was brought, wrong cells red, the reason in the last column.

Corrected, it is imported as it is: the columns with the line and the reason are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import IO, Any

import xlsxwriter

from app.exchange.grid import neutral, plain
from app.exchange.headings import LINE_HEADING, REASON_HEADING
from app.exchange.plan import Plan
from app.exchange.rows import FileRow
from app.exchange.table import Table
from app.problems import Problem
from app.words import Language

_FIRST_REAL_DATE = date(1900, 3, 1)  # before it Excel counts a day that was none


def write_refused(plan: Plan, out: IO[bytes], language: Language = "zh") -> int:
    """Write the refused rows of a plan; how many there are. The file of the plan is read anew."""
    table = plan.table
    assert table is not None
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet((table.grid.name or plan.register.label.to(language))[:31])
    faults = _by_line(plan)
    writer = _Writer(book, sheet, table, language)
    writer.head()
    number = 0
    for number, row in enumerate(_refused(table, faults), 1):
        writer.row(number, row, faults[row.line])
    sheet.freeze_panes(1, 0)
    book.close()
    return number


def _by_line(plan: Plan) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    for each in plan.rejected:
        if each.mark:
            found.setdefault(each.mark.line, []).append(each)
    return found


def _refused(table: Table, faults: Mapping[int, list[Problem]]) -> Iterator[FileRow]:
    return (row for row in table.rows() if isinstance(row, FileRow) and row.line in faults)


class _Writer:
    """Writes rows in their own order of columns."""

    def __init__(self, book: Any, sheet: Any, table: Table, language: Language) -> None:
        self.sheet, self.table, self.language = sheet, table, language
        self.columns = [column for column in table.header.columns if column.heading not in (LINE_HEADING, REASON_HEADING)]
        self.heading = book.add_format({"bold": True, "border": 1, "bg_color": "#f0f0f0", "num_format": "@"})
        self.usual = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrong = book.add_format({"num_format": "@", "bg_color": "#ffccc7"})
        self.wrong_day = book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#ffccc7"})
        self.reason = book.add_format({"text_wrap": True, "font_color": "#a8071a"})

    def head(self) -> None:
        """The headings, ours behind theirs."""
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, max(10, min(30, 2 * len(column.heading) + 4)), self.usual)
        last = len(self.columns)
        self.sheet.set_column(last, last, 8)
        self.sheet.set_column(last + 1, last + 1, 60)
        for place, text in enumerate([*(column.heading for column in self.columns), LINE_HEADING, REASON_HEADING]):
            self.sheet.write_string(0, place, neutral(text), self.heading)

    def row(self, number: int, row: FileRow, faults: list[Problem]) -> None:
        """A row with its faults."""
        wrong = {each.field: each.message(self.language) for each in faults if each.field}
        for place, column in enumerate(self.columns):
            cell = row.cells[column.number] if column.number < len(row.cells) else ""
            fault = wrong.get(column.field) if column.field else None
            self._cell(number, place, cell, wrong=fault is not None)
            if fault:
                self.sheet.write_comment(number, place, fault)
        self.sheet.write_number(number, len(self.columns), row.line)
        self.sheet.write_string(number, len(self.columns) + 1, self._reasons(faults), self.reason)

    def _cell(self, row: int, column: int, cell: Any, *, wrong: bool) -> None:
        text = self.wrong if wrong else self.usual
        if cell is None or cell == "":
            self.sheet.write_blank(row, column, None, text)
        elif isinstance(cell, bool):
            self.sheet.write_boolean(row, column, cell, text)
        elif isinstance(cell, (int, float)):
            self.sheet.write_number(row, column, cell, text)
        elif isinstance(cell, date) and (cell.date() if isinstance(cell, datetime) else cell) >= _FIRST_REAL_DATE:
            self.sheet.write_datetime(row, column, cell, self.wrong_day if wrong else self.day)
        else:
            shown = cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
            self.sheet.write_string(row, column, neutral(plain(shown))[:32767], text)

    def _reasons(self, faults: list[Problem]) -> str:
        fields = self.table.register.fields
        labels = (f"{fields[each.field].label.to(self.language)}：" if each.field and each.field in fields else ""
                  for each in faults)
        said = (label + each.message(self.language) for label, each in zip(labels, faults, strict=True))
        return "\n".join(dict.fromkeys(said))[:32000]
