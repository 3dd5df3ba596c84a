"""Definition → tables and classes, one of each per register.

Tables are Core; the classes are mapped onto them without relationships: what belongs together is fetched by
statements that the session guard sees, never by a loader that joins behind its back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table
from sqlalchemy.orm import registry

from app.definition import LEVELS, Definition, Field, Register
from app.fieldtypes import Reference, References
from app.fieldtypes.sealing import Sealed, SealedBytes
from app.fieldtypes.storage import Identity, Moment
from app.model import names
from app.model.reading_indexes import add_reading_indexes
from app.model.search import search_tables
from app.model.system import System, system_tables


class Record:
    """Base of every register's class. ``register`` is the declaration; attributes are the table's columns."""

    register: Register
    id: int
    version: int


@dataclass(frozen=True)
class Models:
    """The classes, tables and system tables that a definition builds."""

    definition: Definition
    metadata: MetaData
    classes: Mapping[str, type[Record]]
    links: Mapping[tuple[str, str], Table]
    search: Mapping[str, Table]
    system: System

    def table(self, register: str) -> Table:
        """The register's table."""
        return self.metadata.tables[register]

    def register_of(self, table: str) -> Register | None:
        """The register whose rows the table holds: its own table, a link table or its search index."""
        own = table.removeprefix("find_").split("__")[0]
        return self.definition.registers.get(own)


def build_models(definition: Definition) -> Models:
    """Tables, classes, link tables and search indexes of every register, in metadata of their own."""
    metadata = names.new_metadata()
    system = system_tables(metadata)
    mapped = registry(metadata=metadata)
    classes, links = {}, {}
    for register in definition.registers.values():
        table = _table(register, metadata)
        classes[register.key] = _class(register, table, mapped)
        for field in register.fields.values():
            if isinstance(field.type, References):
                links[register.key, field.key] = _link(register, field, metadata)
    for register in definition.registers.values():
        add_reading_indexes(definition, register, metadata.tables[register.key])
    return Models(definition, metadata, MappingProxyType(classes), MappingProxyType(links),
                  MappingProxyType(search_tables(definition, metadata)), system)


def _class(register: Register, table: Table, mapped: registry) -> type[Record]:
    name = "".join(part.capitalize() for part in register.key.split("_"))
    words = {"__module__": __name__, "__doc__": register.label.en, "__tablename__": register.key, "register": register}
    made = type(name, (Record,), words)
    mapped.map_imperatively(made, table, version_id_col=table.c.version)
    return made


def _table(register: Register, metadata: MetaData) -> Table:
    columns = [*_system_columns(register), *(column for field in register.stored_fields
                                             for column in field_columns(register, field))]
    info = {"register": register.key, "was": register.was, "append_only": register.append_only}
    table = Table(register.key, metadata, *columns, info=info)
    list(_indexes(register, table))  # an Index joins its table as it is made
    return table


def _system_columns(register: Register) -> Iterator[Column[Any]]:
    yield Column("id", Identity, primary_key=True)
    yield Column("version", Integer, nullable=False, default=1)
    yield Column("created_at", Moment, nullable=False)
    yield Column("created_by", Integer)
    yield Column("changed_at", Moment, nullable=False)
    yield Column("changed_by", Integer)
    yield Column("void_at", Moment)
    yield Column("void_by", Integer)
    yield Column("void_reason", String(200))
    if register.secrets:
        yield Column("record_key", SealedBytes)
    if register.scope.kind != "shared":
        if register.scope.kind != "tree" and not _own_unit(register):
            yield Column("unit_id", Identity, ForeignKey("unit.id"), nullable=False)
        for level in LEVELS:
            yield Column(f"{level}_id", Identity)


def _own_unit(register: Register) -> bool:
    """True where the register's own field gives the column ``unit_id``."""
    return register.scope.kind == "unit" and register.scope.by == "unit"


def field_columns(register: Register, field: Field) -> Iterator[Column[Any]]:
    """The columns of a field, with what the declaration adds: required, reference, encryption."""
    if field.encrypted:
        yield _noted(Column(field.key, Sealed), field)
        yield _noted(Column(f"{field.key}_index", String(32)), field)
        return
    ordered = field.key in {order.field for order in register.orders}
    for column in field.type.columns(field.key):
        column.nullable = not (field.required or ordered)
        if isinstance(field.type, Reference):
            column.append_foreign_key(ForeignKey(f"{field.type.to}.id"))
        yield _noted(column, field)


def _noted(column: Column[Any], field: Field) -> Column[Any]:
    """The column with what migrations need to know of its field."""
    column.info.update(field=field.key, was=field.was)
    return column


def _link(register: Register, field: Field, metadata: MetaData) -> Table:
    assert isinstance(field.type, References)
    table = Table(
        names.link_table(register.key, field.key), metadata,
        Column("record_id", Identity, ForeignKey(f"{register.key}.id"), primary_key=True),
        Column("target_id", Identity, ForeignKey(f"{field.type.to}.id"), primary_key=True),
        info={"register": register.key, "field": field.key},
    )
    Index(names.index_name(table.name, "target_id"), table.c.target_id)
    return table


def _indexes(register: Register, table: Table) -> Iterator[Index]:
    yield from _unique_indexes(register, table)
    yield from _scope_indexes(register, table)
    yield from _reference_indexes(register, table)


def _unique_indexes(register: Register, table: Table) -> Iterator[Index]:
    """Unique among records that are not void: a void record frees its number for the correct one."""
    keys: list[tuple[str, ...]] = [(field.column,) for field in register.fields.values() if field.unique and field.stored]
    if register.natural_key:
        keys.append(tuple(register.fields[name].column for name in register.natural_key))
    for key in dict.fromkeys(keys):
        name = names.index_name(table.name, "one", *key)
        live = table.c.void_at.is_(None)
        yield Index(name, *(table.c[column] for column in key), unique=True, sqlite_where=live, postgresql_where=live)


def _scope_indexes(register: Register, table: Table) -> Iterator[Index]:
    """(level, sort, id) for the large scopes and each sort; the small ones sort few rows and need only the level."""
    if register.scope.kind == "shared":
        return
    columns = [register.fields[order.field].column for order in register.orders] or ["id"]
    for number, column in enumerate(dict.fromkeys(columns)):
        for level in LEVELS if number == 0 else LEVELS[:2]:
            if level != "grid":
                parts = dict.fromkeys((f"{level}_id", column, "id"))
                yield Index(names.index_name(table.name, *parts), *(table.c[part] for part in parts))
    yield Index(names.index_name(table.name, "grid_id"), table.c.grid_id)
    if "unit_id" in table.c:
        yield _index(table, _led_by("unit_id", register))


def _led_by(column: str, register: Register) -> tuple[str, ...]:
    """The columns of the index on a reference: with the next one of an import key that begins with it (its rows are
    looked up by thousands)."""
    for key in register.importing.match_on if register.importing else ():
        columns = tuple(register.fields[name].column for name in key[:2])
        if columns[0] == column and key != register.natural_key:
            return columns
    return (column,)


def _index(table: Table, columns: tuple[str, ...]) -> Index:
    return Index(names.index_name(table.name, *columns), *(table.c[column] for column in columns))


def _reference_indexes(register: Register, table: Table) -> Iterator[Index]:
    """References are asked from the other side (child rows, "used by"), so each has an index."""
    for field in register.references:
        if field.column != "unit_id":
            yield _index(table, _led_by(field.column, register))
    for field in register.fields.values():
        if field.encrypted and not field.unique:
            yield Index(names.index_name(table.name, field.column), table.c[field.column])
