"""What whoever handles a case does meanwhile, and what those above say: progress, pause, resume, the county told, 督办, 评查.

None of these moves colour, level or holder; each is a line of the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.behaviours.course import Step, perform, read_reason
from app.behaviours.noting import write_note, write_order, write_review
from app.behaviours.owed import book_of, course_of, progress_of
from app.decisions.pauses import Pause, paused, resumed
from app.decisions.progress import progress_resumed, progress_written
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState
from app.model import Record
from app.problems import Problems, problem
from app.records.site import Work
from app.records.storing import row_of
from app.words import Words

#: What a review finds (S4 三(六)2; the same words as in the register of reviews).
REVIEW_GRADES = {"good": Words("规范", "Good"), "fair": Words("基本规范", "Fair"), "poor": Words("不规范", "Poor")}

#: What an order demands where it says nothing else.
DEMANDED = Words("按督办事由整改，并在时限内答复。", "Put it right and answer within the time.")

_CAUSE, _CARD, _GRADE = Words("暂停原因", "Cause of the pause"), Words("牌别", "Card"), Words("评查结论", "Conclusion")


def write_progress(work: Work, record: Record, note: str) -> None:
    """填写进展: the row of misses is broken and the days count from today. A014 without a note."""
    said = read_reason(work, note)

    def change(state: CaseState) -> Step:
        book = book_of(work, record.register, record.graded_under)  # type: ignore[attr-defined]
        written = progress_written(progress_of(row_of(record)), state, book, work.now)
        return Step(StepKind.PROGRESS, state, progress=written)

    perform(work, record, "progress", said, change)
    write_note(work, record, "progress", said)


def pause(work: Work, record: Record, cause: str | None, reason: str) -> None:
    """暂停计时: for a cause of course.yaml alone. V001 or V041 for the cause, A014 without reason."""
    why = read_reason(work, reason)
    known = {key: each.words for key, each in course_of(work.site, work.today).pause_causes.items()}
    chosen = chosen_of("pause_cause", _CAUSE, cause, known)
    perform(work, record, "pause", why,
            lambda state: Step(StepKind.PAUSED, paused(state, work.now), {"pause_cause": chosen}, said=chosen))


def resume(work: Work, record: Record, note: str | None = None) -> None:
    """恢复计时: whole working days of the pause are given back to the due day, calendar days to the progress."""
    said = read_reason(work, note) if note else None

    def change(state: CaseState) -> Step:
        assert state.paused_at is not None
        book = book_of(work, record.register, record.graded_under)  # type: ignore[attr-defined]
        over = Pause("", state.paused_at, work.now)
        owed = progress_resumed(progress_of(row_of(record)), state.colour, over, book)
        return Step(StepKind.RESUMED, resumed(state, work.site.holidays, work.now), progress=owed)

    perform(work, record, "resume", said, change)


def supervise(work: Work, record: Record, card: str | None, reason: str, demand: str | None = None) -> None:
    """督办: an order by hand to the holder, with a yellow or red card or without, which is to be answered in the register of
    supervision. A card never changes the colour."""
    why = read_reason(work, reason)
    known = {kind.value: rule.words for kind, rule in course_of(work.site, work.today).cards.items()}
    chosen = chosen_of("card", _CARD, card, known) if card else None
    perform(work, record, "supervise", why, lambda state: Step(StepKind.SUPERVISED, state, said=chosen))
    write_order(work, record, {"card": chosen, "reason": why, "demand": demand or DEMANDED.to("zh")})


def tell_county(work: Work, record: Record, note: str | None = None) -> None:
    """报告县级: the county has been told of a case whose colour asks for it; A017 where it need not, or has been."""
    said = read_reason(work, note) if note else None
    perform(work, record, "tell_county", said,
            lambda state: Step(StepKind.TOLD, state, {"county_told_at": work.now}, told=_county(work, record)))


def _county(work: Work, record: Record) -> tuple[int, None] | None:
    unit: int | None = record.county_id  # type: ignore[attr-defined]
    return (unit, None) if unit is not None else None


def review(work: Work, record: Record, grade: str | None, findings: str, cause: str | None = None,
           improvement: str | None = None) -> None:
    """评查: what a look back at the handling found, with a grade; it stands among the reviews. A014 without findings; V001
    where the register of reviews asks for the cause or for what will be done."""
    why = read_reason(work, findings)
    chosen = chosen_of("grade", _GRADE, grade, REVIEW_GRADES)
    perform(work, record, "review", why, lambda state: Step(StepKind.REVIEWED, state, said=chosen))
    write_review(work, record, {"grade": chosen, "findings": why, "cause": cause, "improvement": improvement})


def chosen_of(name: str, label: Words, given: Any, known: dict[str, Words]) -> str:
    """The key of ``known`` that somebody gave as key or word. Raises Problems: V001 for none, V041 for an unknown one."""
    text = str(given or "").strip()
    if not text:
        raise Problems([problem("V001", field=name, label=label)])
    for key, words in known.items():
        if text in _said(key, words):
            return key
    raise Problems([problem("V041", field=name, label=label, given=text[:60], allowed=list(known.values()))])


def _said(key: str, words: Words) -> Iterable[str]:
    return key, words.zh, words.en
