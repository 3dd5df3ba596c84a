"""Where a return stands, in SQL and for one row; who answers for it; the policies of returns.

What people did with a return is stored (handed in on time, late, as a nothing; sent back). What time does to it (未到期, 待报,
缺报) follows from its days, and is worked out where it is read: a clock that was down hides no return that is missing. The
clock writes it into the column too, for lists, charts and files that know columns only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_

from app.access.units import owner_of
from app.access.viewer import Duty, Unscoped, acting
from app.decisions.periods import Period, PeriodKind, PeriodPolicy
from app.decisions.policies import policy_in_force
from app.decisions.return_policy import ReturnKind, ReturnPolicy
from app.decisions.return_states import ReturnState
from app.definition import Register
from app.records.site import Site, Work

RETURN = "periodic_return"
HANDED_IN = (ReturnState.ON_TIME.value, ReturnState.LATE.value, ReturnState.ZERO.value)

#: Kinds of return that say what is judged beside the figures, and how often the report of it is written (S4 三(六)1, 四(二)).
NARRATED: Mapping[str, str] = {"half_month_analysis": "half_month", "weekly_analysis": "week", "monthly_analysis": "month"}

Row = Mapping[str, Any]


def return_policies(site: Site) -> list[ReturnPolicy]:
    """All versions of what is owed."""
    return [cast(ReturnPolicy, each) for each in site.policies("returns")]


def period_policy(site: Site, day: date) -> PeriodPolicy:
    """When what is owed is due, as in force on ``day``. Raises BadValue D413."""
    return policy_in_force([cast(PeriodPolicy, each) for each in site.policies("periods")], day)


def return_policy(site: Site, day: date) -> ReturnPolicy:
    """What is owed, as in force on ``day``. Raises BadValue D413."""
    return policy_in_force(return_policies(site), day)


def kind_of(site: Site, row: Row) -> ReturnKind | None:
    """The declared kind of a return; None for one that no policy knows (any more)."""
    versions = sorted(return_policies(site), key=lambda each: each.valid_from, reverse=True)
    return next((each.kinds[row["kind"]] for each in versions if row["kind"] in each.kinds), None)


def period_of(site: Site, row: Row) -> Period:
    """The period of a return, by its days."""
    kind = kind_of(site, row)
    return Period(kind.period if kind else PeriodKind.MONTH, row["from_on"], row["to_on"])


def state_now(table: FromClause, today: date) -> ColumnElement[str]:
    """The state of a return on ``today``; NULL never."""
    until = func.coalesce(table.c.until_on, table.c.due_on)
    return case((table.c.state.in_(HANDED_IN), table.c.state), (until < today, ReturnState.MISSING.value),
                (table.c.state == ReturnState.SENT_BACK.value, ReturnState.SENT_BACK.value),
                (func.coalesce(table.c.remind_on, table.c.due_on) <= today, ReturnState.TO_DO.value),
                else_=ReturnState.NOT_DUE.value)


def state_of(row: Row, today: date) -> ReturnState:
    """The same for one row."""
    if row["state"] in HANDED_IN:
        return ReturnState(row["state"])
    if (row["until_on"] or row["due_on"]) < today:
        return ReturnState.MISSING
    if row["state"] == ReturnState.SENT_BACK.value:
        return ReturnState.SENT_BACK
    return ReturnState.TO_DO if (row["remind_on"] or row["due_on"]) <= today else ReturnState.NOT_DUE


# -- whose it is -----------------------------------------------------------------------------------


def may(work: Work, register: Register, act: str, row: Row) -> bool:
    """Whether the acting viewer may do an act of the pack: who answers for a return fills it in and submits it (a unit that
    has merged is answered for by its successor), who stands above sends it back, and nobody their own."""
    who = acting()
    if isinstance(who, Unscoped):
        return True
    if who is None or not work.site.rights.reach(who, register.key, act).includes(row):
        return False
    granted = [duty for duty in who.duties if act in register.grants.get(duty.role, ())]
    answering = any(_answers(duty, row) for duty in granted)
    return not answering if act == "send_back" else answering


def _answers(duty: Duty, row: Row) -> bool:
    return duty.unit_id == owner_of(row) and row["holder_department_id"] in (None, duty.department_id)


def mine(work: Work, register: Register, table: FromClause) -> ColumnElement[bool] | None:
    """The returns that the acting viewer fills in or submits; None where there can be none."""
    duties = [duty for duty in getattr(acting(), "duties", ()) if {"fill", "submit"} & set(register.grants.get(duty.role, ()))]
    return or_(*(_of_duty(duty, table) for duty in duties)) if duties else None


def _of_duty(duty: Duty, table: FromClause) -> ColumnElement[bool]:
    below = {"county": table.c.town_id, "town": table.c.village_id, "village": table.c.grid_id}.get(duty.level)
    at = [table.c[f"{duty.level}_id"] == duty.unit_id]
    if below is not None:
        at.append(below.is_(None))
    department = table.c.holder_department_id
    at.append(department.is_(None) if duty.department_id is None else or_(department.is_(None),
                                                                         department == duty.department_id))
    return and_(*at)
