"""The to-do list: its counts in one statement, its lines in one, the names of their records in one for each register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import cast as as_type
from sqlalchemy.types import TypeEngine

from app.access.guard import guarded, scoped
from app.access.viewer import acting
from app.decisions.calendar import local_date
from app.fieldtypes.storage import Moment
from app.records.names import read_names
from app.records.site import Work
from app.reporting.todo.cases import of_cases, of_follow_ups
from app.reporting.todo.owing import Asking, Owing, Pile, What
from app.reporting.todo.registers import of_days, of_returns, of_tasks

SIZE = 50  #: lines of a page of one pile
FIRST = 8  #: lines of each pile where all are shown

#: Everything that can be owed, in the order of the list where days are the same.
SOURCES = (of_cases, of_follow_ups, of_returns, of_days, of_tasks)


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that one row owes. ``missed``: how many due days of the case were missed already."""

    pile: Pile
    what: What
    register: str
    record: int
    name: str
    unit: int
    day: date | None
    missed: int = 0


@dataclass(frozen=True)
class Todo:
    """Some lines of the list, and how many there are in each pile."""

    lines: tuple[TodoLine, ...]
    counts: Mapping[Pile, int]

    def of(self, pile: Pile) -> tuple[TodoLine, ...]:
        """The lines of a pile that were read."""
        return tuple(line for line in self.lines if line.pile is pile)


def count_todo(work: Work) -> Mapping[Pile, int]:
    """How much lies in each pile: one statement."""
    every = _every(work)
    if every is None:
        return dict.fromkeys(Pile, 0)
    rows = work.session.execute(guarded(select(every.c.pile, func.count()).group_by(every.c.pile))).all()
    return {**dict.fromkeys(Pile, 0), **{Pile(pile): count for pile, count in rows}}


def list_todo(work: Work, pile: Pile | None = None, page: int = 1) -> Todo:
    """The most urgent lines of each pile, or a page of one: a statement, and one for each register that has lines."""
    every = _every(work)
    if every is None:
        return Todo((), dict.fromkeys(Pile, 0))
    order = (every.c.day, every.c.register, every.c.id)
    place = func.row_number().over(partition_by=every.c.pile, order_by=order).label("place")
    ranked = select(every, place, func.count().over(partition_by=every.c.pile).label("many")).subquery("ranked")
    first, last = (SIZE * (page - 1), SIZE * page) if pile else (0, FIRST)
    statement = select(ranked).where(ranked.c.place <= last).order_by(ranked.c.pile, ranked.c.place)
    # The first line of every pile tells how many it has.
    rows = work.session.execute(guarded(statement.where((ranked.c.place == 1) | (ranked.c.place > first)))).mappings().all()
    counts = {**dict.fromkeys(Pile, 0), **{Pile(row["pile"]): row["many"] for row in rows}}
    shown = [row for row in rows if row["place"] > first and pile in (None, Pile(row["pile"]))]
    return Todo(tuple(_named(work, shown)), counts)


def _named(work: Work, rows: Sequence[Mapping[Any, Any]]) -> Iterator[TodoLine]:
    names: dict[tuple[str, int], str] = {}
    for register in dict.fromkeys(row["register"] for row in rows):
        names |= read_names(work.session, register, {row["id"] for row in rows if row["register"] == register}, work.wording())
    for row in rows:
        name = names.get((row["register"], row["id"]), "—")  # an offer can be answered before the case can be read
        yield TodoLine(Pile(row["pile"]), What(row["what"]), row["register"], row["id"], name, row["unit"], _day(row),
                       row["missed"] or 0)


def _day(row: Mapping[Any, Any]) -> date | None:
    return local_date(row["since"] + timedelta(hours=row["hours"])) if row["since"] else row["day"]


def _every(work: Work) -> Subquery | None:
    """All that is due from the viewer: pile, what, register, id, day, unit, days missed, and since when something is
    due within hours. None where the viewer can owe nothing."""
    asking = Asking(work)
    parts = [_rows(asking, owing) for source in SOURCES for owing in source(asking)]
    return union_all(*parts).subquery("every") if parts else None


def _given(column: ColumnElement[Any] | None, its_type: type[TypeEngine[Any]]) -> ColumnElement[Any]:
    return as_type(null(), its_type) if column is None else type_coerce(column, its_type)


def _rows(asking: Asking, owing: Owing) -> Select[Any]:
    pile = literal(owing.pile.value, String) if isinstance(owing.pile, Pile) else owing.pile
    columns = (as_type(pile, String).label("pile"), literal(owing.what.value, String).label("what"),
               literal(owing.register.key, String).label("register"), owing.table.c.id.label("id"),
               type_coerce(owing.day, Date).label("day"), type_coerce(owing.table.c.unit_id, BigInteger).label("unit"),
               _given(owing.missed, Integer).label("missed"), _given(owing.since, Moment).label("since"),
               _given(owing.hours, Integer).label("hours"))
    source = owing.table if owing.source is None else owing.source
    statement = select(*columns).select_from(source).where(owing.where)
    return scoped(statement, owing.table, asking.site.rights.reach(acting(), owing.register.key, owing.act))
