"""Accounts: log-in with lock-out, sessions at the server, duties, and the snapshot from which access is decided.

FAB keeps user names and password hashes (ab_user); everything else about an account is ours (app/model/system/).
Nothing here knows Flask: time, address and the session are arguments.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Sequence,
    String,
    Table,
    column,
    func,
    insert,
    select,
    table,
    update,
)

from app.access import passwords
from app.access.audit import Event, audit_row
from app.access.guard import guarded
from app.access.lent import loans_of
from app.access.viewer import Duty, Viewer
from app.definition import LEVELS
from app.model import Models
from app.words import Language

#: FAB's users, as far as we read and write them.
AB_USER = table("ab_user", column("id", Integer), column("username", String), column("first_name", String),
                column("last_name", String), column("password", String), column("active", Boolean), column("email", String))


#: The same with its primary key, so that an insert gives the id back.
_NEW_USER = Table("ab_user", MetaData(), Column("id", Integer, Sequence("ab_user_id_seq"), primary_key=True),
                  *(Column(each.name, each.type) for each in AB_USER.c if each.name != "id"))


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Limits of log-in and sessions (config.py)."""

    most_failures: int = 5
    lock_minutes: int = 15
    session_hours: int = 12
    password_days: int = 0


# -- log-in --------------------------------------------------------------------------------------


def authenticate(connection: Connection, models: Models, policy: Policy, username: str, password: str, *, now: datetime,
                 door: str, address: str | None) -> int | None:
    """The user's id, or None for every reason alike: unknown, disabled, locked, wrong (A020).

    Known and unknown names cost the same: one hash, one update, one audit line. After ``most_failures`` wrong passwords
    even the right one is refused until the lock ends; the lock is in the database, so it holds at every door and worker.
    """
    row = _account_row(connection, models, username)
    kept = row["password"] if row and row["active"] and not _is_locked(row, now) else None
    good = passwords.fits(kept, password)
    user_id = int(row["id"]) if row else 0
    _count(connection, models, policy, row, good, now)
    event = Event(event="login", at=now, door=door, outcome="ok" if good else "refused", address=address,
                  user_name=username[:130])
    connection.execute(insert(models.system.audit_entry), [{**audit_row(event, None), "user_id": user_id or None}])
    return user_id if good else None


def _account_row(connection: Connection, models: Models, username: str) -> Mapping[Any, Any] | None:
    account = models.system.account
    statement = (
        select(AB_USER.c.id, AB_USER.c.password, AB_USER.c.active, account.c.failures, account.c.locked_until)
        .join(account, account.c.user_id == AB_USER.c.id)
        .where(func.lower(AB_USER.c.username) == username.lower())
    )
    return connection.execute(statement).mappings().first()


def _is_locked(row: Mapping[Any, Any], now: datetime) -> bool:
    return row["locked_until"] is not None and row["locked_until"] > now


def _count(connection: Connection, models: Models, policy: Policy, row: Mapping[Any, Any] | None, good: bool,
           now: datetime) -> None:
    account = models.system.account
    failures = 0 if good or row is None else row["failures"] + 1
    locked = row["locked_until"] if row else None
    if failures >= policy.most_failures:
        failures, locked = 0, now + timedelta(minutes=policy.lock_minutes)
    values = {"failures": failures, "locked_until": None if good else locked}
    connection.execute(update(account).where(account.c.user_id == (row["id"] if row else 0)).values(**values))


# -- sessions ------------------------------------------------------------------------------------


def begin_login(connection: Connection, models: Models, user_id: int, *, now: datetime, kind: str,
                address: str | None) -> str:
    """A new session at the server; the token that the cookie or the API token carries (only its hash is stored)."""
    token = secrets.token_urlsafe(32)
    row = {"id": _fingerprint(token), "user_id": user_id, "began_at": now, "kind": kind, "address": address}
    connection.execute(insert(models.system.login).values(row))
    return token


def end_login(connection: Connection, models: Models, token: str, *, now: datetime, because: str = "logout") -> None:
    """End one session, whatever copies of its cookie there are."""
    login = models.system.login
    _end(connection, models, login.c.id == _fingerprint(token), now, because)


def end_logins(connection: Connection, models: Models, user_id: int, *, now: datetime, because: str,
               but: str | None = None) -> None:
    """End every session of a user, except the one with the token ``but``."""
    login = models.system.login
    _end(connection, models, (login.c.user_id == user_id) & (login.c.id != _fingerprint(but or "")), now, because)


