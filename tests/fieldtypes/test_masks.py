"""Masks (rules.md §6): what they show, and what they mean when they come back."""

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fieldtypes import ALL, UNCHANGED
from app.fieldtypes.id_number import IdNumber
from app.fieldtypes.person_name import PersonName
from app.fieldtypes.phones import Phones
from app.problems import BadValue
from tests.fieldtypes.specimens import SPECIMENS, id_number, reading, verdict, wording

PERSONAL = [key for key, each in SPECIMENS.items() if each.field.personal]
FEW = settings(max_examples=100, deadline=None)


def test_numbers_of_people_are_personal() -> None:
    assert {kind.kind for kind in ALL if kind.personal} == {"id_number", "phones"}


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ("19900000001", "199****0001"),
        ("0825-5550101", "0825-***0101"),
        ("028-55550101", "028-****0101"),
        ("0825-5550101-123", "0825-***0101"),
        ("5550101", "***0101"),
        ("12345", "12345"),
        ("4008208820", "4008208820"),
    ],
)
def test_a_phone_is_masked(number: str, mask: str) -> None:
    assert Phones().masked((number,), wording()) == mask


def test_several_phones_are_masked_each() -> None:
    assert Phones().masked(("19900000001", "110"), wording()) == "199****0001、110"


def test_an_id_number_shows_its_first_and_last_four_places() -> None:
    number = id_number()
    assert IdNumber().masked(number, wording()) == number[:4] + "**********" + number[-4:]


@FEW
@given(data=st.data())
@pytest.mark.parametrize("key", PERSONAL)
def test_a_mask_comes_back_as_unchanged(key: str, data: st.DataObject) -> None:
    field = SPECIMENS[key].field
    value = data.draw(SPECIMENS[key].values())
    mask = field.masked(value, wording())
    assert field.parse(mask, reading("file")) == (UNCHANGED if "*" in mask else value)


@FEW
@given(data=st.data())
@pytest.mark.parametrize("key", PERSONAL)
def test_a_search_index_tells_no_more_than_the_mask(key: str, data: st.DataObject) -> None:
    field = SPECIMENS[key].field
    value = data.draw(SPECIMENS[key].values())
    mask = field.masked(value, wording())
    assert all(text in mask for text in field.search_texts(value))


@FEW
@given(st.integers(0, 10**8 - 1))
def test_a_mobile_hides_four_digits_and_an_id_number_ten(tail: int) -> None:
    mobile = f"199{tail:08d}"
    assert Phones().masked((mobile,), wording()).replace("*", "") == mobile[:3] + mobile[7:]
    number = id_number(serial=tail % 1000)
    assert IdNumber().masked(number, wording()).replace("*", "") == number[:4] + number[14:]


MASKED_CELLS = [
    ("id_number", "5109**********0018", UNCHANGED),
    ("id_number", " 5109**********001x", UNCHANGED),
    ("id_number", "５１０９＊＊＊＊＊＊＊＊＊＊００１８", UNCHANGED),
    ("id_number", "5109******0018", "V007"),
    ("id_number", "510923********0018", "V007"),
    ("id_number", "*", "V007"),
    ("phones", "199****0001", UNCHANGED),
    ("phones", "199****0001、0825-***0101、110", UNCHANGED),
    ("phones", "199****0001、19900000002", "V007"),
    ("phones", "199*****001", "V007"),
    ("person_name", "张***", UNCHANGED),
    ("person_name", "张*甲", "V061"),
]


@pytest.mark.parametrize(("key", "cell", "expected"), MASKED_CELLS)
def test_a_masked_cell_is_unchanged_or_refused(key: str, cell: str, expected: Any) -> None:
    assert verdict(SPECIMENS[key].field, cell) == expected


@pytest.mark.parametrize(("key", "cell"), [each[:2] for each in MASKED_CELLS if each[2] is UNCHANGED])
def test_a_filter_cannot_ask_for_a_mask(key: str, cell: str) -> None:
    operator = SPECIMENS[key].field.operators()[0].key
    if key == "person_name":
        operator = "eq"
    with pytest.raises(BadValue):
        SPECIMENS[key].field.operand(operator, cell, reading())


@pytest.mark.parametrize("part", ["1990000", "0001", "9900000001"])
def test_a_filter_asks_for_whole_numbers_only(part: str) -> None:
    """Else a mask could be undone digit by digit."""
    with pytest.raises(BadValue):
        Phones().operand("has", part, reading())


def test_a_name_hides_all_but_its_first_character_where_a_declaration_masks_it() -> None:
    assert PersonName().masked("张样甲", wording()) == "张***"


def test_unchanged_stays_the_same_object_in_a_job() -> None:
    assert pickle.loads(pickle.dumps(UNCHANGED)) is UNCHANGED  # noqa: S301  (our own bytes)
    assert repr(UNCHANGED) == "UNCHANGED"
