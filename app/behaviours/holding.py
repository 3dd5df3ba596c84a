"""Who must act on a case at each level, and what its category says (rules.md §1; S4 三(二)2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from app.access.guard import guarded
from app.access.viewer import Viewer, acting
from app.decisions.scales import Level
from app.definition import Register
from app.records.directory import UnitDirectory, UnitNode
from app.records.site import Work

GRID_OFFICER = "grid_officer"

_AT_AN_OFFICE = (Level.TOWN, Level.COUNTY)


def unit_level(work: Work, unit: int) -> Level:
    """The level of a unit."""
    return Level(work.site.directory(work.session).units[unit].level)


def holder(work: Work, register: Register, values: Mapping[str, Any], level: Level) -> dict[str, Any]:
    """Who must act at a level: the unit above the place of the case, in town and county with the lead department.

    A unit that has merged hands over to its successor (rules.md §7).
    """
    directory = work.site.directory(work.session)
    place = _living(directory, values["unit"])
    unit = _living(directory, place.path.get(level.value) or place.id).id
    department = values.get("lead_department") if level is Level.TOWN else None
    if department is None and level in _AT_AN_OFFICE:
        department = _leads(work, unit, of_category(work, register, values, "function"))
    return {"holder_unit": unit, "holder_department": department}


def _living(directory: UnitDirectory, unit: int) -> UnitNode:
    """The unit, or the one that took its place."""
    node, seen = directory.units[unit], {unit}
    while (heir := directory.units.get(node.merged_into or 0)) and heir.id not in seen:
        seen.add(heir.id)
        node = heir
    return node


def has_grid_officer(work: Work, unit: int) -> bool:
    """Whether somebody is on duty as grid officer of a grid; without one the village handles (rules.md §1 ◇)."""
    who = acting()
    if isinstance(who, Viewer) and any(duty.role == GRID_OFFICER and duty.unit_id == unit for duty in who.duties):
        return True
    known: dict[int, bool] = work.session.info.setdefault("grid_officers", {})
    if unit not in known:
        known[unit] = _is_staffed(work, unit)
    return known[unit]


def _is_staffed(work: Work, unit: int) -> bool:
    duty = work.site.models.system.duty
    ours = (duty.c.role == GRID_OFFICER) & (duty.c.unit_id == unit) & (duty.c.valid_from <= work.today)
    lasting = or_(duty.c.valid_to.is_(None), duty.c.valid_to >= work.today)
    return work.session.execute(guarded(select(duty.c.id).where(ours, lasting).limit(1))).first() is not None


def filled_in(work: Work, register: Register, before: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every case has a responsible department (S4 三(三)2) and a type of the return: the category gives them.

    What the category gave follows when the category is corrected; what somebody chose stays.
    """
    given = _by_category(work, register, values)
    gave = _by_category(work, register, {**values, "category": before["category"]}) if before else {}
    return {key: value for key, value in given.items() if values.get(key) is None or values[key] == gave.get(key)}


def _by_category(work: Work, register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"lead_department": _leads(work, values["unit"], of_category(work, register, values, "function"))}
    if "form_type" in register.fields:
        found["form_type"] = of_category(work, register, values, "form_type")
    return found


def _leads(work: Work, unit: int, function: str | None) -> int | None:
    """The department that holds the function there; without one, the office for peace and order."""
    leads = work.site.directory(work.session).leads
    return leads(unit, function) or leads(unit, "peace")


def of_category(work: Work, register: Register, values: Mapping[str, Any], attribute: str) -> str | None:
    """What the vocabulary says of the case's category."""
    vocabulary: str = register.fields["category"].type.of  # type: ignore[attr-defined]  # the pack asks for a vocabulary
    return work.site.terms(work.session)[vocabulary].attribute(values.get("category"), attribute)
