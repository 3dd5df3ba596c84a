"""The scales everything else speaks of, from low to high."""

from __future__ import annotations

from enum import Enum
from typing import Self


class Scale(Enum):
    """An enumeration whose members stand from low to high; the value is the key that is stored."""

    rank: int

    def __new__(cls, key: str) -> Self:
        """A member; its rank is its place in the class."""
        member = object.__new__(cls)
        member._value_ = key
        member.rank = len(cls.__members__)
        return member

    def __lt__(self, other: Self) -> bool:
        return self.rank < other.rank

    def __le__(self, other: Self) -> bool:
        return self.rank <= other.rank

    def __gt__(self, other: Self) -> bool:
        return self.rank > other.rank

    def __ge__(self, other: Self) -> bool:
        return self.rank >= other.rank

    def moved(self, steps: int) -> Self:
        """The member ``steps`` higher (negative: lower); never past either end."""
        members = list(type(self))
        return members[min(max(self.rank + steps, 0), len(members) - 1)]


class Colour(Scale):
    """蓝 < 黄 < 橙 < 红 (rules.md §1 ◇ our default; S4 三(三)1 asks for four colours and names none)."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Level(Scale):
    """网格 < 村 < 镇 < 县: who handles a case (S3 4; S4 三(三)3 "逐级上报")."""

    GRID = "grid"
    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


class Leader(Enum):
    """包案领导: who leads a case (S4 三(三)2 "领导包案责任制"; who for which colour is ours ◇)."""

    VILLAGE_SECRETARY = "village_secretary"
    NAMED_TOWN_LEADER = "named_town_leader"
    MAIN_TOWN_LEADER = "main_town_leader"


class Status(Enum):
    """Where a case stands (rules.md §1 "States"). Only an open case has a running clock."""

    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"
    ENDED = "ended"
    VOID = "void"
