"""Plays what happens to a case, line by line, as the acts and the clock do it: first what fell due, then the act.

    "08-12 10:00 pause"  "08-17 09:00 resume"  "08-12 10:00 raise orange"  "… lower yellow"  "… hand_up"  "… progress"
    "… resolve"

Moments are of Asia/Shanghai; a moment without a year is of the year of the registration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.decisions.calendar import SHANGHAI, Holidays, local_date
from app.decisions.colours import ColourRules
from app.decisions.pauses import Pause, paused, resumed
from app.decisions.progress import (
    Line,
    Progress,
    RuleBook,
    caught_up,
    due_lines,
    progress_moved,
    progress_resumed,
    progress_started,
    progress_written,
)
from app.decisions.scales import Colour, Status
from app.decisions.steps import CaseState, Step, handed_up, lowered, put_right, raised, restarted, started

from .in_force import COURSE, HOLIDAYS


def moment(text: str, year: int) -> datetime:
    written = text if len(text) > len("08-12 10:00") else f"{year}-{text}"
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


@dataclass
class Story:
    """A case as it goes on. ``lines`` are the steps and cards written so far, ``pauses`` those that are over."""

    colour: Colour
    registered_on: date
    rules: ColourRules
    holidays: Holidays = HOLIDAYS
    lines: list[Line] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = RuleBook(colours=self.rules, course=COURSE, holidays=self.holidays)
        self.state: CaseState = started(self.colour, self.colour, self.registered_on, self.rules, self.holidays)
        self.progress: Progress = progress_started(self.state, self.book)

    def until(self, now: datetime) -> Story:
        """The clock runs at ``now``."""
        self.lines += due_lines(self.state, self.progress, self.book, now)
        self.state, self.progress = caught_up(self.state, self.progress, self.book, now)
        return self

    def play(self, events: Sequence[str]) -> Story:
        for event in events:
            at, _, act = event.rpartition(" ")
            colour = None
            if act in Colour._value2member_map_:
                colour, (at, _, act) = Colour(act), at.rpartition(" ")
            self.act(act, moment(at, self.registered_on.year), colour)
        return self

    def act(self, act: str, now: datetime, colour: Colour | None = None) -> None:
        before = self.until(now).state
        if act == "progress":
            self.progress = progress_written(self.progress, before, self.book, now)
            return
        if act == "resume":
            assert before.paused_at is not None
            pause = Pause("appraisal", before.paused_at, now)
            self.pauses.append(pause)
            self.progress = progress_resumed(self.progress, before.colour, pause, self.book)
        self.state = self._after(act, now, colour)
        self.progress = progress_moved(self.progress, before, self.state, local_date(now), self.book)

    def _after(self, act: str, now: datetime, colour: Colour | None) -> CaseState:
        match act:
            case "pause":
                return paused(self.state, now)
            case "resume":
                return resumed(self.state, self.holidays, now)
            case "hand_up":
                return handed_up(self.state, self.rules, self.holidays, now)
            case "raise":
                assert colour is not None
                return raised(self.state, colour, self.rules, self.holidays, now)
            case "lower":
                assert colour is not None
                return lowered(self.state, colour, self.rules, self.holidays, now)
            case "put_right":
                return put_right(self.state, self.rules, self.holidays, now)
            case "reject":
                return restarted(self.state, self.rules, self.holidays, now)
            case "resolve":
                return replace(self.state, status=Status.RESOLVED)
        raise ValueError(act)

    @property
    def steps(self) -> list[str]:
        """``missed → colour level`` of each overdue step."""
        return [f"{line.missed} {line.colour.value} {line.level.value}" for line in self.lines if isinstance(line, Step)]

    @property
    def cards(self) -> list[str]:
        """``missed kind`` of each card."""
        return [f"{line.missed} {line.kind.value if line.kind else '–'}" for line in self.lines if not isinstance(line, Step)]
