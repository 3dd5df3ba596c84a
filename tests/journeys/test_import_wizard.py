"""A village clerk brings a roster that has every fault there is, and comes through the whole wizard with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass
class Wizard:
    """A clerk before the pages of the wizard. ``keep`` keeps a picture, ``script`` is axe; both at every step."""

    page: Page
    live: Live
    keep: Picture
    script: str

    def look(self, name: str) -> None:
        """Nobody is shut out from the page, nothing stands beside it, and a picture of it is kept."""
        assert serious(self.page, self.script) == [], name
        width = self.page.viewport_size["width"]  # type: ignore[index]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
        self.keep(self.page, f"wizard-{name}")

    def open(self, path: str, wait: str = "#main h1") -> None:
        """A page of the application."""
        self.page.goto(self.live.address + path)
        self.page.wait_for_selector(wait)

    def click(self, what: str, wait: str) -> None:
        """Press something, and wait for what comes of it."""
        self.page.click(what)
        self.page.wait_for_selector(wait)

    def drop(self, path: Path) -> None:
        """Let a file fall on the page, as from a window of the system."""
        zone = self.page.locator(".dropzone").bounding_box()
        assert zone is not None
        at = {"x": zone["x"] + zone["width"] / 2, "y": zone["y"] + zone["height"] / 2,
              "data": {"items": [], "files": [str(path)], "dragOperationsMask": 1}}
        browser = self.page.context.new_cdp_session(self.page)
        for kind in ("dragEnter", "dragOver", "drop"):
            browser.send("Input.dispatchDragEvent", {"type": kind, **at})
        self.page.wait_for_selector(f".chosen:has-text('{path.name}')")

    def slow_down(self, bytes_a_second: int) -> Callable[[], None]:
        """A line on which sending takes a while; what is given back makes it quick again."""
        browser = self.page.context.new_cdp_session(self.page)
        browser.send("Network.enable")

        def set_to(speed: int) -> None:
            browser.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1,
                                                              "uploadThroughput": speed})

        set_to(bytes_a_second)
        return partial(set_to, -1)

    def choose(self, name: str, content: bytes) -> None:
        """Choose a file and have it checked."""
        self.page.set_input_files("#f-file", {"name": name, "mimeType": XLSX, "buffer": content})
        self.click("text=核对文件", ".fates")

    def fates(self) -> dict[str, int]:
        """What becomes of the rows: word → count."""
        return {word: int(count) for count, word in (text.split() for text in self.page.locator(".fate").all_inner_texts())}

    def shown(self, word: str) -> dict[int, str]:
        """The rows of one verdict: line → all that is said of it."""
        self.click(f".fate:has-text('{word}')", f".fate[aria-current]:has-text('{word}')")
        rows = self.page.locator(".planned tbody tr")
        return {int(row.locator(".c-number").inner_text()): row.inner_text() for row in rows.all()}


@pytest.fixture
def wizard(live: Live, enter: Enter, picture: Picture, axe_script: str) -> Wizard:
    """The clerk of 金容寨村."""
    live.person("clerk", "严洋", "village_clerk", "510923108225")
    return Wizard(enter("clerk"), live, picture, axe_script)


def test_a_file_with_every_fault_goes_through_the_whole_wizard(
    wizard: Wizard, enter: Enter, work_off: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_steps, "MOST_AT_ONCE", 5)
    send_it(wizard, tmp_path)
    match_its_columns(wizard)
    read_every_verdict(wizard)
    result = store_it_while_the_browser_is_closed(wizard, enter, work_off)
    back = tmp_path / "refused.xlsx"
    fetch_what_came_back(wizard, back)
    bring_it_again_mended(wizard, relief.mended(back), work_off)
    bring_it_once_more(wizard, relief.mended(back))
    take_it_back(wizard, result)


def send_it(wizard: Wizard, folder: Path) -> None:
    """The file is dropped, and its way is seen."""
    path = folder / "救助花名册.xlsx"
    path.write_bytes(relief.roster())
    wizard.open("/relief/import/")
    wizard.look("upload")
    wizard.drop(path)
    wizard.look("dropped")
    quick = wizard.slow_down(relief.PICTURE // 4)
    wizard.click("text=核对文件", "[data-upload-told]:text-matches('已上传 [2-9][0-9]%')")
    wizard.keep(wizard.page, "wizard-sending")
    quick()
    wizard.page.wait_for_selector(".fates")


def match_its_columns(wizard: Wizard) -> None:
    """Sheet and headings were found; one column nobody knows."""
    wizard.look("preview")
    assert "不认识的列“帮扶金（万元）”" in wizard.page.inner_text("#main")
    wizard.page.click(".matches summary")
    wizard.look("columns")
    wizard.page.select_option(f"[name='column.{relief.AMOUNT}']", label="救助金额(元)")
    wizard.click("text=重新读取", ".fates")


def read_every_verdict(wizard: Wizard) -> None:
    """Each row has the one that it should have, and says why."""
    assert wizard.fates() == {"新增": GOOD, "更新": 0, "不变": 0, "拒绝": len(REFUSED), "跳过": 1 + len(SKIPPED)}
    refused = wizard.shown("拒绝")
    assert set(refused) == set(map(line_of, REFUSED))
    assert {what: reason in refused[line_of(what)] for what, (_, reason, _) in REFUSED.items()} == dict.fromkeys(REFUSED, True)
    wizard.look("refused")
    new = wizard.shown("新增")
    assert set(new) == set(map(line_of, set(ROWS) - set(REFUSED) - set(SKIPPED)))
    assert {what: reason in new[line_of(what)] for what, reason in WARNED.items()} == dict.fromkeys(WARNED, True)
    wizard.look("new")
    assert set(wizard.shown("跳过")) == {1, *map(line_of, SKIPPED)}
    wizard.look("skipped")


def store_it_while_the_browser_is_closed(wizard: Wizard, enter: Enter, work_off: Callable[[], None]) -> str:
    """The good rows go in; the address of the result."""
    wizard.click(f"text=导入 {GOOD} 行", "[aria-busy=true] progress")
    wizard.look("queued")
    result = wizard.page.url.removeprefix(wizard.live.address)
    wizard.page.context.close()
    assert people(wizard.live) == []
    work_off()
    wizard.page = enter("clerk")
    wizard.open("/imports/")
    wizard.look("imports")
    wizard.click("a:has-text('救助花名册.xlsx') >> visible=true", ".notice-success")
    wizard.look("result")
    stored = {row["name"]: row for row in people(wizard.live)}
    assert len(stored) == GOOD
    assert [stored[name]["amount"] for name in ("曾样甲", "单样乙", "翟样寅")] == [3500, 2000, 3500]
    assert stored["解样丙"]["phone"] == ("19900000003", "0825-7801234")
    assert [stored[name]["low_income"] for name in ("曾样甲", "单样乙", "解样丙", "洗样辰")] == [True, False, True, None]
    return result


def fetch_what_came_back(wizard: Wizard, path: Path) -> None:
    """The workbook of refused rows is laid out as the file was; wrong cells are red, and each row has its reason."""
    with wizard.page.expect_download() as download:
        wizard.page.click("text=下载不能导入的行")
    download.value.save_as(path)
    sheet = load_workbook(path).worksheets[0]
    assert [cell.value or "" for cell in sheet[2]] == [*relief.ABOVE, "原行号", "错误原因"]
    assert [cell.value or "" for cell in sheet[3]] == [*relief.BELOW, "", ""]
    rows = {what_of(row): row for row in sheet.iter_rows(min_row=relief.FIRST)}
    assert {what: reddened(row) for what, row in rows.items()} == {what: [column] for what, (column, _, _) in REFUSED.items()}
    assert {what: reason in rows[what][-1].value for what, (_, reason, _) in REFUSED.items()} == dict.fromkeys(REFUSED, True)
    assert rows["two names"][0].value == 1 + list(ROWS).index("two names"), "as it was brought"


def bring_it_again_mended(wizard: Wizard, content: bytes, work_off: Callable[[], None]) -> None:
    """Only the mended rows come in; the columns are known from the first time."""
    wizard.page.click("text=再导入一个文件")
    wizard.choose("改好的行.xlsx", content)
    assert "与上次相同" in wizard.page.inner_text("#main")
    assert wizard.fates() == {"新增": len(REFUSED), "更新": 0, "不变": 0, "拒绝": 0, "跳过": 1}
    wizard.look("mended")
    wizard.click(f"text=导入 {len(REFUSED)} 行", "[aria-busy=true] progress")
    work_off()
    wizard.page.wait_for_selector(".notice-success")
    stored = people(wizard.live)
    assert len(stored) == GOOD + len(REFUSED)
    assert {row["unit_id"] for row in stored} == {wizard.live.web.town.unit("225")}


def bring_it_once_more(wizard: Wizard, content: bytes) -> None:
    """The same file changes nothing."""
    wizard.page.click("text=再导入一个文件")
    wizard.choose("改好的行.xlsx", content)
    assert wizard.fates() == {"新增": 0, "更新": 0, "不变": len(REFUSED), "拒绝": 0, "跳过": 1}
    wizard.look("same")
    assert wizard.page.locator(".savebar .btn-primary").count() == 0


def take_it_back(wizard: Wizard, result: str) -> None:
    """What was brought first goes, but for what somebody has changed since."""
    later = {row["name"] for row in people(wizard.live)[GOOD:]}
    change(wizard.live, "曾样甲", remarks="三月已入户")
    wizard.open(result)
    wizard.click("text=撤销这次导入", "#dialog[open] form")
    assert "曾样甲" in wizard.page.inner_text("#dialog")
    wizard.look("undo")
    wizard.click("#dialog [type=submit]", "text=撤销于")
    wizard.look("undone")
    assert {row["name"] for row in people(wizard.live)} == {"曾样甲", *later}
    wizard.open("/imports/")
    wizard.look("history")
