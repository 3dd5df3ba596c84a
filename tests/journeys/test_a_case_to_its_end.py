"""A dispute from a clerk's phone to its end: photo, orange, overdue, returned, lowered, followed up, relapsed, closed.

Every act is done by the person whom rules.md §1 names, in the dialog of the case page; the leader reads each step of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Picture
from tests.journeys.test_dispute_climbs import HERE, TOWN, choose
from tests.live import DESK, PHONE, Live

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

TITLE = "样甲等户与施工队因便道占地争执"


class Town:
    """Whoever takes part; each opens the case in a browser of their own, logged in anew."""

    def __init__(self, browser: Browser, live: Live) -> None:
        self.live, self.case = live, ""
        self._browser, self._last = browser, None

    def opened(self, user: str) -> Page:
        """The case as ``user`` sees it; the first page while there is none. The browser before is closed."""
        self.close()
        look = PHONE if user == "clerk" else DESK
        self._last: BrowserContext | None = self._browser.new_context(**look, locale="zh-CN", timezone_id="Asia/Shanghai")
        page = self.live.enter(self._last, user)
        if self.case:
            page.goto(self.case)
            page.wait_for_selector(f"h1:has-text('{TITLE}')")
        return page

    def close(self) -> None:
        """Close the last browser."""
        if self._last is not None:
            self._last.close()

    def does(self, user: str, act: str, **given: str) -> Page:
        """An act in its dialog; ``given``: what is typed or chosen, by the name of the question."""
        page = self.opened(user)
        do(page, act, **given)
        return page


def do(page: Page, act: str, **given: str) -> None:
    """Open the dialog of an act, answer what it asks and send it."""
    link = page.locator(f"a[data-dialog][href*='/case/{act}/']").first
    if not link.is_visible():
        page.click(".buttons [data-drop-menu] summary")
    link.click()
    page.wait_for_selector(f"#dialog[open] form[action*='/case/{act}/']")
    for name, value in given.items():
        answer(page, name, value)
    page.click("#dialog [type=submit]")
    page.wait_for_selector(".flash, .flashes, [role=status] >> text=已")


def answer(page: Page, name: str, value: str) -> None:
    """Answer one question of the dialog as it is asked: by buttons, a list, a searched list, or in words."""
    field = page.locator(f"#dialog [name={name}]").first
    kind = field.evaluate("element => element.type")
    if kind == "radio":
        page.click(f"#dialog label:has([name={name}]):has-text('{value}')")
    elif kind == "select-one" and field.is_visible():
        field.select_option(label=value)
    elif kind == "select-one":
        choose(page, name, value)
    else:
        field.fill(value)


@pytest.fixture
def town(browser: Browser, live: Live) -> Iterator[Town]:
    """金元镇 in the invented year, and the people of the case."""
    live.person("clerk", "严洋", "village_clerk", HERE)
    live.person("secretary", "余国成", "village_leader", HERE)
    live.person("office", "严明川", "town_clerk", TOWN)
    live.person("justice", "向玉萍", "department_clerk", TOWN, "司法所")
    live.person("leader", "许明玉", "town_leader", TOWN)
    town = Town(browser, live)
    yield town
    town.close()


@pytest.fixture
def photo(browser: Browser, tmp_path: Path) -> Path:
    """A photo of a path."""
    page = browser.new_page(viewport={"width": 320, "height": 240})
    page.set_content("<body bgcolor=#b5a642><h2>便道</h2>")
    page.screenshot(path=tmp_path / "便道.jpg", type="jpeg")
    page.close()
    return tmp_path / "便道.jpg"


@pytest.fixture
def size() -> str:
    """Each has the screen that they work at."""
    return "mixed"


def register(page: Page, photo: Path) -> str:
    """The clerk registers the case where it arises, in the short form; its address."""
    page.click("a[href='/dispute/quick'] >> visible=true")
    page.wait_for_selector("form[data-drafting]")
    choose(page, "category", "征地拆迁")
    page.fill("#f-title", TITLE)
    page.fill("#f-description", "施工便道占了三户的菜地，样甲拦车，双方争吵。")
    page.set_input_files("#f-files", photo)
    page.click(".savebar [type=submit]")
    page.wait_for_selector(f"h1:has-text('{TITLE}')")
    return page.url


def more_people(page: Page) -> None:
    """It is twelve people by now."""
    page.click(".buttons a[href*='/dispute/edit/']")
    page.fill("#f-people_involved", "12")
    page.click(".savebar [type=submit]")
    page.wait_for_selector(".grade")


def plan(page: Page) -> None:
    """三定一包: the leader in charge and the person responsible."""
    page.click(".buttons a[href*='/dispute/edit/']")
    choose(page, "lead_leader", "严兆平")
    choose(page, "responsible_person", "覃万江")
    page.click(".savebar [type=submit]")
    page.wait_for_selector(".grade")


def test_a_case_goes_its_whole_way(town: Town, photo: Path, picture: Picture) -> None:
    page = town.opened("clerk")
    town.case = register(page, photo)
    assert "蓝·苗头隐患" in page.inner_text(".grade")
    more_people(page)
    assert "橙·较大" in page.inner_text(".grade")
    assert "涉及 12 人" in page.inner_text(".grade")
    picture(page, "case-orange")

    town.live.web.clock.now += timedelta(days=22)
    town.live.run_clock()
    page = town.opened("leader")
    assert "红·重大" in page.inner_text(".grade")
    picture(page, "case-red")

    page = town.opened("office")
    plan(page)
    do(page, "triage", risk_level="较大", reason="已实地核实")
    do(page, "transfer", unit="金元镇", department="司法所", reason="双方愿意调解")
    page = town.does("justice", "return", reason="须先由规建办核定占地面积")
    page = town.does("office", "assign", person="覃万江")
    page = town.does("office", "lower", colour="橙·较大", reason="已签停工协议，风险下降")
    assert "等待第二人确认" in page.inner_text("#main")
    page = town.does("leader", "confirm_lowering", agreed="是", reason="同意")
    assert "橙·较大" in page.inner_text(".grade")
    picture(page, "case-lowered")
    page = town.does("office", "resolve", outcome="成功", method="人民调解", agreement="施工队赔付青苗费，月底复垦。")
    picture(page, "case-resolved")

    town.live.web.clock.now += timedelta(days=28)
    page = town.does("office", "follow_up", result="反复", reason="复垦未做，样甲再次拦车")
    assert "办理中" in page.inner_text(".card >> nth=0")
    picture(page, "case-relapsed")
    page = town.does("office", "resolve", outcome="成功", method="人民调解", agreement="复垦完成，三户签字。")
    town.live.web.clock.now += timedelta(days=29)
    page = town.does("office", "follow_up", result="稳定", reason="电话回访三户")
    town.live.web.clock.now += timedelta(days=60)
    page = town.does("office", "follow_up", result="稳定", reason="上门回访")
    page = town.does("office", "close", reason="两次回访稳定")
    page = town.opened("leader")
    page.click(".tabs a:has-text('办理经过')")
    page.wait_for_selector("text=研判定级")
    told = page.locator(".timeline li .timeline-head b").all_inner_texts()
    assert [each for each in told if each != "逾期未报进展"] == [
        "结案", "回头看", "回头看", "化解", "重启", "回头看", "化解", "下调等级", "交办", "退回", "转办", "研判定级",
        "超期升级", "情况变化，重新定级", "登记"]
    assert told.count("逾期未报进展") == 5, "orange owes progress every 3 days"
    picture(page, "case-course")
