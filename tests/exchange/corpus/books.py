"""Workbooks in three formats: errors, formulas, merged and hidden cells, several sheets."""
# ruff: noqa: E501  (one trap a line; Chinese characters count double)

from datetime import date

from tests.exchange import ods_files, xls_files
from tests.exchange.corpus.case import Case, xlsx
from tests.exchange.files import person, raw_parts, text_row, zipped
from tests.exchange.xls_files import Lost

HEAD = ["姓名", "性别", "联系电话"]
A, B, C = ["张样甲", "男", "19900000001"], ["李样乙", "女", "19900000002"], ["王样丙", "男", "19900000003"]
BOTH = {2: "张样甲", 3: "李样乙"}
MERGED = [["单位", "姓名", "备注"], ["金容寨村", "张样甲", "x"], ["", "李样乙", "x"], ["", "", ""], ["宝祥村", "王样丙", "x"]]
OF_VILLAGES = {"金容寨村 2": "张样甲", "宝祥村 2": "李样乙", "宝祥村 3": "王样丙"}
FAR = '<c r="A2" t="inlineStr"><is><t>张样甲</t></is></c><c r="B2" s="0"/><c r="XFD2" s="0"/>'


def old(*sheets: xls_files.Sheet) -> bytes:
    return xls_files.xls(*sheets)


def open_document(*sheets: ods_files.Sheet) -> bytes:
    return ods_files.ods(*sheets)


