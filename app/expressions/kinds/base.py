"""What a value in a rule can be, and the names a rule may speak of.

A kind answers for itself: what it stands beside in a comparison, how a value of a row is read, which SQL
column carries it, and how it is described to the browser. Values inside a running rule are *inner* values:
numbers are integers scaled by ten to the kind's ``scale``, ordered choices are ranks, moments are naive UTC,
and everything empty is None. The kinds stored as text stand in ``worded.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

import sqlalchemy as sa

from app.words import Words


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value can be. Kinds are plain values: compare them with ``==``.

    ``flows``: may be the result of a rule, of ``if`` and of ``first``. ``ordered``: ``<`` has a meaning.
    """

    spoken: ClassVar[Words]
    sql_type: ClassVar[sa.types.TypeEngine[Any]]
    flows: ClassVar[bool] = True
    by_nature_ordered: ClassVar[bool] = False

    @property
    def ordered(self) -> bool:
        """True where ``<`` has a meaning."""
        return self.by_nature_ordered

    @property
    def words(self) -> Words:
        """How a person calls it."""
        return self.spoken

    def joined(self, other: Kind) -> Kind | None:
        """The kind that holds both; None where the two cannot be compared."""
        return self if self == other else None

    def keeps(self, other: Kind) -> bool:
        """True where a field of this kind can keep whatever the other gives."""
        return self == other

    def inner(self, value: Any) -> Any:
        """The inner value of a value of a row, which is not None."""
        return value

    def outer(self, inner: Any) -> Any:
        """The value to hand out for an inner value, which is not None."""
        return inner

    def column(self, raw: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The stored column as the inner value; empty is NULL."""
        return self.raw(raw)

    def raw(self, raw: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The stored column as it is, under the kind's SQL type, so that an index serves."""
        return sa.type_coerce(raw, self.sql_type)

    def plain(self) -> list[Any]:
        """The kind as JSON: its name, then what an evaluator needs to know of it."""
        return [type(self).__name__.lower()]


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """An exact number with ``scale`` decimal places, stored as BIGINT value * 10**scale.

    ``limit`` is the greatest absolute stored integer (fifteen digits unless told). It is what lets the
    checker prove that no step of a rule leaves 64 bits, so a field must refuse values beyond it.
    """

    scale: int = 0
    limit: int = 10**15 - 1
    spoken = Words("数字", "a number")
    sql_type = sa.BigInteger()
    by_nature_ordered = True

    def scaled_to(self, scale: int) -> Number:
        """The same numbers written with more places."""
        return Number(scale, self.limit * 10 ** (scale - self.scale))

    def joined(self, other: Kind) -> Number | None:
        if not isinstance(other, Number):
            return None
        scale = max(self.scale, other.scale)
        return Number(scale, max(self.scaled_to(scale).limit, other.scaled_to(scale).limit))

    def keeps(self, other: Kind) -> bool:
        return isinstance(other, Number) and other.scale <= self.scale

    def inner(self, value: Any) -> int:
        """Raises ValueError for a number with more places than the kind, TypeError for a float."""
        if isinstance(value, int):
            return int(value * 10**self.scale)
        return _scaled(value, self.scale)

    def outer(self, inner: int) -> int | Decimal:
        return Decimal(inner).scaleb(-self.scale) if self.scale else inner

    def plain(self) -> list[Any]:
        return ["number", self.scale]


def _scaled(value: Any, scale: int) -> int:
    if not isinstance(value, Decimal):
        raise TypeError(f"a number in a rule is int or Decimal, not {type(value).__name__}")
    scaled = value.scaleb(scale)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value} has more than {scale} decimal places")
    return whole


@dataclass(frozen=True, slots=True)
class Date(Kind):
    """A calendar day."""

    spoken = Words("日期", "a date")
    sql_type = sa.Date()
    by_nature_ordered = True


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """A point in time. A datetime without zone is read as UTC. Compared with moments; ``date()`` gives its day."""

    spoken = Words("时刻", "a moment")
    sql_type = sa.DateTime(timezone=True)
    flows = False
    by_nature_ordered = True

    def inner(self, value: Any) -> Any:
        return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class YesNo(Kind):
    """Yes or no; empty counts as no, and only ``is empty`` tells the two apart."""

    spoken = Words("是/否", "a yes/no")
    sql_type = sa.Boolean()

    def inner(self, value: Any) -> bool:
        return bool(value)


@dataclass(frozen=True, slots=True)
class Reference(Kind):
    """Another record, by its identifier. Asked with ``is empty``, and ``=``, ``!=`` beside the same ``target``."""

    target: str
    flows = False

    @property
    def words(self) -> Words:
        return Words(f"对“{self.target}”的引用", f"a reference to '{self.target}'")

    def raw(self, raw: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return raw  # the identifier's type is the model's business


@dataclass(frozen=True, slots=True)
class Opaque(Kind):
    """Something a rule cannot look into, such as a place or attachments. Asked with ``is empty``."""

    spoken = Words("此类内容", "content of this kind")
    flows = False

    def joined(self, other: Kind) -> None:
        return None

    def inner(self, value: Any) -> Any:
        return value or None

    def raw(self, raw: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return raw


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule may speak of: ``fields`` by name, and for ``count`` the child ``rows`` with their own names."""

    fields: Mapping[str, Kind]
    rows: Mapping[str, Names] = field(default_factory=lambda: MappingProxyType({}))
