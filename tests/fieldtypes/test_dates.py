"""Days and partial dates (rules.md §6, row "date")."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from app.fieldtypes import PartialDate
from app.fieldtypes.times import DateField, PartialDateField
from app.problems import BadValue
from tests.fieldtypes.specimens import found, reading, verdict, wording

DAY = date(2021, 8, 5)

FULL = [
    "2021-08-05", "2021-8-5", "2021.8.5", "2021.08.05", "2021/8/5", "2021/08/05", "20210805", "2021年8月5日",
    "2021年08月05日",
    "2021年8月5号", "2021年8月5", "2021-8-5日", "2021．8．5", "２０２１年８月５日", "2021 8 5",
    "2021 年 8 月 5 日", " 2021-08-05 ",
    "二〇二一年八月五日", "二零二一年八月五日", "二○二一年八月五日", "2021年8月5日 星期四",
    "2021-08-05 00:00:00", "2021/8/5 0:00",
    "2021-08-05T00:00:00", date(2021, 8, 5), datetime.fromisoformat("2021-08-05"),
    datetime.fromisoformat("2021-08-05T13:30"), 44413, 44413.0, 44413.75,
    20210805, 20210805.0, "2021\\8\\5", "2021,8,5", "2021.8.5.",
]  # fmt: skip


@pytest.mark.parametrize("cell", FULL)
def test_a_full_date_is_read_in_any_usual_shape(cell: Any) -> None:
    assert verdict(DateField(), cell) == DAY
    assert verdict(PartialDateField(), cell) == "2021-08-05"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("二〇二一年十月十日", date(2021, 10, 10)),
        ("二〇二一年十一月二十日", date(2021, 11, 20)),
        ("二〇二一年十二月三十一日", date(2021, 12, 31)),
        ("一九〇八年一月二十九日", date(1908, 1, 29)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1899-12-31", date(1899, 12, 31)),
        (2923, date(1908, 1, 1)),
        (19901214, date(1990, 12, 14)),
    ],
)
def test_other_days(cell: Any, day: date) -> None:
    assert verdict(DateField(), cell) == day


def test_a_moment_gives_its_day_in_beijing() -> None:
    assert verdict(DateField(), datetime(2021, 8, 4, 16, tzinfo=UTC)) == DAY


def test_a_spreadsheet_counts_from_1900_or_from_1904() -> None:
    assert verdict(DateField(), 44413) == DAY
    assert verdict(DateField(), 42951, epoch_1904=True) == DAY


@pytest.mark.parametrize("door", ["form", "api"])
@pytest.mark.parametrize("number", [44413, "44413", 44413.0])
def test_day_numbers_come_from_files_only(door: Any, number: Any) -> None:
    assert verdict(DateField(), number, door) == "V090"


@pytest.mark.parametrize("cell", ["44413", "44413.0", "44413.75"])
def test_a_day_number_as_text_is_read_with_a_warning(cell: str) -> None:
    """CSV files have no date cells; which epoch it counts from nobody says."""
    assert verdict(DateField(), cell) == (DAY, "V099")


MONTHS = [
    "2021年8月", "2021年08月份", "2021-8", "2021-08", "2021.8", "2021/08", "202108", 202108, 2021.8,
    "二〇二一年八月",
]  # fmt: skip


@pytest.mark.parametrize("cell", MONTHS)
def test_a_month_is_kept_as_a_month_where_a_field_takes_one(cell: Any) -> None:
    assert verdict(PartialDateField(), cell) == ("2021-08", "V096")
    assert verdict(DateField(), cell) == "V095"


@pytest.mark.parametrize("cell", ["2021", "2021年", 2021, 2021.0, "二〇二一年", "２０２１年"])
def test_a_year_is_kept_as_a_year_where_a_field_takes_one(cell: Any) -> None:
    assert verdict(PartialDateField(), cell) == ("2021", "V096")
    assert verdict(DateField(), cell) == "V094"


REFUSED = [
    ("21-8-5", "V092"), ("21.8.5", "V092"), ("21/08/05", "V092"), ("85年8月5日", "V092"), ("85年8月", "V092"),
    ("85年", "V092"),
    ("210805", "V092"), (210805, "V092"), ("5/8/21", "V092"),
    ("8月5日", "V093"), ("8月5号", "V093"), ("8-5", "V093"), ("8.5", "V093"), ("08/05", "V093"), (8.5, "V093"),
    ("8月", "V093"),
    ("2021-02-29", "V091"), ("2021-02-30", "V091"), ("2021-13-01", "V091"), ("2021-00-01", "V091"),
    ("2021-01-00", "V091"),
    ("1900-02-29", "V091"), ("20211301", "V091"), ("99999999", "V091"), ("0000-01-01", "V091"),
    ("1799-12-31", "V091"),
    ("2200-01-01", "V091"), ("2021年13月", "V091"), (date(1, 1, 1), "V091"),
    (datetime.fromisoformat("9999-12-31"), "V091"),
    ("5/8/2021", "V098"), ("08-05-2021", "V098"), ("5.8.2021", "V098"),
    (2021.1, "V100"),
    ("长期", "V090"), ("至今", "V090"), ("2021-08-05T16:00:00Z", "V090"), ("2021-W31-4", "V090"),
    ("2021-217", "V090"),
    (5, "V090"), (0, "V090"), (-1, "V090"), (10**20, "V090"), (float("nan"), "V090"), (float("inf"), "V090"),
    ("2021-08-05" * 10, "V090"), ("٢٠٢١-٠٨-٠٥", "V090"),
    (True, "V011"), (time(8, 30), "V011"), ([2021, 8, 5], "V011"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "code"), REFUSED)
@pytest.mark.parametrize("field", [DateField(), PartialDateField()], ids=lambda field: field.kind)
def test_what_must_be_guessed_is_refused(field: Any, cell: Any, code: str) -> None:
    assert verdict(field, cell) == code


FUTURE = [
    ("2026-11-21", False), ("2026-11-22", True), ("2026-11", False), ("2026-12", True), ("2026", False),
    ("2027", True),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "refused"), FUTURE)
def test_a_declaration_refuses_days_to_come(cell: str, refused: bool) -> None:
    """Today is 21 November 2026; a month that has begun may be meant."""
    assert (verdict(PartialDateField(not_future=True), cell) == "V097") is refused
    if len(cell) == 10:
        assert (verdict(DateField(not_future=True), cell) == "V097") is refused
        assert verdict(DateField(), cell) == date.fromisoformat(cell)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-08-05", date(2021, 8, 5), date(2021, 8, 5)),
        ("2021-08", date(2021, 8, 1), date(2021, 8, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_a_partial_date_spans_days(text: str, first: date, last: date) -> None:
    assert PartialDate(text).first_day() == first
    assert PartialDate(text).last_day() == last


def test_dates_are_shown_as_people_write_them() -> None:
    zh, en = wording("zh"), wording("en")
    assert [DateField().show(DAY, words) for words in (zh, en)] == ["2021年8月5日", "2021-08-05"]
    partial = [PartialDateField().show(PartialDate(text), zh) for text in ("2021-08-05", "2021-08", "2021")]
    assert partial == ["2021年8月5日", "2021年8月", "2021年"]
    assert PartialDateField().show(PartialDate("2021-08"), en) == "2021-08"


COVERED = [
    # stored, operator, asked, found
    ("2021-08-05", "from", "2021-08-05", True),
    ("2021-08-05", "from", "2021-08-06", False),
    ("2021-08-05", "from", "2021-08", True),
    ("2021-07-31", "from", "2021-08", False),
    ("2021-08-31", "to", "2021-08", True),
    ("2021-09-01", "to", "2021-08", False),
    ("2021-12-31", "to", "2021", True),
    ("2021-08-05", "eq", "2021年8月5日", True),
]
MAY_LIE_WITHIN = [
    ("2021-08", "from", "2021-08-15", True),
    ("2021", "from", "2021-08-15", True),
    ("2021-07", "from", "2021-08-15", False),
    ("2020", "from", "2021-08-15", False),
    ("2021-08", "to", "2021-08-15", True),
    ("2021-09", "to", "2021-08-15", False),
    ("2021", "to", "2021-01-01", True),
    ("2022", "to", "2021-12-31", False),
    ("2021-08", "eq", "2021年8月", True),
]


@pytest.mark.parametrize(("held", "operator", "asked", "is_found"), COVERED)
def test_a_filter_covers_the_whole_month(
    held: str, operator: str, asked: str, is_found: bool, value_engine: sa.Engine
) -> None:
    assert found(value_engine, "date", date.fromisoformat(held), operator, asked) is is_found


@pytest.mark.parametrize(("held", "operator", "asked", "is_found"), COVERED + MAY_LIE_WITHIN)
def test_a_partial_date_is_found_wherever_it_may_lie(
    held: str, operator: str, asked: str, is_found: bool, value_engine: sa.Engine
) -> None:
    assert found(value_engine, "partial_date", PartialDate(held), operator, asked) is is_found


def test_a_filter_by_one_day_needs_a_day() -> None:
    with pytest.raises(BadValue) as refused:
        DateField().operand("eq", "2021-08", reading())
    assert refused.value.code == "V095"
