"""The board (四色看板): open cases per colour and level with those that have been overdue, and the cases of a cell.

For every register whose rows are cases. Cases stand in the order of their urgency: the due day, then the higher colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Table, and_, false, func, or_, select, tuple_, type_coerce

from app.access.guard import scoped
from app.access.query import Under
from app.access.reach import Reach
from app.access.viewer import Duty, Viewer, acting
from app.decisions.colours import Grading
from app.decisions.deadlines import DaysLeft, days_left
from app.decisions.scales import Colour, Level
from app.definition import Register
from app.records.grading import grading_of
from app.records.names import read_names
from app.records.open_cases import is_open
from app.records.reading import stored_values
from app.records.site import Work
from app.reporting.unit_counts import count_units

Key = tuple[date, int, int]  #: due day, colour from the highest, id: where a page ends


@dataclass(frozen=True, slots=True)
class BoardCell:
    """Which cases: None is all of them. ``overdue``: only those that have missed a due day. ``held``: by the viewer's units.

    ``under``: those of a unit's subtree, by its level.
    """

    colour: Colour | None = None
    level: Level | None = None
    overdue: bool = False
    held: bool = False
    under: Under | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Open cases of a cell, and how many of them have missed a due day since they were last lowered."""

    cases: int = 0
    overdue: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.cases + other.cases, self.overdue + other.overdue)


@dataclass(frozen=True)
class Board:
    """The counts of the open cases that the viewer reaches."""

    counts: Mapping[tuple[Colour, Level], Count]

    def of(self, colour: Colour | None = None, level: Level | None = None) -> Count:
        """A cell, a column, a row or everything."""
        found = (count for (its, at), count in self.counts.items() if colour in (None, its) and level in (None, at))
        return sum(found, Count())


@dataclass(frozen=True)
class BoardCase:
    """A case on the board. ``values`` are those of the register's fields; ``holder`` and ``department`` are names.

    ``settled_lower``: the facts alone would give a lower colour by now; it stays until a lowering is confirmed.
    """

    id: int
    version: int
    values: Mapping[str, Any]
    colour: Colour
    level: Level
    due_on: date
    days: DaysLeft
    overdue: bool
    grading: Grading
    unit: str
    holder: str
    department: str

    @property
    def settled_lower(self) -> bool:
        return self.grading.colour is not None and self.grading.colour < self.colour


@dataclass(frozen=True)
class BoardPage:
    """Some cases of a cell; ``after`` is the key of the next page, None where there is none."""

    cases: tuple[BoardCase, ...]
    after: Key | None


def count_board(work: Work, register: Register, *, held: bool = False, under: Under | None = None) -> Board:
    """Open cases per colour and level, in one statement; ``held``: only those that the viewer's units hold."""
    table = _table(work, register)
    level = table.c.level
    counted = (func.count(), func.count().filter(_is_overdue(table, work.today)))
    conditions = _conditions(work, table, BoardCell(held=held, under=under))
    statement = select(table.c.colour, level, *counted).where(*conditions).group_by(table.c.colour, level)
    rows = work.session.execute(_reached(work, register, statement)).all()
    return Board({(Colour(colour), Level(at)): Count(cases, overdue) for colour, at, cases, overdue in rows})


def rows_of_cell(work: Work, register: Register, cell: BoardCell) -> Select[Any]:
    """The ids of the cases of a cell."""
    table = _table(work, register)
    return _reached(work, register, select(table.c.id).where(*_conditions(work, table, cell)))


def list_cell(work: Work, register: Register, cell: BoardCell, *, size: int = 20, after: Key | None = None) -> BoardPage:
    """The cases of a cell from the most urgent on, ``size`` at a time; three statements whatever there is."""
    table = _table(work, register)
    key = (table.c.due_on, -type_coerce(table.c.colour, Integer), table.c.id)
    wanted = select(table.c.id, *key).where(*_conditions(work, table, cell))
    if after is not None:
        wanted = wanted.where(_beyond(key, after))
    # The keys come from an index that has no more columns; the rows themselves are read for one page only.
    page = _reached(work, register, wanted.order_by(*key).limit(size + 1)).subquery("page")
    statement = select(table).join(page, page.c.id == table.c.id).order_by(*key)
    rows = work.session.execute(_reached(work, register, statement)).mappings().all()
    return BoardPage(_cases(work, register, rows[:size]), _key(rows[size - 1]) if len(rows) > size else None)


