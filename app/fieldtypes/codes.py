"""Codes: the 12-digit code of a unit, and numbers that the system gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, String

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.operators import like_pattern
from app.fieldtypes.options import text
from app.fieldtypes.reading import Reading, clean_text, narrow, quoted
from app.problems import BadValue
from app.words import Words

_UNIT_CODE = re.compile(r"[0-9]{12}([0-9]{3})?")


@dataclass(frozen=True, kw_only=True)
class UnitCode(FieldType):
    """The statistical code of a county, town or village (12 digits); a grid has 3 more (entities.md, unit)."""

    kind = "unit_code"
    words = Words("区划代码", "unit code")
    summary = Words(
        "12 位统计用区划代码，网格再加 3 位",
        "12 digits (GB/T 2260, GB/T 10114 and the village), 15 for a grid",
    )
    cell = "code"
    operator_keys = ("eq", "contains", "empty", "filled")
    sortable = True

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(15)),)

    def parse(self, raw: Any, reading: Reading) -> str | None:
        code = clean_text(raw)
        if code is None:
            return None
        code = narrow(code).replace(" ", "").removeprefix("'")
        if not _UNIT_CODE.fullmatch(code):
            raise BadValue("V051", given=code[:40])
        return code

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        if operator != "contains":
            return super().operand(operator, raw, reading)
        part = clean_text(raw)
        if part is None:
            raise BadValue("V010", given=quoted(raw))
        return like_pattern(narrow(part))

    def rule_kind(self) -> Kind:
        return kinds.TEXT

    def example(self, number: int = 1) -> str:
        return f"510923108{200 + number:03d}"


@dataclass(frozen=True, kw_only=True)
class AutoNumber(FieldType):
    """A number that the system gives: one series per unit and year, without gaps within a transaction."""

    kind = "auto_number"
    words = Words("自动编号", "automatic number")
    summary = Words(
        "按单位和年度自动编号，不可填写",
        "given by the system, one series per unit and year; nobody types it",
    )
    control = "given"
    cell = "code"
    options = {"prefix": text()}
    operator_keys = ("eq", "contains")
    sortable = True

    prefix: str = ""

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(40)),)

    def spell(self, unit_code: str, year: int, serial: int) -> str:
        """The number: prefix, the unit's code below its county, year, serial."""
        return f"{self.prefix}{unit_code[6:]}-{year}-{serial:04d}"

    def parse(self, raw: Any, reading: Reading) -> str | None:
        number = clean_text(raw)
        if number is not None and len(number) > 40:
            raise BadValue("V020", limit=40, length=len(number))
        return number

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        value = super().operand("eq", raw, reading)
        return like_pattern(value) if operator == "contains" else value

    def rule_kind(self) -> Kind:
        return kinds.TEXT

    def example(self, number: int = 1) -> str:
        return self.spell("510923108225", 2026, number)