CASES = [
    Case("an extension that lies: a workbook called .csv", xlsx([HEAD, A]), {2: "张样甲"}, name="花名册.csv"),
    Case("an extension that lies: a text called .xlsx", lambda: "姓名,性别\n张样甲,男".encode(), {2: "张样甲"}),
    Case("an error cell, which is not an empty one", xlsx([HEAD, ["张样甲", "男", ("=NA()", "#N/A")], B]), {3: "李样乙"},
         {2: "phone F030"}),
    Case("formulas with results", xlsx([["序号", *HEAD], [("=ROW()-1", 1), "张样甲", ('="男"', "男"), "19900000001"]]),
         {2: "张样甲"}, values={2: {"sex": "male"}}),
    Case("a formula without its result", lambda: zipped(raw_parts(
        text_row(1, "姓名", "联系电话")
        + '<row r="2"><c r="A2" t="inlineStr"><is><t>张样甲</t></is></c><c r="B2"><f>1+1</f></c></row>')),
         refused={2: "phone F031"}),
    Case("a merged village, with a frame below it", xlsx(MERGED, merged=["A2:A4"]), {2: "张样甲", 3: "李样乙", 5: "王样丙"},
         skipped={4: "blank"}, who="town"),
    Case("a merged name, which is one person's", xlsx([["姓名", "联系电话"], ["张样甲", "19900000001"], ["", "19900000002"]],
                                                    merged=["A2:A3"]), {2: "张样甲"}, {3: "name V001"}),
    Case("a block merged down to the end of the sheet", xlsx([["单位", "姓名"], ["金容寨村", "张样甲"], ["", "李样乙"]],
                                                         merged=["A2:A1048576"]), BOTH),
    Case("a hidden row, read and said", xlsx([HEAD, A, B], hidden_rows=[3]), BOTH, told=["F032"]),
    Case("a hidden sheet with data, said and not read", xlsx(("名单", [HEAD, A]), ("旧名单", [HEAD, B]), hidden_sheets=["旧名单"]),
         {2: "张样甲"}, told=["F028"]),
    Case("a hidden sheet of another program's names", xlsx(("bean", [HEAD, ["name", "sex", "phone"]]), ("名单", [HEAD, A]),
                                                          hidden_sheets=["bean"]), {2: "张样甲"}),
    Case("three sheets, the data in the second", xlsx(("Sheet1", [["说明"], ["请如实填写"]]), ("Sheet2", [HEAD, A]), ("Sheet3", [])),
         {2: "张样甲"}),
    Case("two sheets of one sort, of which one is read", xlsx(("一组", [HEAD, A]), ("二组", [HEAD, B])), {2: "张样甲"}, told=["F025"]),
    Case("the sheet that a person chose", xlsx(("一组", [HEAD, A]), ("二组", [HEAD, B])), {2: "李样乙"}, options={"sheet": "二组"}),
    Case("a sheet for each village", xlsx(("说明", [["请如实填写"]]), ("金容寨村", [HEAD, A]), ("宝祥村", [HEAD, B, C])), OF_VILLAGES,
         told=["F038"], who="town"),
    Case("sheets named 1.金容寨村（1人） and 2.宝祥村花名册", xlsx(("1.金容寨村（1人）", [HEAD, A]), ("2.宝祥村花名册", [HEAD, B])),
         {"1.金容寨村（1人） 2": "张样甲", "2.宝祥村花名册 2": "李样乙"}, told=["F038"], who="town"),
    Case("a sheet for each village, one person on two", xlsx(("金容寨村", [["姓名", "身份证号"], ["张样甲", person(1)]]),
                                                       ("宝祥村", [["姓名", "身份证号"], ["张样甲", person(1)]])),
         {"金容寨村 2": "张样甲"}, {"宝祥村 2": "id_number F040"}, told=["F038"], who="town"),
    Case("a sheet for each village, one outside the scope", xlsx(("金容寨村", [HEAD, A]), ("宝祥村", [HEAD, B])),
         {"金容寨村 2": "张样甲"}, {"宝祥村 2": "unit V008"}, told=["F038"]),
    Case("days as days and as numbers", xlsx([["姓名", "入队时间"], ["张样甲", date(2021, 8, 5)], ["李样乙", 44413]]), BOTH,
         values={2: {"joined_on": "2021-08-05"}, 3: {"joined_on": "2021-08-05"}}),
    Case("days counted from 1904", xlsx([["姓名", "入队时间"], ["张样甲", 42951]], options={"date_1904": True}), {2: "张样甲"},
         values={2: {"joined_on": "2021-08-05"}}),
    Case("an ID number stored as a number", xlsx([["姓名", "身份证号"], ["张样甲", float(person(1))]]), refused={2: "id_number V070"}),
    Case("a telephone number stored as a number", xlsx([["姓名", "联系电话"], ["张样甲", 19900000001.0]]), {2: "张样甲"},
         values={2: {"phone": ("19900000001",)}}),
    Case("borders drawn to the end of the sheet", lambda: zipped(raw_parts(
        text_row(1, "姓名") + f'<row r="2">{FAR}</row><row r="1048576"><c r="A1048576" s="0"/></row>')), {2: "张样甲"}),
    Case("one sheet too far spread, the other good", lambda: _far_and_good(), {2: "张样甲"}, told=["F039"]),
    # -- XLS
    Case("XLS", lambda: old(xls_files.Sheet("名单", [HEAD, A, B])), BOTH, name="花名册.xls"),
    Case("XLS called .xlsx", lambda: old(xls_files.Sheet("名单", [HEAD, A])), {2: "张样甲"}),
    Case("XLS: error cell and formula with an error", lambda: old(xls_files.Sheet("名单", [
        HEAD, ["张样甲", "男", Lost()], ["李样乙", "女", Lost("#REF!", formula=True)], C])), {4: "王样丙"},
         {2: "phone F030", 3: "phone F030"}),
    Case("XLS: merged village", lambda: old(xls_files.Sheet("名单", MERGED, merged=[(1, 0, 3, 0)])),
         {2: "张样甲", 3: "李样乙", 5: "王样丙"}, skipped={4: "blank"}, who="town"),
    Case("XLS: hidden row, hidden sheet", lambda: old(xls_files.Sheet("名单", [HEAD, A, B], hidden_rows=[3]),
                                                    xls_files.Sheet("旧", [HEAD, C], visible=False)), BOTH, told=["F028", "F032"]),
    Case("XLS: days of both counts", lambda: xls_files.xls(
        xls_files.Sheet("名单", [["姓名", "入队时间"], ["张样甲", date(2021, 8, 5)], ["李样乙", 44413]])), BOTH,
         values={2: {"joined_on": "2021-08-05"}, 3: {"joined_on": "2021-08-05"}}),
    Case("XLS: a sheet for each village", lambda: old(xls_files.Sheet("金容寨村", [HEAD, A]), xls_files.Sheet("宝祥村", [HEAD, B, C])),
         OF_VILLAGES, told=["F038"], who="town"),
    Case("XLS under a password", lambda: xls_files.xls(xls_files.Sheet("名单", [HEAD, A]), locked=True), rejected="F003"),
    Case("XLSX under a password", lambda: xls_files.compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}),
         rejected="F003"),
    Case("a Word document of the old format", lambda: xls_files.compound({"WordDocument": b"x"}), rejected="F005"),
    # -- ODS
    Case("ODS", lambda: open_document(ods_files.Sheet("名单", [HEAD, A, B])), BOTH, name="花名册.ods"),
    Case("ODS: error cell, number, day", lambda: open_document(ods_files.Sheet("名单", [
        [*HEAD, "入队时间"], ["张样甲", "男", Lost(), ""], ["李样乙", "女", 19900000002.0, date(2021, 8, 5)]])), {3: "李样乙"},
         {2: "phone F030"}, values={3: {"phone": ("19900000002",), "joined_on": "2021-08-05"}}),
    Case("ODS: merged village", lambda: open_document(ods_files.Sheet("名单", MERGED, spans=[((1, 0), (3, 1))])),
         {2: "张样甲", 3: "李样乙", 5: "王样丙"}, skipped={4: "blank"}, who="town"),
    Case("ODS: hidden row, hidden sheet", lambda: open_document(
        ods_files.Sheet("名单", [HEAD, A, B], hidden_rows=[3]), ods_files.Sheet("旧", [HEAD, C], visible=False)), BOTH,
         told=["F028", "F032"]),
    Case("ODS: blanks to the end of the sheet", lambda: open_document(ods_files.Sheet("名单", [HEAD, A], after=(
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"))), {2: "张样甲"}),
    Case("ODS under a password", lambda: ods_files.ods(
        ods_files.Sheet("名单", [HEAD, A]), parts={"META-INF/manifest.xml": (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry>'
            "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>")}), rejected="F003"),
]


def _far_and_good() -> bytes:
    """A workbook whose first sheet reaches to the farthest corner, its second being good."""
    parts = dict(raw_parts(text_row(1, "姓名") + text_row(2, "张样甲")))
    far = parts["xl/worksheets/sheet1.xml"].replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        "<sheets>", '<sheets><sheet name="汇总" sheetId="2" r:id="rId2"/>')
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                            'worksheet" Target="worksheets/sheet2.xml"/></Relationships>')
    return zipped({**parts, "xl/worksheets/sheet2.xml": far})
