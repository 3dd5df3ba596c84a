"""How values lie in the database where the database has no such type on both systems."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, SmallInteger, String, TypeDecorator

from app.fieldtypes.partial import PartialDate

#: Primary keys and references: 64 bits; SQLite's rowid must be spelled INTEGER.
Identity = BigInteger().with_variant(Integer(), "sqlite")


class Scaled(TypeDecorator[Decimal]):
    """An exact decimal as a whole number of its last place: 12.50 with two places is 1250."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(Decimal(value).scaleb(self.places))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class Keys(TypeDecorator[tuple[str, ...]]):
    """Several keys as ``|a|b|``, so that one LIKE finds any of them; none is NULL."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        # A filter compares with a ready LIKE pattern, a row stores its keys.
        if value is None or isinstance(value, str):
            return value
        return "|" + "|".join(value) + "|" if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return tuple(value.strip("|").split("|")) if value else None


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        at = value if value.tzinfo is UTC else value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Partial(TypeDecorator[PartialDate]):
    """A date of which day, or month and day, may be unknown, as its ISO text: 2021, 2021-08, 2021-08-05."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        return PartialDate(value) if value else None


class Ranked(TypeDecorator[str]):
    """A key of an ordered list as its rank (1 = lowest), so that the database can compare and take the highest."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__()
        self.keys = keys

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return self.keys.index(value) + 1 if isinstance(value, str) else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> str | None:
        return None if value is None else self.keys[value - 1]
