"""What the browser must do with ``Rule.as_json()``: every operation and its meaning, on plain JSON alone.

A form's JavaScript follows this line by line, with BigInt where numbers are scaled integers.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


class Browser:
    """Values of one row, and the day."""

    def __init__(self, values: Mapping[str, Any], today: date) -> None:
        self.values = values
        self.today = today

    def value(self, rule: Mapping[str, Any]) -> Any:
        """The value of a whole rule: ``{"kind": [name, detail?], "rule": [operation, *parts]}``."""
        read = json.loads(json.dumps(rule))
        assert read == rule
        return outer(self.run(read["rule"]), *read["kind"])

    def run(self, node: list[Any]) -> Any:
        """The inner value of a node; None is empty."""
        operation, *parts = node
        if operation in SPECIAL:
            return SPECIAL[operation](self, *parts)
        given = [self.run(part) for part in parts]
        if operation in COMPARISONS:
            return None not in given and COMPARISONS[operation](*given)
        return None if None in given else FUNCTIONS[operation](*given)

    def field(self, name: str, kind: str, detail: Any = None) -> Any:
        value = self.values.get(name)
        return None if value in (None, "", ()) else inner(value, kind, detail)

    def count(self, name: str, where: list[Any] | None = None) -> int:
        rows = self.values.get(name) or ()
        return sum(1 for row in rows if where is None or Browser(row, self.today).run(where))

    def first(self, part: list[Any], spare: list[Any]) -> Any:
        value = self.run(part)
        return self.run(spare) if value is None else value


def inner(value: Any, kind: str, detail: Any) -> Any:
    """A value of the form as the operations want it."""
    if kind == "number":
        return int(Decimal(value).scaleb(detail))
    if kind == "rank":
        return detail[value]
    if kind == "moment":
        return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    return value


def written(text: str, kind: str, detail: Any = None) -> Any:
    """A written value: numbers are scaled integers in text, dates ISO, ranks their integer."""
    if kind in ("number", "rank"):
        return int(text)
    return date.fromisoformat(text) if kind == "date" else text


def outer(value: Any, kind: str, detail: Any = None) -> Any:
    """The value to show."""
    if value is None:
        return None
    if kind == "number" and detail:
        return Decimal(value).scaleb(-detail)
    return {rank: key for key, rank in detail.items()}[value] if kind == "rank" else value


def moved(self: Browser, part: list[Any], days: int) -> date | None:
    day = self.run(part)
    return None if day is None else in_range(day.toordinal() + days)


def in_range(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def shanghai(moment: datetime) -> date | None:
    return in_range(moment.toordinal() + (moment.time().hour >= 16))


def completed_years(a: date, b: date) -> int:
    return b.year - a.year - (f"{b:%m%d}" < f"{a:%m%d}")


SPECIAL: dict[str, Callable[..., Any]] = {
    "field": Browser.field,
    "value": lambda self, *parts: written(*parts),
    "today": lambda self: self.today,
    "yes": lambda self: True,
    "no": lambda self: False,
    "sure": lambda self, part: bool(self.run(part)),
    "not": lambda self, part: not self.run(part),
    "and": lambda self, *parts: all(self.run(part) for part in parts),
    "or": lambda self, *parts: any(self.run(part) for part in parts),
    "empty": lambda self, part: self.run(part) is None,
    "if": lambda self, condition, then, otherwise: self.run(then if self.run(condition) else otherwise),
    "first": Browser.first,
    # the written values of `in` are of the kind that stands behind them
    "in": lambda self, part, values, *kind: self.run(part) in [written(value, *kind) for value in values],
    "includes": lambda self, part, key: key in (self.run(part) or ()),
    "count": Browser.count,
    "moved": moved,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "days": lambda a, b: b.toordinal() - a.toordinal(),
    "years": completed_years,
    "year": lambda day: int(str(day)[:4]),
    "month": lambda day: day.month,
    "length": len,  # in characters: [...text].length
    "date": shanghai,
}  # fmt: skip
