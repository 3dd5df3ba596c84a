"""What a file is, by its content; its name is not believed. Text is read here, workbooks in a process of their own."""

from __future__ import annotations

import re
from types import MappingProxyType

from app.exchange.reading.delimited import open_text
from app.exchange.reading.grid import Book
from app.exchange.reading.isolation import read_apart
from app.exchange.reading.kinds import BINARY, MAGIC, OLE, ZIP
from app.exchange.reading.source import Source, unreadable

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|table|head|body|meta|\?xml|\?mso|style|div)\b", re.I | re.S)
_HEAD = 4096


def open_book(source: Source, encoding: str | None = None, separator: str | None = None) -> Book:
    """The tables in a file; ``encoding`` and ``separator``: what a person has chosen for a text (names of delimited.ENCODINGS
    and SEPARATORS).

    Raises Unreadable with one sentence for whatever cannot be read: F001–F017.
    """
    with source.path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((ZIP, OLE)):
        return _workbook(source)
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise unreadable("F006")
    what = next((words for magic, words in MAGIC if head.startswith(magic)), None)
    if what is None and encoding is None and _is_binary(head):
        what = BINARY
    if what:
        raise unreadable("F005", what=what)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise unreadable("F001")
    return open_text(source, encoding, separator)


def _workbook(source: Source) -> Book:
    """The sheets of a workbook, visible ones first."""
    spool = read_apart(source)
    sheets = sorted(spool.sheets(), key=lambda sheet: not sheet.visible)
    return Book(tuple(sheets), MappingProxyType({"encoding": str(spool.index["kind"])}))


def _is_binary(head: bytes) -> bool:
    """More than a stray control character: no text in an encoding that we read."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = sum(byte < 32 and byte not in b"\t\r\n\f\x1a\x1b" for byte in head)
    return controls * 50 > len(head)
