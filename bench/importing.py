"""A roster of 100,000 people into a fresh database: ours, with everything a form checks, beside django-import-export.

Both read the same file in the same run, each in a process of its own, in alternating pairs. ``--rows=N`` and ``--pairs=N``
change the size. Ours writes history, place, search index with every reading of a name, encrypted numbers with a key for each
record, and looks for duplicates in the file and in the register; the peer does none of that (bench/peer_import).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.import_file import ROOT, write_roster

TIMES = 5.0  #: how many times as fast as the peer we mean to be
MOST_MB = 300  #: of memory, ours

_STAGES = {"read": "read and find headings", "type": "cells to values", "resolve": "names to records",
           "match": "rows to records", "judge": "rules, uniqueness, reach", "write": "rows, history, search index"}

Run = dict[str, Any]


def main(options: list[str]) -> int:
    """Measure and print; 1 where a target is missed."""
    given = dict(each.lstrip("-").split("=", 1) for each in options if "=" in each)
    rows, pairs = int(given.get("rows", 100_000)), int(given.get("pairs", 2))
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        file = Path(folder) / "roster.csv"
        write_roster(file, rows)
        print(f"import of {rows:,} rows ({file.stat().st_size / 1e6:.1f} MB), SQLite, WAL with synchronous=FULL, {pairs} pairs")
        measured = [(_ours(file, Path(folder), number), _peer(file, Path(folder), number)) for number in range(pairs)]
    ours, peer = ([pair[place] for pair in measured] for place in (0, 1))
    _print_stages(ours, rows)
    return _verdict(ours, peer, rows)


def _ours(file: Path, folder: Path, number: int) -> Run:
    place = folder / f"ours{number}"
    place.mkdir()
    return _run([sys.executable, "-m", "bench.import_ours", str(file), str(place)], {})


def _peer(file: Path, folder: Path, number: int) -> Run:
    return _run([sys.executable, "-m", "bench.peer_import", str(file)], {"PEER_DATABASE": str(folder / f"peer{number}.db")})


def _run(command: Sequence[str], also: dict[str, str]) -> Run:
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **also}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:] + "\nThe peers come with `python3 -m installation --bench`.")
    found: Run = json.loads(done.stdout.splitlines()[-1])
    return found


def _print_stages(ours: Sequence[Run], rows: int) -> None:
    print(f"\n{'stage':<28}{'seconds':>9}{'rows/s':>12}")
    for stage, words in _STAGES.items():
        seconds = statistics.median(run["stages"].get(stage, 0.0) for run in ours)
        print(f"{words:<28}{seconds:>9.2f}{rows / max(seconds, 1e-9):>12,.0f}")


def _verdict(ours: Sequence[Run], peer: Sequence[Run], rows: int) -> int:
    print(f"\n{'':<28}{'seconds':>9}{'rows/s':>12}{'CPU s':>9}{'MB':>7}{'stored':>10}{'refused':>9}")
    for name, runs in (("ours", ours), ("django-import-export", peer)):
        for run in runs:
            print(f"{name:<28}{run['seconds']:>9.2f}{rows / run['seconds']:>12,.0f}{run['cpu']:>9.2f}{run['peak_mb']:>7}"
                  f"{run['stored']:>10,}{run['refused']:>9,}")
    times = statistics.median(theirs["seconds"] / mine["seconds"] for mine, theirs in zip(ours, peer, strict=True))
    busy = statistics.median(theirs["cpu"] / mine["cpu"] for mine, theirs in zip(ours, peer, strict=True))
    peak = max(run["peak_mb"] for run in ours)
    print(f"\n{times:.1f} times as fast (by CPU time {busy:.1f}; target {TIMES:.0f}); at most {peak} MB (target < {MOST_MB})")
    return int(times < TIMES or peak >= MOST_MB)
