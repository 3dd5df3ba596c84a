"""Files that belong to a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.options import listed, one_of, whole
from app.fieldtypes.reading import Reading
from app.problems import BadValue
from app.words import Words

#: What may be kept, by what it is for: extension → media types that the content may prove to be.
KINDS_OF_FILE: dict[str, tuple[str, ...]] = {
    "picture": ("jpg", "jpeg", "png", "webp"),
    "document": ("pdf", "docx", "xlsx", "pptx", "doc", "xls", "wps", "et", "txt"),
    "sound": ("mp3", "m4a", "amr"),
}


@dataclass(frozen=True, kw_only=True)
class Attachments(FieldType):
    """Several files; who may see the record may see them. Kept in the table ``attachment``."""

    kind = "attachments"
    words = Words("附件", "attachments")
    summary = Words("若干文件，权限随记录；accept 限定种类，max_mb 限定大小",
                    "several files, seen by whoever sees the record; `accept` and `max_mb` limit them")
    control = "attachments"
    options = {"accept": listed(one_of(tuple(KINDS_OF_FILE))), "max_mb": whole(1, 50), "most": whole(1, 50)}
    operator_keys = ()

    accept: tuple[str, ...] = ("picture", "document")
    max_mb: int = 10
    most: int = 20

    def __post_init__(self) -> None:
        object.__setattr__(self, "accept", tuple(self.accept))

    @property
    def extensions(self) -> tuple[str, ...]:
        """The file name endings that are taken, without the dot."""
        return tuple(ending for sort in self.accept for ending in KINDS_OF_FILE[sort])

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return ()

    def write(self, key: str, value: Any) -> dict[str, Any]:
        return {}

    def read(self, key: str, row: Any) -> Any:
        """The attachments, where the reader of the row has put them under the key."""
        return row.get(key)

    def parse(self, raw: Any, reading: Reading) -> None:
        """Files come by their own door; a text here is refused (V054)."""
        if raw not in (None, "", [], ()):
            raise BadValue("V054")

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def rule_kind(self) -> Kind:
        return kinds.OPAQUE

    def example(self, number: int = 1) -> str:
        return ""
