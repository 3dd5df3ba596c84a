"""What a file is, by its content; its name is not believed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from app.exchange.delimited import open_text
from app.exchange.grid import Book
from app.exchange.source import Source, unreadable
from app.exchange.workbook import open_workbook
from app.words import Words

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|table|head|body|meta|\?xml|\?mso|style|div)\b", re.I | re.S)
_HEAD = 4096

_PICTURE, _DOCUMENT = Words("一张图片", "a picture"), Words("一份 PDF 文档", "a PDF document")
_ARCHIVE, _BINARY = Words("一个压缩包", "an archive"), Words("一个无法辨认的文件", "a file of an unknown kind")
_WORD, _SLIDES = Words("一份 Word 文档", "a Word document"), Words("一份演示文稿", "a presentation")
_OTHER_TABLE = Words("其他格式的表格（请另存为 .xlsx）", "a table of another format (save it as .xlsx)")

_MAGIC = ((b"%PDF", _DOCUMENT), (b"\x89PNG", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE), (b"RIFF", _PICTURE),
          (b"\x1f\x8b", _ARCHIVE), (b"7z\xbc\xaf", _ARCHIVE), (b"Rar!", _ARCHIVE))


def open_book(source: Source) -> Book:
    """The tables in a file. Raises Unreadable with one sentence for whatever cannot be read."""
    with source.path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(source)
    if head.startswith(_OLE):
        raise unreadable("F003" if _is_encrypted(source.path) else "F004")
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise unreadable("F006")
    what = next((words for magic, words in _MAGIC if head.startswith(magic)), _BINARY if _is_binary(head) else None)
    if what:
        raise unreadable("F005", what=what)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise unreadable("F001")
    return open_text(source)


def _is_binary(head: bytes) -> bool:
    """More than a stray control character: no text in an encoding that we read."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = sum(byte < 32 and byte not in b"\t\r\n\f\x1a\x1b" for byte in head)
    return controls * 50 > len(head)


def _is_encrypted(path: Path) -> bool:
    """A new workbook under a password lies in an old container."""
    with path.open("rb") as file:
        return _ENCRYPTED in file.read(1 << 20)


def _zipped(source: Source) -> Book:
    """A zip archive: a workbook, or something else that has the same wrapping."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unreadable("F007") from error
    if "xl/workbook.xml" in names:
        return open_workbook(source)
    for part, what in (("word/document.xml", _WORD), ("ppt/presentation.xml", _SLIDES), ("xl/workbook.bin", _OTHER_TABLE),
                       ("content.xml", _OTHER_TABLE), ("Index/Document.iwa", _OTHER_TABLE)):
        if part in names:
            raise unreadable("F005", what=what)
    raise unreadable("F007" if "[Content_Types].xml" in names else "F005", what=_ARCHIVE)
