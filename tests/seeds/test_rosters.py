"""The rosters to try the import with: drawn anew they are the same, and the import says of each line what it must."""

import io
import zipfile

import pytest

from app.exchange.importing import apply, plan
from app.exchange.reading.source import source_at
from seeds.demo.rosters import draw


def parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_files_are_what_their_script_draws():
    assert (draw.HERE / "village.csv").read_bytes() == draw.draw_village()
    assert parts((draw.HERE / "town.xlsx").read_bytes()) == parts(draw.draw_town())


def look(demo, role, unit, file):
    with demo.work(demo.viewer(role, unit), door="file") as work:
        return plan(work, demo.site.definition.registers["team_member"], source_at(draw.HERE / file), keep=None)


def of_lines(found):
    return [f"{each.mark.line} {each.field} {each.code}" for each in found]


def test_the_villages_list_has_five_wrong_rows(demo):
    done = look(demo, "village_clerk", "510923108225", "village.csv")
    assert of_lines(done.rejected) == ["11 id_number V073", "14 name V062", "19 phone V083", "26 unit V008",
                                       "32 id_number F040"]
    assert of_lines(done.warnings) == [
        "4 None F022", "9 name V063", "16 joined_on V096", "18 phone V082", "21 id_number V075", "26 joined_on V096",
        "27 joined_on V096", "30 joined_on V096", "35 joined_on V096"]
    assert {row.line: row.why for row in done.skipped} == {
        1: "title", 2: "title", **dict.fromkeys(range(36, 46), "blank"), 46: "total", 47: "signature"}


def test_the_towns_workbook_has_five_wrong_rows(demo):
    done = look(demo, "town_clerk", "510923108000", "town.xlsx")
    assert of_lines(done.rejected) == ["13 id_number V070", "29 phone F030", "50 joined_on V092", "70 name V001",
                                       "78 id_number V071"]
    assert of_lines(done.warnings) == []
    assert {row.line: row.why for row in done.skipped} == {1: "title", 89: "total", 90: "signature"}


@pytest.mark.parametrize(("role", "unit", "file", "new"), [
    ("village_clerk", "510923108225", "village.csv", 25), ("town_clerk", "510923108000", "town.xlsx", 79)])
def test_the_good_rows_are_new_people_of_the_right_village(demo, role, unit, file, new):
    before = demo.record_count("team_member")
    with demo.work(demo.viewer(role, unit), door="file") as work:
        done = apply(work, demo.site.definition.registers["team_member"], source_at(draw.HERE / file), mode="good")
    assert (done.counts.create, done.counts.update, done.counts.rejected) == (new, 0, 5)
    assert demo.record_count("team_member") == before + new
