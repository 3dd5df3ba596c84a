"""The wizard of an import: how the file was read and what may be chosen instead, remembered columns, pages, undoing."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.access.viewer import unscoped
from tests.exchange.files import person
from tests.views.rosters import HEADINGS, PEOPLE, clerk, names, team, text, workbook

__all__ = ["clerk", "team"]


@pytest.fixture
def bring(web, clerk, team):
    def brought(content, name="花名册.xlsx", browser=clerk, **given):
        data = {"file": (io.BytesIO(content), name), "csrf_token": browser.token(), "unit": str(web.town.unit("225")),
                "team": str(team), **given}
        return browser.post("/team_member/import/", data=data)

    return brought


def columns_of(page):
    """Heading → chosen field, as the panel shows them."""
    rows = re.findall(r'<select class="form-select" name="column\.(\d+)" aria-label="([^"]*)">(.*?)</select>', page, re.S)
    return {heading: re.search(r'value="([^"]*)" selected', options)[1] for _, heading, options in rows}


# -- how the file was read -------------------------------------------------------------------------


def test_the_check_page_says_how_the_file_was_read(clerk, bring):
    content = workbook(名册=[["金容寨村花名册"], HEADINGS, *PEOPLE], 说明=[["填表说明"]])
    page = text(clerk.get(bring(content).headers["Location"]))
    assert "工作簿（XLSX）" in page
    assert "工作表：名册" in page
    assert "表头在第 2 行" in page
    assert columns_of(page) == {"序号": "-", "姓名": "name", "手机": "phone", "职务": "post"}
    assert "没有表头或没有数据行" in page


def test_a_text_names_its_encoding_and_another_can_be_chosen(web, clerk, bring):
    preview = bring("姓名,手机\n曾样甲,19900000001\n".encode("gb18030"), "名册.csv").headers["Location"]
    assert "GB18030" in text(clerk.get(preview))
    assert "用逗号分隔" in text(clerk.get(preview))
    refused = clerk.send(preview + "/look", {"encoding": "UTF-8", "header": "1", "was_header": "1"})
    assert refused.headers["Location"] == preview
    page = text(clerk.get(preview))
    assert 'role="alert"' in page, "the file is not written in UTF-8"
    clerk.send(preview + "/look", {"encoding": "GB18030", "header": "1", "was_header": "1"})
    clerk.send(preview + "/apply", {"mode": "all"})
    assert names(web) == ["曾样甲"]


def test_a_text_names_its_separator_and_another_can_be_chosen(web, clerk, bring):
    answer = bring("姓名|手机\n曾样甲|19900000001\n".encode(), "名册.txt")
    preview = re.search(r'action="(/team_member/import/\d+)/look"', text(answer))[1]
    clerk.send(preview + "/look", {"separator": "bar", "header": "1", "was_header": "0"})
    page = text(clerk.get(preview))
    assert "用竖线分隔" in page
    assert columns_of(page) == {"姓名": "name", "手机": "phone"}
    clerk.send(preview + "/apply", {"mode": "all"})
    assert names(web) == ["曾样甲"]


def test_another_sheet_can_be_chosen(web, clerk, bring):
    rows = workbook(现在=[HEADINGS, *PEOPLE], 以前=[HEADINGS, [1, "解样丙", "19900000003", "队员"]])
    preview = bring(rows).headers["Location"]
    page = text(clerk.get(preview))
    assert "以前 – 也有数据，没有读取" in page
    clerk.send(preview + "/look", {"sheet": "以前", "header": "1", "was_header": "1"})
    clerk.send(preview + "/apply", {"mode": "good"})
    assert names(web) == ["解样丙"]


def test_a_column_is_given_another_field_or_left_out(web, clerk, bring):
    headings = ["序号", "姓名", "手机", "说明"]
    preview = bring(workbook(名册=[headings, [1, "曾样甲", "19900000001", "会开车"]])).headers["Location"]
    clerk.send(preview + "/look", {"header": "1", "was_header": "1", "column.2": "name", "column.3": "-", "column.4": "skills"})
    assert columns_of(text(clerk.get(preview))) == {"序号": "-", "姓名": "name", "手机": "-", "说明": "skills"}
    clerk.send(preview + "/apply", {"mode": "good"})
    table = web.site.models.table("team_member")
    assert [(row["skills"], row["phone"]) for row in stored(web, table)] == [("会开车", None)]
    assert clerk.send(preview + "/look", {"column.2": "-"}).status_code == 302, "nothing more to choose"


def stored(web, table):
    with unscoped("test"), web.town.sessions() as session:
        return [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]


def test_a_field_that_there_is_not_is_refused(clerk, bring):
    preview = bring(workbook(名册=[HEADINGS, *PEOPLE])).headers["Location"]
    clerk.send(preview + "/look", {"header": "1", "was_header": "1", "column.2": "password"})
    assert columns_of(text(clerk.get(preview)))["姓名"] == "name"


def test_a_file_whose_headings_mean_nothing_is_kept_and_matched_by_hand(web, clerk, bring):
    answer = bring(workbook(名册=[["甲", "乙", "丙"], ["曾样甲", "19900000001", "队员"]]))
    assert answer.status_code == 422
    page = text(answer)
    assert 'role="alert"' in page
    at = re.search(r'action="(/team_member/import/\d+)/look"', page)[1]
    assert 'value="good"' not in page
    clerk.send(at + "/look", {"header": "1", "was_header": "0"})
    assert "甲" in columns_of(text(clerk.get(at)))
    clerk.send(at + "/look", {"header": "1", "was_header": "1", "column.1": "name", "column.2": "phone", "column.3": "-"})
    clerk.send(at + "/apply", {"mode": "all"})
    assert names(web) == ["曾样甲"]


def test_columns_that_were_concluded_are_confirmed_before_anything_is_stored(web, clerk, bring):
    rows = [["曾样甲", person(1), "19900000001"], ["李样乙", person(2), "19900000002"]]
    preview = bring(workbook(名册=rows)).headers["Location"]
    page = text(clerk.get(preview))
    assert "就是这些列" in page
    assert 'value="good"' not in page
    clerk.send(preview + "/apply", {"mode": "good"})
    assert names(web) == []
    clerk.send(preview + "/look", {"header": "0", "was_header": "0", "column.1": "name", "column.2": "id_number",
                                   "column.3": "phone"})
    assert 'value="good"' in text(clerk.get(preview))
    clerk.send(preview + "/apply", {"mode": "good"})
    assert names(web) == ["曾样甲", "李样乙"]


# -- remembered columns ----------------------------------------------------------------------------


def test_the_columns_are_remembered_for_the_same_headings_in_the_same_unit(web, clerk, bring):
    headings = ["序号", "姓名", "手机", "说明"]
    first = bring(workbook(名册=[headings, [1, "曾样甲", "19900000001", "会开车"]])).headers["Location"]
    said = {"column.2": "name", "column.3": "phone", "column.4": "skills"}
    clerk.send(first + "/look", {"header": "1", "was_header": "1", **said})
    again = bring(workbook(别的=[["今年的花名册"], headings, [1, "李样乙", "19900000002", "急救"]])).headers["Location"]
    page = text(clerk.get(again))
    assert columns_of(page)["说明"] == "skills"
    assert "与上次相同" in page
    other = web.as_role("village_clerk", "226")
    elsewhere = bring(workbook(名册=[headings, [1, "王样丙", "19900000003", "急救"]]), browser=other)
    assert elsewhere.status_code == 422 or columns_of(text(other.get(elsewhere.headers["Location"])))["说明"] == "-"


def test_headings_that_mean_nothing_are_known_the_second_time(web, clerk, bring):
    headings = ["甲", "乙", "丙"]
    page = text(bring(workbook(名册=[headings, ["曾样甲", "19900000001", "队员"]])))
    at = re.search(r'action="(/team_member/import/\d+)/look"', page)[1]
    clerk.send(at + "/look", {"header": "1", "was_header": "0"})
    clerk.send(at + "/look", {"header": "1", "was_header": "1", "column.1": "name", "column.2": "phone"})
    again = bring(workbook(名册=[["花名册"], headings, ["李样乙", "19900000002", "队员"]]))
    assert again.status_code == 302
    assert columns_of(text(clerk.get(again.headers["Location"])))["甲"] == "name"


# -- rows ------------------------------------------------------------------------------------------


def test_the_rows_of_a_verdict_come_in_pages(clerk, bring):
    rows = [[number, f"张样{chr(0x4E00 + number)}", f"199{number:08d}", "队员"] for number in range(1, 251)]
    preview = bring(workbook(名册=[HEADINGS, *rows])).headers["Location"]
    first = text(clerk.get(preview + "?show=new"))
    assert "第 1–100 行，共 250 行" in first
    last = text(clerk.get(preview + "?show=new&page=3"))
    assert "第 201–250 行，共 250 行" in last
    assert f"张样{chr(0x4E00 + 250)}" in last
    assert f"张样{chr(0x4E00 + 250)}" not in first
    assert clerk.get(preview + "?show=new&page=x").status_code == 200
    assert clerk.get(preview + "?show=new&page=99").status_code == 200


def test_all_or_none_is_offered_where_a_row_is_refused(web, clerk, bring):
    preview = bring(workbook(名册=[HEADINGS, *PEOPLE, [3, "解样丙", "138", "队员"]])).headers["Location"]
    assert 'value="all"' in text(clerk.get(preview))
    clerk.send(preview + "/apply", {"mode": "all"})
    assert names(web) == []
    clerk.send(preview + "/apply", {"mode": "good"})
    assert names(web) == ["单样乙", "曾样甲"]


# -- undoing ---------------------------------------------------------------------------------------


@pytest.fixture
def applied(clerk, bring):
    preview = bring(workbook(名册=[HEADINGS, *PEOPLE])).headers["Location"]
    clerk.send(preview + "/apply", {"mode": "good"})
    return preview


def test_an_import_is_undone_as_a_unit(web, clerk, applied):
    assert applied + "/undo" in text(clerk.get(applied + "/result"))
    assert applied + "/undo" in text(clerk.get("/imports/"))
    assert "2 条" in text(clerk.get(applied + "/undo"))
    answer = clerk.send(applied + "/undo")
    assert answer.headers["Location"] == applied + "/result"
    assert names(web) == []
    page = text(clerk.get(applied + "/result"))
    assert "撤销于" in page
    assert applied + "/undo" not in page
    assert clerk.send(applied + "/undo").status_code == 302
    assert [event for event, *_ in web.town.audit_events()].count("import_undone") == 1


def test_what_was_changed_since_stays_unless_told_otherwise(web, clerk, bring, applied):
    preview = bring(workbook(名册=[HEADINGS, [1, "曾样甲", "19900000001", "队长"]])).headers["Location"]
    clerk.send(preview + "/apply", {"mode": "good"})
    page = text(clerk.get(applied + "/undo"))
    assert "曾样甲" in page
    assert "单样乙" not in page
    clerk.send(applied + "/undo", {"edited": "keep"})
    assert names(web) == ["曾样甲"]


@pytest.mark.parametrize(("role", "left"), [("village_leader", []), ("village_clerk", ["曾样甲"])])
def test_what_was_changed_since_is_taken_back_too_by_who_may_void_it(web, bring, role, left):
    browser = web.as_role(role, "225")
    first = bring(workbook(名册=[HEADINGS, *PEOPLE]), browser=browser).headers["Location"]
    browser.send(first + "/apply", {"mode": "good"})
    second = bring(workbook(名册=[HEADINGS, [1, "曾样甲", "19900000001", "队长"]]), browser=browser).headers["Location"]
    browser.send(second + "/apply", {"mode": "good"})
    browser.send(first + "/undo", {"edited": "undo"})
    assert names(web) == left


def test_what_an_import_changed_gets_its_old_values_again(web, clerk, bring, applied):
    preview = bring(workbook(名册=[HEADINGS, [1, "曾样甲", "19900000001", "队长"]])).headers["Location"]
    clerk.send(preview + "/apply", {"mode": "good"})
    table = web.site.models.table("team_member")
    assert [row["post"] for row in stored(web, table)] == ["队长", "队员"]
    clerk.send(preview + "/undo")
    assert [(row["post"], row["phone"], row["void_at"]) for row in stored(web, table)] == [
        ("队员", ("19900000001",), None), ("队员", ("19900000002",), None)]


def test_only_the_person_who_imported_may_undo(web, applied):
    other = web.as_role("village_leader", "225")
    assert other.get(applied + "/undo").status_code == 404
    assert other.send(applied + "/undo").status_code == 404
    assert names(web) == ["单样乙", "曾样甲"]


def test_a_run_that_was_only_checked_cannot_be_undone(clerk, bring):
    preview = bring(workbook(名册=[HEADINGS, *PEOPLE])).headers["Location"]
    assert clerk.get(preview + "/undo").headers["Location"] == preview
