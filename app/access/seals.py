"""The chain over history and audit log: entries are sealed in batches, so that writers never queue for it.

A seal covers a run of entries and the seal before it. Changing, deleting, inserting, reordering or cutting entries breaks
it (reference/assurance.md C07); the newest seal's digest may be written down outside as an anchor against cutting the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, String, Table, cast, func, insert, select, tuple_, update

from app.access.guard import guarded
from app.access.history import digest
from app.model import Models

LOGS = ("history", "audit_entry")
_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where a log is not what was sealed."""

    log: str
    seal: int
    what: str


def seal(connection: Connection, models: Models, now: datetime) -> int:
    """Seal what has been written and committed since the last seal; how many entries."""
    return sum(_seal_log(connection, models, log, now) for log in LOGS)


def _seal_log(connection: Connection, models: Models, log: str, now: datetime) -> int:
    table: Table = getattr(models.system, log)
    last = _last_seal(connection, models, log)
    after = (last["last_transaction"], last["last_id"]) if last else (0, 0)
    statement = select(table.c.transaction, table.c.id, table.c.digest).where(_key(table) > after, _settled(connection, table))
    rows = connection.execute(guarded(statement.order_by(table.c.transaction, table.c.id).limit(_BATCH))).all()
    if not rows:
        return 0
    entry = {
        "log": log, "number": (last["number"] if last else 0) + 1, "last_transaction": rows[-1].transaction,
        "last_id": rows[-1].id, "entries": len(rows), "sealed_at": now,
        "digest": _chain(last["digest"] if last else b"", [(row.id, row.digest) for row in rows]),
    }
    connection.execute(insert(models.system.seal).values(entry))
    return len(rows) + (_seal_log(connection, models, log, now) if len(rows) == _BATCH else 0)


def _key(table: Table) -> Any:
    return tuple_(table.c.transaction, table.c.id)


def _settled(connection: Connection, table: Table) -> Any:
    """On PostgreSQL only what was written before every transaction that is still open; SQLite has one writer."""
    if connection.dialect.name != "postgresql":
        return table.c.id > 0
    horizon = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger)
    return table.c.transaction < horizon


def _last_seal(connection: Connection, models: Models, log: str) -> Any:
    table = models.system.seal
    statement = select(table).where(table.c.log == log).order_by(table.c.number.desc()).limit(1)
    return connection.execute(statement).mappings().first()


def _chain(before: bytes, rows: Iterable[tuple[int, bytes]]) -> bytes:
    chain = hashlib.sha256(before)
    for entry_id, entry_digest in rows:
        chain.update(entry_id.to_bytes(8, "big"))
        chain.update(entry_digest)
    return chain.digest()


def verify(connection: Connection, models: Models, anchor: dict[str, bytes] | None = None) -> Iterator[Broken]:
    """Every place where a log differs from its seals; nothing where all is well.

    ``anchor`` holds digests of newest seals written down elsewhere, by log: they must still be among the seals.
    """
    for log in LOGS:
        yield from _verify_log(connection, models, log)
        wanted = (anchor or {}).get(log)
        seals = models.system.seal
        kept = select(seals.c.id).where(seals.c.log == log, seals.c.digest == wanted)
        if wanted and not connection.execute(kept).first():
            yield Broken(log, 0, "cut")


def _verify_log(connection: Connection, models: Models, log: str) -> Iterator[Broken]:
    table, seals = getattr(models.system, log), models.system.seal
    before, after, number = b"", (0, 0), 0
    for each in connection.execute(select(seals).where(seals.c.log == log).order_by(seals.c.number)).mappings().all():
        number += 1
        if each["number"] != number:
            yield Broken(log, each["number"], "seal missing")
            number = each["number"]
        until = (each["last_transaction"], each["last_id"])
        inside = select(table).where(_key(table) > after, _key(table) <= until)
        rows = connection.execute(guarded(inside.order_by(table.c.transaction, table.c.id))).mappings().all()
        yield from _compare(log, each, before, rows)
        before, after = each["digest"], until


def reseal(connection: Connection, models: Models, log: str) -> int:
    """Draw the seals of a log anew over the entries that are left, after the one deletion that is allowed (``demo remove``).

    Only for a log that has just been verified. How many seals changed; anchors to those no longer hold.
    """
    table, seals = getattr(models.system, log), models.system.seal
    before, after, changed = b"", (0, 0), 0
    for each in connection.execute(select(seals).where(seals.c.log == log).order_by(seals.c.number)).mappings().all():
        until = (each["last_transaction"], each["last_id"])
        inside = select(table.c.id, table.c.digest).where(_key(table) > after, _key(table) <= until)
        rows = connection.execute(guarded(inside.order_by(table.c.transaction, table.c.id))).all()
        drawn = _chain(before, [(row.id, row.digest) for row in rows])
        if drawn != each["digest"]:
            entry = update(seals).where(seals.c.id == each["id"]).values(entries=len(rows), digest=drawn)
            connection.execute(entry)
            changed += 1
        before, after = drawn, until
    return changed


def _compare(log: str, sealed: Any, before: bytes, rows: Any) -> Iterator[Broken]:
    for row in rows:
        if digest(row) != row["digest"]:
            yield Broken(log, sealed["number"], f"entry {row['id']} changed")
    if len(rows) != sealed["entries"] or _chain(before, [(row["id"], row["digest"]) for row in rows]) != sealed["digest"]:
        yield Broken(log, sealed["number"], "entries missing, added or changed")

