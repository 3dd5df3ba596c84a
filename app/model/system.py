"""Tables of the system itself: accounts and duties, history and audit, steps, imports, attachments, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.fieldtypes.storage import Identity, Moment
from app.model.append_only import transaction_number


@dataclass(frozen=True)
class System:
    """The system's tables by name."""

    account: Table
    duty: Table
    login: Table
    invitation: Table
    card_link: Table
    security_epoch: Table
    history: Table
    audit_entry: Table
    seal: Table
    attachment: Table
    number_series: Table
    import_run: Table
    import_matching: Table
    case_step: Table
    lowering: Table
    stock_balance: Table
    notice: Table
    notice_read: Table
    outbox: Table
    outbox_message: Table
    return_step: Table
    return_row: Table
    return_correction: Table
    retired_column: Table
    former_name: Table
    purge_permit: Table
    sending: Table
    saved_view: Table
    policy_version: Table


def system_tables(metadata: MetaData) -> System:
    """All of them in ``metadata``."""
    made = {make.__name__.removeprefix("_"): make(metadata) for make in _TABLES}
    return System(**made)


def _id() -> Column[Any]:
    return Column("id", Identity, primary_key=True)


def _transaction() -> Column[Any]:
    """Which transaction wrote the entry. On PostgreSQL ids are given before a commit, so a seal goes by this instead."""
    return Column("transaction", BigInteger, nullable=False, server_default=transaction_number())


def _account(metadata: MetaData) -> Table:
    """What FAB's ab_user does not know of an account. ``user_id`` is ab_user.id (FAB keeps its own metadata).

    ``mail_to``: where its owner wants notices by e-mail; empty for none.
    """
    return Table(
        "account", metadata,
        Column("user_id", Integer, primary_key=True, autoincrement=False),
        Column("must_change_password", Boolean, nullable=False, default=True),
        Column("password_changed_at", Moment),
        Column("failures", Integer, nullable=False, default=0),
        Column("locked_until", Moment),
        Column("language", String(2)),
        Column("person_id", Identity),
        Column("mail_to", String(254)),
    )


def _duty(metadata: MetaData) -> Table:
    """A role held at a unit, from–to. A user may hold several; rights are their union, each in its own scope."""
    return Table(
        "duty", metadata, _id(),
        Column("user_id", Integer, nullable=False, index=True),
        Column("role", String(40), nullable=False),
        Column("unit_id", Identity, ForeignKey("unit.id"), nullable=False),
        Column("department_id", Identity, ForeignKey("department.id")),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("granted_by", Integer),
        Column("granted_at", Moment, nullable=False),
    )


def _login(metadata: MetaData) -> Table:
    """A session at the server: it ends here on logout, password change and deactivation, whatever cookie is shown."""
    return Table(
        "login", metadata,
        Column("id", String(64), primary_key=True),
        Column("user_id", Integer, nullable=False, index=True),
        Column("began_at", Moment, nullable=False),
        Column("ended_at", Moment),
        Column("ended_because", String(20)),
        Column("address", String(45)),
        Column("kind", String(10), nullable=False),
    )


def _invitation(metadata: MetaData) -> Table:
    """A link by which the owner of an account chooses the password; ``id`` is the hash of its token."""
    return Table(
        "invitation", metadata,
        Column("id", String(64), primary_key=True),
        Column("user_id", Integer, nullable=False, index=True),
        Column("made_by", Integer, nullable=False),
        Column("made_at", Moment, nullable=False),
        Column("expires_at", Moment, nullable=False),
        Column("used_at", Moment),
    )


def _card_link(metadata: MetaData) -> Table:
    """The public address of a printed contact card (明白卡); ``id`` is the hash of its token, which only the paper bears."""
    return Table(
        "card_link", metadata,
        Column("id", String(64), primary_key=True),
        Column("record_id", Identity, nullable=False, index=True),
        Column("made_by", Integer),
        Column("made_at", Moment, nullable=False),
        Column("expires_at", Moment, nullable=False),
        Column("revoked_at", Moment),
        Column("revoked_by", Integer),
    )


