"""Who acts in the invented records: the rows of ``actors.csv`` as viewers with the rights of their roles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Duty, Viewer
from app.decisions.units import Found
from app.definition import LEVELS
from app.problems import Problems, problem
from app.records.directory import UnitNode
from app.records.site import Work
from app.seeding.files import Line, read_table

_COLUMNS = {"姓名": "name", "角色": "role", "单位": "unit", "部门": "department", "用户名": "user"}


def read_actors(work: Work, path: Path, accounts: Mapping[str, int]) -> dict[str, Viewer]:
    """The actors by name. ``accounts``: user name → id of the account; who has none gets a negative number."""
    lines = read_table(path, _COLUMNS)
    return {line.cells["name"]: _viewer(work, line, accounts.get(line.cells.get("user", ""), -number))
            for number, line in enumerate(lines, start=1)}


def _viewer(work: Work, line: Line, user_id: int) -> Viewer:
    unit = _unit(work, line)
    path = tuple((level, unit.path[level]) for level in LEVELS if level in unit.path)
    duty = Duty(line.cells["role"], unit.id, unit.level, path, _department(work, unit.id, line))  # type: ignore[arg-type]
    return Viewer(user_id, line.cells["name"], (duty,))


def _unit(work: Work, line: Line) -> UnitNode:
    directory = work.site.directory(work.session)
    found = directory.index.find(line.cells["unit"], work.today)
    if not isinstance(found, Found):
        raise Problems([problem("V008", line.mark, field="unit", given=line.cells["unit"])])
    return directory.units[found.unit.id]


def _department(work: Work, unit: int, line: Line) -> int | None:
    if "department" not in line.cells:
        return None
    found = _find_department(work, unit, line.cells["department"])
    if found is None:
        raise Problems([problem("V008", line.mark, field="department", given=line.cells["department"])])
    return found


def _find_department(work: Work, unit: int, name: str) -> int | None:
    """The department of that name at the unit."""
    table = work.site.models.table("department")
    mine = (table.c.unit_id == unit) & (table.c.name == name) & table.c.void_at.is_(None)
    found: int | None = work.session.execute(guarded(select(table.c.id).where(mine))).scalar()
    return found
