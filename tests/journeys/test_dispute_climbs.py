"""A dispute of one village: unseen by the next, overdue, with the town, on the leader's board and in the month's summary."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.journeys.conftest import Enter, Picture
from tests.live import Live

if TYPE_CHECKING:
    from playwright.sync_api import Page

TITLE = "样甲与样乙两家灌溉水渠分水争议"
HERE, NEXT_DOOR, TOWN = "510923108225", "510923108226", "510923108000"


def choose(page: Page, field: str, text: str) -> None:
    """Choose in a field that is searched by typing."""
    page.click(f"[data-field={field}] .ts-control")
    page.keyboard.type(text)
    page.click(f".ts-dropdown .option:has-text('{text}') >> visible=true")


def register(page: Page) -> None:
    """Fill the form as the clerk does."""
    choose(page, "category", "邻里")
    page.fill("#f-title", TITLE)
    page.fill("#f-place", "三组放水渠口")
    page.fill("#f-description", "两家同用一条水渠，天旱争水，样甲夜里堵口，样乙带人去扒。")
    page.fill("#f-people_involved", "6")
    page.click("[data-child-add]")
    page.fill("[data-child] [name$=-name]", "赵样甲")


def test_a_dispute_climbs_to_the_town_and_the_leader_finds_its_row(live: Live, enter: Enter, picture: Picture) -> None:
    live.person("clerk", "严洋", "village_clerk", HERE)
    live.person("neighbour", "张大均", "village_clerk", NEXT_DOOR)
    live.person("leader", "许明玉", "town_leader", TOWN)

    page = enter("clerk")
    page.goto(f"{live.address}/dispute/add")
    register(page)
    picture(page, "dispute-form")
    page.click(".savebar [type=submit]")
    page.wait_for_selector(f"h1:has-text('{TITLE}')")
    case = page.url
    assert "黄·一般" in page.inner_text(".grade")
    picture(page, "dispute")

    other = enter("neighbour")
    other.goto(f"{live.address}/dispute/list/?q=灌溉水渠分水")
    assert TITLE not in other.content()
    answer = other.goto(case)
    assert answer is not None
    assert (answer.status, TITLE in other.content()) == (404, False)

    live.web.clock.now += timedelta(days=12)  # 7 working days are over, and the month is not
    assert live.run_clock().steps > 0

    leader = enter("leader")
    picture(leader, "home")
    leader.goto(f"{live.address}/board/")
    picture(leader, "board")
    leader.click("a.cell-orange >> nth=0")
    line = leader.locator(".case", has_text=TITLE)
    assert "橙·较大" in line.inner_text()
    assert "超期 1 次" in line.inner_text()

    leader.goto(f"{live.address}/dispute/chart/by_month")
    leader.wait_for_selector("[data-chart] svg")
    picture(leader, "chart")

    leader.goto(f"{live.address}/summary/")
    picture(leader, "summary")
    row = leader.locator("tbody tr", has_text="金容寨村")
    figure = row.locator("a[href*=escalated]")
    said = int(figure.inner_text())
    figure.click()
    leader.wait_for_selector(f"text={TITLE}")
    assert leader.locator("tbody tr").count() == said > 0
    picture(leader, "summary-rows")
    leader.click(f"text={TITLE}")
    leader.wait_for_selector(f"h1:has-text('{TITLE}')")
