"""A clerk on a phone with a bad signal: what is typed survives the network, the session and a closed page, and counts once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_dispute_climbs import HERE, choose
from tests.live import PHONE, Live
from tests.web import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

TITLE = "样丙与样丁两家晒坝争议"
PHONE_NUMBER = "19900000007"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone."""
    made = browser.new_context(**PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield made
    made.close()


@pytest.fixture
def page(live: Live, context: BrowserContext) -> Page:
    """The clerk, logged in, over an empty form."""
    live.person("clerk", "严洋", "village_clerk", HERE)
    page = live.enter(context, "clerk")
    open_form(live, page)
    return page


def open_form(live: Live, page: Page) -> None:
    page.goto(f"{live.address}/dispute/add")
    page.wait_for_selector("form[data-drafting]")


def fill(page: Page) -> None:
    """A dispute with two parties; the second person has a telephone."""
    choose(page, "category", "邻里")
    page.fill("#f-title", TITLE)
    page.fill("#f-description", "两家同用一块晒坝，晒谷时争执。")
    page.fill("#f-people_involved", "6")
    for number, name in enumerate(("赵样丙", "钱样丁")):
        page.click("[data-child-add]")
        page.fill(f"[name=parties-{number}-name]", name)
    page.fill("[name=parties-1-phone]", PHONE_NUMBER)


def save(page: Page) -> None:
    page.click(".savebar [type=submit]")


def saved(live: Live, page: Page) -> int:
    """The record that the page shows once it is saved."""
    page.wait_for_selector(f"h1:has-text('{TITLE}')")
    assert "#" not in page.url
    return int(page.url.rpartition("/")[2])


def drafts(page: Page) -> list[str]:
    """What the browser keeps."""
    kept: list[list[str]] = page.evaluate("Object.entries(localStorage)")
    return [text for key, text in kept if key.startswith("zz-draft:")]


def wait_for_draft(page: Page, holding: str = TITLE) -> None:
    """The page's policy forbids Playwright's own wait_for_function, which evaluates text."""
    until(page, lambda: holding in "".join(drafts(page)))


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.url)


def made(live: Live) -> int:
    """How many records of the title there are."""
    table = live.web.site.models.table("dispute")
    with live.web.site.engine.connect() as connection:
        return sum(1 for row in connection.execution_options(guarded=True).execute(
            table.select().execution_options(guarded=True)) if row.title == TITLE)


def put_back(page: Page) -> None:
    page.wait_for_selector("[data-draft-offer]:visible")
    page.click("[data-draft-take]")
    page.wait_for_selector("[name=parties-1-name]")
    assert page.input_value("#f-title") == TITLE
    assert page.input_value("[name=parties-0-name]") == "赵样丙"
    assert page.input_value("[name=parties-1-name]") == "钱样丁"
    assert "邻里" in page.inner_text("[data-field=category]")


def test_a_form_that_was_left_is_offered_and_put_back_but_no_number_of_a_person_is_kept(live: Live, page: Page) -> None:
    fill(page)
    wait_for_draft(page)
    assert PHONE_NUMBER not in "".join(drafts(page))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live.address}/dispute/list/")
    open_form(live, page)
    put_back(page)
    assert page.input_value("[name=parties-1-phone]") == ""
    save(page)
    saved(live, page)
    assert (made(live), drafts(page)) == (1, [])


def test_a_draft_that_is_thrown_away_is_gone(live: Live, page: Page) -> None:
    fill(page)
    wait_for_draft(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live.address}/dispute/list/")
    open_form(live, page)
    page.click("[data-draft-drop]")
    page.wait_for_selector("[data-draft-offer]", state="hidden")
    assert drafts(page) == []


