"""Files and messages that come in: import runs, how their columns were matched, what was sent once."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from app.fieldtypes.storage import Identity, Moment
from app.model.system.columns import own_id


def import_run(metadata: MetaData) -> Table:
    """One file that somebody brought: kept with its options, what it would do and what it did."""
    table = Table(
        "import_run", metadata, own_id(),
        Column("register", String(40), nullable=False),
        Column("user_id", Integer, nullable=False),
        Column("file_name", String(255), nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("stored_as", String(64)),
        Column("options", Text, nullable=False),
        Column("state", String(20), nullable=False),
        Column("counts", Text, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("applied_at", Moment),
        Column("undone_at", Moment),
        Column("mode", String(10)),
        Column("reason", Text),
    )
    Index("ix_import_run_user_id", table.c.user_id, table.c.id)
    return table


def import_matching(metadata: MetaData) -> Table:
    """Which fields the columns under a row of headings are, as somebody of a unit has said; used again for the same row.

    ``headings``: SHA-256 over the row. ``columns``: JSON, place of a column from 1 → field, or null for one that is not read.
    """
    return Table(
        "import_matching", metadata,
        Column("register", String(40), primary_key=True),
        Column("unit_id", Identity, ForeignKey("unit.id"), primary_key=True, autoincrement=False),
        Column("headings", String(64), primary_key=True),
        Column("columns", Text, nullable=False),
        Column("user_id", Integer, nullable=False),
        Column("changed_at", Moment, nullable=False),
    )


def sending(metadata: MetaData) -> Table:
    """A form or API call that was carried out, under the id that its sender made: sent again, it makes no second record."""
    table = Table(
        "sending", metadata,
        Column("user_id", Integer, primary_key=True, autoincrement=False),
        Column("key", String(64), primary_key=True),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity),
        Column("digest", String(64), nullable=False),
        Column("at", Moment, nullable=False),
    )
    Index("ix_sending_at", table.c.at)
    return table


TABLES = (import_run, import_matching, sending)
