"""Imports in the background: queued, stored by whoever works the queue off, stopped, taken up again after a death."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.background import Background
from app.background.worker import Worker
from app.exchange import importing as storing
from tests.views.rosters import HEADINGS, PEOPLE, clerk, names, team, text, workbook
from tests.views.test_import_wizard import bring

__all__ = ["bring", "clerk", "team"]


@pytest.fixture
def imports(web):
    """The queue as a process beside the server's sees it."""
    made = Background(web.site, web.clock)
    made.tasks.beat()
    yield made.imports
    made.close()
    web.app.extensions["zhenzhi"].background.close()


@pytest.fixture
def queued(clerk, bring, imports, monkeypatch):
    """An import in the queue."""
    monkeypatch.setattr("app.views.register.import_steps.MOST_AT_ONCE", 0)

    def put(*rows, mode="good"):
        preview = bring(workbook(名册=[HEADINGS, *rows])).headers["Location"]
        assert clerk.send(preview + "/apply", {"mode": mode}).headers["Location"] == preview + "/result"
        return preview

    return put


def state(web, preview):
    table = web.site.models.system.import_run
    run = int(preview.rsplit("/", 1)[1])
    with unscoped("test"), web.town.sessions() as session:
        return session.execute(guarded(select(table.c.state).where(table.c.id == run))).scalar_one()


def test_a_page_shows_how_far_it_is_and_then_what_was_done(web, clerk, queued, imports):
    preview = queued(*PEOPLE)
    page = text(clerk.get(preview + "/result"))
    assert "正在排队" in page
    assert f'hx-get="{preview}/result"' in page
    assert names(web) == []
    assert "正在导入" in text(clerk.get("/imports/"))
    imports.tasks.note(f"import-{preview.rsplit('/', 1)[1]}", "rows", 1)
    assert "已处理 1 / 2 行" in text(clerk.get(preview + "/result"))
    assert imports.tasks.work_off() == 1
    assert names(web) == ["单样乙", "曾样甲"]
    assert "正在导入" not in text(clerk.get(preview + "/result"))
    assert [event for event, *_ in web.town.audit_events()].count("import") == 1


def test_it_is_stored_once_however_often_it_lies_in_the_queue(web, clerk, queued, imports):
    preview = queued(*PEOPLE)
    run = int(preview.rsplit("/", 1)[1])
    for _ in range(3):
        imports.task(run)
    assert imports.tasks.work_off() == 4
    assert len(names(web)) == 2
    assert clerk.send(preview + "/apply", {"mode": "good"}).status_code == 302
    assert imports.tasks.work_off() == 0


def test_all_or_none_comes_back_with_its_reason(web, clerk, queued, imports):
    preview = queued(*PEOPLE, [3, "解样丙", "138", "队员"], mode="all")
    imports.tasks.work_off()
    assert (names(web), state(web, preview)) == ([], "uploaded")
    assert clerk.get(preview + "/result", headers={"HX-Request": "true"}).headers["HX-Redirect"] == preview
    assert "有 1 行不合格" in text(clerk.get(preview))


def test_it_can_be_stopped_and_begun_anew(web, clerk, queued, imports):
    preview = queued(*PEOPLE)
    assert clerk.send(preview + "/cancel").headers["Location"] == preview + "/result"
    imports.tasks.work_off()
    assert (names(web), state(web, preview)) == ([], "uploaded")
    clerk.send(preview + "/apply", {"mode": "good"})
    imports.tasks.work_off()
    assert len(names(web)) == 2


def test_it_is_stopped_between_two_chunks(web, clerk, queued, imports, monkeypatch):
    monkeypatch.setattr(storing, "CHUNK", 1)
    preview = queued(*PEOPLE)
    real, seen = imports._watch, []

    def watch_and_cancel(run_id):
        watch = real(run_id)

        def each(found):
            seen.append(found.counts.rows)
            imports.cancel(run_id)
            watch(found)

        return each

    monkeypatch.setattr(imports, "_watch", watch_and_cancel)
    imports.tasks.work_off()
    assert (seen, names(web), state(web, preview)) == ([1], [], "uploaded")


def test_what_a_dead_process_left_is_taken_up_again(web, queued, imports):
    preview = queued(*PEOPLE)
    run = int(preview.rsplit("/", 1)[1])
    imports.tasks.huey.dequeue()  # taken by a process that then died
    with imports.tasks.lock(f"import-{run}"):
        assert imports.find_lost() == []  # somebody is at it
    assert imports.find_lost() == [run]
    assert imports.find_lost() == []  # it lies in the queue
    imports.tasks.work_off()
    assert len(names(web)) == 2


def test_an_error_of_ours_is_tried_again_and_then_said(web, clerk, queued, imports, monkeypatch):
    preview = queued(*PEOPLE)

    def breaks(*_args, **_how):
        raise RuntimeError("broken")

    monkeypatch.setattr("app.background.imports.apply", breaks)
    imports.tasks.work_off()
    assert state(web, preview) == "queued"
    for _ in range(2):
        imports.find_lost()
        imports.tasks.work_off()
    assert state(web, preview) == "uploaded"  # F058
    assert "导入时程序出错" in text(clerk.get(preview))


def test_who_lost_the_account_meanwhile_stores_nothing(web, queued, imports):
    preview = queued(*PEOPLE)
    duty = web.site.models.system.duty
    with unscoped("test"), web.site.engine.begin() as connection:
        connection.execute(update(duty).values(valid_to=web.clock.now.date().replace(year=2025)))
    imports.tasks.work_off()
    assert (names(web), state(web, preview)) == ([], "uploaded")


def test_a_thread_beside_the_server_does_it(web, clerk, queued, monkeypatch):
    monkeypatch.setattr("app.background.worker.EVERY", 0.01)
    preview = queued(*PEOPLE)
    workers = [Worker(web.site, clock=web.clock) for _ in range(2)]
    for each in workers:
        each.start()
    waited = threading.Event()
    for _ in range(400):
        if state(web, preview) == "applied" or waited.wait(0.05):
            break
    for each in workers:
        each.stop()
    assert len(names(web)) == 2


def test_somebody_elses_cannot_be_stopped(web, queued):
    preview = queued(*PEOPLE)
    assert web.as_role("village_leader", "225").send(preview + "/cancel").status_code == 404
