"""``flask seed``, ``flask demo …``: initial data and invented records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from app.assembly import build_site, make_sessions
from app.problems import Problems, as_text
from app.seeding import Removed, load_demo, remove_demo, seed
from config import from_environment


@click.command("seed")
def seed_command() -> None:
    """Store the initial data of seeds/ that are not there yet. Running it again changes nothing."""
    settings = from_environment()
    with _problems_told():
        site = build_site(settings)
        done = seed(site, make_sessions(site), datetime.now(UTC), folder=settings.seeds)
    _tell_counts("seeded", done.created)


@click.group("demo")
def demo_group() -> None:
    """Invented records of a half-year, to try the system with."""


@demo_group.command("load")
def load() -> None:
    """Load the invented records; their days end last week. Where they are loaded already nothing happens."""
    settings = from_environment()
    with _problems_told():
        site = build_site(settings)
        done = load_demo(site, make_sessions(site), datetime.now(UTC), folder=settings.seeds / "demo")
    _tell_counts("loaded", done.created)
    for refused in done.refused:
        click.echo(f"left out: {refused.as_line()}", err=True)


@demo_group.command("remove")
@click.confirmation_option(prompt="Delete the invented records for good?")
def remove() -> None:
    """Delete the invented records; those that somebody has worked on stay and are listed."""
    with _problems_told():
        site = build_site(from_environment())
        done = remove_demo(site, make_sessions(site), datetime.now(UTC))
    _tell(done)


def _tell(done: Removed) -> None:
    _tell_counts("removed", done.gone)
    for kept in done.kept:
        click.echo(f"stays ({kept.why}): {kept.register} {kept.record_id} {kept.name}")


def _tell_counts(verb: str, counts: Mapping[str, int]) -> None:
    shown = ", ".join(f"{register} {count}" for register, count in counts.items() if count)
    click.echo(f"{verb}: {shown or 'nothing'}")


@contextmanager
def _problems_told() -> Iterator[None]:
    """Faults of the files as sentences instead of a stack trace."""
    try:
        yield
    except Problems as faults:
        raise click.ClickException(as_text(faults.found)) from faults
