"""Damaged and hostile files: exact acceptance or a refusal by code, nothing half stored, none slow or large."""

import random
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest

from app.exchange.reading import worker
from app.exchange.reading.isolation import MOST_SECONDS
from app.exchange.reading.spool import Spool
from tests.exchange import ods_files, xls_files
from tests.exchange.corpus.case import xlsx
from tests.exchange.files import bytes_file, person, raw_parts, text_row, zipped

ROWS = [["姓名", "性别", "身份证号", "联系电话", "入队时间"],
        *([f"张样{'甲乙丙丁戊'[number]}", "男", person(number * 2 + 1), f"1990000000{number}", date(2021, 8, 5)]
          for number in range(5))]
TEXT = "\n".join(",".join(map(str, row)) for row in ROWS)

BASES = {
    "UTF-8": lambda: TEXT.encode(),
    "GB18030": lambda: TEXT.encode("gb18030"),
    "UTF-16": lambda: TEXT.encode("utf-16"),
    "XLSX": xlsx(ROWS),
    "XLS": lambda: xls_files.xls(xls_files.Sheet("名单", ROWS)),
    "ODS": lambda: ods_files.ods(ods_files.Sheet("名单", ROWS)),
}
PACKED = ("XLSX", "ODS")  #: formats with check sums: what is accepted is what was written
FILE_CODES = {*(f"F{number:03d}" for number in range(1, 25))}


@pytest.fixture
def backend() -> str:
    """Reading asks the database nothing that differs between the two."""
    return "sqlite"


def mutated(chance, content):
    """The content cut off, or with some bits, bytes or blocks changed."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place] = chance.randrange(256)
            case 2:
                del changed[place : place + chance.randint(1, 40)]
            case _:
                changed[place:place] = changed[chance.randrange(len(changed)) :][: chance.randint(1, 40)]
        changed = changed or bytearray(b"x")
    return bytes(changed[: chance.choice([len(changed), len(changed), chance.randint(1, len(changed))])])


def mutated_within(chance, content):
    """An archive with a part of it damaged before it is packed, so that its check sums are right."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(name for name in parts if parts[name]))
    return zipped({**parts, name: mutated(chance, parts[name])})


def one(chance):
    """A mutated file, its kind, and whether it was damaged under its check sums."""
    kind = chance.choice(sorted(BASES))
    content = BASES[kind]()
    if kind in PACKED and chance.random() < 0.6:
        return mutated_within(chance, content), kind, True
    return mutated(chance, content), kind, False


def names(rows):
    return [(row.get("name"), row.get("id_number"), row.get("joined_on")) for row in rows]


def try_mutations(rosters, count, seed):
    """Bring mutated files; how each ended."""
    chance, ends = random.Random(seed), []  # noqa: S311  (files, not secrets)
    whole = names(row.values for row in rosters.bring(bytes_file(rosters.folder, TEXT.encode()), rosters.clerk).rows)
    assert len(whole) == 5
    for number in range(count):
        content, kind, within = one(chance)
        source, before = bytes_file(rosters.folder, content, name=f"{number}.xlsx"), rosters.town.record_count("team_member")
        begun = time.perf_counter()
        done = rosters.bring(source, rosters.clerk, mode=chance.choice(["good", "all"]))
        assert time.perf_counter() - begun < MOST_SECONDS + 2, number
        added = rosters.town.record_count("team_member") - before
        if done.reason:
            assert (done.stored, added, done.reason.code in FILE_CODES | {"F051", "F056"}) == (False, 0, True), number
        else:
            assert (done.stored, added) == (True, done.counts.create), number
            exactly = (names(row.values for row in done.rows), done.counts.rejected) == (whole, 0)
            assert exactly or within or kind not in PACKED, (number, kind)
        ends.append(done.reason.code if done.reason else "")
    return ends


@pytest.fixture
def here(monkeypatch):
    """Workbooks read in this process: what the worker does, without starting two hundred."""

    def read(source):
        spooled = tempfile.TemporaryFile()  # noqa: SIM115  (the spool closes it)
        with source.path.open("rb") as file:
            worker.spool(file, spooled)
        return Spool(spooled)

    monkeypatch.setattr("app.exchange.reading.containers.read_apart", read)


def test_200_mutated_files_are_taken_exactly_or_refused_with_a_code(rosters, here):
    ends = try_mutations(rosters, 200, seed=4)
    assert len(set(ends)) > 5  # else the mutations would be of one sort


@pytest.mark.prove
def test_2000_mutated_files_are_taken_exactly_or_refused_with_a_code(rosters):
    assert len(try_mutations(rosters, 2000, seed=2026)) == 2000


# -- hostile files, each in a process of its own ----------------------------------------------------

GOOD = text_row(1, "姓名", "性别") + text_row(2, "张样甲", "男")


def bomb(kind):
    """Parts of a workbook, one of which unpacks to much."""
    return zipped({**raw_parts(GOOD), "xl/media/a.xml" if kind == "beside" else "xl/worksheets/sheet1.xml": "0" * 60_000_000})


