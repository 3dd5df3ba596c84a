"""``flask seed``, ``flask demo …``: initial data and invented records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import click

from app.assembly import make_sessions
from app.cli.speaking import LANG, ready_site, spoken_command, spoken_settings, told
from app.seeding import Removed, load_demo, remove_demo, seed
from app.words import Language
from config import Settings


@click.command("seed")
@LANG
def seed_command(lang: Language | None) -> None:
    """Store the initial data of seeds/ that are not there yet. Running it again changes nothing."""
    settings, language = spoken_settings(lang)
    with told(language), ready_site(settings) as site:
        done = seed(site, make_sessions(site), datetime.now(UTC), folder=settings.seeds)
    _tell_counts("seeded", done.created)


@click.group("demo")
def demo_group() -> None:
    """Invented records of a year, to try the system with."""


@spoken_command(demo_group, "load")
def load(settings: Settings, language: Language) -> None:
    """Load the invented records; their days end last week. Where they are loaded already nothing happens."""
    with ready_site(settings) as site:
        done = load_demo(site, make_sessions(site), datetime.now(UTC), folder=settings.seeds / "demo")
    _tell_counts("loaded", done.created)
    for refused in done.refused:
        click.echo(f"left out: {refused.as_line(language)}", err=True)


@spoken_command(demo_group, "remove")
@click.confirmation_option(prompt="Delete the invented records for good?")
def remove(settings: Settings, language: Language) -> None:
    """Delete the invented records; those that somebody has worked on stay and are listed."""
    with ready_site(settings) as site:
        done = remove_demo(site, make_sessions(site), datetime.now(UTC))
    _tell(done)


def _tell(done: Removed) -> None:
    _tell_counts("removed", done.gone)
    for kept in done.kept:
        click.echo(f"stays ({kept.why}): {kept.register} {kept.record_id} {kept.name}")


def _tell_counts(verb: str, counts: Mapping[str, int]) -> None:
    shown = ", ".join(f"{register} {count}" for register, count in counts.items() if count)
    click.echo(f"{verb}: {shown or 'nothing'}")
