"""Stories of disputes (``stories/*.toml``) and the words they are told in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

COLOURS = ("蓝", "黄", "橙", "红")
RISKS = ("苗头", "一般", "较大", "重大")  #: the risk level that gives each colour (schema/policies/colours.yaml)
PEOPLE = (0, 3, 10, 50)
YUAN = (0, 10_000, 100_000, 500_000)

_SLOT = re.compile(r"\{([^{}]+)\}")
_EITHER = re.compile(r"\[([^\[\]]+)\]")
#: Where most disputes come from, as often as they stand here.
USUAL = (*["网格排查"] * 11, *["来访"] * 5, *["110"] * 2, *["集中排查"] * 3, *["热线"] * 2, "部门移送", "网上", "来信")
USUAL_SMALL = ("网格排查", "网格排查", "网格排查", "来访", "110")  #: and matters of two people


@dataclass(frozen=True)
class Story:
    """One kind of dispute. ``yuan`` and ``people`` are ranges, ``season`` the months in which it happens."""

    category: str
    department: str
    title: str
    text: str
    place: str
    people: tuple[int, int]
    agreed: tuple[str, ...]
    yuan: tuple[int, int] | None = None
    risk: tuple[str, ...] = ("苗头", "一般")
    via: tuple[str, ...] = USUAL
    pick: Mapping[str, list[str]] = field(default_factory=dict)
    sexes: str = ""
    kin: str = ""  #: those who bear one surname, e.g. "甲乙"
    strangers: bool = False  #: their surnames differ, as those of a couple do
    only: str = ""
    season: tuple[int, ...] = ()
    danger: bool = False
    parties: int = 0
    uses: int = 2

    def colours(self) -> Iterator[int]:
        """The ranks of the colours that a case of it can have at first: 0 blue to 3 red."""
        if self.danger:
            yield 3
            return
        low = max(_rank(self.people[0], PEOPLE), _rank(self.yuan[0], YUAN) if self.yuan else 0)
        high = max(_rank(self.people[1], PEOPLE), _rank(self.yuan[1], YUAN) if self.yuan else 0,
                   *(RISKS.index(risk) for risk in self.risk))
        lowest = max(low, min(RISKS.index(risk) for risk in self.risk))
        yield from range(lowest, high + 1)


def _rank(value: float, limits: tuple[int, ...]) -> int:
    return max(rank for rank, limit in enumerate(limits) if value >= limit)


def read_stories(folder: Path) -> list[Story]:
    """All stories, in the order of the files."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    return [_story(file, raw) for file in files for raw in file["story"]]


def _story(file: Mapping[str, Any], raw: Mapping[str, Any]) -> Story:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Story(category=file["category"], department=_department(file["leads"]), **values)


def _department(leads: str) -> str:
    return {"行业主管部门": "经发办", "应急办": "社会治理和应急管理办"}.get(leads, leads)


def tell(rng: Random, text: str, words: Mapping[str, str]) -> str:
    """``text`` with one of each ``[a|b]`` and its ``{words}``."""
    filled = _SLOT.sub(lambda found: words[found[1]], text)
    return _EITHER.sub(lambda found: rng.choice(found[1].split("|")), filled)


def in_yuan(amount: int) -> str:
    """3600元, 2.4万元."""
    return f"{amount}元" if amount < 10_000 else f"{amount / 10_000:g}万元"


def rounded(amount: float) -> int:
    """An amount as people name it, to 10, 100 or 1000 yuan; never more than it was, or it might change the colour."""
    step = 10 if amount < 1000 else 100 if amount < 10_000 else 1000
    return max(step, int(amount / step) * step)
