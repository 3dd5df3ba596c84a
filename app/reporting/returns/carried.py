"""Which rows of the ledger go into a sheet: whose they are, which sheets of the same kind stand, what those carry already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select

from app.access.guard import guarded, scoped_select
from app.access.units import owner_of
from app.decisions.periods import Period
from app.decisions.supplements import LedgerRow, Sheet, draw
from app.definition import Register
from app.records.directory import UnitDirectory
from app.records.return_states import HANDED_IN, RETURN, period_of
from app.records.site import Work

Row = Mapping[str, Any]

#: What the figures ask of a case.
_FACTS = ("id", "unit_id", "found_on", "created_at", "category", "form_type", "people_involved", "risk_level", "outcome",
          "resolved_on", "ended_on")


@dataclass(frozen=True)
class Scope:
    """Whose rows a return speaks of: a unit with those that were merged into it, or what a department leads or holds."""

    work: Work
    register: Register
    row: Row  #: of the return

    @cached_property
    def period(self) -> Period:
        """The period of the return."""
        return period_of(self.work.site, self.row)

    @property
    def department(self) -> int:
        """The department that owes it; 0 for the unit itself."""
        return self.row["holder_department_id"] or 0

    @cached_property
    def directory(self) -> UnitDirectory:
        return self.work.site.directory(self.work.session)

    @cached_property
    def owner(self) -> int:
        """The unit that answers for it now."""
        return owner_of(self.row) or self.row["unit_id"]

    @cached_property
    def merged(self) -> tuple[int, ...]:
        """The units that were merged into the return's unit, also by way of another."""
        found = [self.row["unit_id"]]
        for unit in found:
            found += [each.id for each in self.directory.units.values() if each.merged_into == unit and each.id not in found]
        return tuple(found[1:])

    @cached_property
    def reporting(self) -> frozenset[int]:
        """The units whose own rows of the period go into it: its own, and those that were gone before the period's end."""
        gone = [unit for unit in self.merged if (self.directory.units[unit].valid_to or date.max) < self.period.last]
        return frozenset((self.row["unit_id"], *gone))

    @cached_property
    def belonging(self) -> Mapping[int, int]:
        """Unit of a row, grids too → the unit of this scope that it belongs to."""
        return {below: unit for unit in (self.row["unit_id"], *self.merged) for below in _subtree(self.directory, unit)}

    def criterion(self, table: Table) -> ColumnElement[bool]:
        """The rows of the ledger in this scope."""
        if self.department:
            held = or_(table.c.lead_department_id == self.department, table.c.holder_department_id == self.department)
            return and_(table.c.town_id == self.row["town_id"], held)
        if self.row["village_id"] is None:
            return and_(table.c.town_id == self.row["town_id"])
        return table.c.unit_id.in_(sorted(self.belonging))

    def unit_of(self, unit: int) -> int:
        """The unit of the scope to which a row of ``unit`` belongs."""
        return self.belonging.get(unit, self.row["unit_id"])


def _subtree(directory: UnitDirectory, unit: int) -> Iterator[int]:
    yield unit
    for below in directory.children.get(unit, ()):
        yield from _subtree(directory, below)


@dataclass(frozen=True)
class Carried:
    """The rows of a sheet: ``facts`` of every case that it or its year knows, those that it carries, own and supplement."""

    facts: tuple[Row, ...]
    own: frozenset[int]
    supplement: frozenset[int]


def carried_by(scope: Scope, drawn_at: datetime) -> Carried:
    """What a sheet carries that is drawn at a moment; its own earlier edition counts as let go. Two statements."""
    rows = _ledger_rows(scope, drawn_at)
    free = [row for row in rows if row["taken_by"] in (None, scope.row["id"])]
    owed = _owed(scope)
    own: set[Any] = set()
    supplement: set[Any] = set()
    for unit in (scope.row["unit_id"], *scope.merged):
        theirs = (row for row in free if scope.unit_of(row["unit_id"]) == unit)
        mine = [LedgerRow(row["id"], row["found_on"], row["created_at"]) for row in theirs]
        sheet = draw(mine, scope.period, drawn_at, owed.standing(scope, unit), owed.since(scope, unit))
        own.update(sheet.own if unit in scope.reporting else ())
        supplement.update(sheet.supplement)
    return Carried(tuple(rows), frozenset(own), frozenset(supplement))


def _ledger_rows(scope: Scope, drawn_at: datetime) -> list[Row]:
    """Cases entered by the moment: of the year of the period, and those that no other sheet of the kind carries."""
    work, table, taken = scope.work, scope.work.site.models.table(scope.register.key), scope.work.site.models.system.return_row
    mine = and_(taken.c.kind == scope.row["kind"], taken.c.department_id == scope.department, taken.c.record_id == table.c.id)
    year = date(scope.period.last.year, 1, 1)
    statement = scoped_select(work.site.rights, scope.register.key, *(table.c[name] for name in _FACTS),
                              taken.c.return_id.label("taken_by")).outerjoin(taken, mine).where(
        scope.criterion(table), table.c.void_at.is_(None), table.c.found_on <= scope.period.last,
        table.c.created_at <= drawn_at, or_(table.c.found_on >= year, taken.c.return_id.is_(None),
                                            taken.c.return_id == scope.row["id"])).order_by(table.c.found_on, table.c.id)
    return [dict(row) for row in work.session.execute(statement).mappings()]


@dataclass(frozen=True)
class _Owed:
    """The other returns of the same kind, by unit: (first, last, whether it was handed in)."""

    returns: Mapping[int, tuple[tuple[date, date, bool], ...]]

    def standing(self, scope: Scope, unit: int) -> dict[Period, Sheet]:
        """The periods whose sheet stands: its own, and after its end those of the unit that took it in."""
        ended = scope.directory.units[unit].valid_to if unit in scope.directory.units else None
        own = [each for each in self.returns.get(unit, ()) if each[2]]
        heirs = self.returns.get(scope.row["unit_id"], ())
        later = [each for each in heirs if each[2] and ended is not None and ended < each[1]]
        kind, never = scope.period.kind, scope.work.now
        return {Period(kind, first, last): Sheet(Period(kind, first, last), never, (), ()) for first, last, _ in (*own, *later)}

    def since(self, scope: Scope, unit: int) -> date | None:
        """The first day of the first period that was owed."""
        every = (*self.returns.get(unit, ()), *self.returns.get(scope.row["unit_id"], ()))
        return min((first for first, _last, _in in every), default=None)


def _owed(scope: Scope) -> _Owed:
    """Read without the viewer's reach: a sheet is the same whoever looks at it."""
    table = scope.work.site.models.table(RETURN)
    department = table.c.holder_department_id
    mine = and_(table.c.void_at.is_(None), table.c.kind == scope.row["kind"],
                table.c.unit_id.in_((scope.row["unit_id"], *scope.merged)),
                department == scope.department if scope.department else department.is_(None))
    rows = scope.work.session.execute(guarded(select(table.c.unit_id, table.c.from_on, table.c.to_on, table.c.state).where(
        mine))).all()
    found: dict[int, list[tuple[date, date, bool]]] = {}
    for unit, first, last, state in rows:
        found.setdefault(unit, []).append((first, last, state in HANDED_IN))
    return _Owed({unit: tuple(each) for unit, each in found.items()})
