"""A lowering by hand: somebody asks with a reason, a second person of the handling level or above answers (rules.md §1 ◇)."""

from __future__ import annotations

from sqlalchemy import insert, update

from app.access.guard import guarded
from app.access.refusal import Refused, Stale
from app.access.viewer import acting
from app.behaviours.course import Step, act_of, begun, perform, read_reason, rules_of, user_of, values_of
from app.behaviours.standing import lowerings, open_lowering, waits
from app.behaviours.state import RANKS, flush
from app.decisions.case_acts import Need
from app.decisions.colours import steps_by_hand
from app.decisions.scales import Colour
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, lowered
from app.model import Record
from app.problems import Problems, problem
from app.records.grading import facts_of
from app.records.site import Work
from app.records.storing import touch

__all__ = ["answer_lowering", "ask_lowering", "open_lowering", "settle_lowering", "steps_to"]


def ask_lowering(work: Work, record: Record, colour: Colour, reason: str) -> None:
    """申请下调: it waits for a second person. A009 not a lower colour, A017 one without a deadline, A010 one waits already,
    A014 without reason.
    """
    why = read_reason(work, reason)
    with begun(work, record, "lower", why) as state:
        if colour >= state.colour:
            raise Problems([problem("A009", field="colour")])
        if rules_of(work, record).terms[colour].days is None:  # a hazard's blue: only for what was put right on the spot
            why_not = Need.ABOVE_YELLOW.words
            raise Problems([problem("A017", field="colour", act=act_of(record, "lower").words, why=why_not)])
        row = {"register": record.register.key, "record_id": record.id, "to_colour": RANKS[colour.value], "reason": why,
               "asked_by": user_of(acting()), "asked_at": work.now}
        touch(record)
        flush(work)
        work.session.execute(guarded(insert(lowerings(work)).values(row)))


def answer_lowering(work: Work, record: Record, agreed: bool, answer: str) -> None:
    """The second person agrees or refuses, with a word why. A011 nothing waits, A012 the same person, A014 without reason.

    Agreed: the added steps are 0 and the clock of the lower colour starts now.
    """
    said = read_reason(work, answer)
    waiting = open_lowering(work, record)
    if waiting is None:
        raise Problems([problem("A011")])
    if waiting["asked_by"] == user_of(acting()):
        raise Refused([problem("A012")])
    if agreed:
        colour = list(Colour)[waiting["to_colour"] - 1]
        perform(work, record, "confirm_lowering", said, lambda state: _lowered(work, record, colour, state))
    else:
        with begun(work, record, "confirm_lowering", said):
            touch(record)
            flush(work)
    settle_lowering(work, record, agreed=agreed, answer=said)


def settle_lowering(work: Work, record: Record, *, agreed: bool, answer: str | None = None) -> None:
    """Note the answer to what waits, if anything does; ``answer`` None: the case ended or climbed out of its reach."""
    said = {"answered_by": user_of(acting()), "answered_at": work.now, "agreed": agreed, "answer": answer}
    done = work.session.execute(guarded(update(lowerings(work)).where(waits(lowerings(work), record)).values(**said)))
    if answer is not None and done.rowcount == 0:  # type: ignore[attr-defined]
        raise Stale(problem("A011"), 0)


def _lowered(work: Work, record: Record, colour: Colour, state: CaseState) -> Step:
    if colour >= state.colour:
        raise Problems([problem("A009")])
    state = lowered(state, colour, rules_of(work, record), work.site.holidays, work.now)
    return Step(StepKind.LOWERED, state, {"steps_by_hand": steps_to(work, record, colour, 0)})


def steps_to(work: Work, record: Record, colour: Colour, added_steps: int) -> int:
    """The steps by hand that give the case the colour, as its lines and its overdue steps stand."""
    facts = facts_of(record.register, {**values_of(record), "added_steps": added_steps})
    return steps_by_hand(facts, rules_of(work, record), colour)
