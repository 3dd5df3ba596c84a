"""Checks of what binds registers to one another: references, scope, parent and children."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context
from app.definition.types import Field, Register
from app.expressions import Names, RuleFaults, read_rule
from app.fieldtypes import Reference, References
from app.problems import Problem, nearest, problem

#: What the register that is the tree of units must have: field → type.
TREE_NEEDS = {
    "code": "unit_code", "name": "text", "level": "choice", "parent": "reference",
    "valid_from": "date", "valid_to": "date", "merged_into": "reference",
}


def check_references(context: Context) -> Iterator[Problem]:
    """Every reference names a register that exists, and its ``where`` speaks of that register's fields."""
    for register in context.registers.values():
        for field in register.fields.values():
            if isinstance(field.type, (Reference, References)):
                yield from _reference(context, field, field.type)
            if field.follows is not None:
                yield from _follows(register, field)


def _follows(register: Register, field: Field) -> Iterator[Problem]:
    """A unit may follow a record that has a unit."""
    leader = register.fields.get(field.follows or "")
    to_unit = isinstance(field.type, Reference) and field.type.to == "unit"
    if not (to_unit and leader and isinstance(leader.type, Reference)):
        yield problem("D235", field.mark, name=field.key, other=field.follows)


def _reference(context: Context, field: Field, kind: Reference | References) -> Iterator[Problem]:
    if context.unknown_register(kind.to):
        yield problem("D201", field.mark, name=field.key, to=kind.to, near=nearest(kind.to, context.registers))
    elif kind.where and kind.to in context.registers:
        target = context.registers[kind.to]
        names = Names({key: each.type.rule_kind() for key, each in target.fields.items()}, {})
        try:
            read_rule(kind.where, names, expect="yesno")
        except RuleFaults as bad:
            yield from (Problem(each.code, each.values, field.mark, field.key, each.near) for each in bad.found)


def check_scope(context: Context) -> Iterator[Problem]:
    """A row can always be led to a unit: by its own field, by its parent, or because it is a unit."""
    for register in context.registers.values():
        mark = context.mark(register.key, "scope")
        kind, by = register.scope.kind, register.scope.by
        if kind == "unit" and not _refers(register, by, context.definition.registers, to="unit"):
            yield problem("D206", mark, by=by, to="unit")
        elif kind == "through" and not _refers(register, by, context.definition.registers):
            yield problem("D206", mark, by=by, to="…")
        elif kind == "tree":
            yield from _tree(context, register)
        elif kind in ("shared", "tree") and by:
            yield problem("D206", mark, by=by, to="—")
        yield from _circle(context, register)
    trees = [register for register in context.registers.values() if register.scope.kind == "tree"]
    for extra in trees[1:]:
        yield problem("D208", context.mark(extra.key, "scope"), first=trees[0].key)


def _refers(register: Register, by: str | None, registers: object, to: str | None = None) -> bool:
    field = register.fields.get(by or "")
    return bool(field and field.required and isinstance(field.type, Reference) and to in (None, field.type.to))


def _tree(context: Context, register: Register) -> Iterator[Problem]:
    if register.key != "unit":
        yield problem("D209", context.mark(register.key, "scope"), register=register.key)
    for name, kind in TREE_NEEDS.items():
        field = register.fields.get(name)
        if field is None or field.type.kind != kind:
            yield problem("D207", context.mark(register.key, "scope"), name=name, kind=kind)


def _circle(context: Context, register: Register) -> Iterator[Problem]:
    seen, here = [register.key], register
    while here.scope.kind == "through" and here.scope.by in here.fields:
        target = here.fields[here.scope.by].type
        if not isinstance(target, Reference) or target.to not in context.registers:
            return
        if target.to in seen:
            yield problem("D225", context.mark(register.key, "scope"), path=" → ".join([*seen, target.to]))
            return
        seen.append(target.to)
        here = context.registers[target.to]


def check_children(context: Context) -> Iterator[Problem]:
    """Children exist and point back; a parent is a reference of the register."""
    for register in context.registers.values():
        for child in register.children.values():
            if context.unknown_register(child.register):
                near = nearest(child.register, context.registers)
                yield problem("D201", child.mark, name=child.key, to=child.register, near=near)
            elif child.register in context.registers:
                yield from _points_back(context, register, child.register, child.by, child.key)
        if register.parent and not _refers(register, register.parent, context.registers):
            yield problem("D223", context.mark(register.key, "parent"), name=register.parent)


def _points_back(context: Context, register: Register, child: str, by: str, key: str) -> Iterator[Problem]:
    field = context.registers[child].fields.get(by)
    if not (field and isinstance(field.type, Reference) and field.type.to == register.key):
        yield problem("D212", context.mark(register.key, "children", key), child=child, by=by, register=register.key)
