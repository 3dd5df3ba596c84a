"""Exports line by line of what they must be (issue 4, "Export"); the round trip is in test_round_trip.py."""

import csv
import io
import json
import tracemalloc
from itertools import islice

import pytest
from openpyxl import load_workbook

from app.exchange.export_files import csv_export, json_export, streamed, xlsx_export
from app.exchange.exporting import PAGE, Export, ExportRow, exported_columns, stored_rows
from app.problems import Problems
from tests.exchange.conftest import actions, faults
from tests.exchange.files import bytes_file, person


@pytest.fixture
def members(rosters):
    """Two members of the team in village 225."""
    for number, post in ((1, "=1+1"), (2, "＋86")):
        rosters.town.add("team_member", {
            "team": rosters.teams["225"], "unit": rosters.town.unit("225"), "name": "张样" + "甲乙"[number - 1],
            "id_number": person(number), "phone": f"1990000000{number}", "post": post, "joined_on": "2021-08", "skills": "007",
            "remarks": "上㘵村莫𡐓村"})


def chosen(rosters, *, full=False, columns=(), register="team_member", words=""):
    declared = rosters.register(register)
    return Export(register=declared, columns=columns or exported_columns(declared), full=full,
                  purpose="核对" if full else None, filter=words)


def sent(rosters, kind, who=None, **choice):
    """The streamed file."""
    with rosters.town.work(who or rosters.town_clerk) as work:
        export = chosen(rosters, **choice)
        return b"".join(streamed(work, export, stored_rows(work, export), kind))


class Counted:
    """Rows that are made when they are asked for."""

    def __init__(self, rosters, count):
        self.taken = 0
        self.count, self.team, self.unit = count, rosters.teams["225"], rosters.town.unit("225")

    def __iter__(self):
        for number in range(self.count):
            self.taken += 1
            yield ExportRow({"name": "张样甲", "team": self.team, "unit": self.unit, "phone": ("19900000001",),
                             "remarks": f"第{number}行" + "字" * 200})


@pytest.mark.parametrize("make", [csv_export, json_export])
def test_the_first_bytes_come_before_a_row_is_read_and_a_page_at_a_time(rosters, make):
    rows = Counted(rosters, 20 * PAGE)
    with rosters.town.work(rosters.town_clerk) as work:
        pieces = make(work, chosen(rosters), rows)
        assert next(pieces)
        assert rows.taken == 0
        for page, piece in enumerate(islice(pieces, 20), 1):
            assert piece
            assert rows.taken == page * PAGE
        assert len(list(pieces)) == 1


@pytest.mark.parametrize("make", [csv_export, json_export])
def test_memory_stays_flat_whatever_the_number_of_rows(rosters, make):
    def peak(count):
        with rosters.town.work(rosters.town_clerk) as work:
            tracemalloc.start()
            size = sum(map(len, make(work, chosen(rosters), Counted(rosters, count))))
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return size, found

    peak(PAGE)
    (small, first), (large, second) = peak(2 * PAGE), peak(20_000)
    assert large > 9 * small
    assert second < 1.5 * first


def test_a_workbook_needs_little_memory_whatever_the_number_of_rows(rosters, tmp_path):
    def peak(count):
        with rosters.town.work(rosters.town_clerk) as work, (tmp_path / "book.xlsx").open("wb") as out:
            tracemalloc.start()
            rows = xlsx_export(work, chosen(rosters, columns=("name", "phone", "remarks")), Counted(rosters, count), out)
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return rows, found

    peak(PAGE)
    (small, first), (large, second) = peak(2 * PAGE), peak(8 * PAGE)
    assert (small, large) == (2 * PAGE, 8 * PAGE)
    assert second < 1.5 * first


@pytest.mark.usefixtures("members")
@pytest.mark.parametrize(("kind", "begin"), [("csv", b"\xef\xbb\xbf"), ("csv_gb18030", "所在队伍".encode("gb18030"))])
def test_a_csv_is_utf8_with_bom_or_gb18030_and_both_come_back(rosters, kind, begin):
    content = sent(rosters, kind, full=True)
    assert content.startswith(begin)
    done = rosters.look(bytes_file(rosters.folder, content))
    assert (faults(done), actions(done)) == ([], {2: "same", 3: "same"})


