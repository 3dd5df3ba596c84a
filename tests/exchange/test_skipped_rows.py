"""Rows that a sheet has for itself are passed over with a reason, rows of data never (rules.md §6)."""

import pytest

from tests.exchange.conftest import data_of, skipped_of
from tests.exchange.files import text_file

HEAD = "序号,姓名,性别,备注\n1,张样甲,男,\n"


@pytest.mark.parametrize("row", ["合计,,,", "合  计,2,,", ",合计,2,", "小计,,,20", "总计：20人,,,", "共20人,,,", "2,小  计,,",
                                 "Total,,,"])
def test_a_total_is_passed_over(opened, tmp_path, row):
    assert skipped_of(opened(text_file(tmp_path, HEAD + row))) == {3: "total"}


@pytest.mark.parametrize("row", [
    "填表人：　　审核人：　　联系电话：,,,", "填报人：张三,,审核人：李四,", "单位负责人（签字）：,,,", "填报单位（盖章）：,,,",
    "（盖章）,,,",
    "注：本表一式两份。,,,", "备注：以上为在册人员,,,", "说明: 见附件,,,", "填表时间：2026年8月5日,,,", ",制表人：王五,,",
    "导出人：甲　导出时间：2026-08-05 10:00　条件：全部　共 3 行,,,",
])
def test_a_signature_or_foot_note_is_passed_over(opened, tmp_path, row):
    assert skipped_of(opened(text_file(tmp_path, HEAD + row))) == {3: "signature"}


@pytest.mark.parametrize("row", [",,,", "2,,,", " ,\u3000, ,", "\t,,,"])
def test_a_frame_without_a_person_is_passed_over(opened, tmp_path, row):
    assert skipped_of(opened(text_file(tmp_path, HEAD + row))) == {3: "blank"}


def test_a_frame_with_its_village_printed_in_it_is_passed_over(opened, tmp_path):
    table = opened(text_file(tmp_path, "序号,村,姓名,性别\n1,金容寨村,张样甲,男\n2,金容寨村,,"))
    assert skipped_of(table) == {3: "blank"}


def test_a_repeated_heading_is_passed_over(opened, tmp_path):
    table = opened(text_file(tmp_path, HEAD + "序号,姓名,性别,备注\n2,李样乙,女,"))
    assert (skipped_of(table), list(data_of(table))) == ({3: "header"}, [2, 4])


@pytest.mark.parametrize("mark", ["示例", "例", "例：", "(样例)", "Example"])
def test_an_example_is_passed_over(opened, tmp_path, mark):
    assert skipped_of(opened(text_file(tmp_path, HEAD + f"{mark},王样乙,女,"))) == {3: "example"}


@pytest.mark.parametrize("row", [
    "2,单样乙,女,合计", "2,共样丙,男,", "2,时样丁,女,注：组长", "2,注样甲,男,", "2,总样乙,女,填表人",
    "2,村样丙,男,负责人：已联系", "2,人样甲,男,", ",李样乙,,", "2,,男,缺姓名",
])
def test_a_row_of_data_is_never_passed_over(opened, tmp_path, row):
    table = opened(text_file(tmp_path, HEAD + row))
    assert (skipped_of(table), list(data_of(table))) == ({}, [2, 3])
