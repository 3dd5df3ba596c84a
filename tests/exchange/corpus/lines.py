"""Rows that are no data, and rows that lean on others: totals, signatures, frames, examples, ditto marks."""
# ruff: noqa: E501  (one trap a line; Chinese characters count double)

from tests.exchange.corpus.case import Case, text, xlsx
from tests.exchange.files import person

HEAD = "序号,姓名,性别,队内职务\n1,张样甲,男,队员\n"
FIRST = {2: "张样甲"}

CASES = [
    Case("total and subtotal", text(HEAD + "小计,1,,\n2,李样乙,女,\n合　计,2,,\n共2人,,,"), {**FIRST, 4: "李样乙"},
         skipped={3: "total", 5: "total", 6: "total"}),
    Case("signatures and foot notes", text(HEAD + "填表人：　　审核人：,,,\n注：本表一式两份。,,,\n（盖章）,,,"), FIRST,
         skipped={3: "signature", 4: "signature", 5: "signature"}),
    Case("a frame with line numbers", text(HEAD + "2,,,\n3,,,\n4, ,\u3000,"), FIRST,
         skipped={3: "blank", 4: "blank", 5: "blank"}),
    Case("a frame with the village printed in it", text("序号,村,姓名,性别\n1,金容寨村,张样甲,男\n2,金容寨村,,"), FIRST,
         skipped={3: "blank"}),
    Case("the example of a template", text(HEAD + "示例,王样乙,女,"), FIRST, skipped={3: "example"}),
    Case("a surname that begins like a total", text(HEAD + "2,单样乙,女,合计\n3,共样丙,男,"), {**FIRST, 3: "单样乙", 4: "共样丙"}),
    Case("ditto marks of four kinds", text("姓名,队内职务\n张样甲,队员\n李样乙,〃\n王样丙,同上\n赵样丁,″\n陈样戊,“"),
         {2: "张样甲", 3: "李样乙", 4: "王样丙", 5: "赵样丁", 6: "陈样戊"}, values={6: {"post": "队员"}, 4: {"post": "队员"}}),
    Case("a plain quotation mark as ditto mark, in a workbook", xlsx([["姓名", "队内职务"], ["张样甲", "队员"], ["李样乙", '"']]),
         {2: "张样甲", 3: "李样乙"}, values={3: {"post": "队员"}}),
    Case("a ditto mark below an empty cell", text("姓名,队内职务\n张样甲,\n李样乙,同上"), {2: "张样甲"}, {3: "post F036"}),
    Case("ditto marks for a name and a number", text(f"姓名,身份证号\n张样甲,{person(1)}\n〃,{person(2)}\n王样丙,同上"),
         {2: "张样甲"}, {3: "name F037", 4: "id_number F037"}),
    Case("a ditto mark for the village", text("姓名,单位\n张样甲,宝祥村\n李样乙,〃"), {2: "张样甲", 3: "李样乙"}, who="town"),
    Case("a ditto mark in the first row", text("姓名,队内职务\n张样甲,同上"), refused={2: "post F036"}),
    Case("blank rows between people", text("姓名,性别\n张样甲,男\n,\n\n李样乙,女"), {2: "张样甲", 5: "李样乙"}, skipped={3: "blank"}),
    Case("headings and nothing below", text("姓名,性别\n合计,"), rejected="F024"),
    Case("the same person twice", text(f"姓名,身份证号\n张样甲,{person(1)}\n李样乙,{person(1)}"), FIRST, {3: "id_number F040"}),
    Case("two of a name without numbers", text("姓名,性别\n张样甲,男\n张样甲,男"), {2: "张样甲", 3: "张样甲"}, told=["F042"]),
]
