"""S0's list of targets and the milestones of its plan as they are seeded, against the golden table of entities.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from tests.sites import Town

OFFICE = "社会治理和应急管理办"
CATEGORIES = {"mechanism": range(1, 6), "sweeping": range(6, 11), "ability": range(11, 15)}
NAMES = {
    "加强组织体系建设": [1], "优化调解组织网络": [2, 3], "完善综合调处平台": [4, 5], "完善排查预警机制": [6, 7, 8],
    "全面攻坚重大矛盾": [9], "持续推进“诉源治理”": [10], "加强基层阵地建设": [11], "加强队伍能力建设": [12],
    "加强宣传教育工作": [13], "加强信息化建设": [14]}
DEADLINES = {"2021-11": [1, 4, 5, 6, 7, 8, 9], "2021-08": [2, 3, 12], "2021-09": [10, 11, 13, 14]}
RESPONSIBLE = {(OFFICE,): [1, 4], ("司法所", "各村(社区)"): [2, 3, 5], ("各村(社区)",): [6, 8, 14],
               ("司法所", "派出所", "各村(社区)"): [7, 10, 11, 12, 13], ("镇直各部门", "各村(社区)"): [9]}


def rows(town: Town, statement: Any) -> list[Any]:
    with unscoped("test"), town.sessions() as session:
        return list(session.execute(guarded(statement)).all())


def tasks(town: Town, origin: str) -> list[Any]:
    table = town.site.models.table("work_task")
    return rows(town, select(table).where(table.c.origin == origin).order_by(table.c.seq))


def responsible(town: Town, task: Any) -> tuple[str, ...]:
    link, names = town.site.models.links["work_task", "responsible_departments"], {v: k for k, v in town.departments.items()}
    mine = select(link).where(link.c.record_id == task.id).order_by(link.c.target_id)
    named = [names[row.target_id] for row in rows(town, mine)]
    collectives = [word for word, asked in (("镇直各部门", task.all_departments), ("各村(社区)", task.all_villages)) if asked]
    return (*named, *collectives)


def grouped(pairs: Any) -> dict[Any, list[int]]:
    found = defaultdict(list)
    for key, number in pairs:
        found[key].append(number)
    return dict(found)


def test_the_fourteen_tasks_are_those_of_the_golden_table(seeded: Town) -> None:
    found = tasks(seeded, "list")
    assert [task.seq for task in found] == list(range(1, 15))
    assert grouped((task.category, task.seq) for task in found) == {key: list(each) for key, each in CATEGORIES.items()}
    assert grouped((task.name, task.seq) for task in found) == NAMES
    assert grouped((task.deadline, task.seq) for task in found) == DEADLINES
    assert grouped((responsible(seeded, task), task.seq) for task in found) == RESPONSIBLE
    assert {(task.lead_department_id, task.unit_id) for task in found} == {
        (seeded.departments[OFFICE], seeded.unit("510923108000"))}


def test_a_month_is_due_on_its_last_day(seeded: Town) -> None:
    assert {task.deadline: task.due_on for task in tasks(seeded, "list")} == {
        "2021-08": date(2021, 8, 31), "2021-09": date(2021, 9, 30), "2021-11": date(2021, 11, 30)}


def test_the_milestones_are_those_of_the_plan(seeded: Town) -> None:
    found = Counter(task.due_on.isoformat() for task in tasks(seeded, "milestone"))
    yearly = {f"{year}-10-31": 1 for year in range(2021, 2026)} | {f"{year}-12-31": 1 for year in (2022, 2024, 2025)}
    assert found == {"2021-08-31": 1, "2021-12-31": 3, "2023-12-31": 2, **yearly}


def test_each_who_is_responsible_has_a_row_of_progress(seeded: Town) -> None:
    table, task = seeded.site.models.table("work_task_progress"), {each.id: each.seq for each in tasks(seeded, "list")}
    parts = Counter(task[row.task_id] for row in rows(seeded, select(table)) if row.task_id in task)
    assert parts == {1: 1, 4: 1, 2: 15, 3: 15, 5: 15, 6: 14, 8: 14, 14: 14, 7: 16, 10: 16, 11: 16, 12: 16, 13: 16, 9: 23}


def test_the_catalogue_has_the_six_groups_of_the_plan(seeded: Town) -> None:
    table = seeded.site.models.table("supply_item")
    assert {row.category for row in rows(seeded, select(table))} == {
        "protection", "rescue", "communication", "lighting", "living", "relief"}
