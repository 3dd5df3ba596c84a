"""Pages of their own: home, board, summary, charts (templates of the same names)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.views.page.lists import Filter, Option, Pager, QueryBar, UnitPlace
from app.views.page.parts import Act, Empty, Link, Shade, Tag, Tone


@dataclass(frozen=True, kw_only=True)
class Todo:
    """Something due from me; its address opens exactly those rows."""

    label: str
    count: int
    url: str
    icon: str
    tone: Tone = "plain"
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class TodoLine:
    """One thing that one record owes; ``where``: register · unit."""

    name: str
    url: str
    what: str
    where: str
    days: str
    late: bool
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class TodoGroup:
    """A pile of the to-do list with its first lines. ``all_url``: where more are; ``whole``: it stands alone on the page."""

    key: str
    label: str
    count: int
    icon: str
    tone: Tone
    lines: tuple[TodoLine, ...]
    all_url: str = ""
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class TodoPage:
    """What is due from me, in piles (templates/todo.html)."""

    title: str
    crumbs: tuple[Link, ...]
    tabs: tuple[Link, ...]
    groups: tuple[TodoGroup, ...]
    empty: Empty
    pager: Pager | None = None


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A case in a line or card: board, home."""

    title: str
    url: str
    shade: Shade
    word: str
    unit: str
    holder: str
    days: str
    late: bool = False
    number: str = ""
    reasons: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class News:
    """A line of recent happenings."""

    text: str
    at: str
    machine_at: str
    url: str = ""
    icon: str = "bell"
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class PalettePage:
    """What the palette finds, for browsers without scripts; ``groups`` are records by register."""

    title: str
    crumbs: tuple[Link, ...]
    words: str
    places: tuple[Link, ...]
    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    empty: Empty


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """What is due from me, quick ways to the daily acts, what happened."""

    title: str
    greeting: str
    day: str
    todo: tuple[Todo, ...]
    quick: tuple[Link, ...]
    due: tuple[CaseLine, ...]
    due_title: str
    due_url: str
    news: tuple[News, ...]
    nothing_due: Empty
    next_return: Link | None = None
    missing: tuple[Link, ...] = ()  #: registers without a record yet; each leads to its first one


@dataclass(frozen=True, kw_only=True)
class BoardColour:
    """A column of the board. ``rule``: 3–9 人 · 7 个工作日."""

    shade: Shade
    word: str
    count: int
    url: str
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class BoardCell:
    """How many cases have this colour at this level; ``late`` of them are overdue."""

    count: int
    url: str
    late: int = 0
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """A level: 网格, 村(社区), 镇, 县."""

    label: str
    url: str
    count: int
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """Four colours × level, and the cases of the chosen cell."""

    title: str
    crumbs: tuple[Link, ...]
    as_of: str
    colours: tuple[BoardColour, ...]
    rows: tuple[BoardRow, ...]
    total: int
    total_url: str
    cases: tuple[CaseLine, ...]
    chosen: str  #: 橙·较大 · 镇
    empty: Empty
    late: int = 0
    late_url: str = ""
    reset_url: str = ""
    more_url: str = ""
    query: QueryBar | None = None
    tabs: tuple[Link, ...] = ()
    place: UnitPlace | None = None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate prints n/N; an empty denominator prints "—"."""

    label: str
    text: str  #: 86.4%
    parts: str  #: 38/44
    url: str = ""
    target: str = ""  #: 目标 ≥ 80%
    met: bool | None = None
    percent: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A cell of a table head."""

    text: str
    columns: int = 1
    rows: int = 1
    shade: Shade | None = None
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that opens its rows."""

    text: str
    url: str = ""
    parts: str = ""  #: n/N under a rate
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """A line of figures. ``depth`` indents it; ``total`` stresses it."""

    label: str
    figures: tuple[Figure, ...]
    url: str = ""
    depth: int = 0
    total: bool = False


@dataclass(frozen=True, kw_only=True)
class PeriodChooser:
    """Half-month, month, quarter, year, and the step before and after."""

    kinds: tuple[Link, ...]
    label: str  #: 2026年8月
    name: str  #: GET parameter
    options: tuple[Option, ...]
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, kw_only=True)
class SummaryPage:
    """The monthly summary: rates, a wide table whose first column stays, prints and XLSX."""

    title: str
    crumbs: tuple[Link, ...]
    period: PeriodChooser
    action: str
    rates: tuple[Rate, ...]
    heads: tuple[tuple[Heading, ...], ...]
    rows: tuple[FigureRow, ...]
    first_heading: str
    units: Filter | None = None
    views: tuple[Link, ...] = ()  #: by unit, by category
    kept: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Act, ...] = ()
    notes: tuple[str, ...] = ()
    as_of: str = ""
    printed_unit: str = ""
    place: UnitPlace | None = None


@dataclass(frozen=True, kw_only=True)
class ChartPage:
    """A declared chart: drawn from ``data_url`` by ECharts, with the same figures in a table below.

    The data: ``{"kind": "bar" | "stacked_bar", "groups": [{"label", "url"}], "series": [{"label", "shade"?, "values":
    [number], "urls": [address]}], "unit": "件"}``.
    """

    title: str
    crumbs: tuple[Link, ...]
    charts: tuple[Link, ...]
    data_url: str
    label: str
    first_heading: str
    series: tuple[Heading, ...]
    rows: tuple[FigureRow, ...]
    empty: Empty
    kind: Literal["bar", "stacked_bar"] = "bar"
    tabs: tuple[Link, ...] = ()
    buttons: tuple[Act, ...] = ()
    query: QueryBar | None = None
