"""The campaign, its sweeps and analyses; what follows a resolution; task forces (S4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast
from seeds.demo.drawing.courses import Course
from seeds.demo.drawing.petitions import WORDS
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.tables import Row

CAMPAIGNS = ("部署单位", "行动名称", "文号", "开始日期", "结束日期", "牵头部门", "责任部门", "工作目标", "排查范围",
             "化解率目标(%)",
             "统计表式")
SWEEPS = ("单位", "排查部门", "排查名称", "排查类型", "专项行动", "开始日期", "结束日期", "重点领域", "带队人", "参加人数",
          "走访户数",
          "排查发现(件)", "当场化解(件)", "登记入台账(件)", "排查情况")
ANALYSES = ("单位", "研判部门", "研判周期", "周期起始日", "周期截止日", "主要特点", "易发多发领域", "重点难点问题",
            "可以就地化解",
            "需要集中攻坚", "可能上行外溢", "下一步打算", "研判日期", "撰写人", "审签人")
FOLLOW_UPS = ("纠纷", "次别", "应访日期", "回访日期", "回访人", "回访方式", "回访结果", "协议履行", "回访记录")
SUPPORT = ("纠纷", "帮扶方式", "日期", "帮扶人", "做法", "效果")
REVIEWS = ("评查单位", "评查部门", "评查名称", "评查类型", "评查的纠纷", "评查日期", "评查人员", "评查结论", "评查发现",
           "原因分析",
           "改进措施", "整改时限")
TEAMS = ("单位", "专班名称", "突出问题", "牵头部门", "配合部门", "专班负责人", "组建日期", "治理方案", "维稳措施", "目标日期",
         "所涉纠纷",
         "状态")
MEMBERS = ("专班", "姓名", "专班职务", "分工", "开始日期", "结束日期")

CAMPAIGN_FIRST, CAMPAIGN_LAST = date(2026, 9, 1), date(2026, 12, 31)
CAMPAIGN: str = WORDS["campaign"]
_SWEPT = ("集中排查", "网格排查")  #: sources of the disputes that a campaign finds
_OFFICES = ("司法所", "规建办", "劳保所", "经发办")
_HOT = ("邻里、山林土地", "劳动就业、经济往来", "山林土地", "涉企、交通运输", "婚姻家庭、邻里")


def campaign_of(found: date, via: str) -> str:
    """The campaign in which a dispute was found, or nothing."""
    return CAMPAIGN if CAMPAIGN_FIRST <= found <= CAMPAIGN_LAST and via in _SWEPT else ""


def campaign_rows() -> Iterator[Row]:
    """The one of S4."""
    yield {"部署单位": TOWN, "行动名称": CAMPAIGN, "文号": "金元府办〔2026〕31号", "开始日期": str(CAMPAIGN_FIRST),
           "结束日期": str(CAMPAIGN_LAST), "牵头部门": PEACE_OFFICE, "责任部门": "、".join(("派出所", *_OFFICES)),
           "工作目标": WORDS["aim"], "排查范围": WORDS["coverage"], "化解率目标(%)": 80, "统计表式": "专项行动统计表（半月）"}


def sweep_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """Twelve: the campaign's own, of departments, of villages; the last one goes on."""
    town = cast.leader("政法委员").name
    yield _sweep(rng, TOWN, "专项行动第一轮全面排查", "全面排查", last - timedelta(days=70), 12, town, campaign=True)
    for number, office in enumerate(("司法所", "规建办", "劳保所")):
        row = _sweep(rng, TOWN, f"{office}重点领域排查", "重点排查", last - timedelta(days=52 - 4 * number), 5,
                     cast.departments[office].name, campaign=True)
        yield {**row, "排查部门": office, "重点领域": ("邻里、山林土地", "征地拆迁、房地产物业", "劳动就业")[number]}
    for number, name in enumerate(("金容寨村", "宝祥村", "明月村")):
        own = cast.villages[name]
        yield _sweep(rng, own.village.path, f"{name}半月排查", "半月排查", last - timedelta(days=33 - 2 * number), 3,
                     own.secretary.name)
        yield _sweep(rng, own.village.path, f"{name}滚动排查", "滚动排查", last - timedelta(days=20 - 2 * number), 6,
                     own.clerk.name, campaign=number == 0)
    yield _sweep(rng, TOWN, "三季度突出治安问题排查", "季度治安排查", last - timedelta(days=44), 4, town)
    yield {**_sweep(rng, TOWN, "十一月月排查", "月排查", last - timedelta(days=3), 3, town), "结束日期": "", "排查发现(件)": "",
           "当场化解(件)": "", "登记入台账(件)": ""}


