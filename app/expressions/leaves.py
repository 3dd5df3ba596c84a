"""Nodes without parts: fields, written values, today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.expressions.kinds import Date, Kind, Number
from app.expressions.node import Closure, Node, Scene, Verdict


@dataclass(frozen=True)
class Field(Node):
    """A field of the row. A name missing from the values of a row is empty."""

    name: str
    kind: Kind

    def closure(self) -> Closure:
        name, inner = self.name, self.kind.inner

        def read(values: Mapping[str, Any], today: date) -> Any:
            value = values.get(name)
            return None if value is None else inner(value)

        return read

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        return self.kind.column(scene.source.column(self.name))

    def indexed(self, scene: Scene) -> sa.ColumnElement[Any]:
        """The bare column, for comparisons in which '' and NULL give the same answer."""
        return self.kind.raw(scene.source.column(self.name))

    def plain(self) -> list[Any]:
        return ["field", self.name, *self.kind.plain()]


@dataclass(frozen=True)
class Written(Node):
    """A value written in the rule, kept as inner value."""

    kind: Kind
    value: Any

    def closure(self) -> Closure:
        value = self.value
        return lambda values, today: value

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        return sa.literal(self.value, self.kind.sql_type)

    def plain(self) -> list[Any]:
        return ["value", plain_value(self.value), *self.kind.plain()]


def plain_value(value: Any) -> str:
    """An inner value as JSON. Numbers travel as text: JavaScript's own numbers are exact only to 2**53."""
    return str(value)


@dataclass(frozen=True)
class Answer(Verdict):
    """A written yes or no."""

    value: bool

    def closure(self) -> Closure:
        value = self.value
        return lambda values, today: value

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        return sa.true() if self.value else sa.false()

    def plain(self) -> list[Any]:
        return ["yes" if self.value else "no"]


@dataclass(frozen=True)
class Today(Node):
    """The day the rule is asked for."""

    kind = Date()

    def closure(self) -> Closure:
        return lambda values, today: today

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        return scene.today

    def plain(self) -> list[Any]:
        return ["today"]


def whole(value: int, scale: int = 0) -> Written:
    """A written number from its scaled integer."""
    return Written(Number(scale, abs(value)), value)
