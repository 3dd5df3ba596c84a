"""One YAML file makes a register: the worked example of schema/README.md, added to a copy of the declarations.

No Python is written for it. Each test opens one of its doors over HTTP.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from sqlalchemy import inspect, select
from werkzeug.test import TestResponse

from app.access.viewer import unscoped
from app.assembly import make_sessions, read_schema
from app.cli import main
from app.definition import Definition
from app.migrating import make_plan
from docs.declared import registers, roles
from tests.shelf import lent
from tests.sites import Town, build_town, make_site, open_site
from tests.templates import Templates
from tests.test_docs import PATROL
from tests.web import Clock, Person, WebTown
from tests.writing import SCHEMA

WALK = {"place": "塘坎", "walked_on": "2026-08-01", "kind": "night", "people": "3", "walked_by": "曾样甲",
        "phone": "19900000001"}


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the declarations with one file more."""
    folder = tmp_path_factory.mktemp("declared") / "schema"
    shutil.copytree(SCHEMA, folder)
    (folder / "entities" / "walk_round.yaml").write_text(PATROL, "utf-8")
    return folder


@pytest.fixture(scope="module")
def wider(declared: Path) -> Definition:
    return read_schema(declared)


@pytest.fixture
def web(backend: str, wider: Definition, definition: Definition, tmp_path: Path,
        request: pytest.FixtureRequest) -> Iterator[WebTown]:
    """The application over the wider declarations."""
    templates = Templates(request.getfixturevalue("postgres_server") if backend == "postgres" else None)
    more = set(wider.registers) - set(definition.registers)
    with templates.copy("-".join(["town", *sorted(more)]), tmp_path, partial(_fill, wider)) as url:
        site = open_site(url, wider, tmp_path)
        town = Town(site, make_sessions(site))
        town.units.update(_ids(town, "unit", "code"))
        town.departments.update(_ids(town, "department", "name"))
        clock = Clock(town.now)
        with lent(site, clock) as app:
            yield WebTown(app, town, clock)
        site.engine.dispose()


def _fill(definition: Definition, url: str, folder: Path) -> None:
    site = make_site(url, definition, folder)
    build_town(site)
    site.engine.dispose()
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")


def _ids(town: Town, register: str, column: str) -> dict[str, int]:
    table = town.site.models.table(register)
    with unscoped("test"), town.sessions() as session:
        return {row[0]: row[1] for row in session.execute(select(table.c[column], table.c.id))}


@pytest.fixture
def leader(web: WebTown) -> Person:
    return web.as_role("village_leader", "225")


@pytest.fixture
def walk(web: WebTown) -> int:
    return web.town.add("walk_round", {**WALK, "unit": web.town.unit("225")})


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def version(web: WebTown, record: int) -> str:
    return str(web.town.record("walk_round", record).version)


# -- the table -------------------------------------------------------------------------------------


def test_the_plan_says_that_a_table_is_added_and_nothing_else_changes(wider: Definition) -> None:
    assert make_plan(wider).lines("zh") == [
        "1. 新登记簿“巡查记录”(walk_round)：建表，11 个字段。", "2. “巡查记录”：建检索索引（place, walked_by）。"]


