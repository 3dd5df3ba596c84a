"""CSV, TSV and semicolons in the encodings that offices use."""

import pytest

from app.exchange.reading.source import Unreadable
from tests.exchange.conftest import data_of, skipped_of
from tests.exchange.files import bytes_file, person, text_file

TWO = """
    姓名,性别
    张样甲,男
    李样乙,女
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_of_two_names_is_read_in_every_encoding(opened, tmp_path, encoding):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    text = "姓名,性别\n张样甲,男\n李样乙,女\n"
    table = opened(bytes_file(tmp_path, bom + text.encode(encoding)))
    assert data_of(table) == {2: {"name": "张样甲", "sex": "男"}, 3: {"name": "李样乙", "sex": "女"}}


def test_the_encoding_is_told(opened, tmp_path):
    assert opened(text_file(tmp_path, TWO, encoding="gb18030")).book.how == {"encoding": "GB18030"}


@pytest.mark.parametrize("name", ["上㘵样甲", "莫𡐓样", "样\ue170甲"], ids=["extension A", "extension B", "private use"])
def test_rare_characters_survive_gb18030(opened, tmp_path, name):
    table = opened(text_file(tmp_path, f"姓名,性别\n{name},男", encoding="gb18030"))
    assert data_of(table)[2]["name"] == name


@pytest.mark.parametrize("sign", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_the_separator_is_the_one_under_which_headings_are_found(opened, tmp_path, sign):
    text = sign.join(("姓名", "备注")) + "\n" + sign.join(("张样甲", '"甲,乙;丙\t丁"'))
    assert data_of(opened(text_file(tmp_path, text)))[2] == {"name": "张样甲", "remarks": "甲,乙;丙\t丁"}


def test_the_line_with_which_excel_names_its_separator_is_no_row(opened, tmp_path):
    table = opened(text_file(tmp_path, "sep=;\n姓名;性别\n张样甲;男"))
    assert (data_of(table), skipped_of(table)) == ({3: {"name": "张样甲", "sex": "男"}}, {})


def test_a_row_counts_by_its_first_physical_line(opened, tmp_path):
    table = opened(text_file(tmp_path, '姓名,备注\n张样甲,"一\n二\n三"\n李样乙,四'))
    assert list(data_of(table)) == [2, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_may_end_in_any_way(opened, tmp_path, end):
    table = opened(bytes_file(tmp_path, end.join(("姓名,性别", "张样甲,男", "李样乙,女", "")).encode()))
    assert list(data_of(table)) == [2, 3]


def test_a_stray_inch_mark_is_no_open_quotation(opened, tmp_path):
    assert data_of(opened(text_file(tmp_path, '姓名,备注\n张样甲,5" 管')))[2]["remarks"] == '5" 管'


def test_a_quotation_that_is_never_closed_refuses_the_file(refusal, tmp_path):
    assert refusal(lambda: text_file(tmp_path, '姓名,备注\n张样甲,"一\n李样乙,二\n王样丙,三')) == "F011"


def test_the_refusal_names_the_line_at_which_rows_run_together(opened, tmp_path):
    with pytest.raises(Unreadable) as refused:
        opened(text_file(tmp_path, '姓名,备注\n张样甲,一\n李样乙,"二\n王样丙,三'))
    assert (refused.value.reason.code, refused.value.reason.values["line"]) == ("F011", 3)


def test_a_cell_longer_than_any_text_refuses_the_file(refusal, tmp_path):
    assert refusal(lambda: text_file(tmp_path, "姓名,备注\n张样甲," + "长" * 131_073)) == "F011"


def test_an_apostrophe_before_a_formula_sign_was_put_there_by_us(opened, tmp_path):
    table = opened(text_file(tmp_path, "姓名,特长,身份证号\n张样甲,'=1+1,'" + person(1)))
    assert data_of(table)[2] == {"name": "张样甲", "skills": "=1+1", "id_number": "'" + person(1)}


def test_a_thousand_columns_are_read(opened, tmp_path):
    headings = ",".join(["姓名", "性别", *(f"列{number}" for number in range(998))])
    table = opened(text_file(tmp_path, headings + "\n" + ",".join(["张样甲", "男", *["x"] * 998])))
    assert data_of(table)[2] == {"name": "张样甲", "sex": "男"}
    assert len(table.notes) == 998


def test_one_column_is_enough_where_everything_else_can_be_found(opened, tmp_path):
    assert data_of(opened(text_file(tmp_path, "姓名\n张样甲\n李样乙"))) == {2: {"name": "张样甲"}, 3: {"name": "李样乙"}}
