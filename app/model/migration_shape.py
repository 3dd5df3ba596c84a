"""The shape of a database: tables as the migrations leave them, with what their columns mean.

The shape after the newest migration is kept beside the migrations (``migration_kept``), so that what a changed
declaration would do to the database is found by comparing two shapes, without asking a database. Types are spelled as
they stand in a migration file. Labels are kept for sentences only: two shapes that differ in labels need no migration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from app.definition import Definition, Field, Register
from app.model.append_only import protection, transaction_number
from app.model.build import Models
from app.model.names import shortened
from app.words import Words


@dataclass(frozen=True, kw_only=True)
class ColumnShape:
    """One column. ``field`` is the key of the declared field it belongs to; None for the system's own columns."""

    name: str
    type: str
    nullable: bool = True
    primary: bool = False
    references: str | None = None  #: the table whose ``id`` it holds
    ondelete: str | None = None
    numbered: bool = False  #: the database writes the number of the transaction into it
    field: str | None = None


@dataclass(frozen=True, kw_only=True)
class IndexShape:
    """One index; ``where`` limits it to some rows."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    where: str | None = None


@dataclass(frozen=True, kw_only=True)
class UniqueShape:
    """One unique constraint; FAB's have no name of their own."""

    columns: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class FieldShape:
    """What a declared field means for the stored values."""

    key: str
    zh: str
    en: str
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    encrypted: bool = False
    was: str | None = field(default=None, compare=False)

    @property
    def called(self) -> Words:
        """How sentences name it."""
        return Words(f"“{self.zh}”({self.key})", f"'{self.en}' ({self.key})")


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """One table. ``retired`` are columns and fields that are declared no more; their data stay."""

    name: str
    columns: Mapping[str, ColumnShape]
    indexes: Mapping[str, IndexShape] = field(default_factory=dict)
    uniques: tuple[UniqueShape, ...] = ()
    checks: tuple[str, ...] = ()  #: name and condition of each check, as ``name: condition``
    primary_name: str | None = None
    register: str | None = None
    link: str | None = None  #: the many-references field that a link table holds
    zh: str = ""
    en: str = ""
    fields: Mapping[str, FieldShape] = field(default_factory=dict)
    search: tuple[str, ...] | None = None  #: what a search index is made of; None for any other table
    scope: tuple[str, str | None] | None = None  #: kind, and the column that leads to the unit or the parent row
    parent: str | None = None  #: the table of the parent row, for the scope "through"
    protected: str | None = None  #: a digest of the triggers of an append-only log
    first_rows: tuple[Mapping[str, Any], ...] = ()
    retired_columns: Mapping[str, ColumnShape] = field(default_factory=dict)
    retired_fields: Mapping[str, FieldShape] = field(default_factory=dict)
    retired: bool = False
    was: str | None = field(default=None, compare=False)

    @property
    def is_register(self) -> bool:
        """True for the table of a register's own rows."""
        return self.register is not None and self.link is None and self.search is None

    @property
    def called(self) -> Words:
        """How sentences name it."""
        return Words(f"“{self.zh}”({self.name})", f"'{self.en}' ({self.name})")

    def columns_of(self, key: str) -> tuple[ColumnShape, ...]:
        """The columns of a field, declared or retired."""
        every = (*self.columns.values(), *self.retired_columns.values())
        return tuple(each for each in every if each.field == key)


@dataclass(frozen=True)
class Shape:
    """All tables, by name."""

    tables: Mapping[str, TableShape] = field(default_factory=dict)

    def registers(self) -> dict[str, TableShape]:
        """The registers' own tables, retired ones too."""
        return {name: table for name, table in self.tables.items() if table.is_register}


EMPTY = Shape()


# -- from declarations ---------------------------------------------------------------------------


def declared_shape(models: Models, others: Iterable[sa.MetaData] = ()) -> Shape:
    """The shape that the declarations ask for, with the tables of ``others`` (FAB's) as they are."""
    tables = [_table(each, models.definition) for metadata in (models.metadata, *others) for each in metadata.tables.values()]
    return Shape({each.name: each for each in sorted(tables, key=lambda table: table.name)})


