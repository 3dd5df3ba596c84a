"""Counting the child rows of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.expressions.kinds import Number
from app.expressions.node import Closure, Node, Scene


@dataclass(frozen=True)
class Count(Node):
    """How many child rows there are, or how many of them hold; never empty."""

    rows: str
    where: Node | None = None
    kind = Number(0, 10**9)

    def closure(self) -> Closure:
        rows, holds = self.rows, self.where.closure() if self.where else None

        def counted(values: Mapping[str, Any], today: date) -> int:
            children = values.get(rows) or ()
            return len(children) if holds is None else sum(1 for child in children if holds(child, today))

        return counted

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        rows = scene.source.rows(self.rows)
        counted = sa.select(sa.func.count()).select_from(rows.from_clause).where(rows.on)
        if self.where is not None:
            counted = counted.where(self.where.sql(Scene(rows.source, scene.today)))
        # Everything but the child table belongs to the statement around, however deep it stands.
        return sa.type_coerce(counted.correlate_except(rows.from_clause).scalar_subquery(), sa.BigInteger())

    def plain(self) -> list[Any]:
        return ["count", self.rows, *([] if self.where is None else [self.where.plain()])]
