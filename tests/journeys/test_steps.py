"""How many taps daily work costs on a phone, besides typing. Going into a field is a tap, a key of the keyboard none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_dispute_climbs import HERE, TOWN
from tests.live import PHONE, Live

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Thumb:
    """A thumb on a phone: it counts its taps."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        """Tap what can be seen, scrolling to it where it must be."""
        self.page.locator(f"{selector} >> visible=true").first.tap()
        self.taps += 1

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        self.page.keyboard.type(text)


@pytest.fixture
def thumb(browser: Browser, live: Live, request: pytest.FixtureRequest) -> Iterator[Thumb]:
    """Somebody with a phone who has logged in and sees the first page."""
    role, unit = request.param
    live.person("somebody", "严洋", role, unit)
    context = browser.new_context(**PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield Thumb(live.enter(context, "somebody"))
    context.close()


CLERK = pytest.mark.parametrize("thumb", [("village_clerk", HERE)], indirect=True)
LEADER = pytest.mark.parametrize("thumb", [("town_leader", TOWN)], indirect=True)


@CLERK
def test_a_dispute_is_registered_with_at_most_eight_taps(thumb: Thumb, record_property: pytest.RecordProperty) -> None:
    thumb.tap("a[href='/dispute/add']")
    thumb.page.wait_for_selector("form[data-drafting]")
    thumb.tap("[data-field=category] .ts-control")
    thumb.type("邻里")
    thumb.tap(".ts-dropdown .option:has-text('邻里')")
    thumb.tap("#f-title")
    thumb.type("样甲与样乙晒坝争议")
    thumb.tap("#f-description")
    thumb.type("两家同用一块晒坝，晒谷时争执。")
    thumb.tap("[data-child-add]")
    thumb.type("赵样甲")
    thumb.tap(".savebar [type=submit]")
    thumb.page.wait_for_url("**/dispute/show/**")
    assert "样甲与样乙晒坝争议" in thumb.page.inner_text("h1")
    record_property("taps", thumb.taps)
    assert thumb.taps <= 8


@CLERK
def test_the_cursor_stays_where_it_was_put_after_words_were_searched_for(thumb: Thumb) -> None:
    thumb.tap("a[href='/dispute/add']")
    thumb.page.wait_for_selector("form[data-drafting]")
    thumb.tap("[data-field=category] .ts-control")
    thumb.type("邻里")
    thumb.page.focus("#f-title")  # sooner than the search for the last letter begins
    thumb.page.wait_for_timeout(600)
    assert thumb.page.evaluate("document.activeElement.id") == "f-title"


@CLERK
def test_a_person_is_found_by_initials_with_at_most_three_taps(live: Live, thumb: Thumb,
                                                                record_property: pytest.RecordProperty) -> None:
    team = live.web.site.models.table("emergency_team")
    with live.web.site.engine.connect() as connection:
        ours = connection.execute(team.select().execution_options(guarded=True)).mappings().all()
    mine = next(row["id"] for row in ours if row["unit_id"] == live.web.town.unit(HERE))
    live.web.town.add("team_member", {"team": mine, "unit": live.web.town.unit(HERE), "name": "曾样丽"})
    thumb.tap("a[href='/team_member/list/'], [data-menu-open]")
    if not thumb.page.url.endswith("/team_member/list/"):
        thumb.tap("#menu a[href='/team_member/list/']")
    thumb.page.wait_for_selector(".query")
    thumb.tap(".query [name=q]")
    thumb.type("zyl\n")
    thumb.page.wait_for_selector("text=曾样丽 >> visible=true")
    record_property("taps", thumb.taps)
    assert thumb.taps <= 3


@LEADER
def test_why_a_case_is_red_is_seen_after_one_tap(live: Live, thumb: Thumb, record_property: pytest.RecordProperty) -> None:
    thumb.page.goto(f"{live.address}/dispute/list/?f.colour.eq=red")
    thumb.tap("a[href*='/dispute/show/']")
    reasons = thumb.page.wait_for_selector(".grade")
    assert reasons is not None
    assert "红·" in reasons.inner_text()
    box = reasons.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["viewport"]["height"], "without scrolling"
    assert len(reasons.inner_text().splitlines()) >= 2, "the reasons stand beside the colour"
    record_property("taps", thumb.taps)
    assert thumb.taps == 1
