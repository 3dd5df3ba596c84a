"""Making an account with its first duty outside a page: from the command line, and at the first start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.access import accounts, granting, passwords
from app.access.guard import guarded
from app.access.viewer import Unscoped
from app.decisions.calendar import local_date
from app.definition import LEVELS
from app.model import Models
from app.problems import Problem, problem


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """Who gets which role where; ``unit`` and ``department`` are ids."""

    username: str
    name: str
    password: str
    role: str
    unit: int
    department: int | None = None
    must_change: bool = True


def create_user(connection: Connection, models: Models, wanted: NewAccount, *, by: Unscoped,
                now: datetime) -> int | list[Problem]:
    """The id of the new account, or every reason why there is none."""
    found = passwords.judge(wanted.password, username=wanted.username, name=wanted.name)
    if accounts.is_taken(connection, wanted.username):
        found.append(problem("A027", name=wanted.username))
    found += _refusals(models, connection, wanted, by)
    if found:
        return found
    user = accounts.create_account(connection, models, username=wanted.username, name=wanted.name, password=wanted.password,
                                   must_change=wanted.must_change, now=now)
    accounts.grant_duty(connection, models, user_id=user, role=wanted.role, unit_id=wanted.unit,
                        department_id=wanted.department, by=None, now=now, today=local_date(now))
    return user


def _refusals(models: Models, connection: Connection, wanted: NewAccount, by: Unscoped) -> list[Problem]:
    table = models.table("unit")
    unit = connection.execute(guarded(select(table).where(table.c.id == wanted.unit))).mappings().one()
    path: dict[str, int] = {level: unit[f"{level}_id"] for level in LEVELS if unit[f"{level}_id"]}
    return list(granting.judge(models.definition, by, user_id=0, role=wanted.role, unit_path=path, unit_level=unit["level"],
                               held=()))


def unit_of_code(connection: Connection, models: Models, code: str) -> int | None:
    """The id of the live unit with that code."""
    table = models.table("unit")
    found: int | None = connection.execute(guarded(select(table.c.id).where(table.c.code == code,
                                                                            table.c.void_at.is_(None)))).scalar()
    return found
