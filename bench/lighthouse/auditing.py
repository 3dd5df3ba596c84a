"""One run of Lighthouse in the system's Chromium. Its packages are its own (package.json beside this file), fetched once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.lighthouse.scores import LEAST, Run, read_report
from installation.node import node_command, npm_command
from installation.project import HERE as PROJECT

HERE = Path(__file__).resolve().parent
CLI = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing may be asked of another machine: every other name is unknown.
FLAGS = ("--headless=new", "--disable-background-networking", "--disable-component-update", "--no-first-run",
         "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'")


class Auditor:
    """Looks at pages and keeps the reports in ``folder``. Ends the program where Chromium or the packages cannot be had."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        folder.mkdir(parents=True, exist_ok=True)
        self.chromium = find_chromium() or sys.exit("Chromium is not on this machine; install it or name it in CHROME_PATH.")
        fetch_packages()
        self.node = node_command(PROJECT, _tell)

    def run(self, name: str, address: str, cookies: str) -> Run:
        """Open ``address`` as a phone with an empty cache would. Raises AssertionError where Lighthouse could not."""
        self.count += 1
        report = self.folder / f"{name}-{self.count}.json"
        ended = subprocess.run([*self.node, str(CLI), address, *self._options(report, cookies)], cwd=HERE, capture_output=True,
                               text=True, env={**os.environ, "CHROME_PATH": self.chromium}, timeout=600, check=False)
        assert ended.returncode == 0, ended.stderr[-2000:]
        return read_report(_read(report))

    def _options(self, report: Path, cookies: str) -> list[str]:
        flags = [*FLAGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
        headers = ["--extra-headers", json.dumps({"Cookie": cookies})] if cookies else []
        return ["--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(LEAST)}",
                "--no-enable-error-reporting", "--disable-full-page-screenshot", f"--chrome-flags={' '.join(flags)}", *headers]


def find_chromium() -> str | None:
    """The program that CHROME_PATH or CHROMIUM names, else the system's."""
    named = os.environ.get("CHROME_PATH") or os.environ.get("CHROMIUM")
    return next(filter(None, (shutil.which(name) for name in ((named,) if named else CHROMIUM))), None)


def fetch_packages() -> None:
    """What package-lock.json pins, once; a stamp of the lock tells whether it is there."""
    stamp, lock = HERE / "node_modules" / ".lock-installed", (HERE / "package-lock.json").read_text("utf-8")
    if stamp.is_file() and stamp.read_text("utf-8") == lock:
        return
    _tell("fetching Lighthouse")
    command = [*npm_command(PROJECT, _tell), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ended = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"npm could not fetch Lighthouse. Its last words:\n{ended.stderr[-1000:]}")
    stamp.write_text(lock, "utf-8")


def _read(report: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(report.read_text("utf-8"))
    assert not found.get("runtimeError"), found["runtimeError"]
    return found


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
