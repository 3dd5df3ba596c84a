"""The balances of supplies in the database: one row for each point, item and batch (table ``stock_balance``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from app.access.guard import guarded
from app.model import upsert_into
from app.problems import Problems, problem
from app.records.site import Work

_CHUNK = 500


class Shelf(NamedTuple):
    """Where goods lie. ``batch`` '' where they have none."""

    point: int
    item: int
    batch: str


@dataclass(frozen=True, slots=True)
class Move:
    """What one movement does: ``at`` the shelf, for a transfer ``to`` another one."""

    kind: str
    quantity: int
    at: Shelf
    to: Shelf | None = None
    expires_on: date | None = None

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """The shelves that it touches."""
        return (self.at,) if self.to is None else (self.at, self.to)

    def change(self, there: int) -> int:
        """By how much the shelf ``at``, on which ``there`` lie, changes."""
        if self.kind == "in":
            return self.quantity
        return self.quantity - there if self.kind == "count" else -self.quantity


def move_of(values: Mapping[str, Any]) -> Move:
    """The movement that a row means."""
    item, batch = values["item"], values.get("batch") or ""
    to = values.get("to_point") if values["kind"] == "transfer" else None
    return Move(kind=values["kind"], quantity=values["quantity"], at=Shelf(values["point"], item, batch),
                to=Shelf(to, item, batch) if to is not None else None,
                expires_on=values.get("expires_on") if values["kind"] in ("in", "count") else None)


# -- reading -------------------------------------------------------------------------------------


def read_shelves(work: Work, shelves: Iterable[Shelf]) -> dict[Shelf, int]:
    """What lies on these shelves; those on which nothing ever lay are left out."""
    table, wanted, found = work.site.models.system.stock_balance, set(shelves), {}
    for points in _chunks({shelf.point for shelf in wanted}):
        items = {shelf.item for shelf in wanted if shelf.point in points}
        mine = table.c.point_id.in_(points) & table.c.item_id.in_(items)
        statement = select(table.c.point_id, table.c.item_id, table.c.batch, table.c.balance).where(mine)
        for point, item, batch, balance in work.session.execute(guarded(statement)).all():
            found[Shelf(point, item, batch)] = balance
    return {shelf: balance for shelf, balance in found.items() if shelf in wanted}


@dataclass(frozen=True)
class Stocked:
    """Names of points and items, for sentences, and the units of the points."""

    points: Mapping[int, tuple[str, int]]
    items: Mapping[int, tuple[str, str]]
    units: Callable[[int], str]

    def point(self, point: int) -> str:
        """The name of a point."""
        return self.points[point][0] if point in self.points else "—"

    def unit_of(self, point: int) -> int | None:
        """The unit of a point."""
        return self.points[point][1] if point in self.points else None

    def unit_name(self, unit: int) -> str:
        """The name of a unit."""
        return self.units(unit)

    def item(self, item: int) -> tuple[str, str]:
        """Name and unit of measure of an item."""
        return self.items.get(item, ("—", ""))


def read_stocked(work: Work, moves: Sequence[Move]) -> Stocked:
    """What sentences about the movements need; the rows name these points and items, so they are in sight."""
    points, items = work.site.models.table("supply_point"), work.site.models.table("supply_item")
    named = {shelf.point for move in moves for shelf in move.shelves}
    what = {move.at.item for move in moves}
    return Stocked(
        points={key: (name, unit) for key, name, unit in _rows(work, (points.c.id, points.c.name, points.c.unit_id), named)},
        items={key: (name, measure) for key, name, measure in _rows(work, (items.c.id, items.c.name, items.c.measure), what)},
        units=work.site.directory(work.session).name)


def _rows(work: Work, columns: tuple[Any, ...], ids: Collection[int]) -> list[Any]:
    return [row for chunk in _chunks(ids)
            for row in work.session.execute(guarded(select(*columns).where(columns[0].in_(chunk)))).all()]


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))


# -- changing ------------------------------------------------------------------------------------


def lay_out(work: Work, shelves: Collection[Shelf]) -> None:
    """See to it that each shelf has its row, and lock the rows in one order, so that two files do not wait for one another.

    Points and items cannot be voided from here on. Raises Problems (A075) where one was, a moment ago.
    """
    _hold(work, "supply_point", {shelf.point for shelf in shelves})
    _hold(work, "supply_item", {shelf.item for shelf in shelves})
    table = work.site.models.system.stock_balance
    upsert = upsert_into(table, work.session.get_bind())
    claim = upsert.on_conflict_do_update(index_elements=["point_id", "item_id", "batch"], set_={"balance": table.c.balance})
    rows = [{**_key(shelf), "balance": 0} for shelf in sorted(set(shelves))]
    for row in rows:
        work.session.execute(guarded(claim.values(row)))


def _hold(work: Work, register: str, ids: Collection[int]) -> None:
    table = work.site.models.table(register)
    gone = []
    for chunk in _chunks(ids):
        mine = select(table.c.name, table.c.void_at).where(table.c.id.in_(chunk)).order_by(table.c.id)
        rows = work.session.execute(guarded(mine.with_for_update(read=True))).all()
        gone += [problem("A075", name=name) for name, void_at in rows if void_at is not None]
    if gone:
        raise Problems(gone)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a movement did: the change at its point and what is left there; for a transfer what then lies where it went.

    ``expires_on`` is the day that the goods brought along.
    """

    change: int
    left: int
    arrived: int = 0
    expires_on: date | None = None


