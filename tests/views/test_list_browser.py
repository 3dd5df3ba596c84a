"""Lists in a browser: the palette, the organisation tree, the record at the side, a cell changed where it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from app.definition import Definition
from tests.live import DESK, PHONE, Live, served
from tests.views.test_templates_live import serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOWN = "510923108000"
WIDE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[Live]:
    """One running application for all of these."""
    with served(tmp_path_factory.mktemp("lists"), definition) as live:
        live.person("town", "town", "town_clerk", TOWN)
        yield live


@pytest.fixture(scope="module")
def kept(browser: Browser, live: Live) -> Any:
    """What the browser of the town's clerk keeps."""
    return live.kept_by(browser, "town")


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, live: Live, kept: Any) -> Iterator[Page]:
    """A page at a wide desk, or as the test asks; it must not complain."""
    size = getattr(request, "param", WIDE)
    with browser.new_context(**size, storage_state=kept, locale="zh-CN") as context:
        page, complaints = context.new_page(), []
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert [text for text in complaints if "status of 4" not in text] == []


def opened(page: Page, live: Live, path: str) -> None:
    """Open a page and wait for what it fetches."""
    page.goto(live.address + path)
    page.wait_for_load_state("networkidle")


def pictured(page: Page, name: str) -> None:
    """A picture to look at, where a folder for it is named."""
    if os.environ.get("LIST_PICTURES"):
        page.screenshot(path=f"{os.environ['LIST_PICTURES']}/{name}.png")


@pytest.mark.parametrize("page", [DESK, PHONE], indirect=True, ids=["desk", "phone"])
def test_the_palette_leads_to_a_page_by_initials(page: Page, live: Live, axe_script: str) -> None:
    opened(page, live, "/")
    page.click("[data-palette]")
    page.wait_for_selector("#palette [role=option]")
    page.keyboard.type("mdjf")
    page.wait_for_selector("#palette [aria-selected=true]:has-text('矛盾纠纷')")
    assert serious(page, axe_script) == []
    pictured(page, f"palette-{page.viewport_size['width']}")  # type: ignore[index]
    page.keyboard.press("Enter")
    page.wait_for_url("**/dispute/list/")


def test_the_palette_finds_records_and_goes_by_arrows(page: Page, live: Live) -> None:
    opened(page, live, "/")
    page.keyboard.press("/")
    page.wait_for_selector("#palette[open]")
    page.keyboard.type("2026-00")
    page.wait_for_selector("#palette [role=option][data-url*='/dispute/show/']")
    first = page.get_attribute("[data-palette-words]", "aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("[data-palette-words]", "aria-activedescendant") != first
    page.keyboard.press("Enter")
    page.wait_for_url("**/show/*")


def test_the_tree_opens_below_a_unit_and_limits_the_list(page: Page, live: Live, axe_script: str) -> None:
    opened(page, live, "/dispute/list/")
    page.wait_for_selector("[data-units-body] a:has-text('金容寨村')")
    page.click("[data-units-body] li:has(> a:has-text('金容寨村')) > [data-unit-fold]")
    page.wait_for_selector("[data-units-body] li li li a")
    assert serious(page, axe_script) == []
    pictured(page, "tree")
    page.click("[data-units-body] a:has-text('金容寨村')")
    page.wait_for_url("**under=*")
    page.wait_for_selector("[data-units-body] a[aria-current]:has-text('金容寨村')")
    assert page.is_visible(".chip:has-text('金容寨村')")


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_a_unit_is_chosen_from_its_path(page: Page, live: Live, axe_script: str) -> None:
    opened(page, live, "/dispute/list/")
    assert not page.is_visible("[data-units]")
    page.click(".unit-path [data-dialog]")
    page.wait_for_selector("#dialog[open] a:has-text('金容寨村')")
    assert serious(page, axe_script) == []
    pictured(page, "units-phone")
    page.click("#dialog a:has-text('金容寨村')")
    page.wait_for_url("**under=*")
    assert page.is_visible(".unit-path a[aria-current]:has-text('金容寨村')")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_row_opens_at_the_side_and_the_keys_walk(page: Page, live: Live, axe_script: str) -> None:
    opened(page, live, "/dispute/list/")
    page.click("tbody tr:nth-child(2) .c-no")
    page.wait_for_selector("#panel h2")
    second = page.inner_text("#panel h2")
    assert serious(page, axe_script) == []
    pictured(page, "side")
    page.keyboard.press("j")
    page.wait_for_function("(had) => document.querySelector('#panel h2')?.innerText !== had", arg=second)
    page.keyboard.press("k")
    page.wait_for_function("(had) => document.querySelector('#panel h2')?.innerText === had", arg=second)
    page.keyboard.press("Escape")
    page.wait_for_selector("#panel", state="hidden")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel h2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dispute/show/*")


def test_a_link_of_a_row_leads_to_its_page(page: Page, live: Live) -> None:
    opened(page, live, "/dispute/list/")
    page.click("tbody tr:nth-child(1) .c-main a")
    page.wait_for_url("**/dispute/show/*")


def test_a_cell_is_changed_by_double_click(page: Page, live: Live, axe_script: str) -> None:
    opened(page, live, "/hazard/list/")
    row, heading = page.locator("tbody tr").first, page.locator("th[data-edits][data-key=title]")
    cell = row.locator("td").nth(heading.evaluate("(th) => th.cellIndex"))
    cell.dblclick(position={"x": 3, "y": 3})
    page.wait_for_selector("[data-cell-form] input[name=title]")
    assert serious(page, axe_script) == []
    pictured(page, "cell")
    page.fill("[data-cell-form] input[name=title]", "改过的样名")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody tr:first-child td:has-text('改过的样名')")
    assert page.locator("[data-cell-form]").count() == 0


def test_a_wrong_cell_says_why_and_escape_gives_it_back(page: Page, live: Live) -> None:
    opened(page, live, "/hazard/list/")
    heading = page.locator("th[data-edits][data-key=title]")
    cell = page.locator("tbody tr").first.locator("td").nth(heading.evaluate("(th) => th.cellIndex"))
    had = cell.inner_text()
    cell.dblclick(position={"x": 3, "y": 3})
    page.fill("[data-cell-form] input[name=title]", " ")
    page.click("[data-cell-form] [type=submit]")
    page.wait_for_selector("[data-cell-form] .error")
    page.focus("[data-cell-form] input[name=title]")
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-cell-form]", state="detached")
    assert cell.inner_text().strip() == had.strip()


def test_columns_are_chosen_moved_and_kept_in_a_view(page: Page, live: Live, axe_script: str) -> None:
    opened(page, live, "/dispute/list/")
    page.click(".columns-chooser summary")
    page.click(".columns-chooser li:nth-child(2) [data-column-up]")
    assert serious(page, axe_script) == []
    pictured(page, "columns")
    first = page.get_attribute(".columns-chooser li:nth-child(1) input", "value")
    page.click(".columns-chooser [type=submit]")
    page.wait_for_url("**cols=*")
    assert page.get_attribute("th[data-key]", "data-key") == first
    page.click("[data-saved] summary")
    page.fill("[data-saved] [name=name]", "我的列")
    page.click("[data-saved] .saved-form [type=submit]")
    page.wait_for_selector("[data-saved] .chip[aria-current]:has-text('我的列')")
    assert serious(page, axe_script) == []
    pictured(page, "saved")
