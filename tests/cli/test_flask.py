"""``flask`` in the project's folder finds the application and its commands, also where nothing can be built yet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import FlaskGroup, ScriptInfo

from app import create_app
from app.cli import COMMANDS, bare_app
from app.problems import Problems, problem
from tests.cli.conftest import Terminal
from tests.sites import ROOT
from tests.writing import SCHEMA


def flask(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What the ``flask`` command of the environment says in the project's folder, with an instance in ``folder``."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FLASK_APP")}
    return subprocess.run([sys.executable, "-m", "flask", *words], cwd=ROOT, capture_output=True, text=True, check=False,
                          env={**kept, "INSTANCE": str(folder / "instance"), **settings})


def test_flask_finds_the_application_without_being_told(tmp_path: Path) -> None:
    said = flask(tmp_path, "schema", "check", "--lang", "en")
    assert (said.returncode, said.stdout.partition(":")[0], said.stderr) == (0, "No problems", "")
    assert not (tmp_path / "instance" / "zhenzhi.db").exists()


def test_broken_declarations_are_told_all_together_as_lines(tmp_path: Path) -> None:
    shutil.copytree(SCHEMA, tmp_path / "schema")
    mistakes = ("entities/hazard.yaml", "list: [number,", "list: [nummer,"), ("menu.yaml", "page: home", "page: hone")
    for name, old, new in mistakes:
        path = tmp_path / "schema" / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    said = flask(tmp_path, "schema", "check", "--lang", "en", SCHEMA=str(tmp_path / "schema"))
    places = [(line.partition(":")[0], line.split()[1]) for line in said.stdout.splitlines()]
    assert (said.returncode, said.stderr) == (1, "")
    assert places == [("schema/entities/hazard.yaml", "D203"), ("schema/menu.yaml", "D312")]
    assert all("Did you mean '" in line for line in said.stdout.splitlines())


def test_a_wrong_setting_is_one_line_through_flask_too(tmp_path: Path) -> None:
    said = flask(tmp_path, "schema", "check", PORT="eighty")
    assert (said.returncode, said.stdout, said.stderr) == (1, "", "Error: PORT must be a whole number, not 'eighty'.\n")


def test_every_command_is_one_of_flask(bare: Terminal) -> None:
    group = FlaskGroup(create_app=create_app)
    listed = CliRunner().invoke(group, ["--help"], obj=ScriptInfo(create_app=create_app)).output
    assert [each.name for each in COMMANDS if f"\n  {each.name} " not in listed] == []


def test_where_the_application_cannot_be_built_its_commands_remain_and_a_request_is_told_why() -> None:
    app = bare_app(Problems([problem("D005", file="menu.yaml")]))
    assert "schema" in app.cli.commands
    answer = app.test_client().get("/")
    assert (answer.status_code, "D005" in answer.text) == (503, True)


@pytest.mark.parametrize("words", [
    "seed", "demo load", "demo remove --yes", "clock run", "audit seal", "audit verify",
    "user create zhang --role village_clerk --unit 510923108225", "import hazard roster.csv --as zhang",
])
def test_before_init_every_other_command_says_so_and_makes_no_database(bare: Terminal, words: str) -> None:
    said = bare.run(*words.split(), "--lang", "en")
    assert (said.exit_code, "S010 The database is not prepared yet. Run flask init first." in said.output) == (1, True)
    assert not (bare.folder / "instance").exists()


def test_a_command_of_an_older_database_is_refused(small: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    (tmp_path / "migrations" / "versions" / "0999_later.py").write_text("")
    monkeypatch.setenv("MIGRATIONS", str(tmp_path / "migrations"))
    said = small.run("audit", "verify", "--lang", "en")
    assert (said.exit_code, said.output.split()[0]) == (1, "S006")


def test_every_command_and_option_says_what_it_is_for() -> None:
    def undocumented(command: object, name: str) -> list[str]:
        own = [] if getattr(command, "help", None) else [name]
        own += [f"{name} {each.name}" for each in getattr(command, "params", ())
                if getattr(each, "param_type_name", "") == "option" and not getattr(each, "help", None)]
        inner = getattr(command, "commands", {})
        return own + [word for key, each in inner.items() for word in undocumented(each, f"{name} {key}")]

    assert [word for each in COMMANDS for word in undocumented(each, str(each.name))] == []
