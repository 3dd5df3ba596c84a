"""Days, partial dates and moments (rules.md §6, row "date")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, or_

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.days import read_day
from app.fieldtypes.operators import OPERATORS, Operator
from app.fieldtypes.options import flag
from app.fieldtypes.partial import PartialDate
from app.fieldtypes.reading import Reading
from app.fieldtypes.storage import Partial
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words


def _come(day: date, reading: Reading) -> None:
    """Nothing where the day has come. Raises BadValue V097."""
    if reading.today is not None and day > reading.today:
        raise BadValue("V097", given=day.isoformat(), today=reading.today.isoformat())


def _span(raw: Any, reading: Reading) -> PartialDate:
    """The day, month or year that a filter names. Raises BadValue V010 where it names none."""
    span = read_day(raw, Reading(door=reading.door, epoch_1904=reading.epoch_1904))
    if span is None:
        raise BadValue("V010", given="")
    return span


@dataclass(frozen=True, kw_only=True)
class DateField(FieldType):
    """A calendar day. A value is a ``datetime.date``: birth dates have no time zone."""

    kind = "date"
    words = Words("日期", "date")
    cell = "date"
    summary = Words(
        "年月日齐全的日期；not_future 不许填写将来的日期",
        "a full date; `not_future` refuses days to come",
    )
    control = "date"
    options = {"not_future": flag()}
    operator_keys = ("from", "to", "eq", "empty", "filled")
    sortable = True

    not_future: bool = False

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Date),)

    def parse(self, raw: Any, reading: Reading) -> date | None:
        """The day. Raises V094 year alone, V095 month alone, V097 in the future, and what ``read_day`` raises."""
        day = _plain_day(raw) or _full_day(read_day(raw, reading))
        if day is not None and self.not_future:
            _come(day, reading)
        return day

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        """A day; for ``from`` and ``to`` also the first and last day of a month or year."""
        if operator == "eq":
            return _full_day(_span(raw, reading))
        span = _span(raw, reading)
        return span.first_day() if operator == "from" else span.last_day()

    def show(self, value: Any, wording: Wording) -> str:
        return spoken(value.isoformat(), wording)

    def as_json(self, value: Any) -> Any:
        return value.isoformat()

    def as_cell(self, value: Any, wording: Wording) -> str:
        return str(value.isoformat())

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def rule_kind(self) -> Kind:
        return kinds.DATE

    def example(self, number: int = 1) -> str:
        return f"2026-01-{number % 28 + 1:02d}"


def _plain_day(raw: Any) -> date | None:
    """``2021-08-05`` and date cells at once; None for whatever needs a closer look."""
    if raw.__class__ is date:
        return raw if 1800 <= raw.year < 2200 else None
    if raw.__class__ is not str or len(raw) != 10 or raw[7] != "-" or not "1800" <= raw < "2200":
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _full_day(found: PartialDate | None) -> date | None:
    if found is None:
        return None
    if not found.is_full:
        raise BadValue("V095" if len(found) == 7 else "V094", given=str(found))
    return date.fromisoformat(found)


def spoken(iso: str, wording: Wording) -> str:
    """``2021-08-05`` as 2021年8月5日 in Chinese; in English as it is. A month or a year likewise."""
    if wording.language != "zh":
        return str(iso)
    return "".join(f"{int(part)}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False))


@dataclass(frozen=True, kw_only=True)
class PartialDateField(FieldType):
    """A date of which only the month or the year may be known. A value is a ``PartialDate``."""

    kind = "partial_date"
    words = Words("日期（可只到月或年）", "partial date")
    cell = "date"
    summary = Words(
        "日期，可只写到月或年；只到月的，以当月最后一天为期",
        "a date that may be a month or a year only; due on its last day",
    )
    control = "partial_date"
    options = {"not_future": flag()}
    operator_keys = ("from", "to", "eq", "empty", "filled")
    sortable = True

    not_future: bool = False

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Partial),)

    def read(self, key: str, row: Mapping[str, Any]) -> PartialDate | None:
        return PartialDate(row[key]) if row[key] else None

    def parse(self, raw: Any, reading: Reading) -> PartialDate | None:
        """The date as exact as it is given; warning V096 where the day is not."""
        day = _plain_day(raw)
        found = PartialDate(day.isoformat()) if day else read_day(raw, reading)
        if found is None:
            return None
        if not found.is_full:
            reading.warn("V096", given=str(found))
        if self.not_future:
            _come(found.first_day(), reading)
        return found

    def operators(self) -> tuple[Operator, ...]:
        """``from`` and ``to`` find whatever may lie within: 2021-08 is found from 2021-08-15 on."""
        return tuple(_FROM_PARTIAL if each.key == "from" else each for each in super().operators())

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        """The text to compare with: for ``from`` the first day of what is named, for ``to`` the last."""
        span = _span(raw, reading)
        if operator == "eq":
            return span
        return PartialDate((span.first_day() if operator == "from" else span.last_day()).isoformat())

    def show(self, value: Any, wording: Wording) -> str:
        return spoken(value, wording)

    def as_json(self, value: Any) -> Any:
        return str(value)

    def as_cell(self, value: Any, wording: Wording) -> str:
        return str(value)

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def rule_kind(self) -> Kind:
        return kinds.PARTIAL

    def example(self, number: int = 1) -> str:
        return f"2026-{number % 12 + 1:02d}"


def _may_be_from(column: ColumnElement[Any], first: Any) -> ColumnElement[bool]:
    """The texts from ``first`` on, and the month and the year that contain it, which sort before it."""
    return or_(column >= first, column.in_((first[:7], first[:4])))


_FROM_PARTIAL = Operator("from", OPERATORS["from"].words, _may_be_from)