def test_check_explain_and_publish_know_it(declared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHEMA", str(declared))
    asked = (["check"], ["explain", "walk_round"], ["publish", "--check"])
    said = [CliRunner().invoke(main, ["schema", *words]) for words in asked]
    assert [each.exit_code for each in said] == [0, 0, 0]
    assert "/api/v1/walk_round/" in said[1].output


def test_its_table_holds_its_fields(web: WebTown) -> None:
    columns = {each["name"] for each in inspect(web.site.engine).get_columns("walk_round")}
    assert {"place", "walked_on", "kind", "topic", "people", "cost", "walked_by", "phone", "serious", "finding"} <= columns
    assert "report_by" not in columns  # computed


# -- the screens -----------------------------------------------------------------------------------


def test_a_record_is_added_in_the_form_shown_and_listed(web: WebTown, leader: Person) -> None:
    form = text(leader.get("/walk_round/add"))
    asked = ("place", "walked_on", "kind", "topic", "people", "cost", "walked_by", "serious")
    assert [key for key in asked if f'name="{key}"' not in form] == []
    done = leader.send("/walk_round/add", {**WALK, "unit": str(web.town.unit("225"))})
    assert done.status_code == 302, text(done)
    shown = text(leader.get(done.headers["Location"]))
    for word in ("塘坎", "夜间", "曾样甲", "2026年8月4日"):
        assert word in shown
    assert "19900000001" not in shown
    assert "塘坎" in text(leader.get("/walk_round/list/"))


def test_the_forms_verdict_knows_its_rules(web: WebTown, leader: Person) -> None:
    bad = leader.send("/walk_round/add", {**WALK, "unit": str(web.town.unit("225")), "serious": "yes", "people": "99"})
    assert bad.status_code == 422
    assert "“险情描述”必须填写" in text(bad)
    assert "1 到 50" in text(bad)
    assert web.town.record_count("walk_round") == 0


def test_it_is_changed_with_its_history(web: WebTown, leader: Person, walk: int) -> None:
    changed = {**WALK, "unit": str(web.town.unit("225")), "place": "水库", "version": version(web, walk)}
    done = leader.send(f"/walk_round/edit/{walk}", changed)
    assert done.status_code == 302, text(done)
    page = text(leader.get(f"/walk_round/show/{walk}?tab=history"))
    assert "塘坎" in page
    assert "水库" in page


def test_the_list_searches_filters_and_sorts(web: WebTown, leader: Person, walk: int) -> None:
    web.town.add("walk_round", {**WALK, "unit": web.town.unit("225"), "place": "山路", "kind": "day", "walked_by": "单样乙"})
    for asked, there in (("q=cyj", "塘坎"), ("q=山路", "山路"), ("f.kind.eq=day", "山路"), ("f.kind.eq=night", "塘坎")):
        page = text(leader.get(f"/walk_round/list/?{asked}"))
        assert [word for word in ("塘坎", "山路") if f">{word}" in page] == [there], asked
    assert leader.get("/walk_round/list/?sort=place").status_code == 200
    assert leader.get("/walk_round/list/?sort=finding").status_code == 400


def test_another_village_sees_nothing_of_it(web: WebTown, walk: int) -> None:
    other = web.as_role("village_leader", "226")
    assert "塘坎" not in text(other.get("/walk_round/list/"))
    assert other.get(f"/walk_round/show/{walk}").status_code == 404
    assert other.get(f"/api/v1/walk_round/{walk}").status_code == 404
    assert web.as_role("auditor", "510923000000").get("/walk_round/list/").status_code == 403


# -- the API ---------------------------------------------------------------------------------------


def test_the_api_creates_reads_changes_lists_and_describes(web: WebTown, leader: Person) -> None:
    made = leader.call("POST", "/api/v1/walk_round/", {**WALK, "people": 3, "unit": web.town.unit("225")})
    assert made.status_code == 201, text(made)
    record = made.json["id"]  # type: ignore[index]
    read = leader.get(f"/api/v1/walk_round/{record}").json["result"]  # type: ignore[index]
    assert (read["people"], read["kind"], read["report_by"]) == (3, "night", "2026-08-04")
    changed = leader.call("PUT", f"/api/v1/walk_round/{record}", {"people": 4, "version": read["version"]})
    assert changed.json["result"]["people"] == 4  # type: ignore[index]
    assert leader.get("/api/v1/walk_round/?q=(filters:!((col:kind,opr:eq,value:night)))").json["ids"] == [record]  # type: ignore[index]
    info = text(leader.get("/api/v1/walk_round/_info"))
    assert '"walked_on"' in info
    described = web.as_role("system_admin", "510923000000").get("/api/v1/_openapi").json["paths"]  # type: ignore[index]
    assert {"/api/v1/walk_round/", "/api/v1/walk_round/{pk}", "/api/v1/walk_round/_info"} <= set(described)


# -- files -----------------------------------------------------------------------------------------


def test_its_template_is_filled_in_and_imported(web: WebTown) -> None:
    clerk = web.as_role("village_clerk", "225")
    template = load_workbook(io.BytesIO(clerk.get("/walk_round/template/").data)).worksheets[0]
    headings = [str(cell.value).rstrip("*") for cell in template[3] if cell.value]
    assert {"巡查地点", "巡查日期", "巡查方式", "带队人", "人数", "开支"} <= set(headings)
    assert "上报期限" not in headings
    preview = _upload(clerk, ["地点", "巡查日期", "巡查方式", "带队人", "人数", "发现险情", "险情描述"],
                      ["塘坎", date(2026, 8, 1), "夜间", "曾样甲", 3, "否", None],
                      ["山路", date(2026, 8, 2), "日间", "单样乙", 2, "是", None])
    assert preview.status_code == 302, text(preview)
    where = preview.headers["Location"]
    refused = load_workbook(io.BytesIO(clerk.get(f"{where}/refused").data)).worksheets[0]
    assert [row[0] for row in refused.iter_rows(min_row=2, values_only=True)] == ["山路"]  # serious, and nothing found
    assert clerk.send(f"{where}/apply", {"mode": "good"}).status_code == 302
    assert web.town.record_count("walk_round") == 1


def _upload(person: Person, *rows: list[Any]) -> TestResponse:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    sent = {"file": (io.BytesIO(out.getvalue()), "巡查.xlsx"), "csrf_token": person.token()}
    return person.post("/walk_round/import/", data=sent)


def test_it_is_exported_with_masks(leader: Person, walk: int) -> None:
    sent = leader.send("/walk_round/export/", {"format": "csv", "columns": ["place", "walked_by", "phone"]})
    assert sent.status_code == 200, text(sent)
    said = sent.data.decode("utf-8-sig")
    assert "塘坎" in said
    assert "19900000001" not in said


# -- charts, documentation -------------------------------------------------------------------------


def test_its_charts_are_drawn(leader: Person, walk: int) -> None:
    assert "各类巡查" in text(leader.get("/walk_round/chart/by_kind"))
    data = leader.get("/walk_round/chart/by_kind/data")
    assert data.status_code == 200
    assert "夜间" in str(data.json)
    assert "2026" in str(leader.get("/walk_round/chart/by_month/data").json)


def test_the_reference_gets_its_pages(declared: Path) -> None:
    page = "\n".join(registers("zh", declared)())
    assert "## 巡查记录 (`walk_round`)" in page
    assert "/walk_round/list/" in page
    assert "| 巡查记录 | 查看、新增、修改、导入、导出、图表 |" in "\n".join(roles("zh", declared)())
