"""A village clerk brings a roster that has every fault there is, and comes through the whole wizard with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.access.viewer import unscoped
from app.application import build
from app.assembly import make_sessions
from app.background import Background
from app.definition import Definition
from app.records.storing import edit
from app.views.register import import_steps
from config import Settings
from tests.journeys import relief
from tests.journeys.conftest import Enter, Picture
from tests.journeys.relief import REFUSED, ROWS, SKIPPED, WARNED, line_of
from tests.live import Live, serving
from tests.seeds.conftest import known
from tests.sites import Town, build_town, make_site, open_site
from tests.templates import Templates
from tests.views.test_templates_live import serious
from tests.web import Clock, WebTown
from tests.writing import SCHEMA, define

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOOD = len(ROWS) - len(REFUSED) - len(SKIPPED)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def wider() -> Definition:
    """The product's declarations and the register of the roster."""
    return define(f"=== entities/relief.yaml\n{relief.DECLARED}", onto=SCHEMA)


@pytest.fixture
def live(tmp_path: Path, wider: Definition) -> Iterator[Live]:
    """The application over the small county; 老鸦村 was merged into 金容寨村."""
    with Templates(None).copy("town-relief", tmp_path, partial(_fill, wider)) as url:
        site = open_site(url, wider, tmp_path)
        town, clock = known(Town(site, make_sessions(site))), Clock(Town.now)
        app = build(Settings(database_url=url, instance=site.files.parent), site, clock)
        with serving(app) as address:
            yield Live(WebTown(app, town, clock), address)
        site.engine.dispose()


def _fill(definition: Definition, url: str, folder: Path) -> None:
    site = make_site(url, definition, folder)
    build_town(site)
    town = known(Town(site, make_sessions(site)))
    town.add("unit", {"code": "510923108299", "name": "老鸦村", "level": "village", "parent": town.unit("510923108000"),
                      "valid_to": "2020-05-01", "merged_into": town.unit("225")})
    site.engine.dispose()
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")


@pytest.fixture
def work_off(live: Live) -> Callable[[], None]:
    """Lets a process beside the server store what lies in the queue."""

    def work_off() -> None:
        background = Background(live.web.site, live.web.clock)
        background.work_off()
        background.close()

    return work_off


def fates(page: Page) -> dict[str, int]:
    """What becomes of the rows: word → count."""
    return {word: int(count) for count, word in (text.split() for text in page.locator(".fate").all_inner_texts())}


def shown(page: Page, word: str) -> dict[int, str]:
    """The rows of one verdict: line → all that is said of it."""
    page.click(f".fate:has-text('{word}')")
    page.wait_for_selector(f".fate[aria-current]:has-text('{word}')")
    rows = page.locator(".planned tbody tr")
    return {int(row.locator(".c-number").inner_text()): row.inner_text() for row in rows.all()}


def drop(page: Page, path: Path) -> None:
    """Let a file fall on the page, as from a window of the system."""
    zone = page.locator(".dropzone").bounding_box()
    assert zone is not None
    at = {"x": zone["x"] + zone["width"] / 2, "y": zone["y"] + zone["height"] / 2,
          "data": {"items": [], "files": [str(path)], "dragOperationsMask": 1}}
    browser = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, **at})
    page.wait_for_selector(f".chosen:has-text('{path.name}')")


def slow_down(page: Page, bytes_a_second: int) -> Callable[[], None]:
    """A line on which sending takes a while; what is given back makes it quick again."""
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")

    def set_to(speed: int) -> None:
        browser.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1,
                                                          "uploadThroughput": speed})

    set_to(bytes_a_second)
    return partial(set_to, -1)


def choose(page: Page, name: str, content: bytes) -> None:
    """Choose a file and have it checked."""
    page.set_input_files("#f-file", {"name": name, "mimeType": XLSX, "buffer": content})
    page.click("text=核对文件")
    page.wait_for_selector(".fates")


def people(live: Live) -> list[dict[str, Any]]:
    """The stored people, as they came."""
    table = live.web.site.models.table("relief")
    with unscoped("test"), live.web.town.sessions() as session:
        found = session.execute(select(table).where(table.c.void_at.is_(None)).order_by(table.c.id)).mappings()
        return [dict(row) for row in found]


def change(live: Live, name: str, **values: Any) -> None:
    """Somebody else changes a person."""
    register = live.web.site.definition.registers["relief"]
    model = live.web.site.models.classes["relief"]
    with live.web.town.work(live.web.town.viewer("village_leader", user_id=77)) as work:
        record = work.session.execute(select(model).where(model.name == name)).scalar_one()
        edit(work, register, record, values, record.version)


def what_of(row: Any) -> str:
    """Which row of the roster a row of the workbook is."""
    return list(ROWS)[row[-2].value - relief.FIRST]


def reddened(row: Any) -> list[str]:
    """The columns whose cells are red."""
    return [column for column, cell in zip(relief.ABOVE, row, strict=False) if cell.fill.fgColor.rgb == "FFFFCCC7"]


