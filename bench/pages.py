"""Pages over many disputes on SQLite, over HTTP, beside a bare reference on the same file in the same run.

``python -m bench pages [--markdown] [--rows=1000000]``. Ours has log-in, menu, guard, CSRF and headers on; the reference
(bench/bare) has one SQL and one template. Both run under waitress with four threads; what is compared is each pair.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bench.furnishing import CLERK, PASSWORD, SUPERVISOR, Account
from bench.million import TODAY, cached
from bench.pairs import Browser, Measured, as_markdown, as_text, measure, serving

DEEP = 5_000  #: the page that lies deep: 100,000 rows down


@dataclass(frozen=True)
class Case:
    """One page: what it is called, where it lies here and there, how many times the reference it may take, who looks."""

    name: str
    ours: str
    bare: str
    target: float
    who: Account = SUPERVISOR


CASES = (
    Case("list, page 1", "/dispute/list/", "/list", 3),
    Case("list, page 1, a town's clerk", "/dispute/list/", "/list", 3, CLERK),
    Case("list, filtered by colour and state", "/dispute/list/?f.colour.eq=red&f.status.eq=open", "/list?colour=4&status=open",
         3),
    Case(f"list, page {DEEP:,} by number", f"/dispute/list/?page={DEEP}", f"/list?page={DEEP}", 3),
    Case("list, deep page by key", "{key}", "{bare_key}", 3),
    Case("search, a common word", "/dispute/list/?q=水沟", "/list?q=水沟", 3),
    Case("search, a number", "/dispute/list/?q=0512345", "/list?q=0512345", 3),
    Case("form", "/dispute/add", "/form", 4, CLERK),
    Case("options, initials (jy)", "/dispute/options/unit?q=jy", "/options?q=jy", 3),
    Case("options, characters (金元)", "/dispute/options/unit?q=金元", "/options?q=金元", 3),
    Case("REST, 100 rows", "/api/v1/dispute/?q=(page_size:100)", "/rest", 3),
    Case("chart", "/dispute/chart/by_category", "/chart", 2),
    Case("summary of a month", f"/summary/?period={TODAY:%Y-%m}", "/summary", 2),
    Case("board", "/board/", "/board", 3),
)


def main(options: Sequence[str] = ()) -> int:
    """Print the table; 1 where a target is missed."""
    named = dict(each.lstrip("-").partition("=")[::2] for each in options)
    rows = int(named.get("rows") or 1_000_000)
    found = run(rows, named.get("only", ""))
    print(as_markdown(found) if "markdown" in named else as_text(found), flush=True)
    return int(any(each.misses for each in found))


def run(rows: int, only: str = "") -> list[Measured]:
    """Measure every page whose name has ``only`` in it, the reference beside itself first."""
    database = cached(rows)
    with ExitStack() as servers:
        ours, bare, again = (servers.enter_context(serving(module, database))
                             for module in ("bench.serve", "bench.bare", "bench.bare"))
        people = {who: _logged_in(ours, who) for who in (SUPERVISOR, CLERK)}
        reference, other = Browser(bare), Browser(again)
        keys = _keys(people[SUPERVISOR], reference)
        found = [_told(measure("(the reference beside itself)", (other, "/list"), (reference, "/list")))]
        for case in _wanted(only):
            here, there = (people[case.who], case.ours.format(**keys)), (reference, case.bare.format(**keys))
            found.append(_told(measure(case.name, here, there, case.target)))
        return found


def _told(measured: Measured) -> Measured:
    print("  ".join(measured.line()), file=sys.stderr, flush=True)
    return measured


def _wanted(only: str) -> Iterator[Case]:
    return (case for case in CASES if only in case.name)


def _logged_in(port: int, who: Account) -> Browser:
    browser = Browser(port)
    browser.log_in(who.name, PASSWORD)
    return browser


def _keys(ours: Browser, bare: Browser) -> dict[str, str]:
    """The links by key that lead on from the deep page."""
    page = ours.get(f"/dispute/list/?page={DEEP}").decode()
    following = re.search(r'href="(/dispute/list/\?[^"]*after=[^"]+)"', page)
    bare_following = re.search(r'href="(/list\?after=[^"]+)"', bare.get(f"/list?page={DEEP}").decode())
    assert following
    assert bare_following
    return {"key": following[1].replace("&amp;", "&"), "bare_key": bare_following[1].replace("&amp;", "&")}
