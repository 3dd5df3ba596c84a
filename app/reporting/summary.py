"""The summary of a period (月度汇总, rules.md §3): per village × category × colour, with rates, for any unit's subtree.

opening + found + reopened = resolved + ended + still open holds in every cell, row and total. Every figure has its cell,
and :func:`rows_of` gives exactly the rows that it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select

from app.access.refusal import out_of_sight
from app.access.viewer import Unscoped, Viewer, acting
from app.decisions.periods import Period, PeriodKind
from app.decisions.rates import Flow, Rate
from app.definition import Register
from app.fieldtypes.choices import COLOURS
from app.records.directory import UnitDirectory, UnitNode
from app.records.site import Work
from app.reporting.figures import FIGURES, FLOW, KEYS, POSITION, RATES
from app.reporting.ledger import Counts, Ledger
from app.reporting.places import former_places, places_of
from app.words import Words

#: The periods that a summary may be drawn for.
PERIODS = (PeriodKind.HALF_MONTH, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)

_ZEROS = (0,) * len(KEYS)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure stands; None is all of them. ``unit`` means its subtree, with ``own`` only what arose in it itself.

    ``colour`` is the rank from 1 (blue) to 4 (red) at the end of the period.
    """

    unit: int | None = None
    own: bool = False
    category: str | None = None
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of one cell, row or total, in the order of ``figures.KEYS``."""

    counts: tuple[int, ...] = _ZEROS

    def __getitem__(self, key: str) -> int:
        """The figure of that key."""
        return self.counts[POSITION[key]]

    def rate(self, key: str) -> Rate:
        """The rate of that key (``figures.RATES``)."""
        return Rate(self[RATES[key].numerator], self[RATES[key].denominator])

    @property
    def flow(self) -> Flow:
        """What came in, what went out, what is left."""
        return Flow(**{key: self[key] for key in FLOW})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary: what it is of, and its figures. ``depth`` 1 stands below the line of its town."""

    cell: Cell
    label: Words
    tally: Tally
    depth: int = 0


Key = tuple[int, str, int]  #: place (a village, or a town for what arose in it itself), category, colour


@dataclass(frozen=True)
class Summary:
    """The figures of a unit's subtree in a period, as they stood at ``as_of``. Empty cells are left out."""

    register: Register
    period: Period
    unit: UnitNode
    as_of: datetime
    present_units: bool
    cells: Mapping[Key, Tally]
    directory: UnitDirectory = field(repr=False, compare=False)
    categories: Mapping[str, Words] = field(repr=False, compare=False)

    @cached_property
    def total(self) -> Tally:
        """All of it."""
        return _sum(self.cells.values())

    def tally(self, cell: Cell) -> Tally:
        """The figures of any cell, row or column."""
        if cell.unit is None:
            return _sum(tally for key, tally in self._crossed.items() if _matches(cell, *key))
        places = places_of(self.directory, cell.unit, own=cell.own)
        return _sum(tally for (place, *key), tally in self.cells.items() if place in places and _matches(cell, *key))

    def by_unit(self) -> Iterator[Row]:
        """The units below by their codes: in a county each town with its villages under it, else the villages."""
        places = self._by_place
        covered: set[int] = set()
        for town in self._towns():
            below = [place for place in self._ordered(places) if place in places_of(self.directory, town, own=False)]
            if below:
                covered.update(below)
                yield Row(Cell(unit=town), self._name(town, own=False), _sum(places[place] for place in below))
                yield from (self._line(place, depth=1) for place in below)
        yield from (self._line(place, depth=0) for place in self._ordered(places) if place not in covered)

    def by_category(self) -> Iterator[Row]:
        """One line a category that occurs, in the order of the vocabulary."""
        found = self._by_category
        known = [key for key in self.categories if key in found]
        for key in [*known, *sorted(set(found) - set(known))]:
            yield Row(Cell(category=key), self.categories.get(key, Words(key, key)), found[key])

    def by_colour(self) -> Iterator[Row]:
        """One line a colour, blue first."""
        found = self._by_colour
        for rank, words in enumerate(COLOURS.values(), 1):
            yield Row(Cell(colour=rank), words, found.get(rank, Tally()))

    # -- sums ----------------------------------------------------------------------------------

    @cached_property
    def _by_place(self) -> Mapping[int, Tally]:
        return self._grouped(lambda key: key[0])

    @cached_property
    def _by_category(self) -> Mapping[str, Tally]:
        return self._grouped(lambda key: key[1])

    @cached_property
    def _by_colour(self) -> Mapping[int, Tally]:
        return self._grouped(lambda key: key[2])

    @cached_property
    def _crossed(self) -> Mapping[tuple[str, int], Tally]:
        """The cross table without the units."""
        return self._grouped(lambda key: key[1:])

    def _grouped(self, group_of: Any) -> Mapping[Any, Tally]:
        groups: dict[Any, list[Tally]] = {}
        for key, tally in self.cells.items():
            groups.setdefault(group_of(key), []).append(tally)
        return MappingProxyType({name: _sum(tallies) for name, tallies in groups.items()})

    # -- units ---------------------------------------------------------------------------------

    def _towns(self) -> list[int]:
        below = self.directory.children.get(self.unit.id, ()) if self.unit.level == "county" else ()
        return [unit for unit in below if self.directory.units[unit].level == "town"]

    def _ordered(self, places: Iterable[int]) -> list[int]:
        return sorted(places, key=lambda place: self.directory.units[place].code)

    def _line(self, place: int, *, depth: int) -> Row:
        own = self.directory.units[place].level != "village"
        return Row(Cell(unit=place, own=own), self._name(place, own=own), self._by_place[place], depth)

    def _name(self, unit: int, *, own: bool) -> Words:
        name = self.directory.name(unit)
        return Words(f"{name}（本级）", f"{name} (itself)") if own else Words(name, name)


