"""Checks of one register's fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.definition.checks.context import Context
from app.definition.types import Field, Register
from app.fieldtypes import Choice, MultiChoice, Vocabulary
from app.fieldtypes.reading import Reading
from app.problems import BadValue, Problem, nearest, problem

#: Columns that every register has; a field may not take their names.
SYSTEM_COLUMNS = frozenset({
    "id", "version", "created_at", "created_by", "changed_at", "changed_by", "void_at", "void_by", "void_reason",
    "record_key", "unit_id", "county_id", "town_id", "village_id", "grid_id",
})

#: Defaults that stand for something known only when the form is opened.
SPOKEN_DEFAULTS = frozenset({"today", "my_unit", "sole"})


def check_fields(context: Context) -> Iterator[Problem]:
    """Names, columns, labels, options, flags and defaults of every field."""
    for register in context.registers.values():
        yield from _columns(register)
        yield from _labels(register)
        for field in register.fields.values():
            yield from _options(context, register, field)
            yield from _flags(register, field)
            yield from _default(register, field)
        yield from _former_names(register)
        yield from _computed(register)


def _columns(register: Register) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for field in register.stored_fields:
        for column in field.type.columns(field.key):
            if column.name in SYSTEM_COLUMNS and not _is_the_unit(register, field):
                yield problem("D204", field.mark, name=field.key, column=column.name)
            elif column.name in taken:
                yield problem("D205", field.mark, name=field.key, other=taken[column.name], column=column.name)
            taken[column.name] = field.key


def _is_the_unit(register: Register, field: Field) -> bool:
    return field.key == "unit" and register.scope.kind == "unit" and register.scope.by == "unit"


def _labels(register: Register) -> Iterator[Problem]:
    """Two fields that answer to the same heading make a file ambiguous."""
    owners: dict[str, str] = {}
    for field in register.fields.values():
        for heading in {each.casefold() for each in field.headings()}:
            if owners.setdefault(heading, field.key) != field.key:
                yield problem("D230", field.mark, heading=heading, name=field.key, other=owners[heading])


def _options(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    kind = field.type
    vocabulary = kind.of if isinstance(kind, Vocabulary) else getattr(kind, "vocabulary", None)
    if isinstance(vocabulary, str) and vocabulary not in context.definition.vocabularies:
        yield problem("D214", field.mark, name=field.key, vocabulary=vocabulary,
                      near=nearest(vocabulary, context.definition.vocabularies))
    if isinstance(kind, Choice) and not kind.of:
        yield problem("D226", field.mark, name=field.key)
    if isinstance(kind, MultiChoice) and bool(kind.of) == bool(kind.vocabulary):
        yield problem("D226", field.mark, name=field.key)
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is not None and high is not None and low > high:
        yield problem("D227", field.mark, name=field.key, low=low, high=high)


def _flags(register: Register, field: Field) -> Iterator[Problem]:
    if field.encrypted and not getattr(field.type, "encryptable", False):
        yield problem("D218", field.mark, name=field.key, kind=field.type.kind)
    if field.searchable and (field.secret or not field.stored):
        yield problem("D229", field.mark, name=field.key)
    if field.computed and any((field.required, field.unique, field.default is not None, field.required_if, field.encrypted)):
        yield problem("D221", field.mark, name=field.key)
    if field.unique and not field.stored:
        yield problem("D221", field.mark, name=field.key)
    if field.required and field.visible_if:
        yield problem("D232", field.mark, name=field.key)


def _default(register: Register, field: Field) -> Iterator[Problem]:
    if field.default is None or field.default in SPOKEN_DEFAULTS or isinstance(field.type, Vocabulary):
        return
    try:
        field.type.parse(field.default, Reading(door="form"))
    except BadValue as bad:
        yield problem("D219", field.mark, name=field.key, given=field.default, reason=bad.at(field.key).message("zh"))


def _former_names(register: Register) -> Iterator[Problem]:
    claims = defaultdict(list)
    for field in register.fields.values():
        if field.was:
            claims[field.was].append(field)
    for former, fields in claims.items():
        if former in register.fields or len(fields) > 1:
            yield problem("D224", fields[-1].mark, name=fields[-1].key, was=former)


def _computed(register: Register) -> Iterator[Problem]:
    """A computed field may use stored fields and child rows, not another computed one."""
    for field in register.fields.values():
        used = field.computed.uses if field.computed else frozenset()
        for name in sorted(used):
            if register.fields[name].computed:
                yield problem("D231", field.mark, name=field.key, other=name)
