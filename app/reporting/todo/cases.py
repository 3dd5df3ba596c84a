"""What cases owe: whatever register keeps a holder, a due day and a status by a behaviour pack (disputes, hazards)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, false, or_, select

from app.decisions.colours import ColourPolicy
from app.decisions.course_policy import CoursePolicy
from app.decisions.policies import policy_in_force
from app.decisions.scales import Status
from app.decisions.step_kinds import StepKind
from app.definition import Register
from app.records.open_cases import is_open
from app.reporting.todo.owing import Asking, Owing, Pile, What, live, on, piles

_OFFERED = ("offered_at", "offered_unit", "offer_due")
_URGENT = ("coloured_at", "county_told_at", "planned_at")

#: Lines after which a case that came back still waits for its sender: the clock's own.
_CLOCKS = (StepKind.OVERDUE.value, StepKind.CARD.value)
_BACK = (StepKind.RETURNED.value, StepKind.LAPSED.value)


def keeps(register: Register, *names: str) -> bool:
    """Whether the register has fields of these names that a pack keeps."""
    return all(name in register.fields and register.fields[name].kept_by for name in names)


def of_cases(asking: Asking) -> Iterator[Owing]:
    """What each register of cases owes."""
    for key, declared in asking.site.definition.registers.items():
        register = asking.register(key) if declared.is_case else None
        if register is not None:
            yield from _of(asking, register)


def _of(asking: Asking, register: Register) -> Iterator[Owing]:
    table = asking.table(register)
    held = asking.mine(table.c.holder_unit_id, table.c.holder_department_id)
    waits = live(table, is_open(table), held)
    runs = and_(waits, table.c.paused_at.is_(None)) if keeps(register, "paused_at") else waits
    yield _handling(asking, register, table, waits, runs)
    if keeps(register, "progress_due"):
        yield Owing(what=What.PROGRESS, register=register, table=table, day=table.c.progress_due,
                    where=and_(runs, table.c.progress_due <= asking.today),
                    pile=asking.by_day(table.c.progress_due))
    if keeps(register, *_URGENT):
        yield from _urgent(asking, register, table, waits)
    if keeps(register, *_OFFERED):
        yield _returned(asking, register, table, waits)
        yield Owing(what=What.OFFER, register=register, table=table, day=table.c.offer_due, pile=Pile.ACCEPT,
                    act="answer_transfer", where=live(table, is_open(table), table.c.offered_at.is_not(None)))
    if keeps(register, "follow_up_due"):
        yield _follow_up(asking, register, table, held)


def _handling(asking: Asking, register: Register, table: FromClause, waits: ColumnElement[bool],
              runs: ColumnElement[bool]) -> Owing:
    """The day of the case itself. Overdue is what the board calls so: a due day was missed since the last lowering."""
    day = table.c.due_on
    overdue = or_(table.c.added_steps > 0, day < asking.today)
    return Owing(what=What.HANDLING, register=register, table=table, day=day, missed=table.c.added_steps,
                 where=or_(and_(waits, table.c.added_steps > 0), and_(runs, day <= asking.soon)),
                 pile=piles((overdue, Pile.OVERDUE), (day == asking.today, Pile.TODAY), otherwise=Pile.SOON))


def _urgent(asking: Asking, register: Register, table: FromClause, waits: ColumnElement[bool]) -> Iterator[Owing]:
    """The county told within hours, the plan within hours: as the colours in force today ask (rules.md §1)."""
    policy = policy_in_force([cast(ColourPolicy, each) for each in asking.site.policies("colours")], asking.today)
    rules = policy.registers.get(register.key)
    for what, done, name in ((What.TOLD, "county_told_at", "county_told_hours"), (What.PLAN, "planned_at", "plan_hours")):
        asked = {colour: hours.value for colour, terms in (rules.terms if rules else {}).items()
                 if (hours := getattr(terms, name))}
        if asked:
            late = or_(false(), *(and_(table.c.colour == colour.value,
                                       table.c.coloured_at <= asking.work.now - timedelta(hours=hours))
                                  for colour, hours in asked.items()))
            hours = case(*((table.c.colour == colour.value, term) for colour, term in asked.items()))
            yield Owing(what=what, register=register, table=table, day=on(asking.today), since=table.c.coloured_at, hours=hours,
                        where=and_(waits, table.c.colour.in_([each.value for each in asked]), table.c.coloured_at.is_not(None),
                                   table.c[done].is_(None)),
                        pile=piles((late, Pile.OVERDUE), otherwise=Pile.TODAY))


def _returned(asking: Asking, register: Register, table: FromClause, waits: ColumnElement[bool]) -> Owing:
    """A transfer that came back with a reason or without an answer, and the sender has done nothing with the case since."""
    step = asking.site.models.system.case_step
    back, later = step.alias("back"), step.alias("later")
    since = exists(select(later.c.id).where(
        later.c.register == register.key, later.c.record_id == table.c.id, later.c.number > back.c.number,
        later.c.kind.not_in(_CLOCKS)))
    came = exists(select(back.c.id).where(back.c.register == register.key, back.c.record_id == table.c.id,
                                          back.c.kind.in_(_BACK), ~since))
    return Owing(what=What.TRANSFER, register=register, table=table, day=table.c.due_on, pile=Pile.RETURNED,
                 where=and_(waits, table.c.offered_at.is_(None), came))


# -- looking back ----------------------------------------------------------------------------------------


def ahead(asking: Asking) -> Any:
    """The last day of follow-ups that are on the list already (policies/course.yaml)."""
    policy = policy_in_force([cast(CoursePolicy, each) for each in asking.site.policies("course")], asking.today)
    return asking.today + timedelta(days=policy.ahead_days.value)


def _follow_up(asking: Asking, register: Register, table: FromClause, held: ColumnElement[bool]) -> Owing:
    return Owing(what=What.FOLLOW_UP, register=register, table=table, day=table.c.follow_up_due, pile=Pile.FOLLOW_UPS,
                 where=live(table, table.c.status == Status.RESOLVED.value, held, table.c.follow_up_due <= ahead(asking)))


def of_follow_ups(asking: Asking) -> Iterator[Owing]:
    """Follow-ups that were entered ahead of their day, but for the one that the case itself asks for."""
    register, parent = asking.register("follow_up", "dispute", "due_on", "done_on"), asking.register("dispute", "follow_up_due")
    if register is None or parent is None:
        return
    table, case = asking.table(register), asking.table(parent)
    asked_for = and_(case.c.status == Status.RESOLVED.value, case.c.follow_up_due == table.c.due_on)
    yield Owing(what=What.FOLLOW_UP, register=register, table=table, day=table.c.due_on, pile=Pile.FOLLOW_UPS,
                source=table.join(case, case.c.id == table.c.dispute_id),
                where=live(table, table.c.done_on.is_(None), table.c.due_on <= ahead(asking), case.c.void_at.is_(None),
                           asking.mine(case.c.holder_unit_id, case.c.holder_department_id),
                           or_(case.c.follow_up_due.is_(None), ~asked_for)))

