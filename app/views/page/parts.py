"""The small parts that pages are made of. All texts are ready to show, in the language of the page, and unescaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["info", "success", "warning", "danger", "plain"]

#: The risk colours of rules.md §1, and what no longer has one.
Shade = Literal["blue", "yellow", "orange", "red", "done"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A place to go. ``icon`` is a name of static/icons.svg; ``current`` marks where one is."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something to do, drawn as a button.

    ``style``: ``main`` (one a page; floats on phones), ``plain``, ``danger``. ``dialog``: the address gives a form
    (``act.html``), shown in a dialog where there is JavaScript and as a page where there is none.
    ``post``: a button that posts at once, after the question ``confirm`` where there is one.
    ``why_not``: shown instead of the act being possible.
    """

    key: str
    label: str
    url: str
    icon: str = ""
    style: Literal["main", "plain", "danger"] = "plain"
    dialog: bool = False
    post: bool = False
    confirm: str = ""
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A sentence above the page: a standing one (plain http, no holiday table) or what an act has just done."""

    text: str
    tone: Tone = "info"
    link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A word in a box. ``shade`` makes it a risk colour, ``card`` a supervision card (another shape), else ``tone``."""

    text: str
    shade: Shade | None = None
    card: Literal["yellow", "red"] | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of a row. What the kinds mean, and their HTML, stands at the top of templates/cells.html.

    ``text`` empty draws an empty cell. ``url``: where the value leads (reference, main, phone of a masked value).
    ``shade`` is for colours; ``tone`` for choices that have one. ``values``: several telephone numbers.
    """

    kind: Literal[
        "text",
        "main",
        "code",
        "number",
        "money",
        "date",
        "choice",
        "colour",
        "card",
        "reference",
        "phone",
        "masked",
        "yes_no",
        "long",
        "figure",
    ] = "text"
    text: str = ""
    url: str = ""
    shade: Shade | None = None
    tone: Tone = "plain"
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column. ``sort_url`` makes its heading a link; ``sorted`` tells that the rows are in this order now."""

    key: str
    label: str
    kind: str = "text"
    sort_url: str = ""
    sorted: Literal["", "asc", "desc"] = ""
    help: str = ""
    edits: bool = False  #: its cells can be changed in the list, in rows that the viewer may change


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a small table. ``url`` opens it; ``acts`` stand at its end."""

    id: str
    cells: tuple[Cell, ...]
    acts: tuple[Act, ...] = ()
    shade: Shade | None = None


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What a list says when it has no rows: the fact, and what to do about it."""

    text: str
    hint: str = ""
    act: Act | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that is drawn from values (child rows, accounts, audit lines); registers' lists bring their rows as HTML."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Empty
    numbered_from: int | None = 1


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A sentence on what is wrong. ``anchor`` is the id of the control it is about."""

    text: str
    anchor: str = ""
