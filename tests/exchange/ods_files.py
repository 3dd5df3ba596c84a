"""ODS workbooks written in the test, as LibreOffice and WPS write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from tests.exchange.files import zipped
from tests.exchange.xls_files import Lost

_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
                   for name in ("office", "table", "text", "style"))
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_STYLES = ('<office:automatic-styles><style:style style:name="shown" style:family="table"><style:table-properties '
           'table:display="true"/></style:style><style:style style:name="unseen" style:family="table"><style:table-properties '
           'table:display="false"/></style:style></office:automatic-styles>')


@dataclass(frozen=True)
class Sheet:
    """``spans``: (row, column) from 0 → rows and columns that the cell covers; ``hidden_rows`` from 1."""

    name: str
    rows: Sequence[Sequence[Any]]
    spans: Iterable[tuple[tuple[int, int], tuple[int, int]]] = ()
    hidden_rows: Iterable[int] = ()
    visible: bool = True
    after: str = ""  #: XML behind the rows


def ods(*sheets: Sheet, before: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """The bytes of a workbook."""
    tables = "".join(map(_table, sheets))
    content = (f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES}>{_STYLES}<office:body>'
               f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>")
    return zipped({"mimetype": _KIND, "content.xml": content, **(parts or {})})


def _table(sheet: Sheet) -> str:
    hidden, spans = set(sheet.hidden_rows), dict(sheet.spans)
    rows = "".join(f'<table:table-row{_unseen(number in hidden)}>'
                   + "".join(_cell(cell, spans.get((number - 1, column))) for column, cell in enumerate(cells))
                   + "</table:table-row>" for number, cells in enumerate(sheet.rows, 1))
    style = "shown" if sheet.visible else "unseen"
    return f'<table:table table:name="{escape(sheet.name)}" table:style-name="{style}">{rows}{sheet.after}</table:table>'


def _unseen(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _cell(cell: Any, span: tuple[int, int] | None) -> str:
    over = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None or cell == "":
        return f"<table:table-cell{over}/>"
    if isinstance(cell, Lost):
        return (f'<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""'
                f"><text:p>{cell.text}</text:p></table:table-cell>")
    if isinstance(cell, date):
        return (f'<table:table-cell{over} office:value-type="date" office:date-value="{cell.isoformat()}">'
                f"<text:p>{cell}</text:p></table:table-cell>")
    if isinstance(cell, (int, float)):
        return (f'<table:table-cell{over} office:value-type="float" office:value="{cell!r}"><text:p>{cell}</text:p>'
                "</table:table-cell>")
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell{over} office:value-type="string">{lines}</table:table-cell>'
