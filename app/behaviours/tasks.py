"""The pack ``tasks``: what a work task owes, and a row of progress for each village or department that owes it (S0's list).

A task of 各村(社区) gets a row for each village below its unit, one of 镇直各部门 for each department of its unit; what is
there already stays. The rows are the system's: whoever leads a task need not be allowed to write in the villages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.definition import Pack, Register
from app.fieldtypes.partial import PartialDate
from app.model import Record
from app.records.draft import Draft
from app.records.preparing import prepare, read_links
from app.records.site import Change, Known, Work
from app.records.storing import store_new
from app.words import Words

Part = tuple[int, int | None]  #: unit, and the department where one owes it

_PROGRESS = "work_task_progress"


class Tasks:
    """Keeps ``due_on`` of a task and the rows of its progress."""

    pack = Pack(
        key="tasks",
        label=Words("目标任务", "tasks"),
        needs=MappingProxyType({
            "unit": ("reference",), "deadline": ("partial_date",), "due_on": ("date",), "status": ("choice",),
            "all_villages": ("yes_no",), "all_departments": ("yes_no",), "responsible_units": ("references",),
            "responsible_departments": ("references",),
        }),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """What is due in a month is due on its last day."""
        deadline = values.get("deadline")
        return {"due_on": PartialDate(deadline).last_day() if deadline else None}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """The declaration says it all."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Nothing falls due by itself."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """Add the rows of progress that are missing."""
        if _PROGRESS not in work.site.definition.registers:
            return
        with unscoped("parts of a task"):
            for before, task in changes:
                if before is None or any(before[key] != task[key] for key in ("all_villages", "all_departments")):
                    _add_missing(work, register, task)


def _add_missing(work: Work, register: Register, task: Mapping[str, Any]) -> None:
    progress = work.site.definition.registers[_PROGRESS]
    there = set(_there(work, task["id"]))
    drafts = [Draft({"task": task["id"], "unit": unit, "holder_department": department})
              for unit, department in _owing(work, register, task) if (unit, department) not in there]
    by_id = replace(work, door="form")  # a file names its records, these are known already
    prepare(by_id, progress, drafts)
    for draft in drafts:
        store_new(by_id, progress, draft)


def _there(work: Work, task: int) -> Iterator[Part]:
    table = work.site.models.table(_PROGRESS)
    statement = select(table.c.unit_id, table.c.holder_department_id).where(table.c.task_id == task, table.c.void_at.is_(None))
    yield from ((row.unit_id, row.holder_department_id) for row in work.session.execute(guarded(statement)))


def _owing(work: Work, register: Register, task: Mapping[str, Any]) -> Iterator[Part]:
    """Who owes the task, each once: villages and departments that it names, and the collectives."""
    owing = dict.fromkeys(_named(work, register, task))
    owing.update(dict.fromkeys((unit, None) for unit in _villages(work, task["unit_id"]) if task["all_villages"]))
    owing.update(dict.fromkeys((task["unit_id"], each) for each in _departments(work, task["unit_id"])
                               if task["all_departments"]))
    yield from owing


def _named(work: Work, register: Register, task: Mapping[str, Any]) -> Iterator[Part]:
    for unit in read_links(work, register, "responsible_units", [task["id"]]).get(task["id"], ()):
        yield unit, None
    for department in read_links(work, register, "responsible_departments", [task["id"]]).get(task["id"], ()):
        yield task["unit_id"], department


def _villages(work: Work, unit: int) -> list[int]:
    """The living villages at or below a unit, in the order of their codes."""
    nodes = work.site.directory(work.session).units.values()
    return [node.id for node in nodes if node.level == "village" and unit in node.path.values()
            and (node.valid_to is None or node.valid_to >= work.today)]


def _departments(work: Work, unit: int) -> list[int]:
    table = work.site.models.table("department")
    statement = select(table.c.id).where(table.c.unit_id == unit, table.c.void_at.is_(None)).order_by(table.c.id)
    return list(work.session.execute(guarded(statement)).scalars())
