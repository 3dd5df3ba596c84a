"""What else a file may be than a table, by how it begins."""

from __future__ import annotations

from app.words import Words

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  #: the container of the old Office formats, and of new ones under a password

PICTURE, PDF = Words("一张图片", "a picture"), Words("一份 PDF 文档", "a PDF document")
ARCHIVE, BINARY = Words("一个压缩包", "an archive"), Words("一个无法辨认的文件", "a file of an unknown kind")
TEXT_DOCUMENT, SLIDES = Words("一份 Word 文档", "a Word document"), Words("一份演示文稿", "a presentation")
OTHER_TABLE = Words("其他格式的表格（请另存为 .xlsx）", "a table of another format (save it as .xlsx)")

MAGIC = ((b"%PDF", PDF), (b"\x89PNG", PICTURE), (b"\xff\xd8\xff", PICTURE), (b"GIF8", PICTURE), (b"RIFF", PICTURE),
         (b"\x1f\x8b", ARCHIVE), (b"7z\xbc\xaf", ARCHIVE), (b"Rar!", ARCHIVE))
