"""Which places a row of a report is of: villages, and towns for what arose in the town itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from app.records.directory import UnitDirectory, UnitNode


def place_of(unit: UnitNode) -> int:
    """The village of a unit, or the unit itself above the villages."""
    return unit.path.get("village") or unit.id


def places_of(directory: UnitDirectory, unit: int, *, own: bool) -> frozenset[int]:
    """The places in the subtree of a unit; with ``own`` only the unit itself."""
    return frozenset({unit} if own else (each.id for each in _subtree(directory, unit) if each.level != "grid"))


def _subtree(directory: UnitDirectory, unit: int) -> Iterator[UnitNode]:
    yield directory.units[unit]
    for below in directory.children.get(unit, ()):
        yield from _subtree(directory, below)


def former_places(directory: UnitDirectory, first: date) -> Mapping[int, int]:
    """Units that merged into another but still stood on the day ``first``, with their grids → the place they were.

    Figures of their time print under their old names (rules.md §7).
    """
    found: dict[int, int] = {}
    for unit in directory.units.values():
        if unit.merged_into is not None and (unit.valid_to is None or unit.valid_to >= first):
            found.update((each.id, place_of(each)) for each in _subtree(directory, unit.id))
    return found
