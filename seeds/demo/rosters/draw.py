"""Draws the rosters to try the import with: ``python -m seeds.demo.rosters.draw`` writes the files beside this one.

``village.csv`` is what WPS saves as CSV (GB18030): new members of 金容寨村, to be brought by its clerk. ``town.xlsx`` is what
a town puts together from fourteen villages. Both are as untidy as such files are (reference/data-and-ux.md §1c; README.md
here says what is wrong with which line). The people are invented like all others, and none of them is in the demo records.
The same seed gives the same files, which a test checks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from seeds.demo.drawing.people import Human, People
from seeds.demo.drawing.places import villages

HERE = Path(__file__).resolve().parent
UNITS = HERE.parent.parent / "01-unit.csv"
SEED = 510923225

_ORIGINS = ("村民", "民兵", "村组干部", "群众", "青壮劳力", "志愿者", "基干民兵", "小组长")
_SKILLS = ("", "", "驾驶(C1)", "急救", "电工", "水性好", "油锯", "")
_JOINED = ("2026年9月", "2026.9.15", "2026-10-08", "2026/10/20", "2026年10月26日", "")
_NUMBERED = 40  #: rows of the frame that the village printed

Row = list[Any]


class Strangers(People):
    """People of whom the demo records know neither name nor number nor telephone."""

    def __init__(self, rng: Random) -> None:
        super().__init__(rng)
        self.known = "".join(file.read_text("utf-8") for file in sorted(HERE.parent.glob("*.csv")))

    def next(self) -> Human:
        """Somebody new to the demo records too."""
        while True:
            found = self.draw()
            if not any(each in self.known for each in (found.name, found.id_number, found.phone)):
                return found


# -- the village's list ------------------------------------------------------------------------------

_VILLAGE_HEADINGS = ["序号", "村　名", "姓　名*", "性别", "身份证\n号码", "联系电话", "职务", "来源", "特长", "入队时间",
                     "年龄", "备注"]
_VILLAGE_SPELLINGS = ("金容寨村", "金容寨", "金容寨村委会", "金元镇金容寨村", "510923108225")


def draw_village() -> bytes:
    """30 rows, five of them wrong, with title, frame, total and signatures."""
    rng = Random(SEED)  # noqa: S311  (invented people)
    people = Strangers(rng)
    out = io.StringIO()
    writer = csv.writer(out)
    width = len(_VILLAGE_HEADINGS)
    writer.writerow(["金容寨村应急分队补充队员花名册", *[""] * (width - 1)])
    sent = "填报时间：2026年11月10日"
    writer.writerow(["填报单位（盖章）：金容寨村村民委员会", *[""] * (width - 6), sent, "", "", "", ""])
    writer.writerow([])
    writer.writerow(_VILLAGE_HEADINGS)
    rows = [_village_row(number, people.next(), rng) for number in range(1, 31)]
    _spoil_village(rows, people)
    writer.writerows(rows)
    writer.writerows([number, "金容寨村", *[""] * (width - 2)] for number in range(31, _NUMBERED + 1))
    writer.writerow(["合　计", "", 30, *[""] * (width - 3)])
    writer.writerow(["单位负责人：　　　　填表人：　　　　联系电话：", *[""] * (width - 1)])
    return out.getvalue().encode("gb18030")


def _village_row(number: int, human: Human, rng: Random) -> Row:
    age = 2026 - int(human.id_number[6:10])
    digit = "1" if human.sex == "男" else "2"
    written = ["\t" + human.id_number, human.phone, "队员"]
    return [number, rng.choice(_VILLAGE_SPELLINGS), human.name, rng.choice((human.sex, human.sex, digit)), *written,
            rng.choice(_ORIGINS), rng.choice(_SKILLS), rng.choice(_JOINED), age, ""]


def _spoil_village(rows: list[Row], people: Strangers) -> None:
    """What people write: first what is repaired, then what is refused."""
    rows[1][2] = f"{rows[1][2][0]}　{rows[1][2][1:]}"
    rows[3][2] += "（组长）"
    rows[4][5] = "0825-5550104/" + rows[4][5]
    rows[6][5] = f"+86 {rows[6][5][:3]} {rows[6][5][3:7]} {rows[6][5][7:]}"
    rows[9][4] = "".join(chr(ord(sign) + 0xFEE0) for sign in rows[9][4].strip())
    rows[10][4] = rows[10][5] = "无"
    rows[12][5] = "5550112"
    rows[15][4] = rows[15][4].strip()[:6] + rows[15][4].strip()[8:17]
    rows[18][11] = "=HYPERLINK(\"http://example.invalid\",\"点我\")"
    last = rows[5][4][-1]
    rows[5][4] = rows[5][4][:-1] + ("3" if last != "3" else "4")
    rows[8][2] = f"{rows[8][2]}、{people.next().name}"
    rows[13][5] = rows[13][5][:-1]
    rows[20][1] = "宝祥村"
    rows[26][4] = rows[2][4]


# -- the town's workbook -----------------------------------------------------------------------------

_TOWN_HEADINGS = ["序号", "所在村", "所属队伍", "姓名*", "性别", "公民身份号码", "联系方式", "", "队内职务", "入队时间", "备注"]
_BELOW = ["", "", "", "", "", "", "手机", "固话", "", "", ""]
_EACH = 6


def draw_town() -> bytes:
    """84 people of 14 villages under a heading of two rows, with merged villages, formulas, a total and a hidden sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "金元镇应急队伍补充花名册", "created": datetime(2026, 11, 10)})  # noqa: DTZ001  (a file's own time)
    words = book.add_worksheet("字典")
    words.write_column(0, 0, ["bean", "name", "sex", "phone"])
    words.hide()
    sheet = book.add_worksheet("花名册")
    book.add_worksheet("Sheet3")
    sheet.set_first_sheet()
    sheet.activate()
    _fill_town(book, sheet)
    book.close()
    return out.getvalue()


