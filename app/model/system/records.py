"""What records leave: history, audit log and their seals, attachments, numbers, what was renamed or retired."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

from app.fieldtypes.storage import Identity, Moment
from app.model.system.columns import own_id, own_transaction


def history(metadata: MetaData) -> Table:
    """Who changed what, when, through which door, old → new. Secret fields only as ciphertext under the record's key."""
    table = Table(
        "history", metadata, own_id(),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("at", Moment, nullable=False),
        Column("user_id", Integer),
        Column("user_name", String(130), nullable=False),
        Column("door", String(20), nullable=False),
        Column("act", String(20), nullable=False),
        Column("version", Integer, nullable=False),
        Column("changes", Text, nullable=False),
        Column("reason", String(200)),
        Column("run_id", Identity),
        Column("digest", LargeBinary(32), nullable=False),
        own_transaction(),
        info={"append_only": True},
    )
    Index("ix_history_record", table.c.register, table.c.record_id, table.c.id)
    Index("ix_history_run_id", table.c.run_id)
    Index("ix_history_transaction", table.c.transaction, table.c.id)
    return table


def audit_entry(metadata: MetaData) -> Table:
    """What happened beside changes: log-ins, refusals, exports, opened numbers, grants."""
    table = Table(
        "audit_entry", metadata, own_id(),
        Column("at", Moment, nullable=False),
        Column("user_id", Integer),
        Column("user_name", String(130), nullable=False),
        Column("door", String(20), nullable=False),
        Column("event", String(40), nullable=False),
        Column("outcome", String(10), nullable=False),
        Column("register", String(40)),
        Column("record_id", Identity),
        Column("rows", Integer),
        Column("purpose", String(200)),
        Column("detail", Text),
        Column("address", String(45)),
        Column("digest", LargeBinary(32), nullable=False),
        own_transaction(),
        info={"append_only": True},
    )
    Index("ix_audit_entry_at", table.c.at)
    Index("ix_audit_entry_transaction", table.c.transaction, table.c.id)
    Index("ix_audit_entry_user_id", table.c.user_id, table.c.at)
    return table


def seal(metadata: MetaData) -> Table:
    """The chain over history and audit: each seal covers a run of entries and the seal before it.

    Entries are taken in the order (transaction, id): on PostgreSQL an id says nothing of the order of commits.
    """
    return Table(
        "seal", metadata, own_id(),
        Column("log", String(20), nullable=False),
        Column("number", Integer, nullable=False),
        Column("last_transaction", BigInteger, nullable=False),
        Column("last_id", Identity, nullable=False),
        Column("entries", Integer, nullable=False),
        Column("digest", LargeBinary(32), nullable=False),
        Column("sealed_at", Moment, nullable=False),
        UniqueConstraint("log", "number"),
        info={"append_only": True},
    )


def attachment(metadata: MetaData) -> Table:
    """A file of a record; who may see the record may see it. The bytes lie outside the web root under ``stored_as``."""
    table = Table(
        "attachment", metadata, own_id(),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("field", String(40), nullable=False),
        Column("name", String(255), nullable=False),
        Column("media_type", String(100), nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("stored_as", String(64), nullable=False),
        Column("added_at", Moment, nullable=False),
        Column("added_by", Integer),
        Column("removed_at", Moment),
        Column("removed_by", Integer),
    )
    Index("ix_attachment_record", table.c.register, table.c.record_id)
    return table


def number_series(metadata: MetaData) -> Table:
    """The last number given, per field, unit and year."""
    return Table(
        "number_series", metadata,
        Column("register", String(40), primary_key=True),
        Column("field", String(40), primary_key=True),
        Column("unit_id", Identity, primary_key=True, autoincrement=False),
        Column("year", Integer, primary_key=True, autoincrement=False),
        Column("last", Integer, nullable=False),
    )


def retired_column(metadata: MetaData) -> Table:
    """A field taken out of the declaration: its column stays with its data. ``*`` stands for a whole register."""
    return Table(
        "retired_column", metadata,
        Column("table_name", String(63), primary_key=True),
        Column("column_name", String(63), primary_key=True),
        Column("label", String(200), nullable=False),
        Column("retired_at", Moment, nullable=False),
    )


def former_name(metadata: MetaData) -> Table:
    """What a register (``field`` is ``*``) or a field was called before; its history bears the name of its time."""
    return Table(
        "former_name", metadata,
        Column("register", String(40), primary_key=True),
        Column("field", String(40), primary_key=True),
        Column("was", String(40), primary_key=True),
        Column("renamed_at", Moment, nullable=False),
    )


def purge_permit(metadata: MetaData) -> Table:
    """Which entries of an append-only log may go: written, used and taken back within one transaction (append_only.py)."""
    return Table(
        "purge_permit", metadata,
        Column("log", String(60), primary_key=True),
        Column("before", Moment, nullable=False),
    )


TABLES = (history, audit_entry, seal, attachment, number_series, retired_column, former_name, purge_permit)
