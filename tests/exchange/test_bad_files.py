"""Files that cannot be read: each gets one sentence that says what to do, none ends the process (assurance.md, I)."""

import random
from pathlib import Path

import pytest

from app.exchange.reading.source import Unreadable, receive, source_at
from tests.exchange.files import bytes_file, raw_parts, text_row, workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = text_row(1, "姓名", "性别")
GOOD = HEAD + text_row(2, "张样甲", "男")


def part(name: str, content: str | bytes, rows: str = GOOD) -> bytes:
    return zipped({**raw_parts(rows), name: content})


def without(name: str) -> bytes:
    return zipped({key: each for key, each in raw_parts(GOOD).items() if key != name})


def encrypted_flag() -> bytes:
    """A workbook whose archive says that its parts are encrypted."""
    content = bytearray(zipped(raw_parts(GOOD)))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def lying_size() -> bytes:
    """A workbook whose sheet is larger than its archive says."""
    content = bytearray(zipped(raw_parts(GOOD)))
    directory = content.find(b"PK\x01\x02")
    while content[directory + 46 : directory + 50] != b"xl/w" or b"sheet1" not in content[directory + 46 : directory + 80]:
        directory = content.find(b"PK\x01\x02", directory + 4)
    content[directory + 24 : directory + 28] = (40).to_bytes(4, "little")
    return bytes(content)


