"""How many rows of a register stand in each unit's subtree, for the organisation tree: one statement whatever is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, func, select

from app.access.guard import scoped
from app.access.viewer import acting
from app.definition import LEVELS, Level, Register
from app.records.site import Work


def count_units(work: Work, register: Register, deepest: Level, conditions: Iterable[ColumnElement[bool]] = (),
                inside: tuple[Level, int] | None = None) -> Mapping[int, int]:
    """Unit → live rows of its subtree that the acting viewer reaches, for units down to the level ``deepest``.

    ``inside``: only units below this one are asked for. ``conditions`` are further ones on the register's table.
    """
    table = work.site.models.table(register.key)
    levels = LEVELS[LEVELS.index(inside[0]) if inside else 0: LEVELS.index(deepest) + 1]
    columns = [table.c[f"{level}_id"] for level in levels]
    statement = select(*columns, func.count()).where(table.c.void_at.is_(None), *conditions).group_by(*columns)
    if inside is not None:
        statement = statement.where(table.c[f"{inside[0]}_id"] == inside[1])
    reach = work.site.rights.reach(acting(), register.key, "read")
    found: Counter[int] = Counter()
    for *units, count in work.session.execute(scoped(statement, table, reach)).all():
        found.update({unit: count for unit in units if unit})
    return found
