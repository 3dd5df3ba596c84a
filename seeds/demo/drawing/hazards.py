"""Hazards and their closed loop: found, assigned, put right, verified, struck off (S0 三(一))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast, Officials, Post
from seeds.demo.drawing.disputes import ordinal_group
from seeds.demo.drawing.places import Village
from seeds.demo.drawing.tables import Row, read_words

HAZARDS = ("所在单位", "隐患名称", "类别", "位置", "隐患描述", "隐患级别", "已当场整改", "受威胁人数", "发现日期", "发现人",
           "防灾责任人", "防灾责任人电话", "监测责任人", "监测责任人电话", "责任部门")
ACTS = ("时间", "隐患", "动作", "经办人", "整改人", "复查人", "说明")

_HOURS = {"登记": 9, "当场整改": 10, "交办": 10, "开始整改": 11, "整改完成": 14, "复查销号": 16}
_WORDS = read_words("hazards")


@dataclass(frozen=True)
class Drawn:
    """A hazard and what became of it."""

    row: Row
    acts: tuple[Row, ...]


def draw_hazards(rng: Random, cast: Cast, villages: list[Village], first: date, last: date) -> list[Drawn]:
    """Every hazard of the file, in the order of the days on which they were found."""
    declared: list[dict[str, Any]] = list(_WORDS["hazard"])
    days = sorted(first + timedelta(days=rng.randrange((last - first).days - 1)) for _ in declared)
    rng.shuffle(declared)
    return [_drawn(rng, cast, villages, raw, day, last) for raw, day in zip(declared, days, strict=True)]


def draw_earlier(rng: Random, cast: Cast, villages: list[Village], span: tuple[date, date], last: date,
                 later: list[Drawn]) -> list[Drawn]:
    """Hazards of the half-year before, all struck off; ``later``: those whose names are taken."""
    taken = {str(each.row["隐患名称"]) for each in later}
    declared = rng.sample([each for each in _WORDS["hazard"] if not each.get("only")], 30)
    days = sorted(span[0] + timedelta(days=rng.randrange((span[1] - span[0]).days - 40)) for _ in declared)
    free = [[village for village in villages if _title(village, raw) not in taken] for raw in declared]
    return [_drawn(rng, cast, places, raw, day, last, lapse=0) for raw, day, places in zip(declared, days, free, strict=True)]


def _title(village: Village, raw: dict[str, Any]) -> str:
    return f"{village.name}{raw['title'].replace('{村}', '')}"


def _drawn(rng: Random, cast: Cast, villages: list[Village], raw: dict[str, Any], found: date, last: date, *,
           lapse: float = 0.08) -> Drawn:
    community = [village for village in villages if village.is_community]
    officials = cast.villages[rng.choice(community if raw.get("only") else villages).name]
    title = _title(officials.village, raw)
    loop = _Loop(rng, cast, officials, raw, title, found, lapse)
    return Drawn(_row(rng, officials, raw, title, found), tuple(loop.acts(last)))


def _row(rng: Random, officials: Officials, raw: dict[str, Any], title: str, found: date) -> Row:
    village, secretary, watch = officials.village, officials.secretary, officials.grid_officer
    place = raw["place"].replace("{组}", ordinal_group(rng, village)).replace("{村}", village.name)
    return {"所在单位": rng.choice([village.path, village.grid]), "隐患名称": title, "类别": raw["kind"], "位置": place,
            "隐患描述": raw["text"], "隐患级别": raw["level"], "已当场整改": "是" if raw.get("spot") else "",
            "受威胁人数": raw.get("people", ""), "发现日期": found.isoformat(),
            "发现人": rng.choice([watch, watch, officials.clerk, officials.deputy]).name,
            "防灾责任人": secretary.name, "防灾责任人电话": secretary.human.phone,
            "监测责任人": watch.name, "监测责任人电话": watch.human.phone,
            "责任部门": _WORDS["departments"].get(raw["kind"], PEACE_OFFICE)}


@dataclass
class _Loop:
    """The acts on one hazard."""

    rng: Random
    cast: Cast
    officials: Officials
    raw: dict[str, Any]
    title: str
    day: date
    lapse: float  #: how likely it is that each further step has not been done yet

    def acts(self, last: date) -> Iterator[Row]:
        """登记, then as far as the days and the slowness of people allow. Whoever put it right does not verify."""
        yield self._act("登记", self.officials.clerk)
        for act, by, note, days in self._on_the_spot() if self.raw.get("spot") else self._steps():
            self.day += timedelta(days=self.rng.randint(days // 2, days + 2) if days else 0)
            if self.day > last or self.rng.random() < self.lapse:
                return
            yield self._act(act, by, note)

    def _steps(self) -> Iterator[tuple[str, Post, str, int]]:
        """Act, who, what is said, and about how many days after the one before."""
        own = self.officials
        office = self.cast.town_clerk if self.raw["level"] != "一般" else own.secretary
        assign, begin, finish = {"一般": (1, 3, 9), "较大": (1, 2, 5), "重大": (1, 1, 3)}[self.raw["level"]]
        yield "交办", office, self._said("assigned"), assign
        yield "开始整改", own.secretary, self.raw["measures"], begin
        yield "整改完成", own.clerk, self._said("rectified"), finish
        yield "复查销号", own.secretary, self._said("verified"), 3

    def _on_the_spot(self) -> Iterator[tuple[str, Post, str, int]]:
        yield "当场整改", self.officials.clerk, self.raw["measures"], 0
        yield "复查销号", self.officials.secretary, self._said("verified"), 2

    def _said(self, about: str) -> str:
        sentence: str = self.rng.choice(_WORDS["sayings"][about])
        return sentence

    def _act(self, act: str, by: Post, note: str = "") -> Row:
        at = datetime.combine(self.day, time(_HOURS[act], self.rng.randrange(60)))
        row = {"时间": f"{at:%Y-%m-%d %H:%M}", "隐患": self.title, "动作": act, "经办人": by.name, "说明": note}
        if act in ("整改完成", "当场整改"):
            row["整改人"] = self.officials.deputy.name
        if act == "复查销号":
            row["复查人"] = by.name
        return row