def test_without_a_network_the_form_waits_and_is_sent_once_by_itself_with_its_photo(
    live: Live, page: Page, context: BrowserContext
) -> None:
    fill(page)
    photo = {"name": "晒坝.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"\0" * 64}
    page.set_input_files("[data-camera]", photo)  # type: ignore[arg-type]
    page.wait_for_selector("[data-drop-shown] li:has-text('晒坝.png')")
    context.set_offline(True)
    save(page)
    page.wait_for_selector("[data-away]:visible")
    save(page)
    assert made(live) == 0
    context.set_offline(False)
    case = saved(live, page)
    assert (made(live), drafts(page)) == (1, [])
    page.goto(f"{live.address}/dispute/show/{case}?tab=files")
    assert "晒坝.png" in page.inner_text(".photos")


def test_an_answer_that_is_lost_on_its_way_makes_no_second_record(live: Live, page: Page) -> None:
    fill(page)

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/dispute/add", lose)
    save(page)
    page.wait_for_timeout(1500)
    page.unroute("**/dispute/add")
    assert made(live) == 1
    open_form(live, page)
    put_back(page)
    page.fill("[name=parties-1-phone]", PHONE_NUMBER)
    save(page)
    saved(live, page)
    assert (made(live), drafts(page)) == (1, [])


def test_a_session_that_ends_over_a_form_is_begun_again_in_a_dialog_and_nothing_is_lost(live: Live, page: Page) -> None:
    fill(page)
    live.web.clock.now += timedelta(hours=12)
    save(page)
    page.wait_for_selector("dialog[data-login-again][open]")
    page.fill("#again-username", "clerk")
    page.fill("#again-password", "wrong")
    page.click("[data-login-send]")
    page.wait_for_selector("[data-login-wrong]:visible")
    page.fill("#again-password", PASSWORD)
    page.click("[data-login-send]")
    saved(live, page)
    assert (made(live), drafts(page)) == (1, [])


def test_another_account_neither_sends_nor_sees_the_draft(live: Live, page: Page, context: BrowserContext) -> None:
    live.person("other", "张大均", "village_clerk", HERE)
    fill(page)
    wait_for_draft(page)
    live.web.clock.now += timedelta(hours=12)
    save(page)
    page.fill("#again-username", "other")
    page.fill("#again-password", PASSWORD)
    page.click("[data-login-send]")
    page.wait_for_selector("[data-login-other]:visible")
    assert made(live) == 0
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(live, page)
    page.wait_for_timeout(300)
    assert page.locator("[data-draft-offer]").is_hidden()
    assert len(drafts(page)) == 1


def test_logging_out_forgets_what_was_typed(live: Live, page: Page) -> None:
    fill(page)
    wait_for_draft(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live.address}/")
    page.click("header .drop summary:has(.face)")
    page.click("form[action='/logout/'] button")
    page.wait_for_selector("#username")
    until(page, lambda: "#" not in page.url)
    assert drafts(page) == []


def test_a_conditional_field_comes_back_with_what_it_depends_on(live: Live, page: Page) -> None:
    page.goto(f"{live.address}/supply_point/add")
    page.wait_for_selector("form[data-drafting]")
    page.fill("#f-name", TITLE)
    page.select_option("#f-kind", "agreement")
    page.fill("#f-partner", "样戊商行")
    wait_for_draft(page, "样戊商行")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live.address}/supply_point/list/")
    page.goto(f"{live.address}/supply_point/add")
    page.click("[data-draft-take]")
    assert page.input_value("#f-kind") == "agreement"
    assert page.input_value("#f-partner") == "样戊商行"
    assert page.get_attribute("[data-field=partner]", "data-required") == "yes"


def test_a_place_is_chosen_on_the_sketch_by_tap_or_keys_and_an_impossible_one_is_told(live: Live, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#f-location", "30.61, 105.21")
    page.click("[data-sketch] summary")
    sketch = page.wait_for_selector(".sketch-map")
    assert sketch is not None
    sketch.click()
    first = page.input_value("#f-location")
    assert re.fullmatch(r"30\.\d{6}, 105\.\d{6}", first)
    page.focus(".sketch-map")
    page.keyboard.press("ArrowUp")
    north = page.input_value("#f-location")
    assert float(north.split(",")[0]) > float(first.split(",")[0])
    page.fill("#f-location", "120, 30")
    page.press("#f-location", "Tab")
    assert "纬度" in page.inner_text("[data-point-wrong]")
    assert all(url.startswith((live.address, "data:", "blob:")) for url in asked)
