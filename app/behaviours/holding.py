"""Who must act on a case at each level, and what its category says (rules.md §1; S4 三(二)2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.decisions.scales import Level
from app.definition import Register
from app.fieldtypes import Vocabulary
from app.records.site import Work


def unit_level(work: Work, unit: int) -> Level:
    """The level of a unit."""
    return Level(work.site.directory(work.session).units[unit].level)


def holder(work: Work, register: Register, values: Mapping[str, Any], level: Level) -> dict[str, Any]:
    """Who must act at a level: the unit above the place of the case, in town and county with the lead department."""
    directory = work.site.directory(work.session)
    unit = directory.units[values["unit"]].path.get(level.value) or values["unit"]
    department = values.get("lead_department") if level is Level.TOWN else None
    if department is None and level in (Level.TOWN, Level.COUNTY):
        department = _leads(work, unit, of_category(work, register, values, "function"))
    return {"holder_unit": unit, "holder_department": department}


def filled_in(work: Work, register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every case has a responsible department (S4 三(三)2) and a type of the return: the category gives them."""
    filled: dict[str, Any] = {}
    if values.get("lead_department") is None:
        filled["lead_department"] = _leads(work, values["unit"], of_category(work, register, values, "function"))
    if "form_type" in register.fields and values.get("form_type") is None:
        filled["form_type"] = of_category(work, register, values, "form_type")
    return filled


def _leads(work: Work, unit: int, function: str | None) -> int | None:
    """The department that holds the function there; without one, the office for peace and order."""
    leads = work.site.directory(work.session).leads
    return leads(unit, function) or leads(unit, "peace")


def of_category(work: Work, register: Register, values: Mapping[str, Any], attribute: str) -> str | None:
    """What the vocabulary says of the case's category."""
    kind = register.fields["category"].type
    assert isinstance(kind, Vocabulary)
    return work.site.terms(work.session)[kind.of].attribute(values.get("category"), attribute)
