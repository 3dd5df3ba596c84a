"""A roster of 100,000 people into a fresh database: ours, with everything a form checks, beside django-import-export.

All read the same file in the same run, each in a process of its own, in alternating pairs. ``--rows=N`` and ``--pairs=N``
change the size. Ours writes history, place, search index with every reading of a name, encrypted numbers with a key for each
record, and looks for duplicates in the file and in the register; the peer does none of that (bench/peer_import).

Once beside them: csv with executemany, and where a PostgreSQL is found COPY and ours over it (bench/import_bare.py); and ours
with a fault in one row of a hundred, which must keep every good row and name every bad line.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.import_file import ROOT, bad_lines, write_roster

TIMES = 10.0  #: how many times as fast as the peer we mean to be, by CPU time: other work on the machine does not count in it
MOST_MB = 300  #: of memory, ours

_STAGES = {"read": "read and find headings", "type": "cells to values", "resolve": "names to records",
           "match": "rows to records", "judge": "rules, uniqueness, reach", "write": "rows, history, search index"}

Run = dict[str, Any]


def main(options: list[str]) -> int:
    """Measure and print; 1 where a target is missed."""
    given = dict(each.lstrip("-").split("=", 1) for each in options if "=" in each)
    rows, pairs = int(given.get("rows", 100_000)), int(given.get("pairs", 2))
    with tempfile.TemporaryDirectory(prefix="bench-import-") as place:
        bench = _Bench(Path(place), rows)
        size = bench.file.stat().st_size / 1e6
        print(f"import of {rows:,} rows ({size:.1f} MB), SQLite, WAL with synchronous=FULL, {pairs} pairs", flush=True)
        measured = [(bench.ours(f"ours{number}"), bench.peer(f"peer{number}.db")) for number in range(pairs)]
        ours, peer = ([pair[place] for pair in measured] for place in (0, 1))
        _print_stages(ours, rows)
        missed = _verdict(ours, peer, rows)
        beside = [*bench.beside(), ("ours, 1 % of the rows bad", faulty := bench.faulty())]
    _print_runs(beside, rows)
    return max(missed, _tells_all(faulty, rows))


class _Bench:
    """The files of one bench, and the runs over them."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder, self.rows = folder, rows
        self.file = folder / "roster.csv"
        write_roster(self.file, rows)

    def ours(self, name: str, *url: str, file: Path | None = None) -> Run:
        """Our import into a database of its own."""
        place = self.folder / name
        place.mkdir()
        return _run([sys.executable, "-m", "bench.import_ours", str(file or self.file), str(place), *url])

    def peer(self, name: str) -> Run:
        """The peer's."""
        return _run([sys.executable, "-m", "bench.peer_import", str(self.file)], PEER_DATABASE=str(self.folder / name))

    def faulty(self) -> Run:
        """Ours, of a file in which one row of a hundred is bad."""
        file = self.folder / "faulty.csv"
        write_roster(file, self.rows, bad=True)
        return self.ours("faulty", file=file)

    def beside(self) -> Iterator[tuple[str, Run]]:
        """The least that brings the rows in, and ours over PostgreSQL where there is one."""
        yield "csv + executemany, SQLite", self._bare(str(self.folder / "bare.db"))
        with _postgres() as url:
            if url:
                yield "COPY, PostgreSQL", self._bare(url)
                yield "ours, PostgreSQL", self.ours("over-postgres", url.replace("postgresql:", "postgresql+psycopg:"))

    def _bare(self, address: str) -> Run:
        return _run([sys.executable, "-m", "bench.import_bare", str(self.file), address])


@contextmanager
def _postgres() -> Iterator[str | None]:
    """The address of a server of our own, which waits for no disk; None where no PostgreSQL is found."""
    server: Any = importlib.import_module("tests.postgres")  # the tests' own, which no types are asked of
    programs = server.find_programs()
    if programs is None:
        yield None
        return
    with server.Cluster(programs) as cluster:
        yield f"postgresql://postgres:{cluster.password}@127.0.0.1:{cluster.port}/postgres"


def _run(command: Sequence[str], **also: str) -> Run:
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


def _print_runs(runs: Sequence[tuple[str, Run]], rows: int) -> None:
    print(f"\n{'':<28}{'seconds':>9}{'rows/s':>12}{'CPU s':>9}{'MB':>7}{'stored':>11}{'refused':>9}")
    for name, run in runs:
        print(f"{name:<28}{run['seconds']:>9.2f}{rows / run['seconds']:>12,.0f}{run['cpu']:>9.2f}{run['peak_mb']:>7}"
              f"{run['stored']:>11,}{run['refused']:>9,}", flush=True)


def _verdict(ours: Sequence[Run], peer: Sequence[Run], rows: int) -> int:
    _print_runs([*(("ours", run) for run in ours), *(("django-import-export", run) for run in peer)], rows)
    times = statistics.median(theirs["seconds"] / mine["seconds"] for mine, theirs in zip(ours, peer, strict=True))
    busy = statistics.median(theirs["cpu"] / mine["cpu"] for mine, theirs in zip(ours, peer, strict=True))
    peak = max(run["peak_mb"] for run in ours)
    print(f"\nby CPU time {busy:.1f} times as fast (target {TIMES:.0f}), by the clock {times:.1f}; "
          f"at most {peak} MB (target < {MOST_MB})", flush=True)
    return int(busy < TIMES or peak >= MOST_MB)


def _tells_all(faulty: Run, rows: int) -> int:
    """Whether every good row was stored, and every bad line and no other named."""
    expected = bad_lines(rows)
    told = frozenset(faulty["lines"]) == expected and faulty["stored"] == rows - len(expected)
    print(f"\n{len(expected):,} bad rows: {'every one named, every other stored' if told else 'NOT as they should be'}")
    return int(not told or faulty["peak_mb"] >= MOST_MB)
