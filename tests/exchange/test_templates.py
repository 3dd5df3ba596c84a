"""Templates: what they show, and that they come back (data-and-ux.md 3b.7)."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app.exchange.templates import csv_template, xlsx_template
from tests.exchange.conftest import actions
from tests.exchange.files import bytes_file, person


@pytest.fixture
def template(rosters):
    """The clerk's template of a register, as bytes."""

    def made(kind, register="team_member"):
        with rosters.town.work(rosters.clerk) as work:
            return (csv_template if kind == "csv" else xlsx_template)(work, rosters.register(register))

    return made


def test_it_has_title_note_starred_headings_and_one_example(template):
    sheet = load_workbook(io.BytesIO(template("xlsx"))).worksheets[0]
    assert sheet["A1"].value == "队员花名册导入模板"
    assert "示例行不会导入" in sheet["A2"].value
    headings = [cell.value for cell in sheet[3]]
    assert headings[:2] == ["序号", "姓名*"]
    assert [heading for heading in headings if heading.endswith("*")] == ["姓名*"]
    assert sheet["A4"].value == "示例"
    assert sheet["A5"].value is None


def test_numbers_of_people_are_text_cells(template):
    sheet = load_workbook(io.BytesIO(template("xlsx"))).worksheets[0]
    place = {cell.value: cell.column_letter for cell in sheet[3]}
    assert {sheet.column_dimensions[place[name]].number_format for name in ("身份证号", "联系电话")} == {"@"}


def test_choices_and_the_units_in_reach_are_drop_downs(template):
    book = load_workbook(io.BytesIO(template("xlsx")))
    lists = [[cell.value for cell in column if cell.value] for column in book["字典"].iter_cols()]
    assert ["男", "女"] in lists
    assert ["金容寨村", "金容寨村第一网格"] in lists
    assert ["金容寨村应急分队"] in lists
    assert book["字典"].sheet_state == "hidden"
    assert len(book.worksheets[0].data_validations.dataValidation) == sum(map(bool, lists))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("register", ["team_member", "person", "dispute", "hazard", "emergency_team", "mediator",
                                      "info_channel"])
def test_an_empty_template_has_no_rows_but_its_example_which_is_passed_over(rosters, template, kind, register):
    done = rosters.look(bytes_file(rosters.folder, template(kind, register)), rosters.clerk, register)
    assert (done.reason.code, [row.why for row in done.skipped if row.why != "title"]) == ("F024", ["example"])


def test_the_example_is_known_without_its_mark_too(rosters, template):
    head, example = csv.reader(io.StringIO(template("csv").decode("utf-8-sig")))
    text = "\n".join((",".join(head[1:]), ",".join(example[1:])))
    assert [row.why for row in rosters.look(text, rosters.clerk).skipped] == ["example"]


def test_a_filled_template_is_brought(rosters, template):
    book = load_workbook(io.BytesIO(template("xlsx")))
    sheet = book.worksheets[0]
    for cell in sheet[3]:
        sheet.cell(5, cell.column).value = {"姓名*": "张样甲", "身份证号": person(1), "性别": "男"}.get(cell.value)
    book.save(rosters.folder / "填好.xlsx")
    done = rosters.look(bytes_file(rosters.folder, (rosters.folder / "填好.xlsx").read_bytes()), rosters.clerk)
    assert (actions(done), done.rows[0].values["id_number"]) == ({5: "create"}, person(1))
