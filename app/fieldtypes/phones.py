"""Telephone numbers, several in a field (rules.md §6, row "phone")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.operators import like_pattern
from app.fieldtypes.options import whole
from app.fieldtypes.reading import NOTHING, UNCHANGED, Reading, Unchanged, clean_text, narrow
from app.fieldtypes.storage import Keys
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words

_LONGEST_LIST = 255  # ten landlines with extensions

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA = r"010|02[0-9]|0[3-9][0-9]{2}"
_LANDLINE = re.compile(rf"({_AREA})-?([2-9][0-9]{{6,7}})(?:-([0-9]{{1,6}}))?")
_LOCAL = re.compile(r"([2-9][0-9]{6,7})(?:-([0-9]{1,6}))?")
_FREE = re.compile(r"([48]00)-?([0-9]{3})-?([0-9]{4})(-[0-9]{1,6})?")
_HOTLINE = re.compile(r"1[01][0-9]|12[0-9]{1,3}|100[0-9]{2}|9[56][0-9]{3,4}")
_COUNTRY = re.compile(r"(?:\+|00)86-?|86-?(?=1[3-9][0-9]{9}\Z)")
_SEPARATOR = re.compile(r"[、,;|/\\\n]|或|和")
_EXTENSION = re.compile(r"[\s-]*(?:转|轉|分机|EXT\.?|#)[\s-]*(?=[0-9])")
_DASH = re.compile(r"\s*[‐‑‒–—―−~-]+\s*")
_MASK = re.compile(rf"1[3-9][0-9]\*{{4}}[0-9]{{4}}|(?:(?:{_AREA})-)?\*{{3,4}}[0-9]{{4}}")


@dataclass(frozen=True, kw_only=True)
class Phones(FieldType):
    """One or several telephone numbers."""

    kind = "phones"
    words = Words("电话", "telephone numbers")
    cell = "phone"
    summary = Words(
        "手机、固话（带区号）或服务热线，可填多个；默认遮盖",
        "mobile, landline with area code or hotline, several if need be; masked",
    )
    control = "phones"
    options = {"most": whole(1, 10)}
    operator_keys = ("has", "empty", "filled")
    personal = True

    most: int = 5

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Keys(_LONGEST_LIST)),)

    def parse(self, raw: Any, reading: Reading) -> tuple[str, ...] | Unchanged | None:
        """The numbers, each once. Raises V080 not a telephone number, V081 too many, V083 wrong number of digits."""
        if raw.__class__ is str and _MOBILE.fullmatch(raw):
            return (str(raw),)
        parts = _parts(raw)
        if any("*" in part for part in parts):
            return _unchanged(parts)
        numbers = tuple(dict.fromkeys(number for part in parts for number in _numbers(part, reading)))
        if len(numbers) > self.most:
            raise BadValue("V081", limit=self.most, given=len(numbers))
        return numbers or None

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        """One whole number; part of one would let people guess what the mask hides."""
        numbers = super().operand("eq", raw, reading)
        if len(numbers) > 1:
            raise BadValue("V081", limit=1, given=len(numbers))
        return like_pattern(f"|{numbers[0]}|")

    def show(self, value: Any, wording: Wording) -> str:
        return "、".join(value)

    def as_json(self, value: Any) -> Any:
        return list(value)

    def masked(self, value: Any, wording: Wording) -> str:
        """``199****0001``, ``0825-***0101``; hotlines are nobody's secret."""
        return "、".join(map(_masked, value))

    def search_texts(self, value: Any) -> tuple[str, ...]:
        """The last four digits, which the mask shows too."""
        return tuple(dict.fromkeys(_masked(number)[-4:] for number in value))

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}

    def as_input(self, value: Any) -> str:
        """All numbers in one control."""
        return "、".join(value)

    def rule_kind(self) -> Kind:
        return kinds.keys(None)

    def example(self, number: int = 1) -> str:
        return f"1990000{number % 10000:04d}"


def _masked(number: str) -> str:
    if _MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    landline = _LANDLINE.fullmatch(number)
    if landline:
        return f"{landline[1]}-{_last_four(landline[2])}"
    local = _LOCAL.fullmatch(number)
    return _last_four(local[1]) if local else number


def _last_four(local: str) -> str:
    return "*" * (len(local) - 4) + local[-4:]


def _parts(raw: Any) -> list[str]:
    """The pieces between separators, narrow and with plain dashes; none where nothing was typed."""
    if isinstance(raw, (list, tuple)):
        return [piece for part in raw for piece in _pieces(part)]
    return _pieces(raw)


def _pieces(raw: Any) -> list[str]:
    text = clean_text(raw, lines=True)
    if text is None or text in NOTHING:
        return []
    if len(text) > _LONGEST_LIST:
        raise BadValue("V080")
    plain = _EXTENSION.sub("-", _DASH.sub("-", narrow(text)).upper())
    pieces = (piece.strip(" .。'\t") for piece in _SEPARATOR.split(plain))
    return [piece for piece in pieces if piece and piece not in NOTHING]


def _unchanged(parts: list[str]) -> Unchanged:
    if not all(_MASK.fullmatch(part) or _HOTLINE.fullmatch(part) or _FREE.fullmatch(part) for part in parts):
        raise BadValue("V007")
    return UNCHANGED


def _numbers(part: str, reading: Reading) -> list[str]:
    """The numbers of one piece, which blanks may divide."""
    number = _number(part, reading)
    if number is not None:
        return [number]
    several = [_number(piece, reading) for piece in part.split()]
    found = [number for number in several if number is not None]
    if len(found) != len(several):
        raise _not_a_number(part)
    return found


def _not_a_number(part: str) -> BadValue:
    digits = "".join(sign for sign in part if sign not in " -+()")
    if digits.isascii() and digits.isdigit() and digits[0] == "1" and len(digits) != 11:
        return BadValue("V083", length=len(digits))
    return BadValue("V080")


_BRACKETS = str.maketrans("()", "--")


def _number(piece: str, reading: Reading) -> str | None:
    """One number in its proper form; None where the piece is none."""
    text = "".join(piece.removesuffix(".0").translate(_BRACKETS).split()).strip("-")
    # With its own dashes first: 0825-5550101-1 has an extension, and is no number of eight digits.
    return _proper(text, reading) or _proper(text.replace("-", ""), reading)


def _proper(text: str, reading: Reading) -> str | None:
    country = _COUNTRY.match(text)
    number = text[country.end() :] if country else text
    if _MOBILE.fullmatch(number):
        return number
    landline = _LANDLINE.fullmatch(f"0{number}" if country and number[:1] != "0" else number)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    free = _FREE.fullmatch(number)
    if free:
        return "".join(part for part in free.groups() if part)
    return None if country else _short(number, reading)


def _short(number: str, reading: Reading) -> str | None:
    """A hotline, or a number without area code, with warning V082."""
    if _HOTLINE.fullmatch(number):
        return number
    if not _LOCAL.fullmatch(number):
        return None
    reading.warn("V082")
    return number
