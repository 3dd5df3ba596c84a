"""Checks of the behaviour packs that registers take part in."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context
from app.definition.types import Pack, Register
from app.problems import Problem, nearest, problem


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
        yield from _keepers(register)


def _needs(context: Context, register: Register, pack: Pack) -> Iterator[Problem]:
    for name, kinds in pack.needs.items():
        field = register.fields.get(name)
        if field is None or field.type.kind not in kinds:
            yield problem("D217", context.mark(register.key, "behaves"), pack=pack.key, name=name, kinds=kinds)


def _keepers(register: Register) -> Iterator[Problem]:
    for field in register.fields.values():
        if field.kept_by and field.kept_by not in register.behaves:
            yield problem("D228", field.mark, name=field.key, pack=field.kept_by)
