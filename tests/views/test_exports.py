"""Large workbooks: made in the background for one person, and handed out while what they were made under still stands."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from app.access import accounts
from app.access.viewer import unscoped
from app.background import Background
from app.background.exports import MOST_WAITING
from app.background.worker import Worker
from app.problems import problem
from tests.exchange.conftest import Rosters, actions, faults
from tests.exchange.files import bytes_file, person

FULL = {"full": "yes", "purpose": "核对名册"}


def text(response):
    return response.get_data(as_text=True)


def said(code, **values):
    return problem(code, **values).message("zh")


@pytest.fixture(autouse=True)
def _all_are_large(monkeypatch):
    monkeypatch.setattr("app.views.register.exchanging.MOST_AT_ONCE", 0)


@pytest.fixture
def background(web):
    """The work as a process beside the server's sees it."""
    made = Background(web.site, web.clock)
    made.tasks.beat()
    yield made
    made.close()
    web.app.extensions["zhenzhi"].background.close()


@pytest.fixture
def people(web):
    """Two members in village 225, one in 226."""
    for tail, name in (("225", "张样甲"), ("225", "张样乙"), ("226", "张样丙")):
        unit = web.town.unit(tail)
        team = web.town.add("emergency_team", {"unit": unit, "name": f"{tail}{name}分队", "kind": "detachment"})
        web.town.add("team_member", {"team": team, "unit": unit, "name": name, "id_number": person(ord(name[2]) % 900),
                                     "phone": "19900000001", "post": "=1+1", "skills": "007"})


@pytest.fixture
def office(web, people):
    return web.as_role("town_clerk", "510923108000")


def ask(browser, query="", **given):
    return browser.send(f"/team_member/export/{query}", {"format": "xlsx", **given})


def files(browser):
    """The addresses of what can be fetched."""
    return re.findall(r"/exports/[0-9a-f]{32}/file", text(browser.get("/exports/")))


def fetched(browser, address):
    """The status and the file."""
    with browser.get(address) as answer:
        return answer.status_code, answer.data


def rows(browser, address):
    sheet = load_workbook(io.BytesIO(fetched(browser, address)[1])).worksheets[0]
    head, *found = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(head, row, strict=True)) for row in found]


def test_it_is_asked_for_made_and_fetched(web, office, background):
    assert ask(office).headers["Location"] == "/exports/"
    page = text(office.get("/exports/"))
    assert "正在排队" in page
    assert 'hx-get="/exports/"' in page
    assert files(office) == []
    assert background.work_off() == 1
    page = text(office.get("/exports/"))
    assert "共 3 行" in page
    assert 'hx-get="/exports/"' not in page
    (address,) = files(office)
    *found, last = rows(office, address)
    assert [row["姓名"] for row in found] == ["张样甲", "张样乙", "张样丙"]
    assert re.match(r"导出人：town_clerk.*导出时间：2026-08-05 10:00.*条件：全部.*共 3 行", next(filter(None, last.values())))
    assert [event for event, *_ in web.town.audit_events()][-2:] == ["export", "export_fetched"]


def test_the_query_of_the_list_says_which_rows_and_the_footer_says_so(web, office, background):
    ask(office, f"?under={web.town.unit('226')}&q=张样")
    background.work_off()
    *found, last = rows(office, *files(office))
    assert [row["姓名"] for row in found] == ["张样丙"]
    assert "宝祥村" in next(filter(None, last.values()))


def test_numbers_are_masked_unless_they_were_asked_for_with_a_purpose(web, office, background):
    assert ask(office, full="yes").status_code == 422
    ask(office)
    ask(office, **FULL)
    background.work_off()
    masked, full = sorted((rows(office, each) for each in files(office)), key=lambda found: "*" not in found[0]["联系电话"])
    assert (masked[0]["联系电话"], full[0]["联系电话"]) == ("199****0001", "19900000001")
    assert ("export", "核对名册", 3) in web.town.audit_events()
    assert ("export_fetched", "核对名册", 3) in web.town.audit_events()


def test_it_comes_back_without_a_change_and_is_no_formula(web, office, background, tmp_path):
    ask(office, **FULL)
    background.work_off()
    content = fetched(office, files(office)[0])[1]
    assert rows(office, files(office)[0])[0]["队内职务"] == "'=1+1"
    found = Rosters(web.town, tmp_path, {}).look(bytes_file(tmp_path, content, name="导出.xlsx"))
    assert (faults(found), set(actions(found).values()), len(actions(found))) == ([], {"same"}, 3)


def set_duty(web, **values):
    table = web.site.models.system.duty
    with unscoped("test"), web.site.engine.begin() as connection:
        connection.execute(update(table).where(table.c.role == "town_clerk").values(**values))
        accounts.raise_epoch_on(connection, web.site.models)


@pytest.mark.parametrize(("change", "code"), [
    ({"role": "grid_officer"}, "A003"), ({"role": "village_leader"}, "A003"), ({"unit_id": "510923107000"}, "F062"), ({}, "")])
def test_a_duty_that_was_taken_away_since_refuses_the_file(web, office, background, change, code):
    ask(office, **FULL)
    background.work_off()
    (address,) = files(office)
    if "unit_id" in change:
        change = {"unit_id": web.town.unit(change["unit_id"])}
    if change:
        set_duty(web, **change)
    status, content = fetched(office, address)
    assert status == (403 if code else 200)
    if code:
        assert "refused" in [event for event, *_ in web.town.audit_events()]
    if code == "F062":
        assert said(code) in content.decode()


