"""The escalation board over 1,000,000 cases in 20 towns, beside its bare SQL on the same file in the same run.

``python -m bench board [--markdown] [--rows=1000000]``. Twice: the questions alone in one process (guard, reach, grading and
names on our side; two statements over the driver on the other), and the page over HTTP, as bench/pages.py measures pages. The
page has the tree of units with their open cases beside it, so here the bare one has it too.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.access.viewer import Deed, Viewer, acting_as, performing
from app.decisions.scales import Colour
from app.records.site import Site, Work
from app.reporting.board import Board, BoardCell, BoardPage, count_board, list_cell
from bench.bare.pages import board_statements, connect
from bench.furnishing import CLERK, PASSWORD, SUPERVISOR, Account
from bench.million import MIDNIGHT, TODAY, cached, open_site, sessions, viewer_of
from bench.pairs import Browser, Measured, as_markdown, as_text, measure, serving

TOWNS = 20
TARGET = 3.0
TOWN = "510923108000"


@dataclass(frozen=True)
class Look:
    """One look at the board: whose, which cell, and the same for the bare SQL (``town``: it is limited to that of TOWN)."""

    name: str
    who: Account = SUPERVISOR
    cell: BoardCell = field(default_factory=BoardCell)
    address: str = ""
    bare: Mapping[str, str] = field(default_factory=dict)
    town: bool = False


LOOKS = (
    Look("the county"),
    Look("the county, red cases", cell=BoardCell(colour=Colour.RED), address="&colour=red", bare={"colour": "4"}),
    Look("the county, overdue cases", cell=BoardCell(overdue=True), address="&overdue=1", bare={"overdue": "1"}),
    Look("one town of the county", address="&under={town}", town=True),
    Look("a town's clerk", CLERK, town=True),
)


class Question:
    """Something that is asked without a server, as ``measure`` asks browsers."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self.ask = ask

    def get(self, _address: str) -> Any:
        """The answer."""
        return self.ask()


def main(options: Sequence[str] = ()) -> int:
    """Print the table; 1 where a target is missed."""
    named = dict(each.lstrip("-").partition("=")[::2] for each in options)
    database = cached(int(named.get("rows") or 1_000_000), TOWNS)
    found = [*_questions(database), *_pages(database)]
    print(as_markdown(found) if "markdown" in named else as_text(found), flush=True)
    return int(any(each.misses for each in found))


def _questions(database: Path) -> list[Measured]:
    """Counts and cases, without a page."""
    site, bare = open_site(database), connect(database)
    try:
        town = _town(site)
        _tell_size(bare)
        pairs = [(look, _ours(site, look, town), _bare(bare, look, town)) for look in LOOKS]
        for _look, ours, theirs in pairs:
            _compare(*ours.get(""), *theirs.get(""))
        return [_told(measure(f"questions: {look.name}", (ours, ""), (theirs, ""), TARGET)) for look, ours, theirs in pairs]
    finally:
        bare.close()
        site.engine.dispose()


def _compare(board: Board, page: BoardPage, counted: Sequence[sqlite3.Row], listed: Sequence[sqlite3.Row]) -> None:
    """A pair is honest where both give the same counts and the same cases."""
    ours = {(colour.rank + 1, level.value): (count.cases, count.overdue) for (colour, level), count in board.counts.items()}
    assert ours == {(row["colour"], row["level"]): (row["cases"], row["late"]) for row in counted}
    assert [case.id for case in page.cases] == [row["id"] for row in listed]


def _tell_size(bare: sqlite3.Connection) -> None:
    is_open = "resolved_on IS NULL AND ended_on IS NULL"
    (every, live), = bare.execute(f"SELECT count(*), count(*) FILTER (WHERE {is_open}) FROM dispute")  # noqa: S608
    (towns,), = bare.execute("SELECT count(*) FROM unit WHERE level = 'town'")
    print(f"{every:,} cases in {towns} towns, {live:,} of them open", file=sys.stderr, flush=True)


def _ours(site: Site, look: Look, town: int) -> Any:
    who: Viewer = viewer_of(site, look.who.role, look.who.unit)
    cell = BoardCell(look.cell.colour, look.cell.level, look.cell.overdue,
                     under=("town", town) if look.town and look.who is SUPERVISOR else None)
    register, make = site.definition.registers["dispute"], sessions(site)

    def ask() -> Any:
        with acting_as(who), performing(Deed(door="form", at=MIDNIGHT)), make() as session:
            work = Work(site, session, MIDNIGHT)
            return count_board(work, register, under=cell.under), list_cell(work, register, cell)

    return Question(ask)


def _bare(connection: sqlite3.Connection, look: Look, town: int) -> Any:
    asked = {**_asked(look, town), "today": TODAY.isoformat()}
    counted, listed = board_statements(asked)
    return Question(lambda: (connection.execute(counted, asked).fetchall(), connection.execute(listed, asked).fetchall()))


def _asked(look: Look, town: int) -> dict[str, str]:
    return {**look.bare, **({"town": str(town)} if look.town else {})}


def _pages(database: Path) -> list[Measured]:
    """The same as pages over HTTP."""
    site = open_site(database)
    town = _town(site)
    site.engine.dispose()
    with ExitStack() as servers:
        ours, bare = (servers.enter_context(serving(module, database)) for module in ("bench.serve", "bench.bare"))
        people = {who: Browser(ours) for who in (SUPERVISOR, CLERK)}
        for who, browser in people.items():
            browser.log_in(who.name, PASSWORD)
        reference = Browser(bare)
        return [_told(measure(f"page: {look.name}", (people[look.who], _address(look, town)),
                              (reference, _bare_address(look, town)), TARGET)) for look in LOOKS]


def _address(look: Look, town: int) -> str:
    return f"/board/?register=dispute{look.address.format(town=town)}"


def _bare_address(look: Look, town: int) -> str:
    """With the tree of the towns, or of a town's villages; ours draws that of the whole county for a supervisor."""
    tree = {"tree": "village" if look.who is CLERK else "town"}
    return "/board?" + "&".join(f"{name}={value}" for name, value in {**_asked(look, town), **tree}.items())


def _town(site: Site) -> int:
    """The id of the town that is looked at."""
    return viewer_of(site, CLERK.role, TOWN).duties[0].unit_id


def _told(measured: Measured) -> Measured:
    print("  ".join(measured.line()), file=sys.stderr, flush=True)
    return measured
