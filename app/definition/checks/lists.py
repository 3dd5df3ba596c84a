"""Checks of what a register shows and takes in: list, filters, sorts, groups, charts, import."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.definition.checks.context import Context, fields_named, known_fields, unknown_field
from app.definition.types import Chart, Field, Register
from app.problems import Problem, problem

_NAMED = re.compile(r"\{([^{}]*)\}")


def check_lists(context: Context) -> Iterator[Problem]:
    """List columns, filters, sorts, natural key, groups and the sentence by which a row names itself."""
    for register in context.registers.values():
        for key, names in (("list", register.list_columns), ("filters", register.filters),
                           ("natural_key", register.natural_key),
                           ("order", tuple(order.field for order in register.orders))):
            yield from known_fields(context, register, key, names)
        yield from _filters(context, register)
        yield from _orders(context, register)
        yield from _natural_key(context, register)
        yield from _groups(context, register)
        yield from _names_itself(context, register)


def _filters(context: Context, register: Register) -> Iterator[Problem]:
    for field in fields_named(register, register.filters):
        if not field.stored or field.secret or not field.type.operators():
            yield problem("D210", context.mark(register.key, "filters"), name=field.key, kind=field.type.kind)


def _orders(context: Context, register: Register) -> Iterator[Problem]:
    for field in fields_named(register, tuple(order.field for order in register.orders)):
        certain = field.required or not field.written
        if not (field.stored and field.type.sortable and certain) or field.secret:
            yield problem("D215", context.mark(register.key, "order"), name=field.key)


def _natural_key(context: Context, register: Register) -> Iterator[Problem]:
    for field in fields_named(register, register.natural_key):
        if not field.stored or field.encrypted:
            yield problem("D233", context.mark(register.key, "natural_key"), where="natural_key", name=field.key)


def _groups(context: Context, register: Register) -> Iterator[Problem]:
    seen: set[str] = set()
    for group in register.groups:
        for name in group.fields:
            mark = context.mark(register.key, "groups", group.key, "fields")
            if name not in register.fields:
                yield unknown_field(register, name, where=group.key, mark=mark)
            elif name in seen:
                yield problem("D220", mark, name=name)
            seen.add(name)


def _names_itself(context: Context, register: Register) -> Iterator[Problem]:
    mark = context.mark(register.key, "names_itself")
    names = _NAMED.findall(register.names_itself)
    if not names:
        yield problem("D234", mark)
    for name in names:
        field = register.fields.get(name)
        if field is None:
            yield unknown_field(register, name, where="names_itself", mark=mark)
        elif not field.stored or field.secret:
            yield problem("D222", mark, name=name)


def check_charts(context: Context) -> Iterator[Problem]:
    """A chart groups by what can be grouped and adds up what can be added."""
    for register in context.registers.values():
        for chart in register.charts.values():
            yield from _chart(context, register, chart)


def _chart(context: Context, register: Register, chart: Chart) -> Iterator[Problem]:
    for role, name in (("group_by", chart.group_by), ("stack_by", chart.stack_by), ("measure", chart.measure)):
        if name is None or (role == "measure" and name == "count"):
            continue
        field, mark = register.fields.get(name), context.mark(register.key, "charts", chart.key, role)
        if field is None:
            yield unknown_field(register, name, where=role, mark=mark)
        elif not _serves(field, role, chart):
            yield problem("D211", mark, name=name, role=role, kind=field.type.kind)
    if (chart.kind == "stacked_bar") != (chart.stack_by is not None):
        yield problem("D213", context.mark(register.key, "charts", chart.key, "stack_by"))


def _serves(field: Field, role: str, chart: Chart) -> bool:
    if not field.stored or field.secret:
        return False
    if role == "measure":
        return field.type.kind in ("integer", "decimal", "money")
    if role == "group_by" and field.type.kind in ("date", "datetime"):
        return chart.bucket is not None
    return field.type.groupable


def check_import(context: Context) -> Iterator[Problem]:
    """A file's rows are matched on fields that are stored."""
    for register in context.registers.values():
        keys = register.importing.match_on if register.importing else ()
        for place, name in ((index, name) for index, names in enumerate(keys) for name in names):
            mark = context.mark(register.key, "import", "match_on", place)
            if name not in register.fields:
                yield unknown_field(register, name, where="match_on", mark=mark)
            elif not register.fields[name].stored:
                yield problem("D233", mark, where="match_on", name=name)
