"""The pack ``rectifies``: a hazard in the engine of the disputes, with a loop of its own (rules.md §1 "Hazards").

发现 → 交办 → 整改 → 复查 → 销号. Colour, level, holder, deadline and steps are those of every case; the acts on a hazard are in
``hazards.py``. One put right on the spot enters as put right: what is owed of it is the verification.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from app.behaviours.cases import CasePack, Values, first_state, judge_found_day, regraded
from app.behaviours.holding import filled_in, holder
from app.behaviours.noting import doer
from app.behaviours.state import kept_of
from app.decisions.steps import put_right
from app.definition import Pack, Register
from app.definition.types import PackIndex
from app.problems import problem
from app.records.draft import Draft
from app.records.grading import grading_of, policy_for, rules_for
from app.records.site import Known, Work
from app.words import Words

_WHERE = ("colour", "kind", "village_id", "town_id")

#: What the board and the clock read: hazards by the day found, struck off and due, and the offers that wait.
_INDEXES = (
    PackIndex(key="by_found", columns=("county_id", "found_on", *_WHERE, "level", "verified_on", "void_at")),
    PackIndex(key="by_verified", columns=("verified_on", "county_id", "found_on", *_WHERE, "level", "due_on", "added_steps",
                                          "void_at")),
    PackIndex(key="by_offer", columns=("offer_due", "id"), filled="offer_due"),
    PackIndex(key="by_due", columns=("county_id", "due_on", *_WHERE, "clock_started_on", "verified_on", "void_at")),
)

_DATE, _WHOLE, _CHOICE, _REFERENCE = ("date",), ("integer",), ("choice",), ("reference",)
_NAME, _REFERENCES, _YES = ("person_name",), ("references",), ("yes_no",)


class Rectifies(CasePack):
    """Keeps colour, level, holder, deadline and the loop of a hazard."""

    pack = Pack(
        key="rectifies",
        label=Words("隐患闭环", "rectifies"),
        needs=MappingProxyType({
            "number": ("auto_number",), "unit": _REFERENCE, "kind": ("vocabulary",), "found_on": _DATE, "severity": _CHOICE,
            "people_threatened": _WHOLE, "put_right_on_spot": _YES, "found_by": _NAME, "measures": ("long_text",),
            "lead_department": _REFERENCE, "colour": ("colour",), "base_colour": ("colour",), "added_steps": _WHOLE,
            "steps_by_hand": _WHOLE, "due_on": _DATE, "level": _CHOICE, "holder_unit": _REFERENCE,
            "holder_department": _REFERENCE, "status": _CHOICE, "stage": _CHOICE, "clock_started_on": _DATE,
            "registered_on": _DATE, "graded_under": _DATE, "step_number": _WHOLE, "rectified_on": _DATE,
            "rectified_by": _NAME, "verified_on": _DATE, "verified_by": _NAME, "offered_at": ("datetime",),
            "offered_unit": _REFERENCE, "offered_department": _REFERENCE, "offer_due": _DATE, "guest_unit": _REFERENCE,
            "assisting_units": _REFERENCES, "assisting_departments": _REFERENCES,
        }),
        acts=MappingProxyType({
            "assign": Words("交办与协办", "assign, name who assists"),
            "transfer": Words("转办", "offer to another holder"),
            "answer_transfer": Words("接收或退回转办", "accept or return an offer"),
            "hand_up": Words("上报", "hand up"),
            "supervise": Words("督办", "supervise"),
            "progress": Words("填写进展", "write progress"),
            "rectify": Words("整改", "put right"),
            "verify": Words("复查、销号与重启", "verify, strike off, reopen"),
            "raise": Words("上调等级", "raise"),
            "lower": Words("申请下调", "ask for a lowering"),
            "confirm_lowering": Words("确认下调", "confirm a lowering"),
        }),
        policy="colours",
        indexes=_INDEXES,
    )

    def derive(self, work: Work, register: Register, before: Values | None, values: Values) -> Values:
        """A new hazard is registered and graded; new facts may raise an open one, never lower it silently."""
        filled = filled_in(work, register, before, values)
        values = {**values, **filled}
        kept: Mapping[str, Any] = {}
        if before is None:
            kept = _registered(work, register, values)
        elif before["status"] == "open":
            rules = rules_for(work.site, register, values["graded_under"], work.today)
            kept = regraded(work, register, before, values, rules).fields
        return {**filled, **{name: value for name, value in kept.items() if name in register.fields}}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """A059: the day it was found does not come to lie behind the day it was put right. A058: whether it was put right on
        the spot is said once; later there are acts for it.
        """
        judge_found_day(work, register, drafts)
        for draft in drafts:
            was = bool(draft.before["put_right_on_spot"]) if draft.before else None
            if was is not None and was != bool(draft.values.get("put_right_on_spot")):
                draft.fault(problem("A058", field="put_right_on_spot"))


def _registered(work: Work, register: Register, values: Values) -> dict[str, Any]:
    policy = policy_for(work.site, None, work.today)
    rules, version = policy.registers[register.key], date.fromisoformat(policy.version)
    state = first_state(work, values["unit"], grading_of(work.site, register, values, work.today), rules)
    loop: dict[str, Any] = {"stage": "found"}
    if values.get("put_right_on_spot"):
        state = put_right(state, rules, work.site.holidays, work.now)
        found_by = values.get("found_by") or doer(work, register, "rectified_by")
        loop = {"stage": "verifying", "rectified_on": values["found_on"], "rectified_by": found_by}
    return {**kept_of(state), **holder(work, register, values, state.level), **loop, "registered_on": work.today,
            "graded_under": version, "steps_by_hand": 0}
