"""What each role should see, said again from rules.md §8 and the codes of units; it shares no code with app/access."""

from __future__ import annotations

from collections.abc import Mapping

from app.definition import Register

#: Role → code of the unit at which it is held in the matrix, and how many digits of it its rows share.
HELD_AT: Mapping[str, tuple[str, int]] = {
    "grid_officer": ("510923108225001", 15), "village_clerk": ("510923108225", 12), "village_leader": ("510923108225", 12),
    "town_clerk": ("510923108000", 9), "department_clerk": ("510923108000", 9), "town_leader": ("510923108000", 9),
    "county_supervisor": ("510923000000", 6), "county_admin": ("510923000000", 6), "auditor": ("510923000000", 0),
    "system_admin": ("510923000000", 0), "security_admin": ("510923000000", 0),
}
ROWLESS = ("auditor", "system_admin", "security_admin")


def sees(register: Register, role: str, unit_code: str, *, department_has: bool) -> bool:
    """Whether the role, held where ``HELD_AT`` says, reads a record of the unit.

    ``department_has``: its department leads it.
    """
    if role in ROWLESS or "read" not in register.grants.get(role, ()):
        return False
    if register.scope.kind == "shared":
        return True
    at, digits = HELD_AT[role]
    below = unit_code.startswith(at[:digits])
    directory = register.scope.directory or register.scope.kind == "tree"
    if role == "department_clerk":
        return below if directory else department_has
    above = directory and at.startswith(unit_code.rstrip("0")) and not below
    return below or above
