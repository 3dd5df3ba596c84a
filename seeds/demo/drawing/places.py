"""The villages of 金元镇, read from the seeds, each with its surnames and groups."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from random import Random

from seeds.demo.drawing.people import SURNAMES, UNUSUAL

TOWN = "金元镇"
TOWN_CODE = "510923108000"
COUNTY = "大英县"
COUNTY_CODE = "510923000000"


@dataclass(frozen=True)
class Village:
    """A village or community. ``surnames`` are those that most of its people bear."""

    code: str
    name: str  #: 金容寨村, 金元社区
    surnames: tuple[str, ...]
    groups: int

    @property
    def path(self) -> str:
        """Its name with the town before it: 盘龙村 there are two in the county."""
        return f"{TOWN}{self.name}"

    @property
    def grid(self) -> str:
        """The name of its grid."""
        return f"{self.name}基本网格"

    @property
    def is_community(self) -> bool:
        """True for the market town's own community."""
        return self.name.endswith("社区")


def villages(rng: Random, units: Path) -> list[Village]:
    """The fourteen, in the order of their codes."""
    with units.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["上级单位"] == TOWN_CODE and row["层级"] == "村(社区)"]
    return [Village(row["区划代码"], _short(row["名称"]), _surnames(rng), rng.randint(6, 11)) for row in rows]


def _short(name: str) -> str:
    """金容寨村委会 as people say it: 金容寨村; 金元社区居委会: 金元社区."""
    return name.removesuffix("居委会") if name.endswith("居委会") else name.removesuffix("委会")


def _surnames(rng: Random) -> tuple[str, ...]:
    return (*rng.sample(SURNAMES, 4), rng.choice(UNUSUAL))
