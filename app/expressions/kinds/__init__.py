"""The kinds of values in rules, as declarations make them: ``kinds.number(2)``, ``kinds.TEXT`` …

The classes behind them are for asking ``isinstance``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.expressions.kinds.base import Date, Kind, Moment, Names, Number, Opaque, Reference, YesNo
from app.expressions.kinds.worded import Key, Keys, Partial, Ranked, Text

TEXT = Text()
DATE = Date()
PARTIAL = Partial()
MOMENT = Moment()
YESNO = YesNo()
OPAQUE = Opaque()


def number(scale: int = 0, limit: int = 10**15 - 1) -> Number:
    """An exact number with ``scale`` decimals; ``limit`` is the greatest absolute value as stored (scaled).

    A smaller limit leaves more room: the checker refuses a rule whose steps might leave 64 bits.
    """
    return Number(scale, limit)


def key(keys: Iterable[str] | None) -> Key:
    """One of the keys; None for a list that grows, where any text may be one."""
    return Key(None if keys is None else tuple(keys))


def keys(keys: Iterable[str] | None) -> Keys:
    """Any number of the keys; None for a list that grows."""
    return Keys(None if keys is None else tuple(keys))


def ranked(ranks: Mapping[str, int] | Iterable[str]) -> Ranked:
    """An ordered choice from key -> rank, or from its keys, lowest first, whose ranks then count from 1.

    Raises ValueError when two keys share a rank.
    """
    by_key = dict(ranks) if isinstance(ranks, Mapping) else {key: rank for rank, key in enumerate(ranks, start=1)}
    if len(set(by_key.values())) < len(by_key):
        raise ValueError(f"two keys share a rank: {by_key}")
    return Ranked(tuple(by_key), tuple(by_key.values()))


def reference(target: str) -> Reference:
    """A record of the register ``target``, by its identifier."""
    return Reference(target)


__all__ = [
    "DATE", "MOMENT", "OPAQUE", "PARTIAL", "TEXT", "YESNO",
    "Date", "Key", "Keys", "Kind", "Moment", "Names", "Number", "Opaque", "Partial", "Ranked", "Reference", "Text",
    "YesNo", "key", "keys", "number", "ranked", "reference",
]  # fmt: skip
