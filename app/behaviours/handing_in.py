"""What people do with a return: correct a figure, hand the sheet in (报送, 零报告, 更正), send it back (rules.md §2).

The sheet is drawn by app/reporting/returns; here it is frozen, and its rows go out with it and with no other. Each act is one
line of the return's log, whose number makes it happen once. Raises Refused (A003), Problems or Stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from app.access.guard import guarded
from app.access.history import actor_name
from app.access.refusal import Refused, Stale, Unguarded
from app.access.units import owner_of
from app.access.viewer import acting, deed, performing
from app.behaviours.course import read_reason, user_of
from app.behaviours.state import flush
from app.decisions.calendar import start_of_day
from app.decisions.notice_kinds import DueKind
from app.decisions.return_sheet import Drawn, SheetFigure, digest_of, freeze
from app.decisions.return_states import ReturnState, Submission, state_of_return
from app.fieldtypes.reading import whole_number
from app.model import Record
from app.problems import Problems, problem
from app.records.notices import Notice, write_notice
from app.records.return_states import NARRATED, RETURN, may, return_policy, state_of
from app.records.site import Work
from app.records.storing import row_of, touch

_MOST = 1_000_000


@contextmanager
def _begun(work: Work, record: Record, act: str, reason: str | None) -> Iterator[None]:
    """The act being allowed. What is flushed within is judged as the act."""
    if not may(work, record.register, act, row_of(record)):
        raise Refused([problem("A003", act=work.site.behaviours["returns"].pack.acts[act], register=record.register.label)])
    what = deed()
    if what is None:
        raise Unguarded("an act needs its deed")
    if record.void_at is not None:  # type: ignore[attr-defined]
        raise Problems([problem("A052")])
    with performing(replace(what, act=act, reason=reason[:200] if reason else what.reason)):
        yield


def hand_in(work: Work, record: Record, drawn: Drawn, heading: Mapping[str, Any], *, zero: bool = False,
            reason: str | None = None) -> None:
    """报送: freeze the sheet. What was handed in already is corrected (更正): a new edition, with a reason, of the same state.

    A090 before the period, A091 a nothing that is something, A092 without the analysis, A093 a correction without reason.
    """
    row: Any = row_of(record)
    state = state_of(row, work.today)
    correcting = state in (ReturnState.ON_TIME, ReturnState.LATE, ReturnState.ZERO)
    said = read_reason(work, reason) if reason else None
    with _begun(work, record, "submit", said):
        _check(work, row, drawn, zero=zero, said=said, correcting=correcting)
        number = _next_number(work, record.id)
        edition = row["edition"] + 1 if number > 1 or correcting else row["edition"]
        text = freeze(drawn, {**heading, "edition": edition, "zero": zero, "by": actor_name(acting())})
        _write(work, record, number, kind="corrected" if correcting else "submitted", edition=edition, zero=zero, reason=said,
               sheet=text, digest=digest_of(text))
        _carry(work, row, drawn)
        changed: dict[str, Any] = {"edition": edition, "reason": said}
        if not correcting:
            changed.update(state=_state_after(work, row, zero).value, submitted_at=work.now,
                           submitted_by=actor_name(acting())[:50])
        _change(work, record, changed)


def _check(work: Work, row: Mapping[str, Any], drawn: Drawn, *, zero: bool, said: str | None, correcting: bool) -> None:
    if work.now < start_of_day(row["from_on"]):
        raise Problems([problem("A090", title=row["title"], first=row["from_on"])])
    if correcting and said is None:
        raise Problems([problem("A093", field="reason")])
    if zero and not drawn.is_empty:
        raise Problems([problem("A091", field="zero", count=len(drawn.rows))])
    if not zero and row["kind"] in NARRATED and not drawn.narrative:
        raise Problems([problem("A092")])


def _state_after(work: Work, row: Mapping[str, Any], zero: bool) -> ReturnState:
    """On time until 24:00 of the day that counts, which is later than the due day where the return was sent back."""
    policy = return_policy(work.site, row["from_on"])
    return state_of_return(row["until_on"] or row["due_on"], [Submission(work.now, zero)], policy, work.site.holidays,
                           work.now).state


def send_back(work: Work, record: Record, reason: str) -> None:
    """退回: the sheet no longer stands, its rows are free again; it may come again until the next working day at least."""
    row: Any = row_of(record)
    said = read_reason(work, reason)
    with _begun(work, record, "send_back", said):
        if row["state"] not in (ReturnState.ON_TIME.value, ReturnState.LATE.value, ReturnState.ZERO.value):
            raise Problems([problem("A094")])
        policy = return_policy(work.site, row["from_on"])
        back = Submission(row["submitted_at"], sent_back_at=work.now)
        until = state_of_return(row["due_on"], [back], policy, work.site.holidays, work.now).until
        number = _next_number(work, record.id)
        _write(work, record, number, kind="sent_back", edition=row["edition"], zero=False, reason=said)
        kind = DueKind.SENT_BACK.value
        write_notice(work, Notice(register=RETURN, record=record.id, kind=kind, unit=owner_of(row) or row["unit_id"],
                                  department=row["holder_department_id"], at=work.now, due_on=until,
                                  key=f"{kind}:{record.id}:{number}"))
        _let_go(work, record.id)
        _change(work, record, {"state": ReturnState.SENT_BACK.value, "reason": said[:300], "until_on": until})


def correct_figure(work: Work, record: Record, figure: SheetFigure | None, key: str, given: Any, reason: str | None) -> None:
    """A person says another number than the ledger, and why; both stay. An empty number takes it back. A095, A096, A014."""
    if figure is None:
        raise Problems([problem("A095", field="figure", figure=key[:60])])
    number = None if given in (None, "") else whole_number(str(given))
    if given not in (None, "") and (number is None or number > _MOST or number == figure.computed):
        raise Problems([problem("A096", field="given", computed=figure.computed)])
    said = read_reason(work, reason)
    with _begun(work, record, "fill", said):
        line = {"return_id": record.id, "figure": figure.key, "computed": figure.computed, "given": number, "reason": said,
                "user_id": user_of(acting()), "at": work.now}
        work.session.execute(guarded(insert(work.site.models.system.return_correction).values(line)))
        _change(work, record, {})


# -- writing -----------------------------------------------------------------------------------------


def _next_number(work: Work, record_id: int) -> int:
    steps = work.site.models.system.return_step
    last = work.session.execute(guarded(select(func.max(steps.c.number)).where(steps.c.return_id == record_id))).scalar()
    return (last or 0) + 1


def _write(work: Work, record: Record, number: int, **line: Any) -> None:
    steps = work.site.models.system.return_step
    row = {"return_id": record.id, "number": number, "at": work.now, "user_id": user_of(acting()), **line}
    _insert(work, insert(steps).values(row))


def _insert(work: Work, statement: Any, rows: Any = None) -> None:
    """Insert lines whose key may be taken. Raises Stale where somebody was faster."""
    try:
        work.session.execute(guarded(statement), *([rows] if rows else []))
    except IntegrityError as clash:
        raise Stale(problem("A004"), 0) from clash


def _carry(work: Work, row: Mapping[str, Any], drawn: Drawn) -> None:
    """The rows of the sheet go out with it; those of the edition before, where it is a correction, are let go first."""
    _let_go(work, row["id"])
    mine = {"kind": row["kind"], "department_id": row["holder_department_id"] or 0, "return_id": row["id"]}
    rows = [{**mine, "record_id": each} for each in drawn.rows]
    if rows:
        _insert(work, insert(work.site.models.system.return_row), rows)


def _let_go(work: Work, record_id: int) -> None:
    table = work.site.models.system.return_row
    work.session.execute(guarded(delete(table).where(table.c.return_id == record_id)))


def _change(work: Work, record: Record, columns: Mapping[str, Any]) -> None:
    """Change the record, and its version in any case: what was seen of it is no longer so. Raises Stale."""
    for name, value in columns.items():
        setattr(record, name, value)
    touch(record)
    flush(work)
