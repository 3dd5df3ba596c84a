"""Cases that people work on day by day: the acts leave in rows and log what the summary needs."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from app.behaviours import acts
from app.decisions.calendar import start_of_day
from app.decisions.periods import PeriodKind, periods_between
from app.decisions.scales import Colour
from app.reporting.summary import summarise
from tests.behaviours.cases import SYSTEM, TOWN, change, dispute, do, run
from tests.reporting.histories import Course, Due, Move, Spell
from tests.reporting.test_summary_figures import expected, figures

FIRST, DAYS = date(2026, 4, 20), 75


class Diary:
    """What a bystander notes of a case, day by day, beside the log."""

    def __init__(self, town, case: int, unit: str) -> None:
        self.town, self.case = town, case
        self.seen = town.record("dispute", case)
        began = self.seen.found_on
        self.course = Course(unit, self.seen.category, self.seen.colour, self.seen.level, None, [Spell(began)],
                             [[Due(self.seen.clock_started_on, self.seen.due_on)]])

    def look(self, at: datetime, day: date) -> None:
        """Note what has changed since the last look."""
        old, new, course = self.seen, self.town.record("dispute", self.case), self.course
        if new.step_number != old.step_number:
            kind = {"resolved": "resolved", "ended": "ended"}.get(new.status, "moved") if new.status != old.status else "moved"
            course.moves.append(Move(at, kind, old.colour, new.colour, old.level, new.level))
        if old.status == "open" and new.status in ("resolved", "ended"):
            course.spells[-1] = Spell(course.spells[-1].began, new.resolved_on or new.ended_on, new.outcome)
        if old.status == "resolved" and new.status == "closed":
            spell = course.spells[-1]
            course.spells[-1] = Spell(spell.began, spell.over_on, spell.outcome, at)
        if old.status != "open" and new.status == "open":
            course.spells.append(Spell(day))
            course.dues.append([])
        self._note_due(old, new)
        course.colour, course.level, self.seen = new.colour, new.level, new

    def _note_due(self, old, new) -> None:
        dues = self.course.dues[-1]
        if not dues:
            dues.append(Due(new.clock_started_on, new.due_on))
        elif (old.clock_started_on, old.due_on) != (new.clock_started_on, new.due_on):
            standing = dues.pop()
            if new.clock_started_on == old.due_on + timedelta(days=1) and new.added_steps == old.added_steps + 1:
                dues.append(Due(standing.started, standing.day, missed=True))
            dues.append(Due(new.clock_started_on, new.due_on))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_people_do_day_by_day_is_what_the_summary_counts(town, seed):
    chance = random.Random(seed)  # noqa: S311
    person = town.add("person", {"unit": town.unit(TOWN), "name": "陈样甲"})
    diaries: list[Diary] = []
    for offset in range(DAYS):
        day = FIRST + timedelta(days=offset)
        midnight, noon = start_of_day(day), start_of_day(day) + timedelta(hours=chance.choice([0, 12, 23]))
        run(town, midnight)
        for diary in diaries:
            diary.look(midnight, day)
        if len(diaries) < 5 and chance.random() < 0.3:
            diaries.append(_register(town, chance, day, noon, person))
        for diary in diaries:
            if chance.random() < 0.18:
                _act(town, chance, diary, day, noon)
                diary.look(noon, day)
    _compare(town, [diary.course for diary in diaries], FIRST + timedelta(days=DAYS))


def _register(town, chance, day, noon, person) -> Diary:
    unit = chance.choice(["510923108225", "510923108000"])
    found = day - timedelta(days=chance.choice([0, 0, 12]))
    case = dispute(town, unit, now=noon, found_on=found.isoformat(), people_involved=chance.choice([2, 5, 12]),
                   lead_leader=person, responsible_person=person)
    return Diary(town, case, unit)


def _act(town, chance, diary, day, noon) -> None:
    """Something that the case's state allows."""
    case, record = diary.case, diary.seen
    on = max(diary.course.spells[-1].began, day - timedelta(days=chance.choice([0, 0, 9])))
    if record.status == "open":
        doing = chance.choice(["triage", "hand_up", "raise", "facts", "resolve", "resolve", "end"])
        if doing == "triage":
            do(town, case, acts.triage, chance.choice(["general", "serious"]), now=noon)
        elif doing == "hand_up" and record.level != "county":
            do(town, case, acts.hand_up, "村里解决不了", now=noon)
        elif doing == "raise" and record.colour != "red":
            do(town, case, acts.raise_colour, Colour(record.colour).moved(1), "情绪激动", now=noon)
        elif doing == "facts":
            change(town, case, {"people_involved": chance.choice([2, 11, 60])}, now=noon)
        elif doing == "resolve":
            do(town, case, acts.resolve, outcome=chance.choice(["success", "partial"]), method="mediation", agreement="和解",
               on=on, now=noon)
        elif doing == "end":
            outcome = chance.choice(["failed", "withdrawn", "litigation"])
            do(town, case, acts.end, outcome=outcome, why="另案处理", on=on, now=noon)
    elif record.status == "resolved" and chance.random() < 0.5:
        do(town, case, acts.close, now=noon)
    else:
        do(town, case, acts.reopen, "又起争执", relapsed=chance.random() < 0.7, now=noon)


def _compare(town, told: list[Course], today: date) -> None:
    now = datetime(today.year, today.month, today.day, 2, tzinfo=UTC)
    register, county = town.site.definition.registers["dispute"], town.unit("510923000000")
    assert len(told) == 5
    for kind in (PeriodKind.HALF_MONTH, PeriodKind.MONTH, PeriodKind.YEAR):
        for period in periods_between(kind, FIRST, today):
            with town.work(SYSTEM, now=now) as work:
                summary = summarise(work, register, period, county)
            assert figures(summary) == expected(town, told, period, today), period
    assert all(summary.total[key] for key in ("found", "reopened", "resolved", "ended", "escalated", "overdue", "on_time"))
