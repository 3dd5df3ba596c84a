"""How commands speak: in one language, and of problems in lines instead of stack traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from app.assembly import build_site, read_schema
from app.model.faults import FAULTS, fault_of
from app.preparation import has_database, refuse_unready
from app.problems import Problems, as_text, problem
from app.records.site import Site
from app.safekeeping import traces
from app.words import LANGUAGES, Language
from config import BadSetting, Settings, from_environment

#: ``--lang zh|en``; the language of the site where it is left out.
LANG: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the answer: zh or en. The site's own where it is left out.")


def spoken_command(group: click.Group, name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command of the group that is given the settings and its language, and tells problems as lines."""
    def decorated(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(lang: Language | None, **options: Any) -> None:
            settings, language = spoken_settings(lang)
            with told(language):
                function(settings, language, **options)

        return group.command(name)(LANG(run))

    return decorated


def spoken_settings(lang: Language | None) -> tuple[Settings, Language]:
    """The settings of the environment, and the language to answer in."""
    try:
        settings = from_environment()
    except BadSetting as bad:
        raise click.ClickException(str(bad)) from bad
    return settings, lang or ("en" if settings.language == "en" else "zh")


@contextmanager
def told(language: Language) -> Iterator[None]:
    """Problems as ``file:line: CODE sentence``, one a line, and the status 1."""
    try:
        yield
    except Problems as found:
        click.echo(as_text(found.found, language))
        raise SystemExit(1) from found
    except FAULTS as bad:
        lost = fault_of(bad)
        if lost is None:
            raise
        click.echo(lost.as_line(language))
        raise SystemExit(1) from bad


@contextmanager
def ready_site(settings: Settings) -> Iterator[Site]:
    """The installation over its database. Raises Problems: those of the declarations, S006, S010, S011."""
    definition = read_schema(settings.schema)
    if not has_database(settings):
        raise Problems([traces.gone(settings) or problem("S010")])
    site = build_site(settings, definition)
    try:
        refuse_unready(settings, site.engine)
        yield site
    finally:
        site.engine.dispose()
