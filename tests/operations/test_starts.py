"""A start refuses a database that it should not work with, in one line, and makes nothing in place of what is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.assembly import build_site
from app.migrating import MIGRATIONS
from app.preparation import is_prepared, prepare, refuse_unsound
from app.problems import Problems
from app.safekeeping import restore_backup
from app.safekeeping.traces import remember, was_here
from app.serving.starting import get_ready
from config import ROOT, Settings
from tests.databases import PostgresServer
from tests.operations.conftest import (
    NOW,
    PASSPHRASE,
    Office,
    chiefly_sqlite,
    head,
    later,
    on_one_database,
    on_postgres,
    refusal,
    state_of,
)


def path_of(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


@pytest.fixture
def ready(office: Office) -> Settings:
    """An installation that was prepared, and is at rest."""
    settings = replace(office.settings, demo=False, seeds=office.settings.instance / "no-seeds")
    prepare(settings, now=NOW).site.engine.dispose()
    assert is_prepared(settings)
    office.town.site.engine.dispose()
    return settings


def started(settings: Settings) -> str:
    """The code with which a start is refused."""
    with pytest.raises(Problems) as found:
        get_ready(settings)
    return refusal(found)


def came_from(settings: Settings) -> str | None:
    """Prepare, and let go of the database; the revision that it was at."""
    done = prepare(settings, now=NOW)
    done.site.engine.dispose()
    return done.came_from


@chiefly_sqlite
def test_a_sound_one_is_served(ready: Settings) -> None:
    refuse_unsound(ready)


@on_one_database
@pytest.mark.parametrize("left", ["nothing", "an empty file", "the marker of the init step"])
def test_no_empty_database_is_made_in_place_of_one_that_is_gone(ready: Settings, left: str) -> None:
    path_of(ready).unlink()
    if left == "an empty file":
        path_of(ready).touch()
    if left != "the marker of the init step":
        (ready.instance / "prepared.json").unlink()
    assert started(ready) == "S011"
    assert not path_of(ready).exists() or not path_of(ready).stat().st_size


@on_postgres
def test_no_tables_are_made_in_an_empty_one_in_place_of_one_that_is_gone(
        ready: Settings, postgres_server: PostgresServer) -> None:
    name = ready.database.rpartition("/")[2]
    postgres_server.drop_database(name)
    postgres_server.run(f'CREATE DATABASE "{name}"')
    assert started(ready) == "S011", "prepared, says the marker; the database says otherwise"
    (ready.instance / "prepared.json").unlink()
    assert started(ready) == "S011"
    assert state_of(ready) == {}


def test_who_wants_to_begin_anew_says_so_by_taking_the_marker_away(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path / "instance", seeds=tmp_path)
    prepare(settings, now=NOW).site.engine.dispose()
    path_of(settings).unlink()
    with pytest.raises(Problems) as found:
        prepare(settings, now=NOW)
    assert str(tmp_path / "instance" / "database.json") in found.value.found[0].message("en")
    (tmp_path / "instance" / "database.json").unlink()
    assert came_from(settings) is None


@chiefly_sqlite
def test_another_database_may_be_named_at_any_time(ready: Settings, tmp_path: Path) -> None:
    other = replace(ready, database_url=f"sqlite:///{tmp_path / 'other.db'}")
    assert (was_here(ready), was_here(other)) == (True, False)
    assert came_from(other) is None
    assert (was_here(ready), was_here(other)) == (True, True)


@on_one_database
@pytest.mark.parametrize(("damage", "prepared"), [
    ("the first page", True), ("pages in the middle", False), ("cut off", True), ("a text", False),
    *(pytest.param(*each, marks=pytest.mark.prove) for each in (
        ("the first page", False), ("pages in the middle", True), ("cut off", False), ("a text", True)))])
def test_a_damaged_one_is_refused_and_left_as_it_is(ready: Settings, damage: str, prepared: bool) -> None:
    path = path_of(ready)
    content = path.read_bytes()
    middle = len(content) // 2 // 4096 * 4096
    path.with_suffix(".new").write_bytes({
        "the first page": os.urandom(4096) + content[4096:], "cut off": content[:middle],
        "pages in the middle": content[:middle] + os.urandom(4096 * 20) + content[middle + 4096 * 20 :],
        "a text": b"village,name\n" * 500}[damage])
    broken = path.with_suffix(".new").read_bytes()
    if prepared:
        path.write_bytes(broken)
    else:
        path.with_suffix(".new").replace(path)
    assert is_prepared(ready) == prepared
    assert started(ready) == "S012"
    assert path.read_bytes() == broken


@chiefly_sqlite
def test_a_newer_one_is_refused_however_it_came_there(ready: Settings) -> None:
    head(ready, "9999")
    assert is_prepared(ready)
    assert started(ready) == "S002"
    (ready.instance / "prepared.json").unlink()
    assert started(ready) == "S002"


@chiefly_sqlite
def test_lost_keys_are_not_replaced_by_new_ones(ready: Settings) -> None:
    keys = ready.instance / "keys.json"
    kept = keys.read_bytes()
    keys.unlink()
    with pytest.raises(Problems) as found:
        build_site(ready)
    assert (refusal(found), keys.exists()) == ("S017", False)
    keys.write_text(json.dumps({"secret_key": "s" * 40, "field_key": "ab" * 32, "index_key": "cd" * 32}))
    assert started(ready) == "S017"
    keys.write_bytes(kept)
    refuse_unsound(ready)


def test_after_a_restore_the_next_start_brings_everything_into_order(ready: Settings, office: Office) -> None:
    made = office.back_up(passphrase=PASSPHRASE)
    restore_backup(ready, made.kept.path, later(1), replace=True, passphrase=PASSPHRASE)
    assert not is_prepared(ready)
    assert came_from(ready) == MIGRATIONS.head
    assert is_prepared(ready)


@on_one_database
@pytest.mark.parametrize("server", ["waitress", "gunicorn"])
def test_what_stops_a_start_is_one_line_and_not_a_trace(ready: Settings, server: str) -> None:
    remember(ready, NOW)
    path_of(ready).write_bytes(b"village,name\n" * 500)
    command = {"waitress": ["-m", "app.serving"], "gunicorn": ["-c", "import app.serving.wsgi"]}[server]
    environment = {**os.environ, "INSTANCE": str(ready.instance), "DATABASE_URL": ready.database_url, "DEMO": "0"}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == {"waitress": 1, "gunicorn": 3}[server]
    assert done.stderr.startswith("S012 ")
    assert len(done.stderr.strip().splitlines()) == 1
