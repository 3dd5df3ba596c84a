"""Who may give which role to whom (rules.md §8 "Granting")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.access.viewer import Acting, Unscoped, Viewer
from app.definition import Definition
from app.problems import Problem, problem


def judge(definition: Definition, who: Acting, *, user_id: int, role: str, unit_path: Mapping[str, int], unit_level: str,
          held: Iterable[str]) -> Iterator[Problem]:
    """Why ``who`` cannot give ``role`` at a unit to the user that holds ``held``; nothing where it can.

    A024 a role or unit beyond the giver's own, A025 roles that one person cannot hold together, A026 the wrong level,
    A028 to oneself.
    """
    declared = definition.roles.get(role)
    if declared is None:
        yield problem("A024", role=role)
        return
    if declared.level is not None and declared.level != unit_level:
        yield problem("A026", role=declared.label, level=declared.level)
    for other in held:
        if other in declared.excludes or role in getattr(definition.roles.get(other), "excludes", ()):
            yield problem("A025", role=declared.label, other=definition.roles[other].label)
    if isinstance(who, Unscoped):
        return
    if not isinstance(who, Viewer) or not _may_give(definition, who, role, unit_path):
        yield problem("A024", role=declared.label)
    elif who.user_id == user_id:
        yield problem("A028")


def _may_give(definition: Definition, who: Viewer, role: str, unit_path: Mapping[str, int]) -> bool:
    """A duty whose role gives the role, at a unit that stands above (or is) the one it is given at."""
    return any(role in definition.roles[duty.role].grants_roles and unit_path.get(duty.level) == duty.unit_id
               for duty in who.duties if duty.role in definition.roles)


def may_manage(definition: Definition, who: Viewer, ability: str, unit_paths: Iterable[Mapping[str, int]]) -> bool:
    """Whether ``who`` has the ability over an account all of whose duties lie in its units."""
    tops = [duty for duty in who.duties if duty.role in definition.roles and ability in definition.roles[duty.role].abilities]
    return bool(tops) and all(any(path.get(duty.level) == duty.unit_id for duty in tops) for path in unit_paths)
