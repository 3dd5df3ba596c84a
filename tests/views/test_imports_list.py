"""The list of imports: who sees whose, what it says of each, and files that are taken away after some days."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.access.viewer import unscoped
from app.exchange.expiring import let_go
from tests.views.rosters import HEADINGS, PEOPLE, clerk, names, team, text, workbook
from tests.views.test_import_wizard import bring

__all__ = ["bring", "clerk", "team"]


@pytest.fixture
def checked(bring):
    """An import that was looked at."""
    return bring(workbook(名册=[HEADINGS, *PEOPLE])).headers["Location"]


@pytest.fixture
def stored(clerk, checked):
    """One that was stored."""
    clerk.send(checked + "/apply", {"mode": "good"})
    return checked


def let_files_go(web, **time):
    with unscoped("test"), web.town.sessions() as session:
        let_go(session, web.site, web.clock.now + timedelta(**time), 7)


def test_it_says_who_brought_what_when_and_how(web, clerk, stored):
    page = text(clerk.get("/imports/"))
    for said in ("花名册.xlsx", "village_clerk.225", "队员花名册", "合格的行", "已导入", "新增 2，更新 0", "2026-08-05 10:00"):
        assert said in page, said
    clerk.send(stored + "/undo")
    assert "village_clerk.225 已撤销，2026-08-05 10:00" in text(clerk.get("/imports/"))


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("role", "unit", "sees"), [
    ("village_leader", "225", True), ("town_clerk", "108", True), ("county_admin", "510923000000", True),
    ("village_clerk", "226", False), ("town_clerk", "107", False), ("department_clerk", "108", False),
])
def test_imports_of_people_below_are_seen_and_no_others(web, role, unit, sees):
    browser = web.as_role(role, unit, "司法所" if role == "department_clerk" else None)
    page = text(browser.get("/imports/"))
    assert ("花名册.xlsx" in page) == sees
    assert "/team_member/import/1" not in page, "only one's own is opened"


def test_what_somebody_brought_elsewhere_before_is_not_seen(web, clerk, stored):
    duty, run = web.site.models.system.duty, web.site.models.system.import_run
    leader = web.as_role("village_leader", "225")
    assert "花名册.xlsx" in text(leader.get("/imports/"))
    with unscoped("test"), web.site.engine.begin() as connection:
        connection.execute(update(run).values(created_at=web.clock.now - timedelta(days=40)))
        connection.execute(update(duty).values(valid_from=web.clock.now.date() - timedelta(days=30)))
    assert "花名册.xlsx" not in text(leader.get("/imports/"))
    assert "花名册.xlsx" in text(clerk.get("/imports/"))


def test_the_first_step_lists_ones_own_imports_of_the_register(clerk, stored):
    page = text(clerk.get("/team_member/import/"))
    assert stored in page
    assert stored not in text(clerk.get("/person/import/"))


def test_the_preview_says_how_long_the_file_is_kept(web, clerk, checked):
    assert "文件保留到 2026-08-12" in text(clerk.get(checked))
    let_files_go(web, days=7, minutes=1)
    for answer in (clerk.get(checked), clerk.send(checked + "/apply", {"mode": "good"}), clerk.get(checked + "/refused"),
                   clerk.send(checked + "/look", {"header": "1", "was_header": "1"})):
        page = text(answer) if answer.status_code != 302 else text(clerk.get(answer.headers["Location"]))
        assert "请重新上传" in page, answer.status  # F059
    assert names(web) == []
    assert "文件已删除" in text(clerk.get("/imports/"))


def test_an_import_is_undone_though_its_file_is_gone(web, clerk, stored):
    let_files_go(web, days=7, minutes=1)
    assert stored + "/undo" in text(clerk.get(stored + "/result"))
    clerk.send(stored + "/undo")
    assert names(web) == []


def test_refused_rows_can_be_had_as_long_as_the_file_is_there(web, clerk, bring):
    preview = bring(workbook(名册=[HEADINGS, *PEOPLE, [3, "解样丙", "138", "队员"]])).headers["Location"]
    clerk.send(preview + "/apply", {"mode": "good"})
    page = text(clerk.get(preview + "/result"))
    assert "工作簿可下载到 2026-08-12" in page
    let_files_go(web, days=7, minutes=1)
    assert preview + "/refused" not in text(clerk.get(preview + "/result"))


def test_who_stops_an_import_stands_in_the_audit_log(web, clerk, checked, monkeypatch):
    monkeypatch.setattr("app.views.register.import_steps.MOST_AT_ONCE", 0)
    clerk.send(checked + "/apply", {"mode": "good"})
    clerk.send(checked + "/cancel")
    assert [event for event, *_ in web.town.audit_events()].count("import_cancelled") == 1
    web.app.extensions["zhenzhi"].background.close()


# -- the preview tells whom a row is about ------------------------------------------------------------


def test_a_refused_row_shows_its_name_and_what_stands_in_the_wrong_cell(clerk, bring):
    preview = bring(workbook(名册=[HEADINGS, [1, "解样丙", "见备注", "队" * 41]])).headers["Location"]
    page = text(clerk.get(preview))
    assert ">解样丙</td>" in page
    assert f"<code>{'队' * 40}</code>" in page


def test_nothing_of_a_masked_field_is_shown(web, clerk, bring):
    rows = [["姓名", "身份证号"], ["解样丙", "51092319060101"]]
    assert "51092319060101" not in text(clerk.get(bring(workbook(名册=rows)).headers["Location"]))


def test_a_warning_stands_at_its_row_too(clerk, bring):
    rows = [["姓名", "入队时间"], ["解样丙", "2021年8月"]]
    page = text(clerk.get(bring(workbook(名册=rows)).headers["Location"] + "?show=new"))
    assert 'class="warn"' in page


def test_many_warnings_are_folded_and_counted(clerk, bring):
    rows = [["姓名", "入队时间"], *[[f"张样{chr(0x4E00 + number)}", "2021年8月"] for number in range(130)]]
    page = text(clerk.get(bring(workbook(名册=rows)).headers["Location"]))
    assert "有 130 处需要核对" in page
    assert "另有 30 处没有在这里列出" in page


def test_a_column_that_somebody_has_left_out_is_no_longer_warned_of(clerk, bring):
    rows = [["姓名", "天气"], ["解样丙", "晴"]]
    preview = bring(workbook(名册=rows)).headers["Location"]
    assert "1 列没有读取" in text(clerk.get(preview))
    clerk.send(preview + "/look", {"header": "1", "was_header": "1", "column.1": "name", "column.2": "-"})
    page = text(clerk.get(preview))
    assert "不认识的列" not in page
    assert "列没有读取" not in page


# -- sending it by script ----------------------------------------------------------------------------


def test_a_file_that_is_sent_by_script_is_answered_with_the_next_page(clerk, bring, team, web):
    content = workbook(名册=[HEADINGS, *PEOPLE])
    data = {"file": (io.BytesIO(content), "名册.xlsx"), "csrf_token": clerk.token(), "team": str(team)}
    answer = clerk.post("/team_member/import/", data=data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/team_member/import/1")


def test_one_that_is_refused_shows_the_form_again(clerk):
    data = {"file": (io.BytesIO(b""), "leer.xlsx"), "csrf_token": clerk.token()}
    answer = clerk.post("/team_member/import/", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
