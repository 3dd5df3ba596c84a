"""Checks of what binds registers to one another: references, scope, parent and children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.definition.checks.context import Context
from app.definition.types import Children, Field, Register
from app.expressions import Names, RuleFaults, read_rule
from app.fieldtypes import Reference, References
from app.problems import Mark, Problem, nearest, problem

#: Registers that the system itself works with, and what they must have: field → type.
NEEDS = {
    "unit": {"code": "unit_code", "name": "text", "level": "choice", "parent": "reference",
             "valid_from": "date", "valid_to": "date", "merged_into": "reference"},
    "department": {"unit": "reference", "name": "text", "functions": "multi_choice"},
}


#: Tables that are not a register's: of the system (app/model/system/) and of the migrations.
SYSTEM_TABLES = frozenset({
    "account", "duty", "login", "invitation", "card_link", "security_epoch", "history", "audit_entry", "seal", "attachment",
    "number_series", "import_run", "import_matching", "case_step", "lowering", "stock_balance", "notice", "notice_read",
    "outbox", "outbox_message", "return_step", "return_row", "return_correction", "retired_column", "former_name",
    "purge_permit", "sending", "saved_view", "policy_version", "zhenzhi_version",
})

#: How the tables of FAB and of the search indexes begin.
TABLE_PREFIXES = ("ab_", "find_", "sqlite_", "pg_")


def check_names(context: Context) -> Iterator[Problem]:
    """A register's key is free as a table name, and two registers do not claim the same former one."""
    claimed: set[str] = set()
    for register in context.registers.values():
        if register.key in SYSTEM_TABLES or register.key.startswith(TABLE_PREFIXES) or "__" in register.key:
            yield problem("D237", register.mark, name=register.key)
        if register.was and (register.was in context.registers or register.was in claimed):
            yield problem("D224", context.mark(register.key, "was"), name=register.key, was=register.was)
        claimed.add(register.was or "")


def check_references(context: Context) -> Iterator[Problem]:
    """Every reference names a register that exists, and its ``where`` speaks of that register's fields."""
    for register in context.registers.values():
        for field in register.fields.values():
            if isinstance(field.type, (Reference, References)):
                yield from _target(context, register, field, field.type)
                yield from _choosable(context, register, field, field.type)
            if field.follows is not None:
                yield from _follows(context, register, field)


def _target(context: Context, register: Register, field: Field, kind: Reference | References) -> Iterator[Problem]:
    if context.is_unknown_register(kind.to):
        mark = context.at(register, field, "to")
        yield problem("D201", mark, name=field.key, to=kind.to, near=nearest(kind.to, context.registers))


def _choosable(context: Context, register: Register, field: Field, kind: Reference | References) -> Iterator[Problem]:
    target = context.registers.get(kind.to)
    if target is None or kind.where is None:
        return
    names = Names({key: each.type.rule_kind() for key, each in target.fields.items()}, {})
    try:
        read_rule(kind.where, names, expect="yesno")
    except RuleFaults as bad:
        mark = context.at(register, field, "where")
        yield from (Problem(each.code, each.values, mark, field.key, each.near) for each in bad.found)


def _follows(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    """A unit may follow a record that has a unit."""
    leader = register.fields.get(field.follows or "")
    to_unit = isinstance(field.type, Reference) and field.type.to == "unit"
    if not (to_unit and leader and isinstance(leader.type, Reference)):
        yield problem("D235", context.at(register, field, "follows"), name=field.key, other=field.follows)


def check_scope(context: Context) -> Iterator[Problem]:
    """A row can always be led to a unit: by its own field, by its parent, or because it is a unit."""
    for register in context.registers.values():
        mark = context.mark(register.key, "scope")
        kind, by = register.scope.kind, register.scope.by
        if kind == "unit" and not _refers(register, by, to="unit"):
            yield problem("D206", mark, by=by, to="unit")
        elif kind == "through" and not _refers(register, by):
            yield problem("D206", mark, by=by, to="…")
        elif kind in ("shared", "tree") and by:
            yield problem("D206", mark, by=by, to="—")
        if kind == "tree":
            yield from _tree(context, register)
        yield from _circle(context, register)
    trees = [register for register in context.registers.values() if register.scope.kind == "tree"]
    for extra in trees[1:]:
        yield problem("D208", context.mark(extra.key, "scope"), first=trees[0].key)


def _refers(register: Register, by: str | None, to: str | None = None) -> bool:
    """Whether ``by`` is a required reference of the register (to the register ``to``)."""
    field = register.fields.get(by or "")
    return bool(field and field.required and isinstance(field.type, Reference) and to in (None, field.type.to))


def _tree(context: Context, register: Register) -> Iterator[Problem]:
    if register.key != "unit":
        yield problem("D209", context.mark(register.key, "scope"), register=register.key)
    if register.key not in NEEDS:
        yield from _needed(context, register, NEEDS["unit"], context.mark(register.key, "scope"))


def check_needs(context: Context) -> Iterator[Problem]:
    """Units and departments are there, with the fields that the system reads."""
    for key, needs in NEEDS.items():
        if context.is_unknown_register(key):
            file = f"entities/{key}.yaml"
            yield problem("D005", Mark(f"{context.folder}/{file}", 1), file=file)
        elif key in context.registers:
            yield from _needed(context, context.registers[key], needs, context.mark(key, "fields"))


def _needed(context: Context, register: Register, needs: Mapping[str, str], mark: Mark) -> Iterator[Problem]:
    for name, kind in needs.items():
        field = register.fields.get(name)
        if field is None or field.type.kind != kind:
            yield problem("D207", context.at(register, field) if field else mark, register=register.key, name=name, kind=kind)


def _circle(context: Context, register: Register) -> Iterator[Problem]:
    seen, here = [register.key], register
    while here.scope.kind == "through":
        parent = here.fields.get(here.scope.by or "")
        target = parent.type if parent else None
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
            if context.is_unknown_register(child.register):
                mark = context.mark(register.key, "children", child.key, "register")
                near = nearest(child.register, context.registers)
                yield problem("D201", mark, name=child.key, to=child.register, near=near)
            elif child.register in context.registers:
                yield from _points_back(context, register, child)
        if register.parent and not _refers(register, register.parent):
            yield problem("D223", context.mark(register.key, "parent"), name=register.parent,
                          near=nearest(register.parent, [each.key for each in register.references]))


def _points_back(context: Context, register: Register, child: Children) -> Iterator[Problem]:
    field = context.registers[child.register].fields.get(child.by)
    if not (field and isinstance(field.type, Reference) and field.type.to == register.key):
        mark = context.mark(register.key, "children", child.key, "by")
        yield problem("D212", mark, child=child.register, by=child.by, register=register.key)
