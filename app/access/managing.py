"""Who manages which accounts: one criterion in SQL, for the list of accounts and for the one that an address names.

An account stands where its duties are: those in force or to come, and where it has none any more, those that it had.
Whoever manages it holds an ability at a unit above every one of them, and with a role that grants those roles; so nobody
opens the account of somebody who may do more (rules.md §8 "Granting"). A role that grants none (town_clerk, which resets
passwords and hands duties over) stops before roles without business rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, or_, select

from app.access.accounts import AB_USER
from app.access.guard import guarded
from app.access.viewer import Duty, Viewer
from app.definition import LEVELS, Definition
from app.fieldtypes.operators import like_pattern
from app.model import Models

#: The abilities by which somebody has to do with accounts.
ABILITIES = ("manage_accounts", "grant_roles", "reset_passwords", "hand_over_duties")


@dataclass(frozen=True, slots=True)
class Held:
    """A duty of an account as it is kept, with the names and the path of its unit."""

    id: int
    user_id: int
    role: str
    unit_id: int
    unit_name: str
    department_id: int | None
    department_name: str
    valid_from: date
    valid_to: date | None
    granted_by: int | None
    granted_at: datetime
    level: str
    path: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as those see it who manage it."""

    id: int
    username: str
    name: str
    active: bool
    locked_until: datetime | None
    must_change: bool
    person_id: int | None
    duties: tuple[Held, ...] = ()

    def is_locked(self, now: datetime) -> bool:
        """Whether too many wrong passwords have closed it for a while."""
        return self.locked_until is not None and self.locked_until > now


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked of the list: part of a name, a role, a unit with all below it, a state; one page of it."""

    search: str = ""
    role: str = ""
    unit: int | None = None
    state: str = ""  #: active, disabled, locked
    after: str = ""  #: the user name before the page
    user: int | None = None
    size: int = 50
    moment: datetime | None = field(default=None)


def managed_accounts(connection: Connection, models: Models, who: Viewer, wanted: Wanted, *, today: date,
                     abilities: Iterable[str] = ABILITIES) -> list[Account]:
    """The accounts that ``who`` manages by any of the abilities, by user name, each with its duties; two statements."""
    account = models.system.account
    statement = (
        select(AB_USER.c.id, AB_USER.c.username, AB_USER.c.first_name, AB_USER.c.active, account.c.locked_until,
               account.c.must_change_password, account.c.person_id)
        .join(account, account.c.user_id == AB_USER.c.id)
        .where(or_(*(_managed_by(models, who, ability, today) for ability in abilities)))
        .order_by(AB_USER.c.username).limit(wanted.size + 1)
    )
    rows = connection.execute(guarded(_narrowed(statement, models, wanted, today))).all()
    held = read_held(connection, models, [row.id for row in rows], today)
    return [Account(row.id, row.username, row.first_name or row.username, row.active, row.locked_until,
                    row.must_change_password, row.person_id, tuple(held.get(row.id, ()))) for row in rows]


def managed_account(connection: Connection, models: Models, who: Viewer, user: int, *, today: date,
                    abilities: Iterable[str] = ABILITIES) -> Account | None:
    """The account, where ``who`` manages it by one of the abilities."""
    found = managed_accounts(connection, models, who, Wanted(user=user, size=1), today=today, abilities=abilities)
    return found[0] if found else None


def _narrowed(statement: Select[Any], models: Models, wanted: Wanted, today: date) -> Select[Any]:
    if wanted.user is not None:
        statement = statement.where(AB_USER.c.id == wanted.user)
    if wanted.search:
        pattern = like_pattern(wanted.search.lower())
        statement = statement.where(or_(func.lower(AB_USER.c.username).like(pattern, escape="\\"),
                                        func.lower(AB_USER.c.first_name).like(pattern, escape="\\")))
    if wanted.role or wanted.unit is not None:
        statement = statement.where(_holds(models, wanted, today))
    if wanted.state:
        statement = statement.where(_in_state(models, wanted))
    return statement.where(AB_USER.c.username > wanted.after) if wanted.after else statement


def _holds(models: Models, wanted: Wanted, today: date) -> ColumnElement[bool]:
    duty, unit = models.system.duty, models.table("unit")
    parts = [duty.c.user_id == AB_USER.c.id, duty.c.unit_id == unit.c.id, _lives(duty, today)]
    if wanted.role:
        parts.append(duty.c.role == wanted.role)
    if wanted.unit is not None:
        parts.append(or_(*(unit.c[f"{level}_id"] == wanted.unit for level in LEVELS)))
    return exists().where(*parts)


def _in_state(models: Models, wanted: Wanted) -> ColumnElement[bool]:
    if wanted.state == "locked":
        return models.system.account.c.locked_until > wanted.moment
    return AB_USER.c.active.is_(wanted.state == "active")


def _lives(duty: Any, today: date) -> ColumnElement[bool]:
    living: ColumnElement[bool] = or_(duty.c.valid_to.is_(None), duty.c.valid_to >= today)
    return living


# -- who manages whom ----------------------------------------------------------------------------


def _managed_by(models: Models, who: Viewer, ability: str, today: date) -> ColumnElement[bool]:
    """The account has a place, and no duty of it lies outside what the ability of ``who`` covers; or it is the own one."""
    tops = [duty for duty in who.duties if duty.role in models.definition.roles
            and ability in models.definition.roles[duty.role].abilities]
    if not tops:
        return false()
    duty, any_duty = models.system.duty.alias("d"), models.system.duty.alias("p")
    unit = models.table("unit").alias("u")
    still = models.system.duty.alias("s")
    has_living = exists().where(still.c.user_id == duty.c.user_id, _lives(still, today))
    counts = or_(_lives(duty, today), ~has_living)
    covered = or_(*(_covers(models.definition, top, duty, unit) for top in tops))
    outside = exists().where(duty.c.user_id == AB_USER.c.id, unit.c.id == duty.c.unit_id, counts, ~covered)
    placed = exists().where(any_duty.c.user_id == AB_USER.c.id)
    return or_(and_(placed, ~outside), AB_USER.c.id == who.user_id)


def _covers(definition: Definition, top: Duty, duty: Any, unit: Any) -> ColumnElement[bool]:
    below = and_(unit.c[f"{top.level}_id"].is_not(None), unit.c[f"{top.level}_id"] == top.unit_id)
    beyond = sorted(set(definition.roles) - set(manageable_roles(definition, top.role)))
    return and_(below, duty.c.role.not_in(beyond))


def manageable_roles(definition: Definition, role: str) -> tuple[str, ...]:
    """The roles whose holders somebody of this role manages."""
    granted = definition.roles[role].grants_roles
    return tuple(granted) or tuple(key for key, each in definition.roles.items() if each.rows != "none")


# -- duties --------------------------------------------------------------------------------------


def read_held(connection: Connection, models: Models, users: Iterable[int], today: date, *,
              past: bool = False) -> dict[int, list[Held]]:
    """The duties of accounts, in force or to come; with ``past`` those that have ended as well. One statement."""
    duty, unit, department = models.system.duty, models.table("unit"), models.table("department")
    wanted = sorted(set(users))
    statement = (
        select(duty, unit.c.name.label("unit_name"), unit.c.level, department.c.name.label("department_name"),
               *(unit.c[f"{level}_id"] for level in LEVELS))
        .join(unit, unit.c.id == duty.c.unit_id).outerjoin(department, department.c.id == duty.c.department_id)
        .where(duty.c.user_id.in_(wanted)).order_by(duty.c.id)
    )
    if not past:
        statement = statement.where(_lives(duty, today))
    found: dict[int, list[Held]] = {}
    for row in connection.execute(guarded(statement)).mappings() if wanted else ():
        found.setdefault(row["user_id"], []).append(_held(row))
    return found


def _held(row: Mapping[Any, Any]) -> Held:
    path: dict[str, int] = {level: row[f"{level}_id"] for level in LEVELS if row[f"{level}_id"] is not None}
    plain = {name: row[name] for name in ("id", "user_id", "role", "unit_id", "unit_name", "department_id", "valid_from",
                                          "valid_to", "granted_by", "granted_at", "level")}
    return Held(**plain, department_name=row["department_name"] or "", path=path)