def _security_epoch(metadata: MetaData) -> Table:
    """One row, raised in the transaction of every change to accounts, duties, logins, units or vocabularies."""
    return Table(
        "security_epoch", metadata,
        Column("id", SmallInteger, primary_key=True, autoincrement=False),
        Column("value", BigInteger, nullable=False),
        info={"first_rows": [{"id": 1, "value": 1}]},
    )


def _history(metadata: MetaData) -> Table:
    """Who changed what, when, through which door, old → new. Secret fields only as ciphertext under the record's key."""
    table = Table(
        "history", metadata, _id(),
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
        _transaction(),
        info={"append_only": True},
    )
    Index("ix_history_record", table.c.register, table.c.record_id, table.c.id)
    Index("ix_history_run_id", table.c.run_id)
    Index("ix_history_transaction", table.c.transaction, table.c.id)
    return table


def _audit_entry(metadata: MetaData) -> Table:
    """What happened beside changes: log-ins, refusals, exports, opened numbers, grants."""
    table = Table(
        "audit_entry", metadata, _id(),
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
        _transaction(),
        info={"append_only": True},
    )
    Index("ix_audit_entry_at", table.c.at)
    Index("ix_audit_entry_transaction", table.c.transaction, table.c.id)
    Index("ix_audit_entry_user_id", table.c.user_id, table.c.at)
    return table


