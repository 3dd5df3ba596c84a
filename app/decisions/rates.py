"""Rates and the balance of the monthly summary (rules.md §3). Days are days of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.decisions.scales import Status

SETTLED = frozenset({"success", "partial"})  #: 成功, 部分成功: the outcomes that count as 化解
WITHDRAWN = "withdrawn"  #: 撤回
EMPTY = "—"


@dataclass(frozen=True)
class Rate:
    """``numerator`` of ``denominator``; prints n/N, and "—" where there is nothing to divide by."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}" if self.denominator else EMPTY

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def percent(self) -> Decimal | None:
        """Per cent with one decimal, halves up; None where there is nothing to divide by."""
        if not self.denominator:
            return None
        share = Decimal(self.numerator * 100) / self.denominator
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def reaches(self, target: int) -> bool | None:
        """Whether the exact rate, not the rounded one, is at least ``target`` per cent; None without cases."""
        return self.numerator * 100 >= target * self.denominator if self.denominator else None


@dataclass(frozen=True, kw_only=True)
class CountedCase:
    """What the rates need of a case. ``ended_on``: left the ledger otherwise than by 化解 (撤回, 移送, 转诉讼 …)."""

    found_on: date
    status: Status = Status.OPEN
    outcome: str | None = None
    resolved_on: date | None = None
    ended_on: date | None = None


def resolution_rate(cases: Iterable[CountedCase], first: date, last: date) -> Rate:
    """化解率: of the cases found from ``first`` to ``last``, those resolved by ``last`` (S4 二: at least 80 %).

    成功 and 部分成功 count as resolved; void cases, and those withdrawn by ``last``, are left out (rules.md §3).
    """
    found = [case for case in cases if first <= case.found_on <= last and _counts(case, last)]
    return Rate(sum(_is_settled(case, last) for case in found), len(found))


def _counts(case: CountedCase, last: date) -> bool:
    withdrawn = case.outcome == WITHDRAWN and case.ended_on is not None and case.ended_on <= last
    return case.status is not Status.VOID and not withdrawn


def _is_settled(case: CountedCase, last: date) -> bool:
    return case.outcome in SETTLED and case.resolved_on is not None and case.resolved_on <= last


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """One due day of a case that stood until it came; a case with overdue steps has one for each."""

    due_on: date
    resolved_on: date | None = None
    ended_on: date | None = None


def on_time_rate(due_days: Iterable[DueDay], first: date, last: date) -> Rate:
    """按时办结率: resolved by the due day, among those due from ``first`` to ``last`` (rules.md §3; S3 6: 95 %).

    A case that ended otherwise by its due day is left out: its clock never ran out.
    """
    due = [day for day in due_days if first <= day.due_on <= last and not _by(day.ended_on, day.due_on)]
    return Rate(sum(_by(day.resolved_on, day.due_on) for day in due), len(due))


def _by(day: date | None, limit: date) -> bool:
    return day is not None and day <= limit


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The ledger of a period: opening + found + reopened = resolved + ended + still open (rules.md §3)."""

    opening: int = 0
    found: int = 0
    reopened: int = 0
    resolved: int = 0
    ended: int = 0
    still_open: int = 0

    def __add__(self, other: Flow) -> Flow:
        return Flow(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Flow)})

    @property
    def difference(self) -> int:
        """What came in less what went out or is there: 0 where the ledger balances."""
        return self.opening + self.found + self.reopened - self.resolved - self.ended - self.still_open

    @property
    def balances(self) -> bool:
        """True where no case is lost or counted twice."""
        return self.difference == 0
