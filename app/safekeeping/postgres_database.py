"""Backups of a PostgreSQL database, by COPY within one repeatable-read transaction.

``pg_dump`` is not asked for: a town's machine has psycopg and nothing else, and one that is older than the server refuses.
Tables are not described in the backup: the migrations make them at the revision that the backup states, so that a file from
elsewhere brings rows and never statements.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.model import make_engine
from app.model.migration_running import VERSION_TABLE, Migrations
from app.problems import Problems, problem
from app.safekeeping.archive import Archive, ArchiveWriter
from app.safekeeping.contents import DATABASE, Attached, Contents
from app.safekeeping.manifest import TableContent

#: How values are written, whatever the server's own settings are.
_WRITING = ("SET LOCAL datestyle = 'ISO, MDY'", "SET LOCAL intervalstyle = 'postgres'", "SET LOCAL bytea_output = 'hex'",
            "SET LOCAL extra_float_digits = 1", "SET LOCAL timezone = 'UTC'")

_TABLES = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname"""

_KEYS = """
SELECT array_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum))
FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
WHERE i.indrelid = CAST(:table AS regclass) AND i.indisprimary"""

_SEQUENCES = """
SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1"""

_SEQUENCE_NAMES = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()"

_REFERENCES = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype = 'f' ORDER BY conname"""

_FUNCTIONS = """
SELECT DISTINCT t.tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal"""

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


class PostgresDatabase:
    """The tables in the schema that an account finds first."""

    kind = "postgresql"
    keeps_aside = False

    def __init__(self, url: str, migrations: Migrations) -> None:
        self.url, self.migrations = url, migrations

    def copy_into(self, archive: ArchiveWriter, scratch: Path) -> Contents:
        """See Database."""
        with self._transaction("REPEATABLE READ READ ONLY") as connection:
            tables, there = {}, _tables_of(connection)
            if VERSION_TABLE not in there:
                raise Problems([problem("S010")])
            for name, columns in there.items():
                with archive.adding(_member(name)) as stream:
                    rows = _copy_out(connection, name, columns, stream.write)
                tables[name] = TableContent(rows, archive.members[_member(name)].sha256, columns)
            return Contents(revision=_revision(connection), tables=tables, attached=tuple(_attached(connection)),
                            sequences=_sequences(connection))

    def attached_now(self) -> frozenset[str]:
        """See Database."""
        with self._transaction() as connection:
            return frozenset(each.stored_as for each in _attached(connection))

    def try_out(self, archive: Archive, scratch: Path) -> Mapping[str, TableContent]:
        """See Database. The place is a schema that no other transaction ever sees. Raises Problems (S030)."""
        with self._transaction() as connection:
            place = f"zhenzhi_trial_{secrets.token_hex(6)}"
            try:
                connection.execute(text(f"CREATE SCHEMA {place}"))
            except DBAPIError as refused:
                if getattr(refused.orig, "sqlstate", "") != "42501":
                    raise
                database, user = connection.engine.url.database, connection.engine.url.username
                raise Problems([problem("S030", database=database, user=user)]) from refused
            connection.execute(text(f"SET LOCAL search_path TO {place}"))
            self._load(connection, archive)
            found = {name: _content(connection, name, columns) for name, columns in _tables_of(connection).items()}
            connection.rollback()
        return found

    def count(self) -> int:
        """See Database."""
        with self._transaction() as connection:
            counts = (connection.execute(text(f"SELECT count(*) FROM {_quoted(name)}")).scalar_one()  # noqa: S608
                      for name in _tables_of(connection))
            return sum(counts)

    @contextmanager
    def exchange(self, archive: Archive, stamp: str) -> Iterator[Path | None]:
        """See Database. One transaction takes the old tables away and makes the new ones."""
        with self._transaction() as connection:
            others = connection.execute(text(_OTHERS)).scalar_one()
            if others:
                raise Problems([problem("S027", what=f"{others} sessions")])
            _clear(connection)
            self._load(connection, archive)
            yield None
            connection.commit()

    def _load(self, connection: Connection, archive: Archive) -> None:
        """Make the tables of the backup's revision and fill them; references are checked over all rows at the end."""
        manifest = archive.manifest
        self.migrations.upgrade_within(connection, manifest.revision)
        _refuse_other_tables(connection, manifest.revision, manifest.tables)
        with _without_references(connection):
            for name, content in manifest.tables.items():
                connection.execute(text(f"DELETE FROM {_quoted(name)}"))  # noqa: S608  # what migrations put there
                _copy_in(connection, archive, name, content.columns)
        there = set(connection.execute(text(_SEQUENCE_NAMES)).scalars())
        for name, last in manifest.sequences.items():
            if name in there:
                connection.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": _quoted(name), "last": last})

    @contextmanager
    def _transaction(self, level: str = "READ COMMITTED") -> Iterator[Connection]:
        """One transaction that is taken back unless the block commits."""
        engine = make_engine(self.url, pooled=False)
        try:
            with engine.connect() as connection:
                connection.execute(text(f"SET TRANSACTION ISOLATION LEVEL {level}"))
                for each in _WRITING:
                    connection.execute(text(each))
                yield connection
        finally:
            engine.dispose()


