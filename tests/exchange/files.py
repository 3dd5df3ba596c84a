"""Files as people bring them, written in the test: text under an encoding, workbooks, and sheets as raw XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from app.exchange.reading.source import Source, source_at
from app.fieldtypes.id_number import check_digit


def person(number: int, *, area: str = "510923") -> str:
    """The ID number of an invented person born in 1906."""
    first17 = f"{area}19060101{number:03d}"
    return first17 + check_digit(first17)


def text_file(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "花名册.csv") -> Source:
    """A text file; blank lines at its ends and common indentation go."""
    return bytes_file(folder, "\n".join(line.strip(" ") for line in text.strip("\n").split("\n")).encode(encoding), name=name)


def bytes_file(folder: Path, content: bytes, *, name: str = "花名册.csv") -> Source:
    """A file of these bytes."""
    path = folder / name
    path.write_bytes(content)
    return source_at(path)


def workbook(folder: Path, *sheets: tuple[str, Sequence[Sequence[Any]]], name: str = "花名册.xlsx", merged: Iterable[str] = (),
             hidden_sheets: Iterable[str] = (), hidden_rows: Iterable[int] = (),
             options: dict[str, Any] | None = None) -> Source:
    """A workbook; ``merged`` ranges and hidden rows (numbers as the sheet shows them) are those of its first sheet."""
    path = folder / name
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", **(options or {})})
    made = [_sheet(book, title, rows) for title, rows in sheets]
    for area in merged:
        first = area.split(":")[0]
        row, column = xlsxwriter.utility.xl_cell_to_rowcol(first)
        made[0].merge_range(area, sheets[0][1][row][column])
    for row in hidden_rows:
        made[0].set_row(row - 1, None, None, {"hidden": True})
    hidden = set(hidden_sheets)
    next(sheet for sheet in made if sheet.get_name() not in hidden).set_first_sheet()
    next(sheet for sheet in made if sheet.get_name() not in hidden).activate()
    for sheet in made:
        if sheet.get_name() in hidden:
            sheet.hide()
    book.close()
    return source_at(path)


def _sheet(book: Any, title: str, rows: Sequence[Sequence[Any]]) -> Any:
    sheet = book.add_worksheet(title)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, tuple):  # a formula with the result that is stored
                sheet.write_formula(row, column, cell[0], None, cell[1])
            elif cell is not None and cell != "":
                sheet.write(row, column, cell)
    return sheet


_TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
          '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
          '<Override PartName="/xl/workbook.xml" '
          'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
          '<Default Extension="xml" '
          'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
_RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
              '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
              'Target="{target}"/></Relationships>')
_BOOK = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
         'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
         '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>')


def raw_parts(rows: str, *, before: str = "") -> dict[str, str]:
    """The parts of a workbook whose sheet holds these ``<row>`` elements."""
    sheet = ('<?xml version="1.0"?>' + before + '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
             f"<sheetData>{rows}</sheetData></worksheet>")
    return {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
            "xl/workbook.xml": _BOOK, "xl/_rels/workbook.xml.rels": _RELATIONS.format(kind="worksheet",
                                                                                      target="worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet}


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def text_row(number: int, *cells: str) -> str:
    """A ``<row>`` of inline texts."""
    inside = "".join(f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
                     for place, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'
