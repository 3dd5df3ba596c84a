"""Checks of how records are entered: the short form for phones, and what counts as perhaps there already."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context, unknown_field
from app.definition.types import Duplicates, Field, Register
from app.problems import Problem, problem

#: The kinds of fields that tell two records apart or alike.
_SAME = frozenset({"reference", "choice", "vocabulary"})
_OVERLAP = frozenset({"text", "person_name", "id_number"})


def check_entering(context: Context) -> Iterator[Problem]:
    """What the short form has and lacks; by which fields a new record is compared with stored ones."""
    for register in context.registers.values():
        if register.quick:
            yield from _quick(context, register)
        if register.duplicates:
            yield from _duplicates(context, register, register.duplicates)


def _quick(context: Context, register: Register) -> Iterator[Problem]:
    for index, name in enumerate(register.quick):
        mark = context.mark(register.key, "quick", index)
        field = register.fields.get(name)
        if field is None:
            yield unknown_field(register, name, where="quick", mark=mark)
        elif not field.written:
            yield problem("D241", mark, name=name)
    for field in register.written_fields:
        if field.required and field.default is None and not field.follows and field.key not in register.quick:
            yield problem("D242", context.mark(register.key, "quick"), name=field.key)


def _duplicates(context: Context, register: Register, rule: Duplicates) -> Iterator[Problem]:
    for index, name in enumerate(rule.same):
        field = register.fields.get(name)
        if field is None or not field.stored or field.secret or field.type.kind not in _SAME:
            yield problem("D243", context.mark(register.key, "duplicates", "same", index), name=name, role="same")
    for index, name in enumerate(rule.overlap):
        if not _may_overlap(context, register, name):
            yield problem("D243", context.mark(register.key, "duplicates", "overlap", index), name=name, role="overlap")
    date = register.fields.get(rule.date)
    first = register.orders[0].field if register.orders else None
    if date is None or date.type.kind != "date" or not date.required or first != rule.date:
        yield problem("D243", context.mark(register.key, "duplicates", "date"), name=rule.date, role="date")


def _may_overlap(context: Context, register: Register, name: str) -> bool:
    """A text of the register, or of child rows whose register is sound; one with faults of its own is judged there."""
    head, _, tail = name.partition(".")
    if not tail:
        return _tells(register.fields.get(name))
    child = register.children.get(head)
    if child is None:
        return False
    below = context.registers.get(child.register)
    return below is None or _tells(below.fields.get(tail))


def _tells(field: Field | None) -> bool:
    return field is not None and field.stored and field.type.kind in _OVERLAP and (not field.secret or field.encrypted)
