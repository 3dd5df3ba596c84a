"""The application with the invented year behind a real address, for browsers.

``served(folder, definition)`` gives a ``Live``, whose clock can be moved; its ``enter(context, user)`` logs somebody in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import make_server

from app.assembly import make_sessions
from app.behaviours.clock import Run, run_clock
from app.behaviours.return_clock import run_returns
from app.definition import Definition
from config import Settings
from tests.seeds.conftest import NOW, known, load
from tests.shelf import lent
from tests.sites import Town, open_site
from tests.templates import Templates
from tests.web import PASSWORD, Clock, WebTown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

#: How people look at it: at a desk, and on a phone.
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SIZES = {"1280": DESK, "390": PHONE}


@dataclass
class Live:
    """A running application and its people."""

    web: WebTown
    address: str

    def person(self, user: str, shown: str, role: str, unit: str, department: str | None = None) -> str:
        """An account with one duty; its user name."""
        self.web.account(user, role, unit, department, shown=shown)
        return user

    def enter(self, context: BrowserContext, user: str) -> Page:
        """A page of somebody who has just logged in."""
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{self.address}/login/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_selector("#main h1")
        return page

    def kept_by(self, browser: Browser, user: str) -> Any:
        """What a browser keeps in which somebody has logged in, for further ones (``storage_state``)."""
        with browser.new_context() as context:
            self.enter(context, user)
            return context.storage_state()

    def run_clock(self) -> Run:
        """What the periodic job does, now; what came of the cases."""
        site, sessions, now = self.web.site, make_sessions(self.web.site), self.web.clock.now
        done = run_clock(site, sessions, now)
        run_returns(site, sessions, now)
        return done


@contextmanager
def served(folder: Path, definition: Definition) -> Iterator[Live]:
    """The application over a fresh copy of the invented year, on SQLite; its clock stands at ``NOW``."""
    with Templates(None).copy("demo", folder, partial(load, definition)) as url:
        site = open_site(url, definition, folder)
        town = known(Town(site, make_sessions(site), now=NOW))
        clock = Clock(NOW)
        settings = Settings(database_url=url, instance=site.files.parent)
        with lent(site, clock, settings, testing=False) as app, serving(app) as address:
            yield Live(WebTown(app, town, clock), address)
        site.engine.dispose()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of an application for as long as it is asked for."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
