"""Export → import changes nothing, whatever the values are; and nothing that is exported is a formula to a spreadsheet."""

import csv
import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.exchange.export_files import csv_export, xlsx_export
from app.exchange.exporting import Export, exported_columns, stored_rows
from app.exchange.reading.grid import neutral, plain
from app.problems import Problems
from app.records.storing import create
from tests.exchange.conftest import actions, faults
from tests.exchange.files import bytes_file, person
from tests.fieldtypes.naughty import FORMULAS, FULL_WIDTH, HAN, INVISIBLE, MARKUP, NUMBERS, SQL

LEADING = ["=1+1", "'=1+1", "''=1", "+86", "-5", "@x", "＝1", "＋1", "－1", "＠x", "'a", "''", "'", "\"a\"", "a\"b", "a,b;c\td",
           "甲\n乙",
           "00012", "0", "007", "510923190601010014", "1.0", "1E5", "4.4E+17", "TRUE", "#N/A", "2021-08-05", "2021年8月",
           "5109****0018",
           "****", "—", "无", "合计", "备注：", "_x000D_", "_x0041_", "示例", "nan", " a  b ", "ｆｕｌｌ（）", "甲、乙",
           "\u3000甲", "甲·乙", "1/2"]
TEXTS = st.one_of(st.sampled_from([*LEADING, *FORMULAS, *FULL_WIDTH, *HAN, *INVISIBLE, *MARKUP, *NUMBERS, *SQL]),
                  st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
                  st.text("=+-@＝＋－＠'\"\t\n,;、0123456789.年月日甲乙 \u3000", max_size=12))
NAMES = st.one_of(st.sampled_from(["张样甲", "李样乙", "阿样·测试", "单于样", "𠮷样"]),
                  st.text("样甲乙丙丁㘵𡐓·", min_size=2, max_size=6))
PHONES = st.lists(st.sampled_from(["19900000001", "0825-5550101", "5550101", "19900000002", "0825-5550101转8"]), max_size=2,
                  unique=True)
PEOPLE = st.fixed_dictionaries({
    "name": NAMES, "id_number": st.sampled_from([None, *map(person, range(1, 40))]), "phone": PHONES.map("、".join),
    "sex": st.sampled_from([None, "male", "female"]), "post": TEXTS, "skills": TEXTS, "remarks": TEXTS,
    "joined_on": st.sampled_from([None, "2021", "2021-08", "2021-08-05", "1899-01-01"]),
    "left_on": st.sampled_from([None, "2024-02-29", "1900-01-15", "0999-12-31"])})


def bring_in(rosters, people):
    """Store what a form would take of these people; the id of the last one before."""
    table = rosters.town.site.models.table("team_member")
    with unscoped("test"), rosters.town.sessions() as session:
        last = session.execute(guarded(select(func.max(table.c.id)))).scalar() or 0
    for each in people:
        try:
            with rosters.town.work(Unscoped("test")) as work:
                create(work, rosters.register("team_member"),
                       {"team": rosters.teams["225"], "unit": rosters.town.unit("225"), **each})
        except Problems:
            continue  # a form refuses it
    return last


def export(rosters, who, kind, *, full=False, after=0, register="team_member"):
    """The file with the records after an id."""
    declared = rosters.register(register)
    chosen = Export(register=declared, columns=exported_columns(declared), full=full, purpose="核对" if full else None)
    with rosters.town.work(who) as work:
        rows = stored_rows(work, chosen, [rosters.town.site.models.table(register).c.id > after])
        if kind == "csv":
            return b"".join(csv_export(work, chosen, rows))
        out = io.BytesIO()
        xlsx_export(work, chosen, rows, out)
        return out.getvalue()


def cells_of(content, kind):
    """Every text in the file."""
    if kind == "csv":
        return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, min_size=1, max_size=4))
