"""Rules over stored rows: a register's fields and child rows as the rule language asks for them in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, bindparam, type_coerce
from sqlalchemy import Date as DateType

from app.definition import Field, Register
from app.expressions import Rows
from app.expressions.kinds import Number
from app.fieldtypes.storage import Scaled
from app.model import Models


def computed(models: Models, register: Register, field: Field) -> ColumnElement[Any]:
    """A computed field as SQL over the register's table; its parameter ``today`` is the day in China."""
    assert field.computed is not None
    source = RegisterColumns(models, register, models.table(register.key))
    return field.computed.sql(source, today=bindparam("today", type_=DateType()))


def computed_value(field: Field, raw: Any) -> Any:
    """The value of a computed field as the database gave it: numbers come as whole numbers of their last place."""
    assert field.computed is not None
    kind = field.computed.kind
    return kind.outer(raw) if raw is not None and isinstance(kind, Number) else raw


@dataclass(frozen=True)
class RegisterColumns:
    """A register's fields and child rows as the rule language asks for them in SQL."""

    models: Models
    register: Register
    table: FromClause

    def column(self, name: str) -> ColumnElement[Any]:
        """The column of a field as it lies in the database."""
        column = self.table.c[self.register.fields[name].column]
        return type_coerce(column, BigInteger) if isinstance(column.type, Scaled) else column

    def rows(self, name: str) -> Rows:
        """The live child rows of a record."""
        child = self.register.children[name]
        declared = self.models.definition.registers[child.register]
        alias = self.models.table(child.register).alias(f"c_{name}")
        on = (alias.c[declared.fields[child.by].column] == self.table.c.id) & alias.c.void_at.is_(None)
        return Rows(alias, on, RegisterColumns(self.models, declared, alias))
