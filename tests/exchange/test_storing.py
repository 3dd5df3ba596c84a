"""What an import stores passes everything that a form passes, in one transaction, and can be told apart afterwards."""

import json

import pytest
from sqlalchemy import func, select

from app.access.guard import guarded
from app.access.history import digest, opened
from app.access.refusal import OutOfSight
from app.access.viewer import unscoped
from app.exchange.importing import apply
from app.exchange.reading.source import receive
from app.exchange.reading.table import ImportOptions
from app.exchange.runs import note_upload, own_run, own_runs
from app.model.search import folded
from tests.exchange.conftest import actions, faults
from tests.exchange.files import person, text_file

ROSTER = f"姓名,性别,身份证号,联系电话,技能特长\n曾样甲,男,{person(1)},19900000001,驾驶\n李样乙,女,{person(2)},,"


def count(rosters, table):
    with unscoped("test"), rosters.town.sessions() as session:
        return session.execute(guarded(select(func.count()).select_from(table))).scalar_one()


def test_a_preview_writes_nothing(rosters):
    before = [count(rosters, table) for table in rosters.town.site.models.metadata.sorted_tables]
    rosters.look(ROSTER, rosters.clerk)
    assert [count(rosters, table) for table in rosters.town.site.models.metadata.sorted_tables] == before


