"""What the figures speak of, as SQL over a case, over an earlier end of it, and over a line of its log.

Days are compared with days, moments with the instants at which days begin in China: no time zone is left to the database.
Terms that stand behind ``~`` are never NULL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, ScalarSelect, and_, false, func, or_, select

from app.decisions.calendar import ONE_DAY, start_of_day
from app.decisions.periods import Period
from app.decisions.rates import SETTLED, WITHDRAWN
from app.decisions.step_kinds import CLIMBING, StepKind

Condition = ColumnElement[bool]

_NEVER = date(9999, 12, 31)

#: Outcomes with which a mediation has come to its result (Sichuan return ◇).
MEDIATED = ("success", "partial", "failed")


@dataclass(frozen=True)
class Span:
    """The days of a period: ``first`` to before ``until``; ``year`` is 1 January; due days before ``over`` have come."""

    first: date
    until: date
    year: date
    over: date

    @property
    def begins(self) -> datetime:
        """The first instant."""
        return start_of_day(self.first)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return start_of_day(self.until)


def span_of(period: Period, today: date) -> Span:
    """The days of a period as seen today."""
    until = period.last + ONE_DAY
    return Span(period.first, until, date(period.last.year, 1, 1), min(until, today))


def within(column: ColumnElement[Any], first: Any, until: Any) -> Condition:
    """From ``first`` to before ``until``."""
    return and_(column >= first, column < until)


def _is(column: ColumnElement[Any], *values: str) -> Condition:
    """One of the values; never NULL."""
    return func.coalesce(column, "").in_(values)


@dataclass(frozen=True)
class Case:
    """A case as it stands, ``t`` its row; only cases found before the period's end are asked."""

    t: FromClause
    span: Span

    @property
    def over_on(self) -> ColumnElement[Any]:
        """The day on which it was resolved or ended."""
        return func.coalesce(self.t.c.resolved_on, self.t.c.ended_on)

    def open_at(self, day: date) -> Condition:
        """Found before the day and not over by then, going by its last end."""
        return and_(self.t.c.found_on < day, or_(self.over_on.is_(None), self.over_on >= day))

    @property
    def found_in_period(self) -> Condition:
        return self.t.c.found_on >= self.span.first

    @property
    def found_this_year(self) -> Condition:
        return self.t.c.found_on >= self.span.year

    @property
    def resolved_in_period(self) -> Condition:
        return within(self.t.c.resolved_on, self.span.first, self.span.until)

    @property
    def ended_in_period(self) -> Condition:
        return within(self.t.c.ended_on, self.span.first, self.span.until)

    @property
    def over_in_period(self) -> Condition:
        return within(self.over_on, self.span.first, self.span.until)

    @property
    def closed_in_period(self) -> Condition:
        return within(self.t.c.closed_on, self.span.first, self.span.until)

    @property
    def level(self) -> ColumnElement[Any]:
        """Where it is, or was when it was over."""
        return self.t.c.level

    @property
    def is_withdrawn(self) -> Condition:
        """Withdrawn by the period's end; never NULL."""
        return func.coalesce(and_(self.t.c.outcome == WITHDRAWN, self.t.c.ended_on < self.span.until), false())

    @property
    def is_settled(self) -> Condition:
        """Resolved by the period's end; only 成功 and 部分成功 have a day of resolution (behaviours/closing.py)."""
        return self.t.c.resolved_on < self.span.until

    @property
    def is_mediated(self) -> Condition:
        """Its mediation had a result by the period's end: successful, in part, or not (Sichuan return ◇)."""
        return or_(self.is_settled, and_(self.t.c.outcome == "failed", self.t.c.ended_on < self.span.until))

    @property
    def is_success(self) -> Condition:
        """Successfully mediated by the period's end."""
        return and_(self.t.c.outcome == "success", self.is_settled)

    # A due day counts where its clock had begun before the case was over, and where the case was not ended
    # otherwise by then (decisions/rates.py "DueDay").

    @property
    def due_in_period(self) -> Condition:
        late = or_(self.t.c.ended_on.is_(None), self.t.c.ended_on > self.t.c.due_on)
        return and_(within(self.t.c.due_on, self.span.first, self.span.over), late,
                    or_(self.over_on.is_(None), self.t.c.clock_started_on <= self.over_on))

    @property
    def due_and_met(self) -> Condition:
        return and_(self.due_in_period, self.t.c.resolved_on <= self.t.c.due_on)

    @property
    def due_and_missed(self) -> Condition:
        return and_(self.due_in_period, or_(self.t.c.resolved_on.is_(None), self.t.c.resolved_on > self.t.c.due_on))


