"""The clock of a case: overdue steps, hand-up, raise and lowering (rules.md §1 ◇ "Overdue steps").

The clock is a function of the data: what is stored gives the next step, and nothing asks when a job ran. So
every act on a case first writes :func:`due_steps` up to the moment of the act, then applies itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.decisions.calendar import ONE_DAY, Holidays, end_of_day, local_date
from app.decisions.colours import ColourRules
from app.decisions.deadlines import due_on, handler_level, is_overdue, verify_by
from app.decisions.scales import Colour, Level, Status


@dataclass(frozen=True, kw_only=True)
class CaseState:
    """What is stored of a case's clock. ``added_steps`` count since the last lowering, ``last_step_no`` ever.

    ``paused_at``: since when the clock stands still (鉴定, 诉讼中, 当事人外出); after that moment no step falls due.
    """

    colour: Colour
    base_colour: Colour
    level: Level
    registered_on: date
    clock_started_on: date
    due_on: date | None
    added_steps: int = 0
    last_step_no: int = 0
    status: Status = Status.OPEN
    paused_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """True while the clock counts."""
        return self.status is Status.OPEN and self.paused_at is None

    def after(self, step: Step) -> CaseState:
        """The case once ``step`` is written."""
        return replace(self, colour=step.colour, level=step.level, clock_started_on=step.day, due_on=step.due_on,
                       added_steps=step.added_steps, last_step_no=step.number)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One overdue step: one event and one notice. ``number`` with the case is its unique key.

    ``at`` is the first instant after the missed due day, ``day`` that instant's day: day 0 of the fresh clock.
    """

    number: int
    missed: date
    day: date
    at: datetime
    from_colour: Colour
    colour: Colour
    from_level: Level
    level: Level
    due_on: date | None
    added_steps: int


def started(colour: Colour, base_colour: Colour, registered_on: date, rules: ColourRules, holidays: Holidays, *,
            has_grid_officer: bool = True) -> CaseState:
    """A case at its first grading: the colour's handler holds it, the clock counts from the registration."""
    return CaseState(
        colour=colour, base_colour=base_colour, registered_on=registered_on, clock_started_on=registered_on,
        level=handler_level(colour, rules, has_grid_officer=has_grid_officer),
        due_on=due_on(colour, registered_on, rules, holidays))


def next_step(state: CaseState, rules: ColourRules, holidays: Holidays, now: datetime) -> Step | None:
    """The step that is due at ``now`` and not yet written, if any.

    Colour +1, red stays red; the handler of the new colour takes over, and from a case that was red already
    the county. At the county a red case stays where it is and each further missed day is one step more.
    """
    if state.due_on is None or state.status is not Status.OPEN or not is_overdue(state.due_on, counted_until(state, now)):
        return None
    day = state.due_on + ONE_DAY
    colour = state.colour.moved(1)
    return Step(
        number=state.last_step_no + 1, missed=state.due_on, day=day, at=end_of_day(state.due_on),
        from_colour=state.colour, colour=colour, from_level=state.level, level=_level_after(state, colour, rules),
        due_on=due_on(colour, day, rules, holidays), added_steps=state.added_steps + 1)


def counted_until(state: CaseState, now: datetime) -> datetime:
    """How far the clock has run at ``now``: a pause stops it, but what fell due before is due however late it is asked."""
    return min(now, state.paused_at) if state.paused_at else now


def _level_after(state: CaseState, colour: Colour, rules: ColourRules) -> Level:
    """The higher of the new handler and the level reached: it never falls by itself."""
    was_red = state.colour is Colour.RED
    return max(state.level, rules.red_overdue.value if was_red else handler_level(colour, rules))


def due_steps(state: CaseState, rules: ColourRules, holidays: Holidays, now: datetime) -> tuple[Step, ...]:
    """All steps missing at ``now``, in order: the same after one run, fifty, or nine days down."""
    steps = []
    while step := next_step(state, rules, holidays, now):
        steps.append(step)
        state = state.after(step)
    return tuple(steps)


def brought_up(state: CaseState, rules: ColourRules, holidays: Holidays, now: datetime) -> CaseState:
    """The case with all steps due at ``now`` written: what an act at ``now`` must start from."""
    for step in due_steps(state, rules, holidays, now):
        state = state.after(step)
    return state


def can_hand_up(state: CaseState) -> bool:
    """True where the case is open and there is a level above."""
    return state.status is Status.OPEN and state.level is not Level.COUNTY


def handed_up(state: CaseState, rules: ColourRules, holidays: Holidays, now: datetime) -> CaseState:
    """Reported to the level above (S4 三(三)3 "基层解决不了的,逐级上报"): the level alone moves, the clock restarts.

    Raises ValueError past the county.
    """
    if not can_hand_up(state):
        raise ValueError("there is no level above")
    return restarted(replace(state, level=state.level.moved(1)), rules, holidays, now)


def raised(state: CaseState, colour: Colour, rules: ColourRules, holidays: Holidays, now: datetime) -> CaseState:
    """Raised by hand or by changed facts: the new handler takes over with the full days of the new colour.

    rules.md restarts the clock with every new handler; counted from an old start, the shorter days of a
    hazard's red would lie in the past. Raises ValueError where ``colour`` is not higher.
    """
    if colour <= state.colour:
        raise ValueError("not a higher colour")
    level = max(state.level, handler_level(colour, rules))
    return restarted(replace(state, colour=colour, level=level), rules, holidays, now)


def lowered(state: CaseState, colour: Colour, rules: ColourRules, holidays: Holidays, now: datetime) -> CaseState:
    """A lowering confirmed by a second person: added steps 0, the clock of the lower colour starts.

    The level reached stays. Raises ValueError where ``colour`` is not lower.
    """
    if colour >= state.colour:
        raise ValueError("not a lower colour")
    return restarted(replace(state, colour=colour, added_steps=0), rules, holidays, now)


def put_right(state: CaseState, rules: ColourRules, holidays: Holidays, now: datetime) -> CaseState:
    """A hazard that was put right: the clock of its verification starts (复查 ◇)."""
    day = local_date(now)
    return replace(state, clock_started_on=day, due_on=verify_by(state.colour, day, rules, holidays))


def restarted(state: CaseState, rules: ColourRules, holidays: Holidays, now: datetime) -> CaseState:
    """The clock of the colour from ``now`` on; of a colour without days (a hazard's blue) that of its verification."""
    day = local_date(now)
    due = due_on(state.colour, day, rules, holidays) or verify_by(state.colour, day, rules, holidays)
    return replace(state, clock_started_on=day, due_on=due)
