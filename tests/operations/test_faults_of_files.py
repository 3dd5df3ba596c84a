"""Disk full, read-only, locked while files come and go: one clear line, nothing lost, and it goes on without a restart."""

from __future__ import annotations

import gc
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Select, select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.background import Background, exports, tasks, worker
from app.background.worker import Worker
from app.model import looking, make_engine
from config import Settings
from tests.databases import PostgresServer
from tests.operations.conftest import chiefly_sqlite, on_one_database, on_postgres
from tests.operations.disks import Disk
from tests.operations.test_faults import clerk, disk, settings, sound, web
from tests.web import Person, WebTown

__all__ = ["clerk", "disk", "settings", "web"]  # fixtures

PEOPLE = 40


@pytest.fixture(autouse=True)
def _small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything goes to the background, which looks often."""
    monkeypatch.setattr(worker, "EVERY", 0.02)
    monkeypatch.setattr(worker, "AGAIN", 0.1)
    monkeypatch.setattr("app.views.register.exchanging.MOST_AT_ONCE", -1)


@pytest.fixture
def team(web: WebTown) -> int:
    return web.town.add("emergency_team", {"unit": web.town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})


@pytest.fixture
def held(web: WebTown) -> Callable[[], Any]:
    """Somebody else holds the database within the block."""
    @contextmanager
    def hold() -> Iterator[None]:
        with make_engine(web.site.engine.url.render_as_string(hide_password=False), pooled=False).connect() as other:
            other.exec_driver_sql("SELECT 1" if web.site.engine.dialect.name == "sqlite" else
                                  "LOCK TABLE team_member, audit_entry IN SHARE ROW EXCLUSIVE MODE")
            yield
            other.rollback()

    return hold


@pytest.fixture(autouse=True)
def _closed(web: WebTown) -> Iterator[None]:
    yield
    if web.app.extensions["zhenzhi"]._background:
        web.app.extensions["zhenzhi"].background.close()


def bring(web: WebTown, clerk: Person, team: int) -> Any:
    lines = "".join(f"张样{chr(0x4E00 + number)},1990{number:07d}\n" for number in range(PEOPLE))
    sent = {"file": (io.BytesIO(f"姓名,手机\n{lines}".encode()), "名册.csv"), "csrf_token": clerk.token(),
            "unit": str(web.town.unit("225")), "team": str(team)}
    return clerk.post("/team_member/import/", data=sent)


def told(answer: Any) -> tuple[int, str]:
    """The status, and the fault that a page tells."""
    page = answer.get_data(as_text=True)
    words = {"磁盘已满": "S013", "只读": "S014", "没有写": "S014", "占用": "S015"}
    return answer.status_code, next((code for word, code in words.items() if word in page), "")


def members(web: WebTown) -> int:
    return len(read(web, select(web.site.models.table("team_member").c.id)))


def state(web: WebTown) -> list[str]:
    table = web.site.models.system.import_run
    return read(web, select(table.c.state).order_by(table.c.id))


def read(web: WebTown, statement: Select[Any]) -> list[Any]:
    with unscoped("test"), web.town.sessions() as session:
        session.bind = looking(web.site.engine)  # waits for nobody
        return list(session.execute(guarded(statement)).scalars())


def kept(settings: Settings) -> list[str]:
    folder = settings.instance / "files" / "imports"
    return sorted(path.name for path in folder.glob("*") if path.name != "a-file-that-was-imported")


def ask(clerk: Person) -> Any:
    return clerk.send("/team_member/export/", {"format": "xlsx"})


def finished(clerk: Person) -> list[str]:
    return re.findall(r"/exports/[0-9a-f]{32}/file", clerk.get("/exports/").get_data(as_text=True))


@contextmanager
def at_work(web: WebTown) -> Iterator[Worker]:
    """The background of a server."""
    made = Worker(web.site, clock=web.clock)
    made.start()
    try:
        yield made
        assert made._thread.is_alive(), "whatever fails, it goes on"
    finally:
        made.stop()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# -- who waits -------------------------------------------------------------------------------------


@chiefly_sqlite
def test_an_upload_that_finds_no_room_leaves_nothing_and_is_taken_later(
        web: WebTown, clerk: Person, team: int, disk: Disk, settings: Settings) -> None:
    with disk.full():
        assert told(bring(web, clerk, team)) == (503, "S013")
        assert kept(settings) == []
    assert state(web) == []
    assert bring(web, clerk, team).status_code == 302
    assert len(kept(settings)) == 1
    assert sound(web)


@chiefly_sqlite
def test_an_upload_onto_a_read_only_disk_is_told(
        web: WebTown, clerk: Person, team: int, disk: Disk, settings: Settings) -> None:
    web.site.engine.dispose()  # as long as a file is open for writing a disk does not become read-only
    with disk.read_only():
        assert told(bring(web, clerk, team)) == (503, "S014")
        assert told(ask(clerk)) == (503, "S014")
    assert kept(settings) == []
    assert bring(web, clerk, team).status_code == 302
    assert ask(clerk).status_code == 302


@on_one_database
def test_an_import_that_finds_no_room_stores_nothing_and_can_be_repeated(
        web: WebTown, clerk: Person, team: int, disk: Disk) -> None:
    preview = bring(web, clerk, team).headers["Location"]
    with disk.full():
        found = told(clerk.send(preview + "/apply", {"mode": "all"}))
        assert found == (503, "S013")
    assert (members(web), state(web)) == (0, ["uploaded"])
    assert clerk.send(preview + "/apply", {"mode": "all"}).headers["Location"] == preview + "/result"
    assert (members(web), state(web), sound(web)) == (PEOPLE, ["applied"], True)


def test_an_import_into_a_database_that_somebody_holds_stores_nothing_and_can_be_repeated(
        web: WebTown, clerk: Person, team: int, held: Callable[[], Any]) -> None:
    preview = bring(web, clerk, team).headers["Location"]
    with held():
        assert told(clerk.send(preview + "/apply", {"mode": "all"})) == (503, "S015")
        assert clerk.get(preview).status_code == 200, "reading goes on"
    assert (members(web), state(web)) == (0, ["uploaded"])
    assert clerk.send(preview + "/apply", {"mode": "all"}).headers["Location"] == preview + "/result"
    assert (members(web), state(web)) == (PEOPLE, ["applied"])


# -- the background --------------------------------------------------------------------------------


@pytest.fixture
def queued(web: WebTown, clerk: Person, team: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """An import that waits for its turn."""
    monkeypatch.setattr("app.views.register.import_steps.MOST_AT_ONCE", 0)
    preview = bring(web, clerk, team).headers["Location"]
    clerk.send(preview + "/apply", {"mode": "all"})
    assert state(web) == ["queued"]
    return str(preview)


def test_work_that_finds_no_room_waits_and_is_done_once_there_is_some(
        web: WebTown, clerk: Person, queued: str, disk: Disk, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(clerk).status_code == 302
    with at_work(web), disk.full():
        with disk.full():
            time.sleep(0.5)
        until(lambda: state(web) == ["applied"] and len(finished(clerk)) == 1)
    assert members(web) == PEOPLE
    assert sound(web)
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the archive that could not be written
def test_a_workbook_for_which_there_is_too_little_room_leaves_nothing_half(
        web: WebTown, clerk: Person, queued: str, disk: Disk) -> None:
    background = Background(web.site, web.clock)
    background.work_off()
    assert ask(clerk).status_code == 302
    ballast = disk.path / "ballast-of-the-size"
    ballast.write_bytes(bytes(max(disk.free() - 24_000, 0)))
    (folder,) = background.exports.folder.iterdir()
    background.exports.make(folder.name)
    gc.collect()  # it complains here and not in a later test
    assert [path.name for path in folder.iterdir()] == ["asked.json"]
    ballast.unlink()
    background.exports.make(folder.name)
    assert sorted(path.name for path in folder.iterdir()) == ["asked.json", "book.xlsx"]
    background.close()


def test_work_in_a_database_that_somebody_holds_is_tried_again(
        web: WebTown, clerk: Person, queued: str, held: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TRIES", 1000)
    assert ask(clerk).status_code == 302
    with at_work(web), held():
        time.sleep(1)
        assert (members(web), state(web)) == (0, ["queued"])
        assert clerk.get("/exports/").status_code == 200
    with at_work(web):
        until(lambda: state(web) == ["applied"] and len(finished(clerk)) == 1)
    assert members(web) == PEOPLE


def test_what_cannot_be_stored_again_and_again_comes_back_with_the_reason(
        web: WebTown, clerk: Person, queued: str, monkeypatch: pytest.MonkeyPatch) -> None:
    background = Background(web.site, web.clock)

    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.background.imports.apply", full)
    monkeypatch.setattr(exports, "xlsx_export", full)
    assert ask(clerk).status_code == 302
    for _ in range(tasks.TRIES):
        background.work_off()
        background.find_lost()
    assert state(web) == ["uploaded"]
    assert "磁盘已满" in clerk.get(queued).get_data(as_text=True)
    assert "磁盘已满" in clerk.get("/exports/").get_data(as_text=True)
    background.close()


@on_postgres
def test_a_server_that_is_away_does_not_end_the_background(
        web: WebTown, clerk: Person, queued: str, postgres_server: PostgresServer) -> None:
    name = web.site.engine.url.database
    with at_work(web):
        postgres_server.run(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
        postgres_server.run(ended)
        time.sleep(0.5)
        postgres_server.run(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
        until(lambda: state(web) == ["applied"])
    assert members(web) == PEOPLE
