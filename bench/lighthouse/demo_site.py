"""A site with the invented year, started by the product's own start, and a clerk of a village who has logged in."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.serving.logins import read_logins
from bench.pairs import Browser

ROOT = Path(__file__).resolve().parents[2]
CLERK = "jrz_clerk"  #: of seeds/demo: a village clerk
_SECONDS = 180  #: that a first start may take on a busy machine
_OWN_SETTINGS = ("DATABASE_URL", "SITE_URL", "HOST", "DEMO", "TRUSTED_HOSTS", "PROXIES")


@dataclass(frozen=True)
class Visitor:
    """Where the site is, and the cookies of the clerk's log-in as a header's value."""

    address: str
    cookies: str


@contextmanager
def demo_site(folder: Path) -> Iterator[Visitor]:
    """A site whose data lie in ``folder``; it is stopped at the end. Raises AssertionError where it does not start."""
    said = folder / "said.txt"
    around = {name: value for name, value in os.environ.items() if name not in _OWN_SETTINGS}
    settings = {"INSTANCE": str(folder / "instance"), "PORT": str(_free_port()), "JOBS": "external"}
    with said.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "app.serving"], cwd=ROOT, env=around | settings, stdout=out,
                                   stderr=subprocess.STDOUT)
    try:
        port = _served(process, said)
        yield Visitor(f"http://localhost:{port}", _log_in(port, folder / "instance"))
    finally:
        process.terminate()
        process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _served(process: subprocess.Popen[bytes], said: Path) -> int:
    """The port that the start tells."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"http://localhost:(\d+)/", said.read_text("utf-8"))
        if found:
            return int(found[1])
        time.sleep(0.2)
    raise AssertionError(f"the site did not start:\n{said.read_text('utf-8')}")


def _log_in(port: int, instance: Path) -> str:
    name, password = next(line.split()[:2] for line in read_logins(instance) if line.startswith(f"{CLERK} "))
    browser = Browser(port)
    browser.log_in(name, password)
    return "; ".join(f"{cookie}={value}" for cookie, value in browser.cookies.items())
