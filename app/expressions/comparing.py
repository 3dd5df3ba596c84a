"""Nodes that compare. A comparison with an empty side is false, ``!=`` too."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.expressions.dialects import Position
from app.expressions.leaves import Field, plain_value
from app.expressions.node import Closure, Node, Scene, Verdict

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}
ORDERING = frozenset(OPERATORS) - {"=", "!="}


def _decided(truth: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(truth, sa.false(), type_=sa.Boolean())


@dataclass(frozen=True)
class Comparison(Verdict):
    """Two values of one kind."""

    operator: str
    left: Node
    right: Node

    def closure(self) -> Closure:
        compare, left, right = OPERATORS[self.operator], self.left.closure(), self.right.closure()

        def holds(values: Mapping[str, Any], today: date) -> bool:
            first = left(values, today)
            if first is None:
                return False
            second = right(values, today)
            return second is not None and bool(compare(first, second))

        return holds

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        compare, right = OPERATORS[self.operator], self.right.sql(scene)
        # '' != 'a' would be true on the bare column, so only the other operators may ask it.
        if isinstance(self.left, Field) and isinstance(right, sa.BindParameter) and self.operator != "!=":
            column = self.left.indexed(scene)
            return sa.and_(compare(column, right), column.is_not(None))
        return _decided(compare(self.left.sql(scene), right))

    def plain(self) -> list[Any]:
        return [self.operator, self.left.plain(), self.right.plain()]


@dataclass(frozen=True)
class SameAnswer(Verdict):
    """Two decided yes/no values agree."""

    left: Node
    right: Node

    def closure(self) -> Closure:
        left, right = self.left.closure(), self.right.closure()
        return lambda values, today: bool(left(values, today) == right(values, today))

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        # As numbers: SQLAlchemy rewrites a comparison with true() to IS, which only some operands take.
        left, right = (sa.case((side.sql(scene), 1), else_=0) for side in (self.left, self.right))
        return left == right

    def plain(self) -> list[Any]:
        return ["=", self.left.plain(), self.right.plain()]


@dataclass(frozen=True)
class OneOf(Verdict):
    """The part is one of the written values."""

    part: Node
    values: tuple[Any, ...]

    def closure(self) -> Closure:
        part, allowed = self.part.closure(), frozenset(self.values)
        return lambda values, today: part(values, today) in allowed

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        if isinstance(self.part, Field):
            column = self.part.indexed(scene)
            return sa.and_(column.in_(self.values), column.is_not(None))
        return _decided(self.part.sql(scene).in_(self.values))

    def plain(self) -> list[Any]:
        return ["in", self.part.plain(), [plain_value(value) for value in self.values], *self.part.kind.plain()]


@dataclass(frozen=True)
class Includes(Verdict):
    """The multiple choice includes the key."""

    key: str
    part: Field

    def closure(self) -> Closure:
        key, part = self.key, self.part.closure()

        def holds(values: Mapping[str, Any], today: date) -> bool:
            chosen = part(values, today)
            return chosen is not None and key in chosen

        return holds

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        found = Position(self.part.indexed(scene), sa.literal(f"|{self.key}|", sa.String()))
        return _decided(found > 0)

    def plain(self) -> list[Any]:
        return ["includes", self.part.plain(), self.key]
