"""References to records of other registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.choices import split_several
from app.fieldtypes.options import text
from app.fieldtypes.reading import Reading, clean_text, quoted, whole_number
from app.fieldtypes.storage import Identity
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Named:
    """A record that a file names in words, as written; it becomes an id when the row is resolved."""

    text: str


def record_id(raw: Any) -> int:
    """An id from a form or a JSON body. Raises BadValue V050."""
    number = whole_number(raw, 19) if isinstance(raw, str) else raw
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _LARGEST_ID:
        raise BadValue("V050", given=quoted(raw))
    return number


def id_or_none(raw: Any) -> int | None:
    """The id that is given, None for anything that is none."""
    try:
        return record_id(raw)
    except BadValue:
        return None


@dataclass(frozen=True, kw_only=True)
class Reference(FieldType):
    """One record of another register."""

    kind = "reference"
    words = Words("引用", "reference")
    cell = "reference"
    summary = Words(
        "引用另一登记簿的一条记录；where 限定可选范围",
        "one record of another register; `where` limits which may be chosen",
    )
    control = "reference"
    options = {"to": text(required=True), "where": text()}
    operator_keys = ("eq", "in", "empty", "filled")
    sortable = False
    groupable = True

    to: str
    where: str | None = None

    def column_name(self, key: str) -> str:
        return f"{key}_id"

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(self.column_name(key), Identity),)

    def parse(self, raw: Any, reading: Reading) -> int | Named | None:
        if raw is None or raw == "":
            return None
        if reading.door == "file":
            named = clean_text(raw)
            return Named(named) if named else None
        return record_id(raw.strip() if isinstance(raw, str) else raw)

    def show(self, value: Any, wording: Wording) -> str:
        return wording.name(self.to, value)

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "description": f"id of a record of {self.to}"}

    def rule_kind(self) -> Kind:
        return kinds.reference(self.to)

    def example(self, number: int = 1) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class References(FieldType):
    """Several records of another register, kept in a table of their own."""

    kind = "references"
    words = Words("多项引用", "many references")
    summary = Words("引用另一登记簿的多条记录", "several records of another register")
    control = "references"
    options = {"to": text(required=True), "where": text()}
    operator_keys = ()

    to: str
    where: str | None = None

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return ()

    def write(self, key: str, value: Any) -> dict[str, Any]:
        return {}

    def read(self, key: str, row: Any) -> Any:
        """The ids, where the reader of the row has put them under the key."""
        return row.get(key)

    def parse(self, raw: Any, reading: Reading) -> tuple[int | Named, ...] | None:
        one = Reference(to=self.to)
        found = dict.fromkeys(one.parse(part, reading) for part in split_several(raw))
        return tuple(item for item in found if item is not None) or None

    def show(self, value: Any, wording: Wording) -> str:
        return "、".join(wording.name(self.to, record) for record in value)

    def as_json(self, value: Any) -> Any:
        return list(value)

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "integer"}}

    def rule_kind(self) -> Kind:
        return kinds.OPAQUE

    def example(self, number: int = 1) -> str:
        return ""
