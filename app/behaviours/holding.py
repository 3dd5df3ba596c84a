"""Who must act on a case at each level, and what its category says (rules.md §1; S4 三(二)2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import or_, select

from app.access.guard import guarded
from app.access.viewer import Viewer, acting
from app.decisions.policies import policy_in_force
from app.decisions.routing import RoutingPolicy, route
from app.decisions.scales import Level
from app.definition import LEVELS, Register
from app.records.directory import UnitDirectory, UnitNode
from app.records.site import Work

GRID_OFFICER = "grid_officer"

_KINDS = ("category", "kind")

_AT_AN_OFFICE = (Level.TOWN, Level.COUNTY)


def unit_level(work: Work, unit: int) -> Level:
    """The level of a unit."""
    return Level(work.site.directory(work.session).units[unit].level)


def holder(work: Work, register: Register, values: Mapping[str, Any], level: Level,
           at: datetime | None = None) -> dict[str, Any]:
    """Who must act at a level: the unit above the place of the case, in town and county with the lead department.

    A unit that has merged, ``at`` a moment or at all, hands over to its successor (rules.md §7).
    """
    directory = work.site.directory(work.session)
    place = living(directory, values["unit"], at)
    unit = living(directory, place.path.get(level.value) or place.id, at).id
    department = values.get("lead_department") if level is Level.TOWN else None
    if department is None and level in _AT_AN_OFFICE:
        department = _leads(work, [unit], register, values.get(kind_field(register)))
    return {"holder_unit": unit, "holder_department": department}


def held_after(work: Work, register: Register, row: Mapping[str, Any], values: Mapping[str, Any],
               level: Level, at: datetime | None = None) -> dict[str, Any]:
    """Who holds a case after a change: whoever held it, unless its level moves or what decides the holder does.

    ``row``: the case as it was (columns). So a case that was given away stays where it is; one of a unit that has merged goes
    over to the successor. ``at``: the moment of a step that is written later.
    """
    was = Level(row["level"])
    derived = holder(work, register, values, level, at)
    if was is level and derived == holder(work, register, place_of(row), level, at):
        unit = living(work.site.directory(work.session), row["holder_unit_id"], at).id
        if unit == row["holder_unit_id"]:
            return {"holder_unit": unit, "holder_department": row["holder_department_id"]}
        return {"holder_unit": unit, "holder_department": None} if row["guest_unit_id"] else derived
    return derived


def place_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What decides who holds a case: where it arose, its category or kind, the department that leads it."""
    columns = {"unit": "unit_id", "lead_department": "lead_department_id", **{name: name for name in _KINDS if name in row}}
    return {name: row[column] for name, column in columns.items()}


def kind_field(register: Register) -> str:
    """The field whose term names the function that leads: a dispute's category, a hazard's kind."""
    return next(name for name in _KINDS if name in register.fields)


def living(directory: UnitDirectory, unit: int, at: datetime | None) -> UnitNode:
    """The unit, or the one that took its place; with ``at`` as things were at that moment."""
    node, seen = directory.units[unit], {unit}
    while (heir := directory.units.get(node.merged_into or 0)) and heir.id not in seen and _had_merged(node, at):
        seen.add(heir.id)
        node = heir
    return node


def _had_merged(node: UnitNode, at: datetime | None) -> bool:
    return at is None or node.merged_at is None or node.merged_at <= at


def office_at(work: Work, register: Register, row: Mapping[str, Any], unit: int) -> int | None:
    """The department of a unit to which a case passes where a department held it: the one that leads such cases there."""
    if row["holder_department_id"] is None:
        return None
    return _leads(work, [unit], register, row[kind_field(register)])


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
    given, kind = _by_category(work, register, values), kind_field(register)
    gave = _by_category(work, register, {**values, kind: before[kind]}) if before else {}
    return {key: value for key, value in given.items() if values.get(key) is None or values[key] == gave.get(key)}


def _by_category(work: Work, register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"lead_department": _leads(work, _upwards(work, values["unit"]), register,
                                                         values.get(kind_field(register)))}
    if "form_type" in register.fields:
        found["form_type"] = of_category(work, register, values, "form_type")
    return found


def _leads(work: Work, units: Iterable[int], register: Register, category: str | None) -> int | None:
    """The department of one of the units that leads a case of the category, by routing.yaml."""
    offices = work.site.directory(work.session).offices
    chain = list(units)
    function = of_category(work, register, {kind_field(register): category}, "function")
    found = route(category, {category: function} if category and function else {},
                  [each for unit in chain for each in offices.get(unit, ())], chain, _routing(work))
    return found.department if found else None


def _upwards(work: Work, unit: int) -> list[int]:
    """The unit and those above it, the nearest first."""
    node = work.site.directory(work.session).units.get(unit)
    return [node.path[level] for level in reversed(LEVELS) if level in node.path] if node else []


def _routing(work: Work) -> RoutingPolicy:
    return policy_in_force([cast(RoutingPolicy, each) for each in work.site.policies("routing")], work.today)


def of_category(work: Work, register: Register, values: Mapping[str, Any], attribute: str) -> str | None:
    """What the vocabulary says of the case's category."""
    kind = kind_field(register)
    vocabulary: str = register.fields[kind].type.of  # type: ignore[attr-defined]  # the pack asks for a vocabulary
    return work.site.terms(work.session)[vocabulary].attribute(values.get(kind), attribute)