def test_a_file_with_every_fault_goes_through_the_whole_wizard(
    live: Live, enter: Enter, picture: Picture, axe_script: str, work_off: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_steps, "MOST_AT_ONCE", 5)
    live.person("clerk", "严洋", "village_clerk", "510923108225")
    page = enter("clerk")

    def looked_at(name: str) -> None:
        assert serious(page, axe_script) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], name  # type: ignore[index]
        picture(page, f"wizard-{name}")

    # a file is dropped, and its way is seen
    path = tmp_path / "救助花名册.xlsx"
    path.write_bytes(relief.roster())
    page.goto(f"{live.address}/relief/import/")
    looked_at("upload")
    drop(page, path)
    looked_at("dropped")
    quick = slow_down(page, relief.PICTURE // 4)
    page.click("text=核对文件")
    page.wait_for_selector("[data-upload-told]:text-matches('已上传 [2-9][0-9]%')")
    looked_at("sending")
    quick()
    page.wait_for_selector(".fates")

    # sheet, headings and columns
    looked_at("preview")
    assert "帮扶金" in page.inner_text("#main")
    page.click(".matches summary")
    looked_at("columns")
    page.select_option(f"[name='column.{relief.AMOUNT}']", label="救助金额(元)")
    page.click("text=重新读取")
    page.wait_for_selector(".fates")

    # every verdict
    assert fates(page) == {"新增": GOOD, "更新": 0, "不变": 0, "拒绝": len(REFUSED), "跳过": 1 + len(SKIPPED)}
    refused = shown(page, "拒绝")
    assert {line: True for line in refused} == {line_of(what): True for what in REFUSED}
    assert {what: reason in refused[line_of(what)] for what, (_, reason, _) in REFUSED.items()} == dict.fromkeys(REFUSED, True)
    looked_at("refused")
    new = shown(page, "新增")
    assert {line_of(what) for what in ROWS} - set(refused) - {line_of(what) for what in SKIPPED} == set(new)
    looked_at("new")
    assert set(shown(page, "跳过")) == {1, *(line_of(what) for what in SKIPPED)}
    looked_at("skipped")

    # the good rows go in, though the browser is closed
    page.click(f"text=导入 {GOOD} 行")
    page.wait_for_selector("[aria-busy=true] progress")
    looked_at("queued")
    result = page.url
    page.context.close()
    assert people(live) == []
    work_off()
    page = enter("clerk")
    page.goto(f"{live.address}/imports/")
    looked_at("imports")
    page.click("td:has-text('救助花名册.xlsx') >> visible=true")
    page.goto(result)
    page.wait_for_selector(".notice-success")
    looked_at("result")
    stored = people(live)
    assert len(stored) == GOOD

    # what came back is mended and brought again
    with page.expect_download() as download:
        page.click("text=下载不能导入的行")
    back = tmp_path / "refused.xlsx"
    download.value.save_as(back)
    sheet = load_workbook(back).worksheets[0]
    assert [cell.value or "" for cell in sheet[2]] == [*relief.ABOVE, "原行号", "错误原因"]
    assert [cell.value or "" for cell in sheet[3]] == [*relief.BELOW, "", ""]
    rows = {what_of(row): row for row in sheet.iter_rows(min_row=relief.FIRST)}
    assert {what: reddened(row) for what, row in rows.items()} == {what: [column] for what, (column, _, _) in REFUSED.items()}
    assert {what: reason in rows[what][-1].value for what, (_, reason, _) in REFUSED.items()} == dict.fromkeys(REFUSED, True)
    assert rows["two names"][0].value == 1 + list(ROWS).index("two names"), "as it was brought"
    page.click("text=再导入一个文件")
    choose(page, "改好的行.xlsx", relief.mended(back))
    assert "与上次相同" in page.inner_text("#main")
    assert fates(page) == {"新增": len(REFUSED), "更新": 0, "不变": 0, "拒绝": 0, "跳过": 1}
    looked_at("mended")
    page.click(f"text=导入 {len(REFUSED)} 行")
    page.wait_for_selector("[aria-busy=true] progress")
    work_off()
    page.wait_for_selector(".notice-success")
    stored = people(live)
    assert len(stored) == GOOD + len(REFUSED)
    assert {row["unit_id"] for row in stored} == {live.web.town.unit("225")}

    # the same file once more changes nothing
    page.click("text=再导入一个文件")
    choose(page, "改好的行.xlsx", relief.mended(back))
    assert fates(page) == {"新增": 0, "更新": 0, "不变": len(REFUSED), "拒绝": 0, "跳过": 1}
    looked_at("same")
    assert page.locator(".savebar .btn-primary").count() == 0

    # what was brought first is taken back, but for what somebody has changed since
    change(live, "曾样甲", remarks="三月已入户")
    page.goto(result)
    page.click("text=撤销这次导入")
    page.wait_for_selector("#dialog[open] form")
    assert "曾样甲" in page.inner_text("#dialog")
    looked_at("undo")
    page.click("#dialog [type=submit]")
    page.wait_for_selector("text=撤销于")
    looked_at("undone")
    assert {row["name"] for row in people(live)} == {"曾样甲", *(row["name"] for row in stored[GOOD:])}
    page.goto(f"{live.address}/imports/")
    looked_at("history")
