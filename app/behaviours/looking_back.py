"""回头看: what was resolved is looked at again, round by round; where it has come back it is open again (S4 三(二)3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.access.guard import guarded
from app.behaviours.closing import reopened
from app.behaviours.course import Step, begun, carry_out, read_reason
from app.behaviours.handling import chosen_of
from app.behaviours.noting import write_look
from app.behaviours.owed import course_of
from app.behaviours.state import state_of_record
from app.decisions.calendar import local_date
from app.decisions.follow_ups import FollowUp, FollowUpDone, FollowUpResult, follow_ups_of, next_owed
from app.decisions.step_kinds import StepKind
from app.model import Record
from app.records.site import Work
from app.words import Words

RESULTS = {FollowUpResult.STABLE.value: Words("稳定", "Stable"), FollowUpResult.RELAPSED.value: Words("反复", "Relapsed")}

_RESULT = Words("回访结果", "Result")


def follow_up(work: Work, record: Record, result: Any, note: str | None = None) -> None:
    """A look was taken today: 稳定 answers the round that is owed, 反复 opens the case again with its history.

    V001 and V041 for the result, A014 for a relapse without a word on it.
    """
    key, done = looked(work, record, result, note)
    write_look(work, record, key, done)


def looked(work: Work, record: Record, result: Any, note: str | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The act without its row among the follow-ups: the round that it answers with its due day, and what that row says."""
    found = FollowUpResult(chosen_of("result", _RESULT, result, RESULTS))
    said = read_reason(work, note) if note or found is FollowUpResult.RELAPSED else None
    with begun(work, record, "follow_up", said) as before:
        owed = next_owed(rounds_of(work, record))
        done = FollowUpDone(work.today, found)
        rest = next_owed(rounds_of(work, record, done))
        columns = {"follow_up_due": rest.due_on if rest else None}
        carry_out(work, record, before, Step(StepKind.FOLLOWED_UP, before, columns, said=found.value), said)
        key = {"round": owed.round.key if owed else "extra", "due_on": owed.due_on if owed else work.today}
        if found is FollowUpResult.RELAPSED:
            carry_out(work, record, state_of_record(record), reopened(work, record, True, state_of_record(record)), said)
    return key, {"result": found.value, "note": said}


def rounds_of(work: Work, record: Record, *more: FollowUpDone) -> tuple[FollowUp, ...]:
    """The rounds of the resolution that stands, with the looks that the log has of it and ``more``."""
    resolved_on = record.resolved_on  # type: ignore[attr-defined]
    if resolved_on is None:
        return ()
    return follow_ups_of(resolved_on, course_of(work.site, work.today), [*_looks(work, record), *more])


def _looks(work: Work, record: Record) -> list[FollowUpDone]:
    steps = work.site.models.system.case_step
    mine = (steps.c.register == record.register.key) & (steps.c.record_id == record.id)
    last = select(func.coalesce(func.max(steps.c.number), 0)).where(mine, steps.c.kind == StepKind.RESOLVED.value)
    since = work.session.execute(guarded(last)).scalar_one()
    looks = select(steps.c.at, steps.c.said).where(mine, steps.c.number > since, steps.c.kind == StepKind.FOLLOWED_UP.value)
    rows = work.session.execute(guarded(looks.order_by(steps.c.number))).all()
    return [FollowUpDone(local_date(row.at), FollowUpResult(row.said)) for row in rows]


__all__ = ["RESULTS", "follow_up", "looked", "rounds_of"]
