"""The end of a case and its return: resolve, end, close, reopen (rules.md §1 "States")."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.access.guard import guarded
from app.behaviours.course import Step, perform, read_given, read_reason, rules_of, values_of
from app.behaviours.lowering import settle_lowering
from app.behaviours.owed import course_of
from app.behaviours.plan import stage_after
from app.decisions.calendar import local_date
from app.decisions.follow_ups import follow_ups_of, next_owed
from app.decisions.scales import Level, Status
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState, started
from app.model import Record
from app.problems import Problems, problem
from app.records.grading import grading_of
from app.records.site import Work

#: Outcomes of a resolution, and of an end without one (rules.md §1 "Ended"; 不成功: the mediation failed and is over).
RESOLVED_AS = ("success", "partial")
ENDED_AS = ("failed", "withdrawn", "referred", "litigation", "criminal")

#: The lines after which an end cannot lie before them.
_RETURNS = (StepKind.REOPENED.value, StepKind.REJECTED.value)

_NO_END = dict.fromkeys(("resolved_on", "ended_on", "closed_on", "outcome", "method", "agreement", "unresolved_reason",
                         "follow_up_due"))


def resolve(work: Work, record: Record, *, outcome: Any, method: Any, agreement: Any, on: Any) -> None:
    """化解: how, with what result and agreement, on which day; follow-ups are due as course.yaml says.

    A013 and A016 for a day out of order, A015 where the case has not left triage, V001 and V041 for what is not given.
    """
    given = _read_end(work, record, RESOLVED_AS, outcome=outcome, method=method, agreement=agreement, resolved_on=on)

    def change(state: CaseState) -> Step:
        check_day(work, record, "resolved_on", given["resolved_on"])
        columns = {**_NO_END, **given, "follow_up_due": _first_look(work, given["resolved_on"])}
        return Step(StepKind.RESOLVED, replace(state, status=Status.RESOLVED), columns)

    perform(work, record, "resolve", given["agreement"][:500], change)
    settle_lowering(work, record, agreed=False)


def end(work: Work, record: Record, *, outcome: Any, why: Any, on: Any) -> None:
    """终止: withdrawn, referred, to litigation, became criminal, unsuccessful; with a reason. Codes as :func:`resolve`."""
    given = _read_end(work, record, ENDED_AS, outcome=outcome, unresolved_reason=why, ended_on=on)

    def change(state: CaseState) -> Step:
        check_day(work, record, "ended_on", given["ended_on"])
        return Step(StepKind.ENDED, replace(state, status=Status.ENDED), {**_NO_END, **given})

    perform(work, record, "end", given["unresolved_reason"][:500], change)
    settle_lowering(work, record, agreed=False)


def _first_look(work: Work, resolved_on: date) -> date | None:
    owed = next_owed(follow_ups_of(resolved_on, course_of(work.site, work.today)))
    return owed.due_on if owed else None


def _read_end(work: Work, record: Record, outcomes: Collection[str], **raw: Any) -> dict[str, Any]:
    given = read_given(work, record, raw)
    if given["outcome"] not in outcomes:
        declared = record.register.fields["outcome"]
        words = [option.words for key, option in declared.type.of.items() if key in outcomes]  # type: ignore[attr-defined]
        raise Problems([problem("V041", field="outcome", label=declared.label, given=given["outcome"], allowed=words)])
    return given


def check_day(work: Work, record: Record, name: str, on: date) -> None:
    """An end lies between the day the case was found, or came back, and today: the ledger counts it once."""
    found: date = record.found_on  # type: ignore[attr-defined]
    if not found <= on <= work.today:
        raise Problems([problem("A013", field=name, found=found)])
    back = _last_return(work, record)
    if back is not None and on < back:
        raise Problems([problem("A016", field=name, day=back)])


def _last_return(work: Work, record: Record) -> date | None:
    steps = work.site.models.system.case_step
    mine = (steps.c.register == record.register.key) & (steps.c.record_id == record.id)
    last = select(func.max(steps.c.at)).where(mine, steps.c.kind.in_(_RETURNS))
    at = work.session.execute(guarded(last)).scalar()
    return None if at is None else local_date(at)


def close(work: Work, record: Record, note: str | None = None) -> None:
    """结案: a resolved case is closed."""
    said = read_reason(work, note) if note else None
    perform(work, record, "close", said,
            lambda state: Step(StepKind.CLOSED, replace(state, status=Status.CLOSED), {"closed_on": work.today}))


def reopen(work: Work, record: Record, reason: str, *, relapsed: bool) -> None:
    """重启: back to open with its history. A014 without reason.

    ``relapsed`` (反复): the case is graded anew, the relapse counts towards its colour and the overdue steps are forgotten.
    Otherwise it was closed by mistake and goes on where it stood, with a fresh clock.
    """
    perform(work, record, "reopen", read_reason(work, reason), lambda state: reopened(work, record, relapsed, state))


def reopened(work: Work, record: Record, relapsed: bool, state: CaseState) -> Step:
    """What a return to open makes of a case; see :func:`reopen`."""
    rules, values = rules_of(work, record), values_of(record)
    values.update(relapses=(values["relapses"] or 0) + relapsed, added_steps=0 if relapsed else state.added_steps)
    verdict = grading_of(work.site, record.register, values, work.today)
    graded = verdict.colour or state.colour
    fresh = started(graded if relapsed else max(graded, state.colour), verdict.base or state.base_colour, work.today, rules,
                    work.site.holidays, has_grid_officer=state.level is Level.GRID)
    after = replace(fresh, registered_on=state.registered_on, level=max(fresh.level, state.level),
                    added_steps=values["added_steps"])
    columns = {**_NO_END, "relapses": values["relapses"],
               "stage": stage_after(record.register, values, after.colour, rules)}
    return Step(StepKind.REOPENED, after, columns, closed_day=values["resolved_on"] or values["ended_on"],
                closed_as=values["outcome"], closed_due=_due_that_came(work, state, values))


def _due_that_came(work: Work, state: CaseState, values: dict[str, Any]) -> date | None:
    """The due day of the case while it was ended, if its clock had begun before the end and it has come since."""
    ended = values["resolved_on"] or values["ended_on"]
    return state.due_on if state.due_on and state.clock_started_on <= ended and state.due_on < work.today else None
