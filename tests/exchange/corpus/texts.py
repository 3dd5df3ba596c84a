"""Text files: encodings, separators, quotation marks, lines."""


import codecs

from tests.exchange.corpus.case import Case, text

TWO = "姓名,性别\n张样甲,男\n李样乙,女"
BOTH = {2: "张样甲", 3: "李样乙"}

CASES = [
    Case("UTF-8", text(TWO), BOTH),
    Case("UTF-8 with BOM, which sticks to the first heading", text(TWO, "utf-8-sig"), BOTH),
    Case("GB18030, which detectors take for Big5 in so small a file", text(TWO, "gb18030"), BOTH),
    Case("GB18030 with characters outside GBK", text("姓名,性别\n莫𡐓样,男\n上㘵甲,女", "gb18030"), {2: "莫𡐓样", 3: "上㘵甲"}),
    Case("a private-use character", text("姓名,性别\n样\ue170甲,男", "gb18030"), {2: "样\ue170甲"}, told=["V066"]),
    Case("UTF-16 with tabs, as Excel's Unicode text", lambda: TWO.replace(",", "\t").encode("utf-16"), BOTH),
    Case("UTF-16 with the other half first", lambda: codecs.BOM_UTF16_BE + TWO.encode("utf-16-be"), BOTH),
    Case("UTF-16 without BOM", lambda: TWO.encode("utf-16-le"), rejected="F005"),
    Case("UTF-16 without BOM, chosen by a person", lambda: TWO.encode("utf-16-le"), BOTH, options={"encoding": "UTF-16LE"}),
    Case("Big5, chosen by a person", lambda: "姓名,性別\n張樣甲,男".encode("big5hkscs"), {2: "張樣甲"}, told=["F022"],
         options={"encoding": "Big5"}),
    Case("a chosen encoding in which the file is not written", text(TWO, "gb18030"), rejected="F010",
         options={"encoding": "UTF-8"}),
    Case("bytes of no encoding", lambda: TWO.encode() + b"\n\xff\xfe\x81\n", rejected="F010"),
    Case("tabs", text("姓名\t备注\n张样甲\t甲,乙;丙"), {2: "张样甲"}, values={2: {"remarks": "甲,乙;丙"}}),
    Case("semicolons", text('姓名;备注\n张样甲;"甲,乙;丙"'), {2: "张样甲"}, values={2: {"remarks": "甲,乙;丙"}}),
    Case("Excel's line about the separator", text("sep=;\n姓名;性别\n张样甲;男"), {3: "张样甲"}),
    Case("line breaks within cells", text('姓名,备注\n张样甲,"一\n二"\n李样乙,三'), {2: "张样甲", 4: "李样乙"}),
    Case("line ends of the Macintosh", lambda: TWO.replace("\n", "\r").encode(), BOTH),
    Case("a quotation mark that is never closed", text('姓名,备注\n张样甲,"一\n李样乙,二'), rejected="F011"),
    Case("an inch mark", text('姓名,备注\n张样甲,5" 管'), {2: "张样甲"}, values={2: {"remarks": '5" 管'}}),
    Case("rows that are longer and shorter than the headings", text("姓名,性别\n张样甲\n李样乙,女,多,余"), BOTH),
    Case("an empty file with a BOM", lambda: codecs.BOM_UTF8, rejected="F001"),
    Case("apostrophes before formula signs", text("姓名,备注\n张样甲,'=1+1"), {2: "张样甲"}, values={2: {"remarks": "=1+1"}}),
]
