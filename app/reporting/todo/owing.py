"""One thing that rows owe, as SQL: which rows, from when it is due, and in which pile it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, FromClause, String, and_, case, false, literal, or_

from app.access.viewer import Duty, Viewer, acting
from app.decisions.notice_policy import NoticePolicy
from app.decisions.policies import policy_in_force
from app.definition import Act, Register
from app.records.site import Site, Work


class Pile(Enum):
    """Where something lies on the to-do list, in the order in which they are shown; the value stands in addresses."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"  #: within the working days of policies/notices.yaml
    RETURNED = "returned"  #: a transfer that was returned or not answered, a return that was sent back
    ACCEPT = "accept"  #: an offer that waits for my answer
    MISSING = "missing"  #: returns that units below mine have not handed in
    FOLLOW_UPS = "follow_ups"
    TASKS = "tasks"


class What(Enum):
    """What is owed; the value is for screens."""

    HANDLING = "handling"
    PROGRESS = "progress"
    TOLD = "told"
    PLAN = "plan"
    TRANSFER = "transfer"
    OFFER = "offer"
    FOLLOW_UP = "follow_up"
    RETURN = "return"
    TASK = "task"
    ANSWER = "answer"
    RECTIFYING = "rectifying"


@dataclass(frozen=True, kw_only=True)
class Owing:
    """Rows of ``register`` that owe ``what``: those that meet ``where`` and that the viewer reaches for ``act``.

    ``day``: when it is due. ``pile`` None: by the day, as overdue, today or soon; rows that are due later are left out.
    ``source``: what the rows come from where that is more than the table. ``missed``: how many due days were missed already.
    ``since`` and ``hours``: what is due within hours of a moment (UTC), whose day is not in the table.
    """

    what: What
    register: Register
    table: FromClause
    where: ColumnElement[bool]
    day: ColumnElement[Any]
    pile: Pile | ColumnElement[str] | None = None
    source: FromClause | None = None
    act: Act = "read"
    missed: ColumnElement[Any] | None = None
    since: ColumnElement[Any] | None = None
    hours: ColumnElement[Any] | None = None


@dataclass(frozen=True)
class Asking:
    """For whom and on which day it is asked."""

    work: Work

    @property
    def site(self) -> Site:
        return self.work.site

    @property
    def today(self) -> date:
        return self.work.today

    @cached_property
    def soon(self) -> date:
        """The last day that is due soon."""
        policy = policy_in_force([cast(NoticePolicy, each) for each in self.site.policies("notices")], self.today)
        return policy.soon(self.today, self.site.holidays)

    def register(self, key: str, *fields: str) -> Register | None:
        """A declared register that the viewer may read and that has these fields."""
        found = self.site.definition.registers.get(key)
        if found is None or not set(fields) <= found.fields.keys():
            return None
        return found if self.site.rights.may(acting(), key, "read") else None

    def table(self, register: Register) -> FromClause:
        return self.site.models.table(register.key)

    def by_day(self, day: ColumnElement[Any]) -> ColumnElement[str]:
        """The pile of what is due on ``day``."""
        return piles((day < self.today, Pile.OVERDUE), (day == self.today, Pile.TODAY), otherwise=Pile.SOON)

    def mine(self, unit: ColumnElement[Any], department: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
        """What the viewer's units have to do; a department clerk: what the department has (as on the board)."""
        return or_(false(), *self._duties(unit, department))

    def _duties(self, unit: ColumnElement[Any], department: ColumnElement[Any] | None) -> Iterator[ColumnElement[bool]]:
        for duty in duties():
            if duty.department_id is None:
                yield unit == duty.unit_id
            elif department is not None:
                yield department == duty.department_id


def piles(*cases: tuple[ColumnElement[bool], Pile], otherwise: Pile) -> ColumnElement[str]:
    """The first pile whose condition holds."""
    return case(*((condition, _text(pile)) for condition, pile in cases), else_=_text(otherwise))


def _text(pile: Pile) -> ColumnElement[str]:
    return literal(pile.value, String)


def on(day: date) -> ColumnElement[date]:
    """A day as a column."""
    return literal(day, Date)


def duties() -> tuple[Duty, ...]:
    """The acting viewer's duties; none for the system."""
    who = acting()
    return who.duties if isinstance(who, Viewer) else ()


def live(table: FromClause, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows that are not void, and the conditions."""
    return and_(table.c.void_at.is_(None), *conditions)
