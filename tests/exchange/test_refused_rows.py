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
    head, second, fourth = cells(content)
    assert (count, head) == (2, ["序号", "姓名", "身份证号码", "联系电话", "特长", "原行号", "错误原因"])
    assert second[:6] == ["2", "李样乙", person(2)[:17], "138", "'=1+1", 4]
    assert (fourth[1], fourth[5]) == ("赵样丁", 6)
    assert [reason.split("：")[0] for reason in second[6].splitlines()] == ["身份证号", "联系电话"]


def test_wrong_cells_are_red_and_say_why(rosters):
    sheet = load_workbook(io.BytesIO(refused(rosters.look(ROSTER, rosters.clerk))[1])).worksheets[0]
    red = {cell.coordinate for row in sheet.iter_rows(min_row=2) for cell in row if cell.fill.fgColor.rgb == "FFFFCCC7"}
    assert red == {"C2", "D2", "D3"}
    assert all(sheet[each].comment for each in red)


def test_corrected_it_is_brought_as_it_is(rosters):
    content = refused(rosters.bring(ROSTER, rosters.clerk))[1]
    assert faults(rosters.look(bytes_file(rosters.folder, content, name="错误.xlsx"), rosters.clerk)) == [
        "2 id_number V071", "2 phone V083", "3 phone V083"]
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    sheet["C2"], sheet["D2"], sheet["D3"] = person(2), "19900000002", "无"
    book.save(rosters.folder / "改正.xlsx")
    done = rosters.bring(bytes_file(rosters.folder, (rosters.folder / "改正.xlsx").read_bytes(), name="改正.xlsx"),
                         rosters.clerk)
    assert (actions(done), [note.code for note in done.warnings]) == ({2: "create", 3: "create"}, [])
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
