"""What the pages and the API refuse, each by its code: one request for each."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import create_engine

from app.access.refusal import Stale
from app.access.viewer import Unscoped
from app.definition import Definition
from app.exchange.importing import apply
from app.model.migration_steps import refuse
from app.preparation import prepare
from app.problems import Problems, problem
from app.records.attachments import judge
from app.records.storing import create
from config import Settings
from tests.exchange.files import text_file
from tests.sites import Town
from tests.web import PASSWORD, Person, WebTown

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": 2,
        "found_on": "2026-08-01", "reported_by": "grid", "trend": "steady"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def clerk(web: WebTown) -> Person:
    return web.as_role("village_leader", "225")


@pytest.fixture
def case(web: WebTown) -> int:
    return web.town.add("dispute", {**CASE, "unit": web.town.unit("225")})


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer.json["errors"]]


def says(answer: Any, code: str, **values: Any) -> bool:
    """Whether a page says the sentence of the code."""
    said: str = answer.get_data(as_text=True).replace("&#34;", '"').replace("&#39;", "'")
    return problem(code, **values).message("zh") in said


# -- the API ---------------------------------------------------------------------------------------


def test_the_api_refuses_by_code(web: WebTown, clerk: Person, case: int) -> None:
    other = web.as_role("village_leader", "226")
    here, full = f"/api/v1/dispute/{case}", {**CASE, "unit": web.town.unit("225")}
    assert codes(other.call("PUT", here, {"title": "别处", "version": 1})) == ["A001"]
    assert codes(clerk.call("PUT", here, {"title": "水渠"})) == ["A036"]
    assert clerk.call("PUT", here, {"title": "水渠", "version": 1}).status_code == 200
    assert codes(clerk.call("PUT", here, {"title": "田坎", "version": 1})) == ["A004"]
    assert codes(clerk.get("/api/v1/dispute/?page=1")) == ["A030"]
    assert codes(clerk.get("/api/v1/dispute/?q=(page_size:0)")) == ["A031"]
    assert codes(clerk.get("/api/v1/dispute/?q=(order_column:description)")) == ["A032"]
    assert codes(clerk.get("/api/v1/dispute/?q=(filters:!((col:category,opr:like,value:x)))")) == ["A033"]
    assert codes(clerk.get("/api/v1/dispute/?q=!!")) == ["A035"]
    assert codes(clerk.open("/api/v1/dispute/", method="POST", json=full)) == ["A034"]
    assert codes(clerk.call("DELETE", here, {"version": 2})) == ["A014"]


def test_a_record_is_voided_once(clerk: Person, case: int) -> None:
    assert clerk.call("DELETE", f"/api/v1/dispute/{case}", {"reason": "重复", "version": 1}).status_code == 200
    assert codes(clerk.call("DELETE", f"/api/v1/dispute/{case}", {"reason": "重复", "version": 2})) == ["A005"]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("现场.exe", PNG, "A040"), ("现场.png", b"GIF89a", "A042"),
], ids=["kind", "content"])
def test_a_file_is_refused_by_kind_and_content(clerk: Person, case: int, name: str, content: bytes, code: str) -> None:
    assert codes(_send_file(clerk, case, name, content)) == [code]


def test_a_file_is_refused_by_its_size(definition: Definition) -> None:
    field = definition.registers["dispute"].fields["files"]
    assert [each.code for each in judge(field, "现场.png", PNG, size=1 << 30, already=0)] == ["A041"]


def test_a_record_holds_so_many_files(web: WebTown, clerk: Person, case: int) -> None:
    most = web.site.definition.registers["dispute"].fields["files"].type.most
    answers = [_send_file(clerk, case, f"{number}.png", PNG) for number in range(most + 1)]
    assert ([each.status_code for each in answers[:-1]], codes(answers[-1])) == ([201] * most, ["A043"])


def _send_file(person: Person, case: int, name: str, content: bytes) -> Any:
    return person.post(f"/api/v1/dispute/{case}/files", data={"file": (io.BytesIO(content), name)},
                       headers={"X-CSRFToken": person.token()})


@pytest.mark.parametrize(("method", "url", "options", "code"), [
    ("GET", "/api/v1/nothing/", {}, "A1404"),
    ("PATCH", "/api/v1/dispute/", {}, "A1405"),
])
def test_an_answer_by_status_has_its_code(clerk: Person, method: str, url: str, options: dict[str, Any], code: str) -> None:
    answer = clerk.open(url, method=method, headers={"X-CSRFToken": clerk.token()}, **options)
    assert (answer.status_code, codes(answer)) == (int(code[2:]), [code])


# -- pages -----------------------------------------------------------------------------------------


def test_a_bulk_act_needs_records_and_says_which_cannot_be_restored(clerk: Person, case: int) -> None:
    assert says(clerk.send("/dispute/bulk/", {"act": "void"}), "A037", most=1000)
    assert says(clerk.send("/dispute/bulk/", {"act": "restore", "id": str(case)}), "A038")


def test_full_numbers_need_a_purpose(web: WebTown, case: int) -> None:
    party = web.town.add("dispute_party", {"dispute": case, "name": "曾样甲", "side": "first", "phone": "19900000001"})
    office = web.as_role("town_clerk", "510923108000")
    assert says(office.send(f"/dispute_party/reveal/{party}", {"reason": ""}), "A050")


def test_a_password_is_changed_by_who_knows_the_present_one_to_another_one(web: WebTown, clerk: Person) -> None:
    def change(current: str, fresh: str, again: str) -> Any:
        return clerk.send("/password/", {"current": current, "password": fresh, "again": again})

    assert says(change("wrong", "Shan-He-73", "Shan-He-73"), "A022")
    assert says(change(PASSWORD, "Shan-He-73", "Shan-He-74"), "A029")
    assert says(change(PASSWORD, PASSWORD, PASSWORD), "A023")


def test_a_log_in_does_not_say_what_was_wrong(web: WebTown) -> None:
    web.account("zhang", "village_clerk", "225")
    for username, password in (("zhang", "wrong"), ("nobody", PASSWORD)):
        stranger = web.stranger()
        page = stranger.get("/login/").get_data(as_text=True)
        token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
        answer = stranger.post("/login/", data={"username": username, "password": password, "csrf_token": token})
        assert (answer.status_code, says(answer, "A020")) == (401, True)


def test_accounts_are_named_and_given_roles_by_the_rules(web: WebTown) -> None:
    admin = web.as_role("security_admin", "510923000000")
    county = str(web.town.unit("510923000000"))
    wish = {"name": "张样甲", "username": "zhang", "role": "system_admin", "unit": county, "department": ""}
    assert says(admin.send("/accounts/add", {**wish, "username": "张"}), "A039")
    assert admin.send("/accounts/add", wish).status_code == 302
    user = max(duty for duty in _users(web))
    answer = admin.send(f"/accounts/grant/{user}", {**wish, "role": "auditor"})
    roles = web.site.definition.roles
    assert says(answer, "A025", role=roles["auditor"].label, other=roles["system_admin"].label)


def _users(web: WebTown) -> list[int]:
    account = web.site.models.system.account
    with web.site.engine.connect() as connection:
        return [row.user_id for row in connection.execute(account.select())]


def test_nobody_disables_the_own_account(web: WebTown) -> None:
    admin = web.as_role("security_admin", "510923000000")
    own = max(_users(web))
    assert says(admin.send(f"/accounts/active/{own}"), "A028")


# -- below the pages -------------------------------------------------------------------------------


def test_a_record_without_a_place_is_refused(town: Town) -> None:
    with pytest.raises(Problems) as bad, town.work(Unscoped("test")) as work:
        create(work, work.site.definition.registers["info_channel"], {"unit": 999_999, "name": "广播", "kind": "broadcast"})
    assert {each.code for each in bad.value.found} <= {"A002", "V008"}


def test_a_migration_stops_before_rows_that_it_would_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    with create_engine("sqlite://").connect() as connection:
        monkeypatch.setattr("app.model.migration_steps.op.get_bind", lambda: connection)
        refuse("SELECT 0", "零", "none")
        with pytest.raises(Problems) as bad:
            refuse("SELECT 2", "{rows} 条", "{rows} rows")
    assert [(each.code, each.message("en")) for each in bad.value.found] == [("S004", "The migration was not made: 2 rows")]


def test_a_start_waits_for_another_one_so_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.preparation.LONGEST_WAIT", 0)
    (tmp_path / "instance").mkdir()
    with FileLock(tmp_path / "instance" / "prepare.lock"), pytest.raises(Problems) as bad:
        prepare(Settings(instance=tmp_path / "instance"))
    assert [each.code for each in bad.value.found] == ["S007"]


def test_an_import_into_rows_that_somebody_changed_meanwhile_stores_nothing(
        town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any, **__: Any) -> None:
        raise Stale(problem("F052"), 0)

    monkeypatch.setattr("app.exchange.importing._Run.store", late)
    with town.work(town.viewer("village_leader")) as work:
        register = work.site.definition.registers["info_channel"]
        done = apply(work, register, text_file(tmp_path, "名称,类别\n广播,广播"))
    assert (done.stored, done.reason.code if done.reason else None) == (False, "F052")
