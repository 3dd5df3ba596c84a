"""Checks of the behaviour packs that registers take part in, and of the policies that they follow."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context
from app.definition.types import Pack, Register
from app.problems import Mark, Problem, nearest, problem


def check_behaviours(context: Context) -> Iterator[Problem]:
    """A pack exists, and the register has the fields that the pack needs."""
    for register in context.registers.values():
        for index, name in enumerate(register.behaves):
            pack = context.packs.get(name)
            if pack is None:
                yield problem("D216", context.mark(register.key, "behaves", index), name=name,
                              near=nearest(name, context.packs))
            else:
                yield from _needs(context, register, pack)
                yield from _rules(context, register, pack)
        yield from _keepers(context, register)
    yield from _missing_policies(context)


def _needs(context: Context, register: Register, pack: Pack) -> Iterator[Problem]:
    for name, kinds in pack.needs.items():
        field = register.fields.get(name)
        if field is None or field.type.kind not in kinds:
            yield problem("D217", context.mark(register.key, "behaves"), pack=pack.key, name=name, kinds=kinds)


def _rules(context: Context, register: Register, pack: Pack) -> Iterator[Problem]:
    """Every version of the pack's policy says something of the register."""
    versions = [each for each in context.definition.policies.values() if each.key == pack.policy]
    if any(register.key not in each.registers for each in versions):
        mark = context.mark(register.key, "behaves")
        yield problem("D236", mark, pack=pack.key, policy=pack.policy, register=register.key)


def _missing_policies(context: Context) -> Iterator[Problem]:
    used = {name for register in context.registers.values() for name in register.behaves}
    wanted = {pack.policy for pack in context.packs.values() if pack.policy and pack.key in used}
    for policy in sorted(wanted):
        if not context.claims(policy):
            file = f"policies/{policy}.yaml"
            yield problem("D005", Mark(f"{context.folder}/{file}", 1), file=file)


def _keepers(context: Context, register: Register) -> Iterator[Problem]:
    for field in register.fields.values():
        if field.kept_by and field.kept_by not in register.behaves:
            mark = context.at(register, field, "kept_by")
            yield problem("D228", mark, name=field.key, pack=field.kept_by, near=nearest(field.kept_by, register.behaves))
