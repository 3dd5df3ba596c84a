"""Hazards and their closed loop: found, assigned, put right, verified, struck off (S0 三(一))."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from seeds.demo.drawing.cast import Cast, Officials, Post
from seeds.demo.drawing.disputes import ordinal_group
from seeds.demo.drawing.places import Village
from seeds.demo.drawing.tables import Row

HAZARDS = ["所在单位", "隐患名称", "类别", "位置", "隐患描述", "隐患级别", "已当场整改", "受威胁人数", "发现日期", "发现人", "防灾责任人", "防灾责任人电话",
           "监测责任人", "监测责任人电话", "责任部门"]
ACTS = ["时间", "隐患", "动作", "经办人", "整改人", "复查人", "说明"]

_DEPARTMENT = {"农村自建房": "规建办", "燃气": "规建办", "交通": "社会治理和应急管理办", "消防": "派出所", "烟花爆竹": "社会治理和应急管理办",
               "危化品": "社会治理和应急管理办", "水旱": "经发办"}
_HOURS = {"登记": 9, "当场整改": 10, "交办": 10, "开始整改": 11, "整改完成": 14, "复查销号": 16}
_RECTIFIED = ["已按要求整改完毕，申请复查。", "施工完成，现场照片已拍。", "整改到位，设备已更换。", "措施落实，附近群众已告知。"]
_VERIFIED = ["现场复查合格，同意销号。", "抽查设施正常，销号。", "复查无新裂缝、无渗漏，同意销号，继续纳入巡查。", "复查到位，销号归档。"]


@dataclass(frozen=True)
class Drawn:
    """A hazard and what became of it."""

    row: Row
    acts: tuple[Row, ...]


def draw_hazards(rng: Random, cast: Cast, villages: list[Village], path: Path, first: date, last: date) -> list[Drawn]:
    """Every hazard of the file, in the order of the days on which they were found."""
    declared = tomllib.loads(path.read_text("utf-8"))["hazard"]
    days = sorted(first + timedelta(days=rng.randrange((last - first).days - 1)) for _ in declared)
    rng.shuffle(declared)
    return [_drawn(rng, cast, villages, raw, day, last) for raw, day in zip(declared, days, strict=True)]


def _drawn(rng: Random, cast: Cast, villages: list[Village], raw: dict[str, Any], found: date, last: date) -> Drawn:
    community = [village for village in villages if village.is_community]
    officials = cast.villages[rng.choice(community if raw.get("only") else villages).name]
    title = f"{officials.village.name}{raw['title'].replace('{村}', '')}"
    return Drawn(_row(rng, officials, raw, title, found), tuple(_Loop(rng, cast, officials, raw, title, found, last).acts()))


def _row(rng: Random, officials: Officials, raw: dict[str, Any], title: str, found: date) -> Row:
    village, watch = officials.village, officials.grid_officer
    finder = rng.choice([watch, watch, officials.clerk, officials.deputy])
    return {"所在单位": rng.choice([village.path, village.grid]), "隐患名称": title, "类别": raw["kind"],
            "位置": raw["place"].replace("{组}", ordinal_group(rng, village)).replace("{村}", village.name),
            "隐患描述": raw["text"], "隐患级别": raw["level"], "已当场整改": "是" if raw.get("spot") else "", "受威胁人数": raw.get("people", ""),
            "发现日期": found.isoformat(), "发现人": finder.name, "防灾责任人": officials.secretary.name,
            "防灾责任人电话": officials.secretary.human.phone, "监测责任人": watch.name, "监测责任人电话": watch.human.phone,
            "责任部门": _DEPARTMENT.get(raw["kind"], "社会治理和应急管理办")}


class _Loop:
    """The acts on one hazard up to the last day."""

    def __init__(self, rng: Random, cast: Cast, officials: Officials, raw: dict[str, Any], title: str, found: date, last: date) -> None:
        self.rng, self.cast, self.officials, self.raw, self.title, self.last = rng, cast, officials, raw, title, last
        self.day = found

    def acts(self) -> Iterator[Row]:
        """登记, then as far as the days and the slowness of people allow."""
        yield self._act("登记", self.officials.clerk)
        if self.raw.get("spot"):
            yield from self._on_the_spot()
            return
        office = self.cast.town_clerk if self.raw["level"] != "一般" else self.officials.secretary
        quick = {"一般": (1, 3, 9), "较大": (0, 2, 5), "重大": (0, 1, 3)}[self.raw["level"]]
        steps = (("交办", office, "请按期整改，整改前落实监测。", quick[0]), ("开始整改", self.officials.secretary, self.raw["measures"], quick[1]),
                 ("整改完成", self.officials.clerk, self.rng.choice(_RECTIFIED), quick[2]),
                 ("复查销号", self.officials.secretary, self.rng.choice(_VERIFIED), 3))
        for act, by, note, days in steps:
            self.day += timedelta(days=self.rng.randint(days // 2, days + 2))
            if self.day > self.last or self.rng.random() < 0.09:
                return
            yield self._act(act, by, note)

    def _on_the_spot(self) -> Iterator[Row]:
        yield self._act("当场整改", self.officials.clerk, self.raw["measures"])
        self.day += timedelta(days=self.rng.randint(1, 3))
        if self.day <= self.last:
            yield self._act("复查销号", self.officials.secretary, self.rng.choice(_VERIFIED))

    def _act(self, act: str, by: Post, note: str = "") -> Row:
        at = datetime.combine(self.day, time(_HOURS[act], self.rng.randrange(60)))
        people = {"整改人": self.officials.deputy.name} if act in ("整改完成", "当场整改") else {"复查人": by.name} if act == "复查销号" else {}
        return {"时间": f"{at:%Y-%m-%d %H:%M}", "隐患": self.title, "动作": act, "经办人": by.name, **people, "说明": note}
