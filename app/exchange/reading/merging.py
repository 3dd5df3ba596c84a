"""Cells merged over several rows hold for each of them: a village beside its people, never a name or a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.definition import Register
from app.exchange.reading.grid import Grid, plain
from app.exchange.reading.headings import Header
from app.fieldtypes import IdNumber, PersonName, Phones

Filling = tuple[int, str, Any]  #: column, field and cell


class MergedCells:
    """The blocks of one table, taken up as its rows go by."""

    def __init__(self, register: Register, grid: Grid, header: Header) -> None:
        fields = {column.number: column.field for column in header.columns if column.field}
        self.begins: dict[int, list[tuple[int, str, int]]] = {}
        for block in grid.merged:
            field = fields.get(block.left)
            if field and block.bottom > block.top >= header.last and not _is_ones_own(register, field):
                self.begins.setdefault(block.top + 1, []).append((block.left, field, block.bottom + 1))
        self.open: dict[int, tuple[str, int, Any]] = {}  # by column: field, last line, cell

    def pass_by(self, line: int, cells: Sequence[Any]) -> list[Filling]:
        """What the blocks of earlier rows give to this one. Every row must pass, in order."""
        found = [(column, field, cell) for column, (field, last, cell) in self.open.items() if last >= line]
        for column, field, last in self.begins.get(line, ()):
            cell = plain(cells[column]) if column < len(cells) else ""
            self.open[column] = (field, last, cell)
        return found


def _is_ones_own(register: Register, field: str) -> bool:
    return isinstance(register.fields[field].type, (PersonName, IdNumber, Phones))
