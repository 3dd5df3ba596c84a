"""The database connection, as safe on SQLite as on PostgreSQL (reference/assurance.md 0.5, fast-path.md §2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

#: WAL with FULL: an acknowledged commit survives a power cut, and readers never wait for the writer.
_SQLITE = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
           "PRAGMA busy_timeout=15000", "PRAGMA secure_delete=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-32000")

#: A plan made for the average town is wrong for the county, so every execution is planned for its own values.
_POSTGRES = "-c plan_cache_mode=force_custom_plan -c random_page_cost=1.1 -c timezone=UTC -c lock_timeout=15000"


#: Dialect → its insert that says what becomes of a row that is there already; both have the same methods.
_UPSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def upsert_into(table: Table, bind: Engine | Connection) -> Any:
    """An insert into ``table`` with ``on_conflict_do_nothing`` and ``on_conflict_do_update``, for the database of ``bind``."""
    return _UPSERTS[bind.dialect.name](table)


def renew_statistics(connection: Connection, table: Table) -> None:
    """Let the planner know of the rows that this transaction has brought; without it PostgreSQL plans as if there were none.

    It waits for nobody (``SKIP_LOCKED``). SQLite plans without statistics.
    """
    if connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.format_table(table)
        connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {name}")


def make_engine(url: str, *, pooled: bool = True) -> Engine:
    """An engine for ``url``. Writers on SQLite take the write lock at BEGIN, so no read-then-write fails half way."""
    options: dict[str, Any] = {} if pooled else {"poolclass": NullPool}
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 15, "check_same_thread": False}, **options)
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _begin)
        return engine
    if pooled:
        options.update(pool_pre_ping=True, pool_size=10, max_overflow=20)
    return create_engine(url, connect_args={"options": _POSTGRES}, **options)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is deferred; ours is not
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """A transaction that may write begins as a writer; one that declared itself reading does not wait for them."""
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


def looking(engine: Engine) -> Engine:
    """The same engine for transactions that only read: they see one state and wait for no writer."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(postgresql_readonly=True)
    return engine.execution_options(reading=True)


def reading(engine: Engine) -> Engine:
    """The same engine for statements that only read: no transaction, no round trips for BEGIN and ROLLBACK."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")
