"""Returns (报送): templates/returns_board.html, return_sheet.html, return_paper.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.views.page.details import Fact, HistoryEntry
from app.views.page.parts import Act, Empty, Link, Notice, Table, Tag, Tone
from app.views.page.work import Figure


@dataclass(frozen=True, kw_only=True)
class StateTag:
    """A state in words; ``url`` opens exactly its rows."""

    text: str
    tone: Tone
    url: str


@dataclass(frozen=True, kw_only=True)
class ReturnsBoardRow:
    """A unit: its states in each period, then its counts."""

    label: str
    url: str
    cells: tuple[tuple[StateTag, ...], ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class ReturnsBoardPage:
    """Units × periods of one kind of return; ``totals`` hold the ``counts`` of each period, ``total`` those of all."""

    title: str
    crumbs: tuple[Link, ...]
    tabs: tuple[Link, ...]
    kinds: tuple[Link, ...]
    towns: tuple[Link, ...]
    periods: tuple[Link, ...]
    counts: tuple[str, ...]
    rows: tuple[ReturnsBoardRow, ...]
    totals: tuple[tuple[Figure, ...], ...]
    total: tuple[Figure, ...]
    empty: Empty


@dataclass(frozen=True, kw_only=True)
class ReceptionDay:
    """A day of the calendar; ``url``: its row, or the form for it."""

    number: str
    iso: str
    state: Literal["held", "empty", "running", "free"]
    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ReceptionPage:
    """A month of reception of one unit (``days``, after ``blank`` places of the first week) and of all units in sight."""

    title: str
    crumbs: tuple[Link, ...]
    buttons: tuple[Act, ...]
    unit: str
    owes: str
    weekdays: tuple[str, ...]
    blank: int
    days: tuple[ReceptionDay, ...]
    months: Table
    empty: Empty


@dataclass(frozen=True, kw_only=True)
class ReturnFigure:
    """A figure of a sheet. ``given`` and ``reason``: what a person says instead; ``changed``: the ledger has changed since."""

    label: str
    own: Figure
    supplement: Figure
    both: Figure
    year: str
    given: str = ""
    reason: str = ""
    changed: bool = False
    correct: Act | None = None
    head: bool = False  #: begins a part of the form


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """The sheet of a return: a draft as of now, or an edition as it was handed in."""

    title: str
    crumbs: tuple[Link, ...]
    tags: tuple[Tag, ...]
    facts: tuple[Fact, ...]
    notices: tuple[Notice, ...]
    acts: tuple[Act, ...]
    editions: tuple[Link, ...]
    lines: tuple[ReturnFigure, ...]
    flow: tuple[ReturnFigure, ...]
    narrative: tuple[tuple[str, str], ...]
    log: tuple[HistoryEntry, ...]
    supplement: bool = False  #: whether there is a column 上期补报 to show
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetPaper:
    """A sheet on A4. ``rows``: label, own, supplement, both, year, remark."""

    title: str
    back_url: str
    unit: str
    period: str
    as_of: str
    state: str
    rows: tuple[tuple[str, str, str, str, str, str], ...]
    flow: tuple[tuple[str, str], ...]
    narrative: tuple[tuple[str, str], ...]
    printed_at: str
    printed_by: str
    landscape: bool = False
