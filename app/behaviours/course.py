"""How an act on a case is done: what fell due first, then the question whether it may be, then the line and the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.access.refusal import Refused, Unguarded
from app.access.viewer import Viewer, acting, deed, performing
from app.behaviours.clock import bring_up, end_offer
from app.behaviours.holding import held_after, place_of
from app.behaviours.owed import book_of, coloured, kept_of_progress, moved_progress
from app.behaviours.plan import check_plan, missing_of_plan
from app.behaviours.standing import open_lowering, refusal, rules_of, standing_of, values_of
from app.behaviours.state import Line, Office, advance, state_of_record
from app.decisions.case_acts import Act, Need
from app.decisions.hazard_acts import acts_of
from app.decisions.progress import Progress
from app.decisions.scales import Status
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState
from app.fieldtypes.texts import LongText
from app.model import Record
from app.problems import BadValue, Problem, Problems, problem
from app.records.reading import stored_values
from app.records.site import Work
from app.records.storing import row_of

__all__ = ["Act", "Step", "act_of", "begun", "carry_out", "check_right", "perform", "possible_acts", "read_given",
           "read_reason", "rules_of", "user_of", "values_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """What an act does to a case: its clock, further columns, and what a reopening takes from the record.

    ``progress``: where the act itself says what is owed then. ``holder``: who holds it, where the act says so. ``told`` and
    ``said`` as in :class:`Line`.
    """

    kind: StepKind
    state: CaseState
    columns: Mapping[str, Any] = field(default_factory=dict)
    closed_day: date | None = None
    closed_as: str | None = None
    closed_due: date | None = None
    progress: Progress | None = None
    holder: Office | None = None
    told: Office | None = None
    said: str | None = None


def perform(work: Work, record: Record, act: str, reason: str | None, change: Callable[[CaseState], Step]) -> None:
    """Do an act on a case. Raises Refused (A003), Problems (A006 and A017 where it is not possible now, and what ``change``
    finds) or Stale.

    What fell due before the act is written first, so ``change`` starts from the case as it truly stands.
    """
    with begun(work, record, act, reason) as before:
        carry_out(work, record, before, change(before), reason)


def carry_out(work: Work, record: Record, before: CaseState, step: Step, reason: str | None) -> None:
    """Write what an act that has begun does: its line, and the case after it. Raises Stale."""
    row, columns = row_of(record), dict(step.columns)
    leaves = step.state.level is not before.level or step.state.status is not Status.OPEN
    if leaves:
        before, withdrawn = end_offer(work, record, before, work.now)
        columns |= withdrawn
    after = _ended(step.state) if step.state.status is not Status.OPEN else step.state
    after = replace(after, last_step_no=before.last_step_no + 1)
    unit, department = step.holder or _held(work, record, row, after)
    line = Line(kind=step.kind, at=work.now, before=before, after=after, reason=reason, closed_day=step.closed_day,
                closed_as=step.closed_as, closed_due=step.closed_due, holder_unit=unit, holder_department=department,
                told=step.told, said=step.said)
    advance(work, record, line, {**_owed(work, record, row, before, after, step), **_grave(work, record, row, before, after),
                                 **columns})


def _ended(state: CaseState) -> CaseState:
    return replace(state, paused_at=None)


def _held(work: Work, record: Record, row: Mapping[str, Any], after: CaseState) -> Office:
    held = held_after(work, record.register, row, place_of(row), after.level)
    return held["holder_unit"], held["holder_department"]


def _owed(work: Work, record: Record, row: Mapping[str, Any], before: CaseState, after: CaseState,
          step: Step) -> dict[str, Any]:
    """The progress that is owed after the act, and no cause of a pause where there is none."""
    calm = {} if after.paused_at else {"pause_cause": None}
    if step.progress is not None:
        return {**kept_of_progress(step.progress, after), **calm}
    book = book_of(work, record.register, record.graded_under)  # type: ignore[attr-defined]
    return {**moved_progress(row, before, after, work.today, book), **calm}


def _grave(work: Work, record: Record, row: Mapping[str, Any], before: CaseState, after: CaseState) -> dict[str, Any]:
    """Since when it has its colour. A plan that stands already when the colour is reached is complete from that moment on."""
    fresh = coloured(row, before, after, work.now)
    if not fresh:
        return fresh
    values = stored_values(record.register, row)
    lacks = missing_of_plan(record.register, values, after.colour, rules_of(work, record))
    return {**fresh, "planned_at": None if lacks else work.now}


@contextmanager
def begun(work: Work, record: Record, act: str, reason: str | None) -> Iterator[CaseState]:
    """The case as it stands at the act, the act being possible and allowed. What is flushed within is judged as the act."""
    bring_up(work, record)
    check_right(work, record, act)
    asked = act_of(record, act)
    _check_possible(work, record, asked)
    what = deed()
    if what is None:
        raise Unguarded("an act needs its deed")
    with performing(replace(what, act=asked.grant, reason=reason[:200] if reason else what.reason)):
        yield state_of_record(record)


def _check_possible(work: Work, record: Record, act: Act) -> None:
    asks = {Need.LOWERING, Need.NO_LOWERING} & set(act.needs)
    case = standing_of(work, record, lowering=bool(asks) and open_lowering(work, record) is not None)
    if faults := refusal(record.register, case, act):
        raise Problems(faults)
    if act.missing(case):
        check_plan(record.register, values_of(record), case.colour, rules_of(work, record))


def check_right(work: Work, record: Record, act: str) -> None:
    """Raise Refused (A003) unless the acting viewer may do the act on the case at its present level."""
    if not _may(work, record, act):
        raise Refused([problem("A003", act=act_of(record, act).words, register=record.register.label)])


def act_of(record: Record, act: str) -> Act:
    """The act as the table of the record's register has it. Raises KeyError for one that the table lacks."""
    return acts_of(record.register.behaves)[act]


