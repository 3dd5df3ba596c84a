"""Files in and out over HTTP: template, upload, preview, apply, refused rows, export; and who may not."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from app.views.register import exchanging
from tests.views.rosters import HEADINGS, clerk, team, text, workbook

__all__ = ["clerk", "team"]


def roster(*rows):
    return workbook(名册=[["金容寨村应急分队花名册"], HEADINGS, *rows])


def upload(browser, register, content, name="花名册.xlsx", **given):
    data = {"file": (io.BytesIO(content), name), "csrf_token": browser.token(), **given}
    return browser.post(f"/{register}/import/", data=data)


def test_a_template_has_the_columns_and_is_read_again(web, clerk):
    answer = clerk.get("/team_member/template/")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    headings = [cell.value for cell in sheet[3]]
    assert "姓名*" in headings
    assert "attachment" in answer.headers["Content-Disposition"]
    assert clerk.get("/team_member/template/?as=csv").data.startswith(b"\xef\xbb\xbf")
    assert clerk.get("/team_member/template/?as=exe").status_code == 404


@pytest.mark.usefixtures("team")
def test_the_first_step_says_what_each_column_may_hold(clerk):
    page = text(clerk.get("/team_member/import/"))
    assert all(said in page for said in ("男、女", "不超过 40 字", "如：19900000001", "等 17 种"))
    assert "where" not in page, "words for those who write declarations"


def test_a_roster_is_checked_stored_and_its_refused_rows_come_back(web, clerk, team):
    rows = [[1, "曾样甲", "13800138000", "队员"], [2, "单样乙", "138", "队员"], [3, "解样丙", "13800138002", "队员"]]
    answer = upload(clerk, "team_member", roster(*rows), unit=str(web.town.unit("225")), team=str(team))
    assert answer.status_code == 302, text(answer)[:3000]
    preview = answer.headers["Location"]
    page = text(clerk.get(preview))
    assert "导入 2 行" in page
    assert "138" in page
    assert web.town.record_count("team_member") == 0
    assert "曾样甲" in text(clerk.get(preview + "?show=new"))
    back = load_workbook(io.BytesIO(clerk.get(preview + "/refused").data)).worksheets[0]
    assert [row[1] for row in back.iter_rows(min_row=3, values_only=True)] == ["单样乙"]
    done = clerk.send(preview + "/apply", {"mode": "good"})
    assert done.headers["Location"].endswith("/result")
    assert web.town.record_count("team_member") == 2
    assert "2" in text(clerk.get(done.headers["Location"]))
    again = clerk.send(preview + "/apply", {"mode": "good"})
    assert again.status_code == 302
    assert web.town.record_count("team_member") == 2
    assert "花名册.xlsx" in text(clerk.get("/imports/"))


def test_all_or_none_stores_nothing_while_a_row_is_refused(web, clerk, team):
    content = roster([1, "曾样甲", "13800138000", "队员"], [2, "单样乙", "138", "队员"])
    preview = upload(clerk, "team_member", content, unit=str(web.town.unit("225")), team=str(team)).headers["Location"]
    done = clerk.send(preview + "/apply", {"mode": "all"})
    assert done.headers["Location"] == preview
    assert web.town.record_count("team_member") == 0


@pytest.mark.parametrize(("name", "content"), [
    ("leer.csv", b""), ("bild.png", b"\x89PNG\r\n\x1a\n0000"), ("kaputt.xlsx", b"PK\x03\x04kaputt"),
    ("worte.csv", "你好\n".encode()), ("nul.csv", b"\x00\x01\x02" * 50), ("fremd.csv", "颜色,形状\n红,圆\n".encode()),
])
def test_a_file_that_cannot_be_imported_is_refused_with_a_sentence(web, clerk, name, content):
    answer = upload(clerk, "team_member", content, name)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert web.town.record_count("team_member") == 0


def test_no_file_at_all(clerk):
    assert clerk.send("/team_member/import/").status_code == 422


def test_another_persons_import_is_not_found(web, clerk, team):
    content = roster([1, "曾样甲", "13800138000", "队员"])
    preview = upload(clerk, "team_member", content, unit=str(web.town.unit("225")), team=str(team)).headers["Location"]
    other = web.as_role("village_clerk", "226")
    for path in ("", "/result", "/refused"):
        assert other.get(preview + path).status_code == 404
    assert other.send(preview + "/apply", {"mode": "good"}).status_code == 404
    assert clerk.get(preview.replace("team_member", "hazard")).status_code == 404


def test_rows_of_another_village_are_refused(web, clerk, team):
    rows = [["姓名", "所在村", "应急队伍"], ["曾样甲", "宝祥村", "金容寨村应急分队"]]
    answer = upload(clerk, "team_member", workbook(名册=[["金容寨村应急分队花名册"], *rows]))
    if answer.status_code == 302:
        clerk.send(answer.headers["Location"] + "/apply", {"mode": "good"})
    assert web.town.record_count("team_member") == 0


def test_who_may_not_import_or_export_is_refused(web):
    officer = web.as_role("grid_officer", "225001")
    for path in ("/team_member/import/", "/team_member/template/", "/team_member/export/"):
        assert officer.get(path).status_code == 403
    assert officer.send("/team_member/export/", {"format": "csv"}).status_code == 403


CASE = {"category": "neighbours", "description": "两家因地界争吵", "people_involved": "2", "found_on": "2026-08-01"}


@pytest.fixture
def cases(web):
    for unit, title in (("225", "甲案"), ("225", "乙案"), ("226", "丙案")):
        web.town.add("dispute", {**CASE, "title": title, "unit": web.town.unit(unit)})


def exported(browser, query="", **given):
    answer = browser.send(f"/dispute/export/{query}", {"format": "csv", **given})
    assert answer.status_code == 200, text(answer)
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.usefixtures("cases")
def test_an_export_holds_the_rows_of_the_query_that_one_may_see(web, clerk):
    titles = {row["标题"] for row in exported(clerk)}
    assert {"甲案", "乙案"} <= titles
    assert "丙案" not in titles
    assert {"甲案"} <= {row["标题"] for row in exported(clerk, "?q=甲案")}
    assert "乙案" not in {row["标题"] for row in exported(clerk, "?q=甲案")}
    assert "甲案" not in {row["标题"] for row in exported(clerk, "?f.colour.eq=red")}
    assert "甲案" in {row["标题"] for row in exported(clerk, "?f.category.eq=neighbours&f.found_on.from=2026-07-01")}
    assert [event for event, *_rest in web.town.audit_events()].count("export") == 5


@pytest.mark.usefixtures("cases")
def test_a_workbook_of_chosen_columns(clerk):
    answer = clerk.send("/dispute/export/", {"format": "xlsx", "columns": ["title", "category"]})
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["标题", "类别"]


@pytest.mark.parametrize("given", [{"format": "exe"}, {"columns": "nothing"}, {"full": "yes", "purpose": "看看"}])
def test_a_choice_that_cannot_be_is_refused(clerk, given):
    assert clerk.send("/team_member/export/", {"format": "csv", **given}).status_code == 422


def test_full_numbers_leave_only_with_a_purpose(web, team):
    office = web.as_role("town_clerk", "510923108000")
    web.town.add("team_member", {"team": team, "name": "曾样甲", "phone": "13800138000"})

    def sent(**given):
        return office.send("/team_member/export/", {"format": "csv", **given})

    masked = sent()
    assert masked.status_code == 200
    assert "曾样甲" in text(masked)
    assert "13800138000" not in text(masked)
    assert sent(full="yes").status_code == 422
    assert "13800138000" in text(sent(full="yes", purpose="核对名册"))
    assert ("export", "核对名册", 1) in web.town.audit_events()


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(("kind", "media", "read"), [
    ("csv", "text/csv; charset=utf-8", lambda data: "甲案" in data.decode("utf-8-sig")),
    ("csv_gb18030", "text/csv; charset=gb18030", lambda data: "甲案" in data.decode("gb18030")),
    ("json", "application/json", lambda data: "甲案" in {row["title"] for row in json.loads(data)["rows"]}),
])
def test_each_kind_of_file_says_what_it_is(clerk, kind, media, read):
    answer = clerk.send("/dispute/export/", {"format": kind})
    assert (answer.status_code, answer.content_type) == (200, media)
    assert read(answer.data)
    assert f".{kind[:4].rstrip('_')}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].isascii()  # a server sends no other header


@pytest.mark.usefixtures("cases")
def test_the_columns_that_the_list_shows_are_those_of_the_file(clerk):
    assert set(exported(clerk, "?cols=title,category")[0]) == {"标题", "类别"}


@pytest.mark.usefixtures("cases")
def test_a_workbook_of_many_rows_is_made_in_the_background(web, clerk, monkeypatch):
    monkeypatch.setattr(exchanging, "MOST_AT_ONCE", 1)
    assert clerk.send("/dispute/export/", {"format": "xlsx"}).headers["Location"] == "/exports/"
    assert clerk.send("/dispute/export/?q=甲案", {"format": "xlsx"}).data.startswith(b"PK")
    web.app.extensions["zhenzhi"].background.close()


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_an_export_keeps_nobody_from_writing(web, clerk, kind):
    answer = clerk.send("/dispute/export/", {"format": kind}, buffered=False)
    pieces = answer.iter_encoded()
    assert next(pieces)
    web.town.add("dispute", {**CASE, "title": "丁案", "unit": web.town.unit("225")})
    assert b"".join(pieces) is not None
    answer.close()
