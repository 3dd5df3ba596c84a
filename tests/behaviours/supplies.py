"""A depot of the town, one of each of two villages, tents and rice; and keepers who move them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.access.guard import scoped_select
from app.access.viewer import Unscoped, acting_as, unscoped
from tests.sites import Town

VILLAGE, OTHER_VILLAGE, TOWN = "510923108225", "510923108226", "510923108000"


@dataclass(frozen=True)
class Depots:
    """Ids of points and items."""

    town: Town
    depot: int
    village: int
    other: int
    tents: int
    rice: int

    def move(self, kind: str, quantity: int, *, point: int | None = None, item: int | None = None, who: Any = None,
             **more: Any) -> int:
        """A movement of tents in the village's depot unless ``more`` says other."""
        raw = {"point": point or self.village, "item": item or self.tents, "kind": kind, "quantity": quantity,
               "handled_by": "余清泉", **more}
        return self.town.add("stock_movement", raw, who)

    def balances(self) -> dict[tuple[int, int, str], int]:
        """What lies where."""
        table = self.town.site.models.system.stock_balance
        return {(row.point_id, row.item_id, row.batch): row.balance for row in self._rows(select(table))}

    def sums(self, who: Any = None) -> dict[tuple[int, int, str], int]:
        """The same from the movements that there are, or that somebody sees."""
        found: dict[tuple[int, int, str], int] = {}
        for row in self.movements(who):
            at = (row.point_id, row.item_id, row.batch or "")
            found[at] = found.get(at, 0) + row.change
        return found

    def movements(self, who: Any = None) -> list[Any]:
        """The rows, or those in somebody's sight."""
        with acting_as(who or Unscoped("test")), self.town.sessions() as session:
            table = self.town.site.models.table("stock_movement")
            rows = scoped_select(self.town.site.rights, "stock_movement").order_by(table.c.id)
            return list(session.execute(rows).all())

    def _rows(self, statement: Any) -> list[Any]:
        with unscoped("test"), self.town.sessions() as session:
            return list(session.execute(statement).all())


def depots(town: Town) -> Depots:
    """Build them."""
    def point(unit: str, name: str, kind: str) -> int:
        return town.add("supply_point", {"unit": town.unit(unit), "name": name, "kind": kind, "place": "一组",
                                         "keeper": "余清泉"})

    return Depots(
        town, depot=point(TOWN, "镇应急物资库", "town"), village=point(VILLAGE, "金容寨村库", "village"),
        other=point(OTHER_VILLAGE, "宝祥村库", "village"),
        tents=town.add("supply_item", {"name": "救灾帐篷", "category": "relief", "measure": "顶"}),
        rice=town.add("supply_item", {"name": "大米", "category": "living", "measure": "公斤", "shelf_months": 18}))
