"""Servers that are killed while somebody imports: nothing partial, nothing acknowledged lost, nothing twice.

The clerk tries again as people do: an answer that does not come is asked for again. Up to 1,000 rows are stored while the
request waits; more by the background, which takes up by itself what a dead process has left.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.preparation import prepare
from config import Settings
from tests.exchange.victims import Victim, with_clerk
from tests.serving.test_processes import free_port
from tests.sites import ROOT, Town
from tests.web import PASSWORD

IN_REQUEST, IN_BACKGROUND = 1000, 1200  #: rows; app/views/register/importing.py draws the line between them
PATIENCE = 60.0  #: seconds until an answer must have come


class _Stay(urllib.request.HTTPRedirectHandler):
    """Where an answer leads is looked at here."""

    def redirect_request(self, *_given: object) -> None:
        return None


class Browser:
    """Somebody who asks again when no answer comes."""

    def __init__(self, address: str) -> None:
        self.address, self._token = address, ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay)

    def log_in(self) -> None:
        """Once: a session outlives the server."""
        until(lambda: self.get("/login/"))
        until(lambda: self.post("/login/", {"username": "clerk", "password": PASSWORD}))
        until(lambda: self.get("/profile/"))

    def get(self, path: str) -> tuple[str, str]:
        """Where the answer leads ("" for nowhere), and what it shows."""
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: dict[str, object]) -> tuple[str, str]:
        """The same of a form."""
        boundary, body = encode_multipart({**fields, "csrf_token": self._token})
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._ask(urllib.request.Request(self.address + path, body, kind))

    def _ask(self, request: urllib.request.Request) -> tuple[str, str]:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                page = answer.read().decode()
                found = re.search(r'name="csrf-token" content="([^"]+)"', page)
                self._token = found[1] if found else self._token
                return "", page
        except urllib.error.HTTPError as answer:
            if not 300 <= answer.code < 400:
                pytest.fail(f"{answer.code}: {answer.read().decode()[:2000]}")
            return urllib.parse.urlsplit(answer.headers["Location"]).path, ""


def until(ask: Callable[[], tuple[str, str]], look: Callable[[], object] = lambda: None) -> tuple[str, str]:
    """The answer, however often the server dies over it; ``look`` at what it has left whenever it does."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except (http.client.HTTPException, ConnectionError, urllib.error.URLError, TimeoutError):
            assert time.monotonic() < end, "no answer"
            look()
            time.sleep(0.02)


@dataclass
class Served(Victim):
    """Rosters that a clerk brings through the wizard."""

    browser: Browser = None  # type: ignore[assignment]
    pid: Callable[[], int] = lambda: 0

    def wizard(self) -> None:
        """From the file to the page that says what was stored."""
        content, fields = self.roster(), {"unit": str(self.town.unit("225"))}

        def upload() -> tuple[str, str]:
            with content.open("rb") as file:
                return self.browser.post("/team_member/import/", {**fields, "file": FileStorage(file, content.name)})

        preview, page = until(upload, self.check)
        assert re.fullmatch(r"/team_member/import/\d+", preview), page
        while True:
            leads, _page = until(lambda: self.browser.get(preview), self.check)
            if leads:
                assert leads == preview + "/result"
                break
            until(lambda: self.browser.post(preview + "/apply", {"mode": "all"}), self.check)
        while 'aria-busy="true"' in (page := until(lambda: self.browser.get(preview + "/result"), self.check)[1]):
            self.check()
            time.sleep(0.15)
        assert 'role="status"' in page, page
        self.check()

    def measure(self) -> None:
        """One that nobody kills."""
        self.wizard()
        begun = time.monotonic()
        self.wizard()
        self.seconds = time.monotonic() - begun

    def kill_one(self) -> None:
        """Kill the server at a random moment, and see to the end of what was begun."""
        while True:
            killed = threading.Event()
            moment = threading.Timer(self.chance.uniform(0, self.seconds), self._kill, [killed])
            moment.start()
            self.wizard()
            moment.cancel()
            moment.join()
            assert self.stored() == {self.sign}
            if killed.is_set():
                return

    def kill_after(self) -> None:
        """Kill it as soon as it has said that all is stored."""
        self.wizard()
        self._kill(threading.Event())
        self.check()
        assert self.stored() == {self.sign}

    def _kill(self, killed: threading.Event) -> None:
        os.kill(self.pid(), signal.SIGKILL)
        killed.set()


@contextmanager
def served(town: Town, folder: Path, command: list[str], rows: int) -> Iterator[tuple[Served, Path]]:
    """A server over the town, its clerk logged in, and what it says."""
    port, said, url = free_port(), folder / "said.txt", town.site.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, instance=town.site.files.parent, seeds=folder / "no-seeds", demo=False)
    prepare(settings, now=town.now).site.engine.dispose()
    environment = {**os.environ, "INSTANCE": str(settings.instance), "SEEDS": str(settings.seeds), "DATABASE_URL": url,
                   "DEMO": "0", "PORT": str(port), "BACKUP_DAILY_AT": "off", "JOBS": "external"}
    with said.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
                                   env={**environment, "GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{port}"})
    try:
        made = Served(with_clerk(town), folder, random.Random(20261122), rows,  # noqa: S311  (moments, not secrets)
                      browser=Browser(f"http://127.0.0.1:{port}"), pid=lambda: psutil.Process(process.pid).children()[0].pid)
        made.browser.log_in()
        yield made, said
    finally:
        process.terminate()
        assert process.wait(60) == 0, said.read_text("utf-8")[-3000:]


def kill(victim: Served, times: int) -> None:
    victim.measure()
    for number in range(times):
        victim.kill_one()
        if number % 3 == 2:
            victim.kill_after()
    victim.is_whole()


@pytest.fixture
def forked() -> list[str]:
    if sys.platform == "win32":
        pytest.skip("no fork there")
    return ["tests.exchange.forked_server"]


@pytest.mark.parametrize("rows", [IN_REQUEST, IN_BACKGROUND], ids=["request", "background"])
def test_a_server_that_is_killed_leaves_everything_or_nothing(town, tmp_path, forked, rows):
    with served(town, tmp_path, forked, rows) as (victim, _said):
        kill(victim, 3)


@pytest.mark.prove
@pytest.mark.parametrize("rows", [IN_REQUEST, IN_BACKGROUND], ids=["request", "background"])
def test_a_server_that_is_killed_two_hundred_times_leaves_everything_or_nothing(town, tmp_path, forked, rows, capsys):
    with served(town, tmp_path, forked, rows) as (victim, _said):
        kill(victim, 200)
        with capsys.disabled():
            print(f"\n200 kills ({town.site.engine.dialect.name}, {rows} rows): {dict(victim.ends)}, "
                  f"{victim.seconds:.1f} s an import")


@pytest.mark.skipif(sys.platform == "win32", reason="no gunicorn there")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_worker_of_gunicorn_that_is_killed_is_replaced_and_the_next_takes_its_work_up(town, tmp_path):
    with served(town, tmp_path, ["gunicorn", "-w", "1", "app.serving.wsgi:app"], IN_BACKGROUND) as (victim, _said):
        victim.measure()
        victim.kill_one()
