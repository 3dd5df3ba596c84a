"""``flask clock …``: what fell due by itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from app.access import seals
from app.access.viewer import unscoped
from app.assembly import build_site, make_sessions
from app.behaviours.clock import run_clock
from config import from_environment


@click.group("clock")
def clock_group() -> None:
    """The clock of cases: overdue steps."""


@clock_group.command("run")
@click.option("--at", "at", help="Moment to run at (ISO 8601 with time zone); now where it is left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def run(at: str | None, as_json: bool) -> None:
    """Write every overdue step that is due and not yet written. Running it again changes nothing."""
    moment = datetime.fromisoformat(at) if at else datetime.now(UTC)
    if moment.tzinfo is None:
        raise click.ClickException("--at needs its time zone, e.g. 2026-08-05T10:00:00+08:00")
    site = build_site(from_environment())
    done = run_clock(site, make_sessions(site), moment)
    with unscoped("flask clock run"), site.engine.begin() as connection:
        sealed = seals.seal(connection, site.models, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"at": moment.isoformat(), "cases": done.cases, "steps": done.steps, "sealed": sealed}))
    else:
        click.echo(f"{done.steps} steps in {done.cases} cases; {sealed} log entries sealed")
