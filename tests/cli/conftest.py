"""Fixtures of the command line: an installation that the commands find by their settings, ready or not yet prepared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.sites import Town


@dataclass
class Terminal:
    """A terminal in front of an installation."""

    folder: Path
    town: Town | None = None

    def run(self, *words: str, typed: str | None = None) -> Result:
        """What a command says, and its status."""
        return CliRunner().invoke(main, list(words), input=typed)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal where no database has been made."""
    monkeypatch.setenv("INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Terminal(tmp_path)


@pytest.fixture
def small(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of the small county."""
    monkeypatch.setenv("INSTANCE", str(town.site.files.parent))
    monkeypatch.setenv("DATABASE_URL", town.site.engine.url.render_as_string(hide_password=False))
    return Terminal(tmp_path, town)
