"""Exact arithmetic: everything is an integer scaled by a power of ten, in Python as in SQL."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.expressions.kinds import Date, Number
from app.expressions.leaves import Written, whole
from app.expressions.node import Closure, Misfit, Node, Scene

MOST_DECIMALS = 8
GREATEST_INTEGER = 2**63 - 1
"""Both databases count in 64 bits; beyond it SQLite would silently continue in floating point."""

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def exact(kind: Number) -> Number:
    """The kind itself. Raises Misfit where a result has too many places or might not fit 64 bits."""
    if kind.scale > MOST_DECIMALS:
        raise Misfit("E015", scale=kind.scale, most=MOST_DECIMALS)
    if kind.limit > GREATEST_INTEGER:
        raise Misfit("E016", digits=len(str(kind.limit)))
    return kind


def rescaled(node: Node, scale: int) -> Node:
    """The same number with ``scale`` places; other kinds stay. Raises Misfit where it might not fit."""
    if not isinstance(node.kind, Number) or node.kind.scale == scale:
        return node
    kind = exact(node.kind.scaled_to(scale))
    factor = 10 ** (scale - node.kind.scale)
    if isinstance(node, Written):
        return Written(kind, node.value * factor)
    return Arithmetic(kind, "*", node, whole(factor))


def added(sign: str, left: Node, right: Node) -> Node:
    """Sum or difference, both sides brought to the finer scale. Raises Misfit."""
    if isinstance(left.kind, Date) and isinstance(right.kind, Number):
        raise Misfit("E018")
    if not (isinstance(left.kind, Number) and isinstance(right.kind, Number)):
        raise Misfit("E013", operator=sign, left=left.kind.words, right=right.kind.words)
    scale = max(left.kind.scale, right.kind.scale)
    limit = left.kind.scaled_to(scale).limit + right.kind.scaled_to(scale).limit
    return Arithmetic(exact(Number(scale, limit)), sign, rescaled(left, scale), rescaled(right, scale))


def multiplied(left: Node, right: Node) -> Node:
    """Product with a written number; the scales add up. Raises Misfit."""
    if not (isinstance(left.kind, Number) and isinstance(right.kind, Number)):
        raise Misfit("E013", operator="*", left=left.kind.words, right=right.kind.words)
    written = [side for side in (left, right) if isinstance(side, Written)]
    if not written:
        raise Misfit("E014")
    kind = exact(Number(left.kind.scale + right.kind.scale, left.kind.limit * right.kind.limit))
    if len(written) == 2:
        return Written(kind, written[0].value * written[1].value)
    return Arithmetic(kind, "*", left, right)


@dataclass(frozen=True)
class Arithmetic(Node):
    """Two integers of fitting scale; empty where a side is."""

    kind: Number
    operator: str
    left: Node
    right: Node

    def closure(self) -> Closure:
        work, left, right = OPERATORS[self.operator], self.left.closure(), self.right.closure()

        def result(values: Mapping[str, Any], today: date) -> Any:
            first = left(values, today)
            if first is None:
                return None
            second = right(values, today)
            return None if second is None else work(first, second)

        return result

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        worked = OPERATORS[self.operator](self.left.sql(scene), self.right.sql(scene))
        return sa.type_coerce(worked, self.kind.sql_type)

    def plain(self) -> list[Any]:
        return [self.operator, self.left.plain(), self.right.plain()]
