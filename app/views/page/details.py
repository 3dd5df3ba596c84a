"""One record: templates/detail.html, detail_tab.html, record_print.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.views.page.parts import Act, Cell, Column, Empty, Link, Table, Tag

TabKind = Literal["facts", "rows", "history", "files"]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label with its value. ``wide`` takes the whole line."""

    label: str
    cell: Cell
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class FactGroup:
    """Facts that stand together; ``folded``: behind their label until it is touched."""

    label: str
    facts: tuple[Fact, ...]
    folded: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field of a history entry; masked where the reader may not see it. ``""`` is empty."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """Who did what, when, through which door (表单, 接口, 导入, 批量, 时钟)."""

    title: str
    who: str
    at: str  #: 2026年8月5日 10:12
    machine_at: str  #: ISO
    door: str
    reason: str = ""
    changes: tuple[Change, ...] = ()
    tag: Tag | None = None


@dataclass(frozen=True, kw_only=True)
class Past:
    """A record as it was on a day. ``notes``: where its history begins, and what is not certain."""

    title: str
    notes: tuple[str, ...]
    groups: tuple[FactGroup, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """The entries, newest first; or, where a day was asked for, the record as it was then.

    ``ask_url``: where a day is asked for (``on``); empty: it cannot be.
    """

    entries: tuple[HistoryEntry, ...]
    older_url: str = ""
    ask_url: str = ""
    on: str = ""
    today: str = ""
    all_url: str = ""
    past: Past | None = None


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the record. ``picture_url``: a small picture of it, where it is one."""

    name: str
    size: str
    url: str
    added: str
    picture_url: str = ""
    remove: Act | None = None


@dataclass(frozen=True, kw_only=True)
class Files:
    """The files of a record, and where to send another."""

    files: tuple[File, ...]
    add_url: str = ""
    accept: str = ""
    hint: str = ""
    max_mb: int = 0
    room: int = 0  #: how many more may be added


@dataclass(frozen=True, kw_only=True)
class ChildTable:
    """Rows of a child register, with the act that adds one."""

    table: Table
    add: Act | None = None
    all_url: str = ""


TabBody = tuple[FactGroup, ...] | ChildTable | History | Files


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A tab. Only the current one has a ``body``; ``url`` gives the page with this tab open.

    ``part_url`` gives the tab alone (templates/detail_tab.html) for htmx.
    """

    key: str
    label: str
    kind: TabKind
    url: str
    part_url: str
    count: str = ""
    current: bool = False
    body: TabBody | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a course: 登记 → 研判 → 办理 → 化解 → 结案."""

    label: str
    state: Literal["done", "now", "late", "todo"]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """Why a case has its colour, visible at once. ``reasons``: "涉及 12 人", "超期 1 次"."""

    shade: str
    word: str  #: 橙·较大
    reasons: tuple[str, ...]
    rule: str = ""  #: 依据 2026-01-01 起的分级规则（本系统默认）
    days: str = ""  #: 剩 3 天 / 超期 2 天
    late: bool = False
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class DetailPage:
    """A record. The first three ``acts`` are buttons, the rest stand behind 更多."""

    title: str
    crumbs: tuple[Link, ...]
    tabs: tuple[Tab, ...]
    number: str = ""
    tags: tuple[Tag, ...] = ()
    grade: Grade | None = None
    steps: tuple[Step, ...] = ()
    key_facts: tuple[Fact, ...] = ()
    acts: tuple[Act, ...] = ()
    voided: str = ""  #: 已作废：重复登记（张样甲，2026年8月5日）
    saved: str = ""  #: 最近修改：…
    also: tuple[Link, ...] = ()  #: 同一人: other rosters; possible duplicates


@dataclass(frozen=True, kw_only=True)
class PrintedPart:
    """A table of child rows on a printed record."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: Empty | None = None


@dataclass(frozen=True, kw_only=True)
class PrintedRecord:
    """A record on A4. ``groups``: label, then (label, text, wide) of each field."""

    title: str
    back_url: str
    unit: str
    number: str
    printed_at: str
    printed_by: str
    groups: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]
    parts: tuple[PrintedPart, ...] = ()
    signatures: tuple[str, ...] = ()
