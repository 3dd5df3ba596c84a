"""The accounts of a first start: random passwords, kept in a file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.access import passwords
from app.access.audit import Event
from app.access.creating import NewAccount, create_user
from app.access.guard import guarded
from app.access.viewer import Unscoped, acting_as
from app.problems import Problems
from app.records.site import Site
from app.seeding import DemoAccount

#: In the instance folder.
FILE = "first-logins.txt"

_BY = Unscoped("first start")


@dataclass(frozen=True, kw_only=True)
class Login:
    """One account of the first start."""

    user_id: int
    username: str
    password: str
    role: str
    unit: int


def create_logins(site: Site, folder: Path, wanted: Sequence[DemoAccount], *, now: datetime, must_change: bool) -> None:
    """Create the accounts, all or none, and write their passwords to ``folder``/first-logins.txt. Raises Problems."""
    logins = []
    with acting_as(_BY), site.engine.begin() as connection:
        for each in wanted:
            account = NewAccount(username=each.user, name=each.name, password=passwords.first_password(), role=each.role,
                                 unit=each.unit_id, department=each.department_id, must_change=must_change)
            made = create_user(connection, site.models, account, by=_BY, now=now)
            if isinstance(made, list):
                raise Problems(made)
            logins.append(Login(user_id=made, username=each.user, password=account.password, role=each.role, unit=each.unit_id))
    names = [each.user for each in wanted]
    site.audit.write(Event(event="account", at=now, door="cli", rows=len(names), detail={"usernames": names}), _BY)
    _keep(folder / FILE, _lines(site, logins))


def read_logins(folder: Path) -> list[str]:
    """The lines of the file; none where it has been taken away."""
    path = folder / FILE
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def _keep(path: Path, lines: Sequence[str]) -> None:
    """Write the file for its owner alone."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _lines(site: Site, logins: Sequence[Login]) -> list[str]:
    """The logins in columns: user name, password, role, unit."""
    table, roles = site.models.table("unit"), site.definition.roles
    with site.engine.connect() as connection:
        names = {row.id: row.name for row in connection.execute(guarded(select(table.c.id, table.c.name)))}
    return [f"{each.username:<18} {each.password:<15} {roles[each.role].label.en:<22} "
            f"{roles[each.role].label.zh} · {names[each.unit]}" for each in logins]
