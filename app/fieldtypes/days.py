"""Dates as people type them and as cells hold them (rules.md §6, row "date").

Year first, whatever stands between; Chinese numerals; a spreadsheet's day numbers. Refused is what would have
to be guessed: a year of two digits, a day without year, month and day before the year.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.fieldtypes.partial import PartialDate
from app.fieldtypes.reading import Reading, clean_text, narrow, quoted
from app.problems import BadValue

#: The time of the whole country.
SHANGHAI = ZoneInfo("Asia/Shanghai")

_LONGEST = 60  # the patterns below are not made for long texts
_YEARS = range(1800, 2200)
#: A spreadsheet's day numbers, beyond those that are years: 1906 to 2199.
_SERIALS = range(2200, 109_575)
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}

_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_TIME_OF_DAY = r"(?:[T\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY = re.compile(
    r"([0-9]{4})(?:\s*[-./\\,年]\s*|\s+)([0-9]{1,2})(?:\s*[-./\\,月]\s*|\s+)([0-9]{1,2})\s*[日号]?\.?"
    + _WEEKDAY
    + _TIME_OF_DAY
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_MONTH = re.compile(r"([0-9]{4})(?:\s*[-./\\年]\s*|\s+)([0-9]{1,2})\s*(?:月份?)?")
_YEAR = re.compile(r"([0-9]{4})\s*年?")
_SERIAL_TEXT = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")

_YEAR_LAST = re.compile(r"[0-9]{1,2}[-./\s]+[0-9]{1,2}[-./\s]+[0-9]{4}")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}\s*[-./年]\s*[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}\s*[日号]?|[0-9]{2}\s*年.*|[0-9]{6}")
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}\s*[日号]?|[0-9]{1,2}\s*月")

_DIGITS = {word: str(value) for value, word in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_SPOKEN_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=\s*年)")
_SPOKEN_NUMBER = re.compile(r"([二三]?)十([一二三四五六七八九]?)(?=\s*[月日号])|[一二三四五六七八九](?=\s*[月日号])")


def read_day(raw: Any, reading: Reading) -> PartialDate | None:
    """The date that a text or a cell means, as exact as it is given; None when empty.

    Raises BadValue: V090 not a date, V091 no such day, V092 short year, V093 no year, V098 year not first,
    V100 a number whose month is unsure.
    """
    if isinstance(raw, datetime) and raw.tzinfo and raw.year in _YEARS:
        raw = raw.astimezone(SHANGHAI)
    if isinstance(raw, date):
        return spelled(raw.year, raw.month, raw.day)
    if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        return _from_number(raw, reading)
    text = clean_text(raw)
    return None if text is None else _from_text(text, reading)


def spelled(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    """The date of these parts. Raises BadValue V091 where there is no such day."""
    try:
        text = date(year, 1 if month is None else month, 1 if day is None else day).isoformat()
    except (ValueError, OverflowError):
        text = ""
    if not text or year not in _YEARS:
        raise BadValue("V091", given="-".join(str(part) for part in (year, month, day) if part is not None))
    return PartialDate(text if day is not None else text[:4] if month is None else text[:7])


def day_of_serial(serial: int, reading: Reading) -> date:
    """The day that a spreadsheet counts as ``serial``. Raises BadValue V090 outside 1906 to 2199."""
    if serial not in _SERIALS:
        raise BadValue("V090", given=quoted(serial))
    return _EPOCHS[reading.epoch_1904] + timedelta(days=serial)


def _from_number(number: float | Decimal, reading: Reading) -> PartialDate:
    """A number cell: a day number, or digits that were meant as 20210805, 202108, 2021 or 2021.8."""
    try:
        whole = int(number)
    except (ValueError, OverflowError) as bad:  # not a number, infinity
        raise BadValue("V090", given=quoted(number)) from bad
    if reading.door == "file" and whole in _SERIALS:
        return PartialDate(day_of_serial(whole, reading).isoformat())
    if number == whole:
        return _from_text(quoted(whole), reading)
    text = quoted(number)
    if text.endswith(".1") and whole in _YEARS:  # 2021.10 and 2021.1 are the same number
        raise BadValue("V100", given=text)
    return _from_text(text, reading)


def _from_text(text: str, reading: Reading) -> PartialDate:
    if len(text) > _LONGEST:
        raise BadValue("V090", given=quoted(text))
    plain = _in_digits(narrow(text))
    for shape in (_DAY, _COMPACT, _MONTH, _YEAR):
        found = shape.fullmatch(plain)
        if found and (shape is not _COMPACT or found[3] or int(found[1]) in range(1900, 2100)):
            return spelled(*(int(part) for part in found.groups() if part is not None))
    serial = _SERIAL_TEXT.fullmatch(plain)
    if serial and reading.door == "file":
        day = day_of_serial(int(serial[1]), reading)
        reading.warn("V099", given=plain, day=day.isoformat())
        return PartialDate(day.isoformat())
    raise _refusal(plain)


def _refusal(plain: str) -> BadValue:
    """Why a text is no date: the fault nearest to what was meant."""
    for code, shape in (("V098", _YEAR_LAST), ("V092", _SHORT_YEAR), ("V093", _NO_YEAR)):
        if shape.fullmatch(plain):
            return BadValue(code, given=quoted(plain))
    return BadValue("V090", given=quoted(plain))


def _in_digits(text: str) -> str:
    """``二〇二一年八月五日`` as ``2021年8月5日``."""
    if text.isascii():
        return text
    years = _SPOKEN_YEAR.sub(lambda found: "".join(_DIGITS[word] for word in found[0]), text)
    return _SPOKEN_NUMBER.sub(_spoken_number, years)


def _spoken_number(found: re.Match[str]) -> str:
    if "十" not in found[0]:
        return _DIGITS[found[0]]
    return _DIGITS.get(found[1], "1") + _DIGITS.get(found[2], "0")
