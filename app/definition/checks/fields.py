"""Checks of one register's fields."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context
from app.definition.shipped import shipped_terms
from app.definition.types import Field, Register
from app.expressions import RESERVED
from app.fieldtypes import Choice, MultiChoice, Vocabulary
from app.fieldtypes.reading import Reading
from app.problems import BadValue, Problem, nearest, problem
from app.words import Words

#: Columns that every register has; a field may not take their names.
SYSTEM_COLUMNS = frozenset({
    "id", "version", "created_at", "created_by", "changed_at", "changed_by", "void_at", "void_by", "void_reason",
    "record_key", "unit_id", "county_id", "town_id", "village_id", "grid_id",
})

#: Read as values where a name should stand, by YAML or by SQLite.
VALUE_WORDS = frozenset({"true", "false", "null"})

#: Columns that PostgreSQL gives every table.
POSTGRES_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})

#: What a WTForms form calls its own parts, and the names that our forms post beside the fields.
FORM_NAMES = frozenset({
    "data", "errors", "form_errors", "meta", "populate_obj", "process", "validate",
    "csrf_token", "next", "sending", "accept_duplicate", "row_id", "row_version", "removed",
})

#: Names with a meaning of their own: in a rule, on a record, in a form, in a database.
RESERVED_KEYS = RESERVED | {"register"} | VALUE_WORDS | FORM_NAMES | POSTGRES_COLUMNS

#: Defaults that stand for something known only when the form is opened.
SPOKEN_DEFAULTS = frozenset({"today", "my_unit", "sole"})


def check_fields(context: Context) -> Iterator[Problem]:
    """Names, columns, labels, options, flags and defaults of every field."""
    for register in context.registers.values():
        yield from _columns(context, register)
        yield from _labels(register)
        for field in register.fields.values():
            yield from _options(context, register, field)
            yield from _limits(context, register, field)
            yield from _flags(context, register, field)
            yield from _default(context, register, field)
        yield from _former_names(context, register)
        yield from _computed(context, register)


def _columns(context: Context, register: Register) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for field in register.fields.values():
        for name in {field.key: None, **dict.fromkeys(column_names(field))}:
            if _is_taken(register, field, name):
                yield problem("D204", field.mark, name=field.key, column=name)
            elif taken.setdefault(name, field.key) != field.key:
                yield problem("D205", field.mark, name=field.key, other=taken[name], column=name)


def column_names(field: Field) -> list[str]:
    """The columns that a field has in its register's table."""
    if field.encrypted:
        return [field.key, f"{field.key}_index"]
    return [column.name for column in field.type.columns(field.key)] if field.stored else []


def _is_taken(register: Register, field: Field, name: str) -> bool:
    own_unit = field.key == "unit" and register.scope.kind == "unit" and register.scope.by == "unit"
    return name in RESERVED_KEYS or (name in SYSTEM_COLUMNS and not own_unit)


def _labels(register: Register) -> Iterator[Problem]:
    """Two fields that answer to the same heading make a file ambiguous."""
    owners: dict[str, str] = {}
    for field in register.fields.values():
        for heading in dict.fromkeys(each.casefold() for each in field.headings()):
            if owners.setdefault(heading, field.key) != field.key:
                yield problem("D230", field.mark, heading=heading, name=field.key, other=owners[heading])


def _options(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    kind = field.type
    vocabulary = vocabulary_of(field)
    if vocabulary and context.is_unknown_vocabulary(vocabulary):
        word = "of" if isinstance(kind, Vocabulary) else "vocabulary"
        yield problem("D214", context.at(register, field, word), name=field.key, vocabulary=vocabulary,
                      near=nearest(vocabulary, context.definition.vocabularies))
    if (isinstance(kind, Choice) and not kind.of) or (isinstance(kind, MultiChoice) and bool(kind.of) == bool(kind.vocabulary)):
        yield problem("D226", context.at(register, field, "of"), name=field.key)
    yield from _beside(context, register, field)


def _beside(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    """``counts_while`` names choices of the same register and values that they have."""
    for name, values in getattr(field.type, "counts_while", {}).items():
        other = register.fields.get(name)
        options = other.type.of if other and isinstance(other.type, Choice) else {}
        unknown = [value for value in values if value not in options]
        if unknown:
            yield problem("D238", context.at(register, field, "counts_while"), name=field.key, other=name,
                          values="、".join(unknown))


def vocabulary_of(field: Field) -> str | None:
    """The vocabulary whose terms the field takes."""
    kind = field.type
    return kind.of if isinstance(kind, Vocabulary) else kind.vocabulary if isinstance(kind, MultiChoice) else None


def _limits(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    low, high = getattr(field.type, "min", None), getattr(field.type, "max", None)
    if low is not None and high is not None and low > high:
        yield problem("D227", context.at(register, field, "min"), name=field.key, low=low, high=high)


def _flags(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    if field.encrypted and not field.type.encryptable:
        yield problem("D218", context.at(register, field, "encrypted"), name=field.key, kind=field.type.kind)
    if field.searchable and (field.secret or not field.stored):
        yield problem("D229", context.at(register, field, "searchable"), name=field.key)
    if field.required and field.visible_if:
        yield problem("D232", context.at(register, field, "visible_if"), name=field.key)
    unfit = ("required", "unique", "default", "required_if", "encrypted") if field.computed else ("unique",)
    given = [word for word in unfit if not field.stored and getattr(field, word) not in (None, False)]
    if given:
        yield problem("D221", context.at(register, field, given[0]), name=field.key)


def _default(context: Context, register: Register, field: Field) -> Iterator[Problem]:
    if field.default is None or field.default in SPOKEN_DEFAULTS or field.computed:
        return
    try:
        field.type.parse(field.default, Reading(door="form", terms=shipped_terms(context.definition)))
    except BadValue as bad:
        fault = bad.at(field.key)
        reason = Words(fault.message("zh"), fault.message("en"))
        yield problem("D219", context.at(register, field, "default"), name=field.key, given=field.default, reason=reason)


def _former_names(context: Context, register: Register) -> Iterator[Problem]:
    claimed: set[str] = set()
    for field in register.fields.values():
        if field.was and (field.was in register.fields or field.was in claimed):
            yield problem("D224", context.at(register, field, "was"), name=field.key, was=field.was)
        claimed.add(field.was or "")


def _computed(context: Context, register: Register) -> Iterator[Problem]:
    """A computed field may use stored fields and child rows, not another computed one."""
    for field in register.fields.values():
        used = field.computed.uses if field.computed else frozenset()
        for name in sorted(used):
            if register.fields[name].computed:
                yield problem("D231", context.at(register, field, "computed"), name=field.key, other=name)
