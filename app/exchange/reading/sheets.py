"""Which sheets of a file are read: the one with the data, or one for each village; of the others it is said why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal

from app.exchange.reading.grid import Grid
from app.exchange.reading.guessing import KnowsUnit
from app.exchange.reading.headings import SEARCHED, Header
from app.exchange.reading.source import Unreadable
from app.problems import Problem, problem

#: ``read``; ``other``: has rows that could be read too; ``hidden``: the same of a sheet that is not shown; ``nothing``: has no
#: headings or no rows; ``unreadable``.
Verdict = Literal["read", "other", "hidden", "nothing", "unreadable"]

_BESIDE_NAME = re.compile(r"[(（【\[].*[)）】\]]$|(?:人员)?(?:花名册|名册|名单|台账|登记表|统计表|人员|表)$|"
                          r"^[0-9０-９]+[.、．\s-]*")


@dataclass(frozen=True)
class Part:
    """A sheet that is read. ``given``: what its name says of all its rows (field → cell)."""

    grid: Grid
    header: Header
    given: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet of the file and what becomes of it, for the preview."""

    name: str
    visible: bool
    verdict: Verdict


@dataclass
class Search:
    """What was found in the sheets of a file: headings, and what cannot be read at all."""

    found: list[tuple[Grid, Header]] = field(default_factory=list)
    faults: list[tuple[Grid, Unreadable]] = field(default_factory=list)


def unit_in(name: str, knows_unit: KnowsUnit | None) -> str | None:
    """The unit that a sheet is named after: 金容寨村, 金容寨村（12人）, 3.金容寨村花名册; None for any other name."""
    if knows_unit is None or not name.strip():
        return None
    bare = name.strip()
    for _ in range(3):
        if knows_unit(bare):
            return bare
        shorter = _BESIDE_NAME.sub("", bare, count=1).strip()
        if shorter == bare or not shorter:
            return None
        bare = shorter
    return bare if knows_unit(bare) else None


def choose_parts(found: Sequence[tuple[Grid, Header]], unit: str | None, knows_unit: KnowsUnit | None) -> list[Part]:
    """The sheets to read: all that are named after units, where there are several; else the one with most of the fields.

    ``unit``: the field that the name of a sheet fills, None where nothing is to be filled.
    """
    if unit is not None:
        named = [(grid, header, name) for grid, header in found if (name := unit_in(grid.name, knows_unit))]
        most = max((len(header.fields) for _, header in found), default=0)
        alike = [each for each in named if 2 * len(each[1].fields) > most and has_rows(each[0], each[1])]
        if len(alike) > 1:
            return [Part(grid, header, {unit: name}) for grid, header, name in alike]
    grid, header = max(found, key=lambda each: len(each[1].fields))  # of equals the first
    name = unit_in(grid.name, knows_unit) if unit is not None else None
    return [Part(grid, header, {unit: name} if unit and name else {})]


def has_rows(grid: Grid, header: Header) -> bool:
    """Whether anything stands below the headings."""
    below = (cells for line, cells in grid.lines() if line > header.last)
    return any(sum(cell not in ("", None) for cell in cells) > 1 for cells in islice(below, SEARCHED))


def seen_sheets(grids: Sequence[Grid], parts: Sequence[Part], search: Search, hidden: Search) -> tuple[SheetSeen, ...]:
    """The verdict on each sheet; the separators of a text file are no sheets."""
    if len(grids) > 1 and not any(grid.name for grid in grids):
        return ()
    reads = {part.grid.name for part in parts}
    others = {grid.name for grid, header in search.found if has_rows(grid, header)}
    unseen = {grid.name for grid, header in hidden.found if has_rows(grid, header)}
    broken = {grid.name for grid, _ in (*search.faults, *hidden.faults)}
    verdicts: dict[str, Verdict]
    sorts: tuple[tuple[set[str], Verdict], ...] = ((reads, "read"), (broken, "unreadable"), (others, "other"),
                                                   (unseen, "hidden"))
    verdicts = {grid.name: next((verdict for names, verdict in sorts if grid.name in names), "nothing") for grid in grids}
    return tuple(SheetSeen(grid.name, grid.visible, verdicts[grid.name]) for grid in grids)


def sheet_notes(sheets: Sequence[SheetSeen], parts: Sequence[Part], search: Search) -> Iterator[Problem]:
    """What the preview must say of sheets that are not read (F025, F028, F039), and of names that are (F038)."""
    codes = {"other": "F025", "hidden": "F028"}
    for sheet in sheets:
        if sheet.verdict in codes:
            yield problem(codes[sheet.verdict], sheet=sheet.name)
    for grid, error in search.faults:
        yield problem("F039", sheet=grid.name, reason=error.reason.code)
    named = [part.grid.name for part in parts if any(key not in part.header.fields for key in part.given)]
    if named:
        yield problem("F038", sheets=named)
