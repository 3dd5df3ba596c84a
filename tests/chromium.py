"""Fixtures: the system's Chromium, driven by Playwright. A test that uses them gets the marker ``browser``."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.mandatory import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
USUAL_PLACES = (
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No page of ours may ask another machine for anything: every other name is unknown.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"


def find_chromium() -> str | None:
    """The browser that CHROMIUM names, else one of the system's."""
    if "CHROMIUM" in os.environ:
        return shutil.which(os.environ["CHROMIUM"])
    on_path = (shutil.which(name) for name in NAMES)
    in_place = (place for place in USUAL_PLACES if Path(place).exists())
    return next((path for path in (*on_path, *in_place) if path), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program of the browser."""
    return find_chromium() or missing(
        "Chromium is not on this machine.",
        "Install it (Debian: `apt-get install chromium fonts-noto-cjk libatomic1`) or name its program in CHROMIUM.",
        demanded_by="REQUIRE_BROWSER",
    )


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator["Browser"]:
    """One browser for all tests of a worker; take a new context of it for each person."""
    playwright = _playwright()
    browser = playwright.chromium.launch(executable_path=chromium_path, args=[*QUIET, *_sandbox()])
    yield browser
    browser.close()
    playwright.stop()


def _playwright() -> "Playwright":
    from playwright.sync_api import sync_playwright

    try:
        return sync_playwright().start()
    except Exception as error:  # Playwright raises a bare one
        missing(
            f"Playwright's driver does not start ({error}).",
            "It needs libatomic (Debian: `apt-get install libatomic1`).",
            demanded_by="REQUIRE_BROWSER",
        )


def _sandbox() -> list[str]:
    # Chromium refuses to run as root with its sandbox.
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def axe_script() -> str:
    """The source of axe-core, to be run in a page."""
    if not AXE.exists():
        missing("axe-core is not here.", "`python -m installation --dev` fetches it.", demanded_by="REQUIRE_BROWSER")
    return AXE.read_text("utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium_path" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            # Chromium is a crowd of processes beside us: where the machine is crowded an answer of it may be lost for good, and
            # few of Playwright's calls give up by themselves. Then the worker is ended, for nothing less wakes Playwright,
            # and another one has the second try. A fault of ours fails twice; the report counts second tries.
            item.add_marker(pytest.mark.timeout(150, method="thread"))
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_report_header() -> str:
    path = find_chromium()
    if path is None:
        return "no Chromium"
    said = subprocess.run([path, "--version"], capture_output=True, text=True)
    return f"{said.stdout.strip()} ({path})"
