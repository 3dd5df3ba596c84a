"""Disputes of a whole county, as a supervisor exports them: ``python -m bench export [--rows=200000]``.

All columns, masked. First over HTTP, from the form in the browser, a server for each format: the first byte counts from the
sending of the form, and what the export adds to the memory of the server. Then each in a process of its own, without a server
(bench/export_ours.py): CPU time and memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.furnishing import PASSWORD, SUPERVISOR
from bench.memory import peak_mb
from bench.million import ROOT, cached
from bench.pairs import Browser, served, table

FIRST_BYTE = 1.0  #: seconds
MOST_MB = 150  #: of a process that exports
KINDS = ("csv", "csv_gb18030", "json")

_PIECE = 1 << 16
_HEADINGS = ("", "first byte s", "all s", "rows/s", "file MB", "adds MB", "own process: CPU s", "MB", "")


@dataclass(frozen=True)
class Sent:
    """Over HTTP: seconds until the first byte and until the last, size, lines, and the MB that it cost the server."""

    first: float
    seconds: float
    size: int
    lines: int
    added_mb: int


def main(options: Sequence[str] = ()) -> int:
    """Print the table; 1 where a target is missed."""
    named = dict(each.lstrip("-").partition("=")[::2] for each in options)
    rows = int(named.get("rows") or 200_000)
    database = cached(rows)
    found = [(kind, _sent(database, kind), _alone(database, kind)) for kind in KINDS]
    assert all(sent.lines >= rows for _, sent, _ in found), found
    print(f"export of {rows:,} disputes, SQLite (first byte < {FIRST_BYTE:.0f} s, memory < {MOST_MB} MB)\n")
    print(table([_HEADINGS, *(_line(kind, sent, alone, rows) for kind, sent, alone in found)]))
    return int(any(_misses(sent, alone) for _, sent, alone in found))


def _line(kind: str, sent: Sent, alone: dict[str, Any], rows: int) -> tuple[str, ...]:
    return (kind, f"{sent.first:.2f}", f"{sent.seconds:.1f}", f"{rows / sent.seconds:,.0f}", f"{sent.size / 1e6:.1f}",
            f"{sent.added_mb}", f"{alone['cpu']:.1f}", f"{alone['peak_mb']}", "over" if _misses(sent, alone) else "")


def _misses(sent: Sent, alone: dict[str, Any]) -> bool:
    return sent.first >= FIRST_BYTE or alone["peak_mb"] >= MOST_MB


def _sent(database: Path, kind: str) -> Sent:
    with served("bench.serve", database) as (port, process):
        browser = Browser(port)
        browser.log_in(SUPERVISOR.name, PASSWORD)
        browser.get("/dispute/list/")
        browser.get("/dispute/export/")
        before = peak_mb(process)
        answer = browser.post("/dispute/export/", format=kind)
        assert answer.status == 200, answer.read()[:500]
        piece = answer.read(1)
        first, size, lines = time.perf_counter() - browser.sent_at, 0, 0
        while piece:
            size, lines = size + len(piece), lines + piece.count(b"\n")
            piece = answer.read(_PIECE)
        return Sent(first, time.perf_counter() - browser.sent_at, size, lines, peak_mb(process) - before)


def _alone(database: Path, kind: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.export_ours", str(database), kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