CODES = {"", *(f"F{number:03d}" for number in range(1, 25))}
BOMB = "<row>" + "<c><v>0</v></c>" * 20_000 + "</row>"
FILES = {
    "nothing but a BOM": (b"\xef\xbb\xbf", "F001"),
    "nothing but blanks": (b"  \r\n\r\n", "F001"),
    "old workbook": (OLE + bytes(600), "F004"),
    "WPS workbook": (OLE + b"W\0P\0S\0" + bytes(600), "F004"),
    "encrypted workbook": (OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(200), "F003"),
    "encrypted parts": (encrypted_flag(), "F003"),
    "PDF": (b"%PDF-1.7\n%abc", "F005"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(50), "F005"),
    "JPEG": (b"\xff\xd8\xff\xe0" + bytes(50), "F005"),
    "GIF": (b"GIF89a" + bytes(50), "F005"),
    "gzip": (b"\x1f\x8b\x08" + bytes(50), "F005"),
    "RAR": (b"Rar!\x1a\x07" + bytes(50), "F005"),
    "program": (b"\x7fELF" + bytes(range(32)) * 20, "F005"),
    "Word document": (zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "F005"),
    "presentation": (zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "F005"),
    "ODS": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "F005"),
    "binary workbook": (zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"\0"}), "F005"),
    "Numbers": (zipped({"Index/Document.iwa": b"\0"}), "F005"),
    "archive of files": (zipped({"a.txt": "a", "b.txt": "b"}), "F005"),
    "web page": (b"<html><body><table><tr><td>x</td></tr></table></body></html>", "F006"),
    "web page in UTF-8 with BOM": (b"\xef\xbb\xbf<!DOCTYPE html><table></table>", "F006"),
    "XML of 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "F006"),
    "table without page": (b"\r\n  <table border=1><tr><td>\xd0\xd5\xc3\xfb</td></tr></table>", "F006"),
    "half a workbook": (zipped(raw_parts(GOOD))[:700], "F007"),
    "a workbook's first bytes": (b"PK\x03\x04" + bytes(40), "F007"),
    "workbook without relations": (without("xl/_rels/workbook.xml.rels"), "F007"),
    "workbook without its sheet": (without("xl/worksheets/sheet1.xml"), "F007"),
    "package without workbook": (without("xl/workbook.xml"), "F007"),
    "broken XML in the workbook": (part("xl/workbook.xml", "<workbook"), "F007"),
    "broken XML in the sheet": (part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"), "F007"),
    "entity bomb in the sheet": (zipped(raw_parts(GOOD, before='<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]>')),
                                 "F007"),
    "entity bomb in the workbook": (part("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "x">]><workbook>&b;</workbook>'), "F007"),
    "foreign file as entity": (
        zipped(raw_parts(GOOD, before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')), "F007"),
    "impossible cell address": (zipped(raw_parts(HEAD + '<row r="2"><c r="ABCD2"><v>1</v></c></row>')), "F007"),
    "a part that hides its size": (lying_size(), "F008"),
    "zip bomb": (part("xl/media/a.xml", "0" * 60_000_000), "F008"),
    "too many parts": (zipped({**raw_parts(GOOD), **{f"xl/media/{number}.bin": b"" for number in range(3100)}}), "F008"),
    "a cell in the farthest corner": (
        zipped(raw_parts(GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "F009"),
    "a far column and a far row": (
        zipped(raw_parts(HEAD + '<row r="2"><c r="AAA2"><v>1</v></c></row><row r="90000"><c r="A90000"><v>1</v></c></row>')),
        "F009"),
    "cells without addresses, far apart": (zipped(raw_parts(BOMB + '<row r="900000"><c><v>1</v></c></row>')), "F009"),
    "no known encoding": ("姓名,性别\n".encode() + b"\xff\xff\xfe\x81\n", "F010"),
    "UTF-16 without its second half": (b"\xff\xfe" + "姓名,性别\n张".encode("utf-16-le")[:-1], "F010"),
    "UTF-8 with BOM that is not UTF-8": (b"\xef\xbb\xbf" + "姓名,性别".encode("gb18030"), "F010"),
    "a letter": ("各村：请于本月底前报送花名册。\n此致敬礼".encode(), "F020"),
    "names without headings": ("张样甲,队员\n李样乙,副队长".encode(), "F020"),
    "other headings": ("商品,单价,数量\n苹果,3,4".encode(), "F020"),
    "required column missing": ("性别,联系电话\n男,19900000001".encode(), "F021"),
}


@pytest.mark.parametrize(("content", "code"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_gets_its_code(refusal, tmp_path, content, code):
    assert refusal(lambda: bytes_file(tmp_path, content, name="花名册.xlsx")) == code


def test_at_least_forty_bad_files_are_tried():
    assert len(FILES) >= 40


def test_more_sheets_than_anybody_makes_are_refused(refusal, tmp_path):
    sheets = [(f"表{number}", [["x"]]) for number in range(201)]
    assert refusal(lambda: workbook(tmp_path, *sheets)) == "F012"


def test_an_extension_does_not_decide(refusal, tmp_path):
    assert refusal(lambda: bytes_file(tmp_path, zipped(raw_parts(GOOD)), name="花名册.csv")) == ""
    assert refusal(lambda: bytes_file(tmp_path, "姓名,性别\n张样甲,男".encode(), name="花名册.xlsx")) == ""


def test_a_workbook_with_macros_is_read_and_its_macros_are_not(refusal, tmp_path):
    content = zipped({**raw_parts(GOOD), "xl/vbaProject.bin": OLE + bytes(100)})
    assert refusal(lambda: bytes_file(tmp_path, content, name="花名册.xlsm")) == ""


def test_a_workbook_truncated_at_64_places_is_refused(refusal, tmp_path):
    whole = zipped(raw_parts(GOOD))
    for half in (whole[: len(whole) * share // 64] for share in range(1, 64)):
        assert refusal(lambda half=half: bytes_file(tmp_path, half)) in ("F005", "F007")


def damaged(chance):
    """A workbook, a text or nothing of either, with some bytes changed, taken away or made up."""
    content = bytearray(chance.choice([zipped(raw_parts(GOOD)), "姓名,性别\n张样甲,男\n".encode(),
                                       "姓名,性别\n张样甲,男".encode("gb18030"),
                                       chance.randbytes(400), b"PK\x03\x04" + chance.randbytes(400)]))
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content[: chance.choice([len(content), chance.randrange(1, len(content))])])


def try_damaged(refusal, folder, count):
    chance = random.Random(count)  # noqa: S311  (files, not secrets)
    for _ in range(count):
        content = damaged(chance)
        assert refusal(lambda content=content: bytes_file(folder, content)) in CODES


def test_damaged_files_are_read_or_refused_with_a_sentence(refusal, tmp_path):
    try_damaged(refusal, tmp_path, 200)


@pytest.mark.prove
def test_three_thousand_damaged_files_are_read_or_refused_with_a_sentence(refusal, tmp_path):
    try_damaged(refusal, tmp_path, 3000)


def test_an_empty_file_is_refused_before_it_is_kept(tmp_path):
    empty = tmp_path / "空.csv"
    empty.touch()
    with empty.open("rb") as stream, pytest.raises(Unreadable) as refused:
        receive(tmp_path / "files", "空.csv", stream)
    assert refused.value.reason.code == "F001"
    assert list((tmp_path / "files" / "imports").iterdir()) == []


def test_a_file_over_the_limit_is_refused_and_not_kept(tmp_path):
    large = tmp_path / "大.csv"
    large.write_bytes(b"x" * 2_000_001)
    with large.open("rb") as stream, pytest.raises(Unreadable) as refused:
        receive(tmp_path / "files", "大.csv", stream, most_mb=2)
    assert refused.value.reason.code == "F002"
    assert list((tmp_path / "files" / "imports").iterdir()) == []


def test_a_kept_file_lies_under_a_name_of_our_own_for_its_owner_alone(tmp_path):
    path = tmp_path / "花名册.csv"
    path.write_text("姓名", encoding="utf-8")
    with path.open("rb") as stream:
        kept = receive(tmp_path / "files", "../../花名册.csv", stream)
    assert kept.path == tmp_path / "files" / "imports" / kept.sha256
    assert kept.path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_not_there_has_its_sentence():
    with pytest.raises(Unreadable) as refused:
        source_at(Path("nowhere.csv"))
    assert refused.value.reason.code == "F014"


def test_the_workbook_of_this_test_is_a_good_one(refusal, tmp_path):
    """Else the refusals above would say nothing."""
    assert refusal(lambda: bytes_file(tmp_path, zipped(raw_parts(GOOD)))) == ""
