"""``flask audit …``: sealing and verifying the logs."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy import select

from app.access import seals
from app.access.viewer import unscoped
from app.assembly import build_site
from config import from_environment


@click.group("audit")
def audit_group() -> None:
    """History and audit log."""


@audit_group.command("seal")
def seal() -> None:
    """Seal what has been written since the last seal, and print the newest digests to be written down elsewhere."""
    site = build_site(from_environment())
    with unscoped("flask audit seal"), site.engine.begin() as connection:
        entries = seals.seal(connection, site.models, datetime.now(UTC))
        table = site.models.system.seal
        newest = connection.execute(select(table.c.log, table.c.number, table.c.digest).order_by(table.c.log, table.c.number)).all()
    click.echo(f"{entries} entries sealed")
    for log, number, digest in {row.log: row for row in newest}.values():
        click.echo(f"{log} {number} {digest.hex()}")


@audit_group.command("verify")
@click.option("--anchor", multiple=True, help="LOG:DIGEST that was written down; must still be among the seals.")
def verify(anchor: tuple[str, ...]) -> None:
    """Compare both logs with their seals; names every place that differs."""
    site = build_site(from_environment())
    anchors = {log: bytes.fromhex(digest) for log, _, digest in (each.partition(":") for each in anchor)}
    with unscoped("flask audit verify"), site.engine.connect() as connection:
        broken = list(seals.verify(connection, site.models, anchors))
    for each in broken:
        click.echo(f"{each.log}: seal {each.seal}: {each.what}")
    if broken:
        raise SystemExit(1)
    click.echo("both logs are what was sealed")
