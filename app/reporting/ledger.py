"""The statements of the summary over one register: counts per place, category and colour, and the rows behind a count.

Few statements whatever the number of rows. Each reads along one index: cases by the day they were found, resolved, ended,
closed or due, the open ones, and the lines of the log by kind and time (``Escalates.pack.indexes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    select,
    type_coerce,
    union_all,
)

from app.access.guard import scoped
from app.access.viewer import acting
from app.decisions.periods import Period
from app.decisions.step_kinds import CLIMBING, COLOURING, StepKind
from app.definition import LEVELS, Register
from app.records.directory import UnitNode
from app.records.open_cases import is_open
from app.records.site import Work
from app.reporting.figures import FIGURES, Condition, Figure
from app.reporting.terms import Case, EarlierEnd, Line, Span, span_of

#: Figures that follow from where a case stood at the two ends of the period and from how it was over.
_COURSE = ("opening", "still_open", "resolved", "ended", "ended_grid", "ended_village", "ended_town", "ended_county")
_FOUND = ("found", "asked", "settled", "mediated", "succeeded")
_YEAR = ("asked_year", "settled_year")
_DUE = ("due", "on_time", "overdue")


@dataclass(frozen=True)
class Counts:
    """One statement: place, category, colour, then a count for each of ``keys``. ``moved``: the colour to move them to."""

    keys: tuple[str, ...]
    statement: Select[Any]
    moved: bool = False


@dataclass(frozen=True)
class Ledger:
    """The cases of a unit's subtree in a period, as far as the acting viewer reaches them.

    ``former`` maps units that have merged to the village whose name their earlier figures bear (rules.md §7).
    """

    work: Work
    register: Register
    unit: UnitNode
    period: Period
    former: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def span(self) -> Span:
        return span_of(self.period, self.work.today)

    @cached_property
    def table(self) -> Table:
        return self.work.site.models.table(self.register.key)

    @cached_property
    def steps(self) -> Table:
        return self.work.site.models.system.case_step

    @cached_property
    def cases(self) -> Case:
        return Case(self.table, self.span)

    @cached_property
    def ends(self) -> EarlierEnd:
        return EarlierEnd(self.steps.alias("g"), self.table, self.steps.alias("closing"), self.span)

    @cached_property
    def lines(self) -> Line:
        return Line(self.steps.alias("s"), self.table, self.steps, self.span)

    # -- dimensions ----------------------------------------------------------------------------

    @cached_property
    def place(self) -> ColumnElement[Any]:
        """The village of a case, or the town where it arose in the town itself."""
        present = func.coalesce(self.table.c.village_id, self.table.c.town_id, self.table.c.county_id)
        return case(dict(self.former), value=self.table.c.unit_id, else_=present) if self.former else present

    @cached_property
    def colour(self) -> ColumnElement[Any]:
        """The colour now, as its rank from 1."""
        return type_coerce(self.table.c.colour, Integer)

    @cached_property
    def colour_then(self) -> ColumnElement[Any]:
        """The colour at the period's end: what the first change after it came from, or the colour now."""
        after = self.steps.alias("after")
        mine = and_(after.c.register == self.register.key, after.c.record_id == self.table.c.id, self._changes_later(after))
        first = select(after.c.from_colour).where(mine).order_by(after.c.number).limit(1)
        return func.coalesce(first.correlate(self.table).scalar_subquery(), self.colour)

    def _changes_later(self, steps: FromClause) -> Condition:
        return and_(steps.c.kind.in_([kind.value for kind in COLOURING]), steps.c.at >= self.span.ends)

    @cached_property
    def subtree(self) -> Condition:
        """Live cases below the unit; its own ancestors are named too, for the indexes begin with the county."""
        within = [self.table.c[f"{level}_id"] == self.unit.path[level] for level in LEVELS if level in self.unit.path]
        return and_(self.table.c.void_at.is_(None), *within)

    # -- counts --------------------------------------------------------------------------------

    def counts(self) -> Iterator[Counts]:
        """All statements whose sums are the summary."""
        span, found_on, c = self.span, self.table.c.found_on, self.table.c
        yield self._of_cases((*_COURSE, *_FOUND, *_YEAR), and_(found_on >= span.first, found_on < span.until))
        if span.year < span.first:
            yield self._of_cases(_YEAR, and_(found_on >= span.year, found_on < span.first))
        yield self._of_cases(("opening", "still_open"), and_(is_open(self.table), found_on < span.first))
        yield self._of_cases(_COURSE, and_(c.resolved_on >= span.first, found_on < span.first))
        yield self._of_cases(_COURSE, and_(c.ended_on >= span.first, c.resolved_on.is_(None), found_on < span.first))
        yield self._of_cases(("closed",), self.cases.closed_in_period)
        yield self._of_cases(_DUE, and_(c.due_on >= span.first, c.due_on < span.over))
        yield self._of_other_colours()
        yield self._of_earlier_ends()
        yield self._of_lines()

    def _of_cases(self, keys: tuple[str, ...], relevant: Condition) -> Counts:
        counted = [_count(figure.case(self.cases)) for figure in _figures(keys) if figure.case]
        return Counts(keys, self._grouped(self.table, relevant, counted, self.colour))

    def _of_other_colours(self) -> Counts:
        """Cases that had another colour at the period's end: what they count moves from the colour now to that one."""
        change, before = self.steps.alias("change"), self.steps.alias("before")
        earlier = and_(before.c.register == self.register.key, before.c.record_id == change.c.record_id,
                       self._changes_later(before), before.c.number < change.c.number)
        first = and_(change.c.register == self.register.key, self._changes_later(change),
                     ~exists(select(before.c.id).where(earlier).correlate(change)))
        moved = and_(first, change.c.from_colour != self.colour, self.table.c.found_on < self.span.until)
        keys = tuple(key for key, figure in FIGURES.items() if figure.case)
        counted = [_count(figure.case(self.cases)) for figure in _figures(keys) if figure.case]
        source = change.join(self.table, self.table.c.id == change.c.record_id)
        return Counts(keys, self._grouped(source, moved, counted, self.colour, change.c.from_colour), moved=True)

    def _of_earlier_ends(self) -> Counts:
        keys = tuple(key for key, figure in FIGURES.items() if figure.end or figure.less)
        counted = [_count(figure.end(self.ends)) if figure.end else -_count(figure.less(self.ends))  # type: ignore[misc]
                   for figure in _figures(keys)]
        return Counts(keys, self._grouped(self._with_ends(), self._relevant_ends(), counted, self.colour_then))

    def _of_lines(self) -> Counts:
        keys = tuple(key for key, figure in FIGURES.items() if figure.line)
        counted = [_count(figure.line(self.lines)) for figure in _figures(keys) if figure.line]
        return Counts(keys, self._grouped(self._with_lines(), self._relevant_lines(), counted, self.colour_then))

    def _grouped(self, source: FromClause, relevant: Condition, counted: list[Any],
                 *colours: ColumnElement[Any]) -> Select[Any]:
        named = [each.label(f"colour{number}") for number, each in enumerate(colours)]
        chosen = [self.place.label("place"), self.table.c.category, *named]
        statement = select(*chosen, *counted).select_from(source).where(relevant, self.subtree).group_by(*chosen)
        return self._scoped(statement)

    def _scoped(self, statement: Select[Any]) -> Select[Any]:
        return scoped(statement, self.table, self.work.site.rights.reach(acting(), self.register.key, "read"))

    # -- joins ---------------------------------------------------------------------------------

    def _with_ends(self) -> FromClause:
        g, closing = self.ends.g, self.ends.closing
        joined = g.join(self.table, self.table.c.id == g.c.record_id)
        # A closed case can only be reopened, so its closing is the line before.
        return joined.outerjoin(closing, and_(closing.c.register == self.register.key, closing.c.record_id == g.c.record_id,
                                              closing.c.number == g.c.number - 1, closing.c.kind == StepKind.CLOSED.value))

    def _relevant_ends(self) -> Condition:
        g = self.ends.g
        return and_(g.c.register == self.register.key, g.c.kind == StepKind.REOPENED.value, g.c.at >= self.span.begins)

    def _with_lines(self) -> FromClause:
        return self.lines.s.join(self.table, self.table.c.id == self.lines.s.c.record_id)

    def _relevant_lines(self) -> Condition:
        s = self.lines.s
        return and_(s.c.register == self.register.key, s.c.kind.in_([kind.value for kind in CLIMBING]),
                    s.c.at >= self.span.begins, s.c.at <= self.span.ends)

    # -- rows ----------------------------------------------------------------------------------

    def rows(self, figure: Figure, places: Iterable[int] | None = None, category: str | None = None,
             colour: int | None = None) -> Select[Any]:
        """The ids of the cases that a figure counts, one for each count, within a cell."""
        parts = union_all(*self._parts(figure)).subquery("counted")
        source = parts.join(self.table, self.table.c.id == parts.c.id)
        statement = select(self.table.c.id).select_from(source).where(self.subtree, *self._cell(places, category, colour))
        return self._scoped(statement)

    def _parts(self, figure: Figure) -> Iterator[Select[Any]]:
        if figure.case:
            less = [~self._was_over(figure.less(self.ends))] if figure.less else []
            known = self.table.c.found_on < self.span.until
            yield select(self.table.c.id).where(known, figure.case(self.cases), self.subtree, *less)
        if figure.end:
            yield select(self.table.c.id).select_from(self._with_ends()).where(self._relevant_ends(), figure.end(self.ends))
        if figure.line:
            yield select(self.table.c.id).select_from(self._with_lines()).where(self._relevant_lines(), figure.line(self.lines))

    def _was_over(self, taken_away: Condition) -> Condition:
        mine = and_(self.ends.g.c.record_id == self.table.c.id, self._relevant_ends(), taken_away)
        return exists(select(self.ends.g.c.id).where(mine).correlate(self.table))

    def _cell(self, places: Iterable[int] | None, category: str | None, colour: int | None) -> Iterator[Condition]:
        if places is not None:
            yield self.place.in_(sorted(places))
        if category is not None:
            yield self.table.c.category == category
        if colour is not None:
            yield self.colour_then == colour


def _figures(keys: tuple[str, ...]) -> Iterator[Figure]:
    return (FIGURES[key] for key in keys)


def _count(condition: Condition) -> ColumnElement[int]:
    return func.count().filter(condition)
