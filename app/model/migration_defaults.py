"""What a declared default puts into the columns of rows that lack it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.types import TypeDecorator

from app.definition import Definition, Field
from app.definition.checks.fields import SPOKEN_DEFAULTS
from app.definition.shipped import shipped_terms
from app.fieldtypes.reading import Reading


def default_columns(definition: Definition, register: str, key: str) -> Mapping[str, Any]:
    """Column → stored value; nothing where no default is declared, where it is worked out anew each time, or encrypted."""
    field = definition.registers[register].fields[key]
    if field.default is None or field.default in SPOKEN_DEFAULTS or field.encrypted:
        return {}
    value = field.type.parse(field.default, Reading(door="form", terms=shipped_terms(definition)))
    return {column.name: _stored(column, field.type.write(field.key, value)[column.name]) for column in _columns(field)}


def _columns(field: Field) -> tuple[Column[Any], ...]:
    return field.type.columns(field.key)


def _stored(column: Column[Any], value: Any) -> Any:
    """The value as it lies in the database: a text, a number, a day or an answer."""
    return column.type.process_bind_param(value, dialect()) if isinstance(column.type, TypeDecorator) else value
