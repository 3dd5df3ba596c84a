"""A sheet for each village: stored, sent back and brought again; and what is said of sheets that are not read."""

import io

from openpyxl import load_workbook

from app.exchange.refused import write_refused
from tests.exchange.conftest import actions
from tests.exchange.files import bytes_file, workbook

HEAD = ["姓名", "性别", "联系电话"]


def of_villages(rosters, *more):
    return workbook(rosters.folder, ("说明", [["请如实填写"]]), ("金容寨村", [HEAD, ["张样甲", "男", "19900000001"]]),
                    ("宝祥村", [["序号", *HEAD], [1, "李样乙", "女", "1990000"], [2, "王样丙", "男", ""]]), *more)


def refused_file(rosters, done):
    out = io.BytesIO()
    write_refused(done, out)
    return out.getvalue()


def test_the_rows_of_each_sheet_go_to_the_village_that_it_is_named_after(rosters):
    rosters.bring(of_villages(rosters))
    town, teams = rosters.town, rosters.teams
    assert [(row["name"], row["unit_id"], row["team_id"]) for row in rosters.stored()] == [
        ("张样甲", town.unit("225"), teams["225"]), ("王样丙", town.unit("226"), teams["226"])]
    assert actions(rosters.look(of_villages(rosters))) == {2: "same", 3: "same"}


def test_refused_rows_come_back_in_a_sheet_of_the_same_name_and_go_in_again(rosters):
    done = rosters.bring(of_villages(rosters))
    book = load_workbook(io.BytesIO(refused_file(rosters, done)))
    assert (book.sheetnames, [cell.value for cell in book["宝祥村"][2]][:4]) == (["宝祥村"], [1, "李样乙", "女", "1990000"])
    book["宝祥村"]["D2"] = "19900000002"
    mended = io.BytesIO()
    book.save(mended)
    rosters.bring(bytes_file(rosters.folder, mended.getvalue(), name="mended.xlsx"))
    assert [(row["name"], row["unit_id"]) for row in rosters.stored()][-1] == ("李样乙", rosters.town.unit("226"))


def test_a_unit_that_a_row_names_counts_before_the_name_of_its_sheet(rosters):
    source = workbook(rosters.folder, ("金容寨村", [["姓名", "单位"], ["张样甲", "宝祥村"], ["李样乙", ""]]))
    units = [row.values.get("unit") for row in rosters.look(source).rows]
    assert units == [rosters.town.unit("226"), rosters.town.unit("225")]


def test_a_unit_chosen_for_all_rows_counts_before_the_names_of_sheets(rosters):
    source = workbook(rosters.folder, ("金容寨村", [HEAD, ["张样甲", "男", ""]]))
    done = rosters.look(source, fixed={"unit": rosters.town.unit("226")})
    assert ([row.values["unit"] for row in done.rows], done.warnings) == ([rosters.town.unit("226")], [])


def test_what_becomes_of_each_sheet_is_said(rosters):
    source = workbook(rosters.folder, ("一组", [HEAD, ["张样甲", "男", ""]]), ("二组", [HEAD, ["李样乙", "女", ""]]),
                      ("空", []), ("旧", [HEAD, ["王样丙", "男", ""]]), hidden_sheets=["旧"])
    table = rosters.look(source, rosters.clerk).table
    assert [(sheet.name, sheet.visible, sheet.verdict) for sheet in table.sheets] == [
        ("一组", True, "read"), ("二组", True, "other"), ("空", True, "nothing"), ("旧", False, "hidden")]


def test_a_plan_in_json_names_the_sheet_of_each_row(rosters):
    told = rosters.look(of_villages(rosters)).as_json(rosters.words())
    assert ([(row["sheet"], row["line"]) for row in told["rows"]], [row["sheet"] for row in told["rejected"]]) == (
        [("金容寨村", 2), ("宝祥村", 3)], ["宝祥村"])
