"""What cells mean: people by rules.md §6, units, vocabularies, money, rows of two registers in one sheet."""
# ruff: noqa: E501  (one trap a line; Chinese characters count double)

from decimal import Decimal

from tests.exchange.corpus.case import Case, text, xlsx
from tests.exchange.files import person

ID = person(1)
WRONG = ID[:17] + ("1" if ID[17] != "1" else "2")
DISPUTE = "单位,标题,类别,简要情况,发现日期,"
ROW = "金容寨村,水渠纠纷,{},为用水争吵,2026-08-01,"
FAMILY = ["调委会名称", "级别", "办公地点", "姓名", "性别", "联系电话"]


def disputes(headings: str, *rows: tuple[str, str]) -> str:
    """Rows of the dispute register: category and what stands in further columns."""
    lines = [ROW.replace("水渠纠纷", f"水渠纠纷{number}").format(category) + more for number, (category, more) in enumerate(rows)]
    return "\n".join([DISPUTE + headings, *lines])


CASES = [
    Case("ID numbers that can be mended", text(
        f"姓名,身份证号\n张样甲,'{ID}\n李样乙, {person(2)} \n王样丙,５１０９２３{person(3)[6:]}\n赵样丁,{person(4)}。\n陈样戊,无"),
         {2: "张样甲", 3: "李样乙", 4: "王样丙", 5: "赵样丁", 6: "陈样戊"}, values={4: {"id_number": person(3)}}),
    Case("ID numbers that are lost", text(
        f"姓名,身份证号\n张样甲,4.40981E+17\n李样乙,{ID[:17]}\n王样丙,{WRONG}\n赵样丁,{ID[:15]}000\n陈样戊,陈样戊{ID}"),
         refused={2: "id_number V070", 3: "id_number V071", 4: "id_number V073", 5: "id_number V070", 6: "id_number V072"}),
    Case("an old ID number of 15 digits", text("姓名,身份证号\n张样甲,510923080101123"), {2: "张样甲"}, told=["V075"]),
    Case("names with blanks, width, dots and notes", text("姓名,性别\n张　甲,男\n阿样•测试,女\n李样乙（组长）,男\n王样丙" + " " * 30 + ",女"),
         {2: "张甲", 3: "阿样·测试", 4: "李样乙", 5: "王样丙"}, told=["V063"]),
    Case("what is no single name", text(f"姓名,性别\n张样甲 李样乙 王样丙,男\n{ID},男\n+赵甲,男\n,男"),
         refused={2: "name V062", 3: "name V060", 4: "name V061", 5: "name V001"}),
    Case("telephones in every shape", text(
        "姓名,联系电话\n张样甲,19900000001.0\n李样乙,199 0000 0002/0825-5550101\n王样丙,+86 19900000003\n赵样丁,5550101\n陈样戊,无"),
         {2: "张样甲", 3: "李样乙", 4: "王样丙", 5: "赵样丁", 6: "陈样戊"}, told=["V082"],
         values={3: {"phone": ("19900000002", "0825-5550101")}}),
    Case("telephones that are none", text("姓名,联系电话\n张样甲,1990000001\n李样乙,abc"), refused={2: "phone V083", 3: "phone V080"}),
    Case("days in every shape", text("姓名,入队时间\n张样甲,2021.8.5\n李样乙,2021年8月5日\n王样丙,20210805\n赵样丁,2021年8月\n陈样戊,二〇二一年八月五日"),
         {2: "张样甲", 3: "李样乙", 4: "王样丙", 5: "赵样丁", 6: "陈样戊"}, told=["V096"], values={5: {"joined_on": "2021-08"}}),
    Case("days that would have to be guessed", text("姓名,入队时间\n张样甲,21.8.5\n李样乙,8月5日\n王样丙,2021-02-30\n赵样丁,去年"),
         refused={2: "joined_on V092", 3: "joined_on V093", 4: "joined_on V091", 5: "joined_on V090"}),
    Case("sex by word and code, and one that is none", text("姓名,性别\n张样甲,1\n李样乙,F\n王样丙,不详"), {2: "张样甲", 3: "李样乙"},
         {4: "sex V041"}),
    Case("a sex that the ID number contradicts", text(f"姓名,性别,身份证号\n张样甲,女,{ID}"), {2: "张样甲"}, told=["V078"]),
    Case("units by name, ending, path and code", text(
        "姓名,单位\n张样甲,金容寨\n李样乙,金容寨村民委员会\n王样丙,大英县金元镇宝祥村\n赵样丁,510923108226\n陈样戊,没有的村"),
         {2: "张样甲", 3: "李样乙", 4: "王样丙", 5: "赵样丁"}, {6: "unit V008"}, who="town"),
    Case("a unit outside the scope", text("姓名,单位\n张样甲,宝祥村\n李样乙,金容寨村"), {3: "李样乙"}, {2: "unit V008"}),
    Case("a community written as a village", text("姓名,单位,所在队伍\n张样甲,金元村,"), refused={2: "team V001"}, told=["V018"],
         who="town"),
    Case("a retired unit with a successor, and one without", text("姓名,单位\n张样甲,老鹰村\n李样乙,石坝村\n王样丙,金容寨村"),
         {2: "张样甲", 4: "王样丙"}, {3: "unit V016"}, told=["V017"], who="town",
         units=[{"code": "510923108202", "name": "老鹰村", "valid_to": "2020-05-01", "merged_into": "226"},
                {"code": "510923108203", "name": "石坝村", "valid_to": "2020-05-01"}]),
    Case("two units of one name, of which one lies in the viewer's town", text("姓名,单位,所在队伍\n张样甲,和平村,金容寨村应急分队\n"
                                                                 "李样乙,象山镇和平村,金容寨村应急分队"),
         {2: "张样甲"}, {3: "unit V008"}, who="town",
         units=[{"code": "510923108204", "name": "和平村"},
                {"code": "510923107204", "name": "和平村", "parent": "510923107000"}]),
    Case("two units of one name in the viewer's own town", text("姓名,单位\n张样甲,和平村\n李样乙,和平社区"), refused={
        2: "unit V009", 3: "unit V009"}, who="town",
         units=[{"code": "510923108204", "name": "和平村"}, {"code": "510923108205", "name": "和平村"}]),
    Case("cells behind a mask that mean no record", text("姓名,身份证号\n张样甲,5109**********0018"), refused={2: "id_number F033"}),
    Case("several columns of telephones", text("姓名,手机,固定电话,联系电话\n张样甲,19900000001,,0825-5550101"), {2: "张样甲"},
         told=["F022"], values={2: {"phone": ("19900000001", "0825-5550101")}}),
    # -- disputes
    Case("categories by label and by key", text(disputes("", ("邻里", ""), ("neighbours", ""), ("没有的类别", ""))),
         {2: "水渠纠纷0", 3: "水渠纠纷1"}, {4: "category V042"}, register="dispute"),
    Case("yes and no in words", text(disputes("有暴力、自伤或民转刑风险", ("邻里", "是"), ("邻里", "√"), ("邻里", "否"), ("邻里", "也许"))),
         {2: "水渠纠纷0", 3: "水渠纠纷1", 4: "水渠纠纷2"}, {5: "danger V040"}, register="dispute",
         values={3: {"danger": True}, 4: {"danger": False}}),
    Case("amounts in 万元, as the register has them", text(disputes("涉及金额（万元）", ("邻里", "3.5"), ("邻里", "3.5万"), ("邻里", "35000元"))),
         {2: "水渠纠纷0", 3: "水渠纠纷1", 4: "水渠纠纷2"}, register="dispute",
         values={place: {"amount": Decimal(35000)} for place in (2, 3, 4)}),
    Case("amounts in yuan below a heading that says so", text(disputes("涉及金额（元）", ("邻里", "35000"), ("邻里", "3.5万元"))),
         {2: "水渠纠纷0", 3: "水渠纠纷1"}, register="dispute", values={place: {"amount": Decimal(35000)} for place in (2, 3)}),
    Case("amounts in yuan, as the title says", text("纠纷台账,,,,,单位：元\n" + disputes("涉及金额", ("邻里", "35000"))), {3: "水渠纠纷0"},
         skipped={1: "title"}, register="dispute", values={3: {"amount": Decimal(35000)}}),
    # -- two registers in one sheet
    Case("committees with their mediators, merged", xlsx(
        [["单位", *FAMILY], ["金容寨村", "金容寨村调委会", "村", "村办公室", "张样甲", "男", "19900000001"],
         ["", "", "", "", "李样乙", "女", ""], ["宝祥村", "宝祥村调委会", "村", "活动室", "王样丙", "男", ""]],
        merged=["A2:A3", "B2:B3", "C2:C3", "D2:D3"]), {2: "张样甲", 3: "李样乙", 4: "王样丙"}, told=["F046"], register="mediator", who="town",
         parents={2: "金容寨村调委会", 4: "宝祥村调委会"}),
    Case("a committee in a row of its own, its mediators below", text(",".join(FAMILY) + """
        金容寨村调委会,村,村办公室,,,
        ,,,张样甲,男,19900000001
        ,,,李样乙,女,
        合计,,,2,,"""), {3: "张样甲", 4: "李样乙"}, skipped={2: "parent", 5: "total"}, told=["F046"], register="mediator",
         parents={2: "金容寨村调委会"}),
    Case("a committee that says two things", text(",".join(FAMILY) + """
        金容寨村调委会,村,村办公室,张样甲,男,
        金容寨村调委会,村,活动室,李样乙,女,"""), {2: "张样甲"}, {3: " F045"}, told=["F046"], register="mediator", parents={2: "金容寨村调委会"}),
    Case("a committee that cannot be stored, and so its mediators", text(",".join(FAMILY) + """
        金容寨村调委会,没有,村办公室,张样甲,男,
        〃,〃,〃,李样乙,女,"""), refused={2: " V041, committee V008", 3: "committee V008"}, told=["F046"], register="mediator"),
]