@pytest.mark.usefixtures("members")
def test_json_holds_who_when_filter_and_the_rows_by_field(rosters):
    found = json.loads(sent(rosters, "json", columns=("name", "team", "phone", "joined_on"), words="单位：金容寨村"))
    assert found["exported"] == {"by": rosters.town_clerk.name, "at": "2026-08-05 10:00", "filter": "单位：金容寨村"}
    assert found["columns"]["team"] == "所在队伍"
    assert found["rows"][0] == {"name": "张样甲", "team": "金容寨村应急分队", "phone": "199****0001", "joined_on": "2021-08"}
    assert (len(found["rows"]), found["count"]) == (2, 2)


def test_json_of_no_rows_is_json(rosters):
    found = json.loads(sent(rosters, "json"))
    assert (found["rows"], found["count"]) == ([], 0)


@pytest.mark.usefixtures("members")
def test_json_shows_full_numbers_to_whom_a_csv_shows_them(rosters):
    assert person(1).encode() in sent(rosters, "json", full=True)
    assert person(1).encode() not in sent(rosters, "json", rosters.clerk, full=True)
    assert rosters.town.audit_events()[-2:] == [("export", "核对", 2), ("export", "核对", 2)]


@pytest.mark.usefixtures("members")
def test_a_workbook_has_an_upper_limit_and_says_so(rosters):
    with rosters.town.work(rosters.town_clerk) as work:
        export = chosen(rosters)
        assert xlsx_export(work, export, stored_rows(work, export), io.BytesIO(), most=2) == 2
        with pytest.raises(Problems) as refused:
            xlsx_export(work, export, stored_rows(work, export), io.BytesIO(), most=1)
    assert [each.code for each in refused.value.found] == ["F060"]
    assert [event for event, *_ in rosters.town.audit_events()].count("export") == 1  # nothing has left


@pytest.mark.usefixtures("members")
def test_the_columns_are_those_chosen_in_their_order(rosters):
    rows = list(csv.reader(io.StringIO(sent(rosters, "csv", columns=("post", "name")).decode("utf-8-sig"))))
    assert rows[0] == ["队内职务", "姓名"]
    assert rows[1] == ["'=1+1", "张样甲"]
    assert rows[2] == ["'＋86", "张样乙"]


@pytest.mark.usefixtures("members")
def test_what_excel_would_make_another_thing_of_stays_text(rosters):
    """A tab before 007, an ID number and 2021-08 keeps them; a mobile phone needs none."""
    row = next(csv.DictReader(io.StringIO(sent(rosters, "csv", full=True).decode("utf-8-sig"))))
    assert (row["技能特长"], row["入队时间"], row["身份证号"]) == ("\t007", "\t2021-08", f"\t{person(1)}")
    assert row["联系电话"] == "19900000001"


@pytest.mark.usefixtures("members")
def test_texts_of_a_workbook_are_text_cells(rosters):
    out = io.BytesIO()
    with rosters.town.work(rosters.town_clerk) as work:
        export = chosen(rosters, full=True, columns=("name", "id_number", "phone", "skills", "post"))
        xlsx_export(work, export, stored_rows(work, export), out)
    cells = load_workbook(out).worksheets[0][2]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        (text, "s", "@") for text in ("张样甲", person(1), "19900000001", "007", "'=1+1")]


@pytest.mark.usefixtures("members")
def test_an_export_that_is_broken_off_is_logged_with_what_has_left(rosters):
    with rosters.town.work(rosters.town_clerk) as work:
        pieces = csv_export(work, chosen(rosters, full=True), Counted(rosters, 3 * PAGE))
        list(islice(pieces, 2))
        pieces.close()
    assert rosters.town.audit_events()[-1] == ("export", "核对", PAGE)
