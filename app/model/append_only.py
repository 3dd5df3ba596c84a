"""Logs that are only ever added to: history, audit_entry and seal. The database itself refuses to change them.

Entries of the audit log that are older than its retention may go, and no others: ``purge_audit`` writes a permit, deletes,
and takes the permit back in one transaction. Nothing else of these tables ever goes (personal data in the history end with
the record's key, rules.md §6).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, delete, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from app.model.system import System

#: Logs of which old entries may go.
PURGEABLE = frozenset({"audit_entry"})

_PERMITTED = "EXISTS (SELECT 1 FROM purge_permit WHERE log = '{table}' AND OLD.at < before)"


class transaction_number(FunctionElement[int]):  # noqa: N801  (reads as the SQL function that it is)
    """The number of the transaction that writes a row: PostgreSQL's, and 0 on SQLite, which has one writer at a time."""

    type = BigInteger()
    inherit_cache = True


@compiles(transaction_number)
def _on_sqlite(element: transaction_number, compiler: Any, **options: Any) -> str:
    return "0"


@compiles(transaction_number, "postgresql")
def _on_postgres(element: transaction_number, compiler: Any, **options: Any) -> str:
    return "(pg_current_xact_id()::text)::bigint"


def protection(table: str, dialect: str) -> Iterator[str]:
    """The statements that make the database refuse changes of a log."""
    if dialect == "sqlite":
        yield from _sqlite_triggers(table)
    else:
        yield from _postgres_triggers(table)


def unprotection(table: str, dialect: str) -> Iterator[str]:
    """The statements that let a log be changed again."""
    if dialect == "sqlite":
        yield from (f"DROP TRIGGER {table}_no_{act}" for act in ("update", "delete"))
    else:
        yield f"DROP TRIGGER {table}_append_only ON {table}"
        yield f"DROP TRIGGER {table}_no_truncate ON {table}"
        yield f"DROP FUNCTION {table}_refuse()"


def _sqlite_triggers(table: str) -> Iterator[str]:
    unless = f" WHEN NOT {_PERMITTED.format(table=table)}" if table in PURGEABLE else ""
    for act, condition in (("update", ""), ("delete", unless)):
        yield (f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}{condition} "
               f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")


def _postgres_triggers(table: str) -> Iterator[str]:
    permitted = f"IF TG_OP = 'DELETE' AND {_PERMITTED.format(table=table)} THEN RETURN OLD; END IF; "
    yield (f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
           f"{permitted if table in PURGEABLE else ''}RAISE EXCEPTION '{table} is append-only'; END $$")
    yield (f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
           f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()")
    yield (f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
           f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()")


def purge_audit(connection: Connection, system: System, before: datetime) -> int:
    """Remove the audit entries older than ``before``, within the caller's transaction; how many there were.

    The caller decides what the retention is, sees to it that what goes is sealed, and writes down that it went.
    """
    permit, log = system.purge_permit, system.audit_entry
    connection.execute(insert(permit).values(log=log.name, before=before))
    gone = connection.execute(delete(log).where(log.c.at < before)).rowcount
    connection.execute(delete(permit).where(permit.c.log == log.name))
    return gone