def _member(table: str) -> str:
    return f"{DATABASE}{table}.copy"


def _tables_of(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Every table with the columns that a row of it consists of."""
    return {name: tuple(columns) for name, columns in connection.execute(text(_TABLES))}


def _revision(connection: Connection) -> str:
    return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one())  # noqa: S608


def _sequences(connection: Connection) -> dict[str, int]:
    """Read after the rows: sequences stand outside transactions, and so none is behind a row of the backup."""
    return {row.sequencename: row.last_value for row in connection.execute(text(_SEQUENCES))}


def _attached(connection: Connection) -> Iterator[Attached]:
    for stored_as, sha256 in connection.execute(text("SELECT stored_as, sha256 FROM attachment ORDER BY id")):
        yield Attached(stored_as, sha256)


def _content(connection: Connection, table: str, columns: tuple[str, ...]) -> TableContent:
    digest = hashlib.sha256()
    rows = _copy_out(connection, table, columns, digest.update)
    return TableContent(rows, digest.hexdigest(), columns)


def _copy_out(connection: Connection, table: str, columns: tuple[str, ...], write: Callable[[Any], object]) -> int:
    """The rows in the order of their keys, one a line (line ends within values are escaped); how many there are."""
    keys = connection.execute(text(_KEYS), {"table": _quoted(table)}).scalar_one() or columns
    asked = f"COPY (SELECT {_list(columns)} FROM {_quoted(table)} ORDER BY {_list(keys)}) TO STDOUT"  # noqa: S608
    rows, waiting = 0, bytearray()
    with _cursor(connection).copy(asked) as copy:
        for line in copy:
            rows += 1
            waiting += line
            if len(waiting) > 1 << 18:
                write(bytes(waiting))
                waiting.clear()
    write(bytes(waiting))
    return rows


def _copy_in(connection: Connection, archive: Archive, table: str, columns: tuple[str, ...]) -> None:
    with _cursor(connection).copy(f"COPY {_quoted(table)} ({_list(columns)}) FROM STDIN") as copy:
        archive.copy(_member(table), copy.write)


def _cursor(connection: Connection) -> Any:
    """A cursor of the driver itself: SQLAlchemy has no COPY."""
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


def _refuse_other_tables(connection: Connection, revision: str, held: Mapping[str, TableContent]) -> None:
    made, stated = _tables_of(connection), {name: each.columns for name, each in held.items()}
    other = sorted(name for name in {*made, *stated} if set(made.get(name, ())) != set(stated.get(name, ())))
    if other:
        raise Problems([problem("S032", revision=revision, what=other[:5])])


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """Rows come table by table, in no order that references would ask for."""
    references = connection.execute(text(_REFERENCES)).all()
    for table, name, _definition in references:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    yield
    for table, name, definition in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _clear(connection: Connection) -> None:
    functions = connection.execute(text(_FUNCTIONS)).scalars().all()
    tables = [_quoted(name) for name in _tables_of(connection)]
    if tables:
        connection.execute(text(f"DROP TABLE {', '.join(tables)}"))
    for each in functions:
        connection.execute(text(f"DROP FUNCTION {each}"))


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