def _may(work: Work, record: Record, act: str) -> bool:
    return work.site.rights.reach(acting(), record.register.key, act_of(record, act).grant).includes(row_of(record))


def possible_acts(work: Work, record: Record, waiting: Callable[[], object] | None = None) -> list[Act]:
    """The acts that the acting viewer may do on the case as it stands; what a page offers. One statement at most, none where
    the page knows already what lowering is ``waiting``.

    A void case is made good again by its own door (``restore``), and void is done by that of every register.
    """
    mine = [act for act in acts_of(record.register.behaves).values() if act.key != "void" and _may(work, record, act.key)]
    asks = any({Need.LOWERING, Need.NO_LOWERING} & set(act.needs) for act in mine)
    lowering = asks and (waiting() if waiting else open_lowering(work, record)) is not None
    case = standing_of(work, record, lowering=lowering)
    return [act for act in mine if act.is_possible(case)]


# -- what people give with an act ----------------------------------------------------------------

_REASON = LongText(max_length=500)


def read_reason(work: Work, raw: Any) -> str:
    """Why something is done. Raises Problems: A014 without a reason, V020 a long one, V012 a bad character."""
    try:
        text = _REASON.parse(raw, work.reading())
    except BadValue as bad:
        raise Problems([bad.at("reason")]) from bad
    if text is None:
        raise Problems([problem("A014", field="reason")])
    return text


def read_given(work: Work, record: Record, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values of fields that an act fills, each demanded and read as its field reads it. Raises Problems, all at once."""
    read = {key: _read(work, record, key, each) for key, each in raw.items()}
    faults = [each for each in read.values() if isinstance(each, Problem)]
    if faults:
        raise Problems(faults)
    return read


def _read(work: Work, record: Record, key: str, raw: Any) -> Any:
    declared = record.register.fields[key]
    try:
        value = declared.type.parse(raw, work.reading())
    except BadValue as bad:
        return BadValue(bad.code, **{"label": declared.label, **bad.values}).at(key)
    return problem("V001", field=key, label=declared.label) if value is None else value


def user_of(who: Any) -> int | None:
    """The id of an acting user; None for the system."""
    return who.user_id if isinstance(who, Viewer) else None
