"""What a file costs: statements for a chunk of rows or a page of them, whatever the number of rows. Time is bench/'s."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.exchange import exporting, importing
from app.exchange.export_files import streamed
from app.exchange.exporting import Export, exported_columns, stored_rows
from tests.exchange.files import person

ROWS = 10  #: of a chunk and of a page


@contextmanager
def counted(rosters):
    """The statements that are sent within the block; sealing of logs and savepoints included."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(rosters.town.site.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(rosters.town.site.engine, "before_cursor_execute", note)


def roster(first, count):
    """A CSV of so many new people of two teams."""
    villages = ("金容寨村", "宝祥村")
    rows = [f"张样{'甲乙丙丁'[number % 4]},{person(number)},{villages[number % 2]}" for number in range(first, first + count)]
    return "\n".join(["姓名,身份证号,单位", *rows])


@pytest.fixture
def small(monkeypatch):
    """Chunks and pages of a few rows."""
    monkeypatch.setattr(importing, "CHUNK", ROWS)
    monkeypatch.setattr(exporting, "PAGE", ROWS)


def brought(rosters, first, count):
    with counted(rosters) as statements:
        done = rosters.bring(roster(first, count))
    assert done.counts.create == count
    return len(statements)


@pytest.mark.usefixtures("small")
def test_an_import_sends_a_dozen_statements_a_chunk(rosters):
    brought(rosters, 1, ROWS)
    few, many = brought(rosters, 101, 2 * ROWS), brought(rosters, 201, 8 * ROWS)
    assert (many - few) / 6 <= 15


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_sends_one_statement_a_page(rosters, kind):
    def sent(count):
        rosters.bring(roster(count, count))
        with rosters.town.work(rosters.town_clerk) as work, counted(rosters) as statements:
            declared = rosters.register("team_member")
            export = Export(register=declared, columns=exported_columns(declared))
            assert b"".join(streamed(work, export, stored_rows(work, export), kind))
        return len(statements)

    few, many = sent(2 * ROWS), sent(8 * ROWS)  # 20 rows, then 100
    assert many - few == 8
