"""What workbooks hold beside plain cells: errors, formulas, merged and hidden cells, days, several sheets."""

from datetime import date, datetime

import pytest

from app.exchange.reading.grid import Merged
from app.exchange.reading.rows import FileRow
from tests.exchange.conftest import data_of, skipped_of
from tests.exchange.files import bytes_file, person, raw_parts, text_row, workbook, zipped

HEAD = ["姓名", "性别", "联系电话"]


def faults_of(table):
    return {(row.line, each.field, each.code) for row in table.rows() if isinstance(row, FileRow) for each in row.faults}


def warnings_of(table):
    return {(row.line, each.code) for row in table.rows() if isinstance(row, FileRow) for each in row.warnings}


def test_an_error_cell_is_a_fault_and_not_an_empty_one(opened, tmp_path):
    table = opened(workbook(tmp_path, ("表", [HEAD, ["张样甲", "男", ("=NA()", "#N/A")], ["李样乙", "女", "19900000001"]])))
    assert faults_of(table) == {(2, "phone", "F030")}
    assert data_of(table)[2] == {"name": "张样甲", "sex": "男"}


def test_a_formula_gives_its_stored_result(opened, tmp_path):
    table = opened(workbook(tmp_path, ("表", [["序号", *HEAD], [("=ROW()-1", 1), "张样甲", ('="男"', "男"), "19900000001"]])))
    assert data_of(table)[2] == {"name": "张样甲", "sex": "男", "phone": "19900000001"}


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_formula_without_result_is_a_fault(opened, tmp_path, result):
    row = f'<row r="2"><c r="A2" t="inlineStr"><is><t>张样甲</t></is></c><c r="B2"><f>1+1</f>{result}</c></row>'
    table = opened(bytes_file(tmp_path, zipped(raw_parts(text_row(1, "姓名", "联系电话") + row))))
    assert faults_of(table) == {(2, "phone", "F031")}


def test_a_formula_may_have_an_empty_text_as_its_result(opened, tmp_path):
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>张样甲</t></is></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    table = opened(bytes_file(tmp_path, zipped(raw_parts(text_row(1, "姓名", "联系电话") + row))))
    assert (faults_of(table), data_of(table)[2]) == (set(), {"name": "张样甲"})


def test_a_merged_village_holds_for_all_its_rows(opened, tmp_path):
    rows = [["单位", "姓名"], ["金容寨村", "张样甲"], ["", "李样乙"], ["", "王样丙"], ["宝祥村", "赵样丁"]]
    table = opened(workbook(tmp_path, ("表", rows), merged=["A2:A4"]))
    assert [row["unit"] for row in data_of(table).values()] == ["金容寨村", "金容寨村", "金容寨村", "宝祥村"]


def test_a_merged_name_is_one_persons_name(opened, tmp_path):
    rows = [["姓名", "联系电话"], ["张样甲", "19900000001"], ["", "19900000002"]]
    table = opened(workbook(tmp_path, ("表", rows), merged=["A2:A3"]))
    assert data_of(table) == {2: {"name": "张样甲", "phone": "19900000001"}, 3: {"phone": "19900000002"}}


def test_a_frame_under_a_merged_village_is_no_row(opened, tmp_path):
    rows = [["单位", "姓名", "备注"], ["金容寨村", "张样甲", "x"], ["", "", ""], ["", "李样乙", "x"]]
    table = opened(workbook(tmp_path, ("表", rows), merged=["A2:A4"]))
    assert (list(data_of(table)), skipped_of(table)) == ([2, 4], {3: "blank"})


def test_merged_blocks_are_known(opened, tmp_path):
    table = opened(workbook(tmp_path, ("表", [["花名册", "", ""], HEAD, ["张样甲", "男", ""]]), merged=["A1:C1"]))
    assert table.grid.merged == (Merged(0, 0, 0, 2),)


def test_a_hidden_row_is_read_with_a_warning(opened, tmp_path):
    table = opened(workbook(tmp_path, ("表", [HEAD, ["张样甲", "男", ""], ["李样乙", "女", ""]]), hidden_rows=[3]))
    assert (list(data_of(table)), warnings_of(table)) == ([2, 3], {(3, "F032")})


def test_a_hidden_sheet_is_not_looked_at(opened, tmp_path):
    bean = [[*HEAD, "职务"], ["name", "sex", "phone", "post"]]
    source = workbook(tmp_path, ("bean", bean), ("名单", [HEAD, ["张样甲", "男", ""]]), hidden_sheets=["bean"], options=None)
    table = opened(source)
    assert (table.grid.name, table.notes) == ("名单", ())