def _table(table: sa.Table, definition: Definition) -> TableShape:
    primary = table.primary_key.name
    plain = TableShape(
        name=table.name, columns={column.name: _column(column) for column in table.columns},
        indexes={str(index.name): _index(index) for index in sorted(table.indexes, key=lambda index: str(index.name))},
        uniques=tuple(_uniques(table)), checks=tuple(_checks(table)), primary_name=shortened(str(primary)) if primary else None,
        protected=_protection(table.name) if table.info.get("append_only") else None,
        first_rows=tuple(table.info.get("first_rows", ())),
    )
    register = definition.registers.get(table.info.get("register", ""))
    return plain if register is None else _of_register(plain, table, register)


def _of_register(plain: TableShape, table: sa.Table, register: Register) -> TableShape:
    common = replace(plain, register=register.key, zh=register.label.zh, en=register.label.en)
    if table.info.get("search"):
        return replace(common, search=tuple(_searched(register)), columns={}, indexes={})
    if table.name != register.key:
        return replace(common, link=table.info["field"])
    by = register.fields.get(register.scope.by or "")
    return replace(
        common, was=register.was, fields={each.key: _field(each) for each in register.fields.values() if not each.computed},
        scope=(register.scope.kind, by.column if by else None),
        parent=getattr(by.type, "to", None) if by and register.scope.kind == "through" else None)


def _searched(register: Register) -> Iterator[str]:
    """What the words of the index depend on."""
    for each in register.searchable_fields:
        yield f"{each.key}: {each.type.kind}{' pinyin' if each.type.pinyin else ''}"


def _column(column: sa.Column[Any]) -> ColumnShape:
    key = next(iter(column.foreign_keys), None)
    return ColumnShape(
        name=column.name, type=spelled(column.type), nullable=bool(column.nullable), primary=column.primary_key,
        references=key.target_fullname.partition(".")[0] if key else None, ondelete=key.ondelete if key else None,
        numbered=column.server_default is not None and isinstance(
            getattr(column.server_default, "arg", None), transaction_number),
        field=column.info.get("field"))


def _protection(table: str) -> str:
    statements = [each for dialect in ("sqlite", "postgresql") for each in protection(table, dialect)]
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()[:12]


def _index(index: sa.Index) -> IndexShape:
    where = index.dialect_options["sqlite"].get("where")
    text = None if where is None else str(where.compile(compile_kwargs={"literal_binds": True}))
    text = text.replace(f"{index.table.name}.", "") if text and index.table is not None else text
    return IndexShape(name=str(index.name), columns=tuple(column.name for column in index.columns), unique=bool(index.unique),
                      where=text)


def _uniques(table: sa.Table) -> Iterator[UniqueShape]:
    found = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    for each in sorted(found, key=lambda unique: [column.name for column in unique.columns]):
        yield UniqueShape(columns=tuple(column.name for column in each.columns), name=str(each.name) if each.name else None)


def _checks(table: sa.Table) -> Iterator[str]:
    found = [each for each in table.constraints if isinstance(each, sa.CheckConstraint)]
    yield from sorted(f"{each.name}: {each.sqltext}" for each in found)


#: Options that decide which values may be stored; the rest is how they are shown and asked for.
_TELLING = ("max_length", "min", "max", "places", "of", "vocabulary", "to")


def _field(declared: Field) -> FieldShape:
    options = {name: _plain(value) for name in _TELLING if (value := getattr(declared.type, name, None)) is not None}
    return FieldShape(key=declared.key, zh=declared.label.zh, en=declared.label.en, kind=declared.type.kind, options=options,
                      encrypted=declared.encrypted, was=declared.was)


def _plain(value: Any) -> Any:
    """An option as the kept shape holds it: of choices the keys."""
    if isinstance(value, Mapping):
        return tuple(value)
    return value if isinstance(value, (int, str)) else str(value)


# -- types, as a migration file spells them --------------------------------------------------------

ID = "steps.ID"


def spelled(kind: TypeEngine[Any]) -> str:
    """The type as Python text for a migration file; what the database knows, not what our decorators add."""
    if isinstance(kind, sa.types.TypeDecorator):
        return spelled(kind.impl_instance)
    if isinstance(kind, sa.BigInteger) and "sqlite" in kind._variant_mapping:
        return ID
    name = type(kind).__name__
    argument = {"String": _length, "LargeBinary": _nothing, "DateTime": _zone, "Float": _precision}.get(name, _nothing)(kind)
    return f"sa.{name}({argument})"


def _nothing(kind: Any) -> str:
    return ""


def _length(kind: Any) -> str:
    return str(kind.length or "")


def _zone(kind: Any) -> str:
    return "timezone=True" if kind.timezone else ""


def _precision(kind: Any) -> str:
    return str(kind.precision or "")
