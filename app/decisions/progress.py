"""Progress owed by the handler, and the cards for missing it (rules.md §1 ◇: yellow weekly, orange 3 days, red every day).

Progress is owed by 24:00 of a day. What counts:

- *Calendar days.* "Weekly" is seven calendar days, red is "every calendar day", and one unit for all three is what people
  can check. Where the last day is a rest day it moves to the next working day, as legal periods do (Civil Code art. 203),
  but not for a colour with ``progress_on_rest_days`` (red).
- Day 0 is the day on which the colour or the level was reached, the last progress was written, or the last one was missed.
- Each miss gives one card: the first in a row 黄牌, from the second on 红牌. Only progress breaks the row (or a colour that
  owes none): neither a raise nor a hand-up washes a handler's misses away.
- A new colour or level starts the days anew, as it does with the due day: the new handler has them in full.
- A pause: days wholly within are not counted; see ``pauses``.
- A card never changes the colour. At the same instant the card comes before the overdue step: it was missed under the old
  colour.

Cards follow from what is stored, as steps do: the same after no run, one, fifty or nine days without any.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.decisions.calendar import Holidays, end_of_day, local_date, working_day_from
from app.decisions.colours import ColourRules
from app.decisions.course_policy import CardKind, CoursePolicy
from app.decisions.deadlines import is_overdue
from app.decisions.pauses import Pause, whole_days
from app.decisions.policies import policy_in_force
from app.decisions.scales import Colour, Status
from app.decisions.steps import CaseState, Step, counted_until, next_step


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """What the clock of a case reads."""

    colours: ColourRules
    course: CoursePolicy
    holidays: Holidays
    courses: tuple[CoursePolicy, ...] = ()  #: every version: what fell due earlier goes by that of its day

    def course_on(self, day: date) -> CoursePolicy:
        """The version of a day, so that a clock that runs late says what one that ran in time would have said."""
        return policy_in_force(self.courses, day) if self.courses else self.course


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What is stored of the progress that a case owes; ``owed_on`` None: its colour owes none.

    ``since`` is day 0, moved on by the days of pauses. ``last_card_no`` counts ever, ``missed_in_a_row`` since the last
    progress.
    """

    since: date
    owed_on: date | None
    missed_in_a_row: int = 0
    last_card_no: int = 0

    def after(self, card: Card) -> Progress:
        """What is owed once ``card`` is written."""
        return Progress(since=card.missed, owed_on=card.owed_on, missed_in_a_row=card.in_a_row, last_card_no=card.number)


@dataclass(frozen=True, kw_only=True)
class Card:
    """Progress that was missed: one event and, with a card, one notice. ``number`` with the case is its unique key.

    ``at`` is 24:00 of ``missed``. ``kind`` None: so few misses in a row give no card yet (course.yaml ``cards``).
    """

    number: int
    kind: CardKind | None
    missed: date
    at: datetime
    in_a_row: int
    owed_on: date | None


Line = Step | Card


def owed_on(colour: Colour, since: date, book: RuleBook) -> date | None:
    """The day by whose 24:00 progress is owed, counted from ``since``; None where the colour owes none."""
    days = book.colours.terms[colour].progress_days
    return _working(colour, since + timedelta(days=days.value), book) if days else None


def _working(colour: Colour, day: date, book: RuleBook) -> date:
    any_day = book.colours.terms[colour].progress_on_rest_days
    return day if any_day and any_day.value else working_day_from(day, book.holidays)


def progress_started(state: CaseState, book: RuleBook) -> Progress:
    """What a case owes from its first grading on."""
    return Progress(since=state.clock_started_on, owed_on=owed_on(state.colour, state.clock_started_on, book))


def progress_written(progress: Progress, state: CaseState, book: RuleBook, now: datetime) -> Progress:
    """The handler has written progress: no miss in a row, and the days count from today."""
    return replace(_restarted(progress, state, local_date(now), book), missed_in_a_row=0)


def progress_moved(progress: Progress, before: CaseState, after: CaseState, day: date, book: RuleBook) -> Progress:
    """After a step or an act of ``day``: another colour or level, or a reopening, starts the days anew."""
    if (before.colour, before.level, before.status) == (after.colour, after.level, after.status):
        return progress
    return _restarted(progress, after, day, book)


def _restarted(progress: Progress, state: CaseState, day: date, book: RuleBook) -> Progress:
    owed = owed_on(state.colour, day, book)
    return replace(progress, since=day, owed_on=owed, missed_in_a_row=progress.missed_in_a_row if owed else 0)


def progress_resumed(progress: Progress, colour: Colour, pause: Pause, book: RuleBook) -> Progress:
    """What is owed after ``pause``: its whole days do not count, and nothing is missed within it."""
    if progress.owed_on is None or end_of_day(progress.owed_on) <= pause.began:
        return progress
    since = progress.since + timedelta(days=whole_days(pause, progress.since))
    owed = owed_on(colour, since, book)
    if owed and pause.has_due_moment(owed):
        owed = _working(colour, local_date(pause.ended), book)
    return replace(progress, since=since, owed_on=owed)


# -- what is due -----------------------------------------------------------------------------------


def next_card(state: CaseState, progress: Progress, book: RuleBook, now: datetime) -> Card | None:
    """The card that is due at ``now`` and not yet written, if any; without regard to steps that come before it."""
    owed, running = progress.owed_on, state.status is Status.OPEN
    if owed is None or not running or not is_overdue(owed, counted_until(state, now)):
        return None
    misses = progress.missed_in_a_row + 1
    return Card(number=progress.last_card_no + 1, kind=book.course_on(owed).card_for(misses), missed=owed, at=end_of_day(owed),
                in_a_row=misses, owed_on=owed_on(state.colour, owed, book))


def due_lines(state: CaseState, progress: Progress, book: RuleBook, now: datetime) -> tuple[Line, ...]:
    """All cards and overdue steps missing at ``now``, in the order in which they fell due."""
    return _run(state, progress, book, now)[2]


def due_cards(state: CaseState, progress: Progress, book: RuleBook, now: datetime) -> tuple[Card, ...]:
    """The cards alone. Steps that fall due in between count: they may change what is owed."""
    return tuple(line for line in due_lines(state, progress, book, now) if isinstance(line, Card))


def caught_up(state: CaseState, progress: Progress, book: RuleBook, now: datetime) -> tuple[CaseState, Progress]:
    """The case with everything due at ``now`` written: what an act at ``now`` must start from."""
    return _run(state, progress, book, now)[:2]


def _run(state: CaseState, progress: Progress, book: RuleBook, now: datetime) -> tuple[CaseState, Progress, tuple[Line, ...]]:
    lines: list[Line] = []
    while line := _next_line(state, progress, book, now):
        lines.append(line)
        state, progress = after_line(state, progress, line, book)
    return state, progress, tuple(lines)


def _next_line(state: CaseState, progress: Progress, book: RuleBook, now: datetime) -> Line | None:
    step, card = next_step(state, book.colours, book.holidays, now), next_card(state, progress, book, now)
    if step is None or card is None:
        return step or card
    return card if card.at <= step.at else step


def after_line(state: CaseState, progress: Progress, line: Line, book: RuleBook) -> tuple[CaseState, Progress]:
    """The case once ``line`` is written."""
    if isinstance(line, Card):
        return state, progress.after(line)
    after = state.after(line)
    return after, progress_moved(progress, state, after, line.day, book)
