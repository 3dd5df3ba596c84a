"""Supply points, and the movements of the second half of the year, which never take more than there is (S0 二(四))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.tables import Row, read_words

POINTS = ("单位", "储备点名称", "类型", "地址", "保管人", "保管人电话", "协议单位", "协议有效期至", "最近检查日期")
MINIMUMS = ("储备点", "物资", "最低数量")
MOVEMENTS = ("储备点", "方式", "物资", "批次", "有效期至", "数量", "调入储备点", "日期", "经手人", "单据号", "事由")

WORDS = read_words("readiness")
DEPOT = f"{TOWN}应急物资库"

#: Item, how many a village takes in, and the months for which it keeps (0: it does not expire).
_KIT = (("安全帽", 20, 0), ("铁锹", 20, 0), ("编织袋", 600, 0), ("救生衣", 10, 60), ("强光手电", 10, 0), ("干电池", 40, 36),
        ("瓶装饮用水", 20, 12), ("方便食品", 12, 6), ("棉被", 20, 0), ("灭火器", 10, 60), ("扩音喇叭", 2, 0))
_DEPOT_ONLY = (("救灾帐篷", 12, 0), ("发电机", 3, 0), ("抽水泵", 3, 0), ("风力灭火机", 6, 0), ("油锯", 3, 0), ("手持对讲机", 16,
                                                                                              0))


def point_rows(cast: Cast, last: date) -> Iterator[Row]:
    """The town's depot, one of each village, three forward points and a shop."""
    keeper = next(post for post in cast.offices if post.department == PEACE_OFFICE and post.emergency)
    yield _point(TOWN, DEPOT, "镇库", "镇政府后院一楼", keeper.name, keeper.human.phone, last)
    for each in cast.villages.values():
        yield _point(each.village.path, _depot_of(each.village.name), "村库", f"{each.village.name}党群服务中心库房",
                     each.clerk.name,
                     each.clerk.human.phone, last)
    for name, kind, place in (("金容寨村", "微型消防站", "微型消防站"), ("盘龙村", "地灾隐患点", "滑坡点前置柜"), ("江柏村",
                                                                                       "山洪危险区", "河口前置柜")):
        own = cast.villages[name]
        yield _point(own.village.path, f"{name}{place}", kind, f"{name}二组", own.grid_officer.name,
                     own.grid_officer.human.phone, last)
    yield {**_point(TOWN, "场镇便民超市协议储备", "协议储备", "场镇北街12号", keeper.name, keeper.human.phone, last),
           "协议单位": "场镇便民超市", "协议有效期至": str(last + timedelta(days=60))}


def _depot_of(village: str) -> str:
    return f"{village}应急物资库"


def _point(unit: str, name: str, kind: str, place: str, keeper: str, phone: str, last: date) -> Row:
    return {"单位": unit, "储备点名称": name, "类型": kind, "地址": place, "保管人": keeper, "保管人电话": phone,
            "最近检查日期": str(last - timedelta(days=len(name) * 3))}


def minimum_rows(cast: Cast) -> Iterator[Row]:
    """The town's depot keeps more than a village; one village asks for boats' worth of life jackets."""
    for item, least in (("救灾帐篷", 10), ("瓶装饮用水", 60), ("编织袋", 1000), ("手持对讲机", 12)):
        yield {"储备点": DEPOT, "物资": item, "最低数量": least}
    yield {"储备点": _depot_of("江柏村"), "物资": "救生衣", "最低数量": 20}


@dataclass
class Book:
    """The movements, and what lies where by then."""

    rng: Random
    rows: list[Row] = field(default_factory=list)
    left: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def move(self, day: date, point: str, kind: str, item: str, quantity: int, keeper: str, *, batch: str = "", why: str = "",
             expires: date | None = None, to: str = "") -> None:
        """Write a movement down; one that would take too much is left out."""
        at, there = (point, item, batch), self.left.get((point, item, batch), 0)
        if kind not in ("入库", "盘点") and (quantity > there or quantity < 1):
            return
        self.left[at] = quantity if kind == "盘点" else there + (quantity if kind == "入库" else -quantity)
        if to:
            self.left[to, item, batch] = self.left.get((to, item, batch), 0) + quantity
        self.rows.append({
            "储备点": point, "方式": kind, "物资": item, "批次": batch, "有效期至": str(expires or ""), "数量": quantity,
            "调入储备点": to,
            "日期": str(day), "经手人": keeper, "单据号": f"WZ{day:%m%d}-{len(self.rows) + 1:03d}", "事由": why})


def keepers_of(cast: Cast) -> dict[str, str]:
    """Who keeps each depot."""
    keepers = {_depot_of(each.village.name): each.clerk.name for each in cast.villages.values()}
    keepers[DEPOT] = next(post for post in cast.offices if post.department == PEACE_OFFICE and post.emergency).name
    return keepers


def movement_rows(rng: Random, cast: Cast, first: date, last: date) -> list[Row]:
    """What came in before the flood season, what was taken and moved since, and stock-takes; in order of time."""
    book, keepers = Book(rng), keepers_of(cast)
    for point, keeper in keepers.items():
        for item, count, months in (*_KIT, *(_DEPOT_ONLY if point == DEPOT else ())):
            _bring_in(book, first, point, keeper, item, 4 * count if point == DEPOT else count, months)
    days = sorted(first + timedelta(days=rng.randrange(8, (last - first).days)) for _ in range(150))
    for day in days:
        _one_day(book, day, rng.choice(sorted(keepers)), keepers)
    return book.rows


def _bring_in(book: Book, first: date, point: str, keeper: str, item: str, count: int, months: int) -> None:
    day = first + timedelta(days=book.rng.randrange(6))
    made = day - timedelta(days=book.rng.randrange(20, 60 if months < 24 else 700))
    expires = made + timedelta(days=months * 30) if months else None
    batch = f"{made:%Y%m}" if months else ""
    book.move(day, point, "入库", item, count, keeper, batch=batch, expires=expires, why="汛前补充")


def _one_day(book: Book, day: date, point: str, keepers: dict[str, str]) -> None:
    """Something happens to something that lies there."""
    rng, lots = book.rng, [at for at, there in book.left.items() if at[0] == point and there]
    _where, item, batch = rng.choice(lots)
    there, keeper, why = book.left[point, item, batch], keepers[point], rng.choice(WORDS["purposes"])
    kind = rng.choices(["出库", "入库", "调拨", "盘点", "报废"], weights=[9, 3, 4, 3, 1])[0]
    if kind == "调拨":
        to = DEPOT if point != DEPOT else rng.choice(sorted(set(keepers) - {DEPOT}))
        book.move(day, point, kind, item, max(1, there // 5), keeper, batch=batch, to=to, why="余缺调剂")
    elif kind == "盘点":
        book.move(day, point, kind, item, max(0, there - rng.choice([0, 0, 0, 1])), keeper, batch=batch, why="季度盘点")
    elif kind == "入库":
        book.move(day, point, kind, item, rng.randint(1, 6), keeper, batch=batch, why="领用归还")
    else:
        book.move(day, point, kind, item, rng.randint(1, max(1, there // 3)), keeper, batch=batch,
                  why=why if kind == "出库" else "破损")
