"""The rates of petitions beside the summary: on time, resolved, the backlog (rules.md §3; S3 6: 95 %, 80 %, 90 %).

Petitions that were declined, referred or withdrawn are in none of them. Each rate opens the rows of its denominator in the list
of petitions: ``rows`` are the filters of that list, and the statement here counts the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select

from app.access.guard import scoped
from app.access.viewer import acting
from app.decisions.calendar import ONE_DAY
from app.decisions.periods import Period
from app.decisions.rates import Rate
from app.records.directory import UnitNode
from app.records.site import Work
from app.words import Words

PETITION = "petition"

#: What was taken up: the rest was never ours to close.
TAKEN_UP = ("received", "open", "closed")

Filters = tuple[tuple[str, str], ...]  #: arguments of the list, ``f.<field>.<operator>`` → value


@dataclass(frozen=True)
class Span:
    """The days of a period that count on ``today``; ``over`` is the last of them that is over."""

    first: date
    last: date
    over: date

    @classmethod
    def of(cls, period: Period, today: date) -> Span:
        return cls(period.first, period.last, min(period.last, today - ONE_DAY))


@dataclass(frozen=True, kw_only=True)
class PetitionRate:
    """One rate; ``key`` is that of its target in schema/policies/targets.yaml."""

    key: str
    words: Words
    meaning: Words
    rows: Callable[[Span], Filters]
    asked: Callable[[Any, Span], ColumnElement[bool]]
    met: Callable[[Any, Span], ColumnElement[bool]]


def _settled(c: Any, span: Span) -> ColumnElement[bool]:
    return and_(c.resolved.is_(True), c.closed_on <= span.last)


PETITION_RATES: Mapping[str, PetitionRate] = MappingProxyType({rate.key: rate for rate in (
    PetitionRate(
        key="petition_on_time", words=Words("初信初访按时办结率", "first petitions on time"),
        meaning=Words("办结时限在本期内（且已到期）的初信初访中，按时办结的 ÷ 全部；不予受理、转出、撤回的除外",
                      "of the first petitions whose due day lies in the period and is over, those closed by it; declined, "
                      "referred and withdrawn ones left out"),
        rows=lambda s: (("f.first_time.eq", "yes"), ("f.due_on.from", str(s.first)), ("f.due_on.to", str(s.over))),
        asked=lambda c, s: and_(c.first_time.is_(True), c.due_on.between(s.first, s.over)),
        met=lambda c, s: c.closed_on <= c.due_on),
    PetitionRate(
        key="petition_resolved", words=Words("初信初访化解率", "first petitions resolved"),
        meaning=Words("本期收到的初信初访中，期末前办结并化解的 ÷ 全部；不予受理、转出、撤回的除外",
                      "of the first petitions received in the period, those closed as resolved by its end"),
        rows=lambda s: (("f.first_time.eq", "yes"), ("f.received_on.from", str(s.first)), ("f.received_on.to", str(s.last))),
        asked=lambda c, s: and_(c.first_time.is_(True), c.received_on.between(s.first, s.last)), met=_settled),
    PetitionRate(
        key="petition_backlog", words=Words("信访积案化解率", "backlog of petitions resolved"),
        meaning=Words("期末前收到的信访积案中，期末前办结并化解的 ÷ 全部",
                      "of the backlog received by the period's end, those closed as resolved by it"),
        rows=lambda s: (("f.backlog.eq", "yes"), ("f.received_on.to", str(s.last))),
        asked=lambda c, s: and_(c.backlog.is_(True), c.received_on <= s.last), met=_settled),
)})


def petition_rates(work: Work, unit: UnitNode, period: Period) -> Mapping[str, Rate]:
    """The rates of a unit's subtree, as far as the viewer reaches; none where they may not read petitions. One statement."""
    if PETITION not in work.site.definition.registers or not work.site.rights.may(acting(), PETITION, "read"):
        return {}
    table = work.site.models.table(PETITION)
    row = work.session.execute(_counted(work, table, unit, Span.of(period, work.today))).one()
    return {key: Rate(row[2 * number + 1], row[2 * number]) for number, key in enumerate(PETITION_RATES)}


def _counted(work: Work, table: FromClause, unit: UnitNode, span: Span) -> Select[Any]:
    statement: Select[Any] = select(*list[Any](_counts(table.c, span))).select_from(table).where(
        table.c.void_at.is_(None), table.c.status.in_(TAKEN_UP), table.c[f"{unit.level}_id"] == unit.id)
    return scoped(statement, table, work.site.rights.reach(acting(), PETITION, "read"))


def _counts(columns: Any, span: Span) -> Iterator[ColumnElement[int]]:
    for rate in PETITION_RATES.values():
        asked = rate.asked(columns, span)
        yield _many(asked)
        yield _many(and_(asked, rate.met(columns, span)))


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
