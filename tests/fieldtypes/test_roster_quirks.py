"""The quirks of real rosters that concern single values (data-and-ux.md 1c), in invented examples."""

from datetime import date
from typing import Any

import pytest

from app.fieldtypes import UNCHANGED
from tests.fieldtypes.specimens import SPECIMENS, id_number, verdict

NUMBER = id_number()

QUIRKS = [
    (2, "text", "\ufeff序号", "序号"),
    (5, "text", "上㘵村莫𡐓村\ue170", "上㘵村莫𡐓村\ue170"),
    (5, "person_name", "张㘵", "张㘵"),
    (6, "person_name", "阿样·测试", "阿样·测试"),
    (6, "person_name", "阿样•测试", "阿样·测试"),
    (10, "text", "生日 ", "生日"),
    (15, "id_number", "4.40981E+17", "V070"),
    (16, "id_number", 1.6672e17, "V070"),
    (16, "id_number", "166720000000000000", "V070"),
    (17, "id_number", f"'{NUMBER}", NUMBER),
    (17, "id_number", f'="{NUMBER}"', NUMBER),
    (18, "id_number", "510923080101123", ("510923190801011230", "V075")),
    (19, "id_number", NUMBER[:-1], "V071"),
    (19, "id_number", NUMBER + "8", "V071"),
    (20, "id_number", f"{NUMBER}。", NUMBER),
    (20, "id_number", f"{NUMBER[:6]} {NUMBER[6:]}", NUMBER),
    (21, "id_number", "11010519491231002x", "11010519491231002X"),
    (22, "person_name", f"陈样甲{NUMBER}", "V060"),
    (22, "id_number", f"陈样甲{NUMBER}", "V072"),
    (23, "person_name", NUMBER, "V060"),
    (24, "person_name", "张  甲", "张甲"),
    (25, "person_name", "张甲" + " " * 30, "张甲"),
    (26, "phones", 19900000001.0, ("19900000001",)),
    (26, "phones", "19900000001.0", ("19900000001",)),
    (27, "phones", "1990000001", "V083"),
    (27, "phones", "199000000012", "V083"),
    (28, "phones", "0825-5550101", ("0825-5550101",)),
    (29, "phones", "19900000001/19900000002", ("19900000001", "19900000002")),
    (30, "date", "2021.8.5", date(2021, 8, 5)),
    (30, "date", 44413, date(2021, 8, 5)),
    (30, "date", "44413", (date(2021, 8, 5), "V099")),
    (30, "partial_date", "2021年8月", ("2021-08", "V096")),
    (31, "date", 19901214, date(1990, 12, 14)),
    (31, "date", "########", "V090"),
    (32, "person_name", "=ROW()-2", "V061"),
    (39, "person_name", "甲 乙 丙", "V062"),
    (39, "person_name", "张甲、李乙", "V062"),
    (0, "id_number", "5109**********0018", UNCHANGED),
]


@pytest.mark.parametrize(("quirk", "key", "cell", "expected"), QUIRKS)
def test_a_quirk_is_repaired_or_refused(quirk: int, key: str, cell: Any, expected: Any) -> None:
    assert verdict(SPECIMENS[key].field, cell) == expected
