"""A table of cells as a file holds it: one sheet of a workbook, or a text file under one separator."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.problems import Problem

Line = tuple[int, list[Any]]  #: where the row begins (first physical line, or the sheet's row number), and its cells


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell whose content is lost: F030 an error value, F031 a formula without a result."""

    code: str
    text: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of merged cells: rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(Protocol):
    """What the search for headings and the reading of rows need of a table of cells."""

    @property
    def name(self) -> str:
        """The sheet's name; empty for a text file."""

    @property
    def visible(self) -> bool:
        """False for a hidden sheet."""

    @property
    def epoch_1904(self) -> bool:
        """Whether days are counted from 1904."""

    @property
    def merged(self) -> tuple[Merged, ...]:
        """The merged blocks."""

    @property
    def hidden(self) -> Container[int]:
        """The numbers of hidden rows."""

    def lines(self) -> Iterator[Line]:
        """All rows from the first; may be asked again. Raises Unreadable."""


@dataclass(frozen=True)
class Book:
    """An opened file: its tables. ``how`` says how it was read (for the preview): encoding and separator, or xlsx."""

    grids: tuple[Grid, ...]
    how: Mapping[str, str]
    notes: tuple[Problem, ...] = ()


def is_blank(cell: Any) -> bool:
    """True for a cell without content."""
    return cell is None or (cell.__class__ is str and not cell.strip(" \t\r\n\u3000\u00a0\ufeff\u200b"))


#: How people write "the same as above" in a cell.
DITTO = frozenset({"〃", "〞", "″", '"', "“", "”", "′′", "々", "仝", "同上", "同 上", "同　上", "ditto"})

#: A sign that makes a spreadsheet take a text for a formula, full-width forms too, perhaps behind apostrophes.
_LEAD = re.compile("'*[=+\\-@\t\r＝＋－＠]")


def _means_more(text: str) -> bool:
    """Whether a text, perhaps behind apostrophes, would be taken for a formula or for a ditto mark."""
    return _LEAD.match(text) is not None or text.lstrip("'") in DITTO


def neutral(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula, and no import for a ditto mark; :func:`plain` undoes it
    exactly."""
    return "'" + text if _means_more(text) else text


def plain(cell: Any) -> Any:
    """A cell of a file without the apostrophe that :func:`neutral` (or a person) put before it."""
    return cell[1:] if cell.__class__ is str and cell[:1] == "'" and _means_more(cell[1:]) else cell
