"""A new card from a grid officer: what the registers know of the grid fills the form in; the person looks and saves."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.card_links import CARD
from app.access.guard import scoped
from app.access.viewer import acting
from app.definition import LEVELS
from app.records.site import Work
from app.records.storing import fetch
from app.views.urls import add_url

_MOST_HAZARDS = 5


def prefilled(doing: Work, officer: int) -> str:
    """The address of the filled-in form. Raises OutOfSight where the viewer does not see the officer."""
    record: Any = fetch(doing, doing.site.definition.registers["grid_officer"], officer)
    hazards = _beneath(doing, "hazard", record, ("kind", "title"), limit=_MOST_HAZARDS, open_only=True)
    shelters = _around(doing, "shelter", record)
    routes = _around(doing, "evacuation_route", record, ("shelter_id",))
    route = routes[0] if routes else None
    shelter = route["shelter_id"] if route else shelters[0]["id"] if shelters else None
    unit = doing.site.directory(doing.session).name(record.unit_id)
    given: list[tuple[str, Any]] = [
        ("unit", record.unit_id), ("officer", officer), ("title", _("Emergency card of %(unit)s", unit=unit)[:60]),
        ("key_risks", "；".join(row["title"] for row in hazards)[:200])]
    given += [("hazards", row["id"]) for row in hazards]
    given += [("risk_kinds", kind) for kind in dict.fromkeys(row["kind"] for row in hazards)]
    given += [(key, value) for key, value in (("shelter", shelter), ("route", route and route["id"])) if value]
    return add_url(CARD, given)


def _beneath(doing: Work, register: str, record: Any, names: tuple[str, ...], *, limit: int, open_only: bool) -> list[Any]:
    """The records of the officer's own unit and below it, the gravest first."""
    table = doing.site.models.table(register)
    statement = select(table.c.id, *(table.c[name] for name in names)).where(table.c.void_at.is_(None),
                                                                             _same(table, record, _deepest(record)))
    if open_only:
        statement = statement.where(table.c.status == "open")
    return _read(doing, register, statement.order_by(table.c.colour.desc(), table.c.id).limit(limit))


def _around(doing: Work, register: str, record: Any, names: tuple[str, ...] = ()) -> list[Any]:
    """The records of the officer's grid, else of the village, else none."""
    table = doing.site.models.table(register)
    for level in ("grid", "village"):
        if getattr(record, f"{level}_id") is not None:
            statement = select(table.c.id, *(table.c[name] for name in names)).where(table.c.void_at.is_(None),
                                                                                     _same(table, record, level))
            found = _read(doing, register, statement.order_by(table.c.id).limit(1))
            if found:
                return found
    return []


def _deepest(record: Any) -> str:
    return next(level for level in reversed(LEVELS) if getattr(record, f"{level}_id") is not None)


def _same(table: Any, record: Any, level: str) -> Any:
    return table.c[f"{level}_id"] == getattr(record, f"{level}_id")


def _read(doing: Work, register: str, statement: Any) -> list[Any]:
    """As far as the acting viewer reads the register."""
    reach = doing.site.rights.reach(acting(), register, "read")
    return list(doing.session.execute(scoped(statement, doing.site.models.table(register), reach)).mappings())
