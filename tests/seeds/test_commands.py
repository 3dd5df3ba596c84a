"""``flask seed`` and ``flask demo``, as they are typed."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli.seeding import demo_group, seed_command
from app.definition import Definition
from tests.templates import make_tables


@pytest.fixture
def instance(tmp_path: Path, definition: Definition, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation that the commands find by their settings."""
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'site.db'}")
    make_tables(f"sqlite:///{tmp_path / 'site.db'}", definition)
    return tmp_path


def test_seeds_and_demo_come_and_the_demo_goes(instance: Path) -> None:
    assert _run(seed_command).startswith("seeded: unit 223, vocabulary_item ")
    assert _run(seed_command) == "seeded: nothing\n"
    assert _run(demo_group, "load").startswith("loaded: person 104, mediation_committee 15, ")
    assert _run(demo_group, "load") == "loaded: nothing\n"
    assert _run(demo_group, "remove", "--yes").startswith("removed: person 104, ")


def test_the_demo_is_not_removed_without_a_yes(instance: Path) -> None:
    assert CliRunner().invoke(demo_group, ["remove"], input="n\n").exit_code == 1


def test_faults_of_a_file_are_told_without_a_stack_trace(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (instance / "seeds.yaml").write_text("files:\n  - {file: 1.csv, registr: unit}\n", encoding="utf-8")
    monkeypatch.setenv("SEEDS", str(instance))
    result = CliRunner().invoke(seed_command)
    assert (result.exit_code, "seeds.yaml:2: D402" in result.output) == (1, True)


def _run(command: click.Command, *arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout
