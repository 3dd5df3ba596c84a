"""A roster with every fault that people bring: the register it is for, the workbook, and what becomes of each of its lines.

One declaration that no other part of the project knows; its fields are of all the kinds that rosters have trouble with.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from tests.exchange.files import person

DECLARED = """
label: {zh: 临时救助花名册, en: Relief}
one: {zh: 救助对象, en: Person helped}
scope: {kind: unit, by: unit}
names_itself: "{name}"
fields:
  unit: {type: reference, to: unit, label: {zh: 单位, en: Unit}, required: true, synonyms: [村(社区), 所在村]}
  name: {type: person_name, label: {zh: 姓名, en: Name}, required: true, searchable: true}
  id_number: {type: id_number, label: {zh: 身份证号, en: ID number}, encrypted: true, synonyms: [公民身份号码]}
  phone: {type: phones, label: {zh: 联系电话, en: Phone}, synonyms: [联系方式, 手机]}
  cause: {type: vocabulary, of: incident_type, label: {zh: 救助原因, en: Cause}, required: true, synonyms: [原因]}
  amount: {type: money, label: {zh: 救助金额(元), en: Amount (yuan)}}
  low_income: {type: yes_no, label: {zh: 低保户, en: On low income}, synonyms: [是否低保]}
  helped_on: {type: date, label: {zh: 救助日期, en: Helped on}, required: true}
  remarks: {type: long_text, max_length: 200, label: {zh: 备注, en: Remarks}}
