"""Text files: CSV, TSV and semicolons, of any length in little memory.

The encoding is decided by rule, never guessed: BOM, strict UTF-8, strict GB18030 (a detector was wrong on 37 of 200
small rosters, the rule on none: reference/data-and-ux.md 0.3).
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from app.exchange.reading.grid import Book, Line, Merged
from app.exchange.reading.source import Source, unreadable

#: Between the cells of a text: the name of each → the sign.
SEPARATORS = MappingProxyType({"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"})
_LOOKED_FOR = (",", "\t", ";")
_PIECE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030", "utf-16-le": "UTF-16LE",
          "utf-16-be": "UTF-16BE", "big5hkscs": "Big5"}
#: What a person may choose instead, where the preview shows the wrong characters: the name shown → Python's.
ENCODINGS = MappingProxyType({"UTF-8": "utf-8-sig", "GB18030": "gb18030", "UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be",
                              "Big5": "big5hkscs"})
_SAMPLE = 65536
#: The longest record, in characters: more is no row of people, and a line without end would take memory without end.
MOST_RECORD = 300_000


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A text file under one separator. ``first`` lines are passed over (``sep=;``)."""

    path: Path
    encoding: str
    separator: str
    first: int = 0
    name: str = ""
    visible: bool = True
    epoch_1904: bool = False
    merged: tuple[Merged, ...] = ()
    hidden: frozenset[int] = frozenset()

    def lines(self) -> Iterator[Line]:
        """Each record with its first physical line. Raises Unreadable: F011 where rows run together."""
        with self._text() as text:
            watch = _Quotes(text)
            records = csv.reader(watch, delimiter=self.separator)
            line = begun = 1 + self.first
            try:
                for record in records:
                    begun, watch.taken = line, 0
                    yield line, record
                    line = records.line_num + 1 + self.first
            except csv.Error as error:
                raise unreadable("F011", line=line) from error
        if watch.odd and self._never_closed(begun):
            raise unreadable("F011", line=begun)

    @contextmanager
    def _text(self) -> Iterator[TextIO]:
        # newline="": the reader must see the line breaks within quotes as they are.
        with self.path.open(encoding=self.encoding, newline="") as text:
            for _ in range(self.first):
                text.readline()
            yield text

    def _never_closed(self, line: int) -> bool:
        """Whether the last record, which begins at ``line``, ends within quotation marks."""
        with self._text() as text:
            rest = islice(text, line - 1 - self.first, None)
            try:
                list(csv.reader(rest, delimiter=self.separator, strict=True))
            except csv.Error as error:
                return "unexpected end" in str(error)
        return False


class _Quotes:
    """The lines of a text; ``odd`` tells at its end that a quotation mark has no partner.

    ``taken``: characters since the last record. Raises csv.Error where they are too many for one.
    """

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.odd = False
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        for line in iter(partial(self.text.readline, MOST_RECORD), ""):
            self.taken += len(line)
            if self.taken >= MOST_RECORD:
                raise csv.Error("record too long")
            if '"' in line and line.count('"') % 2:
                self.odd = not self.odd
            yield line


def open_text(source: Source, chosen: str | None = None, separator: str | None = None) -> Book:
    """The file under each separator that it may have; ``chosen``: a name of ENCODINGS, else the rule decides; ``separator``:
    a name of SEPARATORS, else whichever gives most columns.

    ``how`` of the answer names the encoding. Raises Unreadable: F010 unknown encoding, or not the chosen one.
    """
    encoding = encoding_of(source.path) if chosen is None else _chosen(source.path, chosen)
    first, separators = _declared(source.path, encoding)
    sign = SEPARATORS.get(separator or "")
    separators = (sign,) if sign else separators
    grids = tuple(TextGrid(source.path, encoding, separator, first) for separator in separators)
    return Book(grids, MappingProxyType({"encoding": _NAMES[encoding]}))


def encoding_of(path: Path) -> str:
    """The name of the encoding by the rule. Raises Unreadable (F010)."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    candidates = (marked,) if marked else ("utf-8", "gb18030")
    good = 0
    for encoding in candidates:
        line = _first_bad_line(path, encoding)
        if line is None:
            return encoding
        good = max(good, line)
    raise unreadable("F010", line=good)


def _chosen(path: Path, name: str) -> str:
    """The encoding that a person chose. Raises Unreadable (F010) where the file is not written in it."""
    encoding = ENCODINGS.get(name)
    line = 1 if encoding is None else _first_bad_line(path, encoding)
    if encoding is None or line is not None:
        raise unreadable("F010", line=line)
    return _with_bom(path, encoding)


def _with_bom(path: Path, encoding: str) -> str:
    """UTF-16 without saying which half comes first, where the file itself says it."""
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if encoding.startswith("utf-16") and start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else encoding


def _first_bad_line(path: Path, encoding: str) -> int | None:
    """The line about which the bytes are not of this encoding; None where all are."""
    decoder, lines = codecs.getincrementaldecoder(encoding)("strict"), 1
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            try:
                lines += decoder.decode(piece).count("\n")
            except UnicodeDecodeError as bad:
                return lines + piece[: bad.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return lines
    return None


def _declared(path: Path, encoding: str) -> tuple[int, tuple[str, ...]]:
    """Excel's own ``sep=;`` as first line, else the separators that the first lines contain."""
    with path.open(encoding=encoding, newline="") as text:
        sample = text.read(_SAMPLE)
    first = sample.partition("\n")[0].strip().lower().strip('"')
    if first.startswith("sep=") and len(first) == 5:
        return 1, (first[4],)
    return 0, tuple(sign for sign in _LOOKED_FOR if sign in sample) or (",",)