def test_whatever_is_stored_comes_back_as_it_is(rosters, kind, people):
    last = bring_in(rosters, people)
    for who, full in ((rosters.town_clerk, True), (rosters.town_clerk, False), (rosters.clerk, False)):
        content = export(rosters, who, kind, full=full, after=last)
        done = rosters.look(bytes_file(rosters.folder, content, name=f"export.{kind}"), who)
        assert (faults(done), set(actions(done).values()) - {"same"}) == ([], set())
        assert [row.why for row in done.skipped] == ["signature"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, min_size=1, max_size=4))
def test_nothing_exported_is_a_formula(rosters, kind, people):
    content = export(rosters, rosters.town_clerk, kind, full=True, after=bring_in(rosters, people))
    assert [cell for cell in cells_of(content, kind) if re.match(r"[=+\-@＝＋－＠\r]", cell)] == []


@given(text=st.one_of(TEXTS, st.text("'=+-@＝a", max_size=6)))
def test_what_is_put_before_a_formula_sign_is_taken_away_again(text):
    assert plain(neutral(text)) == text


def test_leading_zeros_and_long_digits_survive_a_spreadsheet_that_reads_text(rosters):
    bring_in(rosters, [{"name": "张样甲", "id_number": person(1), "post": "007", "phone": "19900000001"}])
    row = next(csv.DictReader(io.StringIO(export(rosters, rosters.town_clerk, "csv", full=True).decode("utf-8-sig"))))
    assert (row["身份证号"], row["队内职务"]) == (f"\t{person(1)}", "\t007")


def test_masks_hide_and_mean_unchanged(rosters):
    bring_in(rosters, [{"name": "张样甲", "id_number": person(1), "phone": "19900000001", "post": "队员"}])
    text = export(rosters, rosters.clerk, "csv").decode("utf-8-sig")
    assert person(1) not in text
    assert "19900000001" not in text
    done = rosters.bring(text.replace("队员", "队长"), rosters.clerk)
    (row,) = rosters.stored()
    assert (actions(done), row["post"], row["id_number"], row["phone"]) == ({2: "update"}, "队长", person(1), ("19900000001",))


def test_a_mask_of_somebody_else_is_refused(rosters):
    bring_in(rosters, [{"name": "张样甲", "id_number": person(1), "phone": "19900000001"}])
    text = export(rosters, rosters.clerk, "csv").decode("utf-8-sig").replace("199****0001", "199****0009")
    assert sorted(faults(rosters.look(text, rosters.clerk))) == ["2 id_number F033", "2 phone F033"]


def test_a_masked_cell_of_a_row_without_record_is_refused(rosters):
    assert faults(rosters.look("姓名,联系电话\n张样甲,199****0001", rosters.clerk)) == ["2 phone F033"]


def test_full_numbers_need_the_right_to_them(rosters):
    bring_in(rosters, [{"name": "张样甲", "id_number": person(1)}])
    assert person(1) not in export(rosters, rosters.clerk, "csv", full=True).decode()
    assert person(1) in export(rosters, rosters.town_clerk, "csv", full=True).decode()


def test_an_export_leaves_its_line_in_the_audit_log(rosters):
    bring_in(rosters, [{"name": "张样甲"}])
    export(rosters, rosters.town_clerk, "xlsx", full=True)
    assert rosters.town.audit_events()[-1] == ("export", "核对", 1)


def test_an_export_says_who_when_and_which_rows(rosters):
    bring_in(rosters, [{"name": "张样甲"}])
    last = export(rosters, rosters.clerk, "csv").decode("utf-8-sig").splitlines()[-1]
    assert last == f"导出人：{rosters.clerk.name}　导出时间：2026-08-05 10:00　条件：全部　共 1 行"


def test_an_export_can_be_written_for_gb18030(rosters, tmp_path):
    """Village names outside GBK; a clerk saves the file anew as office programs do."""
    bring_in(rosters, [{"name": "张样甲", "remarks": "上㘵村莫𡐓村"}])
    content = export(rosters, rosters.clerk, "csv").decode("utf-8-sig").encode("gb18030")
    assert actions(rosters.look(bytes_file(tmp_path, content), rosters.clerk)) == {2: "same"}
