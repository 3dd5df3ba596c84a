"""Whole numbers, decimals and money, all exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger, Column

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.options import number, one_of, whole
from app.fieldtypes.reading import Reading, clean_text, narrow, quoted
from app.fieldtypes.storage import Scaled
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words

_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(\.0+)?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,40})?|[+-]?\.[0-9]{1,40}")
_GROUPED = re.compile(r"(\d{1,3})((?:,\d{3})+)(?!\d)")


def plain_number(raw: Any) -> str | None:
    """A number as typed (full-width, with thousands commas, a float cell) as plain ASCII; None when empty.

    Raises BadValue V030.
    """
    text = _cell_number(raw) if isinstance(raw, (int, float, Decimal)) else clean_text(raw)
    if text is None:
        return None
    if len(text) > 100:  # the patterns are not made for long texts
        raise BadValue("V030", given=quoted(text))
    return _GROUPED.sub(lambda m: m[1] + m[2].replace(",", ""), narrow(text).replace(" ", ""))


def _cell_number(raw: int | float | Decimal) -> str:
    if isinstance(raw, bool):
        raise BadValue("V030", given=raw)
    try:
        # A spreadsheet means 0.3 where its cell holds 0.30000000000000004: it shows 15 digits.
        return format(raw, ".15g") if isinstance(raw, float) else str(raw)
    except ValueError as bad:  # more digits than Python writes
        raise BadValue("V030", given=quoted(raw)) from bad


def _decimal(raw: Any, places: int) -> Decimal | None:
    text = plain_number(raw)
    if text is None:
        return None
    if not _DECIMAL.fullmatch(text):
        raise BadValue("V030", given=text[:40])
    value = Decimal(text)
    if value != value.quantize(Decimal(1).scaleb(-places)):
        raise BadValue("V031", given=text, places=places)
    return value.quantize(Decimal(1).scaleb(-places))


def _within(value: Any, low: Any, high: Any) -> Any:
    if not low <= value <= high:
        raise BadValue("V032", given=value, low=low, high=high)
    return value


@dataclass(frozen=True, kw_only=True)
class Integer(FieldType):
    """A whole number."""

    kind = "integer"
    words = Words("整数", "whole number")
    cell = "number"
    summary = Words(
        "整数，默认 0 到 1 000 000 000",
        "a whole number, 0 to 1,000,000,000 unless min and max say other",
    )
    control = "number"
    options = {"min": whole(-10**9, 10**9), "max": whole(-10**9, 10**9)}
    operator_keys = ("eq", "from", "to", "in", "empty", "filled")
    sortable = True

    min: int = 0
    max: int = 10**9

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, BigInteger),)

    def parse(self, raw: Any, reading: Reading) -> int | None:
        text = plain_number(raw)
        if text is None:
            return None
        if not _WHOLE.fullmatch(text):
            raise BadValue("V033", given=text[:40])
        return int(_within(int(Decimal(text)), self.min, self.max))

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.min, "maximum": self.max}

    def rule_kind(self) -> Kind:
        return kinds.number(0, limit=max(abs(self.min), abs(self.max)))

    def example(self, number: int = 1) -> str:
        return str(_clamped(number, self.min, self.max))


def _clamped(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


@dataclass(frozen=True, kw_only=True)
class DecimalNumber(FieldType):
    """A number with a fixed count of decimals."""

    kind = "decimal"
    words = Words("小数", "decimal")
    cell = "number"
    summary = Words("定点小数，默认两位", "a number with two decimals unless places says other; kept exact")
    control = "number"
    options = {"places": whole(1, 6), "min": number(), "max": number()}
    operator_keys = ("eq", "from", "to", "empty", "filled")
    sortable = True

    places: int = 2
    min: Decimal = Decimal(0)
    max: Decimal = Decimal(10**9)

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Scaled(self.places)),)

    def parse(self, raw: Any, reading: Reading) -> Decimal | None:
        value = _decimal(raw, self.places)
        return None if value is None else Decimal(_within(value, self.min, self.max))

    def as_json(self, value: Any) -> Any:
        return str(value)

    def show(self, value: Any, wording: Wording) -> str:
        return f"{value:.{self.places}f}"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "decimal"}

    def rule_kind(self) -> Kind:
        return kinds.number(self.places, limit=int(Decimal(max(abs(self.min), abs(self.max))).scaleb(self.places)))

    def example(self, number: int = 1) -> str:
        return f"{max(self.min, min(self.max, Decimal(number))):.{self.places}f}"


_UNITS = {"yuan": (0, Words("元", "yuan")), "wan": (4, Words("万元", "10,000 yuan"))}
_MONEY_TEXT = re.compile(r"(.+?)(万元|萬元|万|元)?")


@dataclass(frozen=True, kw_only=True)
class Money(FieldType):
    """An amount in yuan to the fen, shown in yuan or in 万元."""

    kind = "money"
    words = Words("金额", "money")
    cell = "money"
    summary = Words(
        "金额，精确到分；in: wan 时以万元填写和显示",
        "an amount to the fen; with `in: wan` typed and shown in 万元",
    )
    control = "money"
    options = {"in": one_of(("yuan", "wan"), attribute="unit"), "max": number()}
    operator_keys = ("from", "to", "eq", "empty", "filled")
    sortable = True

    unit: str = "yuan"
    max: Decimal = Decimal(10**10)

    @property
    def unit_words(self) -> Words:
        """The unit in which the amount is typed and shown."""
        return _UNITS[self.unit][1]

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Scaled(2)),)

    def parse(self, raw: Any, reading: Reading) -> Decimal | None:
        amount, spoken = self._amount_and_unit(raw)
        if amount is None:
            return None
        # An API body is always in yuan, see as_json.
        power = _UNITS[spoken or ("yuan" if reading.door == "api" else self.unit)][0]
        try:
            value = Decimal(amount).scaleb(power)
        except InvalidOperation as bad:
            raise BadValue("V030", given=amount[:40]) from bad
        if value != value.quantize(Decimal("0.01"), ROUND_HALF_UP):
            raise BadValue("V031", given=amount, places=2 + power)
        return Decimal(_within(value.quantize(Decimal("0.01")), Decimal(0), self.max))

    def _amount_and_unit(self, raw: Any) -> tuple[str | None, str | None]:
        """The number and, where a cell says "3.5万元", its own unit."""
        text = plain_number(raw)
        if text is None:
            return None, None
        found = _MONEY_TEXT.fullmatch(text.lstrip("¥￥"))
        amount, suffix = (found[1], found[2]) if found else (text, None)
        if not _DECIMAL.fullmatch(amount):
            raise BadValue("V030", given=text[:40])
        return amount, None if suffix is None else ("yuan" if suffix == "元" else "wan")

    def show(self, value: Any, wording: Wording) -> str:
        shown = Decimal(value).scaleb(-_UNITS[self.unit][0])
        return f"{_short(shown)} {self.unit_words.to(wording.language)}"

    def as_cell(self, value: Any, wording: Wording) -> str:
        return _short(Decimal(value).scaleb(-_UNITS[self.unit][0]))

    def as_json(self, value: Any) -> Any:
        """Always yuan, as text, so that no reader turns it into a float."""
        return str(value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "decimal", "description": "yuan"}

    def as_input(self, value: Any) -> str:
        """In the unit in which it is typed."""
        return _short(Decimal(value).scaleb(-_UNITS[self.unit][0]))

    def rule_kind(self) -> Kind:
        return kinds.number(2, limit=int(self.max.scaleb(2)))

    def example(self, number: int = 1) -> str:
        return f"{number}.5"


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
