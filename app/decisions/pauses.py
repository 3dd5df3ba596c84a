"""A clock that stands still: 鉴定, 诉讼中, 当事人外出 (rules.md §1 ◇ "shown, not counted").

What counts, day by day (Asia/Shanghai):

- A working day that lies *wholly* within one pause is not counted towards the due day.
- The day of the pause and the day of the resumption both count: on each the handler had the case for a part of the day.
  So a pause of hours gives no day, and no row of short pauses keeps a case from falling due.
- A case never falls due while it is paused. Where 24:00 of the due day lies in the pause (after its beginning, up to and
  with its end), the due day becomes the day of the resumption, or the first working day after it: the handler has the
  day back that the pause broke off.
- Days of rest within the pause were never counted; a pause over a weekend alone changes nothing.
- What fell due before the pause stays due: its step is written, the pause belongs to the clock after it.

A hand-up, a raise or a lowering during the pause starts a new clock that stands still from its day 0 on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.decisions.calendar import (
    ONE_DAY,
    Holidays,
    add_working_days,
    end_of_day,
    local_date,
    start_of_day,
    working_day_from,
    working_days_between,
)
from app.decisions.scales import Status
from app.decisions.steps import CaseState


@dataclass(frozen=True)
class Pause:
    """A pause that is over. ``cause`` is a key of course.yaml's ``pause_causes``."""

    cause: str
    began: datetime
    ended: datetime

    @property
    def first_whole_day(self) -> date:
        """The first day that may lie wholly within: the day of the pause only where it began with it."""
        day = local_date(self.began)
        return day if start_of_day(day) >= self.began else day + ONE_DAY

    @property
    def last_whole_day(self) -> date:
        """The day before the resumption; before ``first_whole_day`` where no day lies wholly within."""
        return local_date(self.ended) - ONE_DAY

    def has_whole(self, day: date) -> bool:
        """True where ``day`` lies wholly within."""
        return self.first_whole_day <= day <= self.last_whole_day

    def has_due_moment(self, due: date) -> bool:
        """True where 24:00 of ``due`` lies within: the case does not fall due then."""
        return self.began < end_of_day(due) <= self.ended


def moved_due(due: date, since: date, pause: Pause, holidays: Holidays) -> date:
    """The due day of a clock whose day 0 is ``since``, after ``pause``. A due day before the pause is not moved."""
    if end_of_day(due) <= pause.began:
        return due
    after = max(since, pause.first_whole_day - ONE_DAY)
    paused = max(working_days_between(after, pause.last_whole_day, holidays), 0)
    moved = add_working_days(due, paused, holidays)
    return working_day_from(local_date(pause.ended), holidays) if pause.has_due_moment(moved) else moved


def whole_days(pause: Pause, after: date) -> int:
    """How many calendar days after ``after`` lie wholly within."""
    return max((pause.last_whole_day - max(after, pause.first_whole_day - ONE_DAY)).days, 0)


def due_with(due: date, since: date, pauses: Iterable[Pause], holidays: Holidays) -> date:
    """The due day after all ``pauses`` of one clock, in order: what resuming after each of them gave."""
    for pause in sorted(pauses, key=lambda each: each.began):
        due = moved_due(due, since, pause, holidays)
    return due


def paused(state: CaseState, now: datetime) -> CaseState:
    """The clock stands still from ``now`` on; write what fell due first. Raises ValueError where it does not run."""
    if not state.is_running:
        raise ValueError("the clock does not run")
    return replace(state, paused_at=now)


def resumed(state: CaseState, holidays: Holidays, now: datetime) -> CaseState:
    """The clock runs again. While a case is paused this also tells when it would be due if it were resumed ``now``.

    Raises ValueError where the clock does not stand still.
    """
    if state.paused_at is None or state.status is not Status.OPEN:
        raise ValueError("the clock does not stand still")
    pause = Pause("", state.paused_at, now)
    due = moved_due(state.due_on, state.clock_started_on, pause, holidays) if state.due_on else None
    return replace(state, paused_at=None, due_on=due)
