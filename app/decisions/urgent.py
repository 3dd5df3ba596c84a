"""The two clocks of a red case: the county told within 1 h, 三定一包 within 24 h (rules.md §1 ◇; S3 4 asks for the plan).

Both are calendar time from the moment the case turned red, holidays and pauses included: what is grave does not wait.
The hours stand in colours.yaml with the colour, so another colour may have them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.decisions.colours import ColourRules
from app.decisions.deadlines import plan_by, told_by
from app.decisions.scales import Colour
from app.words import Words


class UrgentKind(Enum):
    """What a red case asks for at once; the value is the key that is stored."""

    TOLD = "told"
    PLAN = "plan"

    @property
    def words(self) -> Words:
        """What people call it."""
        return Words("报告县级", "county told") if self is UrgentKind.TOLD else Words("三定一包方案", "plan 三定一包")


class UrgentState(Enum):
    """Where it stands."""

    WAITING = "waiting"
    IN_TIME = "in_time"
    DONE_LATE = "done_late"
    MISSED = "missed"


@dataclass(frozen=True)
class Urgent:
    """One of the two: late from ``due`` on, that instant included."""

    kind: UrgentKind
    due: datetime
    done_at: datetime | None = None

    def state(self, now: datetime) -> UrgentState:
        """Where it stands at ``now``; what is done later than ``now`` is not done yet."""
        if self.done_at is not None and self.done_at <= now:
            return UrgentState.IN_TIME if self.done_at < self.due else UrgentState.DONE_LATE
        return UrgentState.WAITING if now < self.due else UrgentState.MISSED


@dataclass(frozen=True)
class Turn:
    """A line of a case's log that gave it ``colour`` at ``at``; a reopening is a turn, an end is one with colour None."""

    at: datetime
    colour: Colour | None


def turned_at(turns: Iterable[Turn], colour: Colour) -> datetime | None:
    """Since when the case has ``colour`` without a break, by its log in order; None where it has another or none.

    A red case that is overdue stays red: its clocks are not set anew. One that was lowered and turns red again has new ones.
    """
    since: datetime | None = None
    for turn in turns:
        if turn.colour is not colour:
            since = None
        elif since is None:
            since = turn.at
    return since


def urgent_of(colour: Colour, since: datetime, rules: ColourRules, *, told_at: datetime | None = None,
              planned_at: datetime | None = None) -> tuple[Urgent, ...]:
    """What ``colour``, reached at ``since``, asks for at once, the soonest first; empty where it asks for nothing."""
    told, plan = told_by(colour, since, rules), plan_by(colour, since, rules)
    asked = [Urgent(UrgentKind.TOLD, told, told_at)] if told else []
    return tuple(sorted([*asked, *([Urgent(UrgentKind.PLAN, plan, planned_at)] if plan else [])], key=lambda each: each.due))