def _seal(metadata: MetaData) -> Table:
    """The chain over history and audit: each seal covers a run of entries and the seal before it.

    Entries are taken in the order (transaction, id): on PostgreSQL an id says nothing of the order of commits.
    """
    return Table(
        "seal", metadata, _id(),
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


def _attachment(metadata: MetaData) -> Table:
    """A file of a record; who may see the record may see it. The bytes lie outside the web root under ``stored_as``."""
    table = Table(
        "attachment", metadata, _id(),
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


def _number_series(metadata: MetaData) -> Table:
    """The last number given, per field, unit and year."""
    return Table(
        "number_series", metadata,
        Column("register", String(40), primary_key=True),
        Column("field", String(40), primary_key=True),
        Column("unit_id", Identity, primary_key=True, autoincrement=False),
        Column("year", Integer, primary_key=True, autoincrement=False),
        Column("last", Integer, nullable=False),
    )


def _import_run(metadata: MetaData) -> Table:
    """One file that somebody brought: kept with its options, what it would do and what it did."""
    table = Table(
        "import_run", metadata, _id(),
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


def _import_matching(metadata: MetaData) -> Table:
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


def _case_step(metadata: MetaData) -> Table:
    """What happened to a case, in order; the unique key makes an overdue step happen once (rules.md §1).

    A reopening keeps what it takes from the record: the day of the end, how it had ended, and the due day that had come.
    ``told_unit_id`` and ``told_department_id``: who is told where that is not the holder (to whom it is offered). ``said``:
    what an act chose from a list: the cause of a pause, a card, the result of a follow-up, a grade.
    """
    table = Table(
        "case_step", metadata, _id(),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("number", Integer, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("at", Moment, nullable=False),
        Column("from_colour", SmallInteger),
        Column("to_colour", SmallInteger),
        Column("from_level", String(10)),
        Column("to_level", String(10)),
        Column("holder_unit_id", Identity, ForeignKey("unit.id")),
        Column("holder_department_id", Identity, ForeignKey("department.id")),
        Column("due_on", Date),
        Column("user_id", Integer),
        Column("reason", String(500)),
        Column("closed_day", Date),
        Column("closed_as", String(20)),
        Column("closed_due", Date),
        Column("told_unit_id", Identity, ForeignKey("unit.id")),
        Column("told_department_id", Identity, ForeignKey("department.id")),
        Column("said", String(20)),
        UniqueConstraint("register", "record_id", "number", name="uq_case_step_number"),
    )
    Index("ix_case_step_kind", *(table.c[name] for name in ("register", "kind", "at", "record_id", "number", "from_colour")))
    return table


def _lowering(metadata: MetaData) -> Table:
    """A lowering that waits for, or had, its second person (rules.md §1)."""
    table = Table(
        "lowering", metadata, _id(),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("to_colour", SmallInteger, nullable=False),
        Column("reason", String(500), nullable=False),
        Column("asked_by", Integer, nullable=False),
        Column("asked_at", Moment, nullable=False),
        Column("answered_by", Integer),
        Column("answered_at", Moment),
        Column("agreed", Boolean),
        Column("answer", String(500)),
    )
    Index("ix_lowering_record", table.c.register, table.c.record_id)
    waiting = table.c.answered_at.is_(None)
    Index("ix_lowering_waiting", table.c.register, table.c.record_id, unique=True, sqlite_where=waiting,
          postgresql_where=waiting)
    return table


def _stock_balance(metadata: MetaData) -> Table:
    """What lies at a point, of an item and a batch ('' where there is none); the movements add up to it (rules.md §5).

    ``expires_on``: the earliest day on which some of it expires. Points and items are registers, so there is no foreign key.
    """
    return Table(
        "stock_balance", metadata, _id(),
        Column("point_id", Identity, nullable=False),
        Column("item_id", Identity, nullable=False),
        Column("batch", String(30), nullable=False),
        Column("balance", Integer, nullable=False),
        Column("expires_on", Date),
        Column("changed_at", Moment),
        UniqueConstraint("point_id", "item_id", "batch"),
        CheckConstraint("balance >= 0", name="not_negative"),
    )


def _notice(metadata: MetaData) -> Table:
    """What a unit (or a department of it) is told of a record: one notice per step, to who now holds the case or has to answer
    an offer; and one for what fell due, under a ``key`` that makes it once.

    ``kind``: decisions/notice_kinds.py. ``at`` is when it happened or fell due, whenever it was written.
    """
    table = Table(
        "notice", metadata, _id(),
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


def _notice_read(metadata: MetaData) -> Table:
    """Up to which notice a user has read: of a record and kind, or of everything (register and kind '', record 0)."""
    return Table(
        "notice_read", metadata,
        Column("user_id", Integer, primary_key=True, autoincrement=False),
        Column("register", String(40), primary_key=True),
        Column("record_id", Identity, primary_key=True, autoincrement=False),
        Column("kind", String(20), primary_key=True),
        Column("upto", Identity, nullable=False),
    )


def _outbox(metadata: MetaData) -> Table:
    """What is to be sent out of a notice, written with it: nothing that a field of a record holds (records/notices.py).

    ``user_id``: whose mail; none for the webhook. ``message_id``: the message it went into, none as long as it waits.
    """
    table = Table(
        "outbox", metadata, _id(),
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


def _outbox_message(metadata: MetaData) -> Table:
    """A message to the webhook or to one user: ``token`` is the same at every try. ``state``: waiting, sent, failed, dropped.

    ``error``: what went wrong in words of ours; never what the other side has answered.
    """
    table = Table(
        "outbox_message", metadata, _id(),
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


def _return_step(metadata: MetaData) -> Table:
    """What was done with a return (报送), in order: ``submitted``, ``corrected`` (更正) with its frozen sheet, ``sent_back``.

    ``sheet`` is the JSON of what was handed in as of ``drawn_at``, ``digest`` the SHA-256 over it (decisions/return_sheet.py).
    The register of returns is declared, so there is no foreign key.
    """
    return Table(
        "return_step", metadata, _id(),
        Column("return_id", Identity, nullable=False),
        Column("number", Integer, nullable=False),
        Column("kind", String(10), nullable=False),
        Column("edition", Integer, nullable=False),
        Column("at", Moment, nullable=False),
        Column("user_id", Integer),
        Column("reason", String(500)),
        Column("zero", Boolean, nullable=False),
        Column("sheet", Text),
        Column("digest", LargeBinary(32)),
        UniqueConstraint("return_id", "number", name="uq_return_step_number"),
        info={"append_only": True},
    )


def _return_row(metadata: MetaData) -> Table:
    """Which case goes out with which sheet that stands: with one of each kind of return and department (0: the unit's own)."""
    table = Table(
        "return_row", metadata,
        Column("kind", String(40), primary_key=True),
        Column("department_id", Identity, primary_key=True, autoincrement=False),
        Column("record_id", Identity, primary_key=True, autoincrement=False),
        Column("return_id", Identity, nullable=False),
    )
    Index("ix_return_row_return_id", table.c.return_id)
    return table


def _return_correction(metadata: MetaData) -> Table:
    """A figure of a sheet as a person says it is, beside what the ledger said then; of one figure the last line counts.

    ``given`` empty: the correction is taken back.
    """
    table = Table(
        "return_correction", metadata, _id(),
        Column("return_id", Identity, nullable=False),
        Column("figure", String(60), nullable=False),
        Column("computed", Integer, nullable=False),
        Column("given", Integer),
        Column("reason", String(500), nullable=False),
        Column("user_id", Integer),
        Column("at", Moment, nullable=False),
        info={"append_only": True},
    )
    Index("ix_return_correction_return_id", table.c.return_id, table.c.id)
    return table


def _retired_column(metadata: MetaData) -> Table:
    """A field taken out of the declaration: its column stays with its data. ``*`` stands for a whole register."""
    return Table(
        "retired_column", metadata,
        Column("table_name", String(63), primary_key=True),
        Column("column_name", String(63), primary_key=True),
        Column("label", String(200), nullable=False),
        Column("retired_at", Moment, nullable=False),
    )


def _former_name(metadata: MetaData) -> Table:
    """What a register (``field`` is ``*``) or a field was called before; its history bears the name of its time."""
    return Table(
        "former_name", metadata,
        Column("register", String(40), primary_key=True),
        Column("field", String(40), primary_key=True),
        Column("was", String(40), primary_key=True),
        Column("renamed_at", Moment, nullable=False),
    )


def _purge_permit(metadata: MetaData) -> Table:
    """Which entries of an append-only log may go: written, used and taken back within one transaction (append_only.py)."""
    return Table(
        "purge_permit", metadata,
        Column("log", String(60), primary_key=True),
        Column("before", Moment, nullable=False),
    )


def _sending(metadata: MetaData) -> Table:
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


def _saved_view(metadata: MetaData) -> Table:
    """A named question to a list: its owner's, or also that of everyone who holds ``role`` at ``unit_id``."""
    table = Table(
        "saved_view", metadata, _id(),
        Column("user_id", Integer, nullable=False),
        Column("register", String(40), nullable=False),
        Column("name", String(40), nullable=False),
        Column("query", String(2000), nullable=False),
        Column("role", String(40)),
        Column("unit_id", Identity, ForeignKey("unit.id")),
        Column("changed_at", Moment, nullable=False),
        UniqueConstraint("user_id", "register", "name", name="uq_saved_view_name"),
    )
    Index("ix_saved_view_shared", table.c.unit_id, table.c.role, table.c.register)
    return table


def _policy_version(metadata: MetaData) -> Table:
    """A version of a policy that the county has stored; the file is the first. ``document``: JSON of what differs from it.

    Of two that begin on the same day the later one counts; nobody may store one for a day on which another is in force.
    """
    table = Table(
        "policy_version", metadata, _id(),
        Column("policy", String(40), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("document", Text, nullable=False),
        Column("source", String(200), nullable=False),
        Column("note", String(500)),
        Column("user_id", Integer),
        Column("user_name", String(130), nullable=False),
        Column("at", Moment, nullable=False),
        info={"append_only": True},
    )
    Index("ix_policy_version_policy", table.c.policy, table.c.id)
    return table


_TABLES = (_account, _duty, _login, _invitation, _card_link, _security_epoch, _history, _audit_entry, _seal, _attachment,
           _number_series, _import_run, _import_matching, _case_step, _lowering, _stock_balance, _notice, _notice_read,
           _outbox_message, _outbox, _return_step, _return_row, _return_correction, _retired_column, _former_name,
           _purge_permit, _sending, _saved_view, _policy_version)
