"""What people do with a hazard: 交办, 开始整改, 整改完成, 复查销号 or 复查不合格, 重启 (S0 三(一), S1 四(一); rules.md §1).

What it shares with a dispute (转办, 协办, 上报, 督办, 进展, 上调, 下调) is done by the functions of ``acts.py``. Which act is
possible in which state stands in ``app/decisions/hazard_acts.py``. Raises Refused (A003), Problems or Stale.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.access.refusal import Refused
from app.access.viewer import acting
from app.behaviours.closing import check_day
from app.behaviours.course import Step, perform, read_given, read_reason, rules_of, user_of, values_of
from app.behaviours.giving import DEPARTMENT, departments_of, one_of
from app.behaviours.lowering import settle_lowering
from app.behaviours.noting import doer
from app.decisions.hazard_acts import HAZARD_ACTS
from app.decisions.scales import Status
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, put_right, restarted, started
from app.model import Record
from app.problems import BadValue, Problems, problem
from app.records.grading import grading_of
from app.records.site import Work
from app.records.storing import row_of

__all__ = ["HAZARD_ACTS", "assign", "begin", "rectify", "reject", "reopen", "verify"]

_NOT_PUT_RIGHT = {"rectified_on": None, "rectified_by": None, "put_right_on_spot": False}


# -- 交办, 整改 --------------------------------------------------------------------------------------


def assign(work: Work, record: Record, *, department: Any = None, due_on: Any = None, note: str | None = None) -> None:
    """交办: the unit that holds it, or a department of it, has to put it right; by the day of the colour, or as ordered.

    A019 for a department that cannot take it, A057 for a day that is over, A014 for a day later than it was without a word.
    """
    said = read_reason(work, note) if note else None
    ordered = _read_one(work, record, "due_on", due_on)

    def change(state: CaseState) -> Step:
        row = row_of(record)
        office = one_of(departments_of(work, row["holder_unit_id"]), "department", DEPARTMENT, department)
        _check_order(work, state, ordered, said)
        columns = {"stage": "assigned" if row["stage"] == "found" else row["stage"],
                   **({"lead_department_id": office} if office else {})}
        return Step(StepKind.ASSIGNED, replace(state, due_on=ordered or state.due_on), columns,
                    holder=(row["holder_unit_id"], office or row["holder_department_id"]))

    perform(work, record, "assign", said, change)


def _check_order(work: Work, state: CaseState, ordered: date | None, said: str | None) -> None:
    if ordered is not None and ordered < work.today:
        raise Problems([problem("A057", field="due_on")])
    if ordered is not None and state.due_on is not None and ordered > state.due_on and said is None:
        raise Problems([problem("A014", field="reason")])


def begin(work: Work, record: Record, note: str | None = None) -> None:
    """开始整改: what was assigned is under way; the deadline stays."""
    said = read_reason(work, note) if note else None
    perform(work, record, "begin", said, lambda state: Step(StepKind.BEGUN, state, {"stage": "rectifying"}))


def rectify(work: Work, record: Record, *, on: Any, by: Any, measures: Any = None) -> None:
    """整改完成: on which day, by whom; from now on the verification is owed. A013 and A016 for a day out of order."""
    given = read_given(work, record, {"rectified_on": on, "rectified_by": by})
    done = _read_one(work, record, "measures", measures)

    def change(state: CaseState) -> Step:
        check_day(work, record, "rectified_on", given["rectified_on"])
        columns = {**given, **({"measures": done} if done else {}), "stage": "verifying"}
        return Step(StepKind.RECTIFIED, put_right(state, rules_of(work, record), work.site.holidays, work.now), columns)

    perform(work, record, "rectify", done[:500] if done else None, change)


# -- 复查, 销号 --------------------------------------------------------------------------------------


def verify(work: Work, record: Record, *, on: Any, by: Any = None, note: str | None = None) -> None:
    """复查销号: found put right by another person, and struck off. ``by`` empty: who acts.

    A055 for whoever put it right, by name or by account; A056 for a day out of order.
    """
    said = read_reason(work, note) if note else None
    given = read_given(work, record, {"verified_on": on, "verified_by": by or doer(work, record.register, "verified_by")})

    def change(state: CaseState) -> Step:
        _check_second(work, record, given["verified_by"])
        rectified = row_of(record)["rectified_on"]
        if not rectified <= given["verified_on"] <= work.today:
            raise Problems([problem("A056", field="verified_on", day=rectified)])
        return Step(StepKind.STRUCK_OFF, replace(state, status=Status.CLOSED), {**given, "stage": "struck_off"})

    perform(work, record, "verify", said, change)
    settle_lowering(work, record, agreed=False)


def reject(work: Work, record: Record, reason: str) -> None:
    """复查不合格: back to 整改 with the whole days of its colour; what was put right on the spot was not. A014, A055."""

    def change(state: CaseState) -> Step:
        _check_second(work, record, None)
        return Step(StepKind.REJECTED, _graded_anew(work, record, state), {**_NOT_PUT_RIGHT, "stage": "rectifying"})

    perform(work, record, "reject", read_reason(work, reason), change)


def _graded_anew(work: Work, record: Record, state: CaseState) -> CaseState:
    """Not put right after all: the higher of its colour and what its lines give without the spot, and a fresh clock."""
    rules, values = rules_of(work, record), {**values_of(record), **_NOT_PUT_RIGHT}
    verdict = grading_of(work.site, record.register, values, work.today)
    colour = max(verdict.colour or state.colour, state.colour)
    fresh = started(colour, verdict.base or state.base_colour, work.today, rules, work.site.holidays)
    return restarted(replace(state, colour=colour, base_colour=fresh.base_colour, level=max(state.level, fresh.level)), rules,
                     work.site.holidays, work.now)


def reopen(work: Work, record: Record, reason: str) -> None:
    """重启: what was struck off has come back; it is found anew, with its history. A014 without reason."""

    def change(state: CaseState) -> Step:
        values = values_of(record)
        after = replace(_graded_anew(work, record, state), status=Status.OPEN)
        came = state.due_on if state.due_on and state.clock_started_on <= values["verified_on"] < work.today else None
        columns = {**_NOT_PUT_RIGHT, "verified_on": None, "verified_by": None, "stage": "found"}
        return Step(StepKind.REOPENED, after, columns, closed_day=values["verified_on"], closed_as="struck_off",
                    closed_due=came if came and came < work.today else None)

    perform(work, record, "reopen", read_reason(work, reason), change)


# -- whoever put it right does not verify ---------------------------------------------------------------


def _check_second(work: Work, record: Record, verifier: str | None) -> None:
    """A055 where the person or the account is one that put the hazard right or reported it as put right."""
    row, who = row_of(record), acting()
    named = {row["rectified_by"]} - {None}
    if verifier in named or getattr(who, "name", None) in named or _is_same(work, user_of(who), _reporter(work, record)):
        raise Refused([problem("A055", field="verified_by")])


def _reporter(work: Work, record: Record) -> int | None:
    """The account that reported the hazard as put right: on the spot, whoever entered it."""
    steps = work.site.models.system.case_step
    mine = (steps.c.register == record.register.key) & (steps.c.record_id == record.id)
    last = select(steps.c.user_id).where(mine, steps.c.kind == StepKind.RECTIFIED.value).order_by(steps.c.number.desc())
    found = work.session.execute(guarded(last.limit(1))).first()
    by: int | None = found.user_id if found else record.created_by  # type: ignore[attr-defined]
    return by


def _is_same(work: Work, one: int | None, other: int | None) -> bool:
    """One account, or two accounts of one person."""
    if one is None or other is None or one == other:
        return one is not None and one == other
    account = work.site.models.system.account
    persons = select(account.c.person_id).where(account.c.user_id.in_((one, other)), account.c.person_id.is_not(None))
    found = list(work.session.execute(guarded(persons)).scalars())
    return len(found) > len(set(found))


def _read_one(work: Work, record: Record, key: str, raw: Any) -> Any:
    """A value that need not be given. Raises Problems."""
    declared = record.register.fields[key]
    try:
        return declared.type.parse(raw, work.reading())
    except BadValue as bad:
        raise Problems([BadValue(bad.code, **{"label": declared.label, **bad.values}).at(key)]) from bad
