"""Packages: from one installation to another and back, whichever database they use; all or nothing."""

import csv
import hashlib
import io
import json
import shutil
import zipfile
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.refusal import Refused
from app.access.viewer import Unscoped, unscoped
from app.assembly import make_sessions
from app.packages import export_package, import_package
from app.problems import Problems
from app.records.attachments import add_file
from app.records.storing import edit, fetch
from tests.exchange.files import person
from tests.sites import Town, build_town, open_site
from tests.templates import Templates

CODE = "510923108000"
PASSPHRASE = "correct horse battery"
SYSTEM = Unscoped("test")


@contextmanager
def installation(request, kind, definition, home, folder):
    """Another installation with the same units; the keys of the one at ``home`` serve both, as one process has one."""
    folder.mkdir()
    templates = Templates(request.getfixturevalue("postgres_server") if kind == "postgres" else None)

    def fill(url, made):
        from tests.sites import make_site

        site = make_site(url, definition, made)
        build_town(site)
        site.engine.dispose()
        shutil.copy(made / "instance" / "keys.json", made / "keys.json")

    with templates.copy("town", folder, fill) as url:
        shutil.copy(home / "instance" / "keys.json", folder / "instance" / "keys.json")
        site = open_site(url, definition, folder)
        other = Town(site, make_sessions(site))
        with unscoped("test"), other.sessions() as session:
            unit = site.models.table("unit")
            other.units.update((code, key) for code, key in session.execute(select(unit.c.code, unit.c.id)))
        yield other
        site.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def county(request, town, definition, tmp_path):
    """Another installation, on either database."""
    with installation(request, request.param, definition, tmp_path, tmp_path / "county") as other:
        yield other


@pytest.fixture
def filled(town):
    """A team with two members, a case with a note, stock, and a picture."""
    team = town.add("emergency_team", {"unit": town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})
    for number in (1, 2):
        town.add("team_member", {"team": team, "unit": town.unit("225"), "name": "张样" + "甲乙"[number - 1],
                                 "id_number": person(number), "phone": f"1990000000{number}", "post": "=1+1", "skills": "007"})
    case = town.add("dispute", {"category": "neighbours", "description": "两家因地界\n争吵", "people_involved": "2",
                                "found_on": "2026-08-01", "title": "甲案", "unit": town.unit("225")})
    for _ in range(2):  # the same note twice is two notes
        town.add("dispute_event", {"dispute": case, "kind": "visit", "happened_on": "2026-08-02", "host": "李样乙",
                                   "note": "走访"})
    item = town.add("supply_item", {"name": "样品手电筒", "measure": "个", "category": "protection"})
    point = town.add("supply_point", {"unit": town.unit("225"), "name": "村委会储备点", "kind": "village",
                                      "place": "村委会", "keeper": "李样乙"})
    town.add("stock_movement", {"point": point, "unit": town.unit("225"), "kind": "in", "item": item, "quantity": "10",
                                "handled_by": "李样乙", "moved_on": "2026-08-01"})
    return {"team": team, "case": case, "point": point, "item": item}


def pack(town, path, passphrase=PASSPHRASE, code=CODE):
    path.unlink(missing_ok=True)
    with town.work(SYSTEM) as work:
        return export_package(work, code, path, passphrase=passphrase)


def bring(town, path, passphrase=PASSPHRASE, *, store=True, **settle):
    with town.work(SYSTEM) as work:
        return import_package(work, path, passphrase=passphrase, store=store, settle=settle)


def codes(done):
    return [each.code for each in done.problems]


def rows_of(town, register):
    table = town.site.models.table(register)
    with unscoped("test"), town.sessions() as session:
        return [dict(row) for row in session.execute(guarded(select(table).order_by(table.c.id))).mappings()]


def history_of(town, register):
    table = town.site.models.system.history
    with unscoped("test"), town.sessions() as session:
        statement = select(table.c.at, table.c.user_name, table.c.act, table.c.version).where(table.c.register == register)
        return [tuple(row) for row in session.execute(guarded(statement.order_by(table.c.at, table.c.id)))]


