"""Texts, whole numbers, decimals and money."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.fieldtypes.numbers import DecimalNumber, Integer, Money
from app.fieldtypes.texts import LongText, Text
from tests.fieldtypes.specimens import found, verdict, wording

TEXTS = [
    (" 张甲\u3000", "张甲"),
    ("\ufeff序号", "序号"),
    ("常住省\t（直辖市）", "常住省 （直辖市）"),
    ("e\u0301", "é"),
    ("<b>&amp;</b>", "<b>&amp;</b>"),
    ("'; DROP TABLE x; --", "'; DROP TABLE x; --"),
    ("莫𡐓村\ue170", "莫𡐓村\ue170"),
    (12, "12"),
    (12.0, "12"),
    (12.5, "12.5"),
    ("常住省\n（直辖市）", "V013"),
    ("a\x00b", "V012"),
    ("a\ud800", "V012"),
    ("a\u202eb", "V012"),
    ("a\uffffb", "V012"),
    ("x" * 201, "V020"),
    (float("nan"), "V011"),
    (float("inf"), "V011"),
    (True, "V011"),
    ([], "V011"),
    (b"x", "V011"),
]


@pytest.mark.parametrize(("raw", "expected"), TEXTS)
def test_a_text(raw: Any, expected: str) -> None:
    assert verdict(Text(), raw) == expected


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"])
def test_a_long_text_knows_one_line_break(line_break: str) -> None:
    assert verdict(LongText(), f"一{line_break}二\t三") == "一\n二\t三"


NUMBERS = [
    (Integer(), "12", 12),
    (Integer(), "１２", 12),
    (Integer(), "1,234", 1234),
    (Integer(), "1，234，567", 1234567),
    (Integer(), "12.0", 12),
    (Integer(), 12.0, 12),
    (Integer(), "1 234", 1234),
    (Integer(), "12.5", "V033"),
    (Integer(), "1,23", "V033"),
    (Integer(), "十二", "V033"),
    (Integer(), "٣٤٥", "V033"),
    (Integer(), "1e3", "V033"),
    (Integer(), "-1", "V032"),
    (Integer(), 10**10, "V032"),
    (Integer(), 10**400, "V030"),
    (Integer(), True, "V030"),
    (Integer(), float("nan"), "V033"),
    (Integer(min=-5), "-5", -5),
    (DecimalNumber(), "12.5", Decimal("12.50")),
    (DecimalNumber(), ".5", Decimal("0.50")),
    (DecimalNumber(), 0.1 + 0.2, Decimal("0.30")),
    (DecimalNumber(), "0.125", "V031"),
    (DecimalNumber(), "0.1234567890123", "V031"),
    (DecimalNumber(places=3), "0.125", Decimal("0.125")),
    (DecimalNumber(), "12.5.1", "V030"),
    (DecimalNumber(), "NaN", "V030"),
    (DecimalNumber(), "-1", "V032"),
    (Money(), "12.5", Decimal("12.50")),
    (Money(), "¥1,234.5元", Decimal("1234.50")),
    (Money(), "￥1,234.5", Decimal("1234.50")),
    (Money(), "3.5万元", Decimal("35000.00")),
    (Money(), "3.5万", Decimal("35000.00")),
    (Money(), "0.125", "V031"),
    (Money(), "-1", "V032"),
    (Money(), "元", "V030"),
    (Money(), "十元", "V030"),
    (Money(unit="wan"), "3.5", Decimal("35000.00")),
    (Money(unit="wan"), "3.5万元", Decimal("35000.00")),
    (Money(unit="wan"), "35000元", Decimal("35000.00")),
    (Money(unit="wan"), "0.000001", Decimal("0.01")),
    (Money(unit="wan"), "0.0000001", "V031"),
]


@pytest.mark.parametrize(("field", "raw", "expected"), NUMBERS)
def test_a_number(field: Any, raw: Any, expected: Any) -> None:
    assert verdict(field, raw) == expected


def test_an_api_body_is_in_yuan_whatever_a_form_is_in() -> None:
    assert verdict(Money(unit="wan"), "35000.00", "api") == Decimal("35000.00")
    assert Money(unit="wan").show(Decimal("35000.00"), wording()) == "3.5 万元"


TEXT_QUESTIONS = [
    ("text", "土地_纠纷 100%", "contains", "地_纠", True),
    ("text", "土地x纠纷", "contains", "地_纠", False),
    ("text", "100元", "contains", "0%", False),
    ("text", "a\\b", "contains", "\\", True),
    ("text", "土地", "eq", " 土地 ", True),
    ("integer", 5, "from", "5", True),
    ("integer", 5, "from", "6", False),
    ("integer", 5, "to", "5", True),
    ("integer", 5, "in", ["4", "5"], True),
    ("decimal", Decimal("0.30"), "eq", "0.3", True),
    ("decimal", Decimal("12.50"), "from", "12.51", False),
    ("money_wan", Decimal("35000.00"), "eq", "3.5", True),
    ("unit_code", "510923108225", "contains", "１０８", True),
    ("unit_code", "510923108225", "contains", "109108", False),
    ("auto_number", "金108225-2026-0001", "contains", "2026", True),
]


@pytest.mark.parametrize(("key", "held", "operator", "asked", "is_found"), TEXT_QUESTIONS)
def test_a_filter(key: str, held: Any, operator: str, asked: Any, is_found: bool, value_engine: sa.Engine) -> None:
    assert found(value_engine, key, held, operator, asked) is is_found
