"""``migrations/shape.json``: the shape of a database after the newest migration, one line a column.

Two people who write a migration at the same time meet in this file, where they can see what the other did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from app.model.migration_shape import EMPTY, ColumnShape, FieldShape, IndexShape, Shape, TableShape, UniqueShape

#: Parts of a table that go by a name: the part, what it holds, and which attribute the name is.
_NAMED: Mapping[str, tuple[type[Any], str]] = {
    "columns": (ColumnShape, "name"), "retired_columns": (ColumnShape, "name"), "indexes": (IndexShape, "name"),
    "fields": (FieldShape, "key"), "retired_fields": (FieldShape, "key"),
}


def read_shape(path: Path) -> Shape:
    """The shape that a file keeps; the empty one where there is no file yet."""
    if not path.exists():
        return EMPTY
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Shape({name: _table(name, raw) for name, raw in kept.items()})


def write_shape(path: Path, shape: Shape) -> None:
    """Keep the shape."""
    path.write_text(_laid_out({name: _written(table) for name, table in shape.tables.items()}) + "\n", encoding="utf-8")


def _table(name: str, raw: Mapping[str, Any]) -> TableShape:
    parts: dict[str, Any] = {part: {key: kind(**{own: key}, **_tuples(each)) for key, each in raw.get(part, {}).items()}
                             for part, (kind, own) in _NAMED.items()}
    uniques = tuple(UniqueShape(**_tuples(each)) for each in raw.get("uniques", ()))
    plain = _tuples({key: value for key, value in raw.items() if key not in parts and key != "uniques"})
    return TableShape(name=name, uniques=uniques, **parts, **plain)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON knows lists only."""
    return {key: tuple(value) if isinstance(value, list) else _tuples(value) if key == "options" else value
            for key, value in values.items()}


def _written(table: TableShape) -> dict[str, Any]:
    parts = {part: {key: _lean(each, own) for key, each in getattr(table, part).items()} for part, (_, own) in _NAMED.items()}
    parts["uniques"] = [_lean(each) for each in table.uniques]  # type: ignore[assignment]
    return {**_lean(table, "name"), **{part: each for part, each in parts.items() if each}}


def _lean(shape: Any, own: str | None = None) -> dict[str, Any]:
    """The attributes that say something: not the name it is kept under, not what is so anyway, not named parts."""
    found = {each.name: getattr(shape, each.name) for each in fields(shape)
             if each.compare and each.name != own and not (isinstance(shape, TableShape) and each.name in (*_NAMED, "uniques"))
             and getattr(shape, each.name) != (each.default_factory() if each.default_factory is not MISSING else each.default)}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in found.items()}


def _laid_out(plain: Any, depth: int = 0) -> str:
    """JSON with a line for every table, part and column."""
    if depth == 3 or not isinstance(plain, dict) or not plain:
        return json.dumps(plain, ensure_ascii=False)
    indent = " " * (depth + 1)
    inner = ",\n".join(f"{indent}{json.dumps(key)}: {_laid_out(value, depth + 1)}" for key, value in plain.items())
    return f"{{\n{inner}\n{' ' * depth}}}"
