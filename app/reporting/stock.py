"""Stock as it is (物资结存): what lies where, what is below its minimum, what expires (rules.md §5).

A balance says what its movements say, so the acting viewer sees it where they may read the point and the movements of the
place that the point lies in; a depot above them, which they know by name, keeps its figures to itself. The minimum of an
item counts at points that have ever held it; a minimum of the point's own counts always.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Integer, Select, Table, and_, false, func, literal, null, or_, select, true

from app.access.guard import guarded, scoped
from app.access.units import LEVEL_COLUMNS
from app.access.viewer import acting
from app.decisions.policies import policy_in_force
from app.decisions.supply_policy import Expiry, SupplyPolicy
from app.records.site import Work

#: Columns that a movement and its point have in common.
_PLACE = frozenset({"unit_id", *LEVEL_COLUMNS})

StockView = Literal["all", "below", "expiring"]


@dataclass(frozen=True, kw_only=True)
class StockAsked:
    """Which lines: a view, and the point, item and category that they are limited to; ``page`` from 1."""

    view: StockView = "all"
    point: int | None = None
    item: int | None = None
    category: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class StockLine:
    """What lies at a point; below the minimum the batches are taken together. ``minimum`` None where none is set."""

    point: int
    point_name: str
    unit: int
    item: int
    item_name: str
    category: str
    measure: str
    batch: str
    balance: int
    minimum: int | None
    expires_on: date | None
    expiry: Expiry


@dataclass(frozen=True)
class StockPage:
    """Some lines; ``more`` where others follow."""

    lines: tuple[StockLine, ...]
    more: bool


def supply_policy(work: Work) -> SupplyPolicy:
    """The figures in force today. Raises BadValue D413."""
    return policy_in_force([cast(SupplyPolicy, each) for each in work.site.policies("supplies")], work.today)


def list_stock(work: Work, asked: StockAsked, *, size: int = 50) -> StockPage:
    """The lines of a page, one statement whatever there is."""
    policy = supply_policy(work)
    statement = _Question(work, asked, policy).statement().limit(size + 1).offset(size * (asked.page - 1))
    rows = work.session.execute(statement).all()
    lines = (StockLine(*[*row, policy.expiry(row[-1], work.today)]) for row in rows[:size])
    return StockPage(tuple(lines), len(rows) > size)


@dataclass(frozen=True, slots=True)
class StockDue:
    """How many items are below their minimum at points in sight, and how many lots have expired or soon will."""

    below: int
    expiring: int


def count_due(work: Work) -> StockDue:
    """Both figures in one statement: as many as the views ``below`` and ``expiring`` have lines."""
    policy = supply_policy(work)
    below, expiring = (_lines(work, StockAsked(view=view), policy) for view in _DUE)
    counted = select(below.scalar_subquery(), expiring.scalar_subquery())
    row = work.session.execute(guarded(counted)).one()
    return StockDue(*row)


_DUE: tuple[StockView, ...] = ("below", "expiring")


def _lines(work: Work, asked: StockAsked, policy: SupplyPolicy) -> Select[Any]:
    return select(func.count()).select_from(_Question(work, asked, policy).statement().order_by(None).subquery())


class _Question:
    """The tables of one question."""

    def __init__(self, work: Work, asked: StockAsked, policy: SupplyPolicy) -> None:
        self.work, self.asked, self.policy = work, asked, policy
        self.balance = work.site.models.system.stock_balance
        self.points, self.items = self._table("supply_point"), self._table("supply_item")
        self.minimums = self._table("supply_minimum")

    def _table(self, register: str) -> Table:
        return self.work.site.models.table(register)

    def statement(self) -> Select[Any]:
        """The lines in the order of points and items."""
        chosen = self._below() if self.asked.view == "below" else self._lots()
        named = chosen.where(*self._limits()).order_by(
            self.points.c.name, self.points.c.id, self.items.c.category, self.items.c.name, self.items.c.id)
        if self.asked.view != "below":
            named = named.order_by(self.balance.c.batch)
        return scoped(named.where(self._in_sight("supply_item", self.items), self._moved_in_sight()), self.points,
                      self.work.site.rights.reach(acting(), "supply_point", "read"))

    def _in_sight(self, register: str, table: Table) -> ColumnElement[bool]:
        return self.work.site.rights.reach(acting(), register, "read").criterion(table)

    def _moved_in_sight(self) -> ColumnElement[bool]:
        """The viewer reads the movements of the point: these lie where the point lies, so its columns are asked.

        A branch that asks for anything but the place (a department's, say) reaches no point.
        """
        reach = self.work.site.rights.reach(acting(), "stock_movement", "read")
        placed = [branch.criterion(self.points) for branch in reach.branches
                  if all(column in _PLACE for column, _value in branch.conditions)]
        return true() if reach.everything else or_(false(), *placed)

    def _lots(self) -> Select[Any]:
        """Every lot that is there."""
        balance = self.balance
        columns = self._columns(balance.c.batch, balance.c.balance, balance.c.expires_on)
        lots = self._joined(select(*columns), balance).where(balance.c.balance > 0)
        if self.asked.view == "expiring":
            lots = lots.where(balance.c.expires_on <= self.work.today + timedelta(days=self.policy.later.value))
        return lots

    def _below(self) -> Select[Any]:
        """What lies at a point of an item, all lots together, where it is less than the minimum."""
        balance, minimums = self.balance, self.minimums
        held = select(balance.c.point_id, balance.c.item_id, balance.c.balance)
        owed = select(minimums.c.point_id, minimums.c.item_id, literal(0, Integer)).where(
            minimums.c.void_at.is_(None), self._in_sight("supply_minimum", minimums))
        every = held.union_all(owed).subquery()
        sums = select(every.c.point_id, every.c.item_id, func.sum(every.c.balance).label("balance")).group_by(
            every.c.point_id, every.c.item_id).subquery("held")
        columns = self._columns(literal(""), sums.c.balance, null())
        return self._joined(select(*columns), sums).where(sums.c.balance < self._minimum())

    def _minimum(self) -> ColumnElement[int]:
        return func.coalesce(self.minimums.c.minimum, self.items.c.minimum)

    def _columns(self, batch: Any, balance: Any, expires_on: Any) -> tuple[Any, ...]:
        points, items = self.points, self.items
        return (points.c.id, points.c.name, points.c.unit_id, items.c.id, items.c.name, items.c.category, items.c.measure,
                batch, balance, self._minimum(), expires_on)

    def _joined(self, statement: Select[Any], held: Any) -> Select[Any]:
        own = and_(self.minimums.c.point_id == held.c.point_id, self.minimums.c.item_id == held.c.item_id,
                   self.minimums.c.void_at.is_(None), self._in_sight("supply_minimum", self.minimums))
        joined = held.join(self.points, self.points.c.id == held.c.point_id).join(
            self.items, self.items.c.id == held.c.item_id).outerjoin(self.minimums, own)
        return statement.select_from(joined)

    def _limits(self) -> list[ColumnElement[bool]]:
        asked = self.asked
        limits: list[ColumnElement[bool]] = [self.points.c.void_at.is_(None)]
        if asked.point is not None:
            limits.append(self.points.c.id == asked.point)
        if asked.item is not None:
            limits.append(self.items.c.id == asked.item)
        if asked.category:
            limits.append(self.items.c.category == asked.category)
        return limits
