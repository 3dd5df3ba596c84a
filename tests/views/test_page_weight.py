"""What a page weighs on the wire, headers and all, as Chrome's own tools count it: with an empty cache, and afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from app.definition import Definition
from tests.live import SIZES, Live, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

TOWN = "510923108000"
#: The address, and the most that it may take in kB (1,000 bytes): on the first visit, and when its files are known.
PAGES = {
    "log-in": ("/login/", 70, 10),
    "home": ("/", 75, 12),
    "list": ("/dispute/list/", 120, 20),
    "form": ("/dispute/add", 115, 15),
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[Live]:
    """One running application; the town's clerk sees full pages of disputes."""
    with served(tmp_path_factory.mktemp("weight"), definition) as live:
        live.person("town", "town", "town_clerk", TOWN)
        yield live


@pytest.fixture(scope="module")
def known(browser: Browser, live: Live) -> Any:
    """What the browser of the clerk keeps, but for its cache."""
    return live.kept_by(browser, "town")


@dataclass
class Weighed:
    """Addresses that a page has asked for, and the bytes of their answers, headers too; nothing for what was in the cache."""

    bytes_of: dict[str, int] = field(default_factory=dict)

    @property
    def kilobytes(self) -> float:
        return sum(self.bytes_of.values()) / 1000

    def heaviest(self) -> str:
        """What there is to say when it is too much."""
        return "\n".join(f"{size:>8} {url}" for url, size in sorted(self.bytes_of.items(), key=lambda each: -each[1]))


def weigh(context: BrowserContext, address: str) -> Weighed:
    """Open a page in a tab of its own and wait for all that it fetches."""
    page = context.new_page()
    weighed, urls = Weighed(), dict[str, str]()
    tools = context.new_cdp_session(page)
    tools.on("Network.requestWillBeSent", lambda asked: urls.update({asked["requestId"]: asked["request"]["url"]}))
    tools.on("Network.loadingFinished", lambda ended: add(weighed, urls[ended["requestId"]], ended["encodedDataLength"]))
    tools.send("Network.enable")
    page.goto(address)
    settle(page)
    page.close()
    return weighed


def add(weighed: Weighed, url: str, size: float) -> None:
    weighed.bytes_of[url] = weighed.bytes_of.get(url, 0) + int(size)


def settle(page: Page) -> None:
    """Some files are fetched by others; half a second of silence is what Playwright waits for."""
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_at_first_and_lighter_afterwards(
    browser: Browser, live: Live, known: Any, name: str, size: str, record_property: pytest.RecordProperty
) -> None:
    path, first, again = PAGES[name]
    with browser.new_context(**SIZES[size], storage_state=None if name == "log-in" else known, locale="zh-CN") as context:
        visits = [weigh(context, live.address + path) for _ in range(2)]
    record_property("kB", [visit.kilobytes for visit in visits])
    assert visits[0].kilobytes <= first, visits[0].heaviest()
    assert visits[1].kilobytes <= again, visits[1].heaviest()


def test_a_phone_fetches_what_a_folded_filter_needs_only_when_it_is_unfolded(browser: Browser, live: Live, known: Any) -> None:
    with browser.new_context(**SIZES["390"], storage_state=known, locale="zh-CN") as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live.address}/dispute/list/")
        settle(page)
        assert [url for url in asked if "tom-select" in url] == []
        page.tap("[data-query-more]")
        page.wait_for_selector(".query .ts-wrapper", timeout=10_000)
        assert [url for url in asked if "tom-select" in url] != []


def test_a_filter_that_comes_to_be_seen_by_turning_the_phone_is_dressed_too(browser: Browser, live: Live, known: Any) -> None:
    with browser.new_context(**SIZES["390"], storage_state=known, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{live.address}/dispute/list/")
        settle(page)
        page.set_viewport_size({"width": 844, "height": 390})
        page.wait_for_selector(".query .ts-wrapper", timeout=10_000)