def _matches(cell: Cell, category: Any, colour: Any) -> bool:
    return cell.category in (None, category) and cell.colour in (None, colour)


def _sum(tallies: Iterable[Tally]) -> Tally:
    columns = zip(*(tally.counts for tally in tallies), strict=True)
    return Tally(tuple(map(sum, columns)) or _ZEROS)


# -- drawing it ----------------------------------------------------------------------------------


def summarise(work: Work, register: Register, period: Period, unit: int, *, present_units: bool = False) -> Summary:
    """The figures of ``unit`` and below in ``period``, as far as the acting viewer reaches them.

    Units that have merged print under the name that they bore in the period, unless ``present_units``.
    Raises OutOfSight for a unit that is not one of the viewer's own or below.
    """
    ledger = _ledger(work, register, period, unit, present_units)
    sums: dict[Key, list[int]] = {}
    for counts in ledger.counts():
        _add(sums, counts, work.session.execute(counts.statement).all())
    cells = {key: Tally(tuple(found)) for key, found in sums.items() if any(found)}
    return Summary(register, period, ledger.unit, work.now, present_units, MappingProxyType(cells),
                   work.site.directory(work.session), _categories(work, register))


def rows_of(work: Work, register: Register, period: Period, unit: int, figure: str, cell: Cell = Cell(), *,
            present_units: bool = False) -> Select[Any]:
    """The ids of the rows that a figure of the summary counts, one row for each count (see ``Figure.events``).

    Raises OutOfSight as :func:`summarise`, KeyError for an unknown figure.
    """
    ledger = _ledger(work, register, period, unit, present_units)
    directory = work.site.directory(work.session)
    places = None if cell.unit is None else places_of(directory, cell.unit, own=cell.own)
    return ledger.rows(FIGURES[figure], places, cell.category, cell.colour)


def _ledger(work: Work, register: Register, period: Period, unit: int, present_units: bool) -> Ledger:
    directory = work.site.directory(work.session)
    node = directory.units.get(unit)
    if node is None or not _may_see(node):
        raise out_of_sight()
    former = {} if present_units else former_places(directory, period.first)
    return Ledger(work, register, node, period, former)


def _may_see(unit: UnitNode) -> bool:
    who = acting()
    if isinstance(who, Viewer):
        return any(duty.unit_id in unit.path.values() for duty in who.duties)
    return isinstance(who, Unscoped)


def _add(sums: dict[Key, list[int]], counts: Counts, rows: Iterable[Any]) -> None:
    """Add the counts of a statement to the cells they belong to."""
    positions = [POSITION[key] for key in counts.keys]
    first = 4 if counts.moved else 3
    for row in rows:
        cell = sums.setdefault((row[0], row[1], row[first - 1]), list(_ZEROS))
        before = sums.setdefault((row[0], row[1], row[2]), list(_ZEROS)) if counts.moved else None
        for position, count in zip(positions, row[first:], strict=True):
            if count:
                cell[position] += count
                if before is not None:
                    before[position] -= count


def _categories(work: Work, register: Register) -> Mapping[str, Words]:
    """The words of each category."""
    vocabulary: str = register.fields["category"].type.of  # type: ignore[attr-defined]
    return {key: term.words for key, term in work.site.terms(work.session)[vocabulary].terms.items()}
