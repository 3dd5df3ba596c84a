"""Invented courses of cases: as rows and log lines for the database, and counted by plain Python beside it.

A course is a row of spells; a spell begins on the day the case was found or came back, and may be over with an outcome.
Log lines between them move colour, level and due day. Days of an end may lie before lines that were written later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.behaviours.state import RANKS
from app.decisions.calendar import local_date, start_of_day
from app.decisions.periods import Period
from app.decisions.rates import SETTLED
from tests.sites import Town

COLOURS = ("blue", "yellow", "orange", "red")
LEVELS = ("grid", "village", "town", "county")
OUTCOMES = ("success", "partial", "failed", "withdrawn", "litigation")
MEDIATED = ("success", "partial", "failed")
CATEGORIES = ("neighbours", "land")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """One stretch of openness. ``over_on`` None: still open. ``closed_at``: the moment of 结案."""

    began: date
    over_on: date | None = None
    outcome: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """A due day with the day its clock started. ``missed``: an overdue step was written for it."""

    started: date
    day: date
    missed: bool = False


@dataclass(frozen=True)
class Move:
    """A line that changed colour or level."""

    at: datetime
    kind: str
    from_colour: str
    colour: str
    from_level: str
    level: str


@dataclass
class Course:
    """A case from its first day on."""

    unit: str
    category: str
    colour: str
    level: str
    department: str | None
    spells: list[Spell]
    dues: list[list[Due]]
    moves: list[Move] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    void: bool = False


# -- drawing one ---------------------------------------------------------------------------------


class Drawing:
    """Draws a course step by step, keeping the log as the acts would."""

    def __init__(self, draw: Any, first: date, last: date, units: list[str], departments: list[str]) -> None:
        self.draw = draw
        began = draw(st.dates(first, last))
        colour, level = draw(st.sampled_from(COLOURS)), draw(st.sampled_from(LEVELS))
        due = began + timedelta(days=draw(st.integers(1, 30)))
        self.course = Course(draw(st.sampled_from(units)), draw(st.sampled_from(CATEGORIES)), colour, level,
                             draw(st.sampled_from([None, *departments])), [Spell(began)], [[Due(began, due)]])
        self.course.void = draw(st.integers(0, 9)) == 0
        self.now, self.last = start_of_day(began) + timedelta(hours=9), last
        self.status, self.number = "open", 0

    def run(self) -> Course:
        for _ in range(self.draw(st.integers(0, 7))):
            step = self.draw(st.sampled_from(self.possible()))
            getattr(self, step)()
            if local_date(self.now) > self.last:
                break
        return self.course

    def possible(self) -> list[str]:
        return {"open": ["overdue", "move", "end", "end"], "over": ["close", "back"], "closed": ["back"]}[self.status]

    def later(self) -> datetime:
        """A moment after the last one, often at the edge of a day in China."""
        day = local_date(self.now) + timedelta(days=self.draw(st.integers(0, 40)))
        edge = self.draw(st.sampled_from([timedelta(), timedelta(hours=13), timedelta(hours=24) - timedelta(milliseconds=1)]))
        self.now = max(self.now, start_of_day(day) + edge)
        return self.now

    def overdue(self) -> None:
        """The due day passes; the step comes with the next midnight."""
        due = self.course.dues[-1][-1]
        if start_of_day(due.day + DAY) < self.now:
            return  # moved since: the due day was not missed
        self.now = start_of_day(due.day + DAY)
        self.course.dues[-1][-1] = replace(due, missed=True)
        self._line("overdue", self.now, self._higher(), self._above(), due.day + DAY)

    def move(self) -> None:
        """Raised, lowered, regraded, triaged or handed up."""
        at = self.later()
        if local_date(at) > self.course.dues[-1][-1].day:
            return  # an act first writes what fell due; here the clock's turn comes another time
        kind = self.draw(st.sampled_from(["raised", "lowered", "regraded", "triaged", "handed_up", "assigned"]))
        colour = self.course.colour if kind in ("handed_up", "assigned") else self.draw(st.sampled_from(COLOURS))
        level = self.course.level if kind in ("lowered", "assigned") else self._above()
        self._line(kind, at, colour, level, None if kind == "assigned" else local_date(at))

    def end(self) -> None:
        """Over on a day between the spell's first and the entry, which may be later."""
        entered = local_date(self.later())
        spell = self.course.spells[-1]
        over_on = spell.began + timedelta(days=self.draw(st.integers(0, (entered - spell.began).days)))
        outcome = self.draw(st.sampled_from(OUTCOMES))
        self.course.spells[-1] = replace(spell, over_on=over_on, outcome=outcome)
        self.status = "over"
        self._line("resolved" if outcome in SETTLED else "ended", self.now, self.course.colour, self.course.level, None)

    def close(self) -> None:
        if self.course.spells[-1].outcome in SETTLED:
            at = self.later()
            self.course.spells[-1] = replace(self.course.spells[-1], closed_at=at)
            self.status = "closed"
            self._line("closed", at, self.course.colour, self.course.level, None)

    def back(self) -> None:
        at = self.later()
        spell, due = self.course.spells[-1], self.course.dues[-1][-1]
        came = due.day if due.started <= spell.over_on and due.day < local_date(at) and not due.missed else None
        self.course.spells.append(Spell(local_date(at)))
        self.course.dues.append([])
        self.status = "open"
        self._line("reopened", at, self.draw(st.sampled_from(COLOURS)), self._above(), local_date(at),
                   closed_day=spell.over_on, closed_as=spell.outcome, closed_due=came)

    def _higher(self) -> str:
        return COLOURS[min(COLOURS.index(self.course.colour) + 1, 3)]

    def _above(self) -> str:
        return LEVELS[min(LEVELS.index(self.course.level) + self.draw(st.integers(0, 1)), 3)]

    def _line(self, kind: str, at: datetime, colour: str, level: str, started: date | None, **more: Any) -> None:
        self.number += 1
        course = self.course
        if started is not None:
            dues = course.dues[-1]
            if dues and not dues[-1].missed:
                dues.pop()  # the clock was restarted before its due day
            dues.append(Due(started, started + timedelta(days=self.draw(st.integers(1, 30)))))
        course.moves.append(Move(at, kind, course.colour, colour, course.level, level))
        course.lines.append({
            "number": self.number, "kind": kind, "at": at, "from_colour": RANKS[course.colour], "to_colour": RANKS[colour],
            "from_level": course.level, "to_level": level, "closed_day": None, "closed_as": None, "closed_due": None, **more})
        course.colour, course.level = colour, level


