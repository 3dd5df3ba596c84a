"""The accounts of a first start: random passwords, kept in a file that only its owner can read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import select

from app.access import passwords
from app.access.creating import NewAccount, create_user
from app.access.guard import guarded
from app.access.viewer import Unscoped, acting_as, unscoped
from app.assembly import make_sessions
from app.decisions.units import Found
from app.problems import Problems
from app.records.site import Site

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
    unit: str


def read_demo_accounts(path: Path) -> list[dict[str, str]]:
    """The accounts that ``seeds/demo/accounts.yaml`` lists."""
    found: list[dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))["accounts"]
    return found


def create_logins(site: Site, folder: Path, listed: Sequence[Mapping[str, str]], *, now: datetime, must_change: bool) -> list[Login]:
    """Create the accounts, all or none, and write their passwords to ``folder``/first-logins.txt. Raises Problems."""
    logins = []
    places = [_place(site, each, now) for each in listed]
    with acting_as(_BY), site.engine.begin() as connection:
        for each, (code, unit, department) in zip(listed, places, strict=True):
            wanted = NewAccount(username=each["user"], name=each["name"], password=passwords.first_password(), role=each["role"],
                                unit=code, department=department, must_change=must_change)
            made = create_user(connection, site.models, wanted, by=_BY, now=now)
            if isinstance(made, list):
                raise Problems(made)
            logins.append(Login(user_id=made, username=wanted.username, password=wanted.password, role=wanted.role, unit=unit))
    _keep(site, folder / FILE, logins)
    return logins


def _place(site: Site, account: Mapping[str, str], now: datetime) -> tuple[str, str, int | None]:
    """Code and name of the unit, by its code or name, and the id of the department."""
    with unscoped("first start"), make_sessions(site)() as session:
        directory = site.directory(session)
        found = directory.index.find(account["unit"], now.date())
        node = directory.units[found.unit.id] if isinstance(found, Found) else None
        node = node or next(unit for unit in directory.units.values() if unit.code == account["unit"])
        table = site.models.table("department")
        named = (table.c.unit_id == node.id) & (table.c.name == account.get("department"))
        department = session.execute(guarded(select(table.c.id).where(named))).scalar()
    return node.code, node.name, department


def _keep(site: Site, path: Path, logins: Sequence[Login]) -> None:
    """Write the file for its owner alone."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in table_of(site, logins))


def table_of(site: Site, logins: Sequence[Login]) -> list[str]:
    """The logins as lines in columns: user name, password, role, unit."""
    roles = site.definition.roles
    return [f"{each.username:<18} {each.password:<16} {roles[each.role].label.en:<22} {roles[each.role].label.zh} · {each.unit}" for each in logins]


def read_logins(folder: Path) -> list[str]:
    """The lines of the file; none where it has been taken away."""
    path = folder / FILE
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
