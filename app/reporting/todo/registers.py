"""What the other registers owe: returns, petitions, supervision orders, village warnings, hot spots, hazards, tasks."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from app.access.viewer import acting
from app.decisions.return_states import ReturnState
from app.definition import Register
from app.records.return_states import RETURN, mine, state_now
from app.reporting.todo.owing import Asking, Owing, Pile, What, live, piles

_WAITING = (ReturnState.TO_DO.value, ReturnState.NOT_DUE.value)


def of_returns(asking: Asking) -> Iterator[Owing]:
    """Mine by what is due; and for whoever sends back, those that are missing below."""
    register = asking.register(RETURN)
    if register is None:
        return
    table = asking.table(register)
    state, day = state_now(table, asking.today), func.coalesce(table.c.until_on, table.c.due_on)
    own = mine(asking.work, register, table)
    if own is not None:
        near = and_(state.in_(_WAITING), day <= asking.soon)
        yield Owing(what=What.RETURN, register=register, table=table, day=day,
                    where=live(table, own, or_(near, state.in_((ReturnState.MISSING.value, ReturnState.SENT_BACK.value)))),
                    pile=piles((state == ReturnState.SENT_BACK.value, Pile.RETURNED),
                               (state == ReturnState.MISSING.value, Pile.OVERDUE), (day == asking.today, Pile.TODAY),
                               otherwise=Pile.SOON))
    if asking.site.rights.may(acting(), RETURN, "send_back"):
        others = ~func.coalesce(own, false()) if own is not None else None
        below = [state == ReturnState.MISSING.value, *([others] if others is not None else [])]
        yield Owing(what=What.RETURN, register=register, table=table, day=day, where=live(table, *below), pile=Pile.MISSING,
                    act="send_back")


def of_days(asking: Asking) -> Iterator[Owing]:
    """Rows with a day of their own, as long as they are not over."""
    yield from _petitions(asking)
    yield from _orders(asking)
    yield from _warnings(asking)
    for key, over in (("hotspot", ("rectified", "verified")), ("hazard", ("struck_off",))):
        register = asking.register(key, "unit", "lead_department", "due_on", "status")
        if register is not None and not register.is_case:
            table = asking.table(register)
            yield _by_day(asking, register, What.RECTIFYING, table.c.status.not_in(over),
                          asking.mine(table.c.unit_id, table.c.lead_department_id))


def _petitions(asking: Asking) -> Iterator[Owing]:
    register = asking.register("petition", "holder_unit", "holder_department", "due_on", "status")
    if register is not None:
        table = asking.table(register)
        yield _by_day(asking, register, What.HANDLING, table.c.status.in_(("received", "open")),
                      asking.mine(table.c.holder_unit_id, table.c.holder_department_id))


def _orders(asking: Asking) -> Iterator[Owing]:
    """督办: to be answered until its day; who has asked for release waits for who issued it."""
    register = asking.register("supervision", "unit", "lead_department", "due_on", "status")
    answers = asking.site.definition.registers.get("supervision_answer")
    if register is None or answers is None:
        return
    table, answer = asking.table(register), asking.table(answers)
    finished = exists(select(answer.c.id).where(answer.c.order_of_id == table.c.id, answer.c.finished.is_(True),
                                                answer.c.void_at.is_(None)))
    to_unit = and_(table.c.lead_department_id.is_(None), asking.mine(table.c.unit_id))
    to_office = asking.mine(table.c.unit_id, table.c.lead_department_id)
    yield _by_day(asking, register, What.ANSWER, and_(table.c.status == "issued", ~finished), or_(to_unit, to_office))


def _warnings(asking: Asking) -> Iterator[Owing]:
    """三色预警: red and yellow are put right (S3 9)."""
    register = asking.register("village_warning", "unit", "colour", "due_on", "rectified_on")
    if register is not None:
        table = asking.table(register)
        waits = and_(table.c.colour.in_(("red", "yellow")), table.c.rectified_on.is_(None))
        yield _by_day(asking, register, What.RECTIFYING, waits, asking.mine(table.c.unit_id))


def _by_day(asking: Asking, register: Register, what: What, waits: ColumnElement[bool], mine: ColumnElement[bool]) -> Owing:
    table = asking.table(register)
    return Owing(what=what, register=register, table=table, day=table.c.due_on, pile=asking.by_day(table.c.due_on),
                 where=live(table, waits, mine, table.c.due_on <= asking.soon))


def of_tasks(asking: Asking) -> Iterator[Owing]:
    """目标任务: those that one leads, and one's own part of those of others."""
    register = asking.register("work_task", "unit", "lead_department", "due_on", "status")
    if register is None:
        return
    task = asking.table(register)
    yield Owing(what=What.TASK, register=register, table=task, day=task.c.due_on, pile=Pile.TASKS,
                where=live(task, task.c.status != "done", task.c.due_on <= asking.soon,
                           asking.mine(task.c.unit_id, task.c.lead_department_id)))
    part = asking.register("work_task_progress", "task", "unit", "holder_department", "status")
    if part is not None:
        table = asking.table(part)
        yield Owing(what=What.TASK, register=part, table=table, day=task.c.due_on, pile=Pile.TASKS,
                    source=table.join(task, task.c.id == table.c.task_id),
                    where=live(table, table.c.status != "done", task.c.void_at.is_(None), task.c.due_on <= asking.soon,
                               asking.mine(table.c.unit_id, table.c.holder_department_id)))
