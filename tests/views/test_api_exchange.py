"""Files in and out over REST: the wizard's steps and the form's export, in JSON, by cookie and by token."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from tests.views.rosters import HEADINGS, PEOPLE, clerk, names, team, workbook
from tests.web import PASSWORD

__all__ = ["clerk", "team"]

BAD = [3, "解样丙", "138", "队员"]


@pytest.fixture
def bring(web, clerk, team):
    def brought(content, name="花名册.xlsx", browser=clerk, **given):
        data = {"file": (io.BytesIO(content), name), "unit": str(web.town.unit("225")), "team": str(team), **given}
        return browser.post("/api/v1/team_member/import", data=data, headers={"X-CSRFToken": browser.token()})

    return brought


def address(answer, step=""):
    return f"/api/v1/team_member/import/{answer.json['run']}" + (f"/{step}" if step else "")


def test_a_file_is_judged_row_by_row_and_nothing_is_stored(web, clerk, bring):
    answer = bring(workbook(名册=[["金容寨村花名册"], HEADINGS, *PEOPLE, BAD]))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    told = answer.json
    assert told["counts"] == {"rows": 3, "new": 2, "changed": 0, "same": 0, "refused": 1, "skipped": 1}
    assert (told["state"], told["outcome"], told["show"]) == ("uploaded", "ok", "refused")
    (row,) = told["rows"]
    assert (row["line"], row["verdict"]) == (5, "refused")
    (fault,) = row["problems"]
    assert {key: fault[key] for key in ("line", "field", "label")} == {"line": 5, "field": "phone", "label": "联系电话"}
    assert fault["code"]
    assert told["reading"]["columns"][1] == {"number": 2, "heading": "姓名", "field": "name", "above": None}
    new = clerk.get(address(answer) + "?show=new").json["rows"]
    assert [(each["line"], each["verdict"], each["values"]["name"]) for each in new] == [
        (3, "new", "曾样甲"), (4, "new", "单样乙")]
    assert names(web) == []


def test_the_good_rows_are_stored_and_the_others_come_back_as_a_workbook(web, clerk, bring):
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE, BAD]))
    refused = clerk.call("POST", address(answer, "apply"), {"mode": "all"})
    assert (refused.status_code, refused.json["errors"][0]["code"], names(web)) == (422, "F051", [])
    done = clerk.call("POST", address(answer, "apply"), {"mode": "good"})
    assert (done.status_code, done.json["state"], done.json["may_undo"]) == (200, "applied", True)
    assert names(web) == ["单样乙", "曾样甲"]
    again = clerk.call("POST", address(answer, "apply"), {"mode": "good"})
    assert (again.status_code, again.json["errors"][0]["code"]) == (422, "F053")
    book = load_workbook(io.BytesIO(clerk.get(address(answer, "refused")).data)).worksheets[0]
    assert [row[1] for row in book.iter_rows(values_only=True) if row[1] not in (None, "姓名")] == ["解样丙"]
    assert clerk.get("/api/v1/team_member/import").json["result"][0]["counts"]["new"] == 2
    assert bring(workbook(名册=[HEADINGS, *PEOPLE])).json["counts"]["same"] == 2


def test_an_import_is_taken_back(web, clerk, bring):
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE]))
    assert clerk.get(address(answer, "undo")).json["errors"][0]["code"] == "F057"
    clerk.call("POST", address(answer, "apply"), {"mode": "all"})
    assert clerk.get(address(answer, "undo")).json == {"void": 2, "back": 0, "edited": [], "kept": []}
    assert clerk.call("POST", address(answer, "undo"), {"edited": "nothing"}).status_code == 422
    assert clerk.call("POST", address(answer, "undo"), {}).json["void"] == 2
    assert names(web) == []
    assert clerk.get(address(answer)).json["state"] == "undone"


def test_many_rows_are_stored_in_the_background(web, clerk, bring, monkeypatch):
    monkeypatch.setattr("app.views.register.import_steps.MOST_AT_ONCE", 0)
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE]))
    queued = clerk.call("POST", address(answer, "apply"), {"mode": "good"})
    assert (queued.status_code, queued.json["state"]) == (202, "queued")
    assert queued.json["progress"] == {"done": 0, "rows": 2}
    background = web.app.extensions["zhenzhi"].background
    assert clerk.call("POST", address(answer, "cancel")).status_code == 202
    assert "import_cancelled" in [event for event, *_rest in web.town.audit_events()]
    background.work_off()
    assert (names(web), clerk.get(address(answer)).json["state"]) == ([], "uploaded")
    clerk.call("POST", address(answer, "apply"), {"mode": "good"})
    background.work_off()
    assert clerk.get(address(answer)).json["state"] == "applied"
    background.close()


def test_a_file_is_read_in_another_way(web, clerk, bring):
    answer = bring("编码,称呼\n1,曾样甲\n".encode("gb18030"), "名册.csv")
    assert answer.status_code == 422, "it names no field"
    assert answer.json["errors"][0]["code"] in ("F020", "F021")
    looked = clerk.call("POST", address(answer, "look"), {"header": 1, "columns": {"1": None, "2": "name"}})
    assert looked.json["counts"]["new"] == 1, looked.json
    assert looked.json["reading"]["how"] == "GB18030"
    wrong = clerk.call("POST", address(answer, "look"), {"encoding": "UTF-8"})
    assert (wrong.status_code, wrong.json["outcome"]) == (200, "reject")
    assert wrong.json["problems"][0]["code"] == "F010"
    clerk.call("POST", address(answer, "look"), {"encoding": None, "columns": {"1": None, "2": "name"}})
    assert clerk.call("POST", address(answer, "apply"), {"mode": "all"}).status_code == 200
    assert names(web) == ["曾样甲"]


def test_the_reading_can_be_said_with_the_file(web, clerk, bring):
    content = workbook(现在=[HEADINGS, *PEOPLE], 以前=[HEADINGS, [1, "解样丙", "19900000003", "队员"]])
    answer = bring(content, sheet="以前", columns=json.dumps({"3": None}))
    assert answer.json["counts"]["new"] == 1, answer.json
    assert [each["field"] for each in answer.json["reading"]["columns"]] == [None, "name", None, "post"]


@pytest.mark.parametrize(("step", "body", "status"), [
    ("apply", {}, 422), ("apply", {"mode": "some"}, 422), ("apply", {"mode": ["good"]}, 422), ("apply", {"more": 1}, 422),
    ("apply", [], 400), ("apply", None, 415), ("look", {"header": -1}, 400), ("look", {"header": True}, 400),
    ("look", {"encoding": "latin-1"}, 400), ("look", {"sheet": 7}, 400), ("look", {"columns": {"x": "name"}}, 422),
    ("look", {"columns": {"1": "password"}}, 422), ("look", {"columns": [1]}, 400), ("look", {"nothing": 1}, 422),
])
def test_a_body_that_is_not_understood_is_refused(web, clerk, bring, step, body, status):
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE]))
    refused = clerk.call("POST", address(answer, step), body)
    assert refused.status_code == status, refused.get_data(as_text=True)
    assert refused.json["errors"][0]["code"]
    assert clerk.get(address(answer)).json["state"] == "uploaded"


@pytest.mark.parametrize("asked", ["show=all", "page=0", "page=abc", "page=99999999999999999999", "nothing=1"])
def test_a_question_that_is_not_understood_is_refused(clerk, bring, asked):
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE]))
    assert clerk.get(address(answer) + "?" + asked).status_code == 400


@pytest.mark.parametrize("given", [{"header": "abc"}, {"header": "-1"}, {"columns": "["}, {"columns": "[]"}, {"encoding": "x"}])
def test_a_reading_that_cannot_be_is_refused_with_the_file(bring, given):
    assert bring(workbook(名册=[HEADINGS, *PEOPLE]), **given).status_code in (400, 422)


@pytest.mark.parametrize(("name", "content"), [("leer.csv", b""), ("bild.png", b"\x89PNG\r\n\x1a\n0000"),
                                               ("kaputt.xlsx", b"PK\x03\x04kaputt"), ("nul.csv", b"\x00\x01\x02" * 50)])
def test_a_file_that_is_none_is_refused_in_words(clerk, bring, name, content):
    answer = bring(content, name)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["message"]
    assert clerk.get("/api/v1/team_member/import").json["result"] == []


def test_somebody_elses_import_does_not_exist(web, clerk, bring):
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE]))
    clerk.call("POST", address(answer, "apply"), {"mode": "good"})
    other = web.as_role("village_leader", "225")
    for step in ("", "refused", "undo"):
        assert other.get(address(answer, step)).status_code == 404
    for step in ("look", "apply", "cancel", "undo"):
        assert other.call("POST", address(answer, step), {"mode": "good"} if step == "apply" else {}).status_code == 404
    assert clerk.get(address(answer).replace("team_member", "hazard")).status_code == 404
    assert len(names(web)) == 2


def test_who_may_not_import_or_export_is_refused(web, bring):
    officer = web.as_role("grid_officer", "225001")
    assert bring(workbook(名册=[HEADINGS, *PEOPLE]), browser=officer).status_code == 403
    assert officer.call("POST", "/api/v1/team_member/export", {}).status_code == 403
    assert web.as_role("village_clerk", "225").call("POST", "/api/v1/dispute_event/import", {}).status_code == 403


def test_without_the_token_of_a_page_nothing_is_brought_or_taken(web, clerk, bring, team):
    answer = bring(workbook(名册=[HEADINGS, *PEOPLE]))
    for url in ("/api/v1/team_member/import", "/api/v1/team_member/export", address(answer, "apply"), address(answer, "undo"),
                address(answer, "look"), address(answer, "cancel")):
        assert clerk.post(url, json={}).json["errors"][0]["code"] == "A034", url
    assert web.stranger().post("/api/v1/team_member/import").status_code in (400, 401)


def test_a_program_with_a_token_brings_a_file_in_its_language(web, team):
    web.account("bote", "village_clerk", "510923108225")
    caller = web.stranger()
    login = caller.post("/api/v1/security/login", json={"username": "bote", "password": PASSWORD, "provider": "db"})
    heads = {"Authorization": f"Bearer {login.json['access_token']}"}

    def bring(language):
        data = {"file": (io.BytesIO(workbook(名册=[HEADINGS, BAD])), "a.xlsx"), "unit": str(web.town.unit("225")),
                "team": str(team)}
        answer = caller.post("/api/v1/team_member/import", data=data, headers={**heads, "Accept-Language": language})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return answer.json["rows"][0]["problems"][0]

    assert (bring("en")["label"], bring("zh-CN")["label"]) == ("Phone", "联系电话")
    assert bring("en")["message"] != bring("zh")["message"]


# -- export ------------------------------------------------------------------------------------------

CASE = {"category": "neighbours", "description": "两家因地界争吵", "people_involved": "2", "found_on": "2026-08-01"}


@pytest.fixture
def cases(web):
    for unit, title in (("225", "甲案"), ("225", "乙案"), ("226", "丙案")):
        web.town.add("dispute", {**CASE, "title": title, "unit": web.town.unit(unit)})


@pytest.mark.usefixtures("cases")
def test_an_export_holds_the_rows_of_the_query_and_the_columns_asked_for(web, clerk):
    q = json.dumps({"search": "甲案"}, ensure_ascii=False)
    answer = clerk.open("/api/v1/dispute/export", method="POST", query_string={"q": q}, headers={"X-CSRFToken": clerk.token()},
                        json={"format": "csv", "columns": ["title", "category"]})
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[:2] == [["标题", "类别"], ["甲案", rows[1][1]]]
    assert "搜索: 甲案" in rows[2][0]
    assert len(rows) == 3
    everything = clerk.call("POST", "/api/v1/dispute/export", {"format": "csv_gb18030"}).data.decode("gb18030")
    assert "乙案" in everything
    assert "丙案" not in everything
    told = json.loads(clerk.call("POST", "/api/v1/dispute/export", {"format": "json"}).data)
    assert (told["count"], {row["title"] for row in told["rows"]}) == (2, {"甲案", "乙案"})
    assert [event for event, *_rest in web.town.audit_events()].count("export") == 3


@pytest.mark.parametrize(("body", "status"), [
    ({"format": "exe"}, 422), ({"format": "xlsx"}, 422), ({"columns": ["nothing"]}, 422), ({"columns": "title"}, 400),
    ({"full": True, "purpose": "看看"}, 422), ({"full": "yes"}, 400), ({"purpose": 7}, 400), ({"more": 1}, 422), ([], 400)])
def test_a_wish_that_cannot_be_is_refused(web, clerk, body, status):
    answer = clerk.call("POST", "/api/v1/team_member/export", body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert "export" not in {event for event, *_rest in web.town.audit_events()}


def test_full_numbers_leave_only_with_a_purpose_that_is_kept(web, team):
    office = web.as_role("town_clerk", "510923108000")
    web.town.add("team_member", {"team": team, "name": "曾样甲", "phone": "13800138000"})

    def sent(**body):
        return office.call("POST", "/api/v1/team_member/export", body).get_data(as_text=True)

    assert "曾样甲" in sent(format="json")
    assert "13800138000" not in sent(format="json")
    assert "A050" in sent(full=True)
    assert "13800138000" in sent(full=True, purpose="核对名册")
    assert ("export", "核对名册", 1) in web.town.audit_events()


def test_what_was_exported_comes_back_and_changes_nothing(web, clerk, team, bring):
    web.town.add("team_member", {"team": team, "unit": web.town.unit("225"), "name": "曾样甲", "phone": "19900000001"})
    content = clerk.call("POST", "/api/v1/team_member/export", {"format": "csv"}).data
    counts = bring(content, "回.csv").json["counts"]
    assert [counts[key] for key in ("new", "changed", "same", "refused")] == [0, 0, 1, 0]


def test_the_description_of_the_api_names_the_doors(web):
    described = web.as_role("system_admin", "510923000000").get("/api/v1/_openapi").json["paths"]
    base = "/api/v1/team_member"
    assert set(described[f"{base}/import"]) == {"get", "post"}
    assert set(described[f"{base}/import/{{run}}/undo"]) == {"get", "post"}
    for path in ("/import/{run}/look", "/import/{run}/apply", "/import/{run}/cancel", "/export"):
        assert "post" in described[base + path], path
    assert {each["name"] for each in described[f"{base}/import/{{run}}"]["get"]["parameters"]} == {"run", "show", "page"}
