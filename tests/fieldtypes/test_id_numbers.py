"""Citizen identity numbers (GB 11643; rules.md §6, row "ID number")."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fieldtypes import Reading
from app.fieldtypes.id_number import IdNumber, birth_date, check_digit, sex
from app.problems import BadValue
from tests.fieldtypes.specimens import id_number, verdict

BORN = date(1908, 1, 1)
GOOD = id_number(BORN, 1)
WITH_X = next(number for serial in range(100) if (number := id_number(BORN, serial))[17] == "X")
ENDS_000 = next(
    number
    for serial in range(0, 1000, 100)
    for day in range(1, 29)
    if (number := id_number(date(1908, 1, day), serial)).endswith("000")
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", GOOD, WITH_X])
def test_a_good_number_is_kept(number: str) -> None:
    assert verdict(IdNumber(), number) == number


@pytest.mark.parametrize(
    "cell",
    [
        WITH_X.lower(),
        WITH_X[:17] + "×",
        WITH_X[:17] + "Ｘ",
        WITH_X[:17] + "Х",  # Cyrillic
        f"'{WITH_X}",
        f"‘{WITH_X}",
        f"\t{WITH_X}",
        f'="{WITH_X}"',
        f"={WITH_X}",
        f'="{WITH_X.lower()}"',
        " ".join(WITH_X),
        f"{WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]}",
        f"{WITH_X[:6]}\u3000{WITH_X[6:]}\u00a0",
        f"\ufeff{WITH_X}\u200b",
        f"{WITH_X[:9]}\n{WITH_X[9:]}",
        f"{WITH_X}。",
        "".join(chr(ord(sign) + 0xFEE0) for sign in WITH_X),
    ],
)
def test_a_number_is_repaired_without_a_word(cell: str) -> None:
    assert verdict(IdNumber(), cell) == WITH_X


@pytest.mark.parametrize("cell", ["无", "暂无", "没有", "/", "-", "——", "'", '=""'])
def test_none_may_be_said_in_words(cell: str) -> None:
    assert verdict(IdNumber(), cell) is None


WARNED = [
    ("510923080101123", ("510923190801011230", "V075")),
    (id_number(area="990000"), (id_number(area="990000"), "V076")),
    (ENDS_000, (ENDS_000, "V077")),
]


@pytest.mark.parametrize(("cell", "expected"), WARNED)
def test_a_number_is_taken_with_a_warning(cell: str, expected: tuple[str, str]) -> None:
    assert verdict(IdNumber(), cell) == expected


REFUSED = [
    (510923190801010018, "V070"),
    (1.6672e17, "V070"),
    (float("nan"), "V070"),
    (Decimal(5), "V070"),
    ("4.40981E+17", "V070"),
    ("1.6672E+17", "V070"),
    ("5E17", "V070"),
    (f"{GOOD}.0", "V070"),
    ("166720000000000000", "V070"),
    ("510923190801011000", "V070"),
    (GOOD[:17], "V071"),
    (GOOD + "1", "V071"),
    (GOOD[:16] + "X", "V071"),
    ("510923", "V071"),
    (f"陈样甲{GOOD}", "V072"),
    (f"{GOOD[:10]}X{GOOD[11:]}", "V072"),
    ("张甲", "V072"),
    ("1" * 300, "V072"),
    (GOOD[:17] + str((int(GOOD[17]) + 1) % 10), "V073"),
    (GOOD[:10] + GOOD[11] + GOOD[10] + GOOD[12:], "V073"),
    ("510923190802300" + "015", "V073"),
    ("510923081301123", "V074"),
    (id_number(area="510923").replace("1908", "1909"), "V073"),
    (True, "V011"),
]


@pytest.mark.parametrize(("cell", "code"), REFUSED)
def test_what_is_no_number_is_refused(cell: Any, code: str) -> None:
    assert verdict(IdNumber(), cell) == code


@pytest.mark.parametrize("born", ["19080230", "19081301", "19080100", "17991231", "22000101", "20261122"])
def test_the_birth_date_must_be_real_and_past(born: str) -> None:
    first17 = f"510923{born}001"
    assert verdict(IdNumber(), first17 + check_digit(first17)) == "V074"


def test_a_number_may_be_as_old_as_the_county_is_young() -> None:
    """510923 exists since 1997; the people there were born before."""
    assert verdict(IdNumber(), GOOD) == GOOD


@given(st.dates(date(1906, 1, 1), date(1915, 12, 31)), st.integers(0, 999))
def test_birth_date_and_sex_are_in_the_number(born: date, serial: int) -> None:
    number = id_number(born, serial)
    assert birth_date(number) == born
    assert sex(number) == ("male" if serial % 2 else "female")


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
def test_the_check_digit_finds_every_single_slip(first17: str, place: int, by: int) -> None:
    slip = first17[:place] + str((int(first17[place]) + by) % 10) + first17[place + 1 :]
    assert check_digit(slip) != check_digit(first17)


def test_no_sentence_repeats_a_number() -> None:
    for cell, _ in REFUSED:
        with pytest.raises(BadValue) as refused:
            IdNumber().parse(cell, Reading())
        assert not {"given", "number"} & set(refused.value.values) or refused.value.code == "V011"


def test_a_search_index_holds_no_number() -> None:
    assert IdNumber().search_texts(GOOD) == ()
