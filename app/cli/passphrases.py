"""Passphrases of backups and packages: asked for at a terminal, else the first line of standard input."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.safekeeping.encryption import SHORTEST, is_locked
from app.words import Language, Words


def new_passphrase(language: Language, what: Words) -> str:
    """A passphrase to lock something with, asked for twice. Raises ClickException for a short one."""
    if sys.stdin.isatty():
        words = Words("{what}口令（至少 {least} 个字符）", "Passphrase of the {what} (at least {least} characters)")
        asked = words.to(language).format(what=what.to(language), least=SHORTEST)
        given = str(click.prompt(asked, hide_input=True, confirmation_prompt=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < SHORTEST:
        said = Words("口令至少要有 {least} 个字符。", "A passphrase has at least {least} characters.").to(language)
        raise click.ClickException(said.format(least=SHORTEST))
    return given


def passphrase_of(file: Path, language: Language, what: Words) -> str | None:
    """The passphrase of a locked file; None for one that is not locked, and where nothing is given."""
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        if not is_locked(stream):
            return None
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n") or None
    asked = Words("{what}口令", "Passphrase of the {what}").to(language)
    return str(click.prompt(asked.format(what=what.to(language)), hide_input=True))
