"""A declared chart over the rows that the acting viewer reaches: counts or sums per bar, grouped by the database.

Every number opens exactly its rows: :func:`rows_of_bar`. Only what the register declares can be drawn, so that no group or
measure is an oracle on hidden columns (reference/assurance.md A06).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from app.access.guard import scoped
from app.access.query import Filter, clause_of
from app.access.refusal import refused
from app.access.viewer import acting
from app.definition import Chart, Register
from app.records.rule_columns import RegisterColumns
from app.records.site import Work
from app.reporting.grouping import Grouping, grouping_of
from app.words import Words

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a part of bars. ``key`` names it in addresses; "" is 未填, or the only part of a plain bar."""

    key: str
    label: Words


@dataclass(frozen=True, slots=True)
class Series:
    """A drawn chart: ``values[bar][part]``. A plain bar chart has one part without a name."""

    register: Register
    chart: Chart
    bars: tuple[Mark, ...]
    parts: tuple[Mark, ...]
    values: tuple[tuple[Number, ...], ...]

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to draw."""
        return not self.bars

    def bar_total(self, number: int) -> Number:
        """All parts of one bar."""
        return sum(self.values[number])

    def part_total(self, number: int) -> Number:
        """One part over all bars."""
        return sum(row[number] for row in self.values)

    @property
    def total(self) -> Number:
        """Everything that is drawn."""
        return sum(sum(row) for row in self.values)


def draw(work: Work, register: Register, chart: Chart, filters: Iterable[Filter] = ()) -> Series:
    """The chart over live rows that the viewer reaches, further limited by the filters of the query bar.

    Raises Refused (A003) for a viewer who may not see charts of the register.
    """
    drawing = _Drawing(work, register, chart)
    return drawing.series(work.session.execute(drawing.statement(tuple(filters))).all())


def rows_of_bar(work: Work, register: Register, chart: Chart, bar: str | None = None, part: str | None = None,
                filters: Iterable[Filter] = ()) -> Select[Any]:
    """The ids of the rows behind a number: of a bar, of a part of it, of a part over all bars, or of the whole chart.

    Raises Refused as :func:`draw`, BadValue for a key that no bar can have.
    """
    drawing = _Drawing(work, register, chart)
    conditions = [*drawing.conditions(tuple(filters))]
    if bar is not None:
        conditions.append(drawing.bars.criterion(bar))
    if part is not None and drawing.parts is not None:
        conditions.append(drawing.parts.criterion(part))
    return drawing.scoped(select(drawing.table.c.id).where(*conditions))


class _Drawing:
    """One chart being drawn."""

    def __init__(self, work: Work, register: Register, chart: Chart) -> None:
        if not work.site.rights.may(acting(), register.key, "chart"):
            raise refused("A003", act=Words("图表", "charts"), register=register.label)
        self.work, self.register, self.chart = work, register, chart
        self.table: Table = work.site.models.table(register.key)
        self.bars: Grouping = grouping_of(work, register, self.table, chart.group_by, chart.bucket)
        self.parts: Grouping | None = grouping_of(work, register, self.table, chart.stack_by) if chart.stack_by else None

    def statement(self, filters: Sequence[Filter]) -> Select[Any]:
        """One row a group: the columns of the bar, those of the part, the measure."""
        groups = [*self.bars.columns(), *(self.parts.columns() if self.parts else ())]
        return self.scoped(select(*groups, self._measure()).where(*self.conditions(filters)).group_by(*groups))

    def conditions(self, filters: Sequence[Filter]) -> list[ColumnElement[bool]]:
        """Live rows, the chart's own rule, the filters."""
        rule = self.chart.where
        columns = RegisterColumns(self.work.site.models, self.register, self.table)
        own = [rule.sql(columns, today=self.work.today)] if rule else []
        return [self.table.c.void_at.is_(None), *own, *(clause_of(self.register, self.table, each) for each in filters)]

    def _measure(self) -> ColumnElement[Any]:
        if self.chart.measure == "count":
            return func.count()
        return func.sum(self.table.c[self.register.fields[self.chart.measure].column])

    def scoped(self, statement: Select[Any]) -> Select[Any]:
        return scoped(statement, self.table, self.work.site.rights.reach(acting(), self.register.key, "read"))

    def series(self, rows: Iterable[Sequence[Any]]) -> Series:
        """Bars and parts in their order with what each counts."""
        sums: dict[tuple[str, str], Number] = {}
        first, last = len(self.bars.columns()), -1
        for row in rows:
            key = (self.bars.key(row[:first]), self.parts.key(row[first:last]) if self.parts else "")
            sums[key] = sums.get(key, 0) + _number(row[last])
        bars = self._marks(self.bars, {bar for bar, _ in sums})
        parts = self._marks(self.parts, {part for _, part in sums}) if self.parts else (Mark("", self.chart.label),)
        values = tuple(tuple(sums.get((bar.key, part.key), 0) for part in parts) for bar in bars)
        return Series(self.register, self.chart, bars, parts, values)

    def _marks(self, grouping: Grouping, keys: set[str]) -> tuple[Mark, ...]:
        return tuple(Mark(key, label) for key, label in grouping.bars(keys))


def _number(value: Any) -> Number:
    """A sum as the field has it: PostgreSQL adds whole numbers up to a decimal without places."""
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    return value or 0
