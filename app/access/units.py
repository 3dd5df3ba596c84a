"""Units and their ancestors: the columns by which rows are scoped (rules.md §7; fast-path.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.definition import LEVELS
from app.model import Models

LEVEL_COLUMNS = tuple(f"{level}_id" for level in LEVELS)

Path = Mapping[str, int | None]

_NO_PATH: Path = dict.fromkeys(LEVEL_COLUMNS)


def paths(session: Session, models: Models, units: Iterable[int]) -> dict[int, Path]:
    """The ancestor columns of rows that belong to each unit. A merged unit's rows go to its successor's scope."""
    unit = models.table("unit")
    wanted = sorted(set(units))
    columns = [unit.c[name] for name in LEVEL_COLUMNS]
    found: dict[int, Path] = {}
    for start in range(0, len(wanted), 500):
        statement = select(unit.c.id, unit.c.merged_into_id, *columns).where(unit.c.id.in_(wanted[start : start + 500]))
        for row in session.execute(guarded(statement)).mappings():
            found[row["id"]] = {**{name: row[name] for name in LEVEL_COLUMNS}, "merged_into_id": row["merged_into_id"]}
    return _followed(session, models, found)


def _followed(session: Session, models: Models, found: dict[int, Path]) -> dict[int, Path]:
    successors = {path["merged_into_id"] for path in found.values()} - {None}
    later = paths(session, models, successors - set(found)) if successors - set(found) else {}  # type: ignore[arg-type]
    known = {**later, **found}
    return {unit: _own(_last(unit, known)) for unit in found}


def _last(unit: int, known: Mapping[int, Path]) -> Path:
    seen = set()
    while (successor := known[unit].get("merged_into_id")) and successor in known and successor not in seen:
        seen.add(unit)
        unit = successor
    return known[unit]


def _own(path: Path) -> Path:
    return {name: path.get(name) for name in LEVEL_COLUMNS}


def path_of_unit(level: str, own_id: int | None, parent: Path | None) -> dict[str, int | None]:
    """The ancestor columns of a unit's own row: its parent's, and itself at its level."""
    path: dict[str, int | None] = dict(parent or _NO_PATH)
    path[f"{level}_id"] = own_id
    return path


def owner_of(row: Mapping[str, Any]) -> int | None:
    """The deepest unit of a row's ancestor columns."""
    return next((row[name] for name in reversed(LEVEL_COLUMNS) if row.get(name)), None)
