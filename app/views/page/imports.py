"""The import of a file: templates/import_upload.html, import_preview.html, import_result.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.views.page.forms import FieldView
from app.views.page.lists import Option
from app.views.page.parts import Link, Problem, Table, Tone

RowFate = Literal["new", "changed", "same", "refused", "skipped"]


@dataclass(frozen=True, kw_only=True)
class ImportUpload:
    """The first step. ``fixed``: values that hold for all rows (unit, team), chosen beside the file."""

    title: str
    crumbs: tuple[Link, ...]
    action: str
    template_url: str
    formats: str  #: .xlsx,.csv
    limits: str  #: 不超过 50 MB
    most_mb: int  #: what a browser need not send
    columns: tuple[tuple[str, str, bool], ...]  #: label, rule in a line, required
    fixed: tuple[FieldView, ...] = ()
    problems: tuple[Problem, ...] = ()
    earlier: Table | None = None
    earlier_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many rows meet one fate; its address shows them."""

    fate: RowFate
    label: str
    count: int
    url: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Match:
    """A column of the file: which field it is, and the others that it may be. ``unread``: nobody has said anything of it."""

    number: int  #: from 1
    heading: str
    options: tuple[Option, ...]
    unread: bool = False
    sample: str = ""

    @property
    def name(self) -> str:
        """Under which the choice is posted."""
        return f"column.{self.number}"


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """A sheet of the file and what becomes of it."""

    name: str
    verdict: str
    read: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the file was read. Its form posts ``encoding``, ``sheet``, ``header`` and ``column.N``; the file is looked at again.

    ``how``: in a line. ``confirm``: the columns were concluded, and nothing is stored before somebody has said what they are.
    """

    action: str
    how: tuple[str, ...]
    choices: tuple[FieldView, ...]
    matches: tuple[Match, ...]
    header: str = ""  #: the line that is shown as that of the headings
    sheets: tuple[SheetLine, ...] = ()
    confirm: bool = False
    unread: int = 0  #: columns of which nobody has said anything


@dataclass(frozen=True, kw_only=True)
class CellNote:
    """One field of a row: what changes, or what is wrong with it. ``given``: what the file says, cut short."""

    field: str
    old: str = ""
    new: str = ""
    given: str = ""
    reason: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """A row of the file with its line number as in the sheet."""

    line: int
    fate: RowFate
    fate_label: str
    name: str
    notes: tuple[CellNote, ...]
    url: str = ""
    sheet: str = ""  #: where several are read


@dataclass(frozen=True, kw_only=True)
class ImportPreview:
    """What the file would do; nothing is stored yet.

    The form posts ``mode`` = ``good`` (good rows in, bad ones back) or ``all`` (all or none). ``reason``: why the file as a
    whole is not taken; another choice in ``reading`` may help.
    """

    title: str
    crumbs: tuple[Link, ...]
    file: str
    sheet: str
    counts: tuple[Count, ...]
    rows: tuple[PlannedRow, ...]
    reading: Reading
    fixed: tuple[tuple[str, str], ...]
    action: str
    again_url: str
    apply_label: str  #: 导入 275 行
    apply_count: int
    refused_url: str = ""
    reason: str = ""
    kept: str = ""  #: how long the file is kept
    failed: str = ""  #: why the background has not stored it
    where: str = ""  #: 第 101–200 行，共 268 行
    newer_url: str = ""
    older_url: str = ""
    warnings: tuple[Problem, ...] = ()  #: the first; ``more_warnings`` says how many there are besides
    more_warnings: int = 0
    all_possible: bool = True  #: no row is refused


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What an import has done, or how far it is (``running``: the page asks ``progress_url`` each second)."""

    title: str
    crumbs: tuple[Link, ...]
    file: str
    done: str
    counts: tuple[Count, ...]
    list_url: str
    again_url: str
    refused_url: str = ""
    undo_url: str = ""
    undone: str = ""  #: when it was taken back
    kept: str = ""  #: how long the workbook of refused rows can be had
    seconds: str = ""
    running: bool = False
    percent: int = 100
    progress_url: str = ""
    cancel_url: str = ""
