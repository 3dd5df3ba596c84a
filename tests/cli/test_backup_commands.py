"""``flask backup`` and ``flask restore``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.migrating import MIGRATIONS
from config import Settings
from tests.cli.conftest import Terminal
from tests.operations.conftest import head

PASSPHRASE = "九月的稻田 and 12 sparrows"


@pytest.fixture
def kept(small: Terminal) -> Terminal:
    """The small county at the newest revision."""
    assert small.town
    head(Settings(database_url=small.town.site.engine.url.render_as_string(hide_password=False)), MIGRATIONS.head or "")
    small.town.site.engine.dispose()  # a restore wants the database for itself
    return small


def backups(terminal: Terminal) -> list[Path]:
    return sorted((terminal.folder / "instance" / "backups").iterdir())


def test_without_a_further_word_one_is_made(kept: Terminal) -> None:
    said = kept.run("backup")
    assert said.exit_code == 0, said.output
    (path,) = backups(kept)
    assert said.output.startswith(f"已备份并试恢复：{path}")
    assert said.output.splitlines()[1].startswith("S035 ")
    assert kept.town is not None
    assert kept.town.audit_events()[-1][0] == "backup"


def test_the_list_tells_how_old_the_newest_is(kept: Terminal) -> None:
    assert kept.run("backup", "list", "--lang", "en").output.startswith("There is no backup in ")
    kept.run("backup", "make")
    told = json.loads(kept.run("backup", "list", "--json").output)
    assert (len(told["backups"]), told["age_hours"], told["backups"][0]["occasion"]) == (1, 0.0, "manual")
    assert "最近一次备份在 0.0 小时前。" in kept.run("backup", "list").output


def test_keep_leaves_as_many_as_it_says(kept: Terminal) -> None:
    for _ in range(2):
        kept.run("backup", "make")
    said = kept.run("backup", "make", "--keep", "1", "--lang", "en")
    assert (len(backups(kept)), said.output.count("removed: ")) == (1, 2)


def test_a_locked_one_asks_for_its_passphrase(kept: Terminal) -> None:
    assert "12" in kept.run("backup", "make", "--encrypt", typed="short\n").output
    said = kept.run("backup", "make", "--encrypt", "--to", str(kept.folder / "stick"), typed=f"{PASSPHRASE}\n")
    (path,) = (kept.folder / "stick").iterdir()
    assert (said.exit_code, len(said.output.splitlines()), path.suffix) == (0, 1, ".zzb")
    assert kept.run("backup", "check", str(path), "--lang", "en", typed=f"{PASSPHRASE}\n").output.startswith("Sound: of ")
    assert kept.run("backup", "check", str(path), typed="something else\n").output.startswith("S024 ")
    assert kept.run("backup", "check", str(path), typed="\n").output.startswith("S023 ")


def test_restore_refuses_to_overwrite_and_replaces_when_told_so(kept: Terminal) -> None:
    kept.run("backup")
    (path,) = backups(kept)
    refused = kept.run("restore", str(path), "--lang", "en")
    assert (refused.exit_code, refused.output.split()[0]) == (1, "S025")
    done = kept.run("restore", str(path), "--replace", "--lang", "en")
    assert (done.exit_code, done.output.split(":")[0]) == (0, "Restored")
    assert "What was there is kept at: " in done.output
    assert kept.town is not None
    assert kept.town.audit_events()[-1][0] == "restore"


def test_what_cannot_be_is_one_line(kept: Terminal, bare: Terminal) -> None:
    for words, code in ((["backup"], "S010"), (["restore", "none.zip"], "S020"), (["backup", "check", "none.zip"], "S020")):
        said = bare.run(*words)
        assert (said.exit_code, said.output.split()[0], len(said.output.splitlines())) == (1, code, 1)
