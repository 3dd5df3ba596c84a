"""5,000 rows with 37 faults of different kinds: 37 lines come back with field, reason and remedy; mended, all go in."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from openpyxl import load_workbook

from app.exchange.refused import write_refused
from app.fieldtypes.id_number import check_digit
from app.problems.catalogue import CATALOGUE
from tests.exchange.files import bytes_file, workbook

ROWS, FAULTS = 5000, 37
HEADINGS = ["序号", "所在队伍", "所在村", "姓名", "性别", "身份证号码", "手机号码", "队内职务", "人员来源", "入队时间",
            "离队日期", "备注"]
FIRST = 3  #: the line of the first row
SEED = 20261122

Row = list[Any]


def place(heading: str) -> int:
    """The column of a heading, from 0."""
    return HEADINGS.index(heading)


def people() -> list[Row]:
    """5,000 people, each another, with nothing wrong."""
    return [[number, "金容寨村应急分队", "金容寨村", _name(number), "男" if _sex(number) else "女", _id(number),
             f"199{number:08d}", "队员", "村民", "2021-08-05", "", ""] for number in range(1, ROWS + 1)]


def _name(number: int) -> str:
    return "张样" + chr(0x4E00 + number)


def _id(number: int) -> str:
    """Born on some day from 1906 on."""
    born = f"{1906 + number // 2400}{number // 200 % 12 + 1:02d}{number // 10 % 20 + 1:02d}"
    first17 = f"510923{born}{number % 10:02d}{number % 9 + 1}"
    return first17 + check_digit(first17)


def _sex(number: int) -> int:
    return int(_id(number)[16]) % 2


def _other_digit(text: str) -> str:
    return text[:17] + ("2" if text[17] == "1" else "1")


#: What is done to a row → heading of the wrong column, the code that it must get, and the wrong cell, or how it is made
#: from the right one.
KINDS: dict[str, tuple[str, str, Any]] = {
    "no name": ("姓名", "V001", ""),
    "two names": ("姓名", "V062", lambda right: f"{right}、李样乙"),
    "name with digits": ("姓名", "V060", lambda right: right + "12"),
    "long name": ("姓名", "V020", lambda right: right * 20),
    "ditto name": ("姓名", "F037", "〃"),
    "check digit": ("身份证号码", "V073", _other_digit),
    "17 digits": ("身份证号码", "V071", lambda right: right[:17]),
    "number": ("身份证号码", "V070", lambda right: float(right[:17] + "0")),
    "scientific": ("身份证号码", "V070", "5.10923E+17"),
    "no day": ("身份证号码", "V073", lambda right: right[:10] + "1332" + right[14:]),
    "letters in ID": ("身份证号码", "V072", lambda right: "ABC" + right[3:]),
    "ditto ID": ("身份证号码", "F037", "同上"),
    "short phone": ("手机号码", "V083", lambda right: right[:9]),
    "12-digit phone": ("手机号码", "V083", lambda right: right + "0"),
    "phone 12…": ("手机号码", "V080", lambda right: "12" + right[2:]),
    "text as phone": ("手机号码", "V080", "见花名册"),
    "error as phone": ("手机号码", "F030", ("=NA()", "#N/A")),
    "sex": ("性别", "V041", "不祥"),
    "sex 3": ("性别", "V041", "3"),
    "origin": ("人员来源", "V041", "外星人"),
    "error as origin": ("人员来源", "F030", ("=1/0", "#DIV/0!")),
    "unknown team": ("所在队伍", "V008", "样样应急队"),
    "team of another village": ("所在队伍", "V008", "宝祥村应急分队"),
    "error as a remark": ("备注", "F030", ("=NA()", "#N/A")),
    "unknown village": ("所在村", "V008", "样河村"),
    "village out of reach": ("所在村", "V008", "象山村"),
    "short year": ("离队日期", "V092", "24.3.5"),
    "month only": ("离队日期", "V095", "2024年3月"),
    "no such day": ("离队日期", "V091", "2024-02-30"),
    "words as a day": ("离队日期", "V090", "去年春节"),
    "day without year": ("离队日期", "V093", "3月5日"),
    "error as a day": ("离队日期", "F030", ("=A1+B1", "#VALUE!")),
    "short year of joining": ("入队时间", "V092", "21.8.5"),
    "words as joining": ("入队时间", "V090", "建队时"),
    "long post": ("队内职务", "V020", "队" * 41),
    "long remark": ("备注", "V020", "备" * 501),
    "ID twice": ("身份证号码", "F040", _id(1)),
}


@pytest.fixture
def seeded(rosters: Any) -> tuple[Any, dict[int, str]]:
    """The file, and which line has which fault."""
    rows, lots = people(), random.Random(SEED)  # noqa: S311
    lines = dict(zip(sorted(lots.sample(range(FIRST + 1, FIRST + ROWS), FAULTS)), _shuffled(lots), strict=True))
    for line, kind in lines.items():
        heading, _, wrong = KINDS[kind]
        row = rows[line - FIRST]
        row[place(heading)] = wrong(str(row[place(heading)])) if callable(wrong) else wrong
    return workbook(rosters.folder, ("名单", [["金容寨村应急分队花名册"], HEADINGS, *rows])), lines


def _shuffled(lots: random.Random) -> list[str]:
    kinds = list(KINDS)
    lots.shuffle(kinds)
    return kinds


def test_there_are_37_kinds() -> None:
    assert len(KINDS) == FAULTS


def test_37_lines_come_back_and_mended_they_go_in(rosters: Any, seeded: Any) -> None:
    source, lines = seeded
    done = rosters.bring(source, rosters.clerk)
    fields = done.register.fields
    found = {fault.mark.line: (fields[fault.field].label.zh, fault.code) for fault in done.rejected}
    assert found == {line: (_label(KINDS[kind][0]), KINDS[kind][1]) for line, kind in lines.items()}
    assert (done.counts.create, done.counts.rejected, done.counts.rows) == (ROWS - FAULTS, FAULTS, ROWS)
    assert len(done.rejected) == FAULTS, "one fault a row, said once"
    assert [code for _, code in found.values() if not _has_remedy(code)] == []

    back = io.BytesIO()
    assert write_refused(done, back) == FAULTS
    book = load_workbook(back)
    sheet = book.worksheets[0]
    right = {row[0]: row for row in people()}
    for row in sheet.iter_rows(min_row=FIRST):
        column = place(KINDS[lines[row[-2].value]][0])
        assert [cell.column - 1 for cell in row if cell.fill.fgColor.rgb == "FFFFCCC7"] == [column]
        assert row[-1].value.startswith(_label(HEADINGS[column]))
        row[column].value = right[row[0].value][column]
    mended = io.BytesIO()
    book.save(mended)
    again = rosters.bring(bytes_file(rosters.folder, mended.getvalue(), name="改正.xlsx"), rosters.clerk)
    assert (again.counts.create, again.counts.rejected) == (FAULTS, 0)
    assert len(rosters.stored()) == ROWS
    assert sorted(row["name"] for row in rosters.stored()) == sorted(map(_name, range(1, ROWS + 1)))
    once_more = rosters.look(bytes_file(rosters.folder, mended.getvalue(), name="改正.xlsx"), rosters.clerk)
    assert (once_more.counts.same, once_more.counts.create, once_more.counts.update) == (FAULTS, 0, 0)


def _label(heading: str) -> str:
    return {"所在村": "单位", "身份证号码": "身份证号", "手机号码": "联系电话"}.get(heading, heading)


def _has_remedy(code: str) -> bool:
    """Two sentences at least: what is wrong, and what to do."""
    return CATALOGUE[code].words.zh.count("。") >= 2 or "请" in CATALOGUE[code].words.zh
