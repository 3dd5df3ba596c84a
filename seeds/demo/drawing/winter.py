"""What was ready in the winter half of the year: drills against forest fires with what they showed, and goods that were used up
by the flood season, so that what lies in the depots today came in later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.cast import Cast, Officials
from seeds.demo.drawing.readiness import WORDS, held, plan_of, shelter_of
from seeds.demo.drawing.supplies import Book, keepers_of
from seeds.demo.drawing.tables import Row
from seeds.demo.drawing.teams import detachment_of

#: Item, how many come in, months for which it keeps.
_GOODS = (("瓶装饮用水", 12, 12), ("方便食品", 8, 6), ("干电池", 20, 36), ("编织袋", 200, 0))
_BATCH = "2025冬"
_DRILLED = 8  #: villages that drilled


def drill_rows(rng: Random, cast: Cast, first: date) -> Iterator[Row]:
    """A drill against forest fires in eight of the villages."""
    for number, each in enumerate(list(cast.villages.values())[:_DRILLED]):
        day = _drilled_on(first, number)
        yield {"单位": each.village.path, "演练名称": _drill_of(each), "演练类型": "专项演练", "演练科目": "森林火灾",
               "依据预案": plan_of(each),
               **held(rng, day, shelter_of(each), each.secretary.name, detachment_of(each.village), 26)}


def finding_rows(rng: Random, cast: Cast, first: date) -> Iterator[Row]:
    """One fault of each, put right since."""
    for number, each in enumerate(list(cast.villages.values())[:_DRILLED]):
        day, found = _drilled_on(first, number), rng.choice(WORDS["finding_winter"])
        yield {"演练": _drill_of(each), "问题": found["problem"], "整改措施": found["measures"], "整改责任人": each.clerk.name,
               "整改时限": str(day + timedelta(days=30)), "整改状态": "已整改",
               "整改完成日期": str(day + timedelta(days=rng.randrange(5, 25))), "转为任务": ""}


def _drill_of(each: Officials) -> str:
    return f"{each.village.name}冬季森林防灭火演练"


def _drilled_on(first: date, number: int) -> date:
    return first + timedelta(days=12 + 17 * number)


def movement_rows(rng: Random, cast: Cast, first: date, last: date) -> list[Row]:
    """What came in for the winter, what was taken of it, and in the last week the rest; in order of time."""
    book, keepers = Book(rng), keepers_of(cast)
    for point, keeper in keepers.items():
        day = first + timedelta(days=rng.randrange(6))
        for item, count, months in _GOODS:
            expires = day + timedelta(days=months * 30) if months else None
            book.move(day, point, "入库", item, count, keeper, batch=_BATCH, expires=expires, why="冬季值守备用")
    for day in sorted(first + timedelta(days=rng.randrange(8, (last - first).days - 8)) for _ in range(110)):
        _taken(book, day, rng.choice(sorted(keepers)), keepers)
    for point, item, batch in sorted(book.left):
        rest = book.left[point, item, batch]
        book.move(last - timedelta(days=rng.randrange(1, 7)), point, "出库", item, rest, keepers[point], batch=batch,
                  why="临期先用，发给困难户和值守人员")
    return sorted(book.rows, key=lambda row: str(row["日期"]))


def _taken(book: Book, day: date, point: str, keepers: dict[str, str]) -> None:
    """Something is taken of what lies there, or counted."""
    lots = sorted(at for at, there in book.left.items() if at[0] == point and there)
    if not lots:
        return
    _where, item, batch = book.rng.choice(lots)
    there, counted = book.left[point, item, batch], book.rng.random() < 0.2
    quantity = there if counted else book.rng.randint(1, max(1, there // 3))
    book.move(day, point, "盘点" if counted else "出库", item, quantity, keepers[point], batch=batch,
              why="季度盘点" if counted else book.rng.choice(WORDS["purposes_winter"]))
