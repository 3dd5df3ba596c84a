"""The workbook of refused rows: the sheet as it was brought, title and headings too, wrong cells red, the reason in the last
column. What stands above the headings may say in which unit amounts are, so it must come back with the rows.

Corrected, it is imported as it is: the columns with the line and the reason are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import takewhile
from typing import IO, Any

import xlsxwriter

from app.exchange.plan import Place, Plan, by_place
from app.exchange.reading.grid import is_blank, neutral, plain
from app.exchange.reading.headings import LINE_HEADING, REASON_HEADING, Header
from app.exchange.reading.rows import FileRow
from app.exchange.reading.sheets import Part
from app.exchange.reading.table import Table
from app.problems import Problem
from app.words import Language

_FIRST_REAL_DATE = date(1900, 3, 1)  # before it Excel counts a day that was none


def write_refused(plan: Plan, out: IO[bytes], language: Language = "zh") -> int:
    """Write the refused rows of a plan, each in its own sheet; how many there are. The file of the plan is read anew."""
    table = plan.table
    assert table is not None
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    faults, writers = by_place(plan.rejected), _Writers(book, table, plan.register.label.to(language), language)
    for row in _refused(table, faults):
        writers.of(row.sheet).row(row, faults[row.sheet, row.line])
    writers.of(None)
    book.close()
    return sum(writer.written for writer in writers.made.values())


def _refused(table: Table, faults: Mapping[Place, list[Problem]]) -> Iterator[FileRow]:
    """The refused rows as they came, those that hold a record of the register above alone among them."""
    rows = {(row.sheet, row.line): row for row in table.parents() if (row.sheet, row.line) in faults}
    for row in table.rows():
        alone = rows.get((row.sheet, row.line))
        if isinstance(row, FileRow):
            if (row.sheet, row.line) in faults:
                yield row
        elif alone is not None:
            yield alone


class _Writers:
    """The sheets of the workbook, one for each that was read, made where it is needed."""

    def __init__(self, book: Any, table: Table, name: str, language: Language) -> None:
        self.book, self.table, self.name, self.language = book, table, name, language
        self.parts = {part.grid.name if len(table.parts) > 1 else "": part for part in table.parts}
        self.made: dict[str, _Writer] = {}

    def of(self, sheet: str | None) -> _Writer:
        """The writer of a sheet; None: of any, so that the workbook has one."""
        if sheet is None:
            sheet = next(iter(self.made), next(iter(self.parts)))
        if sheet not in self.made:
            part = self.parts[sheet]
            page = self.book.add_worksheet((part.grid.name or self.name)[:31])
            self.made[sheet] = _Writer(self.book, page, self.table, part, self.language)
        return self.made[sheet]


class _Writer:
    """Writes rows in their own order of columns."""

    def __init__(self, book: Any, sheet: Any, table: Table, part: Part, language: Language) -> None:
        self.sheet, self.table, self.language, self.written = sheet, table, language, 0
        self.columns = [column for column in part.header.columns if column.heading not in (LINE_HEADING, REASON_HEADING)]
        self.title = book.add_format({"bold": True, "num_format": "@"})
        self.heading = book.add_format({"bold": True, "border": 1, "bg_color": "#f0f0f0", "num_format": "@"})
        self.usual = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrong = book.add_format({"num_format": "@", "bg_color": "#ffccc7"})
        self.wrong_day = book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#ffccc7"})
        self.reason = book.add_format({"text_wrap": True, "font_color": "#a8071a"})
        self.begins = self._title(part)
        self.begins += self._head(part.header)
        self.sheet.freeze_panes(self.begins, 0)

    def _title(self, part: Part) -> int:
        """What stands above the headings; how many rows that is."""
        lines = takewhile(lambda line: line[0] < part.header.first, part.grid.lines())
        titles = [cells for _, cells in lines if not all(map(is_blank, cells))]
        for row, cells in enumerate(titles):
            for place, cell in enumerate(cells):
                if not is_blank(cell):
                    self.sheet.write_string(row, place, neutral(plain(str(cell)))[:32767], self.title)
        return len(titles)

    def _head(self, header: Header) -> int:
        """The headings in as many rows as they have, ours behind theirs; how many rows that is."""
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, max(10, min(30, 2 * len(column.heading) + 4)), self.usual)
        last = len(self.columns)
        self.sheet.set_column(last, last, 8)
        self.sheet.set_column(last + 1, last + 1, 60)
        rows = header.written or ([column.heading for column in header.columns],)
        for row, texts in enumerate(rows):
            said = [texts[column.number] if column.number < len(texts) else "" for column in self.columns]
            for place, text in enumerate([*said, *((LINE_HEADING, REASON_HEADING) if row == 0 else ("", ""))]):
                self.sheet.write_string(self.begins + row, place, neutral(text), self.heading)
        return len(rows)

    def row(self, row: FileRow, faults: list[Problem]) -> None:
        """A row with its faults."""
        self.written += 1
        number = self.begins + self.written - 1
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