def _end(connection: Connection, models: Models, which: Any, now: datetime, because: str) -> None:
    login = models.system.login
    connection.execute(update(login).where(which, login.c.ended_at.is_(None)).values(ended_at=now, ended_because=because))
    raise_epoch_on(connection, models)


def raise_epoch_on(connection: Connection, models: Models) -> None:
    """Make every snapshot of a viewer out of date once this transaction commits."""
    epoch = models.system.security_epoch
    connection.execute(update(epoch).values(value=epoch.c.value + 1))


def read_epoch_on(connection: Connection, models: Models) -> int:
    """The present security epoch."""
    return int(connection.execute(select(models.system.security_epoch.c.value)).scalar_one())


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# -- snapshot ------------------------------------------------------------------------------------


def read_viewer(connection: Connection, models: Models, policy: Policy, user_id: int, token: str, *, now: datetime,
                today: date) -> Viewer | None:
    """The user of a living session with all that access is decided from; None where the session or account is dead."""
    login, account = models.system.login, models.system.account
    statement = (
        select(AB_USER.c.first_name, AB_USER.c.username, account,
               select(models.system.security_epoch.c.value).scalar_subquery().label("epoch"), login.c.began_at)
        .join(account, account.c.user_id == AB_USER.c.id)
        .join(login, (login.c.user_id == AB_USER.c.id) & (login.c.id == _fingerprint(token)))
        .where(AB_USER.c.id == user_id, AB_USER.c.active.is_(True), login.c.ended_at.is_(None))
    )
    row = connection.execute(statement).mappings().first()
    if row is None or row["began_at"] + timedelta(hours=policy.session_hours) <= now:
        return None
    duties = read_duties(connection, models, user_id, today)
    return replace(_viewer(models, policy, row, duties, now), lent=loans_of(connection, models, user_id, duties, today))


def _viewer(models: Models, policy: Policy, row: Mapping[Any, Any], duties: tuple[Duty, ...], now: datetime) -> Viewer:
    changed = row["password_changed_at"]
    aged = bool(policy.password_days and changed and changed + timedelta(days=policy.password_days) <= now)
    roles = [models.definition.roles[duty.role] for duty in duties if duty.role in models.definition.roles]
    language: Language = "en" if row["language"] == "en" else "zh"
    return Viewer(row["user_id"], row["first_name"] or row["username"], duties, language, row["epoch"],
                  row["must_change_password"] or aged, frozenset(ability for role in roles for ability in role.abilities))


def read_duties(connection: Connection, models: Models, user_id: int, today: date) -> tuple[Duty, ...]:
    """The duties in force. A duty at a retired or void unit is no duty: no rows rather than too many."""
    statement = duties_in_force(models, today).where(models.system.duty.c.user_id == user_id)
    return tuple(duty_of(row) for row in connection.execute(guarded(statement)).mappings())


def duties_in_force(models: Models, today: date) -> Select[Any]:
    """The columns of the duties that let somebody do something today, for ``duty_of``: the one place that says which."""
    duty, unit = models.system.duty, models.table("unit")
    in_force = (duty.c.valid_from <= today) & (duty.c.valid_to.is_(None) | (duty.c.valid_to >= today))
    living = unit.c.void_at.is_(None) & (unit.c.valid_to.is_(None) | (unit.c.valid_to >= today))
    levels = [unit.c[f"{level}_id"] for level in LEVELS]
    return (select(duty.c.role, duty.c.unit_id, duty.c.department_id, unit.c.level, *levels)
            .join(unit, unit.c.id == duty.c.unit_id).where(in_force, living).order_by(duty.c.id))


def duty_of(row: Mapping[Any, Any]) -> Duty:
    """The duty that a row of ``duties_in_force`` holds."""
    path = tuple((level, row[f"{level}_id"]) for level in LEVELS if row[f"{level}_id"] is not None)
    return Duty(row["role"], row["unit_id"], row["level"], path, row["department_id"])


# -- changes -------------------------------------------------------------------------------------


