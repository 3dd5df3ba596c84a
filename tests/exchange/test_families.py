"""Committees and their mediators in one sheet: both go in, in one transaction, or neither."""

import io

from openpyxl import load_workbook

from app.access.viewer import acting_as
from app.exchange.importing import plan
from app.exchange.refused import write_refused
from app.model import looking
from app.records.site import Work
from tests.exchange.conftest import faults
from tests.exchange.files import bytes_file, text_file

HEAD = "单位,调委会名称,级别,办公地点,姓名,性别,联系电话\n"
TWO = HEAD + """金容寨村,金容寨村调委会,村,村办公室,张样甲,男,19900000001
,,,,李样乙,女,
宝祥村,宝祥村调委会,村,活动室,王样丙,男,"""


def bring(rosters, text, **how):
    return rosters.bring(text, register="mediator", **how)


def names(rosters, register):
    return [row["name"] for row in rosters.stored(register)]


def test_a_committee_and_its_mediators_are_stored_together(rosters):
    done = bring(rosters, TWO)
    assert (done.counts.create, done.parents.counts.create, done.stored) == (3, 2, True)
    committees = {row["id"]: (row["name"], row["office"], row["unit_id"]) for row in rosters.stored("mediation_committee")}
    town = rosters.town
    assert sorted(committees.values()) == [("宝祥村调委会", "活动室", town.unit("226")),
                                           ("金容寨村调委会", "村办公室", town.unit("225"))]
    assert [(row["name"], committees[row["committee_id"]][0]) for row in rosters.stored("mediator")] == [
        ("张样甲", "金容寨村调委会"), ("李样乙", "金容寨村调委会"), ("王样丙", "宝祥村调委会")]


def test_a_preview_stores_neither(rosters):
    done = rosters.look(TWO, register="mediator")
    assert (done.counts.create, done.parents.counts.create) == (3, 2)
    assert (rosters.town.record_count("mediation_committee"), rosters.town.record_count("mediator")) == (0, 0)


def test_a_session_that_only_reads_can_preview_both(rosters):
    town, register = rosters.town, rosters.register("mediator")
    with acting_as(rosters.town_clerk), town.sessions(bind=looking(town.site.engine)) as session:
        done = plan(Work(town.site, session, town.now, "file"), register, text_file(rosters.folder, TWO))
    assert (done.counts.create, done.parents.counts.create, town.record_count("mediator")) == (3, 2, 0)


def test_the_same_file_again_changes_nothing(rosters):
    bring(rosters, TWO)
    done = bring(rosters, TWO)
    assert (done.counts.same, done.parents.counts.same, done.counts.create + done.counts.update) == (3, 2, 0)


def test_all_or_nothing_holds_for_both(rosters):
    done = bring(rosters, TWO.replace("活动室", "活动室" * 40), mode="all")
    assert (done.reason.code, names(rosters, "mediation_committee"), names(rosters, "mediator")) == ("F051", [], [])


def test_a_committee_that_is_refused_takes_its_mediators_with_it(rosters):
    done = bring(rosters, TWO.replace(",村,村办公室", ",没有,村办公室"))
    assert faults(done) == ["2 None V041", "2 committee V008", "3 committee V008"]
    assert (names(rosters, "mediation_committee"), names(rosters, "mediator")) == (["宝祥村调委会"], ["王样丙"])


def test_the_refused_rows_bring_their_committee_back(rosters):
    done = bring(rosters, TWO.replace(",村,村办公室", ",没有,村办公室"))
    out = io.BytesIO()
    assert write_refused(done, out) == 2
    book = load_workbook(out)
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row][:5] for row in sheet.iter_rows(min_row=2)] == [
        ["金容寨村", "金容寨村调委会", "没有", "村办公室", "张样甲"], ["金容寨村", "金容寨村调委会", None, None, "李样乙"]]
    sheet["C2"] = "村"
    mended = io.BytesIO()
    book.save(mended)
    again = bring(rosters, bytes_file(rosters.folder, mended.getvalue(), name="mended.xlsx"))
    assert (again.counts.create, again.parents.counts.create, faults(again)) == (2, 1, [])


def test_a_committee_in_a_row_of_its_own_comes_back_where_it_is_wrong(rosters):
    done = bring(rosters, HEAD + "金容寨村,金容寨村调委会,没有,村办公室,,,\n,,,,张样甲,男,")
    assert (faults(done), write_refused(done, io.BytesIO())) == (["2 None V041", "3 committee V008"], 2)


def test_a_name_alone_refers_to_a_committee_that_is_there(rosters):
    bring(rosters, TWO)
    done = bring(rosters, "单位,调委会名称,姓名\n宝祥村,宝祥村调委会,赵样丁\n宝祥村,没有的调委会,陈样戊")
    assert (done.parents, done.counts.create, faults(done)) == (None, 1, ["3 committee V008"])


def test_committees_of_one_name_are_told_apart_by_their_village(rosters):
    done = bring(rosters, TWO.replace("金容寨村调委会", "村调委会").replace("宝祥村调委会", "村调委会"))
    assert (done.parents.counts.create, done.counts.create) == (2, 3)
    assert len({row["committee_id"] for row in rosters.stored("mediator")}) == 2


def test_both_stand_in_the_history_of_one_run(rosters):
    done = bring(rosters, TWO)
    runs = {row["run_id"] for register in ("mediator", "mediation_committee") for row in rosters.history(register)}
    assert runs == {done.run_id}
