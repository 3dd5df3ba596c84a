"""Telephone numbers (rules.md §6, row "phone")."""

from typing import Any

import pytest

from app.fieldtypes.phones import Phones
from tests.fieldtypes.specimens import found, reading, verdict

ONE = "19900000001"

NUMBERS = [
    (ONE, ONE),
    (19900000001, ONE),
    (19900000001.0, ONE),
    ("19900000001.0", ONE),
    ("１９９" + "００００" + "０００１", ONE),
    ("199 0000 0001", ONE),
    ("199-0000-0001", ONE),
    ("'19900000001", ONE),
    ("+8619900000001", ONE),
    ("+86 199 0000 0001", ONE),
    ("+86-199-0000-0001", ONE),
    ("（+86）19900000001", ONE),
    ("008619900000001", ONE),
    ("8619900000001", ONE),
    ("0825-5550101", "0825-5550101"),
    ("08255550101", "0825-5550101"),
    ("0825 5550101", "0825-5550101"),
    ("0825—5550101", "0825-5550101"),
    ("0825－5550101", "0825-5550101"),
    ("（0825）5550101", "0825-5550101"),
    ("0825-555-0101", "0825-5550101"),
    ("+86 825 5550101", "0825-5550101"),
    ("+86 0825 5550101", "0825-5550101"),
    ("010-55550101", "010-55550101"),
    ("02855550101", "028-55550101"),
    ("0825-5550101-123", "0825-5550101-123"),
    ("0825-5550101转123", "0825-5550101-123"),
    ("0825-5550101 转 123", "0825-5550101-123"),
    ("0825-5550101 ext.123", "0825-5550101-123"),
    ("0825-5550101-1", "0825-5550101-1"),
    ("110", "110"),
    ("119", "119"),
    ("120", "120"),
    ("12345", "12345"),
    ("12350", "12350"),
    ("10086", "10086"),
    ("95598", "95598"),
    ("400-820-8820", "4008208820"),
    ("400-820-8820转2", "4008208820-2"),
    ("8008208820", "8008208820"),
]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_a_number_is_read(cell: Any, number: str) -> None:
    assert verdict(Phones(), cell) == (number,)


SEVERAL = [
    "19900000001/0825-5550101",
    "19900000001、0825-5550101",
    "19900000001，0825-5550101",
    "19900000001;0825-5550101",
    "19900000001；08255550101",
    "19900000001 0825-5550101",
    "19900000001\n0825-5550101",
    "19900000001或0825-5550101",
    "19900000001、0825-5550101、19900000001",
    "199 0000 0001 / 0825 5550101、",
    ["19900000001", "0825-5550101"],
]


@pytest.mark.parametrize("cell", SEVERAL)
def test_several_in_a_cell_are_all_kept(cell: Any) -> None:
    kept = verdict(Phones(), cell)
    assert kept == (ONE, "0825-5550101")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("5550101", "5550101"), ("55550101", "55550101"), ("555-0101", "5550101"), (5550101, "5550101")],
)
def test_a_number_without_area_code_is_kept_with_a_warning(cell: Any, number: str) -> None:
    assert verdict(Phones(), cell) == ((number,), "V082")


@pytest.mark.parametrize("cell", ["无", "/", "-", "暂无", "、"])
def test_none_may_be_said_in_words(cell: str) -> None:
    assert verdict(Phones(), cell) is None


REFUSED = [
    ("1990000001", "V083"),
    ("199000000011", "V083"),
    (1990000001, "V083"),
    ("19900000001、1990000", "V083"),
    ("12000000000", "V080"),
    ("82555501010", "V080"),
    ("0825-55501", "V080"),
    ("0825-0550101", "V080"),
    ("张甲", "V080"),
    ("19900000001（本人）", "V080"),
    ("+852 5555 0101", "V080"),
    ("1.99E+10", "V080"),
    ("9" * 400, "V080"),
    ("、".join(f"1990000000{last}" for last in range(6)), "V081"),
    (True, "V011"),
    ([[ONE]], "V011"),
]


@pytest.mark.parametrize(("cell", "code"), REFUSED)
def test_what_is_no_number_is_refused(cell: Any, code: str) -> None:
    assert verdict(Phones(), cell) == code


def test_a_declaration_says_how_many() -> None:
    two = "19900000001、19900000002"
    assert verdict(Phones(most=1), two) == "V081"
    assert verdict(Phones(most=2), two) == ("19900000001", "19900000002")


@pytest.mark.parametrize(
    ("asked", "is_found"), [("199 0000 0002", True), ("+8619900000001", True), ("19900000003", False)]
)
def test_a_filter_finds_any_of_several(asked: str, is_found: bool, value_engine: Any) -> None:
    assert found(value_engine, "phones", (ONE, "19900000002"), "has", asked) is is_found


def test_a_number_is_found_by_its_last_four_digits() -> None:
    value = Phones().parse("0825-5550101-12、19900000001、110", reading())
    assert Phones().search_texts(value) == ("0101", "0001", "110")
