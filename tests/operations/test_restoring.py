"""A backup takes the place of what is there wholly or not at all, and what was there is kept."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.fieldtypes import sealing
from app.problems import Problems
from app.safekeeping import encryption, kept_backups, restore_backup
from config import Settings
from tests.behaviours.cases import dispute
from tests.operations.conftest import NOW, PASSPHRASE, Office, chiefly_sqlite, later, on_one_database, refusal, state_of


def rewritten(path: Path, change: Callable[[dict[str, object]], None]) -> Path:
    """The same backup with another manifest."""
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            target.writestr(name, content)
    return other


def refused(office: Office, path: Path, **how: object) -> str:
    """The code with which a restore is refused that changes nothing."""
    before = state_of(office.settings)
    with pytest.raises(Problems) as found:
        office.restore(path, **{"replace": True, **how})
    assert state_of(office.settings) == before
    return refusal(found)


@chiefly_sqlite
def test_rows_are_not_overwritten_unless_that_is_asked_for(office: Office) -> None:
    made = office.back_up()
    dispute(office.town, title="后来的纠纷")
    assert refused(office, made.kept.path, replace=False) == "S025"
    assert sorted(path.name for path in office.settings.instance.iterdir() if "before" in path.name) == []


def test_what_was_there_is_kept_and_can_itself_be_put_back(office: Office, backend: str) -> None:
    made, first = office.back_up(), state_of(office.settings)
    dispute(office.town, title="后来的纠纷")
    office.attach("补充.txt", b"later")
    second, files = state_of(office.settings), office.attachments()
    done = office.restore(made.kept.path, replace=True, now=later(1))
    assert state_of(office.settings) == first
    assert office.attachments() == files, "names are given once: the later files hurt nobody"
    (aside,) = done.aside
    if backend == "sqlite":
        assert state_of(replace(office.settings, database_url=f"sqlite:///{aside}")) == second
    else:
        office.restore(aside, replace=True, now=later(2))
        assert state_of(office.settings) == second


def test_people_go_on_working_after_it(office: Office) -> None:
    made = office.back_up()
    office.restore(made.kept.path, replace=True, now=later(1))
    highest = max(row[0] for row in state_of(office.settings)["dispute"])
    assert dispute(office.town, title="恢复之后") > highest
    engine = office.town.site.engine
    for act in ("DELETE FROM history", "UPDATE history SET reason = 'x'"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(act)


@on_one_database
@pytest.mark.parametrize("content", [b"", b"village,name\n1,2\n", b"PK\x05\x06" + bytes(18), "another archive", None])
def test_what_is_no_backup_of_ours_is_refused(office: Office, tmp_path: Path, content: bytes | str | None) -> None:
    path = tmp_path / "some.zip"
    if isinstance(content, str):
        with zipfile.ZipFile(path, "w") as other:
            other.writestr("manifest.json", '{"program": "another"}')
    elif content is not None:
        path.write_bytes(content)
    assert refused(office, path) == "S020"


DAMAGES = {"flip": lambda content, at: content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :],
           "cut": lambda content, at: content[:at], "hole": lambda content, at: content[:at] + bytes(512) + content[at + 512 :]}


@on_one_database
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["open", "locked"])
@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.prove)])
def test_a_damaged_one_is_refused_wherever_it_is_damaged(office: Office, count: int, passphrase: str | None,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    whole = office.back_up(passphrase=passphrase).kept.path.read_bytes()
    path = office.settings.backups / f"damaged.{'zzb' if passphrase else 'zip'}"
    before, chance = state_of(office.settings), random.Random(20260805)  # noqa: S311
    monkeypatch.setattr("app.safekeeping.encryption._made", kept_in_mind())
    for number in range(count):
        damage = chance.choice(sorted(DAMAGES))
        path.write_bytes(DAMAGES[damage](whole, chance.randrange(len(whole))))
        if path.read_bytes() == whole:
            continue
        code = outcome(office, path, passphrase)
        # None: bytes of the zip that say nothing, such as a time or a flag of the file system
        assert code in {"S020", "S021", "S022", "S024", None if damage != "cut" else "S021"}, (number, damage)
    assert state_of(office.settings) == before


def outcome(office: Office, path: Path, passphrase: str | None) -> str | None:
    """The code of the refusal, None where it was restored."""
    try:
        office.restore(path, replace=True, passphrase=passphrase)
    except Problems as found:
        return found.found[0].code
    return None


def kept_in_mind() -> Callable[..., object]:
    """The derivation of keys is slow on purpose; the same header has the same key."""
    return cache(encryption._made)


@on_one_database
def test_a_newer_one_is_refused_with_what_it_needs(office: Office) -> None:
    path = office.back_up().kept.path
    assert refused(office, rewritten(path, lambda manifest: manifest.update(revision="9999"))) == "S022"
    assert refused(office, rewritten(path, lambda manifest: manifest.update(format=2))) == "S022"


@on_one_database
def test_one_of_the_other_kind_of_database_is_refused(office: Office) -> None:
    path = office.back_up().kept.path
    assert refused(office, rewritten(path, lambda manifest: manifest.update(database="oracle"))) == "S026"


@on_one_database
@pytest.mark.parametrize("name", ["files/../../over.txt", "/etc/over.txt", "files/a\\..\\over.txt", "files/C:over.txt"])
def test_names_that_lead_elsewhere_are_refused(office: Office, name: str) -> None:
    path = office.back_up().kept.path

    def with_one_more(manifest: dict[str, dict[str, object]]) -> None:
        manifest["members"][name] = {"size": 2, "sha256": "0" * 64}

    other = rewritten(path, with_one_more)  # type: ignore[arg-type]
    with zipfile.ZipFile(other, "a") as opened:
        opened.writestr(name, "no")
    assert refused(office, other) == "S021"


@on_one_database
def test_a_member_that_is_larger_than_it_says_is_not_unpacked(office: Office) -> None:
    path = office.back_up().kept.path
    member = next(name for name in zipfile.ZipFile(path).namelist() if name.startswith("files/imports"))
    other = path.with_name("bomb.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, bytes(50_000_000) if name == member else source.read(name))
    assert refused(office, other) == "S021"


def test_while_somebody_has_the_database_open_it_is_not_exchanged(office: Office) -> None:
    path = office.back_up().kept.path
    with office.town.site.engine.connect() as busy:
        busy.exec_driver_sql("SELECT count(*) FROM unit")
        assert refused(office, path) == "S027"
    office.restore(path, replace=True, now=later(1))


@on_one_database
def test_other_keys_are_noticed_before_anything_is_done(office: Office, elsewhere: Settings) -> None:
    opened, locked = office.back_up().kept.path, office.back_up(passphrase=PASSPHRASE).kept.path
    with pytest.raises(Problems) as found:
        restore_backup(elsewhere, opened, NOW)
    assert refusal(found) == "S028"
    own = replace(elsewhere, field_key="ab" * 32)
    with pytest.raises(Problems) as found:
        restore_backup(own, locked, NOW, passphrase=PASSPHRASE)
    assert refusal(found) == "S033"


@on_one_database
def test_keys_that_were_there_are_kept_under_another_name(office: Office, elsewhere: Settings) -> None:
    locked, own = office.back_up(passphrase=PASSPHRASE).kept.path, sealing.site_keys()
    theirs = json.dumps({"secret_key": "s" * 40, "field_key": "cd" * 32, "index_key": "ef" * 32})
    (elsewhere.instance / "keys.json").write_text(theirs)
    done = restore_backup(elsewhere, locked, NOW, passphrase=PASSPHRASE)
    assert [path.read_text() for path in done.aside] == [theirs]
    assert json.loads((elsewhere.instance / "keys.json").read_text()) == json.loads(
        (office.settings.instance / "keys.json").read_text())
    sealing.use(own)


class _Broken(Exception):
    pass


@pytest.mark.parametrize(("backend", "step"), [
    *(("sqlite", step) for step in ("write_keys", "_add_file", "upgrade or examine", "commit")),
    *(pytest.param("postgres", step, marks=pytest.mark.postgres) for step in ("upgrade or examine", "commit")),
    *(pytest.param("postgres", step, marks=[pytest.mark.postgres, pytest.mark.prove]) for step in ("write_keys", "_add_file"))])
def test_a_restore_that_breaks_off_changes_nothing(office: Office, elsewhere: Settings, backend: str, step: str,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    locked = office.back_up(passphrase=PASSPHRASE).kept.path
    theirs = json.dumps({"secret_key": "s" * 40, "field_key": "cd" * 32, "index_key": "ef" * 32})
    (elsewhere.instance / "keys.json").write_text(theirs)

    def broken(*_given: object, **_named: object) -> None:
        raise _Broken

    kind = f"app.safekeeping.{'sqlite' if backend == 'sqlite' else 'postgres'}_database"
    place = {"upgrade or examine": f"{kind}.{'_examined' if backend == 'sqlite' else '_copy_in'}",
             "commit": "pathlib.Path.replace" if backend == "sqlite" else "sqlalchemy.Connection.commit"}
    monkeypatch.setattr(place.get(step, f"app.safekeeping.restoring.{step}"), broken)
    if step == "commit" and backend == "sqlite":  # only the last renaming
        monkeypatch.undo()
        monkeypatch.setattr(f"{kind}.SqliteDatabase._take_place", broken)
    with pytest.raises(_Broken):
        restore_backup(elsewhere, locked, NOW, passphrase=PASSPHRASE)
    monkeypatch.undo()
    assert state_of(elsewhere) == {}
    if backend == "sqlite":
        (elsewhere.instance / "zhenzhi.db").unlink()  # made by looking
    left = [path.relative_to(elsewhere.instance).as_posix() for path in elsewhere.instance.rglob("*") if path.is_file()]
    assert [name for name in left if not name.endswith((".lock", "-wal", "-shm"))] == ["keys.json"]
    assert (elsewhere.instance / "keys.json").read_text() == theirs
    own = sealing.site_keys()
    restore_backup(elsewhere, locked, NOW, passphrase=PASSPHRASE)
    assert state_of(elsewhere) == state_of(office.settings)
    sealing.use(own)


@on_one_database
@pytest.mark.parametrize("damage", ["header", "page"])
def test_a_damaged_database_gives_way_and_is_kept(office: Office, damage: str) -> None:
    made, before = office.back_up(), state_of(office.settings)
    path = Path(office.town.site.engine.url.database or "")
    with path.open("r+b") as file:
        file.seek(0 if damage == "header" else 4096 * 3)
        file.write(os.urandom(4096 * (1 if damage == "header" else 40)))
    broken = path.read_bytes()
    with pytest.raises(Problems) as found:
        office.restore(made.kept.path)
    assert refusal(found) == "S025"
    (aside,) = office.restore(made.kept.path, replace=True).aside
    assert aside.read_bytes() == broken
    assert state_of(office.settings) == before


@on_one_database
def test_on_a_disk_without_links_it_works_as_well(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made, before = office.back_up(), state_of(office.settings)
    dispute(office.town, title="后来的纠纷")

    def no_links(*_given: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    (aside,) = office.restore(made.kept.path, replace=True).aside
    assert (state_of(office.settings), aside.is_file()) == (before, True)


@on_one_database
def test_references_that_lead_nowhere_are_found_in_what_is_restored(office: Office, tmp_path: Path) -> None:
    path = office.back_up().kept.path
    database = tmp_path / "loose.db"
    database.write_bytes(zipfile.ZipFile(path).read("database/zhenzhi.db"))
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("UPDATE dispute SET unit_id = 4711")
    digest = shutil.copyfile(database, tmp_path / "x").read_bytes()
    def stated(manifest: dict[str, dict[str, object]]) -> None:
        manifest["members"]["database/zhenzhi.db"] = {"size": len(digest), "sha256": hashlib.sha256(digest).hexdigest()}

    other = rewritten(path, stated)  # type: ignore[arg-type]
    with zipfile.ZipFile(other) as source, zipfile.ZipFile(path.with_name("loose.zip"), "w") as target:
        for name in source.namelist():
            target.writestr(name, digest if name == "database/zhenzhi.db" else source.read(name))
    assert refused(office, path.with_name("loose.zip")) == "S021"


def test_a_restore_makes_no_other_backup_than_it_says(office: Office, backend: str) -> None:
    made = office.back_up()
    office.restore(made.kept.path, replace=True, now=later(1))
    occasions = [each.occasion for each in kept_backups(office.settings.backups)]
    assert occasions == (["manual"] if backend == "sqlite" else ["restore", "manual"])
