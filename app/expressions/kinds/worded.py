"""The kinds stored as text, where '' is as empty as NULL: free text, choices and partial dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import sqlalchemy as sa

from app.expressions.kinds.base import Kind
from app.words import Words


@dataclass(frozen=True, slots=True)
class Worded(Kind):
    """Stored as text."""

    sql_type: ClassVar[sa.types.TypeEngine[Any]] = sa.String()

    def inner(self, value: Any) -> Any:
        return value or None

    def column(self, raw: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.nullif(self.raw(raw), "", type_=self.sql_type)


@dataclass(frozen=True, slots=True)
class Text(Worded):
    """Free text."""

    spoken = Words("文字", "a text")


@dataclass(frozen=True, slots=True)
class Partial(Worded):
    """A day, a month or a year: text 'YYYY-MM-DD', 'YYYY-MM' or 'YYYY'. Asked with ``is empty`` and ``year()``."""

    spoken = Words("不完整日期", "a partial date")
    flows = False

    def joined(self, other: Kind) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Keys(Worded):
    """Any number of ``keys`` (None: any text): in a row a tuple, in SQL '|a|b|'.

    Asked with ``'a' in field`` and ``is empty``.
    """

    keys: tuple[str, ...] | None
    spoken = Words("多选", "a multiple choice")
    flows = False

    def joined(self, other: Kind) -> None:
        return None

    def knows(self, key: str) -> bool:
        """True where the key may be chosen. The separator of the stored form is in no key."""
        return "|" not in key and (self.keys is None or key in self.keys)


@dataclass(frozen=True, slots=True)
class Key(Worded):
    """One of ``keys`` (None: a list that grows, so any text), stored as text. :class:`Ranked` has an order."""

    keys: tuple[str, ...] | None
    spoken = Words("单选", "a choice")

    def joined(self, other: Kind) -> Key | None:
        """Choices agree where they may share a key."""
        if type(other) is not type(self):
            return None
        if self.keys is None or other.keys is None:
            return Key(None)
        return Key(tuple(dict.fromkeys(self.keys + other.keys))) if set(self.keys) & set(other.keys) else None

    def keeps(self, other: Kind) -> bool:
        if type(other) is not type(self):
            return False
        return self.keys is None or (other.keys is not None and set(other.keys) <= set(self.keys))

    def knows(self, key: str) -> bool:
        """True where the key may be chosen."""
        return self.keys is None or key in self.keys


@dataclass(frozen=True, slots=True)
class Ranked(Key):
    """An ordered choice: a row holds the key, the SQL column its integer rank (``ranks`` runs beside ``keys``)."""

    keys: tuple[str, ...]
    ranks: tuple[int, ...]
    spoken = Words("有序单选", "an ordered choice")
    sql_type = sa.BigInteger()
    by_nature_ordered = True

    def joined(self, other: Kind) -> Key | None:
        """Ranks say nothing outside their own order, so only the very same choice agrees."""
        return self if self == other else None

    def keeps(self, other: Kind) -> bool:
        return self == other

    def inner(self, value: str) -> int | None:
        return self.ranks[self.keys.index(value)] if value in self.keys else None

    def outer(self, inner: int) -> str:
        return self.keys[self.ranks.index(inner)]

    def column(self, raw: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return self.raw(raw)

    def plain(self) -> list[Any]:
        return ["rank", dict(zip(self.keys, self.ranks, strict=True))]
