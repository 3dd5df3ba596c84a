"""Units and departments as a process remembers them: names, tree, and who holds which function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.decisions.routing import Department
from app.decisions.scales import Level
from app.decisions.units import UnitIndex, UnitName
from app.definition import LEVELS
from app.model import Models


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree. ``path`` holds it and its ancestors by level.

    A later change of a unit that has merged counts as its merger.
    """

    id: int
    code: str
    name: str
    level: str
    parent: int | None
    path: Mapping[str, int]
    valid_to: date | None = None
    merged_into: int | None = None
    merged_at: datetime | None = None  #: when the merger was entered

    @property
    def columns(self) -> dict[str, int]:
        """What decides who sees the unit: its id, and the columns of its path."""
        return {"id": self.id, **{f"{level}_id": unit for level, unit in self.path.items()}}


@dataclass(frozen=True)
class UnitDirectory:
    """All units by id, in the order of their codes, and the departments by unit and function."""

    units: Mapping[int, UnitNode] = field(default_factory=dict)
    departments: Mapping[tuple[int, str], int] = field(default_factory=dict)  #: (unit, function) → department

    @cached_property
    def index(self) -> UnitIndex:
        """For reading unit names in files."""
        return UnitIndex(UnitName(id=unit.id, code=unit.code, name=unit.name, level=Level(unit.level),
                                  path=self._names_above(unit), valid_to=unit.valid_to, merged_into=unit.merged_into)
                         for unit in self.units.values())

    @cached_property
    def children(self) -> Mapping[int | None, tuple[int, ...]]:
        """The units directly below each unit."""
        found: dict[int | None, list[int]] = {}
        for unit in self.units.values():
            found.setdefault(unit.parent, []).append(unit.id)
        return {parent: tuple(below) for parent, below in found.items()}

    @cached_property
    def offices(self) -> Mapping[int, tuple[Department, ...]]:
        """The departments of each unit with the functions that lead there; of two with the same function the older leads."""
        held: dict[tuple[int, int], set[str]] = {}
        for (unit, function), department in self.departments.items():
            held.setdefault((unit, department), set()).add(function)
        found: dict[int, list[Department]] = {}
        for (unit, department), functions in sorted(held.items()):
            found.setdefault(unit, []).append(Department(department, unit, frozenset(functions)))
        return {unit: tuple(each) for unit, each in found.items()}

    def _names_above(self, unit: UnitNode) -> tuple[str, ...]:
        above = (self.units.get(unit.path[level]) for level in LEVELS if level in unit.path)  # one above may be void
        return tuple(each.name for each in above if each and each.id != unit.id)

    def name(self, unit: int | None) -> str:
        """The unit's name; a dash for none."""
        node = self.units.get(unit or 0)
        return node.name if node else "—"

    def leads(self, unit: int | None, function: str | None) -> int | None:
        """The department that holds a function at the unit or, failing that, at a unit above it."""
        node = self.units.get(unit or 0)
        for level in reversed(LEVELS) if node and function else ():
            above = node.path.get(level)  # type: ignore[union-attr]
            if above and (above, function) in self.departments:
                return self.departments[above, function]  # type: ignore[index]
        return None


def read_directory(session: Session, models: Models) -> UnitDirectory:
    """The directory as the tables have it; without the registers unit and department it is empty."""
    if "unit" not in models.definition.registers:
        return UnitDirectory()
    table = models.table("unit")
    statement = select(table).where(table.c.void_at.is_(None)).order_by(table.c.code)
    units = {row["id"]: _node(row) for row in session.execute(guarded(statement)).mappings()}
    return UnitDirectory(units, _departments(session, models))


def _node(row: Mapping[Any, Any]) -> UnitNode:
    path: dict[str, int] = {level: row[f"{level}_id"] for level in LEVELS if row[f"{level}_id"]}
    return UnitNode(row["id"], row["code"], row["name"], row["level"], row["parent_id"], path, row["valid_to"],
                    row["merged_into_id"], row["changed_at"] if row["merged_into_id"] else None)


def _departments(session: Session, models: Models) -> dict[tuple[int, str], int]:
    if "department" not in models.definition.registers:
        return {}
    table = models.table("department")
    columns = select(table.c.id, table.c.unit_id, table.c.functions).where(table.c.void_at.is_(None))
    rows = session.execute(guarded(columns.order_by(table.c.id.desc()))).all()
    return {(unit, function): department for department, unit, functions in rows for function in functions or ()}
