"""Texts of one line and of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, String

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.operators import like_pattern
from app.fieldtypes.options import flag, whole
from app.fieldtypes.pinyin import found_by
from app.fieldtypes.reading import Reading, clean_text
from app.problems import BadValue
from app.words import Words


@dataclass(frozen=True, kw_only=True)
class Text(FieldType):
    """A text of one line."""

    kind = "text"
    words = Words("文本", "text")
    summary = Words("一行文字，默认不超过 200 字", "one line, at most 200 characters unless max_length says more")
    options = {"max_length": whole(1, 2000), "pinyin": flag()}
    operator_keys = ("contains", "eq", "empty", "filled")
    sortable = True
    encryptable = True

    max_length: int = 200
    pinyin: bool = False  # type: ignore[misc]  # here an option: short names are found by their initials

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(self.max_length)),)

    def parse(self, raw: Any, reading: Reading) -> str | None:
        text = clean_text(raw)
        if text is not None and len(text) > self.max_length:
            raise BadValue("V020", limit=self.max_length, length=len(text))
        return text

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        value = super().operand("in" if operator == "in" else "eq", raw, reading)
        return like_pattern(value) if operator == "contains" else value

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return found_by(value) if self.pinyin else (value,)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max_length}

    def rule_kind(self) -> Kind:
        return kinds.TEXT

    def example(self, number: int = 1) -> str:
        return f"示例文字{number}"[: self.max_length]


@dataclass(frozen=True, kw_only=True)
class LongText(FieldType):
    """A text of several lines."""

    kind = "long_text"
    words = Words("长文本", "long text")
    cell = "long"
    summary = Words(
        "多行文字，默认不超过 4000 字",
        "several lines, at most 4000 characters unless max_length says more",
    )
    control = "long_text"
    options = {"max_length": whole(1, 20000)}
    operator_keys = ("contains", "empty", "filled")
    encryptable = True

    max_length: int = 4000

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(self.max_length)),)

    def parse(self, raw: Any, reading: Reading) -> str | None:
        text = clean_text(raw, lines=True)
        if text is not None and len(text) > self.max_length:
            raise BadValue("V020", limit=self.max_length, length=len(text))
        return text

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        return like_pattern(super().operand(operator, raw, reading))

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max_length}

    def rule_kind(self) -> Kind:
        return kinds.TEXT

    def example(self, number: int = 1) -> str:
        return f"示例说明{number}：情况如下。"