def many_sheets(count):
    """A workbook of that many sheets, all the same part."""
    parts = dict(raw_parts(GOOD))
    sheets = "".join(f'<sheet name="表{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, count + 1))
    head, _, tail = parts["xl/workbook.xml"].partition("<sheet ")
    return zipped({**parts, "xl/workbook.xml": head + sheets + tail.partition("/>")[2]})


def repeated(rows, columns):
    """An ODS with one cell said to stand there many times."""
    cell = (f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string"><text:p>x</text:p>'
            "</table:table-cell>")
    return ods_files.ods(ods_files.Sheet("名单", ROWS, after=(
        f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')))


def part_with_merged(count):
    """The parts of a workbook with blocks that lie over each other, down to the end of the sheet."""
    parts, blocks = raw_parts(GOOD), "".join(f'<mergeCell ref="B{n}:B1048576"/>' for n in range(2, count))
    name = "xl/worksheets/sheet1.xml"
    rows = "".join(text_row(n, f"张样{n}", "") for n in range(3, 20_000))
    sheet = parts[name].replace("</sheetData>", f"{rows}</sheetData><mergeCells>{blocks}</mergeCells>")
    return {**parts, name: sheet}


def shared_strings(megabytes):
    """A workbook with a table of texts that unpacks to so much."""
    chance = random.Random(1)  # noqa: S311
    texts = "".join(f"<si><t>{chance.randbytes(60).hex()}{'长' * 290}</t></si>" for _ in range(megabytes * 1000))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped({**raw_parts(GOOD), "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{space}">{texts}</sst>'})


def dtd(inside, where):
    """A declaration before a sheet, a workbook or an ODS."""
    before = f"<!DOCTYPE a [{inside}]>"
    if where == "ODS":
        return ods_files.ods(ods_files.Sheet("名单", ROWS), before=before)
    return zipped(raw_parts(GOOD.replace("张样甲", "&b;"), before=before))


LAUGHS = '<!ENTITY b0 "x">' + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY b "&b9;">'
FOREIGN = '<!ENTITY b SYSTEM "file:///etc/passwd">'

HOSTILE = {
    "zip bomb in the sheet": (lambda: bomb("sheet"), "F008"),
    "zip bomb beside it": (lambda: bomb("beside"), "F008"),
    "entity bomb in XLSX": (lambda: dtd(LAUGHS, "XLSX"), "F007"),
    "entity bomb in ODS": (lambda: dtd(LAUGHS, "ODS"), "F007"),
    "foreign file in XLSX": (lambda: dtd(FOREIGN, "XLSX"), "F007"),
    "foreign file in ODS": (lambda: dtd(FOREIGN, "ODS"), "F007"),
    "far cell in XLSX": (lambda: zipped(raw_parts(GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "F009"),
    "far cell in XLS": (lambda: xls_files.xls(xls_files.Sheet("名单", [*ROWS, *[[]] * 65_000, [""] * 255 + ["x"]])), "F009"),
    "far cells in ODS": (lambda: repeated(1_000_000, 16_384), "F009"),
    "one row a million times in ODS": (lambda: repeated(999_999_999, 1), "F009"),
    "1,000 sheets": (lambda: many_sheets(1000), "F012"),
    "1,000 sheets in XLS": (lambda: xls_files.xls(*(xls_files.Sheet(f"表{n}", ROWS) for n in range(1000))), "F012"),
    "macros": (lambda: zipped({**raw_parts(GOOD), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(100)}), ""),
    "headings without end in ODS": (
        lambda: ods_files.ods(ods_files.Sheet("名单", [[*ROWS[0], *map(str, range(100_000))], *ROWS[1:]])), ""),
    "merged blocks without end": (lambda: zipped(part_with_merged(60_000)), ""),
    "a line without end": (lambda: "姓名,性别\n".encode() + b"," * 30_000_000, "F011"),
    "a record without end": (lambda: "姓名,性别\n".encode() + b'"\n",' * 5_000_000, "F011"),
    "columns without end": (lambda: b"\n".join([b"," * 250_000] * 80), "F020"),
    "texts without end": (lambda: shared_strings(240), "F016"),
    "a picture of 80 MB": (lambda: zipped({**raw_parts(GOOD), "xl/media/a.png": random.Random(1).randbytes(80_000_000)}),  # noqa: S311
                           "F016"),
}

_MEASURED = ("import resource, subprocess, sys; nothing = subprocess.DEVNULL; "
             "subprocess.run(sys.argv[1:], stdin=sys.stdin, stdout=nothing, stderr=nothing); "
             "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")


def megabytes(path):
    """The most memory that the reader of a file took (seen from a small process: a child inherits its parent's mark)."""
    command = [sys.executable, "-c", _MEASURED, sys.executable, "-m", "app.exchange.reading.worker", str(MOST_SECONDS)]
    with path.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, text=True, check=True, timeout=60)
    return int(done.stdout)


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_little_time_and_memory(refusal, tmp_path, make, code):
    source = bytes_file(tmp_path, make())
    begun = time.perf_counter()
    assert refusal(lambda: source) == code
    assert time.perf_counter() - begun < MOST_SECONDS + 2
    if sys.platform == "linux" and source.path.read_bytes().startswith((b"PK", b"\xd0\xcf")):
        assert megabytes(source.path) < 300
