"""Notices, who has read them, and what goes out by webhook and e-mail."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from app.fieldtypes.storage import Identity, Moment
from app.model.system.columns import own_id


def notice(metadata: MetaData) -> Table:
    """What a unit (or a department of it) is told of a record: one notice per step, to who now holds the case or has to answer
    an offer; and one for what fell due, under a ``key`` that makes it once.

    ``kind``: decisions/notice_kinds.py. ``at`` is when it happened or fell due, whenever it was written.
    """
    table = Table(
        "notice", metadata, own_id(),
        Column("step_id", Identity, ForeignKey("case_step.id")),
        Column("unit_id", Identity, ForeignKey("unit.id"), nullable=False),
        Column("department_id", Identity, ForeignKey("department.id")),
        Column("at", Moment, nullable=False),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("due_on", Date),
        Column("key", String(100)),
        UniqueConstraint("step_id", name="uq_notice_step_id"),
        UniqueConstraint("key", name="uq_notice_key"),
    )
    Index("ix_notice_unit_id", table.c.unit_id, table.c.id)
    Index("ix_notice_at", table.c.at)
    return table


def notice_read(metadata: MetaData) -> Table:
    """Up to which notice a user has read: of a record and kind, or of everything (register and kind '', record 0)."""
    return Table(
        "notice_read", metadata,
        Column("user_id", Integer, primary_key=True, autoincrement=False),
        Column("register", String(40), primary_key=True),
        Column("record_id", Identity, primary_key=True, autoincrement=False),
        Column("kind", String(20), primary_key=True),
        Column("upto", Identity, nullable=False),
    )


def outbox(metadata: MetaData) -> Table:
    """What is to be sent out of a notice, written with it: nothing that a field of a record holds (records/notices.py).

    ``user_id``: whose mail; none for the webhook. ``message_id``: the message it went into, none as long as it waits.
    """
    table = Table(
        "outbox", metadata, own_id(),
        Column("channel", String(10), nullable=False),
        Column("user_id", Integer),
        Column("kind", String(20), nullable=False),
        Column("register", String(40), nullable=False),
        Column("unit_id", Identity, ForeignKey("unit.id"), nullable=False),
        Column("due_on", Date),
        Column("at", Moment, nullable=False),
        Column("message_id", Identity, ForeignKey("outbox_message.id")),
    )
    waiting = table.c.message_id.is_(None)
    Index("ix_outbox_waiting", table.c.channel, table.c.user_id, sqlite_where=waiting, postgresql_where=waiting)
    Index("ix_outbox_message_id", table.c.message_id)
    return table


def outbox_message(metadata: MetaData) -> Table:
    """A message to the webhook or to one user: ``token`` is the same at every try. ``state``: waiting, sent, failed, dropped.

    ``error``: what went wrong in words of ours; never what the other side has answered.
    """
    table = Table(
        "outbox_message", metadata, own_id(),
        Column("token", String(36), nullable=False),
        Column("channel", String(10), nullable=False),
        Column("user_id", Integer),
        Column("made_at", Moment, nullable=False),
        Column("state", String(10), nullable=False),
        Column("tries", Integer, nullable=False),
        Column("next_at", Moment, nullable=False),
        Column("ended_at", Moment),
        Column("error", String(40)),
        UniqueConstraint("token", name="uq_outbox_message_token"),
    )
    waiting = table.c.state == "waiting"
    Index("ix_outbox_message_due", table.c.next_at, sqlite_where=waiting, postgresql_where=waiting)
    return table


TABLES = (notice, notice_read, outbox, outbox_message)