list: [name, unit, cause, amount, low_income, helped_on]
filters: [unit, cause]
search_hint: {zh: 姓名, en: name}
order: [name]
import: {match_on: [[id_number], [unit, name]]}
grants: {village_clerk: clerk_plain, village_leader: leader_plain, town_clerk: office_plain}
"""

#: The headings: a group over two columns, stars, synonyms, blanks, and one that nobody knows.
ABOVE = ["序号", "村 (社区)*", "姓　名*", "公民身份号码", "联系方式", "", "原因※", "帮扶金（万元）", "是否低保",
         "救助日期（必填）", "备注"]
BELOW = ["", "", "", "", "手机", "固话", "", "", "", "", ""]
FIRST = 4  #: the line of the first row
AMOUNT = 8  #: the column that must be matched by hand

PICTURE = 800_000  #: bytes of a picture in the workbook, so that sending it takes a while

HERE = "金容寨村"
BROKEN, LOST = ("=NA()", "#N/A"), ("=TODAY()", "")

Cells = list[Any]
#: What a row is about → its cells, from the village on.
ROWS: Mapping[str, Cells] = {
    "merged village": [HERE, "曾样甲", person(1), "19900000001", "", "火灾", 0.35, "是", "2026-03-05", ""],
    "below it, ditto": ["", "单样乙", person(2), "19900000002", "", "〃", "0.2", "否", "〃", ""],
    "two phones": ["", "解样丙", f"'{person(3)}", "19900000003", "0825-7801234", "内涝", "", "√", "2026年3月5日", ""],
    "number-typed ID": [HERE, "仇样丁", 5.1092319060101e17, "19900000004", "", "火灾", "", "", "2026-03-05", ""],
    "wrong check digit": [HERE, "盖样戊", person(5)[:17] + "2", "", "", "火灾", "", "", "2026-03-05", ""],
    "two names": [HERE, "查样己、缪样庚", "", "", "", "火灾", "", "", "2026-03-05", ""],
    "unknown village": ["样河村", "区样辛", person(7), "", "", "火灾", "", "", "2026-03-05", ""],
    "outside the scope": ["宝祥村", "朴样壬", person(8), "", "", "火灾", "", "", "2026-03-05", ""],
    "retired village": ["老鸦村", "尉样癸", person(9), "", "", "火灾", "", "", "2026-03-05", ""],
    "two-digit year": [HERE, "乐样子", person(10), "", "", "火灾", "", "", "24.3.5", ""],
    "ID twice": [HERE, "曾样丑", person(1), "", "", "火灾", "", "", "2026-03-05", ""],
    "amount with its unit": [HERE, "翟样寅", person(12), "", "", "火灾", "3500元", "有", "2026-03-05", ""],
    "neither yes nor no": [HERE, "纪样卯", person(13), "", "", "火灾", "", "也许", "2026-03-05", ""],
    "code of a term": [HERE, "洗样辰", person(14), "", "", "flash_flood", "", "", "2026-03-05", ""],
    "no term": [HERE, "员样巳", person(15), "", "", "外星人", "", "", "2026-03-05", ""],
    "hidden": [HERE, "任样午", person(16), "", "", "火灾", "", "", "2026-03-05", ""],
    "error cell": [HERE, "哈样未", person(17), "", "", "火灾", BROKEN, "", "2026-03-05", ""],
    "formula": [HERE, "逄样申", person(18), "", "", ('="火"&"灾"', "火灾"), "", "", "2026-03-05", ""],
    "formula without result": [HERE, "么样酉", person(19), "", "", "火灾", "", "", LOST, ""],
    "total": ["合计", "18人", "", "", "", "", 0.9, "", "", ""],
    "signature": ["填表人：样戌　　审核人：样亥", "", "", "", "", "", "", "", "", ""],
}

#: What a refused row is about → the column that is wrong, what its reason says, and what the clerk then writes.
REFUSED: Mapping[str, tuple[str, str, Any]] = {
    "number-typed ID": ("公民身份号码", "数字", person(4)),
    "wrong check digit": ("公民身份号码", "校验", person(5)),
    "two names": ("姓　名*", "一个人", "查样己"),
    "unknown village": ("村 (社区)*", "样河村", HERE),
    "outside the scope": ("村 (社区)*", "宝祥村", HERE),
    "two-digit year": ("救助日期（必填）", "四位", "2024-03-05"),
    "ID twice": ("公民身份号码", "第 4 行", person(11)),
    "neither yes nor no": ("是否低保", "也许", "否"),
    "no term": ("原因※", "外星人", "其他"),
    "error cell": ("帮扶金（万元）", "错误值", "0.1"),
    "formula without result": ("救助日期（必填）", "公式", "2026-03-05"),
}
WARNED = {"retired village": "老鸦村", "hidden": "隐藏"}  #: good rows of which something must be said
SKIPPED = ("total", "signature")


def line_of(what: str) -> int:
    """The line in which a row stands."""
    return FIRST + list(ROWS).index(what)


def roster() -> bytes:
    """The workbook, with a sheet of notes before that with the data."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("填表说明").write(0, 0, "每村一份，月底前报送。")
    sheet = book.add_worksheet("名单")
    sheet.activate()
    sheet.merge_range(0, 0, 0, len(ABOVE) - 1, "金元镇临时救助花名册（2026年第一季度）")
    for place, (above, below) in enumerate(zip(ABOVE, BELOW, strict=True)):
        if above and not below:
            sheet.merge_range(1, place, 2, place, above)
        sheet.write(2, place, below)
    sheet.merge_range(1, 4, 1, 5, "联系方式")
    for number, cells in enumerate(ROWS.values(), 1):
        _row(sheet, FIRST + number - 2, [number if number <= len(ROWS) - len(SKIPPED) else "", *cells])
    sheet.merge_range(FIRST - 1, 1, FIRST + 1, 1, HERE)
    sheet.set_row(line_of("hidden") - 1, None, None, {"hidden": True})
    book.close()
    return _without_result(out, '<f>TODAY()</f>')


def _without_result(book: io.BytesIO, formula: str) -> bytes:
    """The workbook as a program writes it that does not calculate: an empty number where the result belongs."""
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(f' t="str">{formula}'.encode(), f">{formula}".encode()))
        new.writestr("xl/media/stamp.png", random.Random(4).randbytes(PICTURE))  # noqa: S311
    return out.getvalue()


def _row(sheet: Any, row: int, cells: Cells) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, tuple):  # a formula and its stored result
            sheet.write_formula(row, column, cell[0], None, cell[1])
        elif cell != "":
            sheet.write(row, column, cell)


def mended(refused: Path) -> bytes:
    """The workbook of refused rows with each fault put right in its cell; everything else stays as it is."""
    book, out = load_workbook(refused), io.BytesIO()
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[2]}
    for row in sheet.iter_rows(min_row=FIRST):
        what = list(ROWS)[row[columns["原行号"] - 1].value - FIRST]
        column, _, right = REFUSED[what]
        row[columns[column] - 1].value = right
    book.save(out)
    return out.getvalue()
