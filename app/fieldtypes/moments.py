"""Points in time: typed and shown in the time of the country, kept in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.days import SHANGHAI, day_of_serial, read_day
from app.fieldtypes.options import flag
from app.fieldtypes.reading import Reading, clean_text, narrow, quoted
from app.fieldtypes.storage import Moment
from app.fieldtypes.times import spoken
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2}(:[0-9]{2})?)?"
)
_DAY_AND_TIME = re.compile(
    r"(.+?)[T\s]*(上午|下午|晚上)?\s*(?<![0-9])([0-9]{1,2})\s*(?::|时|點|点)\s*"
    r"(?:([0-9]{1,2})\s*分?\s*(?::?\s*([0-9]{1,2})(?:\.[0-9]+)?\s*秒?)?)?"
)


@dataclass(frozen=True, kw_only=True)
class MomentField(FieldType):
    """A point in time, to the second. A value is an aware ``datetime`` in UTC."""

    kind = "datetime"
    words = Words("时刻", "date and time")
    cell = "date"
    summary = Words("日期和时间（北京时间）", "date and time of day, Beijing time")
    control = "datetime"
    options = {"not_future": flag()}
    operator_keys = ("from", "to", "empty", "filled")
    sortable = True

    not_future: bool = False

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Moment),)

    def parse(self, raw: Any, reading: Reading) -> datetime | None:
        """The moment. Raises V097 in the future, V101 no time of day, V102 no such time, or as ``read_day``."""
        found = _read_moment(raw, reading)
        if found is None:
            return None
        day = found.astimezone(SHANGHAI).date()
        if self.not_future and reading.today is not None and day > reading.today:
            raise BadValue("V097", given=day.isoformat(), today=reading.today.isoformat())
        return found

    def operand(self, operator: str, raw: Any, reading: Reading) -> datetime:
        """A moment; for a day, month or year its first moment (``from``) or its last (``to``)."""
        quiet = Reading(door=reading.door, epoch_1904=reading.epoch_1904)
        try:
            found = _read_moment(raw, quiet)
        except BadValue as bad:
            if bad.code != "V101":
                raise
            return _edge_of_day(operator, raw, quiet)
        if found is None:
            raise BadValue("V010", given="")
        return found if operator == "from" else found + timedelta(microseconds=999_999)

    def show(self, value: Any, wording: Wording) -> str:
        local = value.astimezone(SHANGHAI)
        return f"{spoken(local.date().isoformat(), wording)} {local:%H:%M}"

    def as_json(self, value: Any) -> Any:
        return value.astimezone(SHANGHAI).isoformat()

    def as_input(self, value: Any) -> str:
        """As the control for date and time holds it."""
        return f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}"

    def as_cell(self, value: Any, wording: Wording) -> str:
        """Local time without zone; with it in the one hour a year (to 1991) that came twice."""
        local = value.astimezone(SHANGHAI)
        return str((local if local.fold else local.replace(tzinfo=None)).isoformat(" "))

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def rule_kind(self) -> Kind:
        return kinds.MOMENT

    def example(self, number: int = 1) -> str:
        return f"2026-01-{number % 28 + 1:02d} {number % 24:02d}:30"


def _read_moment(raw: Any, reading: Reading) -> datetime | None:
    if isinstance(raw, datetime):
        return _in_utc(raw)
    if isinstance(raw, date):
        raise BadValue("V101", given=raw.isoformat())
    if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        return _in_utc(_of_serial(raw, reading))
    text = clean_text(raw)
    if text is None:
        return None
    if len(text) > 60:  # the pattern below is not made for long texts
        raise BadValue("V090", given=quoted(text))
    plain = narrow(text)
    return _in_utc(_of_iso(plain) if _ISO.fullmatch(plain) else _of_words(plain, reading))


def _of_iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as bad:
        raise BadValue("V102", given=quoted(text)) from bad


def _of_words(text: str, reading: Reading) -> datetime:
    """``2026年1月2日下午3时4分`` and its like."""
    found = _DAY_AND_TIME.fullmatch(text)
    day = read_day(found[1] if found else text, reading)
    if day is None or not day.is_full or found is None:
        raise BadValue("V101", given=quoted(text))
    hour, minute, second = (int(part or 0) for part in found.groups()[2:])
    if found[2] in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        return datetime.combine(day.first_day(), time(hour, minute, second))
    except ValueError as bad:
        raise BadValue("V102", given=quoted(text)) from bad


def _of_serial(number: float | Decimal, reading: Reading) -> datetime:
    """A spreadsheet's day number with its fraction. Raises BadValue V101 without one."""
    try:
        whole = int(number)
    except (ValueError, OverflowError) as bad:  # not a number, infinity
        raise BadValue("V090", given=quoted(number)) from bad
    if reading.door != "file":
        raise BadValue("V090", given=quoted(number))
    day = day_of_serial(whole, reading)
    if number == whole:
        raise BadValue("V101", given=day.isoformat())
    seconds = round(float(number - whole) * 86_400)
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def _in_utc(found: datetime) -> datetime:
    """In UTC to the second; without zone it is the country's time. Raises V091 the year, V102 a skipped hour."""
    if not 1800 <= found.year < 2200:
        raise BadValue("V091", given=found.date().isoformat())
    whole = found.replace(microsecond=0)
    if whole.tzinfo is not None:
        return whole.astimezone(UTC)
    there = whole.replace(tzinfo=SHANGHAI).astimezone(UTC)
    if there.astimezone(SHANGHAI).replace(tzinfo=None, fold=0) != whole.replace(fold=0):  # clocks were put forward
        raise BadValue("V102", given=whole.isoformat(" "))
    return there


def _edge_of_day(operator: str, raw: Any, reading: Reading) -> datetime:
    """The first or the last moment of the day, month or year that was named."""
    span = read_day(raw, reading)
    if span is None:
        raise BadValue("V010", given="")
    if operator == "from":
        return datetime.combine(span.first_day(), time(), SHANGHAI).astimezone(UTC)
    return datetime.combine(span.last_day(), time.max, SHANGHAI).astimezone(UTC)
