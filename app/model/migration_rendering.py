"""Parts of a migration file as Python text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from app.model.migration_shape import ColumnShape, IndexShape, TableShape, UniqueShape
from app.model.names import reference


class Code(str):
    """Text that is Python already."""

    __slots__ = ()


def quoted(text: str) -> str:
    """A Python string in double quotes; code as it is."""
    return text if isinstance(text, Code) else json.dumps(text, ensure_ascii=False)


def spelled_out(value: object) -> str:
    """A value as Python: a text, several texts, code, or something that Python prints itself."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(spelled_out(each) for each in value)}]"
    return repr(value)


def call(function: str, *arguments: object, **options: object) -> str:
    """A call on one line; options that are None are left out."""
    named = [f"{name}={spelled_out(value)}" for name, value in options.items() if value is not None]
    return f"{function}({', '.join([*(spelled_out(each) for each in arguments), *named])})"


def step(name: str, *arguments: object, **options: object) -> str:
    """A call of ``migration_steps``."""
    return call(f"steps.{name}", *arguments, **options)


def column(shape: ColumnShape, table: str, *, later: bool = False, nullable: bool | None = None) -> Code:
    """``sa.Column(…)``; ``later`` for a reference to a table that is created afterwards."""
    parts: list[object] = [shape.name, Code(shape.type)]
    if shape.references:
        name = None if table.startswith("ab_") else reference(table, shape.name)  # FAB leaves its own unnamed
        parts.append(Code(call("sa.ForeignKey", f"{shape.references}.id", name=name, ondelete=shape.ondelete,
                               use_alter=True if later else None)))
    demanded = not (shape.nullable if nullable is None else nullable)
    return Code(call("sa.Column", *parts, server_default=Code("transaction_number()") if shape.numbered else None,
                     nullable=False if demanded else None))


def create_table(shape: TableShape, later: Collection[str] = ()) -> list[str]:
    """``op.create_table(…)`` with its indexes. ``later`` are columns whose target is created afterwards."""
    indexes = (create_index(each, shape.name) for each in shape.indexes.values())
    return [*_table_lines(shape, later), *indexes, *_first_rows(shape)]


def _table_lines(shape: TableShape, later: Collection[str]) -> Iterator[str]:
    yield f"op.create_table({quoted(shape.name)},"
    for each in shape.columns.values():
        yield f"    {column(each, shape.name, later=each.name in later)},"
    for unique in shape.uniques:
        yield f"    {unique_constraint(unique)},"
    for name, condition in (each.split(": ", 1) for each in shape.checks):
        yield f"    {call('sa.CheckConstraint', condition, name=Code(f'op.f({quoted(name)})'))},"
    keys = [each.name for each in shape.columns.values() if each.primary]
    yield f"    {call('sa.PrimaryKeyConstraint', *keys, name=shape.primary_name)},"
    yield ")"


def _first_rows(shape: TableShape) -> Iterator[str]:
    if shape.first_rows:
        columns = [Code(call("sa.column", name)) for name in shape.first_rows[0]]
        yield call("op.bulk_insert", Code(call("sa.table", shape.name, *columns)), [dict(row) for row in shape.first_rows])


def unique_constraint(unique: UniqueShape) -> Code:
    """``sa.UniqueConstraint(…)``"""
    return Code(call("sa.UniqueConstraint", *unique.columns, name=unique.name))


def create_index(index: IndexShape, table: str) -> str:
    """``op.create_index(…)``"""
    where = Code(call("sa.text", index.where)) if index.where else None
    return call("op.create_index", index.name, table, index.columns, unique=index.unique or None, sqlite_where=where,
                postgresql_where=where)


def drop_index(index: IndexShape, table: str) -> str:
    """``op.drop_index(…)``"""
    return call("op.drop_index", index.name, table_name=table)
