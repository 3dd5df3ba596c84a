"""Which kind of workbook a file is, by its first bytes and its parts; its name is not believed."""

from __future__ import annotations

import io
import zipfile
from typing import IO

from app.exchange.reading.archive import check_sizes, checked_index, zip_errors
from app.exchange.reading.kinds import ARCHIVE, OLE, OTHER_TABLE, SLIDES, TEXT_DOCUMENT
from app.exchange.reading.ods import is_spreadsheet, read_ods
from app.exchange.reading.source import unreadable
from app.exchange.reading.spool import SpoolWriter
from app.exchange.reading.xls import read_xls
from app.exchange.reading.xlsx import read_xlsx

#: The largest workbook that is read, in bytes: calamine holds it twice in memory.
MOST_BYTES = 70_000_000

_PARTS = (("word/document.xml", TEXT_DOCUMENT), ("ppt/presentation.xml", SLIDES), ("xl/workbook.bin", OTHER_TABLE),
          ("Index/Document.iwa", OTHER_TABLE))


def read_workbook(file: IO[bytes], out: SpoolWriter) -> None:
    """Give the sheets of a workbook to ``out``. Raises Unreadable for what is none, or is damaged, locked or monstrous."""
    if file.seek(0, io.SEEK_END) > MOST_BYTES:
        raise unreadable("F016")
    file.seek(0)
    head = file.read(len(OLE))
    file.seek(0)
    if head == OLE:
        read_xls(file.read(), out)
    else:
        _read_archive(file, out)


def _read_archive(file: IO[bytes], out: SpoolWriter) -> None:
    """A zip archive: a workbook, or something else that has the same wrapping."""
    with zip_errors():
        checked_index(file)
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                check_sizes(archive, file)
                read_xlsx(archive, file, out)
                return
            what = next((words for part, words in _PARTS if part in names), None)
            if what is None and "content.xml" in names:
                check_sizes(archive, file)
                if is_spreadsheet(archive):
                    read_ods(archive, out)
                    return
                what = OTHER_TABLE
    if what is None and "[Content_Types].xml" in names:
        raise unreadable("F007")
    raise unreadable("F005", what=what or ARCHIVE)
