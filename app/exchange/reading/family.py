"""Rows of a register and of the one above it in one sheet: a committee, and below or beside it its mediators.

The columns that the register does not know are looked for in the register above. Its records are known by one name, which
stands in each row, or once for all rows below it (merged, with ditto marks, or with blanks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.definition import Field, Register
from app.exchange.reading.grid import DITTO, BadCell, Grid, is_blank, plain
from app.exchange.reading.headings import Header, Vocabulary
from app.exchange.reading.rows import FileRow, RowReader
from app.exchange.reading.sheets import Part
from app.exchange.reading.skipping import Skipped
from app.fieldtypes import Reference
from app.problems import problem


@dataclass(frozen=True)
class Family:
    """``link``: the field of the register that names a record of ``parent``; ``name``: what that is known by."""

    parent: Register
    link: str
    name: str

    def children(self, register: Register, grid: Grid, header: Header,
                 given: Mapping[str, Any]) -> Iterator[FileRow | Skipped]:
        """The rows of the register itself, each with the name of its parent."""
        return _FamilyReader(self, register, grid, header, given).rows()

    def parents(self, register: Register, part: Part) -> Iterator[FileRow]:
        """The rows of the register above, each at the line where its name comes first."""
        reader = _FamilyReader(self, register, part.grid, part.header, part.given)
        for _ in reader.rows():
            pass
        yield from reader.parents.values()


def find_family(register: Register, parent: Register | None, parts: Sequence[Part], *,
                may_bring: bool = True) -> tuple[Family | None, tuple[Part, ...]]:
    """The family that a sheet shows, and its parts with the columns of both.

    None where the sheet has not all that a new parent must have, or the viewer may not bring any: then its rows refer to
    parents that are there already.
    """
    kept = tuple(parts)
    name = _name_of(parent) if parent else None
    if parent is None or name is None or register.parent is None or parts[0].header.guessed:
        return None, kept
    family = Family(parent, register.parent, name)
    both = tuple(replace(part, header=_with_above(part.header, parent)) for part in kept)
    found = [_is_whole(family, part) for part in both]
    if may_bring and all(found):
        return family, both
    return None, tuple(replace(part, header=_with_link(family, part.header, above.header))
                       for part, above in zip(kept, both, strict=True))


def _name_of(parent: Register) -> str | None:
    """The one field, beside the unit, by which a file means a stored record."""
    keys = parent.importing.match_on[:1] if parent.importing else ()
    names = [name for key in keys for name in key if not isinstance(parent.fields[name].type, Reference)]
    return names[0] if len(names) == 1 else None


def _with_above(header: Header, parent: Register) -> Header:
    """The header with the fields of the register above that its unknown columns are; each once."""
    words = Vocabulary(parent)
    above: dict[int, str] = {}
    for column in header.unknown:
        meant = [key for key in words.fields(column.heading) if parent.fields[key].written and key not in above.values()]
        if meant and not isinstance(parent.fields[meant[0]].type, Reference):
            above[column.number] = meant[0]
    return replace(header, above=above)


def _with_link(family: Family, header: Header, both: Header) -> Header:
    """The header with the parent's name as a name of the parent, where no other column is."""
    place = next((number for number, key in both.above.items() if key == family.name), None)
    if place is None or family.link in header.fields:
        return header
    return replace(header, columns=tuple(replace(column, field=family.link) if column.number == place else column
                                         for column in header.columns))


def _is_whole(family: Family, part: Part) -> bool:
    """Whether the sheet has more of a parent than its name, and all that a new one must have."""
    header, above = part.header, set(part.header.above.values())
    named = family.name in above or family.link in header.fields
    beside = above - {family.name}
    return named and bool(beside) and all(_is_given(each, above | {family.name}) for each in family.parent.written_fields)


def _is_given(each: Field, found: set[str]) -> bool:
    return not each.required or each.key in found or each.default is not None or each.follows is not None


