"""What people do with a case: triage, hand up, raise; lower with a second person; resolve, end, close, reopen.

Which act is possible in which state, and the grant that it needs, is said once, in ``app/decisions/case_acts.py``; every door
comes here (rules.md §1 "States"). Each act writes what fell due first. Raises Refused (A003), Problems or Stale.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.behaviours.closing import ENDED_AS, RESOLVED_AS, close, end, reopen, resolve
from app.behaviours.course import Act, Step, perform, possible_acts, read_given, read_reason, rules_of, values_of
from app.behaviours.giving import accept, assign, assist, offer, send_back, withdraw
from app.behaviours.handling import pause, resume, review, supervise, tell_county, write_progress
from app.behaviours.looking_back import follow_up
from app.behaviours.lowering import answer_lowering, ask_lowering, open_lowering, steps_to
from app.behaviours.plan import stage_after
from app.decisions.case_acts import ACTS
from app.decisions.scales import Colour
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, handed_up, raised
from app.model import Record
from app.problems import Problems, problem
from app.records.grading import grading_of
from app.records.site import Work

__all__ = [
    "ACTS", "ENDED_AS", "RESOLVED_AS", "Act", "accept", "answer_lowering", "ask_lowering", "assign", "assist", "close", "end",
    "follow_up", "hand_up", "offer", "open_lowering", "pause", "possible_acts", "raise_colour", "reopen", "resolve", "resume",
    "review", "send_back", "supervise", "tell_county", "triage", "withdraw", "write_progress",
]  # fmt: skip


def triage(work: Work, record: Record, risk_level: Any, reason: str | None = None) -> None:
    """研判定级: the risk level is entered; it may raise the colour, never lower it.

    The case goes on to handling, unless its colour asks for a plan (三定一包) that is not complete: then it stays in triage.
    """
    given = read_given(work, record, {"risk_level": risk_level})
    said = read_reason(work, reason) if reason else None
    perform(work, record, "triage", said, lambda state: _triaged(work, record, given["risk_level"], state))


def _triaged(work: Work, record: Record, risk_level: str, state: CaseState) -> Step:
    values = {**values_of(record), "risk_level": risk_level}
    verdict, rules = grading_of(work.site, record.register, values, work.today), rules_of(work, record)
    if verdict.colour and verdict.colour > state.colour:
        state = raised(state, verdict.colour, rules, work.site.holidays, work.now)
    state = replace(state, base_colour=verdict.base or state.base_colour)
    stage = stage_after(record.register, values, state.colour, rules)
    return Step(StepKind.TRIAGED, state, {"risk_level": risk_level, "stage": stage})


def hand_up(work: Work, record: Record, reason: str) -> None:
    """上报: to the level above, with a reason; the clock restarts (S4 三(三)3). A007 at the county, A014 without reason."""

    def change(state: CaseState) -> Step:
        return Step(StepKind.HANDED_UP, handed_up(state, rules_of(work, record), work.site.holidays, work.now))

    perform(work, record, "hand_up", read_reason(work, reason), change)


def raise_colour(work: Work, record: Record, colour: Colour, reason: str) -> None:
    """上调: a higher colour by hand. A008 for a colour that is not higher, A014 without reason."""

    def change(state: CaseState) -> Step:
        if colour <= state.colour:
            raise Problems([problem("A008", field="colour")])
        state = raised(state, colour, rules_of(work, record), work.site.holidays, work.now)
        return Step(StepKind.RAISED, state, {"steps_by_hand": steps_to(work, record, colour, state.added_steps)})

    perform(work, record, "raise", read_reason(work, reason), change)
