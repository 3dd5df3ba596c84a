"""Templates: what they show, and that they come back (data-and-ux.md 3b.7)."""

import csv
import io
import re

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


REGISTERS = ("team_member", "person", "dispute", "hazard", "emergency_team", "mediator", "info_channel", "supply_point",
             "stock_movement", "incident", "plan", "shelter", "drill", "grid_officer")


@pytest.fixture
def sheets(rosters):
    """The town clerk's template of a register: its declaration, the sheet to fill in and the book."""

    def made(register):
        declared = rosters.register(register)
        with rosters.town.work(rosters.town_clerk) as work:
            book = load_workbook(io.BytesIO(xlsx_template(work, declared)))
        return declared, book.worksheets[0], book

    return made


def columns_of(declared, sheet):
    """Each field of the template with its heading's cell."""
    by_label = {field.label.zh: field for field in declared.fields.values()}
    return [(by_label[cell.value.removesuffix("*")], cell) for cell in sheet[3][1:]]


@pytest.mark.parametrize("register", REGISTERS)
def test_what_must_be_filled_in_has_a_star_and_another_colour(sheets, register):
    declared, sheet, _ = sheets(register)
    for field, cell in columns_of(declared, sheet):
        must = field.required and field.default is None and field.follows is None
        assert (cell.value.endswith("*"), cell.fill.start_color.rgb == "FFD6E4FF") == (must, must), field.key


@pytest.mark.parametrize("register", REGISTERS)
def test_title_and_note_go_over_all_columns(sheets, register):
    declared, sheet, _ = sheets(register)
    merged = {str(each) for each in sheet.merged_cells.ranges}
    last = sheet[3][-1].column_letter
    assert merged == {f"A1:{last}1", f"A2:{last}2"}
    assert sheet["A1"].value == f"{declared.label.zh}导入模板"
    assert sheet.freeze_panes == "A4"


@pytest.mark.parametrize("register", REGISTERS)
def test_every_cell_to_fill_in_is_a_text_cell(sheets, register):
    """So neither an ID number nor a phone nor 007 becomes a number while it is typed."""
    declared, sheet, _ = sheets(register)
    formats = {number: kind.number_format for kind in sheet.column_dimensions.values()  # neighbours of one width share one
               for number in range(kind.min, kind.max + 1)}
    assert {field.key for field, cell in columns_of(declared, sheet) if formats[cell.column] != "@"} == set()


@pytest.mark.parametrize("register", REGISTERS)
def test_vocabularies_and_units_in_reach_are_offered_in_their_columns(rosters, sheets, register):
    declared, sheet, book = sheets(register)
    offered = {}
    for each in sheet.data_validations.dataValidation:
        first, last = (part.replace("$", "") for part in each.formula1.partition("!")[2].split(":"))
        found = [row[0].value for row in book["字典"][f"{first}:{last}"]] if first != last else [book["字典"][first].value]
        column, begin, end = re.fullmatch(r"([A-Z]+)([0-9]+):[A-Z]+([0-9]+)", str(each.sqref)).groups()
        assert (each.type, each.errorStyle, begin, end) == ("list", "warning", "5", "5004")  # others may be typed
        offered[column] = found
    with rosters.town.work(rosters.town_clerk) as work:
        wording = work.wording()
    for field, cell in columns_of(declared, sheet):
        options = field.type.choices(wording)
        if options:
            assert offered[cell.column_letter] == [label for _, label in options], field.key
        elif field.key == "unit" and register != "supply_point":
            assert {"金元社区", "金容寨村", "宝祥村"} <= set(offered[cell.column_letter])
            assert not {"象山镇", "象山村"} & set(offered[cell.column_letter])


@pytest.mark.parametrize("register", REGISTERS)
def test_there_is_one_grey_example_row(sheets, register):
    _, sheet, _ = sheets(register)
    row = sheet[4]
    assert row[0].value == "示例"
    assert {(cell.font.color.rgb, cell.font.italic) for cell in row} == {("FF808080", True)}
    assert sheet.max_row == 4


def test_the_units_of_a_whole_county_are_a_drop_down_too(rosters):
    town = rosters.town
    for number in range(300):
        town.add("unit", {"code": f"5109231083{number:02d}" if number < 100 else f"510923109{number:03d}",
                          "name": f"样{number}村", "level": "village", "parent": town.unit("510923108000")})
    with town.work(rosters.town_clerk) as work:
        book = load_workbook(io.BytesIO(xlsx_template(work, rosters.register("emergency_team"))))
    lists = [[cell.value for cell in column if cell.value] for column in book["字典"].iter_cols()]
    assert max(map(len, lists)) > 300


@pytest.mark.parametrize("register", sorted({*REGISTERS} - {"mediator", "stock_movement"}))  # these need a record above
def test_filled_in_like_its_example_a_template_is_imported(rosters, sheets, register):
    declared, sheet, book = sheets(register)
    own = {"title": "样甲事项", "name": "样甲", "verified_by": None}
    for field, cell in columns_of(declared, sheet):
        sheet.cell(5, cell.column).value = own.get(field.key, sheet.cell(4, cell.column).value)
    out = io.BytesIO()
    book.save(out)
    done = rosters.look(bytes_file(rosters.folder, out.getvalue(), name="填好.xlsx"), register=register)
    assert ([(each.field, each.code) for each in done.rejected], actions(done)) == ([], {5: "create"})
    assert [row.why for row in done.skipped] == ["title", "title", "example"]
