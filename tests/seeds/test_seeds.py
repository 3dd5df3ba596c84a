"""Initial data: loaded once, never against what the county has changed since."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.viewer import Unscoped, unscoped
from app.assembly import make_sessions
from app.exchange.importing import plan
from app.exchange.reading.source import source_at
from app.problems import Problems
from app.records.site import Site
from app.records.storing import edit, fetch, void
from app.seeding import SEEDS, seed
from tests.seeds.conftest import NOW, hashes
from tests.sites import Town


def test_the_county_has_its_towns_villages_and_the_grids_of_jinyuan(seeded: Town) -> None:
    assert Counter(_column(seeded, "unit", "level")) == {"county": 1, "town": 10, "village": 197, "grid": 15}


def test_each_unit_knows_its_ancestors(seeded: Town) -> None:
    with unscoped("test"), seeded.sessions() as session:
        units = seeded.site.directory(session).units
    grid, town_grid = units[seeded.unit("510923108225001")], units[seeded.unit("510923108000001")]
    assert [units[each].name for each in grid.path.values()] == ["大英县", "金元镇", "金容寨村委会", "金容寨村基本网格"]
    assert [units[each].name for each in town_grid.path.values()] == ["大英县", "金元镇", "金元镇综合网格"]


def test_the_fourteen_villages_of_jinyuan_have_one_grid_each(seeded: Town) -> None:
    with unscoped("test"), seeded.sessions() as session:
        directory = seeded.site.directory(session)
    below = directory.children[seeded.unit("510923108000")]
    villages = [unit for unit in below if directory.units[unit].level == "village"]
    assert len(villages) == 14
    assert all(len(directory.children[village]) == 1 for village in villages)


def test_each_function_is_led_in_jinyuan_by_its_office(seeded: Town) -> None:
    offices = {"peace": "社会治理和应急管理办", "emergency": "社会治理和应急管理办", "governance": "社会治理和应急管理办",
               "justice": "司法所", "police": "派出所", "labour": "劳保所", "education": "教管中心", "civil_health": "民社办",
               "planning": "规建办", "economy": "经发办", "women": "妇联", "court": "县人民法院"}
    assert {function: _leads(seeded, "510923108225", function) for function in offices} == offices


def test_a_town_without_offices_is_led_by_the_county(seeded: Town) -> None:
    assert _leads(seeded, "510923107000", "justice") == "县司法局"


def test_vocabularies_lie_in_their_table_as_they_are_shipped(seeded: Town) -> None:
    with unscoped("test"), seeded.sessions() as session:
        terms = seeded.site.terms(session)
    for key, shipped in seeded.site.definition.vocabularies.items():
        assert dict(terms[key].terms) == dict(shipped.terms)
    assert "neighbours" in _column(seeded, "vocabulary_item", "key")


def test_the_public_hotline_of_the_plan_is_there(seeded: Town) -> None:
    assert _column(seeded, "info_channel", "number") == [("0825-7806075",)]


def test_seeding_again_changes_nothing(seeded: Town) -> None:
    before, events = hashes(seeded.site), seeded.audit_events()
    assert seed(seeded.site, seeded.sessions, NOW).total == 0
    assert (hashes(seeded.site), seeded.audit_events()) == (before, events)


def test_what_the_county_has_changed_stays(seeded: Town) -> None:
    departments, terms = (seeded.site.definition.registers[key] for key in ("department", "vocabulary_item"))
    peace = _term(seeded, "peace")
    with seeded.work(Unscoped("test")) as work:
        office = fetch(work, departments, seeded.departments["司法所"])
        edit(work, departments, office, {"duties": "另有安排"}, office.version)
        gone = fetch(work, terms, peace)
        void(work, gone, "本县不用", gone.version)
    before = hashes(seeded.site)
    assert seed(seeded.site, seeded.sessions, NOW).total == 0
    assert hashes(seeded.site) == before


def test_a_new_row_that_names_what_the_county_has_retired_is_left_out(seeded: Town, tmp_path: Path) -> None:
    terms, court = seeded.site.definition.registers["vocabulary_item"], _term(seeded, "court")
    with seeded.work(Unscoped("test")) as work:
        gone = fetch(work, terms, court)
        void(work, gone, "本县不用", gone.version)
    folder = _copy(tmp_path)
    with (folder / "03-department.csv").open("a", encoding="utf-8") as file:
        file.write("金元镇,人民法庭,法庭,,S3 1\n")
    done = seed(seeded.site, seeded.sessions, NOW, folder=folder)
    assert (done.total, [each.code for each in done.left_out]) == (0, ["V042"])


def test_a_row_that_is_missing_is_added(seeded: Town, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    with (folder / "04-info_channel.csv").open("a", encoding="utf-8") as file:
        file.write("金元镇,镇村微信群,微信群,,社会治理和应急管理办,S0 二(三)3\n")
    assert seed(seeded.site, seeded.sessions, NOW, folder=folder).created["info_channel"] == 1


def test_a_fault_is_told_with_its_place_and_nothing_is_stored(site: Site, tmp_path: Path) -> None:
    folder, before = _copy(tmp_path), hashes(site)
    with (folder / "04-info_channel.csv").open("a", encoding="utf-8") as file:
        file.write("金园镇,镇村微信群,微信群,,,\n金元镇,对讲机,步话机,,,\n")
    with pytest.raises(Problems) as raised:
        seed(site, make_sessions(site), NOW, folder=folder)
    assert [(each.code, each.mark.line) for each in raised.value.found if each.mark] == [("V008", 3), ("V041", 4)]
    assert hashes(site) == before


@pytest.mark.parametrize(("register", "file"), [
    ("unit", "01-unit.csv"), ("department", "03-department.csv"), ("info_channel", "04-info_channel.csv")])
def test_a_seed_file_is_one_that_users_could_import(seeded: Town, register: str, file: str) -> None:
    with seeded.work(Unscoped("test"), door="file") as work:
        found = plan(work, seeded.site.definition.registers[register], source_at(SEEDS / file))
        assert (found.outcome, found.counts.same, found.counts.rows) == ("ok", found.counts.rows, _rows(SEEDS / file))


def _rows(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines()) - 1


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds", ignore=shutil.ignore_patterns("demo")))


def _column(town: Town, register: str, name: str) -> list[Any]:
    table = town.site.models.table(register)
    with unscoped("test"), town.sessions() as session:
        return list(session.execute(select(table.c[name]).order_by(table.c.id)).scalars())


def _term(town: Town, key: str) -> int:
    return next(number for number, each in zip(_column(town, "vocabulary_item", "id"), _column(town, "vocabulary_item", "key"),
                                               strict=True) if each == key)


def _leads(town: Town, unit: str, function: str) -> str:
    with unscoped("test"), town.sessions() as session:
        department = town.site.directory(session).leads(town.unit(unit), function)
    return {number: name for name, number in town.departments.items()}[department or 0]
