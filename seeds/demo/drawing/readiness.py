"""Shelters, routes, plans, drills with what they showed, incidents with their reports (S0 二(三)(四), 三(二))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast, Officials
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.tables import Row, read_words
from seeds.demo.drawing.teams import detachment_of

SHELTERS = ("单位", "场所名称", "类型", "室内", "地址", "面积(平方米)", "容纳人数", "有标志牌", "有饮水", "有备用电源",
            "管理人", "管理人电话",
            "最近检查日期")
ROUTES = ("单位", "路线名称", "起点", "避难场所", "途经", "长度(米)", "步行时间(分钟)", "涉及户数", "涉及人数", "带队责任人",
          "责任人电话",
          "夜间可通行", "最近踏勘日期")
PLANS = ("单位", "预案名称", "预案类型", "版本", "印发日期", "最近修订日期", "状态", "责任人", "牵头部门", "备案日期", "备案号")
DRILLS = ("单位", "演练名称", "演练类型", "演练科目", "依据预案", "组织部门", "计划日期", "演练日期", "地点", "总指挥",
          "参演队伍", "参演人数",
          "转移群众人数", "用时(分钟)", "演练情况")
FINDINGS = ("演练", "问题", "整改措施", "整改责任人", "整改时限", "整改状态", "整改完成日期", "转为任务")
INCIDENTS = ("单位", "事件名称", "事件类型", "事件等级", "发生时间", "首报时间", "报告人", "地点", "首报内容", "死亡人数",
             "失踪人数", "受伤人数",
             "受灾人数", "转移人数", "直接经济损失(万元)", "牵头处置部门", "状态", "结束日期")
REPORTS = ("事件", "报告类别", "报告时间", "报告人", "报送对象", "报告内容", "受伤人数", "转移人数", "直接经济损失(万元)")

WORDS = read_words("readiness")
SPEAKERS = "更换村级预警喇叭"  #: the task that findings about loudspeakers become


def shelter_of(each: Officials) -> str:
    """The name of a village's shelter."""
    return f"{each.village.name}党群服务中心"


def route_of(each: Officials, number: int) -> str:
    """The name of a village's route."""
    return f"{each.village.name}{'二五七'[number]}组转移路线"


def shelter_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """One in each village, the town's school and its square."""
    town = cast.leader("党委副书记")
    for name, kind, indoor, area in (("金元镇中心小学操场", "学校", "否", 4200), ("场镇文化广场", "广场", "否", 2600)):
        yield _shelter(TOWN, name, kind, indoor, f"场镇{'南' if kind == '学校' else '北'}街", area, area // 2, town.name,
                       town.human.phone, last)
    for each in cast.villages.values():
        area = rng.randrange(260, 620, 20)
        row = _shelter(each.village.path, shelter_of(each), "村(社区)活动室", "是", f"{each.village.name}一组", area, area // 2,
                       each.deputy.name, each.deputy.human.phone, last - timedelta(days=rng.randrange(200)))
        yield {**row, "有标志牌": rng.choice(["是", "是", "是", "否"]), "有备用电源": rng.choice(["是", "否"])}


def _shelter(unit: str, name: str, kind: str, indoor: str, place: str, area: int, capacity: int, keeper: str, phone: str,
             checked: date) -> Row:
    return {"单位": unit, "场所名称": name, "类型": kind, "室内": indoor, "地址": place, "面积(平方米)": area,
            "容纳人数": capacity,
            "有标志牌": "是", "有饮水": "是", "有备用电源": "是", "管理人": keeper, "管理人电话": phone,
            "最近检查日期": str(checked)}


def route_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """One or two from each village's low or steep places to its shelter."""
    for each in cast.villages.values():
        for number in range(rng.randint(1, 2)):
            length, households = rng.randrange(300, 1900, 50), rng.randint(4, 19)
            yield {"单位": each.village.path, "路线名称": route_of(each, number), "起点": f"{'二五七'[number]}组聚居点",
                   "避难场所": shelter_of(each), "途经": rng.choice(WORDS["via"]), "长度(米)": length,
                   "步行时间(分钟)": length // 55 + 2,
                   "涉及户数": households, "涉及人数": households * 3 - rng.randrange(4), "带队责任人": each.deputy.name,
                   "责任人电话": each.deputy.human.phone, "夜间可通行": rng.choice(["是", "是", "否"]),
                   "最近踏勘日期": str(last - timedelta(days=rng.randrange(10, 230)))}


# -- plans and drills ------------------------------------------------------------------------------


def plan_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """The town's overall plan and seven special ones (S0 三(二)), and one of each village."""
    for number, each in enumerate(WORDS["plan"], start=1):
        issued = last - timedelta(days=rng.randrange(300, 1600))
        revised = issued + timedelta(days=rng.randrange(200, 290)) if number % 3 else None
        yield {"单位": TOWN, "预案名称": f"{TOWN}{each['name']}", "预案类型": each["kind"],
               "版本": "2021版" if number % 3 else "2023版",
               "印发日期": str(issued), "最近修订日期": str(revised or ""), "状态": "现行",
               "责任人": cast.leader("党委副书记").name,
               "牵头部门": PEACE_OFFICE, "备案日期": str(issued + timedelta(days=20)),
               "备案号": f"英应急备〔{issued.year}〕{number:02d}号"}
    for officials in cast.villages.values():
        issued = last - timedelta(days=rng.randrange(100, 1400))
        yield {"单位": officials.village.path, "预案名称": plan_of(officials), "预案类型": "综合预案", "版本": "1",
               "印发日期": str(issued),
               "状态": "现行", "责任人": officials.secretary.name}


