"""How commands speak: in one language, and of problems in lines instead of stack traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from app.problems import Problems, as_text, problem
from app.words import LANGUAGES, Language
from config import BadSetting, Settings, from_environment

#: ``--lang zh|en``; the language of the site where it is left out.
LANG: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the answer: zh or en. The site's own where it is left out.")


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
    except OperationalError as bad:
        lost = problem("S008", what=str(bad.orig).splitlines()[0])
        click.echo(lost.as_line(language))
        raise SystemExit(1) from bad
