"""Hot spots, risk assessments, court figures, publicity, venues and patrols (S0 10, 12–13; S3 7, 9–10).

What belongs to a month or a quarter keeps its days when the demo's move: those are multiples of weeks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.cast import Cast
from seeds.demo.drawing.hazards import Drawn
from seeds.demo.drawing.petitions import WORDS
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.tables import Row

SPOTS = ("所在单位", "年度", "季度", "类别", "名称", "地点", "问题表现", "确定日期", "整治牵头部门", "责任人", "整治措施",
         "整治时限",
         "整治状态", "整治完成日期", "核查日期", "核查人")
RISKS = ("单位", "年度", "评估事项", "事项类别", "评估责任部门", "评估机构或小组", "涉及群众(人)", "征求意见(人次)",
         "计划完成日期",
         "主要风险点", "风险等级", "评估结论", "防范化解措施", "评估完成日期", "决策日期", "报备日期")
COURT = ("单位", "年度", "月份", "一审民商事案件(件)", "诉前分流调解(件)", "诉前调解成功(件)", "司法确认(件)", "取得日期")
PUBLICITY = ("单位", "组织部门", "活动名称", "活动类型", "活动日期", "学时", "地点", "对象", "参加人数", "主讲人",
             "发放资料(份)", "主要内容")
VENUES = ("单位", "平台名称", "平台类型", "服务项目", "“一站式”服务", "已融合平台", "地址", "开放时间", "负责人", "公开电话",
          "启用时间",
          "状态", "规范化建设达标", "星级", "评定日期")
PATROLS = ("巡查的隐患", "单位", "巡查地点", "巡查内容", "巡查时机", "巡查时间", "巡查人", "巡查结果", "情况说明", "报告对象")

def spot_rows(cast: Cast) -> Iterator[Row]:
    """Four of the third quarter."""
    for each in WORDS["hotspot"]:
        done, verified = each["status"] != "整治中", each["status"] == "已销号"
        yield {"所在单位": cast.villages[each["village"]].village.path, "年度": 2026, "季度": "三季度", "类别": each["kind"],
               "名称": each["title"], "地点": each["place"], "问题表现": each["problem"], "确定日期": "2026-10-02",
               "整治牵头部门": "派出所", "责任人": cast.departments["派出所"].name, "整治措施": each["measures"],
               "整治时限": "2026-12-25", "整治状态": each["status"], "整治完成日期": "2026-11-05" if done else "",
               "核查日期": "2026-11-10" if verified else "", "核查人": cast.head_of("派出所").name if verified else ""}


def risk_rows(cast: Cast) -> Iterator[Row]:
    """Two done and one planned; a town of class one or two owes two a year (S3 7)."""
    for number, each in enumerate(WORDS["risk"]):
        done = "level" in each
        yield {"单位": TOWN, "年度": 2026, "评估事项": each["matter"], "事项类别": each["kind"],
               "评估责任部门": each["department"],
               "评估机构或小组": "镇稳评工作小组", "涉及群众(人)": 180 + 240 * number,
               "征求意见(人次)": 60 + 45 * number if done else "",
               "计划完成日期": f"2026-{6 + 3 * number:02d}-20", "主要风险点": each["risks"], "风险等级": each.get("level", ""),
               "评估结论": each.get("result", ""), "防范化解措施": each["measures"],
               "评估完成日期": f"2026-{6 + 3 * number:02d}-12" if done else "",
               "决策日期": f"2026-{6 + 3 * number:02d}-25" if done else "",
               "报备日期": f"2026-{6 + 3 * number:02d}-18" if done else ""}


def court_rows(rng: Random) -> Iterator[Row]:
    """The town from December to October."""
    for number in range(11):
        year, month = (2025, 12) if number == 0 else (2026, number)
        got = date(year + month // 12, month % 12 + 1, 6)
        diverted = rng.randint(5, 12)
        settled = rng.randint(3, diverted)
        yield {"单位": TOWN, "年度": year, "月份": f"{month}月", "一审民商事案件(件)": rng.randint(4, 11),
               "诉前分流调解(件)": diverted,
               "诉前调解成功(件)": settled, "司法确认(件)": rng.randint(0, settled), "取得日期": str(got)}


def publicity_rows(rng: Random, cast: Cast, first: date, last: date) -> Iterator[Row]:
    """Twelve over the year: six of the town, six of villages."""
    names = list(cast.villages)
    for number in range(12):
        each, own = WORDS["publicity"][number % 6], cast.villages[names[(5 * number) % 14]]
        town = number < 6
        day = first + timedelta(days=(last - first).days * (number + 1) // 13)
        yield {"单位": TOWN if town else own.village.path, "组织部门": "司法所" if town else "",
               "活动名称": f"{'' if town else own.village.name}{each['title']}", "活动类型": each["kind"], "活动日期": str(day),
               "学时": each.get("hours", ""), "地点": "镇文化站" if town else f"{own.village.name}党群服务中心",
               "对象": each["audience"],
               "参加人数": rng.randrange(25, 180), "主讲人": cast.departments["司法所"].name,
               "发放资料(份)": rng.randrange(50, 400, 10), "主要内容": each["content"]}


def venue_rows(cast: Cast) -> Iterator[Row]:
    """Eight: six of the town, one in each of two villages."""
    for each in WORDS["venue"]:
        own = cast.villages.get(each.get("village", ""))
        yield {"单位": own.village.path if own else TOWN, "平台名称": each["name"], "平台类型": each["kind"],
               "服务项目": each["services"], "“一站式”服务": "是" if "merged" in each else "否",
               "已融合平台": each.get("merged", ""),
               "地址": each["place"], "开放时间": "工作日 8:30–17:30" if own is None else "每天 8:00–18:00",
               "负责人": own.secretary.name if own else cast.head_of("司法所").name, "公开电话": each.get("hotline", ""),
               "启用时间": "2021年11月", "状态": "在用", "规范化建设达标": "是" if "stars" in each else "否",
               "星级": each.get("stars", ""), "评定日期": "2026-06-18" if "stars" in each else ""}


def patrol_rows(rng: Random, cast: Cast, hazards: Sequence[Drawn], last: date) -> Iterator[Row]:
    """Twelve to hazards, eight to other places."""
    keepers = {unit: each.grid_officer.name for each in cast.villages.values() for unit in (each.village.path,
               each.village.grid)}
    for number, drawn in enumerate(hazards[-12:]):
        row, changed = drawn.row, number in (2, 7)
        yield {"巡查的隐患": row["隐患名称"], "单位": row["所在单位"], "巡查内容": row["类别"], "巡查时机": "日常",
               "巡查时间": _at(rng, last - timedelta(days=rng.randrange(1, 14))), "巡查人": keepers[str(row["所在单位"])],
               "巡查结果": "原隐患有变化" if changed else "正常", "情况说明": "裂缝略有增宽，已拉警戒线。" if changed else "",
               "报告对象": "镇应急办" if changed else ""}
    for own in list(cast.villages.values())[:8]:
        yield {"单位": own.village.grid, "巡查地点": f"{own.village.name}坟山林缘", "巡查内容": "森林火灾",
               "巡查时机": "森林防火期",
               "巡查时间": _at(rng, last - timedelta(days=rng.randrange(1, 9))), "巡查人": own.grid_officer.name,
               "巡查结果": "正常"}


def _at(rng: Random, day: date) -> str:
    return f"{day} {rng.randrange(8, 18):02d}:{rng.randrange(0, 60, 5):02d}"