def create_account(connection: Connection, models: Models, *, username: str, name: str, password: str,
                   must_change: bool, now: datetime) -> int:
    """A new account without duties. The caller has checked name and password."""
    row = {"username": username, "first_name": name, "last_name": "", "password": passwords.hashed(password), "active": True,
           "email": f"{username}@accounts.invalid"}
    made = connection.execute(insert(_NEW_USER).values(row))
    user_id = int(made.inserted_primary_key[0])  # type: ignore[index]
    kept = {"user_id": user_id, "must_change_password": must_change, "password_changed_at": now, "failures": 0}
    connection.execute(insert(models.system.account).values(kept))
    return user_id


def set_password(connection: Connection, models: Models, user_id: int, password: str, *, must_change: bool, now: datetime,
                 keep: str | None = None) -> None:
    """A new password; every other session of the account ends."""
    connection.execute(update(AB_USER).where(AB_USER.c.id == user_id).values(password=passwords.hashed(password)))
    account = models.system.account
    values = {"must_change_password": must_change, "password_changed_at": now, "failures": 0, "locked_until": None}
    connection.execute(update(account).where(account.c.user_id == user_id).values(**values))
    end_logins(connection, models, user_id, now=now, because="password", but=keep)


def mail_of(connection: Connection, models: Models, user_id: int) -> str | None:
    """Where a user wants notices by e-mail; None for nowhere."""
    account = models.system.account
    return connection.execute(select(account.c.mail_to).where(account.c.user_id == user_id)).scalar()


def want_mail(connection: Connection, models: Models, user_id: int, address: str | None) -> None:
    """Send a user's notices there from now on, or no more. The caller has checked the address."""
    account = models.system.account
    connection.execute(update(account).where(account.c.user_id == user_id).values(mail_to=address))


def is_taken(connection: Connection, username: str) -> bool:
    """Whether an account has the name already, in whatever letters."""
    statement = select(AB_USER.c.id).where(func.lower(AB_USER.c.username) == username.lower())
    return connection.execute(statement).first() is not None


def username_of(connection: Connection, user_id: int) -> str:
    """The name with which a user logs in."""
    return str(connection.execute(select(AB_USER.c.username).where(AB_USER.c.id == user_id)).scalar_one())


def password_fits(connection: Connection, user_id: int, password: str) -> bool:
    """Whether this is the user's password."""
    kept = connection.execute(select(AB_USER.c.password).where(AB_USER.c.id == user_id)).scalar_one()
    return passwords.fits(kept, password)


def unlock(connection: Connection, models: Models, user_id: int) -> None:
    """Forget the wrong passwords; a lock before its end is over."""
    account = models.system.account
    connection.execute(update(account).where(account.c.user_id == user_id).values(failures=0, locked_until=None))


def set_active(connection: Connection, models: Models, user_id: int, active: bool, *, now: datetime) -> None:
    """Enable or disable an account; disabling ends its sessions."""
    connection.execute(update(AB_USER).where(AB_USER.c.id == user_id).values(active=active))
    end_logins(connection, models, user_id, now=now, because="disabled")


def grant_duty(connection: Connection, models: Models, *, user_id: int, role: str, unit_id: int, department_id: int | None,
               by: int | None, now: datetime, today: date, until: date | None = None) -> int:
    """Give a duty. The caller has asked ``granting.judge``."""
    row = {"user_id": user_id, "role": role, "unit_id": unit_id, "department_id": department_id, "valid_from": today,
           "valid_to": until, "granted_by": by, "granted_at": now}
    made = connection.execute(insert(models.system.duty).values(row))
    raise_epoch_on(connection, models)
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def end_duty(connection: Connection, models: Models, duty_id: int, *, today: date) -> None:
    """Take a duty back: it was in force until yesterday."""
    duty = models.system.duty
    connection.execute(update(duty).where(duty.c.id == duty_id).values(valid_to=today - timedelta(days=1)))
    raise_epoch_on(connection, models)


def names_of_users(connection: Connection, users: Iterable[int]) -> dict[int, str]:
    """What users are called."""
    wanted = sorted(set(users))
    statement = select(AB_USER.c.id, AB_USER.c.first_name).where(AB_USER.c.id.in_(wanted))
    return {row.id: row.first_name for row in connection.execute(statement)}


def ids_of_users(connection: Connection, usernames: Iterable[str]) -> dict[str, int]:
    """User name → id of the accounts that there are."""
    statement = select(AB_USER.c.username, AB_USER.c.id).where(AB_USER.c.username.in_(list(usernames)))
    return {row.username: row.id for row in connection.execute(statement)}
