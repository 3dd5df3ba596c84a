"""What the colour policy says of a stored record: the rules it was graded under, its colour with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from app.decisions.colours import ColourPolicy, ColourRules, Grading, grade
from app.decisions.policies import policy_in_force, policy_of_version
from app.definition import Register
from app.records.site import Site

_WAN = Decimal(10_000)


def policies(site: Site) -> list[ColourPolicy]:
    """All versions of the colour policy."""
    return [cast(ColourPolicy, each) for each in site.policies("colours")]


def policy_for(site: Site, graded_under: date | None, today: date) -> ColourPolicy:
    """The version that the record was graded under, or the one in force for a new record. Raises BadValue D413.

    A record that a package brought may name a version of the installation from which it came: here counts that of the day.
    """
    known = policies(site)
    if graded_under is not None and any(each.valid_from == graded_under for each in known):
        return policy_of_version(known, graded_under.isoformat())
    return policy_in_force(known, graded_under or today)


def rules_for(site: Site, register: Register, graded_under: date | None, today: date) -> ColourRules:
    """The colour rules of a register for a record."""
    return policy_for(site, graded_under, today).registers[register.key]


def facts_of(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the policy's lines speak of them: money in 万元."""
    return {key: value / _WAN if value is not None and register.fields[key].type.kind == "money" else value
            for key, value in values.items() if key in register.fields}


def grading_of(site: Site, register: Register, values: Mapping[str, Any], today: date) -> Grading:
    """Colour and reasons of a record as its facts stand."""
    return grade(facts_of(register, values), rules_for(site, register, values.get("graded_under"), today))
