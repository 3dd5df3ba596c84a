"""The commands of ``flask …``; ``python -m app.cli …`` runs them without building the web application.

Each file holds one command or group; a new one gets its name in ``COMMANDS``. They are click commands of their own, so
that ``flask schema check`` works where the declarations do not load (``bare_app``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.cli.audit import audit_group
from app.cli.backup import backup_group, restore_command
from app.cli.clock import clock_group
from app.cli.importing import import_command
from app.cli.init import init_command
from app.cli.packages import package_group
from app.cli.schema import schema_group
from app.cli.seeding import demo_group, seed_command
from app.cli.users import user_group

if TYPE_CHECKING:
    from flask import Flask

    from app.problems import Problems
    from config import BadSetting

COMMANDS: tuple[click.Command, ...] = (
    schema_group, init_command, seed_command, demo_group, user_group, import_command, clock_group, audit_group,
    backup_group, restore_command, package_group,
)


@click.group()
def main() -> None:
    """镇治: commands of an installation."""


for _each in COMMANDS:
    main.add_command(_each)


def add_commands(app: Flask) -> None:
    """Make every command reachable as ``flask …``."""
    for each in COMMANDS:
        app.cli.add_command(each)


def bare_app(reason: Problems | BadSetting) -> Flask:
    """What stands in for the application where it cannot be built: it has the commands, and answers every request with why."""
    from flask import Flask, Response

    app = Flask("app")
    add_commands(app)

    @app.before_request
    def refuse() -> Response:
        return Response(f"{reason}\n", status=503, mimetype="text/plain")

    return app


__all__ = ["COMMANDS", "add_commands", "bare_app", "main"]
