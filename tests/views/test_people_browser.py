"""Cards on paper and behind their code, accounts, and who sees a record, in a browser: axe, widths, sizes of paper.

On SQLite alone: what is drawn does not depend on the database.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from segno import make

import app.views.card.drawing as drawing
from app.definition import Definition
from config import Settings
from tests.live import SIZES, Live, serving
from tests.shelf import lent
from tests.sites import build_town, make_site
from tests.web import PASSWORD, Clock, WebTown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNTY, VILLAGE = "510923000000", "510923108225"
LONG = "暴雨红色预警时立即按路线转移，不得返回取物；老人儿童先走，由网格员逐户清点。" * 15  #: as long as the field is


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[Live]:
    """The application over the small county, with two people."""
    folder: Path = tmp_path_factory.mktemp("people")
    town = build_town(make_site(f"sqlite:///{folder / 'site.db'}", definition, folder))
    clock = Clock(town.now)
    settings = Settings(instance=town.site.files.parent)
    with lent(town.site, clock, settings, testing=False) as app, serving(app) as address:
        live = Live(WebTown(app, town, clock), address)
        live.person("admin", "管样甲", "county_admin", COUNTY)
        live.person("clerk", "经样乙", "village_clerk", VILLAGE)
        yield live
    town.site.engine.dispose()


@pytest.fixture(scope="module")
def cards(live: Live) -> list[int]:
    """Five cards, one of them with much text."""
    town = live.web.town
    unit = town.unit(VILLAGE)
    officer = town.add("grid_officer", {"unit": unit, "name": "曾样甲", "phone": "19900000001"})
    plain = {"unit": unit, "officer": officer, "key_risks": "防汛防滑坡", "hotline": "0825-7806075",
             "contacts": "村主任 0825-7800000"}
    made = [town.add("contact_card", {**plain, "title": f"第{number}组明白卡"}) for number in "一二三四"]
    return [*made, town.add("contact_card", {**plain, "title": "责任卡", "kind": "duty", "key_risks": LONG, "duties": LONG,
                                           "contacts": LONG[:500]})]


def serious(page: Page, axe: str) -> list[tuple[str, str]]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(each["id"], node["html"][:160]) for each in found if each["impact"] in ("serious", "critical")
            for node in each["nodes"]]


def picture(page: Page, name: str) -> None:
    """A picture for the eye, where PICTURES names a folder."""
    if "PICTURES" in os.environ:
        page.screenshot(path=str(Path(os.environ["PICTURES"]) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_people_are_in_order(browser: Browser, axe_script: str, live: Live, cards: list[int], size: str) -> None:
    with browser.new_context(**SIZES[size], locale="zh-CN") as context:
        page = live.enter(context, "admin")
        page.goto(f"{live.address}/accounts/?q=clerk")
        account = page.get_attribute("td.c-main a", "href") or ""
        key = account.rpartition("/")[2]
        faults = {}
        for name, path in {"accounts": "/accounts/", "account": account, "grant": f"/accounts/grant/{key}",
                           "hand-over": f"/accounts/hand_over/{key}", "invite": f"/accounts/invite/{key}",
                           "add": "/accounts/add", "who": "/who/", "who-card": f"/who/contact_card/{cards[0]}",
                           "who-tab": f"/contact_card/show/{cards[0]}?tab=who", "links": f"/cards/links/{cards[0]}",
                           "as-of": f"/contact_card/show/{cards[0]}?tab=history&on=2026-12-31"}.items():
            answer = page.goto(live.address + path)
            assert answer is not None
            wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            found = serious(page, axe_script)
            picture(page, f"{name}-{size}")
            if found or not wide or answer.status != 200:
                faults[name] = (answer.status, wide, found)
        assert faults == {}


@pytest.mark.parametrize(("paper", "count", "box"), [("a4", 2, (595, 842)), ("a6", 5, (298, 420))])
def test_cards_fill_their_paper_and_nothing_is_cut_off(
        browser: Browser, axe_script: str, live: Live, cards: list[int], paper: str, count: int, box: tuple[int, int]) -> None:
    with browser.new_context(**SIZES["1280"], locale="zh-CN") as context:
        page = live.enter(context, "clerk")
        page.goto(f"{live.address}/contact_card/list/?q=卡&size=50")
        for card in cards:
            page.check(f'tbody .c-check input[value="{card}"]')
        page.click("#bulk [value=cards]")
        page.check(f'[name=paper][value="{paper}"]', force=True)
        page.click("form.act [type=submit]")
        page.wait_for_selector(".face")
        assert serious(page, axe_script) == []
        picture(page, f"cards-{paper}")
        over = page.evaluate("[...document.querySelectorAll('.face')].filter(e => e.scrollHeight > e.clientHeight + 1).length")
        assert over == 0
        made = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = [tuple(round(float(part)) for part in found.split()[2:])
             for found in re.findall(r"/MediaBox\s*\[([^\]]+)\]", made.decode("latin-1"))]
    assert (len(boxes), {(abs(w - box[0]) <= 2, abs(h - box[1]) <= 2) for w, h in boxes}) == (count, {(True, True)})


def test_the_public_page_is_in_order_on_a_phone_and_asks_nothing_else(
        browser: Browser, axe_script: str, live: Live, cards: list[int]) -> None:
    admin = live.web.browser_of(live.web.account("second", "village_clerk", VILLAGE))
    seen: list[str] = []
    real, drawing.code_of = drawing.code_of, lambda url: (seen.append(url), real(url))[1]
    try:
        admin.send("/cards/print", {"id": str(cards[0]), "paper": "a6"})
    finally:
        drawing.code_of = real
    path = re.sub(r"^https?://[^/]+", "", seen[0])
    with browser.new_context(**SIZES["390"], locale="zh-CN") as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        answer = page.goto(live.address + path)
        assert answer is not None
        assert answer.status == 200
        assert serious(page, axe_script) == []
        assert all(url.startswith(live.address) for url in asked)
        assert not [url for url in asked if ".js" in url]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        picture(page, "public-390")
    assert make(seen[0], error="m", micro=False).symbol_size(border=2)[0] <= 53  # no finer than a telephone reads on 24 mm
    assert PASSWORD not in path


def test_someone_who_leaves_is_followed_by_somebody_who_is_looked_for_by_name(
        browser: Browser, live: Live, cards: list[int]) -> None:
    leaver = live.web.account("leaver", "village_clerk", "510923108226", shown="离样丙")
    live.web.account("heir", "village_clerk", VILLAGE, shown="接样丁")
    with browser.new_context(**SIZES["1280"], locale="zh-CN") as context:
        page = live.enter(context, "admin")
        page.goto(f"{live.address}/accounts/hand_over/{leaver}")
        page.click(".ts-control")
        page.keyboard.type("接样")
        page.click(".ts-dropdown .option:has-text('接样丁')")
        page.click("form.act [type=submit]")
        page.wait_for_selector(".notice-success")
        assert "宝祥村" in page.inner_text("main")
        picture(page, "handed-over")


