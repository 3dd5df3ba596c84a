"""``flask audit …``: sealing and verifying the logs."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy import select

from app.access import seals
from app.access.viewer import unscoped
from app.cli.speaking import ready_site, spoken_command
from app.words import Language
from config import Settings


@click.group("audit")
def audit_group() -> None:
    """History and audit log."""


@spoken_command(audit_group, "seal")
def seal(settings: Settings, language: Language) -> None:
    """Seal what has been written since the last seal, and print the newest digests to be written down elsewhere."""
    with ready_site(settings) as site, unscoped("flask audit seal"), site.engine.begin() as connection:
        entries = seals.seal(connection, site.models, datetime.now(UTC))
        table = site.models.system.seal
        sealed = select(table.c.log, table.c.number, table.c.digest).order_by(table.c.log, table.c.number)
        newest = {row.log: row for row in connection.execute(sealed)}
    click.echo(f"{entries} entries sealed")
    for log, number, digest in newest.values():
        click.echo(f"{log} {number} {digest.hex()}")


@spoken_command(audit_group, "verify")
@click.option("--anchor", multiple=True, metavar="LOG:DIGEST",
              help="A digest that was written down; must still be among the seals.")
def verify(settings: Settings, language: Language, anchor: tuple[str, ...]) -> None:
    """Compare both logs with their seals; names every place that differs."""
    anchors = dict(_anchor(each) for each in anchor)
    with ready_site(settings) as site, unscoped("flask audit verify"), site.engine.connect() as connection:
        broken = list(seals.verify(connection, site.models, anchors))
    for each in broken:
        click.echo(f"{each.log}: seal {each.seal}: {each.what}")
    if broken:
        raise SystemExit(1)
    click.echo("both logs are what was sealed")


def _anchor(text: str) -> tuple[str, bytes]:
    """``history:9f86…`` as the log and its digest."""
    log, _, digest = text.partition(":")
    try:
        return log, bytes.fromhex(digest)
    except ValueError as bad:
        raise click.BadParameter(f"'{text}' is not LOG:DIGEST as flask audit seal prints it.", param_hint="--anchor") from bad
