"""The pack ``escalates``: a case has at every moment one holder, a colour with reasons and a deadline (rules.md §1).

What the pack keeps of a case is worked out here from its values; the acts on a case are in ``acts.py``, the clock that
writes what fell due in ``clock.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from app.behaviours.clock import bring_up
from app.behaviours.holding import filled_in, has_grid_officer, holder, unit_level
from app.behaviours.plan import stage_after
from app.behaviours.state import Line, kept_of, state_of, write_line
from app.decisions.colours import ColourRules, Grading
from app.decisions.deadlines import is_overdue
from app.decisions.scales import Colour, Level
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, raised, started
from app.definition import Pack, Register
from app.definition.types import PackIndex
from app.model import Record
from app.records.draft import Draft
from app.records.grading import grading_of, policy_for, rules_for
from app.records.site import Change, Known, Work
from app.words import Words

_WHERE = ("colour", "category", "village_id", "town_id")

#: What the summary and the board read: cases by the day found, resolved, closed and due; those ended or open.
_INDEXES = (
    PackIndex(key="by_found", columns=("county_id", "found_on", *_WHERE, "level", "outcome", "resolved_on", "ended_on",
                                       "void_at")),
    PackIndex(key="by_resolved", columns=("county_id", "resolved_on", "found_on", *_WHERE, "level", "ended_on", "void_at"),
              filled="resolved_on"),
    PackIndex(key="by_ended", columns=("ended_on", "county_id", "found_on", *_WHERE, "level", "due_on", "added_steps",
                                       "resolved_on", "void_at"), empty="resolved_on"),
    PackIndex(key="by_closed", columns=("county_id", "closed_on", *_WHERE, "void_at"), filled="closed_on"),
    PackIndex(key="by_due", columns=("county_id", "due_on", *_WHERE, "clock_started_on", "resolved_on", "ended_on", "void_at")),
)

_DATE, _WHOLE, _CHOICE, _REFERENCE = ("date",), ("integer",), ("choice",), ("reference",)

Values = Mapping[str, Any]


class Escalates:
    """Keeps colour, level, holder, deadline and state of a case."""

    pack = Pack(
        key="escalates",
        label=Words("分级升级", "escalates"),
        needs=MappingProxyType({
            "number": ("auto_number",), "unit": _REFERENCE, "category": ("vocabulary",), "found_on": _DATE,
            "people_involved": _WHOLE, "trend": _CHOICE, "risk_level": _CHOICE, "lead_department": _REFERENCE,
            "colour": ("colour",), "base_colour": ("colour",), "added_steps": _WHOLE, "steps_by_hand": _WHOLE,
            "due_on": _DATE, "level": _CHOICE, "holder_unit": _REFERENCE, "holder_department": _REFERENCE,
            "status": _CHOICE, "stage": _CHOICE, "clock_started_on": _DATE, "registered_on": _DATE, "graded_under": _DATE,
            "step_number": _WHOLE, "relapses": _WHOLE, "outcome": _CHOICE, "method": _CHOICE, "resolved_on": _DATE,
            "ended_on": _DATE, "agreement": ("long_text",), "unresolved_reason": ("long_text",), "follow_up_due": _DATE,
            "closed_on": _DATE,
        }),
        acts=MappingProxyType({
            "triage": Words("研判定级", "triage"),
            "hand_up": Words("上报", "hand up"),
            "raise": Words("上调等级", "raise"),
            "lower": Words("申请下调", "ask for a lowering"),
            "confirm_lowering": Words("确认下调", "confirm a lowering"),
            "resolve": Words("化解与终止", "resolve or end"),
            "close": Words("结案与重启", "close or reopen"),
        }),
        policy="colours",
        indexes=_INDEXES,
    )

    def derive(self, work: Work, register: Register, before: Values | None, values: Values) -> Values:
        """A new case is registered and graded; new facts may raise an open one, never lower it silently."""
        filled = filled_in(work, register, before, values)
        values = {**values, **filled}
        if before is None:
            return {**filled, **_registered(work, register, values)}
        if before["status"] != "open":
            return filled
        return {**filled, **_regraded(work, register, values)}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """The declaration says it all."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Write what fell due before anything else happens to the case."""
        bring_up(work, record)

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """A raise by changed facts, or a new holder, is a step like any other: one line, one notice."""
        for before, after in changes:
            if before is not None and before["step_number"] != after["step_number"]:
                write_line(work, register.key, after["id"], _line(work, before, after))


def _registered(work: Work, register: Register, values: Values) -> dict[str, Any]:
    policy = policy_for(work.site, None, work.today)
    verdict = grading_of(work.site, register, values, work.today)
    state = _started(work, values["unit"], verdict, policy.registers[register.key])
    return {**kept_of(state), **holder(work, register, values, state.level), "registered_on": work.today, "relapses": 0,
            "graded_under": date.fromisoformat(policy.version), "stage": "registered", "steps_by_hand": 0}


def _started(work: Work, unit: int, verdict: Grading, rules: ColourRules) -> CaseState:
    """The first grading. A case that arose in the town is not sent down to a village."""
    own_level = unit_level(work, unit)
    staffed = own_level is Level.GRID and has_grid_officer(work, unit)
    state = started(verdict.colour or Colour.BLUE, verdict.base or Colour.BLUE, work.today, rules, work.site.holidays,
                    has_grid_officer=staffed)
    return replace(state, level=max(state.level, own_level))


def _regraded(work: Work, register: Register, values: Values) -> dict[str, Any]:
    rules = rules_for(work.site, register, values["graded_under"], work.today)
    verdict = grading_of(work.site, register, values, work.today)
    state = before = state_of(values)
    if verdict.colour and verdict.colour > before.colour and not _owes_a_step(before, work):
        state = raised(before, verdict.colour, rules, work.site.holidays, work.now)
    held = holder(work, register, values, state.level)
    if state is not before or any(values[name] != found for name, found in held.items()):
        state = replace(state, last_step_no=before.last_step_no + 1)
    state = replace(state, base_colour=verdict.base or before.base_colour)
    stage = stage_after(register, values, state.colour, rules) if values["stage"] == "triage" else values["stage"]
    return {**kept_of(state), **held, "stage": stage}


def _owes_a_step(state: CaseState, work: Work) -> bool:
    """A clock with a step to be written is not restarted: the step would be lost."""
    return state.due_on is not None and is_overdue(state.due_on, work.now)


def _line(work: Work, before: Values, after: Values) -> Line:
    old, new = state_of(before), state_of(after)
    return Line(kind=StepKind.ASSIGNED if old.colour is new.colour else StepKind.REGRADED, at=work.now, before=old, after=new,
                holder_unit=after["holder_unit_id"], holder_department=after["holder_department_id"])