class _FamilyReader(RowReader):
    """Reads both; ``parents`` by name and unit, in the order of their first lines."""

    def __init__(self, family: Family, register: Register, grid: Grid, header: Header, given: Mapping[str, Any]) -> None:
        super().__init__(register, grid, header, given=given)
        self.family = family
        self.parents: dict[tuple[str, str], FileRow] = {}
        self.now: FileRow | None = None
        self.place = next((number for number, key in header.above.items() if key == family.name),
                          next((column.number for column in header.columns if column.field == family.link), 0))
        self.unit = register.scope.by if register.scope.by in family.parent.fields else None
        self.unit_place = next((column.number for column in header.columns if column.field == self.unit), None)

    def _row(self, line: int, cells: list[Any]) -> FileRow | Skipped | None:
        found = super()._row(line, cells)
        if isinstance(found, FileRow):
            self._join_family(found)
        elif found is not None and found.why == "blank" and not _is_silent(cells, self.place):
            self._new_parent(FileRow(line, {}, cells))
            return Skipped(line, "parent")
        return found

    def _join_family(self, row: FileRow) -> None:
        """Give the row its parent, and the parent what the row says of it."""
        if not _is_silent(row.cells, self.place):
            self._new_parent(row)
        if self.now is None:
            return
        self._fill(row, self.family.link, self.place, self.now.raw[self.family.name])
        if self.unit and is_blank(row.raw.get(self.unit)) and not is_blank(self.now.raw.get(self.unit)):
            self._fill(row, self.unit, self.unit_place, self.now.raw[self.unit])
        for key, cell in self._said(row.cells).items():
            if is_blank(self.now.raw.get(key)):
                self.now.raw[key] = cell
            elif str(self.now.raw[key]).strip() != str(cell).strip():
                label = self.family.parent.fields[key].label
                row.faults.append(problem("F045", label=label, line=self.now.line, given=str(cell)[:40]))

    def _fill(self, row: FileRow, key: str, place: int | None, cell: Any) -> None:
        """Write into a row what rows above say for it, so that it can stand alone when it comes back."""
        row.raw[key] = cell
        if place is not None and place < len(row.cells):
            row.cells = [*row.cells[:place], cell, *row.cells[place + 1 :]]

    def _new_parent(self, row: FileRow) -> None:
        """The parent whose name stands in the row: one from further up, or a new one."""
        name, unit = str(plain(row.cells[self.place])).strip(), self._unit_of(row)
        if self.now is not None and self.now.raw[self.family.name] == name and is_blank(unit):
            return
        known = self.parents.get((name, str(unit)))
        if known is None:
            raw = {self.family.name: name, **self._said(row.cells), **({self.unit: unit} if self.unit and unit else {})}
            known = self.parents[name, str(unit)] = FileRow(row.line, raw, row.cells)
            known.faults += [problem(cell.code, field=key, given=cell.text) for key, cell in self._lost(row.cells)]
        self.now = known

    def _unit_of(self, row: FileRow) -> Any:
        """The unit that the row names, or that its sheet is named after."""
        if self.unit is None:
            return ""
        unit = row.raw.get(self.unit)
        if unit is None and self.unit_place is not None and self.unit_place < len(row.cells):
            unit = row.cells[self.unit_place]
        return self.given.get(self.unit, "") if is_blank(unit) else unit

    def _said(self, cells: Sequence[Any]) -> dict[str, Any]:
        """What the row says of its parent beside the name."""
        return {key: plain(cells[place]) for place, key in self.header.above.items()
                if key != self.family.name and not _is_silent(cells, place) and not isinstance(cells[place], BadCell)}

    def _lost(self, cells: Sequence[Any]) -> Iterator[tuple[str, BadCell]]:
        for place, key in self.header.above.items():
            if place < len(cells) and isinstance(cells[place], BadCell):
                yield key, cells[place]


def _is_silent(cells: Sequence[Any], place: int) -> bool:
    """Whether the cell says nothing of its own."""
    return place >= len(cells) or is_blank(cells[place]) or (cells[place].__class__ is str and cells[place] in DITTO)
