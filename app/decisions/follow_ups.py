"""回头看: what has been resolved is looked at again (S4 三(二)3; after 30 and 90 days ◇, rules.md §1).

Days are calendar days after the day of the resolution; a due day on a rest day stays. A round is on the to-do list from some
days before its day and overdue after 24:00 of it; it stays on the list until it is done or the case is open again. Closing
the case takes nothing off the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from app.decisions.calendar import local_date
from app.decisions.course_policy import CoursePolicy, Round
from app.decisions.deadlines import is_overdue
from app.words import Words


class FollowUpResult(Enum):
    """稳定, 反复: the value is the key that is stored."""

    STABLE = "stable"
    RELAPSED = "relapsed"


class FollowUpState(Enum):
    """Where a round stands."""

    NOT_YET = "not_yet"
    TO_DO = "to_do"
    OVERDUE = "overdue"
    STABLE = "stable"
    RELAPSED = "relapsed"
    DROPPED = "dropped"  #: the case was opened again before it came

    @property
    def is_owed(self) -> bool:
        """True where somebody must act."""
        return self in (FollowUpState.TO_DO, FollowUpState.OVERDUE)


STATE_WORDS: Mapping[FollowUpState, Words] = {
    FollowUpState.NOT_YET: Words("未到期", "not yet"), FollowUpState.TO_DO: Words("待回访", "to do"),
    FollowUpState.OVERDUE: Words("逾期未回访", "overdue"), FollowUpState.STABLE: Words("稳定", "stable"),
    FollowUpState.RELAPSED: Words("反复", "relapsed"), FollowUpState.DROPPED: Words("已重启，不再回访", "dropped: open again"),
}


@dataclass(frozen=True)
class FollowUpDone:
    """One look, on ``on``."""

    on: date
    result: FollowUpResult


@dataclass(frozen=True)
class FollowUp:
    """One round of one resolution. ``on_list``: from this day it is to do."""

    round: Round
    due_on: date
    on_list: date
    done: FollowUpDone | None = None

    def state(self, now: datetime, *, reopened: bool = False) -> FollowUpState:
        """Where it stands at ``now``; a round of a case that was opened again is dropped unless it was done."""
        if self.done is not None and self.done.on <= local_date(now):
            return FollowUpState(self.done.result.value)
        if reopened:
            return FollowUpState.DROPPED
        if is_overdue(self.due_on, now):
            return FollowUpState.OVERDUE
        return FollowUpState.TO_DO if local_date(now) >= self.on_list else FollowUpState.NOT_YET

    @property
    def in_time(self) -> bool | None:
        """Whether it was done by its day; None where it is not done."""
        return None if self.done is None else self.done.on <= self.due_on


def follow_ups_of(resolved_on: date, policy: CoursePolicy, looks: Iterable[FollowUpDone] = ()) -> tuple[FollowUp, ...]:
    """The rounds of a resolution with the looks taken: each look answers the first round that none has answered yet.

    One look does not answer two rounds, however late it comes: after 90 days without any, two are owed. Looks before the
    resolution belong to an earlier one and are left out.
    """
    taken = iter(sorted((look for look in looks if look.on >= resolved_on), key=lambda look: look.on))
    rounds = []
    for each in policy.rounds:
        due = resolved_on + timedelta(days=each.days)
        rounds.append(FollowUp(each, due, due - timedelta(days=policy.ahead_days.value), next(taken, None)))
    return tuple(rounds)


def relapse_of(rounds: Iterable[FollowUp]) -> FollowUpDone | None:
    """The look that found the case open again: it reopens with its history."""
    found = (each.done for each in rounds if each.done and each.done.result is FollowUpResult.RELAPSED)
    return next(found, None)


def next_owed(rounds: Iterable[FollowUp]) -> FollowUp | None:
    """The first round that is not done: what ``follow_up_due`` of the case stores."""
    return next((each for each in rounds if each.done is None), None)


def all_stable(rounds: Iterable[FollowUp]) -> bool:
    """True once every round was done and found the case stable: nothing more is owed of the resolution."""
    return all(each.done is not None and each.done.result is FollowUpResult.STABLE for each in rounds)