def _beyond(key: Sequence[ColumnElement[Any]], after: Key) -> ColumnElement[bool]:
    return tuple_(*key) > tuple_(*after)


def _key(row: Mapping[Any, Any]) -> Key:
    return row["due_on"], -(Colour(row["colour"]).rank + 1), row["id"]


def open_by_unit(work: Work, register: Register, cell: BoardCell, deepest: Level,
                 inside: Under | None = None) -> Mapping[int, int]:
    """Unit → open cases of its subtree that are held as the cell says, for units down to a level (unit_counts.py)."""
    held = BoardCell(overdue=cell.overdue, held=cell.held)
    return count_units(work, register, deepest.value, _conditions(work, _table(work, register), held), inside)


# -- conditions ----------------------------------------------------------------------------------


def _table(work: Work, register: Register) -> Table:
    return work.site.models.table(register.key)


def _reached(work: Work, register: Register, statement: Select[Any]) -> Select[Any]:
    reach: Reach = work.site.rights.reach(acting(), register.key, "read")
    return scoped(statement, _table(work, register), reach)


def _is_live(table: Table) -> ColumnElement[bool]:
    return and_(is_open(table), table.c.void_at.is_(None))


def _is_overdue(table: Table, today: date) -> ColumnElement[bool]:
    """It has missed a due day: a step says so, or the clock has not come to it yet; a paused case does not fall due."""
    late = table.c.due_on < today
    return or_(table.c.added_steps > 0, and_(late, table.c.paused_at.is_(None)) if "paused_at" in table.c else late)


def _conditions(work: Work, table: Table, cell: BoardCell) -> Iterable[ColumnElement[bool]]:
    yield _is_live(table)
    if cell.colour is not None:
        yield table.c.colour == cell.colour.value
    if cell.level is not None:
        yield table.c.level == cell.level.value
    if cell.overdue:
        yield _is_overdue(table, work.today)
    if cell.held:
        yield _is_held(table)
    if cell.under is not None:
        level, unit = cell.under
        yield table.c[f"{level}_id"] == unit


def _is_held(table: Table) -> ColumnElement[bool]:
    """What the viewer's own units hold; a department clerk: what the department holds."""
    who = acting()
    duties = who.duties if isinstance(who, Viewer) else ()
    return or_(false(), *(_holds(table, duty) for duty in duties))


def _holds(table: Table, duty: Duty) -> ColumnElement[bool]:
    if duty.department_id is not None:
        return table.c.holder_department_id == duty.department_id
    return table.c.holder_unit_id == duty.unit_id


# -- cases ---------------------------------------------------------------------------------------


def _cases(work: Work, register: Register, rows: Sequence[Mapping[Any, Any]]) -> tuple[BoardCase, ...]:
    departments = {row["holder_department_id"] for row in rows} - {None}
    names = read_names(work.session, "department", departments, work.wording()) if departments else {}
    return tuple(_case(work, register, row, names) for row in rows)


def _case(work: Work, register: Register, row: Mapping[Any, Any], names: Mapping[tuple[str, int], str]) -> BoardCase:
    values, directory = stored_values(register, row), work.site.directory(work.session)
    due_on: date = values["due_on"]
    return BoardCase(
        id=row["id"], version=row["version"], values=values, colour=Colour(values["colour"]), level=Level(values["level"]),
        due_on=due_on, days=days_left(due_on, work.today, work.site.holidays),
        overdue=bool(values["added_steps"]) or (due_on < work.today and values.get("paused_at") is None),
        grading=grading_of(work.site, register, values, work.today), unit=directory.name(values["unit"]),
        holder=directory.name(values["holder_unit"]),
        department=names.get(("department", values["holder_department"]), "") if values["holder_department"] else "")

