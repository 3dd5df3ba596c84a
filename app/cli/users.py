"""``flask user …``: accounts from the command line. A password is read from standard input, never from an argument."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from sqlalchemy import Connection, RowMapping, select

from app.access import accounts, granting, passwords
from app.access.audit import Event
from app.access.guard import guarded
from app.access.viewer import Unscoped, acting_as
from app.assembly import build_site
from app.decisions.calendar import local_date
from app.definition import LEVELS
from app.problems import Problem, as_text, problem
from app.records.site import Site
from config import from_environment


@click.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("create")
@click.argument("name")
@click.option("--role", required=True, help="Role of schema/roles.yaml.")
@click.option("--unit", required=True, help="Code of the unit at which the role is held.")
@click.option("--department", type=int, help="Id of the department (department_clerk).")
@click.option("--display", help="Name that pages show; the user name where it is left out.")
def create(name: str, role: str, unit: str, department: int | None, display: str | None) -> None:
    """Create the account NAME with one role. Reads the first password from standard input; it must be changed at log-in."""
    site = build_site(from_environment())
    password = sys.stdin.readline().rstrip("\r\n")
    with acting_as(Unscoped("flask user create")):
        found = create_user(site, name, display or name, password, role, unit, department, must_change=True)
    if found:
        raise click.ClickException(as_text(found, "en"))
    click.echo(f"{name}: {role} at {unit}")


def create_user(site: Site, name: str, display: str, password: str, role: str, unit_code: str, department: int | None, *,
                must_change: bool) -> list[Problem]:
    """An account with one duty, or every reason why not."""
    now = datetime.now(UTC)
    with site.engine.begin() as connection:
        found = passwords.judge(password, username=name, name=display)
        if accounts.is_taken(connection, name):
            found.append(problem("A027", name=name))
        unit = _unit(connection, site, unit_code)
        if unit is None:
            return [*found, problem("V008", label="unit", given=unit_code)]
        path = {level: unit[f"{level}_id"] for level in LEVELS if unit[f"{level}_id"]}
        found += granting.judge(site.definition, Unscoped("flask user create"), user_id=0, role=role, unit_path=path,
                                unit_level=unit["level"], held=())
        if found:
            return found
        user = accounts.create_account(connection, site.models, username=name, name=display, password=password,
                                       must_change=must_change, now=now)
        accounts.grant_duty(connection, site.models, user_id=user, role=role, unit_id=unit["id"], department_id=department,
                            by=None, now=now, today=local_date(now))
    event = Event(event="account", at=now, door="cli", detail={"username": name, "role": role, "unit": unit_code})
    site.audit.write(event, Unscoped("flask user create"))
    return []


def _unit(connection: Connection, site: Site, code: str) -> RowMapping | None:
    table = site.models.table("unit")
    statement = select(table).where(table.c.code == code, table.c.void_at.is_(None))
    return connection.execute(guarded(statement)).mappings().first()
