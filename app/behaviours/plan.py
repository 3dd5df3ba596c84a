"""三定一包: responsible unit, responsible person, deadline and a leader who sees to it (S3 4; which fields is ours ◇).

A case of a colour that asks for the plan does not leave triage before it is complete (rules.md §1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.decisions.colours import ColourRules
from app.decisions.scales import Colour
from app.definition import Field, Register
from app.problems import Problems, problem

#: What somebody has to name; the deadline is kept by the clock.
_NAMED = ("lead_department", "responsible_person", "lead_leader")


def missing_of_plan(register: Register, values: Mapping[str, Any], colour: Colour, rules: ColourRules) -> list[Field]:
    """The fields of the plan that a case of this colour still lacks; none where the colour asks for no plan."""
    asked = rules.terms[colour].plan_required
    if asked is None or not asked.value:
        return []
    return [register.fields[name] for name in _NAMED if name in register.fields and values.get(name) is None]


def stage_after(register: Register, values: Mapping[str, Any], colour: Colour, rules: ColourRules) -> str:
    """Where a triaged case stands: in handling, or still in triage for want of its plan."""
    handling = values.get("stage") == "handling" or not missing_of_plan(register, values, colour, rules)
    return "handling" if handling else "triage"


def check_plan(register: Register, values: Mapping[str, Any], colour: Colour, rules: ColourRules) -> None:
    """Raise Problems (A015) where a case that has not left triage lacks its plan."""
    if stage_after(register, values, colour, rules) == "triage":
        missing = missing_of_plan(register, values, colour, rules)
        label = rules.label(colour)
        raise Problems(problem("A015", field=field.key, colour=label, missing=field.label) for field in missing)
