"""Rows below the headings: which are data, which are the sheet's own (totals, signatures, frames), and what each gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.definition import Field, Register
from app.exchange.examples import example_cells
from app.exchange.grid import BadCell, Grid, is_blank, plain
from app.exchange.headings import Header, Vocabulary, folded
from app.fieldtypes import IdNumber, PersonName, Phones, Reference, References
from app.problems import Problem, problem
from app.words import Words

#: Why a row was passed over.
REASONS: Mapping[str, Words] = {
    "title": Words("表头上方的标题或说明", "title or note above the headings"),
    "header": Words("重复的表头", "headings repeated"),
    "total": Words("合计行", "total"),
    "signature": Words("填表、审核等落款或备注行", "signature or foot note"),
    "blank": Words("空行", "blank row"),
    "example": Words("示例行", "example row"),
    "exists": Words("记录已存在，按选择跳过", "record exists, skipped as chosen"),
}

_BLANKS = re.compile(r"\s+")
_TOTAL = re.compile(r"(?:合计|小计|总计|共计|累计|总数|总人数|合计人数|本页合计|total|共[0-9]+[人名户件个条])(?:[:：].*|[0-9.]*[人名户件个条]?)", re.I)
_SIGNATURE = re.compile(
    r"[(（]?(?:填表|制表|填报|填写|审核|审批|复核|校核|分管|主要|单位|村|社区|镇|签发|导出|打印)?"
    r"(?:负责人|领导|经办人|责任人|联系人|填表人|制表人|填报人|审核人|审批人|复核人|签发人|导出人|打印人|人|单位|签字|签名|盖章|时间|日期|"
    r"电话|联系电话|意见|条件|说明|注|备注)(?:[(（][^()（）]{1,6}[)）])?[:：].*|注[0-9]?[:：.、].*|[(（]?(?:盖章|公章|签章)[)）]?.*", re.S)
_EXAMPLE = re.compile(r"[(（]?(?:示例|样例|例|范例|填写示例|example)[)）]?[:：]?", re.I)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was passed over, and why (a key of REASONS)."""

    line: int
    why: str


