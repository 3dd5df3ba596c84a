"""The workbook of refused rows: the sheet as it was brought, corrected and brought again."""

import io

from openpyxl import load_workbook

from app.exchange.refused import write_refused
from tests.exchange.conftest import actions, faults
from tests.exchange.files import bytes_file, person, workbook

ROSTER = f"""
    花名册,,,
    序号,姓名,身份证号码,联系电话,特长
    1,张样甲,{person(1)},19900000001,
    2,李样乙,{person(2)[:17]},138,'=1+1
    3,王样丙,{person(3)},19900000003,
    4,赵样丁,无,199,
"""


def refused(done, language="zh"):
    out = io.BytesIO()
    count = write_refused(done, out, language)
    return count, out.getvalue()


def cells(content):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]


def test_it_has_the_rows_as_they_were_with_line_and_reason(rosters):
    count, content = refused(rosters.look(ROSTER, rosters.clerk))
    title, head, second, fourth = cells(content)
    assert title[:2] == ["花名册", None]
    assert (count, head) == (2, ["序号", "姓名", "身份证号码", "联系电话", "特长", "原行号", "错误原因"])
    assert second[:6] == ["2", "李样乙", person(2)[:17], "138", "'=1+1", 4]
    assert (fourth[1], fourth[5]) == ("赵样丁", 6)
    assert [reason.split("：")[0] for reason in second[6].splitlines()] == ["身份证号", "联系电话"]


def test_wrong_cells_are_red_and_say_why(rosters):
    sheet = load_workbook(io.BytesIO(refused(rosters.look(ROSTER, rosters.clerk))[1])).worksheets[0]
    red = {cell.coordinate for row in sheet.iter_rows(min_row=3) for cell in row if cell.fill.fgColor.rgb == "FFFFCCC7"}
    assert red == {"C3", "D3", "D4"}
    assert all(sheet[each].comment for each in red)


def test_corrected_it_is_brought_as_it_is(rosters):
    content = refused(rosters.bring(ROSTER, rosters.clerk))[1]
    assert faults(rosters.look(bytes_file(rosters.folder, content, name="错误.xlsx"), rosters.clerk)) == [
        "3 id_number V071", "3 phone V083", "4 phone V083"]
    done = rosters.bring(mended(rosters, content, C3=person(2), D3="19900000002", D4="无"), rosters.clerk)
    assert (actions(done), [note.code for note in done.warnings]) == ({3: "create", 4: "create"}, [])
    assert [row["skills"] for row in rosters.stored()] == [None, None, "=1+1", None]


def test_days_and_numbers_of_a_workbook_stay_what_they_were(rosters):
    from datetime import date

    source = workbook(rosters.folder, ("名单", [["姓名", "入队时间", "联系电话"], ["", date(2021, 8, 5), 19900000001]]))
    content = refused(rosters.look(source, rosters.clerk))[1]
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["名单"]
    assert (book.worksheets[0]["B2"].value.date(), book.worksheets[0]["C2"].value) == (date(2021, 8, 5), 19900000001)


def test_no_formula_is_written(rosters):
    done = rosters.look('姓名,特长,备注\n+张甲,"=cmd|\'/C calc\'!A0",@x', rosters.clerk)
    sheet = load_workbook(io.BytesIO(refused(done)[1])).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["'+张甲", "'=cmd|'/C calc'!A0", "'@x"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def mended(rosters, content, **cells_of):
    book = load_workbook(io.BytesIO(content))
    for place, value in cells_of.items():
        book.worksheets[0][place] = value
    book.save(rosters.folder / "改正.xlsx")
    return bytes_file(rosters.folder, (rosters.folder / "改正.xlsx").read_bytes(), name="改正.xlsx")


def test_the_unit_of_amounts_that_a_title_says_comes_back_with_the_rows(rosters):
    text = """
        突发事件台账（金额单位：元）,,,,,,,,
        事件名称,单位,事件类型,发生时间,首报时间,报告人,地点,首报内容,直接经济损失
        样甲事件,金容寨村,火灾,某日,2026-08-01 09:00,样甲,塘坎,起火,35000
    """
    content = refused(rosters.look(text, register="incident"))[1]
    assert cells(content)[0][0] == "突发事件台账（金额单位：元）"
    done = rosters.look(mended(rosters, content, D3="2026-08-01 08:00"), register="incident")
    assert (faults(done), [row.values["loss"] for row in done.rows]) == ([], [35000])


def test_two_rows_of_headings_stay_two(rosters):
    above, below = ["姓名", "联系方式", "", "性别"], ["", "手机", "固话", ""]
    source = workbook(rosters.folder, ("名单", [above, below, ["张样甲", "19900000001", "0825-7801234", "无"]]))
    content = refused(rosters.look(source, rosters.clerk))[1]
    assert cells(content)[:2] == [["姓名", "联系方式", "", "性别", "原行号", "错误原因"], ["", "手机", "固话", "", "", ""]]
    done = rosters.bring(mended(rosters, content, D3="男"), rosters.clerk)
    assert (faults(done), done.rows[0].values["phone"]) == ([], ("19900000001", "0825-7801234"))
