"""Zip archives looked over before anything is unpacked (assurance.md 0.7; ASVS 5.2.3)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.exchange.reading.source import Unreadable, unreadable

#: What a workbook may unpack to, in bytes; how many parts it may have; how much a large part may shrink.
MOST_UNPACKED = 250_000_000
MOST_PARTS = 3000
MOST_RATIO = 250
_LARGE_PART = 5_000_000
_PIECE = 1 << 20
_MOST_INDEX = 5_000_000  # bytes of a part that is read at once
_END_OF_INDEX = b"PK\x05\x06"

_READING_ERRORS = (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, EOFError, RuntimeError, zlib.error,
                   IndexError, OverflowError, ParseError, ExpatError, DefusedXmlException)


@contextmanager
def zip_errors() -> Iterator[None]:
    """F007 for what an archive or a part of it cannot say."""
    try:
        yield
    except Unreadable:
        raise
    except _READING_ERRORS as error:
        raise unreadable("F007") from error


def checked_index(file: IO[bytes]) -> None:
    """Refuse an archive with more parts than anybody needs before its list is read (F008)."""
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - (1 << 16) - 22))
    end = file.read()
    at = end.rfind(_END_OF_INDEX)
    file.seek(0)
    if at >= 0 and int.from_bytes(end[at + 12 : at + 16], "little") > MOST_PARTS * 400:
        raise unreadable("F008")


def check_sizes(archive: zipfile.ZipFile, file: IO[bytes]) -> None:
    """Refuse what is locked (F003), unpacks to too much, or to other sizes than it says (F008): calamine does not look."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise unreadable("F003")
    bomb = any(part.file_size > _LARGE_PART and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    if bomb or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise unreadable("F008")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and not _says_its_size(file, part):
            raise unreadable("F008")


def _says_its_size(file: IO[bytes], part: zipfile.ZipInfo) -> bool:
    """Whether a part unpacks to what the archive says. Raises BadZipFile where its bytes have changed since."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return False
    file.seek(part.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    unpack = _stored if part.compress_type == zipfile.ZIP_STORED else _inflated
    size, check = unpack(file, part.compress_size, part.file_size)
    if size == part.file_size and check != part.CRC:
        raise zipfile.BadZipFile
    return size == part.file_size


def _stored(file: IO[bytes], packed: int, most: int) -> tuple[int, int]:
    """The size and the check sum of bytes that are not packed, no further than just past ``most``."""
    size = check = 0
    while size <= most and (piece := file.read(min(_PIECE, packed - size))):
        size, check = size + len(piece), zlib.crc32(piece, check)
    return size, check


def _inflated(file: IO[bytes], packed: int, most: int) -> tuple[int, int]:
    """The size and the check sum of what ``packed`` bytes hold, no further than just past ``most``."""
    inflating, size, check = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0
    pending = b""
    while size <= most and not inflating.eof:
        if not pending:
            pending = file.read(min(_PIECE, packed))
            packed -= len(pending)
        try:
            piece = inflating.decompress(pending, _PIECE)
        except zlib.error as error:
            raise zipfile.BadZipFile from error
        size, check = size + len(piece), zlib.crc32(piece, check)
        if not pending and not inflating.unconsumed_tail:
            break
        pending = inflating.unconsumed_tail
    return size, check


def small_part(archive: zipfile.ZipFile, part: str) -> Element:
    """A part that lists other parts, as a whole."""
    if archive.getinfo(part).file_size > _MOST_INDEX:
        raise unreadable("F008")
    found: Element = fromstring(archive.read(part), forbid_dtd=True)
    return found
