"""The rates of petitions beside the summary: on time, resolved, the backlog (rules.md §3; S3 6: 95 %, 80 %, 90 %).

Petitions that were declined, referred or withdrawn are in none of them. What a rate divides by is asked as the list of
petitions is: the same arguments are its address and, here, its conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select

from app.access.guard import scoped
from app.access.query import clause_of, parse_query
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

Asked = Mapping[str, Sequence[str]]  #: arguments of the list, ``f.<field>.<operator>`` → values


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
    rows: Callable[[Span], Asked]
    met: Callable[[Any, Span], ColumnElement[bool]]

    def asked(self, span: Span) -> Asked:
        """The list of what it divides by."""
        return {**self.rows(span), "f.status.in": TAKEN_UP}


def _settled(c: Any, span: Span) -> ColumnElement[bool]:
    return and_(c.resolved.is_(True), c.closed_on <= span.last)


PETITION_RATES: Mapping[str, PetitionRate] = MappingProxyType({rate.key: rate for rate in (
    PetitionRate(
        key="petition_on_time", words=Words("初信初访按时办结率", "first petitions on time"),
        meaning=Words("办结时限在本期内（且已到期）的初信初访中，按时办结的 ÷ 全部；不予受理、转出、撤回的除外",
                      "of the first petitions whose due day lies in the period and is over, those closed by it; declined, "
                      "referred and withdrawn ones left out"),
        rows=lambda s: {"f.first_time.eq": ["yes"], "f.due_on.from": [str(s.first)], "f.due_on.to": [str(s.over)]},
        met=lambda c, s: c.closed_on <= c.due_on),
    PetitionRate(
        key="petition_resolved", words=Words("初信初访化解率", "first petitions resolved"),
        meaning=Words("本期收到的初信初访中，期末前办结并化解的 ÷ 全部；不予受理、转出、撤回的除外",
                      "of the first petitions received in the period, those closed as resolved by its end"),
        rows=lambda s: {"f.first_time.eq": ["yes"], "f.received_on.from": [str(s.first)], "f.received_on.to": [str(s.last)]},
        met=_settled),
    PetitionRate(
        key="petition_backlog", words=Words("信访积案化解率", "backlog of petitions resolved"),
        meaning=Words("期末前收到的信访积案中，期末前办结并化解的 ÷ 全部",
                      "of the backlog received by the period's end, those closed as resolved by it"),
        rows=lambda s: {"f.backlog.eq": ["yes"], "f.received_on.to": [str(s.last)]}, met=_settled),
)})


def petition_rates(work: Work, unit: UnitNode, period: Period) -> Mapping[str, Rate]:
    """The rates of a unit's subtree, as far as the viewer reaches; none where they may not read petitions. One statement."""
    if PETITION not in work.site.definition.registers or not work.site.rights.may(acting(), PETITION, "read"):
        return {}
    table = work.site.models.table(PETITION)
    row = work.session.execute(_counted(work, table, unit, Span.of(period, work.today))).one()
    return {key: Rate(row[2 * number + 1], row[2 * number]) for number, key in enumerate(PETITION_RATES)}


def _counted(work: Work, table: FromClause, unit: UnitNode, span: Span) -> Select[Any]:
    statement: Select[Any] = select(*list[Any](_counts(work, table, span))).select_from(table).where(
        table.c.void_at.is_(None), table.c[f"{unit.level}_id"] == unit.id)
    return scoped(statement, table, work.site.rights.reach(acting(), PETITION, "read"))


def _counts(work: Work, table: FromClause, span: Span) -> Iterator[ColumnElement[int]]:
    register = work.site.definition.registers[PETITION]
    for rate in PETITION_RATES.values():
        filters = parse_query(register, rate.asked(span), work.reading()).filters
        asked = and_(*(clause_of(register, table, each) for each in filters))
        yield _many(asked)
        yield _many(and_(asked, rate.met(table.c, span)))


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
