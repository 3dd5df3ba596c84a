"""The few functions of the rule language that SQLite and PostgreSQL spell differently.

Each element takes everything it depends on as a clause (a column or a bound value), never as an attribute:
that is what makes SQLAlchemy's cache of compiled statements safe for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class DaysBetween(FunctionElement[int]):
    """Whole days from the first date to the second."""

    type = sa.BigInteger()
    inherit_cache = True


class YearsBetween(FunctionElement[int]):
    """Completed years from the first date to the second."""

    type = sa.BigInteger()
    inherit_cache = True


class YearOf(FunctionElement[int]):
    """The year of a date."""

    type = sa.BigInteger()
    inherit_cache = True


class MonthOf(FunctionElement[int]):
    """The month of a date, 1 to 12."""

    type = sa.BigInteger()
    inherit_cache = True


class Later(FunctionElement[Any]):
    """The date so many days later; NULL beyond the year 9999."""

    type = sa.Date()
    inherit_cache = True


class Earlier(FunctionElement[Any]):
    """The date so many days earlier; NULL before the year 1."""

    type = sa.Date()
    inherit_cache = True


class ShanghaiDate(FunctionElement[Any]):
    """The calendar date of a moment in Asia/Shanghai: UTC+8, fixed since the last summer time in 1991."""

    type = sa.Date()
    inherit_cache = True


class Position(FunctionElement[int]):
    """Where the second text begins in the first, from 1; 0 where it does not. Case and ``_`` count, unlike LIKE."""

    type = sa.BigInteger()
    inherit_cache = True


def _spell(element: type[FunctionElement[Any]], *, sqlite: str, postgresql: str) -> None:
    compiles(element, "sqlite")(_filled_in(sqlite))
    compiles(element, "postgresql")(_filled_in(postgresql))


def _filled_in(template: str) -> Callable[..., str]:
    def spelled(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
        return template.format(*(compiler.process(clause, **options) for clause in element.clauses))

    return spelled


_spell(  # strftime('%s') is an integer; julianday() would bring in floating point
    DaysBetween,
    sqlite="((strftime('%s', {1}) - strftime('%s', {0})) / 86400)",
    postgresql="CAST(({1}) - ({0}) AS BIGINT)",
)
_spell(
    YearsBetween,
    sqlite="(strftime('%Y', {1}) - strftime('%Y', {0}) - (strftime('%m%d', {1}) < strftime('%m%d', {0})))",
    postgresql="CAST(extract(year FROM {1}) - extract(year FROM {0})"
    " - CAST(to_char({1}, 'MMDD') < to_char({0}, 'MMDD') AS INTEGER) AS BIGINT)",
)
_spell(
    YearOf, sqlite="CAST(strftime('%Y', {0}) AS INTEGER)", postgresql="CAST(extract(year FROM {0}) AS BIGINT)"
)
_spell(
    MonthOf, sqlite="CAST(strftime('%m', {0}) AS INTEGER)", postgresql="CAST(extract(month FROM {0}) AS BIGINT)"
)
# Python and SQLite know the years 1 to 9999; PostgreSQL would go on. The bound is reached by least/greatest and
# taken away by nullif because a CASE would spell the date twice, and nested dates grow twofold with each level.
_spell(
    Later,
    sqlite="date({0}, {1} || ' days')",
    postgresql="nullif(least(({0}) + {1}, DATE '10000-01-01'), DATE '10000-01-01')",
)
_spell(
    Earlier,
    sqlite="nullif(max(date({0}, -{1} || ' days'), '0000-12-31'), '0000-12-31')",
    postgresql="nullif(greatest(({0}) - {1}, DATE '0001-12-31 BC'), DATE '0001-12-31 BC')",
)
_spell(  # substr: SQLite rounds 59.9996 seconds up, and with it the day
    ShanghaiDate,
    sqlite="date(substr({0}, 1, 19), '+8 hours')",
    postgresql="nullif(least(CAST(timezone(INTERVAL '8 hours', {0}) AS DATE), DATE '10000-01-01'), DATE '10000-01-01')",
)
_spell(Position, sqlite="instr({0}, {1})", postgresql="strpos({0}, {1})")
