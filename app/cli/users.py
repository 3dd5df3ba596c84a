"""``flask user …``: accounts from the command line. A password is read from standard input, never from an argument."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from app.access.audit import Event
from app.access.creating import NewAccount, create_user, unit_of_code
from app.access.viewer import Unscoped, acting_as
from app.cli.speaking import ready_site, spoken_command
from app.problems import Problems, problem
from app.words import Language
from config import Settings

_BY = Unscoped("flask user create")


@click.group("user")
def user_group() -> None:
    """Accounts."""


@spoken_command(user_group, "create")
@click.argument("name")
@click.option("--role", required=True, help="Role of schema/roles.yaml.")
@click.option("--unit", required=True, help="Code of the unit at which the role is held.")
@click.option("--department", type=int, help="Id of the department (department_clerk).")
@click.option("--display", help="Name that pages show; the user name where it is left out.")
def create(settings: Settings, language: Language, name: str, role: str, unit: str, department: int | None,
           display: str | None) -> None:
    """Create the account NAME with one role. Reads the first password from standard input; it must be changed at log-in."""
    now = datetime.now(UTC)
    with ready_site(settings) as site:
        password = sys.stdin.readline().rstrip("\r\n")
        with acting_as(_BY), site.engine.begin() as connection:
            unit_id = unit_of_code(connection, site.models, unit)
            if unit_id is None:
                raise Problems([problem("V008", label="unit", given=unit)])
            wanted = NewAccount(username=name, name=display or name, password=password, role=role, unit=unit_id,
                                department=department)
            made = create_user(connection, site.models, wanted, by=_BY, now=now)
        if isinstance(made, list):
            raise Problems(made)
        site.audit.write(Event(event="account", at=now, door="cli", detail={"username": name, "role": role, "unit": unit}), _BY)
    click.echo(f"{name}: {role} at {unit}")
