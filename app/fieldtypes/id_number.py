"""Citizen identity numbers (GB 11643; rules.md §6, row "ID number").

The check digit and a real birth date decide. The area code is not tied to the birth year: 510923 exists only
since 1997, and most adults there were born under another code that they do not bear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import mul
from typing import Any, Literal

from sqlalchemy import Column, String

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.reading import NOTHING, UNCHANGED, Reading, Unchanged, clean_text, narrow
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words

_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
#: The first two digits: province (GB/T 2260), 81–83 residence permits of Hong Kong, Macao and Taiwan residents,
#: 91 permanent residence of foreigners.
PROVINCES = frozenset(str(code) for first, last in _RANGES for code in range(first, last + 1))

_FULL = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_DIGITS = re.compile(r"[0-9]+X?")
_SPREADSHEET_NUMBER = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+|[0-9]+\.0+")
_MASK = re.compile(r"[0-9]{4}\*{10}[0-9]{3}[0-9X]")
_FORMULA = re.compile(r'="?([^"]*)"?')
_LOOSE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_AS_X = str.maketrans(dict.fromkeys("x×✕╳ХхΧχ", "X"))

_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_ZEROES = sum(_WEIGHTS) * ord("0")
_CHECK = "10X98765432"


@dataclass(frozen=True, kw_only=True)
class IdNumber(FieldType):
    """A citizen identity number of 18 places."""

    kind = "id_number"
    words = Words("身份证号", "ID number")
    summary = Words(
        "18 位公民身份号码，校验码和出生日期必须正确；默认遮盖",
        "18 places; check digit and birth date must be right; masked",
    )
    control = "id_number"
    operator_keys = ("eq", "empty", "filled")
    personal = True
    encryptable = True

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(18)),)

    def parse(self, raw: Any, reading: Reading) -> str | Unchanged | None:
        """The 18 places. Raises V070 precision lost, V071 length, V072 not digits, V073 check digit, V074 date."""
        text = str(raw) if raw.__class__ is str and _FULL.fullmatch(raw) else _repaired(raw)
        if text is None:
            return None
        if "*" in text:
            return _unchanged(text)
        number = _eighteen(text)
        _examine(number, reading)
        if len(text) == 15:
            reading.warn("V075")
        return number

    def masked(self, value: Any, wording: Wording) -> str:
        """``5109**********0018``."""
        return f"{value[:4]}**********{value[-4:]}"

    def search_texts(self, value: Any) -> tuple[str, ...]:
        """Nothing: a whole number is found by the filter ``eq``; parts of it would undo mask and encryption."""
        return ()

    def rule_kind(self) -> Kind:
        return kinds.TEXT

    def example(self, number: int = 1) -> str:
        """An invented person of 510923, born 1906 to 1915."""
        first17 = f"510923{1906 + number % 10}0101{number % 1000:03d}"
        return first17 + check_digit(first17)


def check_digit(first17: str) -> str:
    """The eighteenth place (GB 11643: ISO 7064, MOD 11-2)."""
    return _CHECK[(sum(map(mul, _WEIGHTS, first17.encode())) - _ZEROES) % 11]


def birth_date(number: str) -> date:
    """The birth date in a number that :meth:`IdNumber.parse` gave."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> Literal["male", "female"]:
    """The sex in a number: odd seventeenth place for men."""
    return "male" if int(number[16]) % 2 else "female"


def _repaired(raw: Any) -> str | None:
    """What was typed in plain digits, X and ``*``; None where nothing was."""
    if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        raise BadValue("V070")
    text = clean_text(raw, lines=True)
    if text is None or text in NOTHING:
        return None
    if len(text) > 100:
        raise BadValue("V072")
    text = _LOOSE.sub("", narrow(text)).strip("。.,、;")
    formula = _FORMULA.fullmatch(text)
    text = (formula[1] if formula else text).lstrip("'‘’`\"").rstrip("'’\"").translate(_AS_X).upper()
    return None if not text or text in NOTHING else text


def _unchanged(text: str) -> Unchanged:
    if not _MASK.fullmatch(text):
        raise BadValue("V007")
    return UNCHANGED


def _eighteen(text: str) -> str:
    """The number of 18 places; one of the 15 places that were given before 1999 in its present form."""
    if _FULL.fullmatch(text):
        return text
    if _OLD.fullmatch(text):
        first17 = f"{text[:6]}19{text[6:]}"
        return first17 + check_digit(first17)
    if _SPREADSHEET_NUMBER.fullmatch(text):
        raise BadValue("V070")
    if _DIGITS.fullmatch(text):
        raise BadValue("V071", length=len(text))
    raise BadValue("V072")


def _examine(number: str, reading: Reading) -> None:
    """Check digit and birth date; warnings for what is only unlikely."""
    if _CHECK[(sum(map(mul, _WEIGHTS, number.encode())) - _ZEROES) % 11] != number[17]:
        raise BadValue("V070" if number.endswith("000") else "V073")
    born = _real_date(number[6:14])
    if born is None or (reading.today is not None and born > reading.today):
        raise BadValue("V074")
    if number[:2] not in PROVINCES:
        reading.warn("V076", area=number[:2])
    if number.endswith("000"):
        reading.warn("V077")


@lru_cache(maxsize=65536)
def _real_date(digits: str) -> date | None:
    """The date in eight digits, from 1800 on; None where there is no such day."""
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return found if 1800 <= found.year < 2200 else None
