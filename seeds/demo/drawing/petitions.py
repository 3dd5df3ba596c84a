"""Petitions, days of reception, meetings with their decisions, supervision with its answers (S3 5–6; S4 三(四)5, 四(四))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast, Officials
from seeds.demo.drawing.courses import Course
from seeds.demo.drawing.hazards import Drawn
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.tables import Row, read_words

PETITIONS = ("信访件编号", "属地单位", "反映事项", "信访渠道", "初信初访", "类别", "涉及人数", "主要诉求", "收到日期",
             "办理期限(工作日)", "承办单位", "承办部门", "包案领导", "责任人", "信访积案", "积案化解目标日期", "状态",
             "办结日期",
             "办理意见", "是否化解", "群众评价")
RECEPTIONS = ("单位", "接访日期", "接访方式", "带班领导或值班干部", "接访地点", "接待人次", "接待批次", "当日情况")
MEETINGS = ("单位", "召集部门", "会议名称", "会议类型", "会议日期", "地点", "主持人", "记录人", "参会人数", "参会单位和人员",
            "议题",
            "会议纪要")
DECISIONS = ("会议", "决定事项", "责任部门", "责任人", "办结时限", "办理状态", "办结日期", "落实情况")
ORDERS = ("被督办单位", "方式", "牌别", "督办事项", "针对", "督办的纠纷", "督办的隐患", "督办的信访件", "谈话对象职务", "事由",
          "督办要求", "发出日期", "签发人", "督办部门", "答复时限", "状态", "解除日期", "解除人", "督办结果")
ANSWERS = ("督办件", "单位", "答复日期", "答复人", "整改情况", "申请解除")

WORDS = read_words("governance")

_CHANNELS = ("来访", "来访", "来访", "来信", "市长热线", "市长热线", "网上投诉", "上级交办")
_GROUPS = "一二三四五六"
_COUNT = 40
_BACKLOG = (3, 11, 19, 30)  #: which of the petitions are old cases
_LATE = (6, 22)


# -- petitions -------------------------------------------------------------------------------------


def petition_rows(rng: Random, cast: Cast, first: date, last: date) -> list[Row]:
    """Forty in order of time: most closed in time, two late, the youngest under way, four old ones with a leader."""
    span, officials = (last - first).days - 3, list(cast.villages.values())
    days = [first + timedelta(days=span * number // (_COUNT - 1)) for number in range(_COUNT)]
    return [_petition(rng, cast, officials[(5 * number + number // 14) % len(officials)], number, day, last)
            for number, day in enumerate(days)]


def _petition(rng: Random, cast: Cast, own: Officials, number: int, day: date, last: date) -> Row:
    told = WORDS["petition"][number % len(WORDS["petition"])]
    title = told["title"].replace("{村}", own.village.name).replace("{组}", rng.choice(_GROUPS))
    by_town = number % 3 == 0
    office = cast.departments[told["department"]]
    row = {"信访件编号": f"DYXF{day.year}{number + 1:05d}", "属地单位": own.village.path, "反映事项": title,
           "信访渠道": rng.choice(_CHANNELS), "初信初访": "否" if number % 7 == 3 else "是", "类别": told["category"],
           "涉及人数": rng.choice((1, 1, 1, 2, 3, 6)), "主要诉求": told["text"], "收到日期": str(day), "办理期限(工作日)": 30,
           "承办单位": TOWN if by_town else own.village.path, "承办部门": told["department"] if by_town else "",
           "责任人": office.name if by_town else own.secretary.name, "状态": "办理中"}
    if number in _BACKLOG:
        row |= {"信访积案": "是", "包案领导": cast.leaders[number % 5].name,
                "积案化解目标日期": str(last + timedelta(days=30)), "初信初访": "否"}
    return {**row, **_closing(rng, told, number, day, last)}


def _closing(rng: Random, told: dict[str, Any], number: int, day: date, last: date) -> Row:
    """How it ended, where it has: within 26 days, or 70 where it was late."""
    closed = day + timedelta(days=70 if number in _LATE else rng.randint(8, 26))
    if closed > last or number in (_BACKLOG[1], _BACKLOG[3], 25):  # 25: nobody has answered it, and it is overdue
        return {}
    resolved = number % 9 != 4
    return {"状态": "已办结", "办结日期": str(closed), "办理意见": told["reply"], "是否化解": "是" if resolved else "否",
            "群众评价": rng.choice(("满意", "满意", "未评价")) if resolved else "不满意"}


# -- reception -------------------------------------------------------------------------------------


def reception_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """Thirty days: sixteen of the town, seven each of two villages; some of them empty."""
    for number, day in enumerate(_weekdays(last, 16)):
        yield _reception(rng, TOWN, day, "领导带班接访", cast.leaders[number % 11].name, "镇信访接待中心")
    for name in ("金容寨村", "宝祥村"):
        own = cast.villages[name]
        for day, who in zip(_weekdays(last, 7), (own.secretary, own.deputy, own.clerk, own.women) * 2, strict=False):
            yield _reception(rng, own.village.path, day, "村干部值班受理", who.name, "村便民服务室")


def _reception(rng: Random, unit: str, day: date, kind: str, who: str, place: str) -> Row:
    came = rng.choice((0, 1, 1, 2, 3, 5))
    return {"单位": unit, "接访日期": str(day), "接访方式": kind, "带班领导或值班干部": who, "接访地点": place,
            "接待人次": came,
            "接待批次": (came + 1) // 2,
            "当日情况": rng.choice(WORDS["reception"]["came"]) if came else WORDS["reception"]["empty"]}


def _weekdays(last: date, count: int) -> list[date]:
    """The last days from Monday to Friday, in order."""
    days = [day for back in range(2 * count + 7) if (day := last - timedelta(days=back)).weekday() < 5]
    return days[:count][::-1]


# -- meetings --------------------------------------------------------------------------------------


def meeting_rows(cast: Cast, last: date) -> Iterator[Row]:
    """Six of the town."""
    for number, each in enumerate(WORDS["meeting"]):
        yield {"单位": TOWN, "召集部门": PEACE_OFFICE, "会议名称": each["title"], "会议类型": each["kind"],
               "会议日期": str(last - timedelta(days=each["days"])), "地点": "镇政府三楼会议室",
               "主持人": cast.leader(each["chair"]).name, "记录人": cast.town_clerk.name, "参会人数": 24 + 3 * number,
               "参会单位和人员": "镇班子成员、各部门负责人、各村(社区)党支部书记", "议题": each["agenda"],
               "会议纪要": each["minutes"]}


def decision_rows(cast: Cast, last: date) -> Iterator[Row]:
    """What each decided; what is due later is under way."""
    for each in WORDS["meeting"]:
        held = last - timedelta(days=each["days"])
        for number, content in enumerate(each["decisions"]):
            due = held + timedelta(days=14 + 7 * number)
            done = due <= last - timedelta(days=7)
            yield {"会议": each["title"], "决定事项": content, "责任部门": PEACE_OFFICE,
                   "责任人": cast.head_of(PEACE_OFFICE).name, "办结时限": str(due), "办理状态": "已办结" if done else "办理中",
                   "办结日期": str(due - timedelta(days=2)) if done else "", "落实情况": "已按要求落实并通报。" if done else ""}


# -- supervision -----------------------------------------------------------------------------------


def order_rows(cast: Cast, told: Sequence[Course], hazards: Sequence[Drawn], petitions: Sequence[Row],
               last: date) -> Iterator[Row]:
    """Ten; the older half is released. An order about a record goes to the village where that lies."""
    officials = list(cast.villages.values())
    for number, each in enumerate(WORDS["supervision"]):
        issued = last - timedelta(days=62 - 6 * number)
        row = {"方式": each["kind"], "牌别": each.get("card", ""), "督办事项": each["subject"], "针对": each["about"],
               "谈话对象职务": "村党支部书记" if each["kind"] == "约谈" else "", "事由": each["reason"],
               "督办要求": each["demand"],
               "发出日期": str(issued), "签发人": cast.leader("政法委员").name, "督办部门": PEACE_OFFICE,
               "答复时限": str(issued + timedelta(days=7)), "状态": "督办中",
               **_object(each["about"], officials[(3 * number) % 14], number, told, hazards, petitions)}
        yield {**row, **(_release(cast, issued) if number < 5 else {})}


def _object(about: str, own: Officials, number: int, told: Sequence[Course], hazards: Sequence[Drawn],
            petitions: Sequence[Row]) -> Row:
    if about == "纠纷":
        case = [each.case for each in told if each.case.rank >= 1 and not each.case.in_town][number]
        return {"被督办单位": case.officials.village.path, "督办的纠纷": case.title}
    if about == "隐患":
        row = next(each.row for each in hazards if each.row["隐患级别"] == "较大")
        return {"被督办单位": row["所在单位"], "督办的隐患": row["隐患名称"]}
    if about == "信访件":
        row = next(each for each in petitions if each["状态"] == "办理中")
        return {"被督办单位": row["属地单位"], "督办的信访件": row["反映事项"]}
    return {"被督办单位": own.village.path}


def _release(cast: Cast, issued: date) -> Row:
    return {"状态": "已解除", "解除日期": str(issued + timedelta(days=9)), "解除人": cast.head_of(PEACE_OFFICE).name,
            "督办结果": "整改到位，予以解除。"}


def answer_rows(cast: Cast, orders: Sequence[Row], last: date) -> Iterator[Row]:
    """What the villages answered; the last two have not."""
    clerks = {unit: each.clerk.name for each in cast.villages.values() for unit in (each.village.path, each.village.grid)}
    for each, order in zip(WORDS["supervision"][:8], orders, strict=False):
        day = date.fromisoformat(str(order["发出日期"])) + timedelta(days=4)
        yield {"督办件": order["督办事项"], "单位": order["被督办单位"], "答复日期": str(min(day, last)),
               "答复人": clerks.get(str(order["被督办单位"]), cast.town_clerk.name), "整改情况": each["answer"],
               "申请解除": "是" if order["状态"] == "已解除" else "否"}
