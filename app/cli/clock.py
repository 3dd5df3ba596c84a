"""``flask clock …``: what fell due by itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from app.access import seals
from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.behaviours.clock import run_clock
from app.behaviours.notice_clock import run_notices
from app.behaviours.return_clock import run_returns
from app.cli.speaking import ready_site, spoken_command
from app.words import Language
from config import Settings


@click.group("clock")
def clock_group() -> None:
    """The clock: overdue steps of cases, returns that are owed, village warnings."""


@spoken_command(clock_group, "run")
@click.option("--at", "at", help="Moment to run at (ISO 8601 with time zone); now where it is left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def run(settings: Settings, language: Language, at: str | None, as_json: bool) -> None:
    """Write every overdue step, return, village warning and notice that is due; a second run changes nothing."""
    moment = _moment(at) if at else datetime.now(UTC)
    with ready_site(settings) as site:
        done = run_clock(site, make_sessions(site), moment)
        returns = run_returns(site, make_sessions(site), moment)
        notices = run_notices(site, make_sessions(site), moment)
        with unscoped("flask clock run"), site.engine.begin() as connection:
            sealed = seals.seal(connection, site.models, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"at": moment.isoformat(), "cases": done.cases, "steps": done.steps, "sealed": sealed,
                               "returns": returns.written, "return_states": returns.moved, "warnings": returns.warned,
                               "notices": notices}))
    else:
        click.echo(f"{done.steps} steps in {done.cases} cases; {returns.written} returns written, {returns.moved} moved on, "
                   f"{returns.warned} village warnings; {notices} notices of what fell due; {sealed} log entries sealed")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.ClickException("--at takes a moment with its time zone, e.g. 2026-08-05T10:00:00+08:00")
    return moment
