"""Balances of supplies after movements have come in a package: the sum of what is here, never below nothing (rules.md §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.access.guard import guarded
from app.model import upsert_into
from app.packages.meeting import Meeting
from app.packages.spelling import Row
from app.records.site import Work

BALANCES = ("point_id", "item_id", "batch", "balance", "expires_on")

Shelf = tuple[int, int, str]


def balances_of(work: Work, points: Sequence[int]) -> Iterator[Row]:
    """What lies at these points."""
    table = work.site.models.system.stock_balance
    for start in range(0, len(points), 500):
        mine = select(table).where(table.c.point_id.in_(points[start : start + 500])).order_by(table.c.id)
        yield from (dict(row) for row in work.session.execute(guarded(mine)).mappings())


def keep_balances(work: Work, moved: Iterable[Meeting], lines: Iterable[Mapping[str, str]],
                  ids: Mapping[tuple[str, int], int]) -> list[Meeting]:
    """Set the balances on whose shelves new movements lie. Gives the movements of shelves that would hold less than nothing,
    where both sides have taken from them."""
    shelves = {_shelf(each): each for each in moved if each.verdict == "create"}
    expiring = {}
    for line in lines:
        point, item = ids.get(("supply_point", int(line["point_id"]))), ids.get(("supply_item", int(line["item_id"])))
        expiring[point, item, line["batch"]] = line["expires_on"]
    left = {shelf: _left(work, shelf) for shelf in shelves}
    short = [each for shelf, each in shelves.items() if left[shelf] < 0]
    for shelf, balance in left.items() if not short else ():
        expires = expiring.get(shelf)
        _set(work, shelf, {"balance": balance, "changed_at": work.now,
                           "expires_on": date.fromisoformat(expires) if expires else None})
    return short


def _shelf(row: Meeting) -> Shelf:
    return row.columns["point_id"], row.columns["item_id"], row.columns["batch"] or ""


def _left(work: Work, shelf: Shelf) -> int:
    moved = work.site.models.table("stock_movement")
    mine = (moved.c.point_id == shelf[0]) & (moved.c.item_id == shelf[1]) & (func.coalesce(moved.c.batch, "") == shelf[2])
    return int(work.session.execute(guarded(select(func.coalesce(func.sum(moved.c.change), 0)).where(mine))).scalar_one())


def _set(work: Work, shelf: Shelf, values: dict[str, Any]) -> None:
    key = dict(zip(("point_id", "item_id", "batch"), shelf, strict=True))
    upsert = upsert_into(work.site.models.system.stock_balance, work.session.get_bind()).values({**key, **values})
    work.session.execute(guarded(upsert.on_conflict_do_update(index_elements=list(key), set_=values)))