def test_a_duty_that_was_added_refuses_nothing(web, office, background):
    ask(office)
    background.work_off()
    user = web._people["town_clerk", "510923108000", None][0]
    with unscoped("test"), web.site.engine.begin() as connection:
        accounts.grant_duty(connection, web.site.models, user_id=user, role="village_clerk", unit_id=web.town.unit("225"),
                            department_id=None, by=None, now=web.clock.now, today=web.clock.now.date())
        accounts.raise_epoch_on(connection, web.site.models)
    assert fetched(office, files(office)[0])[0] == 200


def test_a_right_that_goes_before_it_is_made_leaves_no_file(web, office, background):
    ask(office, **FULL)
    set_duty(web, valid_to=web.clock.now.date() - timedelta(days=1))
    background.work_off()
    set_duty(web, valid_to=None)
    assert files(office) == []
    assert "没有" in text(office.get("/exports/"))
    assert "export" not in [event for event, *_ in web.town.audit_events()]


def test_somebody_elses_is_not_there(web, office, background):
    ask(office)
    background.work_off()
    (address,) = files(office)
    other = web.as_role("town_leader", "510923108000")
    assert files(other) == []
    assert other.get(address).status_code == 404
    assert other.send(address.replace("/file", "/remove")).status_code == 404
    assert web.as_role("grid_officer", "225001").get("/exports/").status_code == 403
    for strange in ("..", "0" * 32, "asked.json"):
        assert office.get(f"/exports/{strange}/file").status_code == 404
    assert len(files(office)) == 1


def test_after_a_day_it_is_gone(web, office, background):
    ask(office)
    background.work_off()
    (address,) = files(office)
    background.find_lost()
    assert len(list(background.exports.folder.iterdir())) == 1
    web.clock.now += timedelta(hours=25)
    office = web.browser_of(web._people["town_clerk", "510923108000", None][0])
    assert office.get(address).status_code == 404
    background.find_lost()
    assert list(background.exports.folder.iterdir()) == []


def test_it_can_be_taken_away_before_during_and_after(web, office, background, monkeypatch):
    ask(office)
    (key,) = re.findall(r"/exports/([0-9a-f]{32})/remove", text(office.get("/exports/")))
    office.send(f"/exports/{key}/remove")
    background.work_off()
    assert list(background.exports.folder.iterdir()) == []
    ask(office)
    (key,) = re.findall(r"/exports/([0-9a-f]{32})/remove", text(office.get("/exports/")))
    with background.tasks.lock(f"export-{key}"):  # somebody is at it
        office.send(f"/exports/{key}/remove")
    background.work_off()
    assert list(background.exports.folder.iterdir()) == []
    assert "export" not in [event for event, *_ in web.town.audit_events()]
    ask(office)
    background.work_off()
    office.send(files(office)[0].replace("/file", "/remove"))
    assert list(background.exports.folder.iterdir()) == []


def test_how_far_it_is_can_be_seen(web, office, background, monkeypatch):
    monkeypatch.setattr("app.exchange.exporting.PAGE", 1)
    seen = []
    real = background.tasks.watched

    def watched(key, done):
        real(key, done)
        seen.append(re.search(r"已处理 \d / \d 行", text(office.get("/exports/")))[0])

    monkeypatch.setattr(background.tasks, "watched", watched)
    ask(office)
    background.work_off()
    assert seen == ["已处理 1 / 3 行", "已处理 2 / 3 行", "已处理 3 / 3 行"]


def test_what_a_dead_process_left_is_made_anew(web, office, background):
    ask(office)
    background.tasks.huey.dequeue()  # taken by a process that then died
    (folder,) = background.exports.folder.iterdir()
    (folder / "book.xlsx.half").write_bytes(b"half")
    with background.tasks.lock(f"export-{folder.name}"):
        assert background.exports.find_lost() == []  # somebody is at it
    assert background.exports.find_lost() == [folder.name]
    assert background.exports.find_lost() == []
    background.work_off()
    assert sorted(path.name for path in folder.iterdir()) == ["asked.json", "book.xlsx"]


def test_too_many_at_once_are_refused_in_the_form(office, background):
    for _ in range(MOST_WAITING):
        assert ask(office).status_code == 302
    answer = ask(office)
    assert answer.status_code == 422
    assert said("F061", most=MOST_WAITING) in text(answer)
    background.work_off()
    assert ask(office).status_code == 302


def test_an_error_of_ours_is_tried_again_and_then_said(office, background, monkeypatch):
    def breaks(*_args, **_how):
        raise RuntimeError("broken")

    monkeypatch.setattr("app.background.exports.xlsx_export", breaks)
    ask(office)
    background.work_off()
    assert "正在排队" in text(office.get("/exports/"))
    for _ in range(2):
        background.find_lost()
        background.work_off()
    assert said("F063") in text(office.get("/exports/"))


def test_nobody_who_works_is_said(web, office, background):
    ask(office)
    assert "后台没有运行" not in text(office.get("/exports/"))
    (background.tasks.working / "alive").unlink()
    assert "后台没有运行" in text(office.get("/exports/"))


def test_a_stop_breaks_it_off_and_the_next_process_makes_it(web, office, background, monkeypatch):
    ask(office)
    background.tasks.hurry.set()
    assert background.work_off() == 1
    assert files(office) == []
    background.tasks.hurry.clear()
    monkeypatch.setattr("app.background.worker.EVERY", 0.01)
    worker = Worker(web.site, clock=web.clock)
    worker.start()
    for _ in range(400):
        if files(office):
            break
        worker._ended.wait(0.05)
    worker.stop()
    assert not worker._thread.is_alive()
    assert len(files(office)) == 1
