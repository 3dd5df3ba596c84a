"""The parts of a checked rule, and what they need to become SQL.

A rule is a tree of nodes. Each node answers three times with the same meaning: a Python closure, a SQL
expression and plain JSON. They stand side by side in one class so that a reader can compare them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa

from app.expressions.kinds import Kind, YesNo

Closure = Callable[[Mapping[str, Any], date], Any]
"""From the values of a row and today's date to an inner value (see ``kinds.py``)."""


class Source(Protocol):
    """Where a rule finds its fields in a statement."""

    def column(self, name: str) -> sa.ColumnElement[Any]:
        """The raw stored column of a field: numbers as scaled BIGINT, ordered choices as ranks.

        For content kept in a table of its own: any expression that is NULL where there is none.
        """

    def rows(self, name: str) -> Rows:
        """The child rows that ``count`` counts."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Child rows: their table, the condition that ties them to the parent row, and where their fields are.

    ``from_clause`` is an alias of its own when the table may also stand in the statement around it.
    """

    from_clause: sa.FromClause
    on: sa.ColumnElement[bool]
    source: Source


@dataclass(frozen=True, slots=True)
class Scene:
    """One statement: where its fields are and which day it is."""

    source: Source
    today: sa.ColumnElement[Any]


class Node(ABC):
    """A checked part of a rule. ``decided``: a yes/no that is never empty."""

    kind: Kind
    decided: ClassVar[bool] = False

    @abstractmethod
    def closure(self) -> Closure:
        """The Python form; made once, called per row."""

    @abstractmethod
    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        """The SQL form; NULL is empty."""

    @abstractmethod
    def plain(self) -> list[Any]:
        """The JSON form: the operation, then its parts."""


class Verdict(Node):
    """A node that answers yes or no, never empty."""

    kind = YesNo()
    decided = True


class Misfit(Exception):  # a verdict on the rule, not an error of the program
    """A type rule that does not hold: the catalogue code with its values. The checker adds the place."""

    def __init__(self, code: str, *, near: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.near = near
        self.values = values