@dataclass(slots=True)
class FileRow:
    """A row of data. ``raw``: field key → cell; ``faults``: what is wrong before its cells are typed; ``cells`` as they stand."""

    line: int
    raw: dict[str, Any]
    cells: Sequence[Any]
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class RowReader:
    """Turns the lines of one table into rows."""

    def __init__(self, register: Register, words: Vocabulary, grid: Grid, header: Header) -> None:
        self.register, self.words, self.grid, self.header = register, words, grid, header
        self.columns = [(column.number, column.field) for column in header.columns if column.field]
        self.twice = _twice(register, self.columns)
        self.single = [(number, key) for number, key in self.columns if key not in self.twice]
        self.width = len(header.columns)
        self.merged = _filled_down(register, grid, header)
        self.naming = [number for number, key in self.columns if isinstance(register.fields[key].type, PersonName)]
        self.heading = next(((number, header.columns[number].heading) for number, _ in self.columns), (0, ""))
        self.pointers = {key for _, key in self.columns if isinstance(register.fields[key].type, (Reference, References))}
        self.examples = example_cells(register)

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
        if why := self._skipped(cells, raw):
            return Skipped(line, why)
        row = FileRow(line, raw, cells)
        self._complete(row)
        return row

    # -- rows that are no data -----------------------------------------------------------------

    def _skipped(self, cells: list[Any], raw: Mapping[str, Any]) -> str | None:
        first = next((cell for cell in cells if cell.__class__ is not str or (cell and not cell.isspace())), None)
        if first is None or is_blank(first):
            return "blank"
        if first.__class__ is str:
            if cells[self.heading[0]] == self.heading[1] and self._repeats(cells):
                return "header"
            if why := _sort_of(first, short=True):
                return why
        for number in self.naming:
            if cells[number].__class__ is str and (why := _sort_of(cells[number], short=False)):
                return why
        if self._is_frame(cells, raw):
            return "blank"
        return "example" if self.examples and self._is_example(raw) else None

    def _repeats(self, cells: list[Any]) -> bool:
        same = [folded(cells[number]) == folded(self.header.columns[number].heading) for number, _ in self.columns]
        return 2 * sum(same) > len(same)

    def _is_frame(self, cells: list[Any], raw: Mapping[str, Any]) -> bool:
        """Nothing but what a frame is printed with: line number, and perhaps the village."""
        wanted = raw.keys() - self.pointers or raw.keys()
        if any(raw[key] not in ("", None) and not is_blank(raw[key]) for key in wanted):
            return False
        return all(is_blank(cells[number]) for number, key in self.columns if key in self.twice)

    def _is_example(self, raw: Mapping[str, Any]) -> bool:
        """The row that our template shows, also where its mark was taken away."""
        given = {key: str(cell).strip() for key, cell in raw.items() if not is_blank(cell)}
        known = {key: cell for key, cell in given.items() if key in self.examples}
        return len(known) > 2 and all(self.examples[key] == cell for key, cell in known.items())

    # -- what a row gives ----------------------------------------------------------------------

    def _complete(self, row: FileRow) -> None:
        raw = row.raw
        for key, cell in raw.items():
            if cell.__class__ is str:
                if cell[:1] == "'":
                    raw[key] = plain(cell)
            elif cell.__class__ is BadCell:
                raw[key] = cell
                self._lost(row, key, cell)
        for key in [each.field for each in row.faults if each.field]:
            raw.pop(key, None)
        for key, numbers in self.twice.items():
            self._join(row, key, [row.cells[number] for number in numbers])
        if self.merged and row.line in self.merged:
            for number, key, cell in self.merged[row.line]:
                if is_blank(row.cells[number]):
                    raw[key] = cell
                    row.cells = [*row.cells[:number], cell, *row.cells[number + 1 :]]
        if self.grid.hidden and row.line in self.grid.hidden:
            row.warnings.append(problem("F032"))

    def _lost(self, row: FileRow, key: str, cell: BadCell) -> None:
        if self.register.fields[key].written:
            row.faults.append(problem(cell.code, field=key, given=cell.text))

    def _join(self, row: FileRow, key: str, cells: list[Any]) -> None:
        """Two columns of one field: telephone numbers are all kept, of others one may be filled (F023)."""
        filled = list(dict.fromkeys(plain(cell) for cell in cells if not is_blank(cell)))
        lost = next((cell for cell in filled if isinstance(cell, BadCell)), None)
        if lost:
            self._lost(row, key, lost)
        elif len(filled) > 1 and not isinstance(self.register.fields[key].type, (Phones, References)):
            row.faults.append(problem("F023", field=key, label=self.register.fields[key].label))
        else:
            row.raw[key] = filled if len(filled) > 1 else next(iter(filled), "")


def _sort_of(text: str, *, short: bool) -> str | None:
    """What a cell at the head of a row makes of the row."""
    word = text.strip() if len(text) > 12 else _BLANKS.sub("", text)
    if len(word) <= 12 and _TOTAL.fullmatch(word):
        return "total"
    if _SIGNATURE.fullmatch(word):
        return "signature"
    return "example" if short and _EXAMPLE.fullmatch(word) else None


def _twice(register: Register, columns: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """The fields that have several columns."""
    found: dict[str, list[int]] = {}
    for number, key in columns:
        found.setdefault(key, []).append(number)
    return {key: numbers for key, numbers in found.items() if len(numbers) > 1}


def _filled_down(register: Register, grid: Grid, header: Header) -> dict[int, list[tuple[int, str, Any]]]:
    """What rows have of cells merged over several rows: a village beside its people, never a name or a number."""
    fields = {column.number: column.field for column in header.columns if column.field}
    blocks = [block for block in grid.merged
              if block.bottom > block.top >= header.last and block.left in fields
              and _may_fill(register.fields[fields[block.left]])]
    if not blocks:
        return {}
    tops = {block.top + 1 for block in blocks}
    values = {line: cells for line, cells in grid.lines() if line in tops}
    found: dict[int, list[tuple[int, str, Any]]] = {}
    for block in blocks:
        cell = plain(values[block.top + 1][block.left])
        for row in range(block.top + 1, block.bottom + 1):
            found.setdefault(row + 1, []).append((block.left, fields[block.left], cell))
    return found


def _may_fill(each: Field) -> bool:
    return not isinstance(each.type, (PersonName, IdNumber, Phones))