def test_rows_lie_in_the_register_with_place_and_stamp(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    town, rows = rosters.town, rosters.stored()
    assert (done.stored, [row["name"] for row in rows]) == (True, ["曾样甲", "李样乙"])
    first = rows[0]
    assert (first["unit_id"], first["village_id"], first["town_id"], first["county_id"], first["grid_id"]) == (
        town.unit("225"), town.unit("225"), town.unit("510923108000"), town.unit("510923000000"), None)
    assert (first["version"], first["created_by"], first["changed_by"], first["created_at"]) == (1, 1, 1, town.now)
    assert (first["id_number"], first["phone"]) == (person(1), ("19900000001",))


def test_numbers_of_people_lie_encrypted_with_a_key_for_each_record(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    rows = rosters.stored()
    assert len({row["record_key"] for row in rows}) == 2
    with unscoped("test"), rosters.town.sessions() as session:
        raw = session.connection().exec_driver_sql("SELECT id_number FROM team_member").scalars().all()
    assert all(person(1).encode() not in bytes(each) for each in raw)


def test_history_tells_of_each_row_as_of_a_form(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    lines, record = rosters.history(), rosters.stored()[0]
    assert [(line["act"], line["door"], line["user_name"], line["run_id"], line["version"]) for line in lines] == [
        ("create", "file", rosters.clerk.name, done.run_id, 1)] * 2
    found = opened(lines[0]["changes"], record["record_key"])
    assert (found["name"], found["id_number"], found["phone"]) == ([None, "曾样甲"], [None, person(1)], [None, ["19900000001"]])
    assert person(1) not in lines[0]["changes"]
    assert [digest(line) for line in lines] == [line["digest"] for line in lines]


def test_history_of_a_form_and_of_a_file_say_the_same(rosters):
    rosters.bring("姓名,性别\n张样甲,男", rosters.clerk)
    rosters.town.add("team_member", {"team": rosters.teams["225"], "unit": rosters.town.unit("225"), "name": "张样甲",
                                     "sex": "male"})
    by_file, by_form = (json.loads(line["changes"]) for line in rosters.history())
    assert by_file == by_form


def test_a_member_is_found_by_the_initials_of_every_reading(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    index = rosters.town.site.models.search["team_member"]
    with unscoped("test"), rosters.town.sessions() as session:
        words = session.execute(select(index.c.words).where(index.c.rowid == rosters.stored()[0]["id"])).scalar_one()
    text = words if isinstance(words, str) else " ".join(words)
    for reading in ("zyj", "cyj"):
        assert (" ".join(folded(reading)) in text) or (reading[:2] in text and reading[1:] in text)


def test_the_same_file_again_changes_nothing(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    before, lines = rosters.stored(), len(rosters.history())
    done = rosters.bring(ROSTER, rosters.clerk)
    assert (done.counts.same, done.counts.create, done.counts.update) == (2, 0, 0)
    assert (rosters.stored(), len(rosters.history())) == (before, lines)


@pytest.mark.parametrize("change", [
    lambda text: "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:])]),
    lambda text: "花名册,,,,\n" + text,
    lambda text: text.replace("姓名,", "姓　名*,").replace("男", "1"),
], ids=["re-ordered", "with a title", "spelled otherwise"])
def test_the_same_people_in_another_dress_change_nothing(rosters, change):
    rosters.bring(ROSTER, rosters.clerk)
    assert set(actions(rosters.bring(change(ROSTER), rosters.clerk)).values()) == {"same"}


def test_a_changed_cell_changes_one_column_and_raises_the_version(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    before = rosters.stored()
    done = rosters.bring(ROSTER.replace("驾驶", "急救"), rosters.clerk)
    after = rosters.stored()
    assert actions(done) == {2: "update", 3: "same"}
    assert {key for key in after[0] if after[0][key] != before[0][key]} <= {"skills", "version", "changed_at", "changed_by"}
    assert (after[0]["version"], after[0]["skills"], after[1]) == (2, "急救", before[1])
    last = rosters.history()[-1]
    assert (last["act"], last["version"], json.loads(last["changes"])) == ("edit", 2, {"skills": ["驾驶", "急救"]})


def test_all_or_nothing_stores_nothing_where_a_row_is_refused(rosters):
    done = rosters.bring(ROSTER + "\n王样丙,男,123,,", rosters.clerk, mode="all")
    assert (done.outcome, done.reason.code, done.stored, faults(done)) == ("reject", "F051", False, ["4 id_number V071"])
    assert (rosters.stored(), rosters.history(), count(rosters, rosters.town.site.models.system.import_run)) == ([], [], 0)


def test_good_rows_are_stored_while_the_others_come_back(rosters):
    done = rosters.bring(ROSTER + "\n王样丙,男,123,,", rosters.clerk)
    assert (done.outcome, done.stored, faults(done), len(rosters.stored())) == ("ok", True, ["4 id_number V071"], 2)


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_chunks_do_not_show(rosters, monkeypatch, chunk):
    monkeypatch.setattr("app.exchange.importing.CHUNK", chunk)
    rows = "\n".join(f"张样{sign},{person(number)}" for number, sign in enumerate("甲乙丙丁戊", 1))
    done = rosters.bring(f"姓名,身份证号\n{rows}", rosters.clerk)
    assert (done.counts.create, len(rosters.stored()), len(rosters.history())) == (5, 5, 5)
    assert set(actions(rosters.look(f"姓名,身份证号\n{rows}", rosters.clerk)).values()) == {"same"}


def test_the_run_remembers_file_options_and_counts(rosters):
    source = text_file(rosters.folder, ROSTER)
    with rosters.town.work(rosters.clerk, door="file") as work:
        apply(work, rosters.register("team_member"), source, ImportOptions(fixed={"post": "队员"}), "good")
    with rosters.town.work(rosters.clerk) as work:
        (run,) = own_runs(work)
    assert (run.register, run.file_name, run.sha256, run.state, run.counts["create"], run.options.fixed) == (
        "team_member", "花名册.csv", source.sha256, "applied", 2, {"post": "队员"})


def test_an_upload_is_applied_once(rosters):
    path = rosters.folder / "上传.csv"
    path.write_text(ROSTER, encoding="utf-8")
    with path.open("rb") as stream:
        kept = receive(rosters.town.site.files, "上传.csv", stream)
    register = rosters.register("team_member")
    with rosters.town.work(rosters.clerk, door="file") as work:
        run_id = note_upload(work, register, kept, ImportOptions(), {"create": 2})
    results = []
    for _ in range(2):
        with rosters.town.work(rosters.clerk, door="file") as work:
            run = own_run(work, run_id)
            results.append(apply(work, register, run.source(work), run.options, "all", run_id=run_id))
    assert [(done.stored, done.reason and done.reason.code) for done in results] == [(True, None), (False, "F053")]
    assert len(rosters.stored()) == 2


def test_an_upload_of_somebody_else_does_not_exist(rosters):
    with rosters.town.work(rosters.clerk, door="file") as work:
        run_id = note_upload(work, rosters.register("team_member"), text_file(rosters.folder, ROSTER), ImportOptions(), {})
    with pytest.raises(OutOfSight), rosters.town.work(rosters.town_clerk) as work:
        own_run(work, run_id)


def test_several_references_of_a_row_are_stored_and_compared(rosters):
    town, people = rosters.town, "单位,姓名,兼任单位\n金容寨村,张样甲,金容寨村、宝祥村\n宝祥村,李样乙,"
    rosters.bring(people, register="person")
    links = town.site.models.links["person", "serves"]
    with unscoped("test"), town.sessions() as session:
        found = session.execute(guarded(select(links.c.target_id).order_by(links.c.target_id))).scalars().all()
    assert found == sorted([town.unit("225"), town.unit("226")])
    assert set(actions(rosters.look(people, register="person")).values()) == {"same"}
    changed = rosters.bring(people.replace("金容寨村、宝祥村", "宝祥村"), register="person")
    assert actions(changed) == {2: "update", 3: "same"}
    assert json.loads(rosters.history("person")[-1]["changes"])["serves"] == [
        sorted([town.unit("225"), town.unit("226")]), [town.unit("226")]]


def test_imported_cases_get_numbers_and_colours_as_entered_ones_do(rosters):
    text = "发生单位,标题,类别,简要情况,涉及人数\n金容寨村,边界争议,邻里,两家因地界争吵,12\n金容寨村,道路争议,邻里,占用通道,2"
    done = rosters.bring(text, rosters.clerk, register="dispute")
    assert faults(done) == []
    rows = rosters.stored("dispute")
    assert [(row["number"], row["colour"], row["status"]) for row in rows] == [
        ("108225-2026-0001", "orange", "open"), ("108225-2026-0002", "blue", "open")]


def test_a_case_that_has_climbed_is_not_changed_by_the_villages_file(rosters):
    text = "发生单位,标题,类别,简要情况,涉及人数,发现日期\n金容寨村,边界争议,邻里,两家因地界争吵,12,2026-08-05"
    rosters.bring(text, rosters.clerk, register="dispute")
    assert faults(rosters.look(text.replace("争吵", "打架"), rosters.clerk, register="dispute")) == ["2 unit A003"]
    assert actions(rosters.bring(text.replace("争吵", "打架"), register="dispute")) == {2: "update"}


def test_a_case_is_known_by_its_own_number(rosters):
    rosters.bring("发生单位,标题,类别,简要情况\n金容寨村,边界争议,邻里,争吵", rosters.clerk, register="dispute")
    done = rosters.bring("编号,标题\n108225-2026-0001,地界争议", rosters.clerk, register="dispute")
    assert (actions(done), [row["title"] for row in rosters.stored("dispute")]) == ({2: "update"}, ["地界争议"])
    lost = rosters.look("编号,标题\n108225-2026-0009,别的争议", rosters.clerk, register="dispute")
    assert (lost.outcome, lost.reason.code) == ("reject", "F021")


def test_units_find_their_parents_in_the_same_file(rosters):
    county = rosters.town.viewer("county_admin", "510923000000", user_id=3)
    text = """
        区划代码,名称,层级,上级单位
        510923109201,回龙村,村,510923109000
        510923109000,回马镇,镇,510923000000
    """
    looked, done = (way(text, county, register="unit") for way in (rosters.look, rosters.bring))
    assert (faults(looked), looked.counts.create, faults(done), done.counts.create) == ([], 2, [], 2)
    village = next(row for row in rosters.stored("unit") if row["code"] == "510923109201")
    assert village["village_id"] == village["id"]
    assert rosters.look(text, county, register="unit").counts.same == 2


def test_the_audit_log_has_a_line_for_each_import(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    rosters.bring(ROSTER + "\n王样丙,男,123,,", rosters.clerk, mode="all")
    table = rosters.town.site.models.system.audit_entry
    with unscoped("test"), rosters.town.sessions() as session:
        lines = session.execute(select(table.c.event, table.c.outcome, table.c.rows).order_by(table.c.id)).all()
    assert [tuple(line) for line in lines] == [("import", "ok", 2), ("import", "refused", 0)]
