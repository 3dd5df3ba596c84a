"""Points in time: typed and shown in Beijing time, kept in UTC."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app.fieldtypes.moments import MomentField
from app.problems import BadValue
from tests.fieldtypes.specimens import found, reading, verdict, wording

AT = datetime(2026, 1, 2, 7, 4, tzinfo=UTC)

SHAPES = [
    "2026-01-02T15:04", "2026-01-02T15:04:00", "2026-01-02 15:04", "2026-01-02 15:04:00", "2026-1-2 15:04",
    "2026/1/2 15:04",
    "2026.1.2 15:04", "2026年1月2日 15:04", "2026年1月2日15时04分", "2026年1月2日15点4分",
    "2026年1月2日 下午3:04", "20260102 15:04",
    "2026-01-02T07:04:00Z", "2026-01-02T15:04:00+08:00", "2026-01-02T15:04:00.999",
    "２０２６-０１-０２　１５：０４",
    datetime.fromisoformat("2026-01-02T15:04"), datetime.fromisoformat("2026-01-02T15:04:00.000005"), AT,
    AT.astimezone(ZoneInfo("Asia/Tokyo")),
    46024 + (15 * 60 + 4) / 1440,
]  # fmt: skip


@pytest.mark.parametrize("cell", SHAPES)
def test_a_moment_is_read(cell: Any) -> None:
    value = verdict(MomentField(), cell)
    assert value == AT
    assert value.tzinfo is UTC


def test_seconds_and_hours_alone_are_read() -> None:
    assert verdict(MomentField(), "2026-01-02 15:04:05") == AT.replace(second=5)
    assert verdict(MomentField(), "2026年1月2日15时") == AT.replace(minute=0)


REFUSED = [
    ("2026-01-02", "V101"), (date(2026, 1, 2), "V101"), (46024, "V101"), ("2026年1月", "V101"),
    ("2026年1月 15:04", "V101"),
    ("2026-01-02 24:00", "V102"), ("2026-01-02 25:00", "V102"), ("2026-01-02 12:60", "V102"),
    ("2026-02-30T12:00", "V102"),
    ("1986-05-04 02:30", "V102"), ("1986年5月4日 2:30", "V102"),
    ("2026-2-30 12:00", "V091"), ("1700-01-01 00:00", "V091"), ("9999-12-31T23:59:59Z", "V091"),
    (datetime(1, 1, 1, tzinfo=UTC), "V091"),
    ("26-1-2 15:04", "V092"), ("1月2日 15:04", "V093"), ("1/2/2026 15:04", "V098"),
    ("15:04", "V090"), ("昨天", "V090"), ("x" * 200, "V090"), (0.5, "V090"), (float("nan"), "V090"),
    (10**20, "V090"),
    (True, "V011"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "code"), REFUSED)
def test_what_is_no_moment_is_refused(cell: Any, code: str) -> None:
    assert verdict(MomentField(), cell) == code


def test_day_numbers_come_from_files_only() -> None:
    assert verdict(MomentField(), 46024.5, "api") == "V090"


@pytest.mark.parametrize(
    ("cell", "refused"), [("2026-11-21 23:59", False), ("2026-11-22 00:00", True), ("2026-11-21T16:00Z", True)]
)
def test_a_declaration_refuses_days_to_come(cell: str, refused: bool) -> None:
    """The day is that of Beijing."""
    assert (verdict(MomentField(not_future=True), cell) == "V097") is refused


def test_a_moment_is_shown_in_beijing_time() -> None:
    assert MomentField().show(AT, wording("zh")) == "2026年1月2日 15:04"
    assert MomentField().show(AT, wording("en")) == "2026-01-02 15:04"
    assert MomentField().as_cell(AT, wording("zh")) == "2026-01-02 15:04:00"
    assert MomentField().as_json(AT) == "2026-01-02T15:04:00+08:00"


def test_both_hours_of_a_night_when_clocks_went_back_are_kept() -> None:
    """Asia/Shanghai had summer time from 1986 to 1991."""
    first, second = datetime(1991, 9, 14, 15, 30, tzinfo=UTC), datetime(1991, 9, 14, 16, 30, tzinfo=UTC)
    cells = [MomentField().as_cell(at, wording()) for at in (first, second)]
    assert cells[0] != cells[1]
    assert [verdict(MomentField(), cell) for cell in cells] == [first, second]


COVERED = [
    ("2026-01-01T16:00:00Z", "from", "2026-01-02", True),
    ("2026-01-01T15:59:59Z", "from", "2026-01-02", False),
    ("2026-01-02T15:59:59Z", "to", "2026-01-02", True),
    ("2026-01-02T16:00:00Z", "to", "2026-01-02", False),
    ("2026-01-31T15:59:59Z", "to", "2026-01", True),
    ("2026-01-31T16:00:00Z", "to", "2026年1月", False),
    ("2026-12-31T15:59:59Z", "to", "2026", True),
    ("2026-01-02T07:04:00Z", "from", "2026-01-02T15:04", True),
    ("2026-01-02T07:04:00Z", "to", "2026-01-02T15:04", True),
    ("2026-01-02T07:04:01Z", "to", "2026-01-02T15:04:00", False),
]


@pytest.mark.parametrize(("held", "operator", "asked", "is_found"), COVERED)
def test_a_filter_covers_the_whole_day(
    held: str, operator: str, asked: str, is_found: bool, value_engine: sa.Engine
) -> None:
    assert found(value_engine, "datetime", verdict(MomentField(), held), operator, asked) is is_found


@pytest.mark.parametrize("asked", ["", None, "昨天", "2026-02-30"])
def test_a_filter_by_no_moment_is_refused(asked: Any) -> None:
    with pytest.raises(BadValue):
        MomentField().operand("from", asked, reading())
