"""What a list, a record page or an export reads of a row: stored columns, computed values, names of references.

Names of references are joined to the limited rows, inside the viewer's reach of the register they point to: a record out of
sight has no name (reference/fab-facts.md §4, "list/show prints text of out-of-scope parent").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, select

from app.access.reach import Reach
from app.access.rights import Rights
from app.access.viewer import Acting
from app.definition import Field, Register
from app.fieldtypes import Reference
from app.fieldtypes.wording import Wording
from app.model import Models
from app.records.names import name_of, naming_fields
from app.records.rule_columns import computed, computed_value

SYSTEM = ("id", "version")


@dataclass(frozen=True)
class Selection:
    """The columns for some fields of a register, the joins for their names, and how a row is read."""

    models: Models
    register: Register
    fields: tuple[Field, ...]
    named: tuple[Field, ...] = ()  #: references whose names are joined

    @property
    def name(self) -> str:
        """A name for this set of columns."""
        return ",".join(("", *(field.key for field in self.fields), "|", *(field.key for field in self.named)))

    def columns(self) -> list[ColumnElement[Any]]:
        """Columns of the register's table, id and version first."""
        table = self.models.table(self.register.key)
        wanted = [*SYSTEM, *(name for field in self.fields if field.stored
                              for name in (*_column_names(field), *field.type.beside()))]
        found: list[ColumnElement[Any]] = [table.c[name] for name in dict.fromkeys(wanted)]
        return [*found, *(computed(self.models, self.register, field).label(field.key)
                          for field in self.fields if field.computed)]

    def dress(self, rights: Rights, who: Acting) -> Any:
        """A function that joins the names to limited rows ``k``; its parameters come from ``parameters``."""
        reaches = {field.key: self._reach(rights, who, field) for field in self.named}

        def join(rows: FromClause) -> Select[Any]:
            found: FromClause = rows
            columns: list[ColumnElement[Any]] = list(rows.c)
            for field in self.named:
                target, reach = self._target(field), reaches[field.key]
                alias = self.models.table(target.key).alias(f"n_{field.key}")
                found = found.outerjoin(alias, and_(alias.c.id == rows.c[field.column],
                                                    reach.criterion(alias, f"n_{field.key}_")))
                columns += [alias.c[column].label(f"{field.key}.{column}") for column in _naming_columns(target)]
            return select(*columns).select_from(found)

        return join

    def shape(self, rights: Rights, who: Acting) -> str:
        """What the joins depend on, as part of the name of the statement."""
        return self.name + repr([self._reach(rights, who, field).shape for field in self.named])

    def parameters(self, rights: Rights, who: Acting, today: date) -> dict[str, Any]:
        """Values for the joins and for computed fields."""
        values: dict[str, Any] = {"today": today} if any(field.computed for field in self.fields) else {}
        for field in self.named:
            values.update(self._reach(rights, who, field).parameters(f"n_{field.key}_"))
        return values

    def values(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """The values of a row, by field."""
        return {field.key: self.value(field, row) for field in self.fields}

    def value(self, field: Field, row: Mapping[Any, Any]) -> Any:
        """The value of one field in a row."""
        if field.computed is not None:
            return computed_value(field, row[field.key])
        if field.encrypted:
            return row[field.key]
        return field.type.read(field.key, row) if field.stored else None

    def names(self, row: Mapping[Any, Any], wording: Wording) -> dict[tuple[str, int], str]:
        """The names of the references of a row, as (register, id) → name; those out of sight are absent."""
        found = {}
        for field in self.named:
            target, record = self._target(field), row[field.column]
            columns = {name: row[f"{field.key}.{name}"] for name in _naming_columns(target)}
            if record is not None and any(value is not None for value in columns.values()):
                found[target.key, record] = name_of(target, {**columns, "id": record}, wording)
        return found

    def name_keys(self, field: Field) -> list[str]:
        """The keys of a row under which the name of a reference is read."""
        return [f"{field.key}.{name}" for name in _naming_columns(self._target(field))]

    def _target(self, field: Field) -> Register:
        assert isinstance(field.type, Reference)
        return self.models.definition.registers[field.type.to]

    def _reach(self, rights: Rights, who: Acting, field: Field) -> Reach:
        return rights.reach(who, self._target(field).key, "read")


def select_fields(models: Models, register: Register, keys: Iterable[str]) -> Selection:
    """A selection of these fields, with the names of all their references."""
    fields = tuple(register.fields[key] for key in keys)
    return Selection(models, register, fields, tuple(field for field in fields if isinstance(field.type, Reference)))


def _column_names(field: Field) -> list[str]:
    return [field.key] if field.encrypted else [column.name for column in field.type.columns(field.key)]


def _naming_columns(register: Register) -> list[str]:
    return [name for key in naming_fields(register) for name in _column_names(register.fields[key])]


def readable_fields(register: Register) -> Sequence[Field]:
    """Every field that can be read with a row: stored and computed ones."""
    return [field for field in register.fields.values() if field.stored or field.computed]
