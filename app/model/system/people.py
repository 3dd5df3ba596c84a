"""Accounts with their duties, log-ins and invitations; links of cards; saved views."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from app.fieldtypes.storage import Identity, Moment
from app.model.system.columns import own_id


def account(metadata: MetaData) -> Table:
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


def duty(metadata: MetaData) -> Table:
    """A role held at a unit, from–to. A user may hold several; rights are their union, each in its own scope."""
    return Table(
        "duty", metadata, own_id(),
        Column("user_id", Integer, nullable=False, index=True),
        Column("role", String(40), nullable=False),
        Column("unit_id", Identity, ForeignKey("unit.id"), nullable=False),
        Column("department_id", Identity, ForeignKey("department.id")),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("granted_by", Integer),
        Column("granted_at", Moment, nullable=False),
    )


def login(metadata: MetaData) -> Table:
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


def invitation(metadata: MetaData) -> Table:
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


def card_link(metadata: MetaData) -> Table:
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


def security_epoch(metadata: MetaData) -> Table:
    """One row, raised in the transaction of every change to accounts, duties, logins, units or vocabularies."""
    return Table(
        "security_epoch", metadata,
        Column("id", SmallInteger, primary_key=True, autoincrement=False),
        Column("value", BigInteger, nullable=False),
        info={"first_rows": [{"id": 1, "value": 1}]},
    )


def saved_view(metadata: MetaData) -> Table:
    """A named question to a list: its owner's, or also that of everyone who holds ``role`` at ``unit_id``."""
    table = Table(
        "saved_view", metadata, own_id(),
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


TABLES = (account, duty, login, invitation, card_link, security_epoch, saved_view)
