"""Disputes of a whole county over HTTP, as a supervisor exports them: ``python -m bench export [--rows=200000]``.

All columns, masked, from the form in the browser; one server for each format. The first byte counts from the sending of the
form. Memory is the most that the server ever held (``VmHWM``, Linux alone), the product itself included.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.furnishing import PASSWORD, SUPERVISOR
from bench.million import cached
from bench.pairs import Browser, served, table

FIRST_BYTE = 1.0  #: seconds
MOST_MB = 150
KINDS = ("csv", "csv_gb18030", "json")

_PIECE = 1 << 16


@dataclass(frozen=True)
class Sent:
    """One export: seconds until the first byte and until the last, size, lines, and the server's memory before and at most."""

    kind: str
    first: float
    seconds: float
    size: int
    lines: int
    before_mb: int
    peak_mb: int

    @property
    def misses(self) -> bool:
        """True where it is beyond a target."""
        return self.first >= FIRST_BYTE or self.peak_mb >= MOST_MB

    def line(self, rows: int) -> tuple[str, ...]:
        """The cells of a table."""
        return (self.kind, f"{self.first:.2f}", f"{self.seconds:.1f}", f"{rows / self.seconds:,.0f}", f"{self.size / 1e6:.1f}",
                f"{self.before_mb}", f"{self.peak_mb}", "over" if self.misses else "")


def main(options: Sequence[str] = ()) -> int:
    """Print the table; 1 where a target is missed."""
    named = dict(each.lstrip("-").partition("=")[::2] for each in options)
    rows = int(named.get("rows") or 200_000)
    database = cached(rows)
    found = [_export(database, kind) for kind in KINDS]
    assert all(each.lines >= rows for each in found), found
    print(f"export of {rows:,} disputes (first byte < {FIRST_BYTE:.0f} s, memory < {MOST_MB} MB)\n")
    print(table([("", "first s", "all s", "rows/s", "file MB", "MB before", "MB at most", ""), *(each.line(rows) for each in found)]))
    return int(any(each.misses for each in found))


def _export(database: Path, kind: str) -> Sent:
    with served("bench.serve", database) as (port, process):
        browser = Browser(port)
        browser.log_in(SUPERVISOR.name, PASSWORD)
        browser.get("/dispute/list/")
        browser.get("/dispute/export/")
        before = _memory(process)
        began = time.perf_counter()
        answer = browser.post("/dispute/export/", format=kind)
        assert answer.status == 200, answer.read()[:500]
        piece = answer.read(1)
        first, size, lines = time.perf_counter() - began, 0, 0
        while piece:
            size, lines = size + len(piece), lines + piece.count(b"\n")
            piece = answer.read(_PIECE)
        return Sent(kind, first, time.perf_counter() - began, size, lines, before, _memory(process))


def _memory(process: int) -> int:
    """The most that a process has held so far, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) // 1024 if found else 0