def change(town, register, record_id, **given):
    with town.work(SYSTEM, now=town.now.replace(hour=town.now.hour + 1)) as work:
        record = fetch(work, town.site.definition.registers[register], record_id)
        edit(work, record.register, record, given, record.version)


def test_a_package_brings_every_row_with_its_history(town, county, filled, tmp_path):
    manifest = pack(town, tmp_path / "a.zip")
    assert manifest.registers["team_member"] == 2
    done = bring(county, tmp_path / "a.zip")
    assert (done.problems, done.stored) == ([], True)
    for register in ("team_member", "dispute", "dispute_event", "stock_movement", "supply_point", "department"):
        ours, theirs = rows_of(town, register), rows_of(county, register)
        own = [field.column for field in town.site.definition.registers[register].stored_fields
               if field.type.kind not in ("reference",) and not field.encrypted]
        assert [{name: row[name] for name in [*own, "created_at", "version"]} for row in theirs] == [
            {name: row[name] for name in [*own, "created_at", "version"]} for row in ours], register
        assert history_of(county, register) == history_of(town, register), register
    assert [row["id_number"] for row in rows_of(county, "team_member")] == [person(1), person(2)]


def test_the_same_package_twice_changes_nothing(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    again = bring(county, tmp_path / "a.zip")
    assert (again.problems, again.changes) == ([], 0)
    assert len(rows_of(county, "dispute_event")) == 2


def test_a_package_that_comes_home_changes_nothing(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    pack(county, tmp_path / "b.zip")
    back = bring(town, tmp_path / "b.zip")
    assert (back.problems, back.changes) == ([], 0)


def test_looking_stores_nothing(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    seen = bring(county, tmp_path / "a.zip", store=False)
    assert (seen.counts["team_member"], seen.stored) == ({"create": 2}, False)
    assert rows_of(county, "team_member") == []
    assert not list((county.site.files / "attachments").rglob("*.*"))


def test_what_changed_since_goes_with_the_next_package(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    member = rows_of(town, "team_member")[0]
    change(town, "team_member", member["id"], name="张样丙", post="队长", id_number="")
    pack(town, tmp_path / "b.zip")
    done = bring(county, tmp_path / "b.zip")
    assert (done.problems, done.counts["team_member"]) == ([], {"update": 1, "same": 1})
    assert rows_of(county, "team_member")[0]["name"] == "张样丙"
    assert history_of(county, "team_member") == history_of(town, "team_member")
    older = bring(county, tmp_path / "a.zip")
    assert (older.problems, older.counts["team_member"]) == ([], {"older": 1, "same": 1})


def test_what_both_sides_changed_is_told_and_nothing_is_stored(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    change(town, "team_member", rows_of(town, "team_member")[0]["id"], post="队长")
    change(town, "dispute", filled["case"], description="又吵了")
    change(county, "team_member", rows_of(county, "team_member")[0]["id"], post="副队长")
    pack(town, tmp_path / "b.zip")
    done = bring(county, tmp_path / "b.zip")
    assert (codes(done), done.stored) == (["F075"], False)
    assert "张样甲" in done.problems[0].message("zh")
    assert "队内职务" in done.problems[0].message("zh")
    assert rows_of(county, "dispute")[0]["description"] != "又吵了"


def test_what_the_stock_says_is_the_same_on_both_sides(town, county, filled, tmp_path):
    def balances(there):
        table = there.site.models.system.stock_balance
        with unscoped("test"), there.sessions() as session:
            return [tuple(row) for row in session.execute(guarded(select(table.c.batch, table.c.balance)))]

    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    assert balances(county) == balances(town) == [("", 10)]


def test_stock_that_both_sides_have_taken_is_told(town, county, filled, tmp_path):
    def take(there, minute):
        (point,), (item,) = rows_of(there, "supply_point"), rows_of(there, "supply_item")
        there.add("stock_movement", {"point": point["id"], "unit": there.unit("225"), "kind": "out", "item": item["id"],
                                     "quantity": "6", "handled_by": "李样乙", "moved_on": "2026-08-02"},
                  now=there.now.replace(minute=minute))

    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    take(town, 1)
    take(county, 2)
    pack(town, tmp_path / "b.zip")
    done = bring(county, tmp_path / "b.zip")
    assert (codes(done), done.stored) == (["F082"], False)
    assert len(rows_of(county, "stock_movement")) == 2


def test_a_number_that_came_along_is_not_given_again(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    county.add("dispute", {"category": "neighbours", "description": "两家争吵", "people_involved": "2", "title": "乙案",
                           "found_on": "2026-08-01", "unit": county.unit("225")})
    numbers = [row["number"] for row in rows_of(county, "dispute")]
    assert len(set(numbers)) == 2


def test_a_number_given_on_both_sides_is_told(town, county, filled, tmp_path):
    county.add("dispute", {"category": "neighbours", "description": "别的事", "people_involved": "2", "title": "乙案",
                           "found_on": "2026-08-01", "unit": county.unit("225")}, now=county.now.replace(minute=1))
    pack(town, tmp_path / "a.zip")
    done = bring(county, tmp_path / "a.zip")
    assert (codes(done), [each.code for each in done.warnings], done.stored) == ([], ["F081"], True)


def test_a_unique_name_of_another_record_is_told_and_nothing_is_stored(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    county.add("supply_point", {"unit": county.unit("226"), "name": "村委会储备点", "kind": "village", "place": "村委会",
                                "keeper": "李样乙"}, now=county.now.replace(minute=1))
    change(town, "supply_point", filled["point"], unit=town.unit("226"))  # where that name is taken
    change(town, "dispute", filled["case"], description="又吵了")
    pack(town, tmp_path / "b.zip")
    done = bring(county, tmp_path / "b.zip")
    assert (codes(done), done.stored) == (["F078"], False)
    assert rows_of(county, "dispute")[0]["description"] != "又吵了"


def test_attachments_travel_once_each(town, county, filled, tmp_path):
    with town.work(SYSTEM) as work:
        register = town.site.definition.registers["dispute"]
        field = next(each for each in register.fields.values() if each.type.kind == "attachments")
        record = fetch(work, register, filled["case"])
        add_file(work, record, field, "现场.jpg", io.BytesIO(b"\xff\xd8\xff" + b"picture" * 50))
    pack(town, tmp_path / "a.zip")
    assert bring(county, tmp_path / "a.zip", store=False).files == 1
    assert not [path for path in (county.site.files / "attachments").rglob("*") if path.is_file()]
    assert bring(county, tmp_path / "a.zip").files == 1
    assert bring(county, tmp_path / "a.zip").files == 0
    (path,) = [path for path in (county.site.files / "attachments").rglob("*") if path.is_file()]
    assert path.read_bytes().startswith(b"\xff\xd8\xffpicture")


def test_personal_fields_are_masked_without_a_passphrase(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip", passphrase=None)
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        everything = b"".join(zipped.read(name) for name in zipped.namelist())
    assert person(1).encode() not in everything
    assert b"19900000001" not in everything
    done = bring(county, tmp_path / "a.zip", passphrase=None)
    assert (done.problems, {each.code for each in done.warnings}) == ([], {"F080"})
    assert rows_of(county, "team_member")[0]["id_number"] is None
    assert bring(county, tmp_path / "a.zip", passphrase=None).changes == 0


def test_masks_leave_what_is_there(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    pack(town, tmp_path / "b.zip", passphrase=None)
    done = bring(county, tmp_path / "b.zip", passphrase=None)
    assert (done.problems, done.changes) == ([], 0)
    assert rows_of(county, "team_member")[0]["id_number"] == person(1)


def test_a_locked_package_shows_nothing(town, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    assert person(1).encode() not in (tmp_path / "a.zip").read_bytes()
    assert not zipfile.is_zipfile(tmp_path / "a.zip")


def test_only_the_subtree_goes_out(town, filled, tmp_path):
    town.add("emergency_team", {"unit": town.unit("107201"), "name": "象山村应急分队", "kind": "detachment"})
    assert pack(town, tmp_path / "a.zip").registers["emergency_team"] == 1
    assert pack(town, tmp_path / "b.zip", code="510923000000").registers["emergency_team"] == 2


def test_no_cell_of_a_package_is_a_formula(town, filled, tmp_path):
    pack(town, tmp_path / "a.zip", passphrase=None)
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        for name in zipped.namelist():
            if name.endswith(".csv"):
                rows = csv.reader(io.StringIO(zipped.read(name).decode("utf-8-sig"), newline=""))
                assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-＝＋－＠")]


def rewritten(path, change):
    """The archive with members changed: name → bytes."""
    with zipfile.ZipFile(path) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)


def _other_row(members):
    members["registers/team_member.csv"] = members["registers/team_member.csv"].replace("张样甲".encode(), "张样丁".encode())


def _manifest(members, **given):
    members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **given}).encode()


@pytest.mark.parametrize(("change", "code"), [
    (_other_row, "F071"), (lambda members: members.pop("units.csv"), "F071"),
    (partial(_manifest, format=2), "F072"), (partial(_manifest, registers={"spaceship": 1}), "F072"),
    (partial(_manifest, program="other"), "F070"), (partial(_manifest, what="backup"), "F070"),
    (partial(_manifest, unit="510923999000"), "F079"), (lambda members: members.pop("manifest.json"), "F070"),
])
def test_a_package_that_is_not_what_it_was_is_refused_as_a_whole(town, filled, tmp_path, change, code):
    pack(town, tmp_path / "a.zip", passphrase=None)
    rewritten(tmp_path / "a.zip", change)
    with pytest.raises(Problems) as refused:
        bring(town, tmp_path / "a.zip", passphrase=None)
    assert [each.code for each in refused.value.found] == [code]


@pytest.mark.parametrize(("content", "given", "code"), [(b"PK\x03\x04 cut", None, "F071"), (b"some text", None, "F070"),
                                                        (None, None, "F073"), (None, "another one", "F074")])
def test_a_file_that_does_not_open_is_refused(town, filled, tmp_path, content, given, code):
    pack(town, tmp_path / "a.zip")
    if content is not None:
        (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(Problems) as refused:
        bring(town, tmp_path / "a.zip", given)
    assert [each.code for each in refused.value.found] == [code]


@pytest.mark.parametrize(("role", "unit", "passphrase"), [
    ("village_leader", "510923108225", None), ("town_leader", CODE, None),  # not able to
    ("town_clerk", "510923107000", None),  # of another town
    ("county_admin", "510923000000", PASSPHRASE)])  # sees masks only
def test_who_may_not_makes_no_package(town, filled, tmp_path, role, unit, passphrase):
    with town.work(town.viewer(role, unit)) as work, pytest.raises(Refused):
        export_package(work, CODE, tmp_path / "a.zip", passphrase=passphrase)
    assert not (tmp_path / "a.zip").exists()


def test_a_persons_package_holds_what_the_person_may_export(town, filled, tmp_path):
    clerk = town.viewer("town_clerk", CODE)
    town.add("emergency_team", {"unit": town.unit("107201"), "name": "象山村应急分队", "kind": "detachment"})
    with town.work(clerk) as work:
        made = export_package(work, CODE, tmp_path / "a.zip")
    export = {key for key, each in town.site.definition.registers.items() if "export" in each.grants.get("town_clerk", ())}
    assert {key for key, count in made.registers.items() if count} <= export
    assert (made.registers["team_member"], made.registers["emergency_team"], made.clear) == (2, 1, False)
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        everything = b"".join(zipped.read(name) for name in zipped.namelist()).decode()
    assert "象山村" not in everything, "units and teams of another town"
    assert person(1) not in everything


@pytest.mark.parametrize(("role", "unit", "may"), [
    ("county_admin", "510923000000", True), ("town_clerk", CODE, False), ("village_leader", "510923108225", False)])
def test_who_may_brings_all_of_it_and_who_may_not_nothing(town, county, filled, tmp_path, role, unit, may):
    pack(town, tmp_path / "a.zip")
    with county.work(county.viewer(role, unit)) as work:
        if not may:
            with pytest.raises(Refused):
                import_package(work, tmp_path / "a.zip", passphrase=PASSPHRASE, store=True)
        else:
            assert import_package(work, tmp_path / "a.zip", passphrase=PASSPHRASE, store=True).stored
    assert len(rows_of(county, "dispute_event")) == (2 if may else 0)
    if may:
        again = bring(county, tmp_path / "a.zip")
        assert (again.problems, again.changes) == ([], 0)


def test_a_row_of_another_unit_than_the_packages_is_refused(town, county, filled, tmp_path):
    """Only a hand makes such a package: its team stands in a village of another town."""
    pack(town, tmp_path / "a.zip", passphrase=None)
    other = str(town.unit("107201"))
    rewritten(tmp_path / "a.zip", partial(_with_cell, register="emergency_team", field="unit", cell=other))
    done = bring(county, tmp_path / "a.zip", passphrase=None)
    assert "F084" in codes(done)
    assert rows_of(county, "emergency_team") == []


def test_a_record_outside_the_subtree_that_is_not_here_is_named(town, county, filled, tmp_path):
    """A village's package names its town's department by key; here there is none of that name."""
    table = county.site.models.table("department")
    with unscoped("test"), county.site.engine.begin() as connection:
        connection.execute(guarded(table.update().values(name=table.c.name + "（旧）")))
    department = rows_of(town, "department")[0]
    change(town, "dispute", filled["case"], lead_department=department["id"])
    pack(town, tmp_path / "a.zip", code="510923108225")
    done = bring(county, tmp_path / "a.zip")
    assert set(codes(done)) == {"F076"}
    assert any(department["name"] in each.message("zh") for each in done.problems)
    assert (done.stored, rows_of(county, "dispute")) == (False, [])


@pytest.mark.parametrize(("field", "cell"), [("found_on", "2026-13-01"), ("category", "nothing"),
                                             ("people_involved", '"viele"')])
def test_a_value_that_cannot_be_read_names_row_and_field(town, county, filled, tmp_path, field, cell):
    """Only a hand makes such a package: its digests are right, its content is not."""
    pack(town, tmp_path / "a.zip", passphrase=None)
    rewritten(tmp_path / "a.zip", partial(_with_cell, register="dispute", field=field, cell=cell))
    done = bring(county, tmp_path / "a.zip", passphrase=None)
    assert [each.code for each in done.problems] == ["F077"]
    label = town.site.definition.registers["dispute"].fields[field].label.zh
    assert label in done.problems[0].message("zh")
    assert rows_of(county, "emergency_team") == [], "all or nothing"


def _with_cell(members, register, field, cell):
    """Another cell in the first row of a register, and the digest that belongs to it."""
    name = f"registers/{register}.csv"
    rows = list(csv.reader(io.StringIO(members[name].decode("utf-8-sig"), newline="")))
    rows[1][rows[0].index(field)] = cell
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    members[name] = "\ufeff".encode() + out.getvalue().encode()
    manifest = json.loads(members["manifest.json"])
    manifest["members"][name] = {"size": len(members[name]), "sha256": hashlib.sha256(members[name]).hexdigest()}
    members["manifest.json"] = json.dumps(manifest).encode()


def test_both_leave_their_lines_in_the_audit_log(town, county, filled, tmp_path):
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    assert town.audit_events()[-1][0] == "package_export"
    assert county.audit_events()[-1][0] == "package_import"


def test_a_unit_that_does_not_exist(town, tmp_path):
    with pytest.raises(Problems) as refused:
        pack(town, tmp_path / "a.zip", code="999")
    assert [each.code for each in refused.value.found] == ["F079"]
    assert not (tmp_path / "a.zip").exists()
