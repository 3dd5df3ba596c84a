"""The people of the matrix: one of every role, at the place that its level asks for; and what each of them should see."""

from __future__ import annotations

from collections.abc import Iterable

from tests.matrix.growing import PLACES, Grown, Place
from tests.matrix.oracle import HELD_AT, sees
from tests.web import Person, WebTown

#: The department of whoever holds the role that goes by departments.
DEPARTMENT = "司法所"
DEPARTMENTAL = "department_clerk"


def browser_of(web: WebTown, role: str) -> Person:
    """A browser of the role's person."""
    return web.as_role(role, HELD_AT[role][0], DEPARTMENT if role == DEPARTMENTAL else None)


def led(grown: Grown, register: str, place: Place) -> bool:
    """Whether the 司法所 of 金元镇 leads or holds the record, or the case that it belongs to."""
    if register == "dispute_party":
        return led(grown, "dispute", place)
    record = grown.town.record(register, grown.ids[register][place])
    ids = {getattr(record, f"{name}_id", None) for name in ("holder_department", "lead_department")}
    return grown.town.departments[DEPARTMENT] in ids


def seen(grown: Grown, role: str, places: Iterable[Place] = PLACES) -> frozenset[tuple[str, Place]]:
    """The (register, place) whose record the role should see."""
    return frozenset(
        (register.key, place) for register in grown.definition.registers.values() for place in places
        if sees(register, role, grown.unit_code(register.key, place), department_has=led(grown, register.key, place)))
