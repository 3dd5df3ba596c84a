"""Two servers asked in turn: what ours takes, what the reference takes, and the ratio of each pair.

Pairs alternate strictly, so that both see the same machine; several requests in a row to one process would warm its caches
and hide what a page costs (reference: docs/decisions/0004-fast-path.md).
"""

from __future__ import annotations

import http.client
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

_FEWEST, _MOST, _SECONDS = 15, 200, 6.0


class Browser:
    """One keep-alive connection with its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.connection.connect()
        assert self.connection.sock is not None
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies: dict[str, str] = {}
        self.sent_at = 0.0  #: when the last question was, by time.perf_counter

    def get(self, address: str) -> bytes:
        """The body of a page. Raises AssertionError for anything but 200."""
        answer = self._ask("GET", address)
        body = answer.read()
        assert answer.status == 200, f"{address}: {answer.status} {body[:300]!r}"
        return body

    def log_in(self, name: str, password: str) -> None:
        """Log in by the form, as a person does."""
        answer = self.post("/login/", username=name, password=password)
        body = answer.read()
        assert answer.status == 302, f"log-in: {answer.status} {body[:300]!r}"

    def post(self, address: str, **fields: str) -> http.client.HTTPResponse:
        """The answer to a form that is sent as its page shows it; to be read to its end."""
        page = self.get(address).decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(r'name="csrf-token" content="([^"]+)"',
                                                                                       page)
        assert token, page[:500]
        return self._ask("POST", address, urlencode({**fields, "csrf_token": token[1]}))

    def _ask(self, method: str, address: str, body: str | None = None) -> http.client.HTTPResponse:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1/"}
        self.sent_at = time.perf_counter()
        self.connection.request(method, quote(address, safe="/?&=%.()':,!~-_"), body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


@contextmanager
def serving(module: str, database: Path) -> Iterator[int]:
    """The port of a server of its own process: ``python -m MODULE DATABASE PORT``."""
    with served(module, database) as (port, _):
        yield port


@contextmanager
def served(module: str, database: Path) -> Iterator[tuple[int, int]]:
    """The same, with the number of the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", module, str(database), str(port)])
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not listen")


@dataclass(frozen=True)
class Measured:
    """Milliseconds of each pair, in order."""

    name: str
    ours: Sequence[float]
    bare: Sequence[float]
    target: float | None = None

    @property
    def ratios(self) -> list[float]:
        """Ours by the reference, pair by pair."""
        return [ours / bare for ours, bare in zip(self.ours, self.bare, strict=True)]

    @property
    def misses(self) -> bool:
        """True where the median ratio is beyond the target."""
        return self.target is not None and statistics.median(self.ratios) > self.target

    def line(self) -> tuple[str, ...]:
        """Name, medians, quartiles of the ratio, target."""
        low, middle, high = statistics.quantiles(self.ratios, n=4)
        target = "" if self.target is None else f"≤ {self.target:g}"
        return (self.name, f"{statistics.median(self.ours):.2f}", f"{statistics.median(self.bare):.2f}", f"{middle:.2f}",
                f"{low:.2f}–{high:.2f}", target, "over" if self.misses else "", str(len(self.ours)))


def measure(name: str, ours: tuple[Browser, str], bare: tuple[Browser, str], target: float | None = None) -> Measured:
    """Ask in pairs, the first of each pair changing sides, until there are many or time is up."""
    for browser, address in (ours, bare) * 3:
        browser.get(address)
    taken: dict[bool, list[float]] = {True: [], False: []}
    ends = time.monotonic() + _SECONDS
    while len(taken[True]) < _FEWEST or (len(taken[True]) < _MOST and time.monotonic() < ends):
        for is_ours in ((True, False), (False, True))[len(taken[True]) % 2]:
            taken[is_ours].append(_timed(*(ours if is_ours else bare)))
    return Measured(name, taken[True], taken[False], target)


def _timed(browser: Browser, address: str) -> float:
    began = time.perf_counter()
    browser.get(address)
    return (time.perf_counter() - began) * 1000


HEADINGS = ("page", "ours ms", "bare ms", "ratio", "quartiles", "target", "", "pairs")


def as_text(lines: Sequence[Measured]) -> str:
    """A table for a terminal."""
    return table([HEADINGS, *(each.line() for each in lines)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells under each other."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
                     for row in rows)


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= sign <= "\uffee" else 1 for sign in text)


def as_markdown(lines: Sequence[Measured]) -> str:
    """A table for docs/."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(each.line() for each in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