def test_of_three_sheets_the_one_with_the_headings_is_read(opened, tmp_path):
    source = workbook(tmp_path, ("Sheet1", [["说明"], ["请如实填写"]]), ("Sheet2", [HEAD, ["张样甲", "男", ""]]),
                      ("Sheet3", []))
    assert opened(source).grid.name == "Sheet2"


def test_another_sheet_with_rows_is_named(opened, tmp_path):
    source = workbook(tmp_path, ("一村", [HEAD, ["张样甲", "男", ""]]), ("二村", [HEAD, ["李样乙", "女", ""]]))
    table = opened(source)
    assert (table.grid.name, [(note.code, note.values["sheet"]) for note in table.notes]) == ("一村", [("F025", "二村")])
    assert data_of(opened(source, sheet="二村"))[2]["name"] == "李样乙"


def test_a_sheet_that_is_not_there_has_its_sentence(opened, tmp_path):
    source = workbook(tmp_path, ("一村", [HEAD, ["张样甲", "男", ""]]))
    with pytest.raises(Exception, match="F013"):
        opened(source, sheet="三村")


def test_days_come_as_days_in_both_counts(opened, tmp_path):
    rows = [["姓名", "入队时间"], ["张样甲", date(2021, 8, 5)], ["李样乙", 44413]]
    usual = opened(workbook(tmp_path, ("表", rows)))
    mac = opened(workbook(tmp_path, ("表", rows), name="1904.xlsx", options={"date_1904": True}))
    assert [row["joined_on"] for row in data_of(usual).values()] == [date(2021, 8, 5), 44413.0]
    assert (usual.grid.epoch_1904, mac.grid.epoch_1904, data_of(mac)[2]["joined_on"]) == (False, True, date(2021, 8, 5))


def test_a_moment_keeps_its_day(opened, tmp_path):
    rows = [["姓名", "入队时间"], ["张样甲", datetime(2021, 8, 5, 10, 30)]]  # noqa: DTZ001  (a cell has no zone)
    assert data_of(opened(workbook(tmp_path, ("表", rows))))[2]["joined_on"] in (date(2021, 8, 5),
                                                                                 datetime(2021, 8, 5, 10, 30))  # noqa: DTZ001


def test_a_sheet_that_begins_further_down_keeps_its_row_numbers(opened, tmp_path):
    content = zipped(raw_parts(text_row(3, "姓名", "性别") + text_row(5, "张样甲", "男")))
    table = opened(bytes_file(tmp_path, content))
    assert (list(data_of(table)), skipped_of(table)) == ([5], {4: "blank"})


def test_numbers_stay_numbers_for_the_fields_to_judge(opened, tmp_path):
    rows = [["姓名", "身份证号", "联系电话"], ["张样甲", float(person(1)[:17] + "0"), 19900000001.0]]
    found = data_of(opened(workbook(tmp_path, ("表", rows))))[2]
    assert (type(found["id_number"]), found["phone"]) == (float, 19900000001.0)


def test_prefixed_xml_of_other_programs_is_read(opened, tmp_path):
    sheet = ('<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
             '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c>'
             '<x:c r="B1" t="inlineStr"><x:is><x:t>电话</x:t></x:is>'
             '</x:c></x:row><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>张样甲</x:t></x:is></x:c>'
             '<x:c r="B2" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>')
    table = opened(bytes_file(tmp_path, zipped({**raw_parts(""), "xl/worksheets/sheet1.xml": sheet})))
    assert (data_of(table), faults_of(table)) == ({2: {"name": "张样甲"}}, {(2, "phone", "F030")})


def test_rich_text_is_one_text_and_readings_above_it_are_none(opened, tmp_path):
    rich = ('<c r="A2" t="inlineStr"><is><r><t>张</t></r><r><rPr><b/></rPr><t>样甲</t></r></is></c>'
            '<c r="B2" t="inlineStr"><is><t>男</t><rPh sb="0" eb="1"><t>nan</t></rPh></is></c>')
    table = opened(bytes_file(tmp_path, zipped(raw_parts(text_row(1, "姓名", "性别") + f'<row r="2">{rich}</row>'))))
    assert data_of(table)[2] == {"name": "张样甲", "sex": "男"}
