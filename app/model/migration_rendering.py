"""Parts of a migration file as Python text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from app.model.migration_shape import ColumnShape, IndexShape, TableShape, UniqueShape


def quoted(text: str) -> str:
    """A Python string in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def called_with(step: str, *parts: str) -> str:
    """A call on one line."""
    return f"{step}({', '.join(parts)})"


def names(words: Collection[str]) -> str:
    """Several names as a Python list."""
    return f"[{', '.join(quoted(word) for word in words)}]"


def column(shape: ColumnShape, table: str, *, later: bool = False, nullable: bool | None = None) -> str:
    """``sa.Column(…)``; ``later`` for a reference to a table that is created afterwards."""
    parts = [quoted(shape.name), shape.type]
    if shape.references:
        options = [quoted(f"{shape.references}.id")]
        if not table.startswith("ab_"):
            options.append(f"name={quoted(reference_name(table, shape.name))}")
        options += [f"ondelete={quoted(shape.ondelete)}"] if shape.ondelete else []
        options += ["use_alter=True"] if later else []
        parts.append(called_with("sa.ForeignKey", *options))
    if shape.numbered:
        parts.append("server_default=transaction_number()")
    if not (shape.nullable if nullable is None else nullable):
        parts.append("nullable=False")
    return called_with("sa.Column", *parts)


def reference_name(table: str, column_name: str) -> str:
    """The name of a foreign key, as app/model/names.py gives it."""
    return f"fk_{table}_{column_name}"


def create_table(shape: TableShape, later: Collection[str] = ()) -> list[str]:
    """``op.create_table(…)`` with its indexes. ``later`` are columns whose target is created afterwards."""
    return list(_table_lines(shape, later))


def _table_lines(shape: TableShape, later: Collection[str]) -> Iterator[str]:
    yield f"op.create_table({quoted(shape.name)},"
    for each in shape.columns.values():
        yield f"    {column(each, shape.name, later=each.name in later)},"
    for unique in shape.uniques:
        yield f"    {unique_constraint(unique)},"
    named = f", name={quoted(shape.primary_name)}" if shape.primary_name else ""
    keys = ", ".join(quoted(each.name) for each in shape.columns.values() if each.primary)
    yield f"    sa.PrimaryKeyConstraint({keys}{named}),"
    yield ")"
    for index in shape.indexes.values():
        yield create_index(index, shape.name)
    if shape.first_rows:
        yield f"op.bulk_insert(sa.table({quoted(shape.name)}, {_bare(shape)}), {[dict(row) for row in shape.first_rows]!r})"


def _bare(shape: TableShape) -> str:
    return ", ".join(f"sa.column({quoted(name)})" for name in shape.first_rows[0])


def unique_constraint(unique: UniqueShape) -> str:
    """``sa.UniqueConstraint(…)``"""
    named = [f"name={quoted(unique.name)}"] if unique.name else []
    return called_with("sa.UniqueConstraint", *(quoted(each) for each in unique.columns), *named)


def create_index(index: IndexShape, table: str) -> str:
    """``op.create_index(…)``"""
    options = ["unique=True"] if index.unique else []
    if index.where:
        options += [f"{dialect}_where=sa.text({quoted(index.where)})" for dialect in ("sqlite", "postgresql")]
    return called_with("op.create_index", quoted(index.name), quoted(table), names(index.columns), *options)


def drop_index(index: IndexShape, table: str) -> str:
    """``op.drop_index(…)``"""
    return called_with("op.drop_index", quoted(index.name), f"table_name={quoted(table)}")
