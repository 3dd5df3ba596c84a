"""Checks of roles and of what registers grant them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.definition.acts import ABILITIES, BASE_ACTS, Act
from app.definition.checks.context import Context
from app.definition.types import Register, Role
from app.problems import Problem, nearest, problem
from app.words import Words


def acts_of(register: Register, context: Context) -> Mapping[Act, Words]:
    """The acts that a register can grant: the base acts and those of its packs."""
    own = [context.packs[name].acts for name in register.behaves if name in context.packs]
    return {**BASE_ACTS, **{act: words for acts in own for act, words in acts.items()}}


def check_roles(context: Context) -> Iterator[Problem]:
    """Roles name abilities and roles that exist; a role that reaches rows says at which level."""
    roles = context.definition.roles
    for role in roles.values():
        for ability in sorted(role.abilities - set(ABILITIES)):
            mark = context.mark("roles", "roles", role.key, "abilities")
            yield problem("D304", mark, role=role.key, ability=ability, near=nearest(ability, ABILITIES))
        for word in ("grants_roles", "excludes"):
            for other in sorted(getattr(role, word) - set(roles)):
                mark = context.mark("roles", "roles", role.key, word)
                yield problem("D305", mark, role=role.key, other=other, near=nearest(other, roles))
        if role.rows != "none" and role.level is None:
            yield problem("D306", role.mark, role=role.key)


def check_grants(context: Context) -> Iterator[Problem]:
    """A register grants known acts to known roles that reach rows, and only what it can do.

    Where roles.yaml itself has faults, nothing is said of roles.
    """
    for register in context.registers.values():
        for role in register.grants:
            yield from _grant(context, register, role)


def _grant(context: Context, register: Register, role_key: str) -> Iterator[Problem]:
    mark = context.mark(register.key, "grants", role_key)
    roles = context.definition.roles
    role: Role | None = roles.get(role_key)
    if role is None and "roles" not in context.broken:
        yield problem("D301", mark, role=role_key, near=nearest(role_key, roles))
    elif role is not None and role.rows == "none":
        yield problem("D308", mark, role=role_key)
    known, unsure = acts_of(register, context), any(name not in context.packs for name in register.behaves)
    for act in sorted(register.grants[role_key]):
        if act not in known and not unsure:
            yield problem("D302", mark, role=role_key, act=act, allowed=sorted(known), near=nearest(act, known))
        elif act in _impossible(register):
            yield problem("D307", mark, role=role_key, act=act)


def _impossible(register: Register) -> frozenset[Act]:
    without = set()
    if register.append_only:
        without |= {"edit", "void"}
    if register.importing is None:
        without.add("import")
    if not register.charts:
        without.add("chart")
    return frozenset(without)