def plan_of(each: Officials) -> str:
    """The name of a village's plan."""
    return f"{each.village.name}突发事件应急预案"


def drill_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """The three kinds of the town, one of each village; the last ones are still to be held."""
    for number, each in enumerate(WORDS["drill"]):
        day = last - timedelta(days=150 - 50 * number)
        yield {"单位": TOWN, "演练名称": f"{TOWN}{each['title']}", "演练类型": each["kind"], "演练科目": each["topic"],
               "依据预案": f"{TOWN}{WORDS['plan'][0]['name']}", "组织部门": PEACE_OFFICE,
               **held(rng, day, "场镇文化广场", cast.leader("党委副书记").name, f"{TOWN}应急队", 96)}
    for number, officials in enumerate(cast.villages.values()):
        each, planned = WORDS["drill"][number % 3], last - timedelta(days=170 - 13 * number)
        row = {"单位": officials.village.path, "演练名称": drill_of(officials, number), "演练类型": each["kind"],
               "演练科目": each["topic"],
               "依据预案": plan_of(officials), "计划日期": str(planned)}
        is_held = number not in (5, 13)
        yield {**row, **(held(rng, planned, shelter_of(officials), officials.secretary.name,
                               detachment_of(officials.village), 34) if is_held else {})}


def drill_of(each: Officials, number: int) -> str:
    """The name of a village's drill."""
    return f"{each.village.name}{WORDS['drill'][number % 3]['title']}"


def held(rng: Random, day: date, place: str, leader: str, team: str, people: int) -> Row:
    return {"计划日期": str(day), "演练日期": str(day), "地点": place, "总指挥": leader, "参演队伍": team,
            "参演人数": people + rng.randrange(12), "转移群众人数": rng.randrange(12, 60), "用时(分钟)": rng.randrange(25, 95,
                                                                                                         5),
            "演练情况": "按预案完成预警、集合、转移、安置和点评，群众参与有序。"}


def finding_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """What the villages' drills showed; half of it is put right."""
    for number, officials in enumerate(cast.villages.values()):
        held = last - timedelta(days=170 - 13 * number)
        for each in rng.sample(WORDS["finding"], rng.randint(1, 2)) if number not in (5, 13) else ():
            status = rng.choice(["已整改", "已整改", "整改中", "待整改"]) if number < 11 else "待整改"
            fixed = held + timedelta(days=rng.randrange(5, 20)) if status == "已整改" else None
            yield {"演练": drill_of(officials, number), "问题": each["problem"], "整改措施": each["measures"],
                   "整改责任人": officials.clerk.name, "整改时限": str(held + timedelta(days=30)), "整改状态": status,
                   "整改完成日期": str(fixed or ""), "转为任务": SPEAKERS if "广播" in each["problem"] else ""}


# -- incidents -------------------------------------------------------------------------------------


def incident_rows(rng: Random, cast: Cast, told: list[dict[str, Any]], first: date, last: date, *,
                  over: bool = False) -> tuple[list[Row], list[Row]]:
    """The incidents told and what was reported of each afterwards; the last one is not over, unless all are."""
    incidents: list[Row] = []
    reports: list[Row] = []
    villages = rng.sample(sorted(cast.villages), len(told))
    for number, (raw, name) in enumerate(zip(told, villages, strict=True)):
        day = first + timedelta(days=20 + 25 * number + rng.randrange(10))
        at = datetime.combine(min(day, last - timedelta(days=2)), time(rng.randrange(7, 19), rng.randrange(0, 60, 5)))
        ended = over or number + 1 < len(villages)
        incidents.append(_incident(raw, cast.villages[name], at, at + timedelta(minutes=rng.randrange(15, 55)), ended=ended))
        reports += _reports(rng, str(incidents[-1]["事件名称"]), raw, cast.villages[name], at, ended=ended)
    return incidents, reports


def _incident(raw: dict[str, Any], own: Officials, at: datetime, reported: datetime, *, ended: bool) -> Row:
    return {"单位": own.village.path, "事件名称": raw["title"].replace("{村}", own.village.name), "事件类型": raw["kind"],
            "事件等级": raw["severity"], "发生时间": _moment(at), "首报时间": _moment(reported), "报告人": own.clerk.name,
            "地点": f"{own.village.name}三组", "首报内容": raw["text"], "死亡人数": 0, "失踪人数": 0,
            "受伤人数": raw.get("injured", 0),
            "受灾人数": raw.get("affected", ""), "转移人数": raw.get("evacuated", ""), "直接经济损失(万元)": raw["loss"],
            "牵头处置部门": PEACE_OFFICE, "状态": "已结束" if ended else "处置中",
            "结束日期": str(at.date() + timedelta(days=1)) if ended else ""}


def _reports(rng: Random, title: str, raw: dict[str, Any], own: Officials, at: datetime, *, ended: bool) -> Iterator[Row]:
    common = {"事件": title, "报告人": own.clerk.name, "报送对象": "镇应急办", "受伤人数": raw.get("injured", ""),
              "转移人数": raw.get("evacuated", "")}
    for number in range(rng.randint(1, 2)):
        yield {**common, "报告类别": "续报", "报告时间": _moment(at + timedelta(hours=2 + 3 * number)),
               "报告内容": rng.choice(WORDS["sayings"]["follow"])}
    if ended:
        yield {**common, "报告类别": "终报", "报告时间": _moment(at + timedelta(days=1)), "直接经济损失(万元)": raw["loss"],
               "报告内容": rng.choice(WORDS["sayings"]["final"])}


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
