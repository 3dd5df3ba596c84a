"""What every pack of cases does and keeps: the first grading, what changed facts make of an open case, lines that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.access.guard import guarded
from app.behaviours.clock import bring_up
from app.behaviours.holding import has_grid_officer, held_after, unit_level
from app.behaviours.owed import NO_OFFER
from app.behaviours.state import Line, guest_of, kept_of, state_of, write_line
from app.decisions.colours import ColourRules, Grading
from app.decisions.deadlines import is_overdue
from app.decisions.scales import Colour, Level
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, counted_until, raised, started
from app.definition import Register
from app.model import Record
from app.problems import problem
from app.records.draft import Draft
from app.records.grading import grading_of
from app.records.open_cases import OVER
from app.records.site import Change, Work

Values = Mapping[str, Any]

#: The offer that ends, by the names of the fields.
_NO_OFFER = {name.removesuffix("_id"): nothing for name, nothing in NO_OFFER.items()}


class CasePack:
    """What every pack of cases does alike: what is due is written before a change, and a change is written as a step."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Write what fell due before anything else happens to the case."""
        bring_up(work, record)

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """A raise by changed facts, or a new holder, is a step like any other: one line, one notice."""
        for before, after in changes:
            if before is not None and before["step_number"] != after["step_number"]:
                for line in lines_of_change(work, before, after):
                    write_line(work, register.key, after["id"], line)


def first_state(work: Work, unit: int, verdict: Grading, rules: ColourRules) -> CaseState:
    """The first grading. A case that arose in the town is not sent down to a village."""
    own_level = unit_level(work, unit)
    staffed = own_level is Level.GRID and has_grid_officer(work, unit)
    state = started(verdict.colour or Colour.BLUE, verdict.base or Colour.BLUE, work.today, rules, work.site.holidays,
                    has_grid_officer=staffed)
    return replace(state, level=max(state.level, own_level))


@dataclass(frozen=True)
class Regraded:
    """What changed facts make of an open case: its clock before and after, and the fields that hold both clock and holder."""

    before: CaseState
    after: CaseState
    fields: Mapping[str, Any]


def regraded(work: Work, register: Register, row: Values, values: Values, rules: ColourRules) -> Regraded:
    """New facts may raise an open case, never lower it silently; ``row``: it was."""
    verdict = grading_of(work.site, register, values, work.today)
    state = before = state_of(values)
    if verdict.colour and verdict.colour > before.colour and not _owes_a_step(before, work):
        state = raised(before, verdict.colour, rules, work.site.holidays, work.now)
    held = held_after(work, register, row, values, state.level)
    ends_offer = bool(row["offered_at"]) and state.level is not before.level
    if state is not before or any(values[name] != found for name, found in held.items()):
        state = replace(state, last_step_no=before.last_step_no + 1 + ends_offer)
    state = replace(state, base_colour=verdict.base or before.base_colour)
    return Regraded(before, state, {**kept_of(state), **held, "guest_unit": guest_of(row, held["holder_unit"]),
                                    **(_NO_OFFER if ends_offer else {})})


def _owes_a_step(state: CaseState, work: Work) -> bool:
    """A clock with a step to be written is not restarted: the step would be lost."""
    return state.due_on is not None and is_overdue(state.due_on, counted_until(state, work.now))


def lines_of_change(work: Work, before: Values, after: Values) -> Iterator[Line]:
    """What the change is in the log: the end of an offer that the case has climbed away from, then the change itself."""
    old, new = state_of(before), state_of(after)
    if before["offered_at"] and not after["offered_at"]:
        yield Line(kind=StepKind.WITHDRAWN, at=work.now, before=old, after=replace(old, last_step_no=new.last_step_no - 1),
                   holder_unit=before["holder_unit_id"], holder_department=before["holder_department_id"],
                   told=(before["offered_unit_id"], before["offered_department_id"]))
    yield Line(kind=StepKind.ASSIGNED if old.colour is new.colour else StepKind.REGRADED, at=work.now, before=old, after=new,
               holder_unit=after["holder_unit_id"], holder_department=after["holder_department_id"])


def first_end(work: Work, register: Register, row: Values) -> date | None:
    """The first day on which a case was over or put right, before a return or as it stands; None for one that never was."""
    steps = work.site.models.system.case_step
    mine = (steps.c.register == register.key) & (steps.c.record_id == row["id"])
    before = work.session.execute(guarded(select(func.min(steps.c.closed_day)).where(mine))).scalar()
    ends = (before, *(row.get(name) for name in (*OVER, "rectified_on")))
    return min((day for day in ends if day is not None), default=None)


def judge_found_day(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """A059 where the day found would come to lie behind an end of the case: the ledger could not count it (rules.md §3)."""
    for draft in drafts:
        row, day = draft.before, draft.values.get("found_on")
        if row is not None and day is not None and day > row["found_on"]:
            end = first_end(work, register, row)
            if end is not None and day > end:
                draft.fault(problem("A059", field="found_on", day=end))