@st.composite
def courses(draw: Any, units: list[str], departments: list[str], first: date, last: date) -> Course:
    """A course that begins between two days and is told up to the second."""
    return Drawing(draw, first, last, units, departments).run()


# -- storing them --------------------------------------------------------------------------------


def store(town: Town, told: list[Course]) -> None:
    """Replace all disputes and their log by these."""
    table, steps = town.site.models.table("dispute"), town.site.models.system.case_step
    rows = [_row(town, number, course) for number, course in enumerate(told, 1)]
    lines = [{**line, "register": "dispute", "record_id": number}
             for number, course in enumerate(told, 1) for line in course.lines]
    with unscoped("test"), town.sessions() as session:
        for old in (steps, table):
            session.execute(guarded(delete(old)))
        for into, new in ((table, rows), (steps, lines)):
            if new:
                session.execute(guarded(insert(into)), new)
        session.commit()


def _row(town: Town, number: int, course: Course) -> dict[str, Any]:
    unit = town.unit(course.unit)
    with unscoped("test"), town.sessions() as session:
        path = town.site.directory(session).units[unit].path
    last, due = course.spells[-1], course.dues[-1][-1]
    settled = last.outcome in SETTLED
    at = datetime(2026, 1, 1, tzinfo=UTC)
    status = "open" if last.over_on is None else "closed" if last.closed_at else "resolved" if settled else "ended"
    return {
        "id": number, "version": 1, "created_at": at, "changed_at": at, "unit_id": unit, "number": str(number), "title": "某事",
        **{f"{level}_id": path.get(level) for level in LEVELS}, "category": course.category, "form_type": "civil",
        "description": "某事", "reported_by": "grid", "found_on": course.spells[0].began, "people_involved": number % 90 + 1,
        "trend": "steady", "colour": course.colour, "base_colour": course.colour, "added_steps": 0, "steps_by_hand": 0,
        "due_on": due.day, "clock_started_on": due.started, "level": course.level, "status": status, "stage": "handling",
        "registered_on": course.spells[0].began, "graded_under": date(2021, 1, 1), "relapses": 0,
        "step_number": len(course.lines), "outcome": last.outcome,
        "resolved_on": last.over_on if settled else None,
        "ended_on": None if settled else last.over_on, "closed_on": local_date(last.closed_at) if last.closed_at else None,
        "holder_unit_id": unit, "lead_department_id": town.departments.get(course.department or ""),
        "holder_department_id": None, "void_at": at if course.void else None,
    }


