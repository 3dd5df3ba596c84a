"""The summary as a workbook: a sheet for each way to cut the figures, and one that says what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import IO

from flask_babel import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.reporting.figures import FIGURES
from app.reporting.summary import Summary
from app.views import page as pages
from app.views.spoken import local_time
from app.views.summary.asking import CUTS, SummaryQuery
from app.views.summary.drawing import COLUMNS, cross_heads, cross_rows, cut_labels, line_heads, line_rows, rate_meanings


def write_workbook(target: IO[bytes], query: SummaryQuery, summary: Summary) -> None:
    """Write the sheets. Figures are numbers, rates stand as text with n/N, so that nothing is rounded away."""
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for cut in CUTS:
            _Sheet(book, replace(query, cut=cut), summary).write()
        _notes(book, query)


class _Sheet:
    """One cut of the figures on one sheet."""

    def __init__(self, book: Workbook, query: SummaryQuery, summary: Summary) -> None:
        self.query, self.summary = query, summary
        self.sheet: Worksheet = book.add_worksheet(cut_labels()[query.cut].replace("×", "x")[:31])
        self.title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        self.head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
                                     "bg_color": "#EEF2F7"})
        self.body, self.total = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": True})

    def write(self) -> None:
        """Title, headings, lines, total."""
        crossed = self.query.cut == "cross"
        heads = cross_heads(self.query) if crossed else line_heads(self.query)
        rows = list(cross_rows(self.query, self.summary) if crossed else line_rows(self.query, self.summary))
        width = sum(each.columns for each in heads[0])
        self.sheet.merge_range(0, 0, 0, width, self.query.title, self.title)
        self.sheet.write_string(1, 0, _("As of %(when)s", when=local_time(self.summary.as_of)))
        self._heads(heads)
        self._rows(rows)
        self.sheet.set_column(0, 0, 24)
        self.sheet.set_column(1, width, 9)
        self.sheet.freeze_panes(4, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def _heads(self, heads: list[tuple[pages.Heading, ...]]) -> None:
        self.sheet.merge_range(2, 0, 3, 0, cut_labels()[self.query.cut], self.head)
        column = 1
        for heading in heads[0]:
            last = (2 + heading.rows - 1, column + heading.columns - 1)
            if last == (2, column):
                self.sheet.write_string(2, column, heading.text, self.head)
            else:
                self.sheet.merge_range(2, column, *last, heading.text, self.head)
            column += heading.columns
        for number, heading in enumerate(heads[1], 1):
            self.sheet.write_string(3, number, heading.text, self.head)

    def _rows(self, rows: Iterable[pages.FigureRow]) -> None:
        for number, row in enumerate(rows, 4):
            style = self.total if row.total else self.body
            self.sheet.write_string(number, 0, "　" * row.depth + row.label, style)
            for column, figure in enumerate(row.figures, 1):
                if figure.text.isdigit():
                    self.sheet.write_number(number, column, int(figure.text), style)
                else:
                    self.sheet.write_string(number, column, f"{figure.text} ({figure.parts})" if figure.parts else figure.text,
                                            style)


def _notes(book: Workbook, query: SummaryQuery) -> None:
    sheet, language = book.add_worksheet(_("What the figures mean")), query.doing.language
    shown = [*((FIGURES[key].words, FIGURES[key].meaning) for key in COLUMNS),
             *rate_meanings()]
    for number, (words, meaning) in enumerate(shown):
        sheet.write_string(number, 0, words.to(language))
        sheet.write_string(number, 1, meaning.to(language))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
