"""What is only ever added to: history, audit_entry and seal, and the registers that say so (``append_only: true``).

The database itself refuses to change them. A few things may be done, each under a permit that is written, used and taken back
in one transaction:

- entries of the audit log that are older than its retention go (``purge_audit``);
- the history of invented records goes while ``demo remove`` takes them out (app/seeding/removal.py), after which the seals
  are drawn anew, and so do these records where their register is only added to;
- rows of such a register follow their unit when it moves or merges (app/access/moves.py): their place, nothing else.

Nothing else of these tables ever goes (personal data in the history end with the record's key, rules.md §6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Connection, delete, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from app.definition import Register
    from app.model.system import System

_PERMIT = "EXISTS (SELECT 1 FROM purge_permit WHERE log = '{log}' AND OLD.{moment} < before)"

#: The record was made by an import run that is being taken back.
_INVENTED = ("EXISTS (SELECT 1 FROM history AS born JOIN import_run ON import_run.id = born.run_id WHERE born.act = 'create' "
             "AND born.register = OLD.register AND born.record_id = OLD.record_id AND import_run.state = 'leaving')")

_ALL = datetime(9999, 1, 1, tzinfo=UTC)

#: Acts that a permit allows, each with the entries that it allows it on.
Permits = Mapping[str, str]

#: Log → what a permit allows.
PERMITTED: Mapping[str, Permits] = {
    "audit_entry": {"delete": _PERMIT.format(log="audit_entry", moment="at")},
    "history": {"delete": f"{_PERMIT.format(log='history', moment='at')} AND {_INVENTED}"},
    "seal": {"update": _PERMIT.format(log="seal", moment="sealed_at")},
    "return_step": {"delete": _PERMIT.format(log="return_step", moment="at")},
    "return_correction": {"delete": _PERMIT.format(log="return_correction", moment="at")},
    "policy_version": {"delete": _PERMIT.format(log="policy_version", moment="at")},
}

#: An update that leaves a row of a register as it was made, but for its place.
_SAME = "OLD.id = NEW.id AND OLD.version = NEW.version AND OLD.changed_at = NEW.changed_at"


def _permits(table: str) -> Permits:
    """What a permit allows of a log, or of the rows of a register."""
    permit = _PERMIT.format(log=table, moment="created_at")
    return PERMITTED.get(table) or {"update": f"{permit} AND {_SAME}", "delete": permit}


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
    """The statements that let a log be changed again; on SQLite a table that was rebuilt has lost its triggers already."""
    if dialect == "sqlite":
        yield from (f"DROP TRIGGER IF EXISTS {table}_no_{act}" for act in ("update", "delete"))
    else:
        yield f"DROP TRIGGER {table}_append_only ON {table}"
        yield f"DROP TRIGGER {table}_no_truncate ON {table}"
        yield f"DROP FUNCTION {table}_refuse()"


def _sqlite_triggers(table: str) -> Iterator[str]:
    permits = _permits(table)
    for act in ("update", "delete"):
        unless = f" WHEN NOT ({permits[act]})" if act in permits else ""
        yield (f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}{unless} "
               f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")


def _postgres_triggers(table: str) -> Iterator[str]:
    row = {"update": "NEW", "delete": "OLD"}
    allowed = " ".join(f"IF TG_OP = '{act.upper()}' THEN IF {condition} THEN RETURN {row[act]}; END IF; END IF;"
                       for act, condition in _permits(table).items())
    yield (f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {allowed} "
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


@contextmanager
def placing(connection: Connection, system: System, register: Register) -> Iterator[None]:
    """Rows of the register may get another place within the block, and nothing else."""
    if not register.append_only:
        yield
        return
    with permitted(connection, system, register.key, before=_ALL):
        yield


def purge_audit(connection: Connection, system: System, before: datetime) -> int:
    """Remove the audit entries older than ``before``, within the caller's transaction; how many there were.

    The caller decides what the retention is, sees to it that what goes is sealed, and writes down that it went.
    """
    log = system.audit_entry
    with permitted(connection, system, log.name, before=before):
        return connection.execute(delete(log).where(log.c.at < before)).rowcount