def _fill_town(book: Any, sheet: Any) -> None:
    middle = book.add_format({"align": "center", "valign": "vcenter", "border": 1})
    day = book.add_format({"num_format": "yyyy年m月d日", "border": 1})
    sheet.merge_range(0, 0, 0, len(_TOWN_HEADINGS) - 1, "金元镇应急队伍补充花名册（2026年第四季度）", middle)
    sheet.merge_range(2, 6, 2, 7, "联系方式", middle)
    for place, (over, under) in enumerate(zip(_TOWN_HEADINGS, _BELOW, strict=True)):
        if over and place != 6:
            sheet.write_string(2, place, over, middle)
        if under:
            sheet.write_string(3, place, under, middle)
    first = 4
    for village, rows in _town_rows():
        sheet.merge_range(first, 1, first + len(rows) - 1, 1, village, middle)
        sheet.merge_range(first, 2, first + len(rows) - 1, 2, f"{village}应急分队", middle)
        for row, cells in enumerate(rows, first):
            sheet.write_formula(row, 0, "=ROW()-4", middle, row - 3)
            _write_town_row(sheet, row, cells, middle, day)
        first += len(rows)
    sheet.write_string(first, 0, "合  计", middle)
    sheet.write_formula(first, 3, f"=COUNTA(D5:D{first})", middle, first - 4)
    sheet.write_string(first + 1, 0, "审核人：　　　　填表人：　　　　填报时间：2026年11月10日")


def _write_town_row(sheet: Any, row: int, cells: Row, middle: Any, day: Any) -> None:
    for place, cell in enumerate(cells, 3):
        if isinstance(cell, date):
            sheet.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  (a day has no zone)
        elif isinstance(cell, tuple):
            sheet.write_formula(row, place, cell[0], middle, cell[1])
        elif isinstance(cell, (int, float)):
            sheet.write_number(row, place, cell, middle)
        elif cell:
            sheet.write_string(row, place, cell, middle)


def _town_rows() -> Iterator[tuple[str, list[Row]]]:
    rng = Random(SEED + 1)  # noqa: S311  (invented people)
    people = Strangers(rng)
    for number, village in enumerate(villages(rng, UNITS)):
        rows = [_town_row(people.next(), rng) for _ in range(_EACH)]
        _spoil_town(number, rows)
        yield village.name, rows


def _town_row(human: Human, rng: Random) -> Row:
    joined = date(2026, rng.choice((9, 10)), rng.randint(1, 28))
    return [human.name, human.sex, human.id_number, int(human.phone), rng.choice(("", "", "0825-5550131")), "队员",
            rng.choice((joined, joined, f"{joined:%Y.%m}.{joined.day}")), ""]


def _spoil_town(number: int, rows: list[Row]) -> None:
    """A fault in every third village, each of another kind, and here and there what is repaired."""
    if number == 1:
        rows[2][2] = float(rows[2][2].replace("X", "0"))  # typed as a number: the last places are lost
    elif number == 4:
        rows[0][3] = ("=VLOOKUP(D29,字典!A:B,2,0)", "#N/A")
    elif number == 7:
        rows[3][6] = "26.9.1"
    elif number == 10:
        rows[5][0] = ""
    elif number == 12:
        rows[1][2] = rows[1][2][:-1]
    else:
        rows[1][0] = " ".join(rows[1][0])


def main() -> None:
    """Write both files."""
    (HERE / "village.csv").write_bytes(draw_village())
    (HERE / "town.xlsx").write_bytes(draw_town())


if __name__ == "__main__":
    main()
