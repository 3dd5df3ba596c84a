"""Which organisation unit a text means (rules.md §6 row "unit", §7 "Names are not keys").

Dictionary look-ups only: one by code, one by the name without its ending. For 665,000 units the index adds to
the caller's rows one dictionary of codes and one of stems; a stem that one unit has costs no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.decisions.near_names import NearNames
from app.decisions.scales import Level
from app.decisions.unit_endings import BARE, OTHER_FAMILY, SAME, distance, ending_of, lies_under, stem_of, tidy

CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,3}")
DIGITS_OF_VILLAGE = 12
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class UnitName:
    """What matching needs of a unit. ``path``: names of the units above, top first (siblings may share it).

    ``valid_to`` is its last day; ``merged_into`` the id of its successor.
    """

    id: int
    code: str
    name: str
    level: Level
    path: tuple[str, ...] = ()
    valid_to: date | None = None
    merged_into: int | None = None

    def is_retired(self, today: date) -> bool:
        """True once its last day is over."""
        return self.valid_to is not None and self.valid_to < today

    @property
    def full_name(self) -> str:
        """大英县金元镇金容寨村委会."""
        return "".join(self.path) + self.name


@dataclass(frozen=True, slots=True)
class Found:
    """One unit. ``retired``: the unit that was written, where ``unit`` is its successor (warning).

    ``other_ending``: written 村 for a 社区 or the like (warning).
    """

    unit: UnitName
    retired: UnitName | None = None
    other_ending: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """No unit of that name; ``near`` are names it may be a slip of."""

    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """``count`` units answer to the text; ``examples`` are full names of some."""

    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dissolved:
    """The unit was retired and has no successor."""

    unit: UnitName


Reading = tuple[int, UnitName]  #: how far the written name is from the unit's own, and the unit
Match = Found | Unknown | Ambiguous | Dissolved


@dataclass(frozen=True, slots=True)
class Scope:
    """Which units a text may mean: a code prefix (``510923108`` = 金元镇 and below), one level."""

    within: str = ""
    level: Level | None = None

    def of(self, units: Iterable[UnitName]) -> list[UnitName]:
        """Those of ``units`` that lie in the scope."""
        if self == ANYWHERE:
            return list(units)
        level = self.level
        return [unit for unit in units if unit.code.startswith(self.within) and (level is None or unit.level is level)]


ANYWHERE = Scope()


class UnitIndex:
    """Units by code and by stem. Build it once for many look-ups; it never changes afterwards."""

    def __init__(self, units: Iterable[UnitName]) -> None:
        everything = tuple(units)
        targets = {unit.merged_into for unit in everything if unit.merged_into is not None}
        self._successors = {unit.id: unit for unit in everything if unit.id in targets}
        self._by_code = {unit.code: unit for unit in everything}
        self._by_stem: dict[str, UnitName | list[UnitName]] = {}
        for unit in everything:
            self._file(unit)
        self._near: NearNames | None = None

    def _file(self, unit: UnitName) -> None:
        stem = stem_of(tidy(unit.name))
        filed = self._by_stem.setdefault(stem, unit)
        if isinstance(filed, list):
            filed.append(unit)
        elif filed is not unit:
            self._by_stem[stem] = [filed, unit]

    def _of_stem(self, stem: str) -> tuple[UnitName, ...] | list[UnitName]:
        filed = self._by_stem.get(stem, ())
        return (filed,) if isinstance(filed, UnitName) else filed

    def find(self, text: str, today: date, scope: Scope = ANYWHERE) -> Match:
        """The unit that ``text`` means: a name with any usual ending or none, a path, or a code."""
        written = tidy(text)
        readings = self._coded(written, scope) if CODE.fullmatch(written) else self._named(written, today, scope)
        return self._verdict(readings, today, scope) or Unknown(self.near(written, scope))

    def _coded(self, code: str, scope: Scope) -> list[Reading]:
        unit = self._by_code.get(code.ljust(DIGITS_OF_VILLAGE, "0"))
        return [(SAME, unit) for unit in scope.of([unit] if unit else [])]

    def _named(self, written: str, today: date, scope: Scope) -> list[Reading]:
        """The best readings: the whole text as a name, else the longest name with a path before it."""
        ending = ending_of(written)
        for cut in range(len(written) - len(ending)):
            readings = list(self._readings(written[cut:], ending, written[:cut], scope))
            if readings:
                return _best(readings, today)
        return []

    def _readings(self, name: str, ending: str, prefix: str, scope: Scope) -> Iterator[Reading]:
        """Units of the scope that ``name`` below ``prefix`` may mean."""
        for unit in self._fitting(name.removesuffix(ending), prefix, scope):
            if (far := distance(name, ending, tidy(unit.name))) is not None:
                yield far, unit
        for unit in self._fitting(name, prefix, scope) if ending else ():
            yield BARE, unit

    def _fitting(self, stem: str, prefix: str, scope: Scope) -> list[UnitName]:
        known = self._of_stem(stem)
        units = scope.of(known) if known else []
        if not units or not prefix:
            return units
        # Hundreds of villages share a stem: first those with a unit above them that is written out just before it.
        written_out = [unit for unit in units if prefix.endswith(unit.path)]
        return [unit for unit in written_out or units if lies_under(prefix, unit.path)]

    def _verdict(self, readings: list[Reading], today: date, scope: Scope) -> Match | None:
        """What the readings come to once the retired have handed over; None where nothing is in the scope."""
        heirs = [(far, unit, self._heir(unit, today)) for far, unit in readings]
        known = {heir.id: (far, unit, heir) for far, unit, heir in heirs if heir and scope.of([heir])}
        if len(known) > 1:
            return Ambiguous(len(known), tuple(heir.full_name for _, _, heir in list(known.values())[:EXAMPLES]))
        for far, unit, heir in known.values():
            return Found(heir, unit if unit is not heir else None, far == OTHER_FAMILY)
        return next((Dissolved(unit) for _, unit, heir in heirs if heir is None), None)

    def _heir(self, unit: UnitName, today: date) -> UnitName | None:
        """The unit itself, or the living end of its chain of successors."""
        seen: set[int] = set()
        current: UnitName | None = unit
        while current and current.is_retired(today) and current.id not in seen:
            seen.add(current.id)
            current = self._successors.get(current.merged_into) if current.merged_into is not None else None
        return current if current and not current.is_retired(today) else None

    def near(self, text: str, scope: Scope = ANYWHERE) -> tuple[str, ...]:
        """Names of the scope that ``text`` may be a slip of, the likeliest first."""
        if self._near is None:
            self._near = NearNames(self._by_stem)
        names = (unit.name for stem in self._near.of(stem_of(tidy(text)))
                 for unit in scope.of(self._of_stem(stem)))
        return tuple(dict.fromkeys(names))[:EXAMPLES]


def _best(readings: list[Reading], today: date) -> list[Reading]:
    """The nearest readings: a living unit before a retired one, and both before another family of endings."""
    ranks = [(far == OTHER_FAMILY, unit.is_retired(today), far) for far, unit in readings]
    nearest = min(ranks)
    return [reading for rank, reading in zip(ranks, readings, strict=True) if rank == nearest]
