"""The server as its user starts it: a process of its own, on a real port."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.writing import SCHEMA

ROOT = SCHEMA.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: list[str], folder: Path, port: int, **settings: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process and the file it talks into; it is stopped as Ctrl+C or a service manager would."""
    said = folder / f"said-{port}.txt"
    environment = {**os.environ, "INSTANCE": str(folder / "instance"), "DEMO": "0", "PORT": str(port), **settings}
    with said.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, text=True)
    try:
        yield process, said
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def served(said: Path, within: float = 90) -> str:
    """The address that the process prints."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        found = re.search(r"镇治 is at\s+(\S+)", said.read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(said.read_text())


def status(url: str, within: float = 60) -> int:
    until = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return int(answer.status)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


SERVE = [sys.executable, "-m", "app.serving"]


def test_a_first_start_prepares_and_says_where_and_who_and_a_second_one_only_serves(tmp_path: Path) -> None:
    port = free_port()
    with started(SERVE, tmp_path, port) as (process, said):
        assert status(f"{served(said)}login/") == 200
        first = said.read_text()
    assert process.returncode == 0, "an orderly end"
    assert "Preparing the database" in first
    assert re.search(r"admin\s+\S{10,}", first), "the first login"
    logins = tmp_path / "instance" / "first-logins.txt"
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    assert re.search(r"admin\s+\S{10,}", logins.read_text())
    with started(SERVE, tmp_path, port) as (_process, said):
        assert status(f"{served(said)}login/") == 200
        assert "Preparing" not in said.read_text()


def test_a_busy_port_gets_the_next_one_and_says_so(tmp_path: Path) -> None:
    port = free_port()
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", port))
        busy.listen()
        with started(SERVE, tmp_path, port) as (_process, said):
            address = served(said)
            assert f"Port {port} is busy" in said.read_text()
            assert f":{port}/" not in address
            assert status(f"{address}login/") == 200


@pytest.mark.skipif(sys.platform == "win32", reason="select() knows 512 sockets there")
def test_idle_connections_of_many_browsers_keep_nobody_waiting(tmp_path: Path) -> None:
    with started(SERVE, tmp_path, free_port()) as (_process, said), ExitStack() as open_ones:
        address = urllib.parse.urlsplit(served(said))
        for _browser in range(300):
            connection = open_ones.enter_context(closing(http.client.HTTPConnection(address.netloc, timeout=10)))
            connection.request("GET", "/static/app.css")
            assert connection.getresponse().read()


def test_several_gunicorn_workers_start_on_an_empty_database_at_once(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", "4", "--timeout", "120",  # a busy machine is no worker that hangs
               "-b", f"127.0.0.1:{port}", "app.serving.wsgi:app"]
    with started(command, tmp_path, port) as (_process, said):
        assert all(status(f"http://127.0.0.1:{port}/login/", within=120) == 200 for _request in range(12))
        assert said.read_text().count("Booting worker") == 4, said.read_text()
        assert "Traceback" not in said.read_text()


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("DATABASE_URL", "postgresql://u:hush@127.0.0.1:1/none"),
                                             ("SITE_URL", "town")])
def test_a_setting_that_cannot_be_is_one_line_and_not_a_trace(tmp_path: Path, name: str, value: str) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path / "instance"), name: value}
    done = subprocess.run(SERVE, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
