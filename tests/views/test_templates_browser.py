"""The sample pages in a browser: headers kept, nothing sideways, accessible, and what our scripts do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import make_server

from tests.views.sample_pages import SAMPLES
from tests.views.sample_site import sample_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

#: A page of each shape; the rest differ by their data alone.
SHAPES = (
    "list",
    "form",
    "stale",
    "detail_facts",
    "detail_history",
    "detail_files",
    "import_upload",
    "import_preview",
    "home",
    "board",
    "summary",
    "chart",
    "login",
    "roles",
    "table_accounts",
    "error_403",
    "list_print",
    "bulk",
    "password_first",
    "declarations",
)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module", params=[pytest.param(True, id="with vendor")])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the sample pages are served."""
    yield from serve(vendor=request.param)


@pytest.fixture(scope="module")
def bare_address() -> Iterator[str]:
    """The same without the front-end packages."""
    yield from serve(vendor=False)


def serve(*, vendor: bool) -> Iterator[str]:
    """The sample site on a free port."""
    server = make_server("127.0.0.1", 0, sample_site(vendor=vendor), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A browser at a desk."""
    with browser.new_context(**DESK, locale="zh-CN") as context:
        yield context


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 pixels."""
    with browser.new_context(**PHONE, locale="zh-CN") as context:
        yield context


def opened(context: BrowserContext, url: str) -> tuple[Page, list[str]]:
    """A page, and what its console complains about."""
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page, complaints


@pytest.mark.prove  # test_templates_live.py looks at the real pages
@pytest.mark.parametrize("name", SHAPES)
def test_a_page_at_a_desk_breaks_no_header_and_shows_no_error(desk: BrowserContext, address: str, name: str) -> None:
    page, complaints = opened(desk, f"{address}/p/{name}")
    page.close()
    assert complaints == []


@pytest.mark.prove
@pytest.mark.parametrize("name", SHAPES)
def test_a_page_of_360_pixels_has_no_sideways_scroll(phone: BrowserContext, address: str, name: str) -> None:
    page, complaints = opened(phone, f"{address}/p/{name}")
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert (width <= 360, complaints) == (True, [])


@pytest.mark.parametrize("mode", [pytest.param("light", marks=pytest.mark.prove), "dark"])
@pytest.mark.parametrize("name", SHAPES)
def test_axe_finds_nothing_serious(browser: Browser, axe_script: str, address: str, name: str, mode: Any) -> None:
    size = PHONE if (SHAPES.index(name) + (mode == "dark")) % 2 else DESK
    with browser.new_context(**size, color_scheme=mode, bypass_csp=True) as context:
        page, _ = opened(context, f"{address}/p/{name}")
        page.evaluate(axe_script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [
        (each["id"], node["html"][:120])
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ] == []


@pytest.mark.parametrize("name", ["list", "detail_facts", "table_accounts", "form"])
def test_what_one_taps_on_a_phone_is_large_enough(phone: BrowserContext, address: str, name: str) -> None:
    page, _ = opened(phone, f"{address}/p/{name}")
    small = page.evaluate("""() => [...document.querySelectorAll(
            ".bar a, .c-ops > *, .btn, .form-control, .form-select:not(.tomselected), .tel, .floats, .tabs a, .tool")]
        .map((each) => [each.className || each.tagName, each.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && box.height < 40).map(([name]) => name)""")
    page.close()
    assert small == []


def test_the_total_comes_after_the_page(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/list")
    assert page.text_content(".head [data-total]") == "共 128 条"
    page.close()


def test_an_unused_filter_does_not_stand_in_the_address(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/list")
    page.evaluate("document.querySelector('[data-query]').action = location.pathname")
    page.fill("[data-query] [name=q]", "水渠")
    page.click("[data-query] [type=submit]")
    assert "f.found_on" not in page.url
    assert "f.colour.in=orange&f.colour.in=red" in page.url
    page.close()


def test_chosen_rows_are_counted(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/list")
    page.check("[data-check-all]")
    page.uncheck("tbody tr:first-child .c-check input")
    assert (page.text_content("[data-chosen]"), page.is_visible("#bulk")) == ("已选 19 条", True)
    page.close()


def test_a_field_shows_and_is_required_as_its_rule_says(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/form")
    plan, leader = page.locator("[data-field=danger_plan]"), page.locator("[data-field=leader]")
    page.wait_for_function("document.querySelector('[data-field=danger_plan]').dataset.required === 'yes'")
    page.check("[data-field=danger] [value=no]", force=True)
    assert (plan.is_visible(), page.is_disabled("#f-danger_plan"), leader.get_attribute("data-required")) == (
        False,
        True,
        "no",
    )
    page.fill("#f-people_involved", "12")
    assert leader.get_attribute("data-required") == "yes"
    page.close()


def test_child_rows_are_added_and_taken_away(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/form")
    page.click("[data-child-add]")
    page.fill("[name=parties-2-name]", "赵样丁")
    names = page.locator("[data-child-rows] [data-child-no]").all_text_contents()
    assert (names, page.input_value("[name=parties-count]")) == (["第 1 行", "第 2 行", "第 3 行"], "3")
    page.click("[data-child='1'] [data-child-remove]")
    assert page.locator("[data-child-rows] > [data-child]").count() == 2
    page.close()


def test_a_reference_is_found_by_typing(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/form")
    page.click("[data-field=unit] .ts-control")
    page.keyboard.type("宝祥")
    page.wait_for_selector(".ts-dropdown:has([data-value='2']):not(:has([data-value='3']))")
    page.keyboard.press("Enter")
    assert page.input_value("#f-unit") == "2"
    page.close()


def test_a_line_of_the_summary_leads_to_its_field(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/form")
    assert page.evaluate("document.activeElement.hasAttribute('data-problems')")
    page.click("[data-problems] a[href='#f-people_involved']")
    assert page.evaluate("document.activeElement.id") == "f-people_involved"
    page.close()


def test_an_act_is_done_in_a_dialog_and_refused_there(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/detail_facts")
    page.click(".record-title summary")
    page.click(".record-title a[href='/dispute/void/1']")
    page.wait_for_selector("#dialog[open] #f-reason")
    page.click("#dialog [type=submit]")
    page.wait_for_selector("#dialog[open] .error")
    page.keyboard.press("Escape")
    assert (page.is_visible("#dialog"), page.url.endswith("/p/detail_facts")) == (False, True)
    page.close()


def test_a_tab_is_opened_without_the_page(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/dispute/show/1")
    page.click("[data-tabs] a[href='?tab=history']")
    page.wait_for_selector(".timeline")
    assert (page.text_content("[data-tabs] [aria-current]"), page.url.endswith("?tab=history")) == ("历史", True)
    page.close()


def test_a_question_is_asked_before_what_cannot_be_undone(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/table_accounts")
    page.click("form[data-confirm] button >> nth=0")
    assert (page.is_visible("#question"), page.url.endswith("/p/table_accounts")) == (True, True)
    page.close()


def test_a_form_is_sent_once(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/form")
    sent: list[str] = []
    page.route("**/dispute/add", lambda route: sent.append(route.request.method))  # never answered
    busy = page.evaluate("""async () => {
        const button = document.querySelector('.savebar [type=submit]');
        button.click();
        button.click();
        await new Promise((resolve) => setTimeout(resolve, 100));
        return button.getAttribute('aria-busy');
    }""")
    page.wait_for_timeout(500)  # in which requests arrive
    assert (busy, sent) == ("true", ["POST"])
    page.close()


def test_a_changed_form_is_not_left_unasked(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/form")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#f-title", "改了")
    page.goto(f"{address}/p/home")
    assert asked == ["beforeunload"]
    page.close()


def test_the_appearance_is_kept(browser: Browser, address: str) -> None:
    with browser.new_context(**DESK, color_scheme="light") as context:
        page, _ = opened(context, f"{address}/p/home")
        page.click("summary:has(.visually-hidden:text('显示'))")
        page.click("[data-mode=dark]")
        page.click("button[data-type=large]")
        page.goto(f"{address}/p/list")
        root = page.locator("html")
        assert (root.get_attribute("data-bs-theme"), root.get_attribute("data-type")) == ("dark", "large")


def test_the_menu_of_a_phone_opens_as_a_sheet_and_closes(phone: BrowserContext, address: str) -> None:
    page, _ = opened(phone, f"{address}/p/list")
    page.click("[data-menu-open]")
    assert page.is_visible("#menu")
    page.keyboard.press("Escape")
    assert (page.is_visible("#menu"), page.evaluate("document.activeElement.hasAttribute('data-menu-open')")) == (
        False,
        True,
    )
    page.close()


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_the_palette_opens_by_keyboard_and_closes(desk: BrowserContext, address: str, keys: str) -> None:
    page, _ = opened(desk, f"{address}/p/home")
    page.keyboard.press(keys)
    page.wait_for_selector("#palette[open]")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    page.keyboard.press("Escape")
    page.wait_for_selector("#palette[open]", state="hidden")
    page.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/home")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_without_javascript_every_filter_and_the_menu_can_be_reached(browser: Browser, address: str) -> None:
    with browser.new_context(**PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/p/list")
        assert (page.is_visible("[name='f.found_on.from']"), page.is_visible("#bulk button")) == (True, True)
        page.click("[data-menu-open]")
        assert page.is_visible("#menu [data-entry=hazard]")
        page.goto(f"{address}/p/act_void")
        page.fill("#f-reason", "重复登记")
        page.click("form.act [type=submit]")
        assert page.url.endswith("/dispute/void/1")


def test_without_the_packages_a_page_says_so_and_works(browser: Browser, bare_address: str) -> None:
    with browser.new_context(**DESK) as context:
        page = context.new_page()
        page.goto(f"{bare_address}/p/form")
        assert "缺少前端文件" in page.inner_text(".missing")
        page.select_option("#f-unit", "1")
        page.fill("#f-title", "水渠")
        assert page.is_visible(".savebar [type=submit]")
        page.goto(f"{bare_address}/p/detail_facts")
        page.click(".record-title summary")
        page.click(".record-title a[href='/dispute/void/1']")
        assert page.url.endswith("/dispute/void/1")


def test_with_the_packages_nothing_is_said_of_them(desk: BrowserContext, address: str) -> None:
    page, _ = opened(desk, f"{address}/p/home")
    assert not page.is_visible(".missing")
    page.close()


@pytest.mark.prove
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", SAMPLES)
def test_axe_finds_nothing_serious_on_any_page(
    browser: Browser, axe_script: str, address: str, name: str, size: dict[str, Any]
) -> None:
    for mode in ("light", "dark"):
        with browser.new_context(**size, color_scheme=mode, bypass_csp=True) as context:  # type: ignore[arg-type]
            page, _ = opened(context, f"{address}/p/{name}")
            page.evaluate(axe_script)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [
            (each["id"], node["html"][:120])
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ] == []
