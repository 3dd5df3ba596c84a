"""Where a return stands, when its reminder goes out, and how complete a board is (rules.md §2).

- 未到期 until the reminder day (the working day before the due day ◇), then 待报; handing in before is welcome and on time.
- A due day on a rest day stays. From 24:00 of it what is not handed in is 缺报; what comes then is 迟报.
- 零报告 is a deliberate nothing, handed in on time; a late one is 迟报, for the lateness is what counts.
- 退回: what was sent back may be handed in again until the due day or 24:00 of the first working day after it was sent back,
  whichever is later, and is on time; after that it is 缺报 until it comes. So neither an empty sheet handed in for the clock's
  sake counts as one, nor does a sheet that the town looks at late.
- 更正 after it was taken is a new version and changes no state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum
from types import MappingProxyType

from app.decisions.calendar import ONE_DAY, Holidays, add_working_days, end_of_day, local_date, start_of_day, working_day_before
from app.decisions.return_policy import ReturnPolicy
from app.words import Words


class ReturnState(Enum):
    """The value is the key that is stored and asked for."""

    NOT_DUE = "not_due"
    TO_DO = "to_do"
    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    SENT_BACK = "sent_back"
    ZERO = "zero"


RETURN_WORDS: Mapping[ReturnState, Words] = MappingProxyType({
    ReturnState.NOT_DUE: Words("未到期", "not due"), ReturnState.TO_DO: Words("待报", "to be handed in"),
    ReturnState.ON_TIME: Words("按时", "on time"), ReturnState.LATE: Words("迟报", "late"),
    ReturnState.MISSING: Words("缺报", "missing"), ReturnState.SENT_BACK: Words("退回", "sent back"),
    ReturnState.ZERO: Words("零报告", "nothing to report"),
})

_HANDED_IN = frozenset({ReturnState.ON_TIME, ReturnState.LATE, ReturnState.ZERO})


@dataclass(frozen=True)
class Submission:
    """One handing-in; ``sent_back_at`` where it was refused. ``zero``: deliberately nothing."""

    at: datetime
    zero: bool = False
    sent_back_at: datetime | None = None


@dataclass(frozen=True)
class ReturnStanding:
    """The state with the day until whose 24:00 the next handing-in is on time."""

    state: ReturnState
    until: date
    zero: bool = False

    @property
    def is_handed_in(self) -> bool:
        """True where a submission stands."""
        return self.state in _HANDED_IN


def reminder_day(due: date, holidays: Holidays) -> date:
    """The working day before the due day ◇: on a due day after the Spring Festival it lies before it."""
    return working_day_before(due, holidays)


def state_of_return(due: date, submissions: Iterable[Submission], policy: ReturnPolicy, holidays: Holidays,
                    now: datetime) -> ReturnStanding:
    """Where a return stands at ``now``; what happens later than ``now`` has not happened."""
    until, sent_back = due, False
    for given in sorted((each for each in submissions if each.at <= now), key=lambda each: each.at):
        if given.sent_back_at is None or given.sent_back_at > now:
            return _handed_in(given, until)
        until, sent_back = max(due, _again_by(given.sent_back_at, policy, holidays)), True
    return ReturnStanding(_waiting(due, until, sent_back, holidays, now), until)


def _handed_in(given: Submission, until: date) -> ReturnStanding:
    if given.at >= end_of_day(until):
        return ReturnStanding(ReturnState.LATE, until, given.zero)
    return ReturnStanding(ReturnState.ZERO if given.zero else ReturnState.ON_TIME, until, given.zero)


def _again_by(sent_back_at: datetime, policy: ReturnPolicy, holidays: Holidays) -> date:
    return add_working_days(local_date(sent_back_at), policy.resubmit_days.value, holidays)


def _waiting(due: date, until: date, sent_back: bool, holidays: Holidays, now: datetime) -> ReturnState:
    if now >= end_of_day(until):
        return ReturnState.MISSING
    if sent_back:
        return ReturnState.SENT_BACK
    return ReturnState.TO_DO if now >= start_of_day(reminder_day(due, holidays)) else ReturnState.NOT_DUE


# -- completeness --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """expected = on_time + late + missing + pending. A zero return on time is on time; ``pending`` is not late yet."""

    expected: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0

    def __add__(self, other: Completeness) -> Completeness:
        return Completeness(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Completeness)})


_COUNTED_AS: Mapping[ReturnState, str] = MappingProxyType({
    ReturnState.NOT_DUE: "pending", ReturnState.TO_DO: "pending", ReturnState.SENT_BACK: "pending",
    ReturnState.ON_TIME: "on_time", ReturnState.ZERO: "on_time", ReturnState.LATE: "late", ReturnState.MISSING: "missing",
})


def completeness(states: Iterable[ReturnState]) -> Completeness:
    """The counts over the returns of a unit, a period or a board."""
    total = Completeness()
    for state in states:
        total += Completeness(expected=1, **{_COUNTED_AS[state]: 1})
    return total


# -- every day, and at once ----------------------------------------------------------------------


def empty_days(entered: Collection[date], first: date, last: date, now: datetime) -> tuple[date, ...]:
    """The days from ``first`` to ``last`` without an entry: every calendar day counts (S3 5 "每天"), today only when over."""
    over = min(last, local_date(now) - ONE_DAY)
    days = (first + timedelta(days=n) for n in range((over - first).days + 1))
    return tuple(day for day in days if day not in entered)


def first_report_by(happened_at: datetime, policy: ReturnPolicy) -> datetime:
    """Until when a serious sudden event must have been reported: calendar time (S4 四(二) 随时; 1 h ◇)."""
    return happened_at + timedelta(hours=policy.first_report_hours.value)
