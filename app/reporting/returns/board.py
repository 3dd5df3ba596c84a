"""Returns in sight: mine by what is due, and the completeness of units and periods (rules.md §2).

States are those of the day that asks (records/return_states.py); every count has the condition that gives its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, select, true

from app.access.guard import scoped
from app.access.viewer import acting
from app.decisions.return_states import Completeness, ReturnState, completeness
from app.records.return_states import HANDED_IN, RETURN, mine, state_now
from app.records.site import Work

SIZE = 50

#: What of mine: open (all that is not handed in), due today, soon (the reminder went out), overdue, sent back, done.
MINE = ("open", "today", "soon", "overdue", "returned", "done")
#: What of all in sight.
IN_SIGHT = ("missing", "waiting", "all")

_COUNTED: Mapping[str, tuple[ReturnState, ...]] = {
    "expected": tuple(ReturnState), "on_time": (ReturnState.ON_TIME, ReturnState.ZERO), "late": (ReturnState.LATE,),
    "missing": (ReturnState.MISSING,), "pending": (ReturnState.NOT_DUE, ReturnState.TO_DO, ReturnState.SENT_BACK)}
COUNTS = tuple(_COUNTED)


@dataclass(frozen=True, kw_only=True)
class ReturnsAsked:
    """Which returns: a view of mine or of those in sight, and what they are limited to; ``page`` from 1."""

    view: str = "open"
    kind: str = ""
    unit: int | None = None
    town: int | None = None  #: with all its villages and departments
    period: str = ""
    count: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """A return in a list."""

    id: int
    title: str
    unit: int
    kind: str
    due_on: date
    until_on: date
    state: ReturnState
    edition: int
    reason: str


def _line(record: int, title: str, unit: int, kind: str, due_on: date, until_on: date, state: str, edition: int,
          reason: str) -> ReturnLine:
    return ReturnLine(record, title, unit, kind, due_on, until_on, ReturnState(state), edition, reason)


class Returns:
    """The questions of one request."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.register = work.site.definition.registers[RETURN]
        self.table: Table = work.site.models.table(RETURN)
        self.state = state_now(self.table, work.today)

    def conditions(self, asked: ReturnsAsked) -> list[ColumnElement[bool]]:
        """What an asked list is limited to."""
        found = [self.table.c.void_at.is_(None), self._view(asked.view)]
        for name, value in (("kind", asked.kind), ("unit_id", asked.unit), ("town_id", asked.town),
                            ("period_key", asked.period)):
            if value:
                found.append(self.table.c[name] == value)
        if asked.count:
            found.append(self.state.in_([each.value for each in _COUNTED[asked.count]]))
        if asked.state:
            found.append(self.state == asked.state)
        return found

    def _view(self, view: str) -> ColumnElement[bool]:
        in_sight = {"all": true(), "missing": self.state == ReturnState.MISSING.value,
                    "waiting": self.table.c.state.in_(HANDED_IN)}
        if view in in_sight:
            return in_sight[view]
        own = mine(self.work, self.register, self.table)
        return false() if own is None else and_(own, self._due(view))

    def _due(self, view: str) -> ColumnElement[bool]:
        """Of mine; what is open is in exactly one of today, soon, overdue, returned, or not due yet."""
        today, waiting = self.work.today, (ReturnState.TO_DO.value, ReturnState.NOT_DUE.value)
        until = func.coalesce(self.table.c.until_on, self.table.c.due_on)
        return {
            "open": self.state.not_in(HANDED_IN), "done": self.state.in_(HANDED_IN),
            "today": and_(self.state.in_(waiting), until == today),
            "soon": and_(self.state == ReturnState.TO_DO.value, until > today),
            "overdue": self.state == ReturnState.MISSING.value, "returned": self.state == ReturnState.SENT_BACK.value}[view]

    # -- lists -------------------------------------------------------------------------------------

    def lines(self, asked: ReturnsAsked) -> tuple[tuple[ReturnLine, ...], bool]:
        """One page, the most urgent first, what is done the newest first; and whether more follow."""
        c = self.table.c
        order = (c.due_on.desc(), c.id.desc()) if asked.view in ("done", "waiting", "all") else (c.due_on, c.id)
        until = func.coalesce(c.until_on, c.due_on)
        statement = select(c.id, c.title, c.unit_id, c.kind, c.due_on, until, self.state, c.edition, func.coalesce(
            c.reason, "")).where(*self.conditions(asked)).order_by(*order).limit(SIZE + 1).offset(SIZE * (asked.page - 1))
        rows = self._all(statement)
        lines = (_line(*row) for row in rows[:SIZE])
        return tuple(lines), len(rows) > SIZE

    def counts(self, views: Iterable[str]) -> dict[str, int]:
        """How many returns each view has: one statement."""
        asked = tuple(views)
        counted = [func.count().filter(and_(*self.conditions(ReturnsAsked(view=view)))) for view in asked]
        row = self._all(select(*counted).select_from(self.table))
        return dict(zip(asked, row[0], strict=True)) if row else dict.fromkeys(asked, 0)

    def next_due(self) -> tuple[int, str, date] | None:
        """The next return of mine: its id, title and day."""
        c = self.table.c
        begun = c.from_on <= self.work.today
        statement = select(c.id, c.title, func.coalesce(c.until_on, c.due_on)).where(
            *self.conditions(ReturnsAsked(view="open")), begun, self.state != ReturnState.MISSING.value).order_by(
                c.due_on, c.id).limit(1)
        found = self._all(statement)
        return tuple(found[0]) if found else None

    # -- completeness ------------------------------------------------------------------------------

    def periods(self, kind: str, most: int = 6) -> tuple[tuple[str, date, date], ...]:
        """The latest periods of a kind that anything in sight is owed for, in order: key, first and last day."""
        c = self.table.c
        statement = select(c.period_key, c.from_on, func.max(c.to_on)).where(
            c.void_at.is_(None), c.kind == kind).group_by(c.period_key, c.from_on).order_by(c.from_on.desc()).limit(most)
        return tuple(tuple(row) for row in reversed(self._all(statement)))

    def board(self, kind: str, periods: Sequence[str], town: int | None = None) -> Board:
        """The states per unit and period, of everything in sight or of one town: one statement."""
        c = self.table.c
        statement = select(c.unit_id, c.period_key, self.state, func.count()).where(
            c.void_at.is_(None), c.kind == kind, c.period_key.in_(periods),
            true() if town is None else c.town_id == town).group_by(c.unit_id, c.period_key, self.state)
        return Board({(unit, period, ReturnState(state)): count for unit, period, state, count in self._all(statement)})

    def kinds(self) -> tuple[str, ...]:
        """The kinds of return that are in sight."""
        c = self.table.c
        return tuple(row[0] for row in self._all(select(c.kind).where(c.void_at.is_(None)).distinct()))

    def _all(self, statement: Any) -> list[Any]:
        reach = self.work.site.rights.reach(acting(), RETURN, "read")
        return list(self.work.session.execute(scoped(statement, self.table, reach)).all())


@dataclass(frozen=True)
class Board:
    """How many returns of a unit and period stand in each state."""

    counts: Mapping[tuple[int, str, ReturnState], int]

    @property
    def units(self) -> frozenset[int]:
        """The units that owe anything."""
        return frozenset(unit for unit, _period, _state in self.counts)

    def states(self, unit: int, period: str) -> dict[ReturnState, int]:
        """The states of one cell."""
        return {state: self.counts[unit, period, state] for state in ReturnState if (unit, period, state) in self.counts}

    def of(self, unit: int | None = None, period: str | None = None) -> Completeness:
        """expected, on time, late, missing of a cell, a row, a column or everything."""
        return completeness(state for (its, at, state), count in self.counts.items()
                            if unit in (None, its) and period in (None, at) for _ in range(count))
