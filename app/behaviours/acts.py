"""What people do with a case: triage, hand up, raise, lower with a second person, resolve, end, close, reopen.

Which act is possible in which state is said once, in ``ALLOWED``; every door asks here (rules.md §1 "States").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from app.access.guard import guarded
from app.access.refusal import Refused
from app.access.viewer import Viewer, acting
from app.behaviours.clock import bring_up
from app.behaviours.grading import grading_of, rules_for
from app.behaviours.holding import holder
from app.behaviours.state import RANKS, Logged, kept_of, state_of_record, write_once
from app.decisions.colours import steps_by_hand
from app.decisions.deadlines import due_on
from app.decisions.scales import Colour, Status
from app.decisions.steps import CaseState, can_hand_up, handed_up, lowered, raised
from app.model import Record
from app.problems import Problems, problem
from app.records.reading import stored_values
from app.records.site import Work
from app.records.storing import row_of
from app.words import Words

#: Act → the states in which it is possible.
ALLOWED: Mapping[str, frozenset[str]] = {
    "triage": frozenset({"open"}),
    "hand_up": frozenset({"open"}),
    "raise": frozenset({"open"}),
    "lower": frozenset({"open"}),
    "confirm_lowering": frozenset({"open"}),
    "resolve": frozenset({"open"}),
    "end": frozenset({"open"}),
    "reopen": frozenset({"resolved", "closed", "ended"}),
    "close": frozenset({"resolved"}),
}

#: Outcomes of a resolution, and of an end without one (rules.md §1 "Ended").
RESOLVED_AS = ("success", "partial")
ENDED_AS = ("failed", "withdrawn", "referred", "litigation", "criminal")

FOLLOW_UP_DAYS = 30  #: 回头看 30 days after resolution (rules.md §1 ◇); the second at 90 comes with follow-ups


@dataclass(frozen=True, slots=True)
class Change:
    """What an act does to a case: its clock, further columns, and the line for the log."""

    kind: str
    state: CaseState
    columns: Mapping[str, Any]
    closed_day: date | None = None
    closed_as: str | None = None


def perform(work: Work, record: Record, act: str, reason: str | None, change: Callable[[CaseState], Change]) -> None:
    """Do an act: what fell due first, then the change and its line in the log. Raises Problems A006 in a wrong state."""
    bring_up(work, record)
    before = state_of_record(record)
    if record.void_at is not None or before.status.value not in ALLOWED[act]:  # type: ignore[attr-defined]
        raise Problems([problem("A006", act=act, status=_status_words(record))])
    _apply(work, record, before, change(before), reason)


def _status_words(record: Record) -> Words:
    return next(option.words for key, option in record.register.fields["status"].type.of.items()  # type: ignore[attr-defined]
                if key == record.status)  # type: ignore[attr-defined]


def _apply(work: Work, record: Record, before: CaseState, change: Change, reason: str | None) -> None:
    number = before.last_step_no + 1
    after = replace(change.state, last_step_no=number)
    held = holder(work, record.register, _placed(record), after.level)
    columns = {**kept_of(after), **{f"{name}_id": value for name, value in held.items()}, **change.columns}
    line = Logged(kind=change.kind, at=work.now, number=number, before=before, after=after, reason=reason,
                  holder_unit_id=held["holder_unit"], holder_department_id=held["holder_department"],
                  closed_day=change.closed_day, closed_as=change.closed_as)
    if not write_once(work, record, line):
        raise Problems([problem("A004")])
    for name, value in columns.items():
        setattr(record, name, value)
    work.session.flush()


def _placed(record: Record) -> dict[str, Any]:
    return {"unit": record.unit_id, "category": record.category, "lead_department": record.lead_department_id}  # type: ignore[attr-defined]


def _rules(work: Work, record: Record) -> Any:
    return rules_for(work.site, record.register, record.graded_under, work.today)  # type: ignore[attr-defined]


def _values(record: Record) -> dict[str, Any]:
    return stored_values(record.register, row_of(record))


# -- the acts ------------------------------------------------------------------------------------


def triage(work: Work, record: Record, risk_level: str, reason: str | None = None) -> None:
    """研判定级: the risk level is entered and the case goes to handling; it may raise the colour."""
    perform(work, record, "triage", reason, lambda state: _triaged(work, record, risk_level, state))


def _triaged(work: Work, record: Record, risk_level: str, state: CaseState) -> Change:
    verdict = grading_of(work.site, record.register, {**_values(record), "risk_level": risk_level}, work.today)
    if verdict.base:
        state = replace(state, base_colour=verdict.base)
    if verdict.colour and verdict.colour > state.colour:
        state = raised(state, verdict.colour, _rules(work, record), work.site.holidays, work.now)
    return Change("triaged", state, {"risk_level": risk_level, "stage": "handling"})


def hand_up(work: Work, record: Record, reason: str) -> None:
    """上报: to the level above, with a reason; the clock restarts (S4 三(三)3). A007 at the county."""

    def change(state: CaseState) -> Change:
        if not can_hand_up(state):
            raise Problems([problem("A007")])
        return Change("handed_up", handed_up(state, _rules(work, record), work.site.holidays, work.now), {"stage": "handling"})

    perform(work, record, "hand_up", reason, change)


def raise_colour(work: Work, record: Record, colour: Colour, reason: str) -> None:
    """上调: a higher colour by hand, with a reason. A008 for a colour that is not higher."""

    def change(state: CaseState) -> Change:
        if colour <= state.colour:
            raise Problems([problem("A008")])
        rules = _rules(work, record)
        state = raised(state, colour, rules, work.site.holidays, work.now)
        return Change("raised", state, {"steps_by_hand": _by_hand(work, record, colour, state.added_steps)})

    perform(work, record, "raise", reason, change)


def _by_hand(work: Work, record: Record, colour: Colour, added_steps: int) -> int:
    """What to store so that the lines and the hand together give the colour."""
    facts = {**_values(record), "added_steps": added_steps}
    amount = facts.get("amount")
    return steps_by_hand({**facts, "amount": None if amount is None else amount / 10_000}, _rules(work, record), colour)


def ask_lowering(work: Work, record: Record, colour: Colour, reason: str) -> None:
    """申请下调: waits for a second person of the handling level or above (rules.md §1 ◇). A009, A010."""
    bring_up(work, record)
    state = state_of_record(record)
    if state.status is not Status.OPEN:
        raise Problems([problem("A006", act="lower", status=_status_words(record))])
    if colour >= state.colour:
        raise Problems([problem("A009")])
    if open_lowering(work, record):
        raise Problems([problem("A010")])
    row = {"register": record.register.key, "record_id": record.id, "to_colour": RANKS[colour.value], "reason": reason,
           "asked_by": _user(), "asked_at": work.now}
    work.session.execute(guarded(insert(work.site.models.system.lowering).values(row)))


def open_lowering(work: Work, record: Record) -> Mapping[str, Any] | None:
    """The lowering of a case that waits for its second person."""
    table = work.site.models.system.lowering
    mine = (table.c.register == record.register.key) & (table.c.record_id == record.id) & table.c.answered_at.is_(None)
    found = work.session.execute(guarded(select(table).where(mine))).mappings().first()
    return dict(found) if found else None


def answer_lowering(work: Work, record: Record, agreed: bool, answer: str) -> None:
    """The second person agrees or refuses. A011 nothing waits, A012 the same person, A003 below the handling level.

    Agreed: the added steps are 0 and the clock of the lower colour starts now.
    """
    waiting = open_lowering(work, record)
    if waiting is None:
        raise Problems([problem("A011")])
    if waiting["asked_by"] == _user():
        raise Refused([problem("A012")])
    table = work.site.models.system.lowering
    said = {"answered_by": _user(), "answered_at": work.now, "agreed": agreed, "answer": answer}
    work.session.execute(guarded(update(table).where(table.c.id == waiting["id"]).values(**said)))
    if agreed:
        colour = list(Colour)[waiting["to_colour"] - 1]
        perform(work, record, "confirm_lowering", answer, lambda state: _lowered(work, record, colour, state))


def _lowered(work: Work, record: Record, colour: Colour, state: CaseState) -> Change:
    if colour >= state.colour:
        raise Problems([problem("A009")])
    state = lowered(state, colour, _rules(work, record), work.site.holidays, work.now)
    return Change("lowered", state, {"steps_by_hand": _by_hand(work, record, colour, 0)})


def resolve(work: Work, record: Record, *, outcome: str, method: str, agreement: str, on: date) -> None:
    """化解: how, with what result and agreement; a follow-up is due after 30 days. A013 for a day out of order."""
    _check_day(work, record, on)
    columns = {"outcome": outcome, "method": method, "agreement": agreement, "resolved_on": on,
               "follow_up_due": on + timedelta(days=FOLLOW_UP_DAYS), "unresolved_reason": None, "ended_on": None}
    perform(work, record, "resolve", agreement[:500],
            lambda state: Change("resolved", replace(state, status=Status.RESOLVED), columns))


def end(work: Work, record: Record, *, outcome: str, why: str, on: date) -> None:
    """终止: withdrawn, referred, to litigation, became criminal, unsuccessful; with a reason."""
    _check_day(work, record, on)
    columns = {"outcome": outcome, "unresolved_reason": why, "ended_on": on, "resolved_on": None}
    perform(work, record, "end", why[:500], lambda state: Change("ended", replace(state, status=Status.ENDED), columns))


def _check_day(work: Work, record: Record, on: date) -> None:
    if not record.found_on <= on <= work.today:  # type: ignore[attr-defined]
        raise Problems([problem("A013", field="on", found=record.found_on)])  # type: ignore[attr-defined]


def close(work: Work, record: Record, note: str | None = None) -> None:
    """结案: a resolved case is closed."""
    perform(work, record, "close", note,
            lambda state: Change("closed", replace(state, status=Status.CLOSED), {"closed_on": work.today}))


def reopen(work: Work, record: Record, reason: str, *, relapsed: bool) -> None:
    """重启: back to open with its history; a relapse after 化解 counts towards the colour (rules.md §1)."""
    perform(work, record, "reopen", reason, lambda state: _reopened(work, record, relapsed, state))


def _reopened(work: Work, record: Record, relapsed: bool, state: CaseState) -> Change:
    relapses = (record.relapses or 0) + relapsed  # type: ignore[attr-defined]
    verdict = grading_of(work.site, record.register, {**_values(record), "relapses": relapses, "added_steps": 0}, work.today)
    colour = max(verdict.colour or state.colour, Colour.BLUE)
    rules = _rules(work, record)
    fresh = replace(state, status=Status.OPEN, colour=Colour.BLUE, base_colour=verdict.base or state.base_colour, added_steps=0)
    state = raised(fresh, colour, rules, work.site.holidays, work.now) if colour > Colour.BLUE else _restarted(work, fresh, rules)
    closed_day = record.resolved_on or record.ended_on  # type: ignore[attr-defined]
    closed_as = "resolved" if record.resolved_on else "ended"  # type: ignore[attr-defined]
    columns = {"relapses": relapses, "resolved_on": None, "ended_on": None, "closed_on": None, "outcome": None, "method": None,
               "follow_up_due": None, "stage": "handling"}
    return Change("reopened", state, columns, closed_day, closed_as)


def _restarted(work: Work, state: CaseState, rules: Any) -> CaseState:
    return replace(state, clock_started_on=work.today, due_on=due_on(state.colour, work.today, rules, work.site.holidays))


def _user() -> int | None:
    who = acting()
    return who.user_id if isinstance(who, Viewer) else None

