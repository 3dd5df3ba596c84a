"""Grid officers and the cards they hand out, and this year's tasks with the progress of each village."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.readiness import WORDS, route_of, shelter_of
from seeds.demo.drawing.tables import Row

OFFICERS = ("所在网格", "姓名", "性别", "身份证号", "联系电话", "专兼职", "承担职责", "联系户数", "责任范围", "最近培训日期",
            "上岗时间")
CARDS = ("适用范围", "卡片名称", "卡片类别", "网格员", "主要风险", "风险提示", "职责任务", "避难场所", "转移路线", "公开电话",
         "印发日期", "有效期至",
         "发放份数")
TASKS = ("单位", "年度", "任务来源", "序号", "工作类别", "工作名称", "工作内容", "牵头单位", "责任部门", "各村(社区)",
         "完成时限", "状态", "完成日期")
PROGRESS = ("任务", "责任单位", "状态", "完成日期", "进展情况", "填报人")

HOTLINE = "0825-7806075"


def officer_rows(rng: Random, cast: Cast, last: date) -> Iterator[Row]:
    """One officer of each village's grid; they stand among the staff too, as the same person."""
    for each in cast.villages.values():
        human = each.grid_officer.human
        yield {"所在网格": each.village.grid, "姓名": human.name, "性别": human.sex, "身份证号": human.id_number,
               "联系电话": human.phone,
               "专兼职": rng.choice(["专职", "兼职", "兼职"]), "承担职责": rng.choice(WORDS["roles"]),
               "联系户数": rng.randrange(120, 420),
               "责任范围": f"{each.village.name}一组至{'六七八九十'[each.village.groups % 5]}组",
               "最近培训日期": str(last - timedelta(days=rng.randrange(30, 400))),
               "上岗时间": rng.choice(["2021年9月", "2022年3月", "2023年6月"])}


def card_rows(rng: Random, cast: Cast, first: date) -> Iterator[Row]:
    """A card for the households of each village, and a duty card for every fifth officer."""
    for number, each in enumerate(cast.villages.values()):
        risk = WORDS["risk"][number % len(WORDS["risk"])]
        common = {"适用范围": each.village.grid, "网格员": each.grid_officer.name, "主要风险": risk["kinds"],
                  "风险提示": risk["text"],
                  "避难场所": shelter_of(each), "转移路线": route_of(each, 0), "公开电话": HOTLINE,
                  "印发日期": str(first + timedelta(days=rng.randrange(7, 30))), "有效期至": str(first + timedelta(days=390))}
        yield {**common, "卡片名称": f"{each.village.name}应急明白卡", "卡片类别": "明白卡", "发放份数": rng.randrange(150,
                                                                                                   420)}
        if number % 5 == 0:
            yield {**common, "卡片名称": f"{each.village.name}网格员责任卡", "卡片类别": "责任卡", "职责任务": WORDS["duties"],
                   "发放份数": 1}


def task_rows() -> Iterator[Row]:
    """The tasks of the year."""
    for number, each in enumerate(WORDS["task"], start=1):
        yield {"单位": TOWN, "年度": 2026, "任务来源": each.get("origin", "目标责任清单"), "序号": number,
               "工作类别": each["category"],
               "工作名称": each["name"], "工作内容": each["content"], "牵头单位": PEACE_OFFICE,
               "责任部门": each.get("departments", ""),
               "各村(社区)": each.get("villages", ""), "完成时限": each["deadline"], "状态": each["status"],
               "完成日期": each["deadline"] if each["status"] == "已完成" else ""}


def progress_rows(rng: Random, cast: Cast) -> Iterator[Row]:
    """How far each village is with each task of all villages."""
    for each in WORDS["task"]:
        for officials in cast.villages.values() if each.get("villages") else ():
            done = each["status"] == "已完成" or rng.random() < 0.55
            status = "已完成" if done else rng.choice(["进行中", "进行中", "未开始"])
            day = date.fromisoformat(each["deadline"]) - timedelta(days=rng.randrange(16, 40))
            yield {"任务": each["name"], "责任单位": officials.village.path, "状态": status,
                   "完成日期": str(day) if done else "",
                   "进展情况": rng.choice(WORDS["sayings"]["progress"]) if status != "未开始" else "",
                   "填报人": officials.clerk.name}
