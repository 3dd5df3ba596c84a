"""Headings: titles above, two rows, stars, synonyms, none at all."""
# ruff: noqa: E501  (one trap a line; Chinese characters count double)

from tests.exchange.corpus.case import Case, text, xlsx
from tests.exchange.files import person

CASES = [
    Case("title and note above the headings", text("""
        金元镇应急队伍花名册,,
        填报单位：金容寨村　　填报时间：2026年8月5日,,

        序号,姓名,性别
        1,张样甲,男"""), {5: "张样甲"}, skipped={1: "title", 2: "title"}),
    Case("headings in row 5", xlsx([["花名册"], ["说明：请如实填写"], ["单位：金容寨村"], [""], ["姓名", "性别"], ["张样甲", "男"]]),
         {6: "张样甲"}, skipped={1: "title", 2: "title", 3: "title"}),
    Case("a heading divided by the row below it", text("""
        序号,姓名,联系方式,,备注
        ,,手机,固话,
        1,张样甲,19900000001,0825-5550101,甲"""), {3: "张样甲"},
         values={3: {"phone": ("19900000001", "0825-5550101"), "remarks": "甲"}}),
    Case("two rows of headings, repeated on the next page", text("""
        序号,姓名,联系方式,,备注
        ,,手机,固话,
        1,张样甲,19900000001,,甲
        序号,姓名,联系方式,,备注
        ,,手机,固话,
        2,李样乙,,0825-5550101,乙"""), {3: "张样甲", 6: "李样乙"}, skipped={4: "header", 5: "header"}),
    Case("merged headings in a workbook", xlsx([["序号", "姓名", "联系方式", ""], ["", "", "手机", "固话"],
                                               [1, "张样甲", "19900000001", "0825-5550101"]], merged=["C1:D1"]),
         {3: "张样甲"}, values={3: {"phone": ("19900000001", "0825-5550101")}}),
    Case("stars, blanks, width and line breaks in headings",
         text('序号,＊姓　名,性 别（必填）,"身份证\n号码",联系电话：\n1,张样甲,男,' + person(1) + ",19900000001"), {3: "张样甲"},
         values={3: {"sex": "male", "id_number": person(1), "phone": ("19900000001",)}}),
    Case("synonyms", text(f"成员姓名,公民身份号码,手机号码,职务,特长\n张样甲,{person(1)},19900000001,队员,驾驶"), {2: "张样甲"},
         values={2: {"id_number": person(1), "phone": ("19900000001",), "post": "队员", "skills": "驾驶"}}),
    Case("keys and English names", text("name,sex,Phone\n张样甲,male,19900000001"), {2: "张样甲"}, values={2: {"sex": "male"}}),
    Case("the heading repeated in the middle", text("序号,姓名,性别\n1,张样甲,男\n序号,姓名,性别\n2,李样乙,女"),
         {2: "张样甲", 4: "李样乙"}, skipped={3: "header"}),
    Case("an unknown column", text("姓名,年龄\n张样甲,20"), {2: "张样甲"}, told=["F022"]),
    Case("two columns of one field that differ", text("姓名,性别,性别\n张样甲,男,\n李样乙,男,女"), {2: "张样甲"},
         {3: "sex F023"}),
    Case("a required column is missing", text("性别,联系电话\n男,19900000001"), rejected="F021"),
    Case("no headings: the columns look like what they are", text(f"""
        1,张样甲,男,{person(1)},19900000001
        2,李样乙,女,{person(2)},19900000002
        3,王样丙,男,{person(3)},"""), {1: "张样甲", 2: "李样乙", 3: "王样丙"}, told=["F029"],
         values={1: {"sex": "male", "id_number": person(1), "phone": ("19900000001",)}}),
    Case("no headings, with a title above and a village in each row", text(f"""
        应急队伍,,
        金容寨村,张样甲,{person(1)}
        宝祥村,李样乙,{person(2)}"""), {2: "张样甲", 3: "李样乙"}, skipped={1: "title"},
         told=["F029"], who="town"),
    Case("no headings, and the columns said by a person", text("张样甲,队员,甲\n李样乙,队长,乙"), {1: "张样甲", 2: "李样乙"},
         told=["F029"], options={"columns": {1: "name", 2: "post", 3: None}}, values={2: {"post": "队长"}}),
    Case("no headings, and nothing that looks like anything", text("甲乙丙丁,样\n子丑寅卯,样"), rejected="F020"),
    Case("a letter", text("各村：请于本月底前报送花名册。\n此致敬礼"), rejected="F020"),
    Case("columns matched by hand", text("姓名,甲\n张样甲,19900000001"), {2: "张样甲"}, options={"columns": {2: "phone"}},
         values={2: {"phone": ("19900000001",)}}),
]