def carry_out(work: Work, move: Move) -> Carried | None:
    """Change the balances that ``lay_out`` has locked; None where too little is there."""
    table = work.site.models.system.stock_balance
    change = move.change(_there(work, move.at) if move.kind == "count" else 0)
    statement = update(table).where(_on(table, move.at), table.c.balance + change >= 0).values(
        balance=table.c.balance + change, changed_at=work.now, **_expiry(table, move.expires_on))
    row = work.session.execute(guarded(statement.returning(table.c.balance, table.c.expires_on))).first()
    if row is None:
        return None
    arrived = _bring(work, move.to, move.quantity, row.expires_on) if move.to is not None else 0
    return Carried(change, row.balance, arrived, row.expires_on)


def _bring(work: Work, to: Shelf, quantity: int, expires_on: date | None) -> int:
    """Put what was taken elsewhere on a shelf; what lies there then."""
    table = work.site.models.system.stock_balance
    statement = update(table).where(_on(table, to)).values(
        balance=table.c.balance + quantity, changed_at=work.now, **_expiry(table, expires_on))
    return int(work.session.execute(guarded(statement.returning(table.c.balance))).scalar_one())


def _there(work: Work, shelf: Shelf) -> int:
    table = work.site.models.system.stock_balance
    return int(work.session.execute(guarded(select(table.c.balance).where(_on(table, shelf)))).scalar_one())


def _expiry(table: Any, expires_on: date | None) -> dict[str, Any]:
    """The day on which the goods expire: of an empty shelf the new one, else the earlier of the two."""
    if expires_on is None:
        return {}
    newer = or_(table.c.balance == 0, table.c.expires_on.is_(None), table.c.expires_on > expires_on)
    return {"expires_on": case((newer, expires_on), else_=table.c.expires_on)}


def _key(shelf: Shelf) -> dict[str, Any]:
    return {"point_id": shelf.point, "item_id": shelf.item, "batch": shelf.batch}


def _on(table: Any, shelf: Shelf) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in _key(shelf).items()))


def draw_balances_anew(work: Work) -> None:
    """The balances from the movements that there are, when movements were really deleted (app/seeding/removal.py)."""
    balance, moved = work.site.models.system.stock_balance, work.site.models.table("stock_movement")
    at = (moved.c.point_id, moved.c.item_id, func.coalesce(moved.c.batch, ""))
    sums = select(*at, func.sum(moved.c.change)).group_by(*at)
    left = {Shelf(point, item, lot): int(total) for point, item, lot, total in work.session.execute(guarded(sums)).all()}
    rows = work.session.execute(guarded(select(balance.c.point_id, balance.c.item_id, balance.c.batch))).all()
    for point, item, lot in rows:
        shelf = Shelf(point, item, lot)
        statement: Any = balance.delete() if shelf not in left else update(balance).values(balance=left[shelf])
        work.session.execute(guarded(statement.where(_on(balance, shelf))))