def _sweep(rng: Random, unit: str, title: str, kind: str, first: date, days: int, leader: str, *,
           campaign: bool = False) -> Row:
    found = rng.randint(2, 9)
    spot = rng.randint(0, found // 2)
    return {"单位": unit, "排查名称": title, "排查类型": kind, "专项行动": CAMPAIGN if campaign else "", "开始日期": str(first),
            "结束日期": str(first + timedelta(days=days)), "带队人": leader, "参加人数": rng.randint(4, 30),
            "走访户数": rng.randrange(40, 460, 5), "排查发现(件)": found, "当场化解(件)": spot, "登记入台账(件)": found - spot,
            "排查情况": rng.choice(WORDS["analysis"]["features"])}


# -- analyses --------------------------------------------------------------------------------------


def analysis_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """Twenty-four: two villages over nine weeks, two departments over three."""
    for week in range(9):
        for name in ("金容寨村", "宝祥村"):
            own = cast.villages[name]
            yield _analysis(rng, own.village.path, "", last - timedelta(days=7 * week), own.clerk.name, own.secretary.name)
    for week in range(3):
        for office in ("司法所", "规建办"):
            yield _analysis(rng, TOWN, office, last - timedelta(days=7 * week), cast.departments[office].name,
                            cast.head_of(office).name)


def _analysis(rng: Random, unit: str, office: str, sunday: date, author: str, signed: str) -> Row:
    words = WORDS["analysis"]
    return {"单位": unit, "研判部门": office, "研判周期": "专题研判" if office else "每周研判",
            "周期起始日": str(sunday - timedelta(days=6)), "周期截止日": str(sunday), "主要特点": rng.choice(words["features"]),
            "易发多发领域": rng.choice(_HOT), "重点难点问题": rng.choice(words["problems"]),
            "可以就地化解": rng.choice(words["local"]), "需要集中攻坚": rng.choice(words["concentrated"]),
            "可能上行外溢": rng.choice(words["upward"]), "下一步打算": rng.choice(words["steps"]), "研判日期": str(sunday),
            "撰写人": author, "审签人": signed}


# -- after a resolution ----------------------------------------------------------------------------


def follow_up_rows(rng: Random, told: Sequence[Course], last: date) -> Iterator[Row]:
    """Thirty and ninety days after each resolution; a handful have been forgotten, the last are still to come."""
    for number, course in enumerate(told):
        lines = [line for line in course.lines if line["动作"] in ("化解", "反复重启")]
        for index, line in enumerate(lines):
            if line["动作"] == "化解":
                after = lines[index + 1] if index + 1 < len(lines) else None
                yield from _follow_ups(rng, course, _day(line), None if after is None else _day(after), last, number)


def _follow_ups(rng: Random, course: Course, resolved: date, relapsed: date | None, last: date, number: int) -> Iterator[Row]:
    own = course.case.officials
    for days, name in ((30, "第一次（30 天）"), (90, "第二次（90 天）")):
        row = {"纠纷": course.case.title, "次别": name, "应访日期": str(resolved + timedelta(days=days))}
        done = relapsed or resolved + timedelta(days=days - rng.randint(0, 4))
        if done > last or (number % 23 == 5 and not relapsed):
            yield row
            continue
        yield {**row, "回访日期": str(done), "回访人": rng.choice((own.grid_officer, own.clerk)).name,
               "回访方式": rng.choice(("上门", "上门", "电话", "向邻里了解")), "回访结果": "反复" if relapsed else "稳定",
               "协议履行": "未履行" if relapsed else "已履行",
               "回访记录": "对方未按协议履行，当事人重新反映。" if relapsed else ""}
        if relapsed:
            return


def _day(line: Row) -> date:
    return date.fromisoformat(str(line["时间"])[:10])


def support_rows(rng: Random, told: Sequence[Course], last: date) -> Iterator[Row]:
    """One or two in each grave case."""
    for course in told:
        if course.case.rank < 2 or any(line["动作"] == "作废" for line in course.lines):
            continue
        for kind in rng.sample(sorted(WORDS["support"]), 2):
            day = min(course.case.found + timedelta(days=rng.randint(1, 9)), last)
            yield {"纠纷": course.case.title, "帮扶方式": kind, "日期": str(day),
                   "帮扶人": course.case.officials.secretary.name,
                   "做法": WORDS["support"][kind], "效果": rng.choice(("情绪缓和", "表示理解", "困难缓解"))}


def review_rows(rng: Random, cast: Cast, told: Sequence[Course], last: date) -> Iterator[Row]:
    """Four resolved cases and two that failed."""
    closed = [each for each in told if each.lines[-1]["动作"] == "结案" and each.case.rank >= 1]
    failed = [each for each in told if each.lines[-1].get("结果") == "不成功"]
    for number, course in enumerate([*closed[:4], *failed[:2]]):
        day = min(_day(course.lines[-1]) + timedelta(days=20), last)
        poor = number >= 4
        yield {"评查单位": TOWN, "评查部门": "司法所", "评查名称": f"{course.case.title}评查",
               "评查类型": "不成功案件剖析" if poor else "化解案件评查", "评查的纠纷": course.case.title, "评查日期": str(day),
               "评查人员": f"{cast.head_of('司法所').name}、{cast.departments['司法所'].name}",
               "评查结论": "不规范" if poor else "规范", "评查发现": WORDS["review"]["findings"][2 if poor else number % 2],
               "原因分析": WORDS["review"]["causes"][number % 2] if poor else "",
               "改进措施": rng.choice(WORDS["review"]["improvements"]) if poor else "",
               "整改时限": str(day + timedelta(days=30)) if poor else ""}


# -- task forces -----------------------------------------------------------------------------------


def team_rows(cast: Cast, told: Sequence[Course], last: date) -> Iterator[Row]:
    """Two, with the grave disputes of their kind."""
    for number, each in enumerate(WORDS["team"]):
        cases = [course.case.title for course in told if course.case.story.category == each["category"]
                 and course.case.rank >= 1 and course.lines[-1]["动作"] != "作废"]
        yield {"单位": TOWN, "专班名称": each["name"], "突出问题": each["problem"], "牵头部门": each["department"],
               "配合部门": each["departments"], "专班负责人": cast.leader(each["leader"]).name,
               "组建日期": str(last - timedelta(days=19 + 20 * number)), "治理方案": each["plan"], "维稳措施": each["measures"],
               "目标日期": str(last + timedelta(days=40)), "所涉纠纷": "、".join(cases[-3:]), "状态": "运行中"}


def member_rows(cast: Cast, last: date) -> Iterator[Row]:
    """The head, one of each department and two of the villages, for ninety days."""
    for number, each in enumerate(WORDS["team"]):
        first = last - timedelta(days=19 + 20 * number)
        villages = [own.secretary for own in list(cast.villages.values())[6 + number : 8 + number]]
        offices = [cast.departments[name] for name in (each["department"], *each["departments"].split("、"))]
        people = [cast.leader(each["leader"]), *offices, *villages]
        for place, post in enumerate(people):
            yield {"专班": each["name"], "姓名": post.name,
                   "专班职务": ("组长", "副组长", "联络员")[place] if place < 3 else "成员",
                   "分工": post.duties[:40], "开始日期": str(first), "结束日期": str(first + timedelta(days=90))}
