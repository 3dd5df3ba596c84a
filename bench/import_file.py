"""A roster as a county would bring it: invented members of one team in each village, area code 510923, births 1906–1915."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from app.fieldtypes.id_number import check_digit

ROOT = Path(__file__).resolve().parent.parent
UNITS = ROOT / "seeds" / "01-unit.csv"
HEADINGS = ("序号", "单位", "所在队伍", "姓名*", "性别", "身份证号码", "联系电话", "队内职务", "人员来源", "技能特长",
            "入队时间", "备注")

_SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
             "姚卢姜崔钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
_GIVEN = ("样伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文辉婷雪琳晨宇浩然子涵梓轩欣怡佳琪俊峰晓燕海波"
          "春梅红云飞天宝光荣学礼德全永福兴旺长顺")
_ORIGINS = ("机关干部", "民兵", "派出所", "医务", "公益性岗位", "村组干部", "村民小组长", "村民", "青壮劳力", "志愿者")
_POSTS = ("队员", "队员", "队员", "副队长", "队长", "联络员", "驾驶员")
_SKILLS = ("", "", "驾驶", "急救", "电工", "木工", "水性好", "无人机", "焊接")
#: Column and cell of each kind of fault: what is no number, team, name, day, choice or telephone.
_FAULTS = (("身份证号码", "510923190601010000"), ("所在队伍", "不存在的队伍"), ("姓名*", ""), ("入队时间", "2020-13-40"),
           ("性别", "甲"), ("联系电话", "12"))
_FIRST_BIRTH = date(1906, 1, 1)


def villages() -> list[str]:
    """The 12-digit codes of the county's villages."""
    with UNITS.open(encoding="utf-8-sig", newline="") as file:
        return [row["区划代码"] for row in csv.DictReader(file) if row["层级"].startswith("村")]


def team_name(code: str) -> str:
    """The team of a village; unlike village names it is alone of its name in the county."""
    return f"{code}应急分队"


def write_roster(path: Path, rows: int, *, seed: int = 1, bad: bool = False) -> None:
    """A UTF-8 CSV of ``rows`` members, sorted by village as rosters are; ``bad``: with a fault in one row of a hundred."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        out.writerows(_members(rows, random.Random(seed), bad=bad))  # noqa: S311  (invented people)


def bad_lines(rows: int) -> frozenset[int]:
    """The lines of the rows that have a fault."""
    return frozenset(number + 2 for number in range(rows) if _is_bad(number))


def _is_bad(number: int) -> bool:
    return number % 100 == 37


def _members(rows: int, chance: random.Random, *, bad: bool) -> Iterator[list[object]]:
    codes = villages()
    for number in range(rows):
        code = codes[number * len(codes) // rows]
        identity = _id_number(number)
        joined = date(2019, 1, 1) + timedelta(days=chance.randrange(2500))
        name = chance.choice(_SURNAMES) + "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
        sex = "男" if int(identity[16]) % 2 else "女"
        row = [number + 1, code, team_name(code), name, sex, identity, f"1990{number % 10_000_000:07d}", chance.choice(_POSTS),
               chance.choice(_ORIGINS), chance.choice(_SKILLS), joined.isoformat(), ""]
        if bad and _is_bad(number):
            place, cell = _FAULTS[number // 100 % len(_FAULTS)]
            row[HEADINGS.index(place)] = cell
        yield row


def _id_number(number: int) -> str:
    """The number of an invented person; every ``number`` below 3.6 million has its own."""
    born = _FIRST_BIRTH + timedelta(days=number % 3652)
    first17 = f"510923{born:%Y%m%d}{number // 3652 % 1000:03d}"
    return first17 + check_digit(first17)
