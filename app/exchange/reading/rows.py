"""Rows below the headings: which are data, and what each gives to its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.definition import Register
from app.exchange.reading.grid import DITTO, BadCell, Grid, is_blank, plain
from app.exchange.reading.headings import Column, Header
from app.exchange.reading.merging import Filling, MergedCells
from app.exchange.reading.skipping import Skipped, SkipRules
from app.fieldtypes import AutoNumber, IdNumber, Money, PersonName, Phones, Reference, References
from app.problems import Problem, problem

_MONEY = re.compile(r"[(（/]\s*(?:单位\s*[:：]\s*)?(万元|元|万)\s*[)）]?\s*$")
_MONEY_ABOVE = re.compile(r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(万元|元)")


@dataclass(slots=True)
class FileRow:
    """A row of data. ``raw``: field → cell; ``faults``: what is wrong before its cells are typed; ``cells`` as they stand.

    ``sheet``: where several sheets are read, the one in which ``line`` counts.
    """

    line: int
    raw: dict[str, Any]
    cells: Sequence[Any]
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    sheet: str = ""


class RowReader:
    """Turns the lines of one table into rows. ``given``: field → cell for rows that leave the field empty."""

    def __init__(self, register: Register, grid: Grid, header: Header, *,
                 given: Mapping[str, Any] = MappingProxyType({})) -> None:
        self.register, self.grid, self.header, self.given = register, grid, header, given
        columns = [(column.number, column.field) for column in header.columns if column.field]
        self.twice = _twice(columns)
        self.single = [(number, key) for number, key in columns if key not in self.twice]
        self.pointers = [key for _, key in self.single if isinstance(register.fields[key].type, (Reference, References))]
        self.width = len(header.columns)
        self.merged = MergedCells(register, grid, header) if grid.merged else None
        self.skips = SkipRules(register, header)
        self.above: Mapping[str, Any] = {}
        self.amounts = {column.field: _unit_of(column) for column in header.columns
                        if column.field and isinstance(register.fields[column.field].type, Money)}

    def rows(self) -> Iterator[FileRow | Skipped]:
        """Every line of the table but the headings, in order."""
        for line, cells in self.grid.lines():
            if line > self.header.last:
                found = self._row(line, cells)
                if found is not None:
                    yield found
            elif line < self.header.first and not all(map(is_blank, cells)):
                self._read_title(cells)
                yield Skipped(line, "title")

    def _row(self, line: int, cells: list[Any]) -> FileRow | Skipped | None:
        if not cells:
            return None  # an empty line of a text file is no record
        if len(cells) < self.width:
            cells = cells + [""] * (self.width - len(cells))
        merged = self.merged.pass_by(line, cells) if self.merged else ()
        raw = {key: cells[number] for number, key in self.single}
        if why := self.skips.why(cells, raw):
            return Skipped(line, why)
        row = FileRow(line, raw, cells)
        self._mend(row)
        if self.twice:
            self._join(row)
        if merged:
            self._fill_down(row, merged)
        if not DITTO.isdisjoint(cells):
            self._repeat(row)
        if self.given:
            self._give(row)
        if self.amounts:
            self._say_unit(row)
        if self.grid.hidden and line in self.grid.hidden:
            row.warnings.append(problem("F032"))
        self.above = row.raw
        return row

    def _mend(self, row: FileRow) -> None:
        """What cells are written with and do not mean: the apostrophe before a formula sign; lost ones are faults."""
        lost = []
        for key, cell in row.raw.items():
            if cell.__class__ is str:
                if cell[:1] == "'":
                    row.raw[key] = plain(cell)
            elif cell.__class__ is BadCell:
                lost.append(key)
        for key in lost:
            self._lose(row, key, row.raw.pop(key))
        for key in self.pointers:
            if _is_out_of_sight(row.raw.get(key)):
                del row.raw[key]

    def _lose(self, row: FileRow, key: str, cell: BadCell) -> None:
        if self.register.fields[key].written:
            row.faults.append(problem(cell.code, field=key, given=cell.text))

    def _join(self, row: FileRow) -> None:
        """Two columns of one field: telephone numbers are all kept, of others one may be filled (F023)."""
        for key, numbers in self.twice.items():
            cells = (row.cells[number] for number in numbers)
            filled = list(dict.fromkeys(plain(cell) for cell in cells if not is_blank(cell)))
            lost = next((cell for cell in filled if isinstance(cell, BadCell)), None)
            declared = self.register.fields[key]
            if lost:
                self._lose(row, key, lost)
            elif len(filled) > 1 and not isinstance(declared.type, (Phones, References)):
                row.faults.append(problem("F023", field=key, label=declared.label))
            else:
                row.raw[key] = filled if len(filled) > 1 else next(iter(filled), "")

    def _fill_down(self, row: FileRow, merged: Sequence[Filling]) -> None:
        """Cells merged over several rows hold for each of them."""
        for number, key, cell in merged:
            if is_blank(row.cells[number]):
                row.raw[key] = cell
                row.cells = [*row.cells[:number], cell, *row.cells[number + 1 :]]

    def _repeat(self, row: FileRow) -> None:
        """Ditto marks stand for the cell above; nobody has another's name or number (F037)."""
        for number, key in self.single:
            cell = row.cells[number]
            if cell.__class__ is not str or cell not in DITTO:
                continue
            declared, above = self.register.fields[key], self.above.get(key)
            row.raw.pop(key, None)
            if isinstance(declared.type, (PersonName, IdNumber, AutoNumber)) or declared.unique:
                row.faults.append(problem("F037", field=key, label=declared.label, given=cell))
            elif is_blank(above):
                row.faults.append(problem("F036", field=key, given=cell))
            else:
                row.raw[key] = above
                row.cells = [*row.cells[:number], above, *row.cells[number + 1 :]]

    def _give(self, row: FileRow) -> None:
        for key, cell in self.given.items():
            if is_blank(row.raw.get(key)):
                row.raw[key] = cell

    def _read_title(self, cells: Sequence[Any]) -> None:
        """``单位：万元`` above the headings holds for amounts whose own heading says nothing."""
        said = _MONEY_ABOVE.search(" ".join(str(cell) for cell in cells if not is_blank(cell))) if self.amounts else None
        for key, unit in self.amounts.items() if said else ():
            self.amounts[key] = unit or said[1]  # type: ignore[index]

    def _say_unit(self, row: FileRow) -> None:
        """An amount below a heading that names its unit is in that unit, whatever the register's own."""
        for key, unit in self.amounts.items():
            cell = row.raw.get(key)
            if unit and isinstance(cell, (str, int, float)) and not is_blank(cell) and str(cell).strip()[-1:].isdigit():
                row.raw[key] = f"{format(cell, '.15g') if isinstance(cell, float) else str(cell).strip()}{unit}"


def _unit_of(column: Column) -> str:
    """万元 of 涉及金额（万元）."""
    found = _MONEY.search(column.heading)
    return found[1] if found else ""


def _is_out_of_sight(cell: Any) -> bool:
    """What an export writes for records that its viewer may not see; it means "unchanged", as a mask does."""
    return cell.__class__ is str and (cell == "—" or "、—" in cell or "—、" in cell)


def _twice(columns: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """The fields that have several columns."""
    found: dict[str, list[int]] = {}
    for number, key in columns:
        found.setdefault(key, []).append(number)
    return {key: numbers for key, numbers in found.items() if len(numbers) > 1}
