"""The row of headings is found, and each column's field (data-and-ux.md §1c, 7–13)."""

import pytest

from app.exchange.reading.source import Unreadable
from tests.exchange.conftest import data_of, skipped_of
from tests.exchange.files import text_file


def columns_of(table):
    return {column.heading: column.field for column in table.header.columns if column.heading}


@pytest.mark.parametrize("heading", ["姓名", "姓　名", " 姓 名 ", "姓名*", "＊姓名", "姓名（必填）", "★姓名", "姓名：", "Name",
                                     "name", "成员姓名", "队员姓名", "姓名(与身份证一致)"])
def test_a_heading_may_be_padded_starred_wide_or_a_synonym(opened, tmp_path, heading):
    assert columns_of(opened(text_file(tmp_path, f"{heading},性别\n张样甲,男")))[heading.strip()] == "name"


@pytest.mark.parametrize("heading", ["身份证号", "身份证号码", "公民身份号码", "身份证", "证件号码", '"身份证\n号码"',
                                     "ＩＤ ｎｕｍｂｅｒ"])
def test_id_numbers_have_many_names(opened, tmp_path, heading):
    assert "id_number" in columns_of(opened(text_file(tmp_path, f"姓名,{heading}\n张样甲,"))).values()


def test_titles_and_blank_rows_may_stand_above(opened, tmp_path):
    text = "金元镇应急队伍花名册,,\n填报单位：金容寨村,,\n\n序号,姓名,性别\n1,张样甲,男"
    table = opened(text_file(tmp_path, text))
    assert (table.header.first, data_of(table), skipped_of(table)) == (4, {5: {"name": "张样甲", "sex": "男"}},
                                                                       {1: "title", 2: "title"})


def test_a_second_row_that_divides_a_heading_belongs_to_the_headings(opened, tmp_path):
    table = opened(text_file(tmp_path, "序号,姓名,联系方式,,备注\n,,手机,固话,\n1,张样甲,19900000001,0825-5550101,x"))
    assert (table.header.first, table.header.last) == (1, 2)
    assert data_of(table) == {3: {"name": "张样甲", "phone": ["19900000001", "0825-5550101"], "remarks": "x"}}
    assert table.notes == ()


def test_a_column_below_a_group_of_one_value_is_told_as_unknown(opened, tmp_path):
    table = opened(text_file(tmp_path, "序号,姓名,职务,,联系电话\n,,岗位,曾任,\n1,张样甲,队员,队长,19900000001"))
    assert (data_of(table), [note.values["heading"] for note in table.notes]) == (
        {3: {"name": "张样甲", "post": "队员", "phone": "19900000001"}}, ["曾任"])


def test_an_unknown_column_is_told_and_not_fatal(opened, tmp_path):
    table = opened(text_file(tmp_path, "姓名,联系店话,年龄\n张样甲,19900000001,20"))
    assert [(note.code, note.values["heading"], note.near) for note in table.notes] == [
        ("F022", "联系店话", "联系电话"), ("F022", "年龄", None)]


def test_columns_of_sheets_are_no_unknown_ones(opened, tmp_path):
    assert opened(text_file(tmp_path, "序号,No.,姓名,原行号,错误原因\n1,1,张样甲,7,x")).notes == ()


def test_two_columns_of_one_field_are_joined_where_it_may_hold_several(opened, tmp_path):
    table = opened(text_file(tmp_path, "姓名,联系电话,手机\n张样甲,0825-5550101,19900000001\n李样乙,,19900000002\n"
                                       "王样丙,19900000003,19900000003"))
    assert [row.get("phone") for row in data_of(table).values()] == [["0825-5550101", "19900000001"], "19900000002",
                                                                     "19900000003"]


def test_two_columns_of_one_field_that_differ_refuse_the_row(opened, tmp_path):
    table = opened(text_file(tmp_path, "姓名,性别,性别\n张样甲,男,\n李样乙,女,女\n王样丙,男,女"))
    assert {row.line: [each.code for each in row.faults] for row in table.rows()} == {2: [], 3: [], 4: ["F023"]}


def test_a_label_counts_before_a_synonym_of_another_field(definition, tmp_path):
    from app.exchange.reading.table import ImportOptions, open_table

    table = open_table(text_file(tmp_path, "队伍名称,队伍类型,联系电话\n金容寨村应急分队,应急分队,"),
                       definition.registers["emergency_team"], ImportOptions())
    assert columns_of(table) == {"队伍名称": "name", "队伍类型": "kind", "联系电话": "captain_phone"}


def test_missing_columns_are_named(opened, tmp_path):
    with pytest.raises(Unreadable) as refused:
        opened(text_file(tmp_path, "性别,联系电话\n男,19900000001"))
    assert (refused.value.reason.code, [each.zh for each in refused.value.reason.values["labels"]]) == ("F021", ["姓名"])


def test_what_can_be_found_need_not_stand_in_the_file(opened, tmp_path):
    assert opened(text_file(tmp_path, "姓名,性别\n张样甲,男")).missing == ()


def test_a_person_may_match_the_columns_by_hand(opened, tmp_path):
    source = text_file(tmp_path, "姓名,性别,甲,备注\n张样甲,男,19900000001,不读")
    assert data_of(opened(source, columns={3: "phone", 4: None}))[2] == {"name": "张样甲", "sex": "男", "phone": "19900000001"}
