"""Fixtures: the running application of one journey, browsers at a desk and on a phone; pictures where ``PICTURES=1`` is set."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.definition import Definition
from tests.journeys.few_colours import in_few_colours
from tests.live import SIZES, Live, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures"
#: Only pictures: nothing to run without them.
collect_ignore = [] if os.environ.get("PICTURES") == "1" else ["test_pictures.py"]

#: Logs somebody in, in a browser of their own.
Enter = Callable[[str], "Page"]
#: Keeps what a page shows, under a name.
Picture = Callable[["Page", str], None]


@pytest.fixture
def live(tmp_path: Path, definition: Definition) -> Iterator[Live]:
    """The application over its own copy of the invented year."""
    with served(tmp_path, definition) as live:
        yield live


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """The width that people have in front of them."""
    return str(request.param)


@pytest.fixture
def enter(browser: Browser, live: Live, size: str) -> Iterator[Enter]:
    """Log somebody in."""
    contexts = []

    def enter(user: str) -> Page:
        contexts.append(browser.new_context(**SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True))
        return live.enter(contexts[-1], user)

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def picture(size: str, browser: Browser) -> Iterator[Picture]:
    """Keep what a page shows where PICTURES=1 is set: docs/pictures/<name>-<width>.png."""
    workshop = browser.new_page()

    def keep(page: Page, name: str) -> None:
        if os.environ.get("PICTURES") == "1":
            page.wait_for_load_state("networkidle")
            page.evaluate("scrollTo(0, 0)")
            page.evaluate("document.activeElement?.matches('dialog *, [data-cell-form] *') || document.activeElement?.blur()")
            page.mouse.move(0, 0)
            PICTURES.mkdir(exist_ok=True)
            taken = page.screenshot(animations="disabled", caret="hide")
            (PICTURES / f"{name}-{size}.png").write_bytes(in_few_colours(taken, workshop))

    yield keep
    workshop.close()
