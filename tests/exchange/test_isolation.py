"""The process in which a workbook is read: its limits, its ends, and what it is told."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as moment

import pytest

from app.exchange.reading import isolation
from app.exchange.reading.containers import open_book
from app.exchange.reading.grid import BadCell
from app.exchange.reading.source import Unreadable
from app.exchange.reading.spool import Spool, SpoolWriter
from tests.exchange.files import bytes_file, raw_parts, text_row, workbook, zipped

GOOD = zipped(raw_parts(text_row(1, "姓名", "性别") + text_row(2, "张样甲", "男")))


@pytest.fixture
def reader(monkeypatch):
    """Puts some Python in the place of the reader."""
    real = subprocess.run

    def put(code):
        monkeypatch.setattr(isolation.subprocess, "run", lambda command, **how: real([sys.executable, "-c", code], **how))

    return put


def code_of(source):
    with pytest.raises(Unreadable) as refused:
        open_book(source)
    return refused.value.reason.code


@pytest.mark.parametrize(("code", "refusal"), [
    ("import os; os.abort()", "F016"), ("import os; os.kill(os.getpid(), 9)", "F016"), ("import sys; sys.exit(3)", "F016"),
    ("import os; os.kill(os.getpid(), 11)", "F017"), ("raise RuntimeError", "F017"),
    ("from app.exchange.reading import worker; worker.limit(1)\nwhile True: pass", "F015"), ("", "F017"),
    ("print('x' * 40)", "F017"),
], ids=["abort", "killed", "no memory", "segmentation fault", "error of its own", "too much work", "nothing said",
        "nonsense said"])
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_reader_that_dies_is_a_refusal_with_a_code(reader, tmp_path, code, refusal):
    reader(code)
    assert code_of(bytes_file(tmp_path, GOOD)) == refusal


def test_a_reader_that_takes_too_long_is_stopped(reader, monkeypatch, tmp_path):
    monkeypatch.setattr(isolation, "MOST_WAIT", 0.5)
    reader("import time; time.sleep(60)")
    begun = time.perf_counter()
    assert code_of(bytes_file(tmp_path, GOOD)) == "F015"
    assert time.perf_counter() - begun < 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory")
def test_a_reader_gets_no_more_memory_than_its_limit():
    code = ("from app.exchange.reading import worker; worker.limit(5); import sys\n"
            "try:\n    bytes(worker.MOST_MEMORY)\nexcept MemoryError:\n    sys.exit(3)")
    assert subprocess.run([sys.executable, "-c", code], cwd=isolation._ROOT, check=False).returncode == isolation.NO_MEMORY


def test_a_reader_is_told_no_secrets(reader, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "x")
    seen = tmp_path / "environment"
    reader(f"import os; open({str(seen)!r}, 'w').write(chr(10).join(os.environ))")
    code_of(bytes_file(tmp_path, GOOD))
    assert "SECRET_KEY" in os.environ
    assert "SECRET_KEY" not in seen.read_text()


def test_every_kind_of_cell_comes_through_as_it_was():
    cells = ["张样甲", "", 1, 2.5, 1e300, True, date(2021, 8, 5), datetime(2021, 8, 5, 10, 30),  # noqa: DTZ001
             moment(10, 30), timedelta(hours=30), BadCell("F030", "#N/A"), "甲\n乙\u2028\U0002a6d6"]
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the spool closes it)
    writer = SpoolWriter(file)
    writer.begin("一", visible=True)
    for number in range(1, 1001):
        writer.row(number, list(cells))
    writer.end(merged=[(0, 0, 3, 0)], hidden=[7])
    writer.begin("二", visible=False)
    writer.end(merged=[], hidden=[])
    writer.close("XLSX", epoch_1904=False)
    first, second = Spool(file).sheets()
    assert [(number, row) for number, row in first.lines()] == [(number, cells) for number in range(1, 1001)]
    assert (first.hidden, [(block.top, block.bottom) for block in first.merged]) == ({7}, [(0, 3)])
    assert (list(second.lines()), second.visible) == ([], False)


def test_two_may_read_the_same_sheet_at_once(tmp_path):
    grid = open_book(workbook(tmp_path, ("名单", [["姓名", "性别"], *[[f"张样{n}", "男"] for n in range(700)]]))).grids[0]
    assert [one == other for one, other in zip(grid.lines(), grid.lines(), strict=True)] == [True] * 701
