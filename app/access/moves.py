"""A unit moves or merges: every row below it gets its new ancestors in the same transaction (rules.md §7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, update

from app.access.guard import GuardedSession, guarded
from app.access.search_index import index_rows
from app.access.units import LEVEL_COLUMNS, path_of_unit, paths
from app.definition import Register
from app.model.append_only import placing


def follow_move(session: GuardedSession, unit: int) -> None:
    """Bring the units below ``unit``, and all rows of them and of units merged into them, to their present place."""
    models = session.rights.models
    below = list(_subtree(session, unit))
    _replace_unit_paths(session, below)
    merged = _merged_into(session, below)
    for owner, path in paths(session, models, [*below, *merged]).items():
        for register in models.definition.registers.values():
            if register.scope.kind in ("unit", "through"):
                _move_rows(session, register, owner, path)


def _subtree(session: GuardedSession, unit: int) -> Iterator[int]:
    """The unit and all below it, parents first."""
    table = session.rights.models.table("unit")
    layer = [unit]
    while layer:
        yield from layer
        layer = list(session.execute(guarded(select(table.c.id).where(table.c.parent_id.in_(layer)))).scalars())


def _replace_unit_paths(session: GuardedSession, below: list[int]) -> None:
    table = session.rights.models.table("unit")
    columns = (table.c.id, table.c.level, table.c.parent_id, *(table.c[name] for name in LEVEL_COLUMNS))
    for unit in below:
        row = session.execute(guarded(select(*columns).where(table.c.id == unit))).mappings().one()
        parent = _stored_path(session, row["parent_id"])
        path = path_of_unit(row["level"], row["id"], parent)
        if any(path[name] != row[name] for name in LEVEL_COLUMNS):
            session.execute(guarded(update(table).where(table.c.id == unit).values(**path)))


def _stored_path(session: GuardedSession, unit: int | None) -> Mapping[str, int | None] | None:
    if unit is None:
        return None
    table = session.rights.models.table("unit")
    statement = select(*(table.c[name] for name in LEVEL_COLUMNS)).where(table.c.id == unit)
    return dict(session.execute(guarded(statement)).mappings().one())


def _merged_into(session: GuardedSession, units: list[int]) -> list[int]:
    table = session.rights.models.table("unit")
    return list(session.execute(guarded(select(table.c.id).where(table.c.merged_into_id.in_(units)))).scalars())


def _move_rows(session: GuardedSession, register: Register, owner: int, path: Mapping[str, int | None]) -> None:
    models = session.rights.models
    table = models.table(register.key)
    stays = table.c.unit_id == owner
    elsewhere = stays & ~(_same(table, path))
    moved: list[Mapping[str, Any]] = []
    if register.key in models.search:
        moved = [dict(row) for row in session.execute(guarded(select(table).where(elsewhere))).mappings()]
    with placing(session.connection(), models.system, register):
        session.execute(guarded(update(table).where(elsewhere).values(**path)))
    index_rows(session, models, register, [{**row, **path} for row in moved], new=False)


def _same(table: Any, path: Mapping[str, int | None]) -> Any:
    found = None
    for name, value in path.items():
        equal = table.c[name].is_(None) if value is None else (table.c[name].is_not(None) & (table.c[name] == value))
        found = equal if found is None else found & equal
    return found
