"""Names of people (rules.md §6, row "name")."""

from typing import Any

import pytest

from app.fieldtypes.person_name import PersonName
from tests.fieldtypes.specimens import verdict

SAME = [
    "张甲", "张样甲", "欧阳样甲", "王", "阿样·测试", "买提·古丽·样", "John Smith", "Anne-Marie", "J. Smith", "O'Brien",
    "Ёлка", "上㘵", "莫𡐓", "〇样", "张平和", "和样甲", "김철수", "阿样·测试 Abc",
]  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_a_good_name_is_kept(name: str) -> None:
    assert verdict(PersonName(), name) == name


CLEANED = [
    ("张  甲", "张甲"),
    ("姓　名", "姓名"),
    ("张\u00a0甲", "张甲"),
    ("张 样 甲", "张样甲"),
    ("张\n甲", "张甲"),
    ("张甲" + " " * 30, "张甲"),
    ("\ufeff张\u200b甲\u200d", "张甲"),
    ("欧阳 样甲", "欧阳样甲"),
    ("欧 阳 样 甲", "欧阳样甲"),
    ("甲 乙", "甲乙"),
    ("阿样•测试", "阿样·测试"),
    ("阿样・测试", "阿样·测试"),
    ("阿样･测试", "阿样·测试"),
    ("阿样‧测试", "阿样·测试"),
    ("阿样．测试", "阿样·测试"),
    ("阿样.测试", "阿样·测试"),
    ("阿样 · 测试", "阿样·测试"),
    ("ｊｏｈｎ　ｓｍｉｔｈ", "john smith"),
    ("O’Brien", "O'Brien"),
    ("⾦样", "金样"),
    ("'张甲", "张甲"),
    ("张甲、", "张甲"),
    ("张甲。", "张甲"),
    ("无", None),
    ("—", None),
]


@pytest.mark.parametrize(("cell", "name"), CLEANED)
def test_a_name_is_cleaned_without_a_word(cell: str, name: str | None) -> None:
    assert verdict(PersonName(), cell) == name


WARNED = [
    ("张甲（组长）", ("张甲", "V063")),
    ("张甲(女)", ("张甲", "V063")),
    ("张甲（女）（组长）", ("张甲", "V063")),
    ("张甲【已迁出】", ("张甲", "V063")),
    ("扎西 多吉", ("扎西多吉", "V064")),
    ("莫\ue170", ("莫\ue170", "V066")),
]


@pytest.mark.parametrize(("cell", "expected"), WARNED)
def test_a_name_is_taken_with_a_warning(cell: str, expected: tuple[str, str]) -> None:
    assert verdict(PersonName(), cell) == expected


REFUSED = [
    ("甲、乙", "V062"),
    ("张甲，李乙", "V062"),
    ("张甲/李乙", "V062"),
    ("张甲;李乙", "V062"),
    ("张甲 李乙", "V062"),
    ("张甲\n李乙", "V062"),
    ("张样甲 李样乙 王样丙", "V062"),
    ("甲 乙 丙", "V062"),
    ("张 甲 李 乙", "V062"),
    ("欧阳样甲 司马样乙", "V062"),
    ("阿样·测试 李乙", "V062"),
    ("张甲和李乙", "V062"),
    ("张甲与欧阳样乙", "V062"),
    ("张甲1", "V060"),
    ("张３", "V060"),
    ("张甲①", "V060"),
    ("陈样甲510923", "V060"),
    ("510923190801010018", "V060"),
    (19900000001, "V060"),
    ("=张甲", "V061"),
    ("+张甲", "V061"),
    ("-张甲", "V061"),
    ("@张甲", "V061"),
    ("＝张甲", "V061"),
    ("张甲（组长", "V061"),
    ("（空）", "V061"),
    ("?", "V061"),
    ("张甲<b>", "V061"),
    ("😀", "V061"),
    ("\u0301张", "V061"),
    ("张" * 51, "V020"),
    ("张" * 5000, "V020"),
    ("张\x00甲", "V012"),
    (True, "V011"),
]


@pytest.mark.parametrize(("cell", "code"), REFUSED)
def test_what_is_no_name_is_refused(cell: Any, code: str) -> None:
    refused = verdict(PersonName(), cell)
    assert (refused[0] if isinstance(refused, tuple) else refused) == code


def test_a_name_is_found_by_initials_and_by_pinyin() -> None:
    assert PersonName().search_texts("曾样甲") == ("曾样甲", "zyj", "cyj", "zengyangjia", "cengyangjia")
