"""The key of a period (``2026-08``, ``2026-08a``, ``2026-W33`` …) and what it is called.

| kind | key | 中文 |
|---|---|---|
| half-month | 2026-08a, 2026-08b | 2026年8月上半月 |
| week | 2026-W33 | 2026年第33周 |
| month | 2026-08 | 2026年8月 |
| two months | 2026-B4 | 2026年7–8月 |
| quarter | 2026-Q3 | 2026年第三季度 |
| half-year | 2026-H2 | 2026年下半年 |
| year | 2026 | 2026年 |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from app.decisions.periods import MONTHS_IN, Period, PeriodKind, containing
from app.problems import BadValue
from app.words import Words

_PATTERN = re.compile(r"(?P<year>(?:19|2[0-9])[0-9]{2})"
                      r"(?:-(?:(?P<month>[0-9]{2})(?P<half>[ab])?|(?P<letter>[WBQH])(?P<number>[0-9]{1,2})))?")
_LETTERS = {"B": PeriodKind.TWO_MONTHS, "Q": PeriodKind.QUARTER, "H": PeriodKind.HALF_YEAR}
_LETTER_OF = {kind: letter for letter, kind in _LETTERS.items()}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


def period_key(period: Period) -> str:
    """The key that is stored and stands in addresses; keys of one kind sort by time (weeks within 1900–2999 too)."""
    year = period.first.year
    match period.kind:
        case PeriodKind.HALF_MONTH:
            return f"{year}-{period.first.month:02}{'a' if period.is_first_half else 'b'}"
        case PeriodKind.WEEK:
            iso = period.first.isocalendar()
            return f"{iso.year}-W{iso.week:02}"
        case PeriodKind.MONTH:
            return f"{year}-{period.first.month:02}"
        case PeriodKind.YEAR:
            return f"{year}"
        case kind:
            return f"{year}-{_LETTER_OF[kind]}{number_in_year(period)}"


def number_in_year(period: Period) -> int:
    """1 for the first month, quarter … of its year."""
    return (period.first.month - 1) // MONTHS_IN[period.kind] + 1


def parse_period(key: str) -> Period:
    """The period that ``key`` names. Raises BadValue D420; takes exactly what :func:`period_key` writes."""
    found = _PATTERN.fullmatch(key)
    try:
        period = _from_parts(found) if found else None
    except ValueError:
        period = None
    if period is None or period_key(period) != key:
        raise BadValue("D420", text=key)
    return period


def _from_parts(found: re.Match[str]) -> Period:
    year, letter = int(found["year"]), found["letter"]
    if found["month"]:
        return _from_month(date(year, int(found["month"]), 1), found["half"])
    if letter == "W":
        return containing(PeriodKind.WEEK, date.fromisocalendar(year, int(found["number"]), 1))
    if letter:
        kind = _LETTERS[letter]
        return containing(kind, date(year, (int(found["number"]) - 1) * MONTHS_IN[kind] + 1, 1))
    return containing(PeriodKind.YEAR, date(year, 1, 1))


def _from_month(first: date, half: str | None) -> Period:
    if half is None:
        return containing(PeriodKind.MONTH, first)
    return containing(PeriodKind.HALF_MONTH, first if half == "a" else first + timedelta(days=20))


def period_label(period: Period) -> Words:
    """What the period is called on screens and prints."""
    return _LABELS[period.kind](period)


def _half_month(period: Period) -> Words:
    zh, en = ("上", "first") if period.is_first_half else ("下", "second")
    month = _month(period)
    return Words(f"{month.zh}{zh}半月", f"{en} half of {month.en}")


def _week(period: Period) -> Words:
    iso, first, last = period.first.isocalendar(), period.first, period.last
    return Words(f"{iso.year}年第{iso.week}周（{first.month}月{first.day}日–{last.month}月{last.day}日）",
                 f"week {iso.week} of {iso.year} ({first:%Y-%m-%d} – {last:%Y-%m-%d})")


def _month(period: Period) -> Words:
    first = period.first
    return Words(f"{first.year}年{first.month}月", f"{_MONTHS[first.month - 1]} {first.year}")


def _two_months(period: Period) -> Words:
    first, last = period.first, period.last
    return Words(f"{first.year}年{first.month}–{last.month}月",
                 f"{_MONTHS[first.month - 1]}–{_MONTHS[last.month - 1]} {first.year}")


def _quarter(period: Period) -> Words:
    number = number_in_year(period)
    return Words(f"{period.first.year}年第{'一二三四'[number - 1]}季度", f"Q{number} {period.first.year}")


def _half_year(period: Period) -> Words:
    zh, en = ("上", "first") if number_in_year(period) == 1 else ("下", "second")
    return Words(f"{period.first.year}年{zh}半年", f"{en} half of {period.first.year}")


def _year(period: Period) -> Words:
    return Words(f"{period.first.year}年", f"{period.first.year}")


_LABELS: Mapping[PeriodKind, Callable[[Period], Words]] = {
    PeriodKind.HALF_MONTH: _half_month,
    PeriodKind.WEEK: _week,
    PeriodKind.MONTH: _month,
    PeriodKind.TWO_MONTHS: _two_months,
    PeriodKind.QUARTER: _quarter,
    PeriodKind.HALF_YEAR: _half_year,
    PeriodKind.YEAR: _year,
}
