"""The pack ``escalates``: a case has at every moment one holder, a colour with reasons and a deadline (rules.md §1).

What the pack keeps of a case is worked out here from its values; the acts on a case are in ``acts.py``, the clock that
writes what fell due in ``clock.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from app.behaviours.clock import bring_up
from app.behaviours.grading import grading_of, policy_for, rules_for
from app.behaviours.holding import filled_in, holder, unit_level
from app.behaviours.state import kept_of, state_of
from app.decisions.colours import ColourRules
from app.decisions.scales import Colour, Level
from app.decisions.steps import CaseState, raised, started
from app.definition import Pack, Register
from app.model import Record
from app.records.site import Work
from app.words import Words

_DATE, _WHOLE, _CHOICE, _REFERENCE = ("date",), ("integer",), ("choice",), ("reference",)


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
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A new case is registered and graded; new facts may raise an open one, never lower it silently."""
        filled = filled_in(work, register, values)
        if before is None:
            return {**filled, **self._registered(work, register, {**values, **filled})}
        if before["status"] != "open":
            return filled
        return {**filled, **self._regraded(work, register, {**values, **filled})}

    def before_edit(self, work: Work, record: Record) -> None:
        """Write what fell due before anything else happens to the case."""
        bring_up(work, record)

    def _registered(self, work: Work, register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
        policy = policy_for(work.site, None, work.today)
        rules = policy.registers[register.key]
        own_level = unit_level(work, values["unit"])
        verdict = grading_of(work.site, register, values, work.today)
        colour = verdict.colour or Colour.BLUE
        state = started(colour, verdict.base or Colour.BLUE, work.today, rules, work.site.holidays,
                        has_grid_officer=own_level is Level.GRID)
        kept = kept_of(_at_least(state, own_level))
        kept.update(registered_on=work.today, graded_under=date.fromisoformat(policy.version), relapses=0,
                    stage="registered", steps_by_hand=0, base_colour=(verdict.base or Colour.BLUE).value)
        return {**kept, **holder(work, register, values, Level(kept["level"]))}

    def _regraded(self, work: Work, register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
        rules = rules_for(work.site, register, values["graded_under"], work.today)
        verdict = grading_of(work.site, register, values, work.today)
        state = state_of(values)
        kept: dict[str, Any] = {"base_colour": verdict.base.value} if verdict.base else {}
        if verdict.colour and verdict.colour > state.colour:
            state = _raised(state, verdict.colour, rules, work)
            kept.update(kept_of(state), base_colour=kept["base_colour"])
        return {**kept, **holder(work, register, values, state.level)}


def _raised(state: CaseState, colour: Colour, rules: ColourRules, work: Work) -> CaseState:
    return raised(state, colour, rules, work.site.holidays, work.now)


def _at_least(state: CaseState, level: Level) -> CaseState:
    """A case that arose in the town is not sent down to a village."""
    return replace(state, level=max(state.level, level))