@dataclass(frozen=True)
class EarlierEnd:
    """An earlier end of a case: ``g`` the line of its reopening, ``t`` the case, ``closing`` the line before ``g``."""

    g: FromClause
    t: FromClause
    closing: FromClause
    span: Span

    def covers(self, day: date) -> Condition:
        """The case was over when the day began."""
        return and_(self.g.c.closed_day < day, self.g.c.at >= start_of_day(day))

    @property
    def back_in_period(self) -> Condition:
        return within(self.g.c.at, self.span.begins, self.span.ends)

    @property
    def over_in_period(self) -> Condition:
        return within(self.g.c.closed_day, self.span.first, self.span.until)

    @property
    def closed_in_period(self) -> Condition:
        return within(self.closing.c.at, self.span.begins, self.span.ends)

    @property
    def found_in_period(self) -> Condition:
        return self.t.c.found_on >= self.span.first

    @property
    def found_this_year(self) -> Condition:
        return self.t.c.found_on >= self.span.year

    @property
    def level(self) -> ColumnElement[Any]:
        return self.g.c.from_level

    @property
    def is_settled(self) -> Condition:
        return _is(self.g.c.closed_as, *sorted(SETTLED))

    @property
    def is_withdrawn(self) -> Condition:
        return _is(self.g.c.closed_as, WITHDRAWN)

    @property
    def is_mediated(self) -> Condition:
        return _is(self.g.c.closed_as, *MEDIATED)

    @property
    def is_success(self) -> Condition:
        return _is(self.g.c.closed_as, "success")

    @property
    def due_in_period(self) -> Condition:
        return or_(self.due_and_met, self.due_and_missed)

    @property
    def due_and_met(self) -> Condition:
        return and_(self._due, self.is_settled, self.g.c.closed_day <= self.g.c.closed_due)

    @property
    def due_and_missed(self) -> Condition:
        return and_(self._due, self.g.c.closed_day > self.g.c.closed_due)

    @property
    def _due(self) -> Condition:
        return within(self.g.c.closed_due, self.span.first, self.span.over)


@dataclass(frozen=True)
class Line:
    """A line of the log that moved a case or missed a due day: ``s`` the line, ``t`` the case, ``steps`` the log."""

    s: FromClause
    t: FromClause
    steps: FromClause
    span: Span

    @property
    def climbs_in_period(self) -> Condition:
        return and_(within(self.s.c.at, self.span.begins, self.span.ends), self.s.c.to_level != self.s.c.from_level,
                    self.s.c.kind.in_([kind.value for kind in CLIMBING]))

    @property
    def due_in_period(self) -> Condition:
        return or_(self.due_and_missed, self.due_and_met)

    @property
    def due_and_missed(self) -> Condition:
        return and_(self._missed_in_period, func.coalesce(self._over_on, _NEVER) > self._missed)

    @property
    def due_and_met(self) -> Condition:
        """Entered late: the case had been resolved by the day that the log calls missed, on the first such day."""
        before = self._missed_before
        return and_(self._missed_in_period, self._over_on <= self._missed, _is(self._over_as, *sorted(SETTLED)),
                    or_(before.is_(None), self._over_on > before))

    @property
    def _missed_in_period(self) -> Condition:
        """A step comes with the first instant after the day that it missed."""
        if self.span.over <= self.span.first:
            return false()
        return and_(self.s.c.kind == StepKind.OVERDUE.value, self.s.c.at >= start_of_day(self.span.first + timedelta(days=1)),
                    self.s.c.at <= start_of_day(self.span.over))

    @property
    def _missed(self) -> ColumnElement[Any]:
        """24:00 in China lies within the same day of UTC, so the day of the moment there is the day that was missed."""
        return func.date(self.s.c.at, type_=Date())

    @cached_property
    def _next_end(self) -> dict[str, ScalarSelect[Any]]:
        """What the next reopening after this line says of the end before it."""
        back = self.steps.alias("back")
        later = and_(back.c.register == self.s.c.register, back.c.record_id == self.s.c.record_id,
                     back.c.kind == StepKind.REOPENED.value, back.c.number > self.s.c.number)
        return {name: select(back.c[name]).where(later).order_by(back.c.number).limit(1).correlate(self.s).scalar_subquery()
                for name in ("closed_day", "closed_as")}

    @property
    def _over_on(self) -> ColumnElement[Any]:
        return func.coalesce(self._next_end["closed_day"], self.t.c.resolved_on, self.t.c.ended_on)

    @property
    def _over_as(self) -> ColumnElement[Any]:
        return func.coalesce(self._next_end["closed_as"], self.t.c.outcome)

    @property
    def _missed_before(self) -> ColumnElement[Any]:
        """The last day that the case had missed before."""
        other = self.steps.alias("other")
        earlier = and_(other.c.register == self.s.c.register, other.c.record_id == self.s.c.record_id,
                       other.c.kind == StepKind.OVERDUE.value, other.c.number < self.s.c.number)
        latest = select(func.max(func.date(other.c.at, type_=Date()))).where(earlier).correlate(self.s)
        return latest.scalar_subquery()
