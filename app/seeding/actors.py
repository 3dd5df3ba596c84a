"""Who acts in the invented records: the rows of ``actors.csv`` as viewers with the rights of their roles; and who of them
gets an account to try the system with (``accounts.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.access.guard import scoped_select
from app.access.viewer import Duty, Viewer
from app.decisions.declared import Declared
from app.decisions.units import Found
from app.definition import LEVELS
from app.definition.document import read_file
from app.problems import Problems, problem
from app.records.directory import UnitNode
from app.records.site import Work
from app.seeding.files import Line, read_table

_COLUMNS = {"姓名": "name", "角色": "role", "单位": "unit", "部门": "department", "用户名": "user"}


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """An account that set-up may create, with its unit and department as they are stored."""

    user: str
    name: str
    role: str
    unit_id: int
    department_id: int | None


def demo_accounts(work: Work, folder: Path) -> list[DemoAccount]:
    """The accounts of ``folder/accounts.yaml``. Raises Problems: D4… for the file, V008 for a unit or department unknown."""
    document = read_file(folder / "accounts.yaml", "demo/accounts.yaml")
    listed = Declared(document.data, document.mark_of)
    lines = [_line(each) for each in listed.at("accounts").items()]
    if listed.found:
        raise Problems(listed.found)
    return [_account(work, line) for line in lines]


def _line(listed: Declared) -> Line:
    listed.only("user", "name", "role", "unit", "department")
    cells = {key: listed.at(key).text() for key in ("user", "name", "role", "unit")}
    department = listed.maybe("department")
    return Line(listed.mark, {**cells, "department": department.text()} if department else cells)


def _account(work: Work, line: Line) -> DemoAccount:
    unit = unit_of(work, line)
    return DemoAccount(user=line.cells["user"], name=line.cells["name"], role=line.cells["role"], unit_id=unit.id,
                       department_id=department_of(work, unit.id, line))


def read_actors(work: Work, path: Path, accounts: Mapping[str, int]) -> dict[str, Viewer]:
    """The actors by name. ``accounts``: user name → id of the account; who has none gets a negative number."""
    lines = read_table(path, _COLUMNS)
    return {line.cells["name"]: _viewer(work, line, accounts.get(line.cells.get("user", ""), -number))
            for number, line in enumerate(lines, start=1)}


def _viewer(work: Work, line: Line, user_id: int) -> Viewer:
    unit = unit_of(work, line)
    path = tuple((level, unit.path[level]) for level in LEVELS if level in unit.path)
    duty = Duty(line.cells["role"], unit.id, unit.level, path, department_of(work, unit.id, line))  # type: ignore[arg-type]
    return Viewer(user_id, line.cells["name"], (duty,))


def unit_of(work: Work, line: Line) -> UnitNode:
    """The unit that the cell ``unit`` names. Raises Problems V008."""
    directory = work.site.directory(work.session)
    found = directory.index.find(line.cells["unit"], work.today)
    if not isinstance(found, Found):
        raise Problems([problem("V008", line.mark, field="unit", given=line.cells["unit"])])
    return directory.units[found.unit.id]


def department_of(work: Work, unit: int, line: Line) -> int | None:
    """The department that the cell ``department`` names, if it names one. Raises Problems V008."""
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
    found: int | None = work.session.execute(scoped_select(work.site.rights, "department", table.c.id).where(mine)).scalar()
    return found
