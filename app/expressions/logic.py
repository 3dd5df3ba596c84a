"""Nodes that decide: and, or, not, is empty, if, first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.expressions.kinds import Kind
from app.expressions.node import Closure, Node, Scene, Verdict


def sure(node: Node) -> Node:
    """A yes/no in which empty counts as no."""
    return node if node.decided else Sure(node)


@dataclass(frozen=True)
class Sure(Verdict):
    """An undecided yes/no, decided."""

    part: Node

    def closure(self) -> Closure:
        part = self.part.closure()
        return lambda values, today: bool(part(values, today))

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        return sa.func.coalesce(self.part.sql(scene), sa.false(), type_=sa.Boolean())

    def plain(self) -> list[Any]:
        return ["sure", self.part.plain()]


@dataclass(frozen=True)
class Both(Verdict):
    """All parts hold."""

    parts: tuple[Node, ...]

    def closure(self) -> Closure:
        parts = tuple(part.closure() for part in self.parts)

        def holds(values: Mapping[str, Any], today: date) -> bool:
            for part in parts:  # noqa: SIM110  # a generator costs twice the time, and this runs per row
                if not part(values, today):
                    return False
            return True

        return holds

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        return sa.and_(*(part.sql(scene) for part in self.parts))

    def plain(self) -> list[Any]:
        return ["and", *(part.plain() for part in self.parts)]


@dataclass(frozen=True)
class Either(Verdict):
    """At least one part holds."""

    parts: tuple[Node, ...]

    def closure(self) -> Closure:
        parts = tuple(part.closure() for part in self.parts)

        def holds(values: Mapping[str, Any], today: date) -> bool:
            for part in parts:  # noqa: SIM110
                if part(values, today):
                    return True
            return False

        return holds

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        return sa.or_(*(part.sql(scene) for part in self.parts))

    def plain(self) -> list[Any]:
        return ["or", *(part.plain() for part in self.parts)]


@dataclass(frozen=True)
class Not(Verdict):
    """The part does not hold."""

    part: Node

    def closure(self) -> Closure:
        part = self.part.closure()
        return lambda values, today: not part(values, today)

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        return sa.not_(self.part.sql(scene))

    def plain(self) -> list[Any]:
        return ["not", self.part.plain()]


@dataclass(frozen=True)
class Empty(Verdict):
    """The part has no value."""

    part: Node

    def closure(self) -> Closure:
        part = self.part.closure()
        return lambda values, today: part(values, today) is None

    def sql(self, scene: Scene) -> sa.ColumnElement[bool]:
        return sa.false() if self.part.decided else self.part.sql(scene).is_(None)

    def plain(self) -> list[Any]:
        return ["empty", self.part.plain()]


@dataclass(frozen=True)
class If(Node):
    """One of two values, chosen by a condition."""

    kind: Kind
    condition: Node
    then: Node
    otherwise: Node

    def closure(self) -> Closure:
        condition, then, otherwise = self.condition.closure(), self.then.closure(), self.otherwise.closure()

        def chosen(values: Mapping[str, Any], today: date) -> Any:
            return then(values, today) if condition(values, today) else otherwise(values, today)

        return chosen

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        # A chain of `else if` becomes one flat CASE: SQLite's parser stack holds only a hundred symbols.
        cases: list[tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]] = []
        last: Node = self
        while isinstance(last, If):
            cases.append((last.condition.sql(scene), last.then.sql(scene)))
            last = last.otherwise
        return sa.type_coerce(sa.case(*cases, else_=last.sql(scene)), self.kind.sql_type)

    def plain(self) -> list[Any]:
        return ["if", self.condition.plain(), self.then.plain(), self.otherwise.plain()]


@dataclass(frozen=True)
class First(Node):
    """The first part, or the second where the first is empty."""

    kind: Kind
    part: Node
    spare: Node

    def closure(self) -> Closure:
        part, spare = self.part.closure(), self.spare.closure()

        def present(values: Mapping[str, Any], today: date) -> Any:
            value = part(values, today)
            return spare(values, today) if value is None else value

        return present

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        return sa.func.coalesce(self.part.sql(scene), self.spare.sql(scene), type_=self.kind.sql_type)

    def plain(self) -> list[Any]:
        return ["first", self.part.plain(), self.spare.plain()]
