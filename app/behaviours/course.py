"""How an act on a case is done: what fell due first, then the question whether it may be, then the line and the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from app.access.refusal import Refused, Unguarded
from app.access.viewer import Viewer, acting, deed, performing
from app.behaviours.clock import bring_up, place_of
from app.behaviours.holding import holder
from app.behaviours.state import Line, advance, state_of_record
from app.decisions.colours import ColourRules
from app.decisions.scales import Status
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState
from app.fieldtypes.texts import LongText
from app.model import Record
from app.problems import BadValue, Problem, Problems, problem
from app.records.grading import rules_for
from app.records.reading import stored_values
from app.records.site import Work
from app.records.storing import row_of
from app.words import Words

OPEN, SETTLED = frozenset({Status.OPEN}), frozenset({Status.RESOLVED, Status.CLOSED, Status.ENDED})


@dataclass(frozen=True, slots=True)
class Act:
    """An act: what it is called, the states in which it is possible, and the grant that it needs."""

    key: str
    words: Words
    states: frozenset[Status]
    grant: str


#: Every act on a case (rules.md §1 "States"). One grant may cover two acts: who resolves may end.
ACTS: Mapping[str, Act] = MappingProxyType({each.key: each for each in (
    Act("triage", Words("研判定级", "triage"), OPEN, "triage"),
    Act("hand_up", Words("上报", "hand up"), OPEN, "hand_up"),
    Act("raise", Words("上调等级", "raise"), OPEN, "raise"),
    Act("lower", Words("申请下调", "ask for a lowering"), OPEN, "lower"),
    Act("confirm_lowering", Words("确认下调", "confirm a lowering"), OPEN, "confirm_lowering"),
    Act("resolve", Words("化解", "resolve"), OPEN, "resolve"),
    Act("end", Words("终止", "end"), OPEN, "resolve"),
    Act("close", Words("结案", "close"), frozenset({Status.RESOLVED}), "close"),
    Act("reopen", Words("重启", "reopen"), SETTLED, "close"),
)})


@dataclass(frozen=True, slots=True)
class Step:
    """What an act does to a case: its clock, further columns, and what a reopening takes from the record."""

    kind: StepKind
    state: CaseState
    columns: Mapping[str, Any] = field(default_factory=dict)
    closed_day: date | None = None
    closed_as: str | None = None
    closed_due: date | None = None


def perform(work: Work, record: Record, act: str, reason: str | None, change: Callable[[CaseState], Step]) -> None:
    """Do an act on a case. Raises Refused (A003), Problems (A006 in a wrong state, and what ``change`` finds) or Stale.

    What fell due before the act is written first, so ``change`` starts from the case as it truly stands.
    """
    with begun(work, record, act, reason) as before:
        step = change(before)
        after = replace(step.state, last_step_no=before.last_step_no + 1)
        held = holder(work, record.register, place_of(record), after.level)
        line = Line(kind=step.kind, at=work.now, before=before, after=after, reason=reason, closed_day=step.closed_day,
                    closed_as=step.closed_as, closed_due=step.closed_due, **held)
        advance(work, record, line, step.columns)


@contextmanager
def begun(work: Work, record: Record, act: str, reason: str | None) -> Iterator[CaseState]:
    """The case as it stands at the act, the act being possible and allowed. What is flushed within is judged as the act."""
    bring_up(work, record)
    check_right(work, record, act)
    state = state_of_record(record)
    if record.void_at is not None or state.status not in ACTS[act].states:  # type: ignore[attr-defined]
        raise Problems([problem("A006", act=ACTS[act].words, status=_status_words(record))])
    what = deed()
    if what is None:
        raise Unguarded("an act needs its deed")
    with performing(replace(what, act=ACTS[act].grant, reason=reason[:200] if reason else what.reason)):
        yield state


def check_right(work: Work, record: Record, act: str) -> None:
    """Raise Refused (A003) unless the acting viewer may do the act on the case at its present level."""
    if not _may(work, record, act):
        raise Refused([problem("A003", act=ACTS[act].words, register=record.register.label)])


def _may(work: Work, record: Record, act: str) -> bool:
    return work.site.rights.reach(acting(), record.register.key, ACTS[act].grant).includes(row_of(record))


def possible_acts(work: Work, record: Record) -> list[Act]:
    """The acts that the acting viewer may do on the case as it stands; what a page offers. No statement is sent."""
    state = state_of_record(record)
    live = record.void_at is None  # type: ignore[attr-defined]
    return [act for act in ACTS.values() if live and state.status in act.states and _may(work, record, act.key)]


def _status_words(record: Record) -> Words:
    options: Mapping[str, Any] = record.register.fields["status"].type.of  # type: ignore[attr-defined]
    words: Words = options[record.status].words  # type: ignore[attr-defined]
    return words


def rules_of(work: Work, record: Record) -> ColourRules:
    """The colour rules that the case was graded under."""
    return rules_for(work.site, record.register, record.graded_under, work.today)  # type: ignore[attr-defined]


def values_of(record: Record) -> dict[str, Any]:
    """The values of a stored case."""
    return stored_values(record.register, row_of(record))


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
