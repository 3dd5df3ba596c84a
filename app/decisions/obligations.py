"""What each unit owes for a period (rules.md §2, §7).

- A unit owes a period when it exists on the period's last day. So on a merge the successor owes the period that contains the
  date of the merger, and carries in it what its predecessors had in that period; a unit whose last day is the period's last
  day still owes it.
- Some returns are due after their period. Where the unit is gone by the due day, ``answers`` is its successor: it hands in
  what stands under the old name.
- A unit that ended without a successor owes nothing for the period in which it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.decisions.periods import Period, PeriodPolicy, due_day
from app.decisions.return_policy import Owers, ReturnKind
from app.decisions.routing import Department
from app.decisions.scales import Level


@dataclass(frozen=True)
class UnitLife:
    """A unit with its first and last day (both within; None = open) and its successor."""

    id: int
    level: Level
    valid_from: date | None = None
    valid_to: date | None = None
    merged_into: int | None = None

    def lives_on(self, day: date) -> bool:
        """True where ``day`` lies within its dates."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def lives_in(self, period: Period) -> bool:
        """True where it exists on some day of ``period``."""
        begun = self.valid_from is None or self.valid_from <= period.last
        return begun and (self.valid_to is None or self.valid_to >= period.first)


@dataclass(frozen=True)
class Obligation:
    """One return that is owed. ``unit`` and ``department`` name whose it is, ``answers`` the unit that hands it in.

    ``carries``: the units whose rows of the period go into it, ``unit`` itself first. Of a department only its own.
    """

    kind: str
    period: Period
    unit: int
    due_on: date
    department: int | None = None
    answers: int = 0
    carries: tuple[int, ...] = ()


class Units:
    """Units by id, with the way from a unit that is gone to the one that took its place."""

    def __init__(self, units: Iterable[UnitLife]) -> None:
        self._by_id = {unit.id: unit for unit in units}

    def __iter__(self) -> Iterator[UnitLife]:
        return iter(self._by_id.values())

    def heir(self, unit: UnitLife, day: date) -> UnitLife | None:
        """The unit itself, or the end of its chain of successors that exists on ``day``; None where the chain breaks off."""
        seen: set[int] = set()
        current: UnitLife | None = unit
        while current and not current.lives_on(day) and current.id not in seen:
            seen.add(current.id)
            current = self._by_id.get(current.merged_into or 0)
        return current if current and current.lives_on(day) else None


def due_of(kind: ReturnKind, period: Period, policy: PeriodPolicy) -> date | None:
    """The day by whose 24:00 a return is due: its own rule, else that of its period."""
    return kind.due.value.of(period) if kind.due else due_day(period, policy)


def obligations(units: Iterable[UnitLife], departments: Iterable[Department], kind: ReturnKind, period: Period,
                policy: PeriodPolicy, leading: Iterable[str] = ()) -> tuple[Obligation, ...]:
    """Everything of ``kind`` that is owed for ``period``; ``leading``: the functions that lead a category of disputes.

    Raises ValueError where neither the return nor its period says when it is due.
    """
    due = due_of(kind, period, policy)
    if due is None:
        raise ValueError(f"nothing says when {kind.key} is due")
    known, offices = Units(units), _by_unit(departments)
    owed = [each for owers in kind.owed_by for each in _owed(known, offices, owers, kind.key, period, due, frozenset(leading))]
    return tuple(dict.fromkeys(owed))


def _by_unit(departments: Iterable[Department]) -> Mapping[int, list[Department]]:
    found: dict[int, list[Department]] = {}
    for department in departments:
        found.setdefault(department.unit, []).append(department)
    return found


def _owed(known: Units, offices: Mapping[int, list[Department]], owers: Owers, key: str, period: Period, due: date,
          leading: frozenset[str]) -> Iterator[Obligation]:
    carried = _carried(known, period)
    for unit in known:
        if unit.level is not owers.level or not unit.lives_on(period.last):
            continue
        answers = (known.heir(unit, due) or unit).id
        if not owers.are_departments:
            yield Obligation(key, period, unit.id, due, answers=answers, carries=(unit.id, *carried.get(unit.id, ())))
            continue
        wanted = leading if owers.leading else owers.functions
        for office in offices.get(unit.id, ()):
            if office.functions & wanted:
                yield Obligation(key, period, unit.id, due, department=office.id, answers=answers, carries=(unit.id,))


def _carried(known: Units, period: Period) -> Mapping[int, list[int]]:
    """Per unit those that were merged into it within the period."""
    found: dict[int, list[int]] = {}
    for unit in known:
        if unit.lives_in(period) and not unit.lives_on(period.last):
            heir = known.heir(unit, period.last)
            if heir is not None:
                found.setdefault(heir.id, []).append(unit.id)
    return found


def merging_department(kind: ReturnKind, unit: int, departments: Iterable[Department]) -> int | None:
    """The department of ``unit`` that merges the returns of the others (平安, S4 三(六)1 ◇); of several the oldest."""
    return min((each.id for each in departments if each.unit == unit and kind.merged_by in each.functions), default=None)


def carrier(units: Iterable[UnitLife], unit: int, period: Period) -> int | None:
    """Whose return carries the rows of ``unit`` in ``period``: its own or its successor's."""
    known = Units(units)
    mine = next((each for each in known if each.id == unit), None)
    heir = known.heir(mine, period.last) if mine else None
    return heir.id if heir else None
