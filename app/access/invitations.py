"""Invitations: a link by which somebody chooses the own first password. Used once, for three days, kept as a hash.

The token has 256 bits, so that it cannot be guessed at whatever rate; asking costs one look-up by key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from app.access import accounts
from app.access.accounts import AB_USER
from app.model import Models

DAYS = 3


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for."""

    user_id: int
    username: str
    name: str


def invite(connection: Connection, models: Models, user_id: int, *, by: int, now: datetime) -> str:
    """The token of a new invitation; older ones of the account are void."""
    withdraw(connection, models, user_id, now=now)
    token = secrets.token_urlsafe(32)
    row = {"id": _fingerprint(token), "user_id": user_id, "made_by": by, "made_at": now,
           "expires_at": now + timedelta(days=DAYS)}
    connection.execute(insert(models.system.invitation).values(row))
    return token


def withdraw(connection: Connection, models: Models, user_id: int, *, now: datetime) -> None:
    """No invitation of the account opens any more."""
    table = models.system.invitation
    connection.execute(update(table).where(table.c.user_id == user_id, table.c.used_at.is_(None)).values(used_at=now))


def invited(connection: Connection, models: Models, token: str, *, now: datetime) -> Invited | None:
    """Whom the token invites; None alike for one that is unknown, used, withdrawn or too old, or whose account is disabled."""
    table = models.system.invitation
    statement = (
        select(AB_USER.c.id, AB_USER.c.username, AB_USER.c.first_name)
        .join(table, table.c.user_id == AB_USER.c.id)
        .where(table.c.id == _fingerprint(token), table.c.used_at.is_(None), table.c.expires_at > now,
               AB_USER.c.active.is_(True))
    )
    row = connection.execute(statement).first()
    return None if row is None else Invited(row.id, row.username, row.first_name)


def accept(connection: Connection, models: Models, token: str, password: str, *, now: datetime) -> Invited | None:
    """Set the password, once. None where somebody was first, or the invitation opens nothing."""
    found = invited(connection, models, token, now=now)
    table = models.system.invitation
    used = connection.execute(update(table).where(table.c.id == _fingerprint(token), table.c.used_at.is_(None))
                              .values(used_at=now))
    if found is None or used.rowcount != 1:
        return None
    accounts.set_password(connection, models, found.user_id, password, must_change=False, now=now)
    return found


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token[:200].encode("utf-8", "surrogatepass")).hexdigest()
