"""Logs that are only ever added to: history, audit_entry and seal. The database itself refuses to change them.

Two things may go, each under a permit that is written, used and taken back in one transaction: entries of the audit log
that are older than its retention (``purge_audit``), and the history of invented records while ``demo remove`` takes them
out (app/seeding/removal.py), after which the seals are drawn anew. Nothing else of these tables ever goes (personal data
in the history end with the record's key, rules.md §6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, delete, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from app.model.system import System

_PERMIT = "EXISTS (SELECT 1 FROM purge_permit WHERE log = '{log}' AND OLD.{moment} < before)"

#: The record was made by an import run that is being taken back.
_INVENTED = ("EXISTS (SELECT 1 FROM history AS born JOIN import_run ON import_run.id = born.run_id WHERE born.act = 'create' "
             "AND born.register = OLD.register AND born.record_id = OLD.record_id AND import_run.state = 'leaving')")

#: Log → the one act that a permit allows, and on which entries.
PERMITTED: Mapping[str, tuple[str, str]] = {
    "audit_entry": ("delete", _PERMIT.format(log="audit_entry", moment="at")),
    "history": ("delete", f"{_PERMIT.format(log='history', moment='at')} AND {_INVENTED}"),
    "seal": ("update", _PERMIT.format(log="seal", moment="sealed_at")),
}


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
    permitted, condition = PERMITTED.get(table, ("", ""))
    for act in ("update", "delete"):
        unless = f" WHEN NOT ({condition})" if act == permitted else ""
        yield (f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}{unless} "
               f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")


def _postgres_triggers(table: str) -> Iterator[str]:
    permitted, condition = PERMITTED.get(table, ("", "false"))
    row = "NEW" if permitted == "update" else "OLD"
    yield (f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
           f"IF TG_OP = '{permitted.upper()}' THEN IF {condition} THEN RETURN {row}; END IF; END IF; "
           f"RAISE EXCEPTION '{table} is append-only'; END $$")
    yield (f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
           f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()")
    yield (f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
           f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()")


@contextmanager
def permitted(connection: Connection, system: System, *logs: str, before: datetime) -> Iterator[None]:
    """What a permit allows of the logs, for entries older than ``before``; it is taken back at the end of the block."""
    permit = system.purge_permit
    connection.execute(insert(permit), [{"log": log, "before": before} for log in logs])
    yield
    connection.execute(delete(permit).where(permit.c.log.in_(logs)))


def purge_audit(connection: Connection, system: System, before: datetime) -> int:
    """Remove the audit entries older than ``before``, within the caller's transaction; how many there were.

    The caller decides what the retention is, sees to it that what goes is sealed, and writes down that it went.
    """
    log = system.audit_entry
    with permitted(connection, system, log.name, before=before):
        return connection.execute(delete(log).where(log.c.at < before)).rowcount
