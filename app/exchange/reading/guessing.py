"""A table without headings: what its columns hold is concluded from their cells, for a person to confirm.

Only kinds that look like nothing else are concluded: ID numbers, units, telephone numbers, days, words of a short list, and
the first column of names. What remains has no field until somebody names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.definition import Field, Register
from app.exchange.reading.grid import Line, is_blank
from app.exchange.reading.headings import MOST_COLUMNS, Column, Header
from app.fieldtypes import Choice, DateField, IdNumber, PartialDateField, PersonName, Phones, Reading, Reference
from app.problems import BadValue

KnowsUnit = Callable[[str], bool]

_ENOUGH = 0.8  # of the filled cells of a column
_SEVERAL = 0.6  # of the names of a column are different ones
_NAME = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff\ue000-\uf8ff]{2,4}|[\u3400-\u9fff]{1,8}[·•][\u3400-\u9fff·•]{1,12}")
_DAY = re.compile(r".*[0-9〇一二三四五六七八九][-./年].*")
_LONG = re.compile(r"\D*(?:\d\D?){7,}")


def guess_header(register: Register, lines: Sequence[Line], knows_unit: KnowsUnit | None) -> Header | None:
    """The fields of the columns; None where too little is certain to show it to anybody."""
    wide = [(line, cells) for line, cells in lines if sum(not is_blank(cell) for cell in cells) > 1]
    if not wide:
        return None
    rows = [cells[:MOST_COLUMNS] for _, cells in wide]
    columns = [[row[place] for row in rows if place < len(row) and not is_blank(row[place])]
               for place in range(max(map(len, rows)))]
    found = _Guess(register, columns, len(rows), knows_unit).fields()
    telling = {each.key for each in register.fields.values() if each.required and not isinstance(each.type, Reference)
               and each.default is None and each.follows is None}
    strong = any(isinstance(register.fields[key].type, (IdNumber, Phones)) for key in found.values())
    if not strong or not telling <= set(found.values()) or len(found) < 2:
        return None
    return bare_header(register, len(columns), found, wide[0][0])


def bare_header(register: Register, width: int, fields: Mapping[int, str], begins: int = 1) -> Header:
    """The header of a table that has none: a column is called what its field is called. ``begins``: its first line."""
    columns = tuple(Column(place, register.fields[fields[place]].label.zh if place in fields else "", fields.get(place))
                    for place in range(min(width, MOST_COLUMNS)))
    return Header(begins, begins - 1, columns, guessed=True)


def named_again(register: Register, header: Header) -> Header:
    """The header with the names of the fields that a person has chosen for columns without headings."""
    columns = tuple(replace(column, heading=register.fields[column.field].label.zh if column.field else "")
                    for column in header.columns)
    return replace(header, columns=columns)


class _Guess:
    """The fields of the columns of one table, each column and each field once."""

    def __init__(self, register: Register, columns: Sequence[Sequence[Any]], rows: int, knows_unit: KnowsUnit | None) -> None:
        self.register, self.columns, self.rows, self.knows_unit = register, columns, rows, knows_unit
        self.found: dict[int, str] = {}

    def fields(self) -> dict[int, str]:
        """Column → field, the surest kinds first."""
        self._take(self._of(IdNumber), self._reads)
        unit = self.register.scope.by if self.register.scope.kind == "unit" else None
        if self.knows_unit and unit:
            self._take([self.register.fields[unit]], self._is_unit)
        self._take(self._of(Choice), self._is_choice)
        self._take(self._of(Phones), self._is_phone)
        days = self._of(DateField, PartialDateField)
        self._take(days if len(days) == 1 else (), self._is_day)
        self._take(self._of(PersonName)[:1], self._is_name)
        return self.found

    def _of(self, *kinds: type) -> list[Field]:
        return [each for each in self.register.written_fields if isinstance(each.type, kinds)]

    def _take(self, fields: Sequence[Field], fits: Callable[[Field, Any], bool]) -> None:
        for field in fields:
            for place in self._open():
                cells = self.columns[place]
                if sum(fits(field, cell) for cell in cells) >= _ENOUGH * len(cells):
                    if isinstance(field.type, PersonName) and len(set(cells)) < _SEVERAL * len(cells):
                        continue
                    self.found[place] = field.key
                    break

    def _open(self) -> Iterator[int]:
        return (place for place, cells in enumerate(self.columns) if cells and place not in self.found)

    def _reads(self, field: Field, cell: Any) -> bool:
        try:
            return field.type.parse(cell, Reading(door="file")) is not None
        except BadValue:
            return False

    def _is_unit(self, _: Field, cell: Any) -> bool:
        assert self.knows_unit is not None
        return isinstance(cell, str) and self.knows_unit(cell)

    def _is_choice(self, field: Field, cell: Any) -> bool:
        return isinstance(cell, str) and not cell.strip().isdigit() and self._reads(field, cell)

    def _is_phone(self, field: Field, cell: Any) -> bool:
        written = format(cell, ".0f") if isinstance(cell, float) else str(cell)
        return bool(_LONG.match(written)) and self._reads(field, cell)

    def _is_day(self, field: Field, cell: Any) -> bool:
        return (isinstance(cell, date) or bool(_DAY.fullmatch(str(cell)))) and self._reads(field, cell)

    def _is_name(self, field: Field, cell: Any) -> bool:
        return isinstance(cell, str) and bool(_NAME.fullmatch(re.sub(r"\s", "", cell))) and self._reads(field, cell)
