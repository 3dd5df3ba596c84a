"""The pack ``escalates``: a case has at every moment one holder, a colour with reasons and a deadline (rules.md §1).

What the pack keeps of a case is worked out here from its values; the acts on a case are in ``acts.py``, the clock that
writes what fell due in ``clock.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from app.behaviours.cases import CasePack, Values, first_state, judge_found_day, regraded
from app.behaviours.holding import filled_in, holder
from app.behaviours.owed import book_of, coloured, first_progress, moved_progress
from app.behaviours.plan import missing_of_plan, stage_after
from app.behaviours.state import kept_of
from app.decisions.colours import ColourRules
from app.decisions.scales import Colour
from app.decisions.steps import CaseState
from app.definition import Pack, Register
from app.definition.types import PackIndex
from app.records.draft import Draft
from app.records.grading import grading_of, policy_for, rules_for
from app.records.site import Known, Work
from app.words import Words

_WHERE = ("colour", "category", "village_id", "town_id")

#: What the summary and the board read: cases by the day found, resolved, closed and due; those ended or open.
_INDEXES = (
    PackIndex(key="by_found", columns=("county_id", "found_on", *_WHERE, "level", "outcome", "resolved_on", "ended_on",
                                       "void_at")),
    PackIndex(key="by_resolved", columns=("county_id", "resolved_on", "found_on", *_WHERE, "level", "ended_on", "void_at"),
              filled="resolved_on"),
    PackIndex(key="by_ended", columns=("ended_on", "county_id", "found_on", *_WHERE, "level", "due_on", "added_steps",
                                       "paused_at", "resolved_on", "void_at"), empty="resolved_on"),
    PackIndex(key="by_closed", columns=("county_id", "closed_on", *_WHERE, "void_at"), filled="closed_on"),
    PackIndex(key="by_progress", columns=("progress_due", "id"), filled="progress_due"),
    PackIndex(key="by_offer", columns=("offer_due", "id"), filled="offer_due"),
    PackIndex(key="by_due", columns=("county_id", "due_on", *_WHERE, "clock_started_on", "resolved_on", "ended_on", "void_at")),
)

_DATE, _WHOLE, _CHOICE, _REFERENCE = ("date",), ("integer",), ("choice",), ("reference",)
_MOMENT, _REFERENCES = ("datetime",), ("references",)


class Escalates(CasePack):
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
            "closed_on": _DATE, "paused_at": _MOMENT, "pause_cause": _CHOICE, "progress_from": _DATE, "progress_due": _DATE,
            "progress_missed": _WHOLE, "cards": _WHOLE, "offered_at": _MOMENT, "offered_unit": _REFERENCE,
            "offered_department": _REFERENCE, "offer_due": _DATE, "guest_unit": _REFERENCE, "assisting_units": _REFERENCES,
            "assisting_departments": _REFERENCES, "coloured_at": _MOMENT, "county_told_at": _MOMENT, "planned_at": _MOMENT,
        }),
        acts=MappingProxyType({
            "triage": Words("研判定级", "triage"),
            "hand_up": Words("上报", "hand up"),
            "raise": Words("上调等级", "raise"),
            "lower": Words("申请下调", "ask for a lowering"),
            "confirm_lowering": Words("确认下调", "confirm a lowering"),
            "resolve": Words("化解与终止", "resolve or end"),
            "close": Words("结案与重启", "close or reopen"),
            "assign": Words("交办与协办", "assign, name who assists"),
            "transfer": Words("转办", "offer to another holder"),
            "answer_transfer": Words("接收或退回转办", "accept or return an offer"),
            "supervise": Words("督办", "supervise"),
            "progress": Words("填写进展、报告县级", "write progress, tell the county"),
            "pause": Words("暂停与恢复计时", "pause or resume"),
            "follow_up": Words("回头看", "follow up"),
            "review": Words("评查", "review"),
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
        return {**filled, **_regraded(work, register, before, values)}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """A059: the day it was found does not come to lie behind an end."""
        judge_found_day(work, register, drafts)


def _registered(work: Work, register: Register, values: Values) -> dict[str, Any]:
    policy = policy_for(work.site, None, work.today)
    verdict = grading_of(work.site, register, values, work.today)
    rules, version = policy.registers[register.key], date.fromisoformat(policy.version)
    state = first_state(work, values["unit"], verdict, rules)
    owed = first_progress(state, book_of(work, register, version))
    return {**kept_of(state), **holder(work, register, values, state.level), **owed, "registered_on": work.today, "relapses": 0,
            "graded_under": version, "stage": "registered", "steps_by_hand": 0,
            "coloured_at": work.now, "planned_at": _planned(work, register, values, state.colour, rules)}


def _planned(work: Work, register: Register, values: Values, colour: Colour, rules: ColourRules) -> datetime | None:
    """Now, where the plan that the colour asks for is complete (or it asks for none)."""
    return None if missing_of_plan(register, values, colour, rules) else work.now


def _regraded(work: Work, register: Register, row: Values, values: Values) -> dict[str, Any]:
    """What changed facts make of an open dispute; ``row``: it was."""
    rules = rules_for(work.site, register, values["graded_under"], work.today)
    moved = regraded(work, register, row, values, rules)
    state = moved.after
    stage = stage_after(register, values, state.colour, rules) if values["stage"] == "triage" else values["stage"]
    return {**moved.fields, "stage": stage,
            **moved_progress(row, moved.before, state, work.today, book_of(work, register, values["graded_under"])),
            **_plan_clock(work, register, row, values, (moved.before, state), rules)}


def _plan_clock(work: Work, register: Register, row: Values, values: Values, moved: tuple[CaseState, CaseState],
                rules: ColourRules) -> dict[str, Any]:
    """Since when it has its colour, and since when its plan is complete."""
    fresh = coloured(row, *moved, work.now)
    if row["planned_at"] and not fresh:
        return fresh
    return {**fresh, "planned_at": _planned(work, register, values, moved[1].colour, rules)}
