"""Rows below the headings: which are data, and what each gives to its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.definition import Field, Register
from app.exchange.grid import BadCell, Grid, is_blank, plain
from app.exchange.headings import Header
from app.exchange.skipping import Skipped, SkipRules
from app.fieldtypes import IdNumber, PersonName, Phones, Reference, References
from app.problems import Problem, problem

FilledDown = Mapping[int, list[tuple[int, str, Any]]]  #: line → column, field and cell of merged blocks


@dataclass(slots=True)
class FileRow:
    """A row of data. ``raw``: field → cell; ``faults``: what is wrong before its cells are typed; ``cells`` as they stand."""

    line: int
    raw: dict[str, Any]
    cells: Sequence[Any]
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class RowReader:
    """Turns the lines of one table into rows."""

    def __init__(self, register: Register, grid: Grid, header: Header) -> None:
        self.register, self.grid, self.header = register, grid, header
        columns = [(column.number, column.field) for column in header.columns if column.field]
        self.twice = _twice(columns)
        self.single = [(number, key) for number, key in columns if key not in self.twice]
        self.pointers = [key for _, key in self.single if isinstance(register.fields[key].type, (Reference, References))]
        self.width = len(header.columns)
        self.merged = _filled_down(register, grid, header)
        self.skips = SkipRules(register, header)

    def rows(self) -> Iterator[FileRow | Skipped]:
        """Every line of the table but the headings, in order."""
        for line, cells in self.grid.lines():
            if line > self.header.last:
                found = self._row(line, cells)
                if found is not None:
                    yield found
            elif line < self.header.first and not all(map(is_blank, cells)):
                yield Skipped(line, "title")

    def _row(self, line: int, cells: list[Any]) -> FileRow | Skipped | None:
        if not cells:
            return None  # an empty line of a text file is no record
        if len(cells) < self.width:
            cells = cells + [""] * (self.width - len(cells))
        raw = {key: cells[number] for number, key in self.single}
        if why := self.skips.why(cells, raw):
            return Skipped(line, why)
        row = FileRow(line, raw, cells)
        self._mend(row)
        if self.twice:
            self._join(row)
        if self.merged:
            self._fill_down(row)
        if self.grid.hidden and line in self.grid.hidden:
            row.warnings.append(problem("F032"))
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

    def _fill_down(self, row: FileRow) -> None:
        """Cells merged over several rows hold for each of them."""
        for number, key, cell in self.merged.get(row.line, ()):
            if is_blank(row.cells[number]):
                row.raw[key] = cell
                row.cells = [*row.cells[:number], cell, *row.cells[number + 1 :]]


def _is_out_of_sight(cell: Any) -> bool:
    """What an export writes for records that its viewer may not see; it means "unchanged", as a mask does."""
    return cell.__class__ is str and (cell == "—" or "、—" in cell or "—、" in cell)


def _twice(columns: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """The fields that have several columns."""
    found: dict[str, list[int]] = {}
    for number, key in columns:
        found.setdefault(key, []).append(number)
    return {key: numbers for key, numbers in found.items() if len(numbers) > 1}


def _filled_down(register: Register, grid: Grid, header: Header) -> FilledDown:
    """What rows have of cells merged over several rows: a village beside its people, never a name or a number."""
    fields = {column.number: column.field for column in header.columns if column.field}
    blocks = [block for block in grid.merged
              if block.bottom > block.top >= header.last and block.left in fields
              and _may_fill(register.fields[fields[block.left]])]
    tops = {block.top + 1 for block in blocks}
    values = {line: cells for line, cells in grid.lines() if line in tops} if tops else {}
    found: dict[int, list[tuple[int, str, Any]]] = {}
    for block in blocks:
        cell = plain(values[block.top + 1][block.left])
        for line in range(block.top + 2, block.bottom + 2):
            found.setdefault(line, []).append((block.left, fields[block.left], cell))
    return found


def _may_fill(each: Field) -> bool:
    return not isinstance(each.type, (PersonName, IdNumber, Phones))
