"""What a filter may ask: each operator with its words and its SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.words import Words


@dataclass(frozen=True, slots=True)
class Operator:
    """One question. ``clause(column, operand)`` is its SQL; ``takes_value`` is False for empty/filled."""

    key: str
    words: Words
    clause: Callable[[ColumnElement[Any], Any], ColumnElement[bool]]
    takes_value: bool = True


def like_pattern(text: str) -> str:
    """``text`` anywhere, its own ``%`` and ``_`` taken literally (escape character ``\\``)."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


OPERATORS: dict[str, Operator] = {
    each.key: each
    for each in (
        Operator("eq", Words("是", "is"), lambda c, v: c == v),
        Operator("in", Words("是其中之一", "is one of"), lambda c, v: c.in_(v)),
        Operator("from", Words("不早于/不小于", "from"), lambda c, v: c >= v),
        Operator("to", Words("不晚于/不大于", "up to"), lambda c, v: c <= v),
        Operator("contains", Words("包含", "contains"), lambda c, v: c.like(v, escape="\\")),
        Operator("has", Words("含有", "has"), lambda c, v: c.like(v, escape="\\")),
        Operator("empty", Words("未填", "is empty"), lambda c, _: c.is_(None), takes_value=False),
        Operator("filled", Words("已填", "is filled"), lambda c, _: c.is_not(None), takes_value=False),
    )
}


def operators(keys: tuple[str, ...]) -> tuple[Operator, ...]:
    """The operators of these keys, in this order."""
    return tuple(OPERATORS[key] for key in keys)