# -- counting them -------------------------------------------------------------------------------


def counted(course: Course, period: Period, today: date) -> Counter[str]:
    """The figures of one case, by walking through its course."""
    found: Counter[str] = Counter()
    first, until, year = period.first, period.last + DAY, date(period.last.year, 1, 1)
    began = course.spells[0].began
    found["found"] = first <= began < until
    for number, spell in enumerate(course.spells):
        found["opening"] += spell.began < first and not _over_before(spell, first)
        found["still_open"] += spell.began < until and not _over_before(spell, until)
        found["reopened"] += number > 0 and first <= spell.began < until
        if spell.over_on and first <= spell.over_on < until:
            found["resolved" if spell.outcome in SETTLED else "ended"] += 1
            found[f"ended_{_level_at_the_end(course, number)}"] += 1
        found["closed"] += spell.closed_at is not None and first <= local_date(spell.closed_at) < until
    for move in course.moves:
        found["escalated"] += first <= local_date(move.at) < until and move.level != move.from_level
    outcome = _outcome_at(course, until)
    for figure, begin in (("", first), ("_year", year)):
        inside = begin <= began < until
        found[f"asked{figure}"] = inside and outcome != "withdrawn"
        found[f"settled{figure}"] = inside and outcome in SETTLED
    found["mediated"] = found["found"] and outcome in MEDIATED
    found["succeeded"] = found["found"] and outcome == "success"
    for figure in _dues(course, first, min(until, today), today):
        found[figure] += 1
        found["due"] += 1
    return found


def _over_before(spell: Spell, day: date) -> bool:
    return spell.over_on is not None and spell.over_on < day


def _level_at_the_end(course: Course, number: int) -> str:
    """The level when a spell's end was entered: no line moves a case that is over."""
    ends = [move for move in course.moves if move.kind in ("resolved", "ended")]
    return ends[number].level


def _outcome_at(course: Course, day: date) -> str | None:
    """How the case was over when the day began; None where it was open."""
    spells = [spell for spell in course.spells if spell.began < day]
    last = spells[-1] if spells else None
    return last.outcome if last and _over_before(last, day) else None


def _dues(course: Course, first: date, over: date, today: date) -> Iterator[str]:
    missed_before: date | None = None
    for number, (spell, dues) in enumerate(zip(course.spells, course.dues, strict=True)):
        back = course.spells[number + 1].began if number + 1 < len(course.spells) else None
        for due in dues:
            if due.missed:
                verdict = _verdict_of_missed(spell, due, missed_before)
                missed_before = due.day
            else:
                verdict = _verdict_of_standing(spell, due, back)
            if verdict and first <= due.day < over:
                yield verdict


def _verdict_of_missed(spell: Spell, due: Due, before: date | None) -> str | None:
    if spell.over_on is None or spell.over_on > due.day:
        return "overdue"
    return "on_time" if spell.outcome in SETTLED and (before is None or spell.over_on > before) else None


def _verdict_of_standing(spell: Spell, due: Due, back: date | None) -> str | None:
    """A due day that no step was written for; reopened before it came, it counts no more."""
    if spell.over_on is None:
        return "overdue"
    if due.started > spell.over_on or (back is not None and due.day >= back):
        return None
    if spell.over_on > due.day:
        return "overdue"
    return "on_time" if spell.outcome in SETTLED else None


def colour_at(course: Course, moment: datetime) -> str:
    """The colour when the moment comes."""
    later = [move for move in course.moves if move.at >= moment]
    return later[0].from_colour if later else course.colour
