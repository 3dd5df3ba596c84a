"""Disk full, read-only, locked: one clear line, nothing lost, and afterwards it works again without a restart."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.application import build
from app.assembly import build_site, make_sessions
from app.definition import Definition
from app.model import engine as engines
from app.model import make_engine
from app.model.faults import fault_of
from app.problems import Problems
from app.safekeeping import Standing, back_up_daily, make_backup, restore_backup, standing
from app.safekeeping.traces import remember
from config import ROOT, Settings
from tests.databases import PostgresServer
from tests.operations.conftest import NOW, Office, chiefly_sqlite, later, on_one_database, on_postgres, refusal, state_of
from tests.operations.disks import Disk, small_disk
from tests.sites import Town
from tests.web import Clock, Person, WebTown

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": 2}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", 24) as made:
        yield made


@pytest.fixture
def settings(office: Office, disk: Disk, definition: Definition) -> Settings:
    """The office, moved to the small disk; on PostgreSQL only its folder."""
    office.town.site.engine.dispose()
    shutil.copytree(office.settings.instance, disk.path / "instance")
    url = office.settings.database_url
    if office.town.site.engine.dialect.name == "sqlite":
        shutil.copy(office.town.site.engine.url.database or "", disk.path / "site.db")
        url = f"sqlite:///{disk.path / 'site.db'}"
    made = Settings(database_url=url, instance=disk.path / "instance")
    remember(made, NOW)
    return made


@pytest.fixture
def web(settings: Settings, definition: Definition, office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebTown]:
    """The running application, which waits less long for locks than it does in an office."""
    short = tuple("PRAGMA busy_timeout=300" if "busy_timeout" in each else each for each in engines._SQLITE)
    monkeypatch.setattr(engines, "_SQLITE", short)
    monkeypatch.setattr(engines, "_POSTGRES", engines._POSTGRES.replace("lock_timeout=15000", "lock_timeout=300"))
    site = build_site(settings, definition, make_engine(settings.database))
    town = Town(site, make_sessions(site), office.town.units, office.town.departments)
    app = build(settings, site, Clock(town.now))
    app.testing = True
    app.config["SHOW_ERROR_PAGES"] = True
    app.test_client_class = Person
    yield WebTown(app, town, Clock(town.now))
    site.engine.dispose()


@pytest.fixture
def clerk(web: WebTown) -> Person:
    person = web.as_role("village_clerk")
    assert person.call("POST", "/api/v1/dispute/", {**CASE, "unit": web.town.unit("225")}).status_code == 201
    return person


def enter(web: WebTown, clerk: Person) -> tuple[int, str]:
    """A new case: the status, and the code where it was refused."""
    answer = clerk.call("POST", "/api/v1/dispute/", {**CASE, "unit": web.town.unit("225")})
    return answer.status_code, answer.json["errors"][0]["code"] if answer.status_code != 201 else ""


def bring(clerk: Person, case: int, size: int) -> tuple[int, str]:
    """A file to a case."""
    sent = {"file": (io.BytesIO(b"x" * size), "note.txt"), "csrf_token": clerk.token()}
    answer = clerk.post(f"/api/v1/dispute/{case}/files", data=sent, headers={"X-CSRFToken": clerk.token()})
    return answer.status_code, answer.json["errors"][0]["code"] if answer.status_code >= 400 else ""


def sound(web: WebTown) -> bool:
    if web.site.engine.dialect.name != "sqlite":
        return True
    with closing(sqlite3.connect(web.site.engine.url.database)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# -- people at work --------------------------------------------------------------------------------


@on_one_database
def test_a_full_disk_is_told_and_once_there_is_room_work_goes_on(web: WebTown, clerk: Person, disk: Disk) -> None:
    before, given = web.town.record_count("dispute"), []
    with disk.full():
        for _ in range(400):  # the write-ahead log may have room left for a while
            given.append(enter(web, clerk))
            if given[-1][0] != 201:
                break
        assert given[-1] == (503, "S013")
        assert clerk.get("/dispute/list/").status_code == 200, "reading goes on"
        page = clerk.send("/dispute/add", {**CASE, "unit": str(web.town.unit("225"))})
        assert page.status_code == 503
        assert "磁盘已满" in page.get_data(as_text=True)
    stored = sum(status == 201 for status, _ in given)
    assert web.town.record_count("dispute") == before + stored, "what was acknowledged is there, and nothing else"
    assert enter(web, clerk) == (201, "")
    assert sound(web)


@chiefly_sqlite
def test_a_file_that_finds_no_room_leaves_nothing_behind(web: WebTown, clerk: Person, disk: Disk, settings: Settings) -> None:
    folder = settings.instance / "files" / "attachments"
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    (disk.path / "ballast-of-the-size").write_bytes(bytes(disk.free() - 300_000))
    assert bring(clerk, 1, 450_000) == (503, "S013")
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == there
    (disk.path / "ballast-of-the-size").unlink()
    assert bring(clerk, 1, 450_000)[0] in (200, 201)


@on_one_database
def test_a_read_only_disk_is_told(web: WebTown, clerk: Person, disk: Disk) -> None:
    before = web.town.record_count("dispute")
    web.site.engine.dispose()  # as long as a file is open for writing a disk does not become read-only
    with disk.read_only():
        assert enter(web, clerk) == (503, "S014")
    assert enter(web, clerk) == (201, "")
    assert web.town.record_count("dispute") == before + 1


@on_postgres
def test_a_server_that_only_reads_is_told(web: WebTown, clerk: Person, postgres_server: PostgresServer) -> None:
    name = web.site.engine.url.database
    web.site.engine.dispose()
    postgres_server.run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    assert enter(web, clerk) == (503, "S014")
    assert clerk.get("/dispute/list/").status_code == 200
    postgres_server.run(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    web.site.engine.dispose()
    assert enter(web, clerk) == (201, "")


def test_a_database_that_somebody_holds_is_told_and_works_once_it_is_let_go(web: WebTown, clerk: Person) -> None:
    before = web.town.record_count("dispute")
    with make_engine(web.site.engine.url.render_as_string(hide_password=False), pooled=False).connect() as other:
        other.exec_driver_sql("SELECT 1" if web.site.engine.dialect.name == "sqlite" else
                              "LOCK TABLE dispute IN SHARE MODE")  # on SQLite every transaction that may write holds it
        assert enter(web, clerk) == (503, "S015")
        assert clerk.get("/dispute/list/").status_code == 200
        other.rollback()
    assert enter(web, clerk) == (201, "")
    assert web.town.record_count("dispute") == before + 1


# -- backups ---------------------------------------------------------------------------------------


def left_behind(settings: Settings) -> list[str]:
    return [path.name for path in (*settings.instance.glob("backup-work-*/*"), *settings.backups.glob("*"))]


def test_a_backup_that_finds_no_room_is_told_leaves_nothing_and_is_made_later(settings: Settings, disk: Disk) -> None:
    before = state_of(settings)
    with disk.full():
        with pytest.raises(Problems) as found:
            make_backup(settings, "manual", NOW)
        assert refusal(found) == "S013"
        assert left_behind(settings) == []
    assert make_backup(settings, "manual", NOW).manifest.rows == sum(len(rows) for rows in before.values())


@on_one_database
def test_at_whatever_byte_the_room_ends_nothing_half_is_left(settings: Settings, disk: Disk) -> None:
    make_backup(settings, "manual", NOW).kept.path.unlink()
    needed, codes = 12_000_000, set()
    for room in range(100_000, needed, 900_000):
        ballast = disk.path / "ballast-of-a-size"
        if disk.free() > room:
            ballast.write_bytes(bytes(disk.free() - room))
        try:
            make_backup(settings, "manual", NOW).kept.path.unlink()
        except Problems as found:
            codes.add(found.found[0].code)
            assert left_behind(settings) == []
        ballast.unlink(missing_ok=True)
    assert codes == {"S013"}


def files_in(settings: Settings) -> set[Path]:
    return {path for path in settings.instance.rglob("*") if path.is_file() and path.suffix != ".lock"}


def test_a_restore_that_finds_no_room_changes_nothing(settings: Settings, disk: Disk, tmp_path: Path) -> None:
    made = make_backup(settings, "manual", NOW, folder=tmp_path / "stick")
    before, files = state_of(settings), files_in(settings)
    with disk.full(), pytest.raises(Problems) as found:
        restore_backup(settings, made.kept.path, NOW, replace=True)
    assert refusal(found) == "S013"
    assert (state_of(settings), files_in(settings)) == (before, files)
    restore_backup(settings, made.kept.path, NOW, replace=True)
    assert state_of(settings) == before


@chiefly_sqlite
def test_a_folder_that_may_not_be_written_or_is_not_there_is_told(office: Office, disk: Disk, tmp_path: Path) -> None:
    with disk.read_only(), pytest.raises(Problems) as found:
        office.back_up(folder=disk.path / "backups")
    assert refusal(found) == "S014"
    (tmp_path / "a-file").touch()
    with pytest.raises(Problems) as found:
        office.back_up(folder=tmp_path / "a-file" / "backups")
    assert refusal(found) == "S016"


@chiefly_sqlite
def test_the_daily_backup_notes_its_failure_and_tries_again_an_hour_later(settings: Settings, disk: Disk) -> None:
    tomorrow = later(26)
    with disk.full():
        back_up_daily(settings, tomorrow)
    state = standing(settings, tomorrow)
    assert (state.newest, failure(state)) == (None, None), "a full disk takes no note of it, either"
    with disk.read_only():
        back_up_daily(settings, tomorrow)
    if settings.backups.is_dir():
        settings.backups.rmdir()
    (settings.instance / "backups").touch()  # a folder that cannot be one
    back_up_daily(settings, tomorrow)
    assert failure(standing(settings, tomorrow)) in ("S014", "S016")
    (settings.instance / "backups").unlink()
    back_up_daily(settings, later(26.5))
    assert standing(settings, later(26.5)).newest is None, "not before the hour is over"
    back_up_daily(settings, later(27.1))
    state = standing(settings, later(28.1))
    assert (failure(state), round((state.age or later(0) - NOW).total_seconds())) == (None, 3600)


def failure(state: Standing) -> str | None:
    return state.tried.code if state.tried else None


# -- starts ----------------------------------------------------------------------------------------


def start(settings: Settings, **how: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url, "DEMO": "0",
                   "SEEDS": str(settings.seeds)}
    return subprocess.run([sys.executable, "-m", "app.cli", "init", "--lang", "en"], cwd=ROOT, env=environment, text=True,
                          capture_output=True, timeout=120, check=False, **how)  # type: ignore[call-overload,no-any-return]


def little_seeds(folder: Path) -> Path:
    """The county alone."""
    lines = (ROOT / "seeds" / "01-unit.csv").read_text("utf-8-sig").splitlines()
    (folder / "01-unit.csv").write_text("\n".join(lines[:2]), encoding="utf-8")
    (folder / "seeds.yaml").write_text("files:\n  - {file: 01-unit.csv, register: unit, parts: level, source: test}\n")
    return folder


@on_one_database
def test_a_start_on_a_read_only_disk_is_one_line(settings: Settings, disk: Disk) -> None:
    with disk.read_only():
        done = start(settings)
    words = [line.split()[0] for line in done.stdout.splitlines()]
    assert (done.returncode, words, done.stderr) == (1, ["Preparing", "S014"], "")


def test_a_first_start_without_room_is_one_line_and_the_next_one_succeeds(tmp_path: Path, disk: Disk) -> None:
    settings = Settings(instance=disk.path / "instance", seeds=little_seeds(tmp_path))
    with disk.full():
        done = start(settings)
        assert (done.returncode, done.stdout.splitlines()[-1].split()[0], done.stderr) == (1, "S013", "")
    done = start(settings)
    assert (done.returncode, done.stderr) == (0, "")


@chiefly_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_where_no_disk_can_be_had_a_limit_on_the_size_of_files_says_the_same(office: Office, backend: str) -> None:
    def limited() -> None:
        import resource  # there is none on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    office.attach("big.txt", os.urandom(250_000).hex().encode())
    environment = {**os.environ, "INSTANCE": str(office.settings.instance), "DATABASE_URL": office.settings.database_url}
    command = [sys.executable, "-m", "app.cli", "backup", "make", "--lang", "en"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
                          preexec_fn=limited)
    assert (done.returncode, done.stdout.split()[0] in ("S013", "S016"), done.stderr) == (1, True, "")
    assert left_behind(office.settings) == []


# -- what a failure means ----------------------------------------------------------------------------


@pytest.mark.parametrize(("error", "code"), [
    (OSError(28, "No space left on device"), "S013"), (OSError(30, "Read-only file system"), "S014"),
    (PermissionError(13, "Permission denied"), "S014"), (OSError(5, "Input/output error"), "S016"),
    (sqlite3.OperationalError("database or disk is full"), "S013"), (sqlite3.OperationalError("disk I/O error"), "S016"),
    (sqlite3.OperationalError("attempt to write a readonly database"), "S014"),
    (sqlite3.OperationalError("database is locked"), "S015"), (sqlite3.OperationalError("no such table: unit"), None),
    (sqlite3.DatabaseError("file is not a database"), "S012"),
    (sqlite3.DatabaseError("database disk image is malformed"), "S012"),
    (ValueError("disk is full"), None), (ConnectionResetError(104, "reset"), None),
])
def test_what_a_failure_means(error: Exception, code: str | None) -> None:
    found = fault_of(error)
    assert (found.code if found else None) == code
    wrapped = fault_of(sa.exc.DBAPIError("SELECT secret", {}, error))
    assert (wrapped.code if wrapped else None) == code
    if wrapped:
        assert "secret" not in wrapped.message("en")
