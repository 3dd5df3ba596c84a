"""A village's half-month return: due, looked at on the phone, handed in, sent back by the town, corrected, handed in again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.journeys.conftest import Enter, Picture
from tests.journeys.test_dispute_climbs import HERE, TOWN
from tests.live import Live

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHEET = "金容寨村委会2026年11月下半月矛盾纠纷分析研判及统计表"


def due(page: Page, live: Live, view: str) -> None:
    """Open the sheet from what is due, what came back or what the town has in."""
    page.goto(f"{live.address}/returns/?view={view}")
    page.click(f"main a:has-text('{SHEET}') >> visible=true")
    page.wait_for_selector(f"h1:has-text('{SHEET}')")


def act(page: Page, name: str) -> None:
    """Open the dialog or page of an act of the sheet."""
    link = page.locator(f"a[href*='/periodic_return/{name}/']").first
    if not link.is_visible():
        page.click(".buttons [data-drop-menu] summary")
    link.click()


def test_a_half_month_is_handed_in_sent_back_and_corrected(live: Live, enter: Enter, picture: Picture, size: str) -> None:
    live.person("secretary", "余国成", "village_leader", HERE)
    live.person("office", "严明川", "town_clerk", TOWN)
    live.web.clock.now = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
    live.run_clock()
    page = enter("secretary")
    due(page, live, "today")
    picture(page, "return-due")
    act(page, "submit")
    page.click("#dialog [type=submit]")
    page.wait_for_selector("#dialog :text('还没有写本期研判')")
    page.click("#dialog [data-close] >> visible=true")

    analyse(page)
    due(page, live, "today")
    act(page, "submit")
    page.click("#dialog [type=submit]")
    page.wait_for_selector(".record .tag:has-text('按时')")
    assert page.locator(".record a[href*='/periodic_return/figure/']").count() == 0, "what was handed in is frozen"
    picture(page, "return-in")

    town = enter("office")
    due(town, live, "waiting")
    act(town, "send_back")
    town.fill("#dialog [name=reason]", "调处成功数与台账不符，请核对")
    town.click("#dialog [type=submit]")
    town.wait_for_selector(".record .tag:has-text('退回')")

    due(page, live, "returned")
    assert "调处成功数与台账不符" in page.inner_text("#main")
    picture(page, "return-back")
    page.click("a[href*='/periodic_return/figure/'] >> nth=0")
    page.fill("#dialog [name=given]", "1")
    page.fill("#dialog [name=reason]", "口头调解一件，当天未入台账")
    page.click("#dialog [type=submit]")
    page.wait_for_selector("td:has-text('口头调解一件')")
    act(page, "submit")
    page.click("#dialog [type=submit]")
    page.wait_for_selector(".segments :text('第 2 版')")
    picture(page, "return-second")

    town.goto(f"{live.address}/returns/")
    town.click("a:has-text('完整性')")
    town.wait_for_selector("table")
    half = town.locator("table").inner_text()
    assert "11月下半月" in half or "2026-11b" in half
    picture(town, "returns-board")


def analyse(page: Page) -> None:
    """Write the analysis that the sheet asks for, from the sheet."""
    page.click("a[href^='/analysis_report/add']")
    page.fill("#f-features", "邻里和土地纠纷为主，两起因便道占地。")
    page.fill("#f-steps", "上门调解，复垦前每周回访。")
    page.fill("#f-author", "严洋")
    page.click(".savebar [type=submit]")
    page.wait_for_url("**/show/**")
