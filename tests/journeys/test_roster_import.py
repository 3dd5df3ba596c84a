"""A village clerk brings a roster of 280 people, corrects what came back, and finds one of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook

from tests.exchange.files import person
from tests.journeys.conftest import Enter, Picture
from tests.live import Live

if TYPE_CHECKING:
    from playwright.sync_api import Page

SURNAMES = "赵钱孙李周吴郑王冯陈楚卫蒋沈"
GIVEN = "样乙样丙样丁样戊样己样庚样辛样壬样癸样子样丑样寅样卯样辰样巳样午样未样申样酉样戌"
HEADINGS = ("序号", "姓名", "性别", "身份证号码", "手机号码", "队内职务", "技能特长")

#: Line of the roster → what is wrong there: the column, what stands in it, what it should be.
WRONG = {
    17: ("姓名", "", "赵样甲"),
    58: ("身份证号码", "510923190601019999", person(58)),
    120: ("手机号码", "1990000012", "19900000120"),
    201: ("性别", "不祥", "男"),
    266: ("身份证号码", person(1), person(266)),
}


def names() -> list[str]:
    """280 names, each another."""
    return [surname + GIVEN[at : at + 2] for surname in SURNAMES for at in range(0, len(GIVEN), 2)]


def roster() -> bytes:
    """The workbook as the clerk has it: a title, headings, 280 people, five of them with a fault."""
    rows = [
        dict(zip(HEADINGS, (at, name, "男" if at % 2 else "女", person(at), f"1990000{at:04d}", "队员", ""), strict=True))
        for at, name in enumerate(names(), 1)
    ]
    for row in rows:  # the 17th digit says the sex
        row["性别"] = "男" if int(row["身份证号码"][16]) % 2 else "女"
    rows[122] |= {"姓名": "曾样丽", "技能特长": "挖掘机操作"}
    for line, (column, wrong, _) in WRONG.items():
        rows[line - 1][column] = wrong
    return workbook([["金容寨村应急队伍花名册"], list(HEADINGS), *(list(row.values()) for row in rows)])


def workbook(rows: list[list[Any]]) -> bytes:
    """A sheet of these rows."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def corrected(refused: Path) -> bytes:
    """The workbook of refused rows with each fault put right, as the clerk would: the reasons may stay."""
    rows = [list(row) for row in load_workbook(refused).worksheets[0].iter_rows(values_only=True)]
    head = next(row for row in rows if "姓名" in row)
    for row in rows[rows.index(head) + 1 :]:
        column, _, right = WRONG[int(row[head.index("序号")])]
        row[head.index(column)] = right
    return workbook(rows)


def bring(page: Page, name: str, content: bytes) -> None:
    """Choose a file and have it checked."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#f-file", {"name": name, "mimeType": kind, "buffer": content})
    page.click("text=核对文件")
    page.wait_for_selector(".fates")


def fates(page: Page) -> dict[str, int]:
    """What becomes of the rows: word → count."""
    return {word: int(count) for count, word in (text.split() for text in page.locator(".fate").all_inner_texts())}


def test_a_roster_of_280_people_goes_in_and_one_is_found_by_initials(
    live: Live, enter: Enter, picture: Picture, tmp_path: Path
) -> None:
    live.person("clerk", "严洋", "village_clerk", "510923108225")
    page = enter("clerk")
    page.goto(f"{live.address}/team_member/list/")
    page.click(".head a[href='/team_member/import/'] >> visible=true")
    bring(page, "花名册.xlsx", roster())
    assert fates(page) == {"新增": 275, "更新": 0, "不变": 0, "拒绝": 5, "跳过": 1}
    picture(page, "import-check")

    with page.expect_download() as download:
        page.click("text=下载不能导入的行")
    refused = tmp_path / "refused.xlsx"
    download.value.save_as(refused)
    page.click("text=导入 275 行")
    page.wait_for_selector(".notice-success")
    assert live.web.town.record_count("team_member") == 310 + 275
    picture(page, "import-done")

    page.click("text=再导入一个文件")
    bring(page, "改好的行.xlsx", corrected(refused))
    assert fates(page) == {"新增": 5, "更新": 0, "不变": 0, "拒绝": 0, "跳过": 1}
    page.click("text=导入 5 行")
    page.wait_for_selector(".notice-success")

    page.goto(f"{live.address}/team_member/list/")
    page.fill(".query [name=q]", "zyl")
    page.press(".query [name=q]", "Enter")
    page.wait_for_selector("text=曾样丽")
    assert page.locator("tbody tr").count() == 1
    picture(page, "roster-search")
