"""Lighthouse on a phone: log-in, home, a list and a form of the demonstration, as a village clerk sees them.

``python -m bench lighthouse [--runs=3] [--only=list] [--keep=FOLDER]``. The site is started as its users start it, on SQLite
with the year of invented records; the phone and its network are Lighthouse's own simulated ones. Performance is the median of
the runs, for a busy machine is in it; the other scores are the worst. ``--keep`` puts Lighthouse's reports into a folder.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.lighthouse.auditing import Auditor
from bench.lighthouse.demo_site import Visitor, demo_site
from bench.lighthouse.scores import LEAST, Page, as_text

#: What is looked at: the address, and whether somebody is logged in.
PAGES = {"log-in": ("/login/", False), "home": ("/", True), "list": ("/dispute/list/", True), "form": ("/dispute/add", True)}


def main(options: Sequence[str] = ()) -> int:
    """Print the scores; 1 where one is below what is asked for."""
    given = dict(each.lstrip("-").partition("=")[::2] for each in options)
    with tempfile.TemporaryDirectory(prefix="bench-lighthouse-") as folder:
        auditor = Auditor(Path(given.get("keep") or folder))
        with demo_site(Path(folder)) as visitor:
            pages = [*_audited(auditor, visitor, int(given.get("runs") or 3), given.get("only", ""))]
    print(as_text(pages), flush=True)
    return int(any(page.misses for page in pages))


def _audited(auditor: Auditor, visitor: Visitor, runs: int, only: str) -> Iterator[Page]:
    for name, (path, known) in PAGES.items():
        if only in name:
            cookies = visitor.cookies if known else ""
            page = Page(name, [auditor.run(name, visitor.address + path, cookies) for _ in range(runs)])
            print("  ".join(page.line()), file=sys.stderr, flush=True)
            yield page


__all__ = ["LEAST", "PAGES", "main"]
