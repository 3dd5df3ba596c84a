"""Hazards and their closed loop: found, assigned, put right, verified, struck off (S0 三(一)).

The rules work out colours, deadlines and holders when the acts are replayed, in whatever weeks the demo is moved to; so every
act keeps a distance from a deadline that no make-up Saturday bridges, and is done by somebody who may do it.
"""

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

_HOURS = {"登记": 9, "交办": 10, "开始整改": 11, "整改完成": 14, "复查不合格": 15, "复查销号": 16}

#: Days until each act at the most, by the rank of the colour: the sum stays below what the colour allows, the verification
#: below its three days.
_DAYS = {1: {"交办": 2, "开始整改": 4, "整改完成": 12}, 2: {"交办": 1, "开始整改": 1, "整改完成": 4},
         3: {"交办": 0, "开始整改": 0, "整改完成": 2}}
_VERIFIED = 3
_RECENT = 16  #: of those found so many days before the end, some are not done yet
_FORGOTTEN = (20, 45)  #: one that nobody took up, for each of the last half-year's two stretches of days before the end
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
    late = {next(number for number, day in enumerate(days) if (last - day).days <= ago) for ago in _FORGOTTEN}
    return [_drawn(rng, cast, villages, raw, day, last, stop=_stop(number, day, last, number in late))
            for number, (raw, day) in enumerate(zip(declared, days, strict=True))]


def _stop(number: int, found: date, last: date, forgotten: bool) -> int | None:
    """After how many acts nothing more was done; None: it goes on."""
    if forgotten:
        return 0
    return number % 5 if (last - found).days <= _RECENT and number % 5 < 4 else None


def draw_earlier(rng: Random, cast: Cast, villages: list[Village], span: tuple[date, date], last: date,
                 later: list[Drawn]) -> list[Drawn]:
    """Hazards of the half-year before, all struck off; ``later``: those whose names are taken."""
    taken = {str(each.row["隐患名称"]) for each in later}
    declared = rng.sample([each for each in _WORDS["hazard"] if not each.get("only")], 30)
    days = sorted(span[0] + timedelta(days=rng.randrange((span[1] - span[0]).days - 40)) for _ in declared)
    free = [[village for village in villages if _title(village, raw) not in taken] for raw in declared]
    return [_drawn(rng, cast, places, raw, day, last) for raw, day, places in zip(declared, days, free, strict=True)]


def _title(village: Village, raw: dict[str, Any]) -> str:
    return f"{village.name}{raw['title'].replace('{村}', '')}"


def _drawn(rng: Random, cast: Cast, villages: list[Village], raw: dict[str, Any], found: date, last: date, *,
           stop: int | None = None) -> Drawn:
    community = [village for village in villages if village.is_community]
    officials = cast.villages[rng.choice(community if raw.get("only") else villages).name]
    title = _title(officials.village, raw)
    loop = _Loop(rng, cast, officials, raw, title, found, stop)
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
    stop: int | None  #: after so many acts nothing more was done

    @property
    def rank(self) -> int:
        """The colour: by severity unless put right on the spot, and by the people threatened."""
        people = int(self.raw.get("people") or 0)
        by_people = 3 if people >= 100 else 2 if people >= 10 else 1 if people else 0
        return max(by_people, 0 if self.raw.get("spot") else {"一般": 1, "较大": 2, "重大": 3}[self.raw["level"]])

    def acts(self, last: date) -> Iterator[Row]:
        """登记, then as far as the days and the slowness of people allow. Whoever put it right does not verify."""
        yield self._act("登记", self.officials.clerk)
        for number, (act, by, note, most) in enumerate(self._steps()):
            self.day += timedelta(days=self.rng.randint(most // 2, most))
            if self.day > last or number == self.stop:
                return
            yield self._act(act, by, note)

    def _steps(self) -> Iterator[tuple[str, Post, str, int]]:
        """Act, who, what is said, and how many days after the one before at the most."""
        own = self.officials
        chief, doer = (self.cast.town_clerk, self._office()) if self.rank >= 2 else (own.secretary, own.clerk)
        if not self.raw.get("spot"):
            days = _DAYS[self.rank]
            yield "交办", chief, self._said("assigned"), days["交办"]
            yield "开始整改", doer, "", days["开始整改"]
            yield "整改完成", doer, self.raw["measures"], days["整改完成"] - days["开始整改"]
            if self.rng.random() < 0.08:
                yield "复查不合格", chief, self._said("rejected"), _VERIFIED
                yield "整改完成", doer, self._said("rectified"), _DAYS[self.rank]["开始整改"] + 1
        yield "复查销号", chief, self._said("verified"), _VERIFIED

    def _office(self) -> Post:
        """Who acts for the department that leads."""
        return self.cast.departments[_WORDS["departments"].get(self.raw["kind"], PEACE_OFFICE)]

    def _said(self, about: str) -> str:
        sentence: str = self.rng.choice(_WORDS["sayings"][about])
        return sentence

    def _act(self, act: str, by: Post, note: str = "") -> Row:
        at = datetime.combine(self.day, time(_HOURS[act], self.rng.randrange(60)))
        row = {"时间": f"{at:%Y-%m-%d %H:%M}", "隐患": self.title, "动作": act, "经办人": by.name, "说明": note}
        if act == "整改完成":
            row["整改人"] = self.officials.deputy.name
        if act == "复查销号":
            row["复查人"] = by.name
        return row
