"""Lists: templates/list.html, recycle.html, bulk.html, list_print.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from app.views.page.parts import Act, Column, Empty, Link, Row, Table

if TYPE_CHECKING:
    from app.views.page.forms import FieldView


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter or a field."""

    key: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One control of the query bar. Filters are plain GET parameters.

    control     names, for the field ``unit``, and values
    choice      ``f.unit.eq``: one of ``options``, or any
    choices     ``f.unit.in``, repeated: several of ``options``
    reference   ``f.unit.eq``: a record's id; ``options`` hold the chosen one, ``options_url`` finds others
    dates       ``f.unit.from`` and ``f.unit.to`` in ``values``, ISO dates
    numbers     the same with numbers
    text        ``f.unit.contains`` (or has, eq)
    """

    key: str
    label: str
    control: Literal["choice", "choices", "reference", "dates", "numbers", "text"]
    names: tuple[str, ...]
    values: tuple[str, ...] = ("", "")
    options: tuple[Option, ...] = ()
    options_url: str = ""

    @property
    def used(self) -> bool:
        """True where it filters now."""
        return any(self.values) or any(option.chosen for option in self.options)


@dataclass(frozen=True, kw_only=True)
class QueryBar:
    """The form above a list. ``kept`` are further GET parameters (sort, size) that a new query keeps.

    The search box and as many filters as fit stand in one row, the others behind 展开, which is open where one is used.
    """

    action: str
    reset_url: str
    search_hint: str = ""  #: empty: no search box (``q``)
    search: str = ""
    filters: tuple[Filter, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    in_row: int = 3

    @property
    def ahead(self) -> int:
        """How many filters stand in the row."""
        return self.in_row - bool(self.search_hint)

    @property
    def open(self) -> bool:
        """True where a filter behind 展开 is used."""
        return any(each.used for each in self.filters[self.ahead :])


@dataclass(frozen=True, kw_only=True)
class Chip:
    """An active filter in words; its address is the list without it."""

    label: str
    text: str
    url_without: str


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Pages by key: no page numbers. ``count_url`` answers with ``count.html``; it is asked after the page is there."""

    sizes: tuple[Link, ...]
    first_url: str = ""
    previous_url: str = ""
    next_url: str = ""
    shown: str = ""  #: 第 21–40 条
    count_url: str = ""
    count: str = ""  #: where it is known: 共 128 条


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """Acts on checked rows: the form posts ``act`` and ``id`` (repeated) to ``url``, which answers with bulk.html."""

    url: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, kw_only=True)
class CellForm:
    """One cell of a list as a form (templates/cell.html). ``record_url``: where somebody else has changed the record."""

    field: FieldView
    action: str
    version: str
    record_url: str = ""


@dataclass(frozen=True, kw_only=True)
class ColumnChooser:
    """Which columns a list shows: a GET form to ``action`` with ``cols`` repeated, in the order of the options."""

    action: str
    options: tuple[Option, ...]
    kept: tuple[tuple[str, str], ...] = ()
    reset_url: str = ""  #: empty where the list shows what its declaration says


@dataclass(frozen=True, kw_only=True)
class SavedViewChip:
    """A saved view. ``shared``: with whom, in words; ``fits`` is False where the list no longer understands it."""

    id: str
    name: str
    url: str
    current: bool = False
    mine: bool = False
    shared: str = ""
    fits: bool = True


@dataclass(frozen=True, kw_only=True)
class SavedViewsPage:
    """The saved views of a register (templates/saved.html); ``query`` is what the list asks now and could be saved."""

    title: str
    crumbs: tuple[Link, ...]
    register: str
    query: str
    views: tuple[SavedViewChip, ...]
    circles: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitPlace:
    """Where in the organisation one looks: the path to the chosen unit, and where its tree is to be had (tree.html)."""

    path: tuple[Link, ...]
    tree_url: str


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """A unit of the tree; ``below`` are those under it, None where they are not read yet (``more_url``) or there are none."""

    name: str
    url: str
    count: int
    current: bool = False
    more_url: str = ""
    below: tuple[UnitLine, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class UnitTree:
    """The units in the viewer's reach, each with how many rows stand in its subtree (templates/tree.html)."""

    lines: tuple[UnitLine, ...]
    all_url: str = ""  #: empty where no unit is chosen
    whole: bool = False  #: the tree with its head; else what is below one unit


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """The list of a register.

    ``rows`` are the finished ``<tr>`` (contract: top of templates/list.html); empty where ``empty`` shall speak.
    ``buttons`` stand in the order 新增, 导入, 导出, 下载模板, 批量操作, 打印; 批量操作 is drawn where ``bulk`` is.
    """

    title: str
    crumbs: tuple[Link, ...]
    columns: tuple[Column, ...]
    rows: Markup
    pager: Pager
    empty: Empty
    query: QueryBar
    buttons: tuple[Act, ...] = ()
    chips: tuple[Chip, ...] = ()
    bulk: Bulk | None = None
    help: str = ""
    tabs: tuple[Link, ...] = ()  #: other views of the register: list, charts, recycle
    chooser: ColumnChooser | None = None
    place: UnitPlace | None = None
    saved_url: str = ""  #: gives the saved views as chips (saved.html)
    panel: bool = False  #: rows open in the panel at the right, where there is room


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A list drawn from values: accounts, audit log, import history, recycle list (templates/table.html)."""

    title: str
    crumbs: tuple[Link, ...]
    table: Table
    pager: Pager | None = None
    query: QueryBar | None = None
    chips: tuple[Chip, ...] = ()
    buttons: tuple[Act, ...] = ()
    help: str = ""
    tabs: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExportsPage:
    """Large workbooks of one person (templates/exports.html). ``running``: the page asks ``url`` each second; ``stopped``:
    why nothing goes on."""

    title: str
    crumbs: tuple[Link, ...]
    table: Table
    url: str
    help: str
    running: bool = False
    stopped: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A record that a bulk act leaves alone, and why."""

    name: str
    url: str
    why: str


@dataclass(frozen=True, kw_only=True)
class BulkPreview:
    """What a bulk act will do, before it does it (templates/bulk.html).

    ``ids`` are posted again with ``act`` and ``hidden``.
    """

    title: str
    crumbs: tuple[Link, ...]
    act: str
    act_label: str
    url: str
    back_url: str
    ids: tuple[str, ...]
    changes: tuple[Row, ...]
    columns: tuple[Column, ...]
    refusals: tuple[Refusal, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()  #: further names and values of the act, such as the field and its new value
    reason_label: str = ""  #: empty: none is asked
    reason: str = ""
    reason_error: str = ""
    danger: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintedList:
    """A list on A4 (templates/list_print.html). ``rows`` hold texts."""

    title: str
    back_url: str
    unit: str
    printed_at: str
    printed_by: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    filtered: str = ""
    count: str = ""
    landscape: bool = True
    signatures: tuple[str, ...] = ()  #: 签发人, 审核人, 填表人
