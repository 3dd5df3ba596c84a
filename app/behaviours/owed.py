"""What the clock of a case reads beside its colours: the rule book, and the progress that is owed (columns ↔ ``Progress``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from app.decisions.course_policy import CoursePolicy
from app.decisions.policies import policy_in_force
from app.decisions.progress import Progress, RuleBook, progress_moved, progress_started
from app.decisions.scales import Colour, Status
from app.decisions.steps import CaseState
from app.decisions.urgent import Urgent, urgent_of
from app.definition import Register
from app.model import Record
from app.records.grading import rules_for
from app.records.site import Site, Work
from app.records.storing import row_of

#: The columns of an offer that waits for its answer, when none does; references by the names of their columns.
NO_OFFER = dict.fromkeys(("offered_at", "offered_unit_id", "offered_department_id", "offer_due"))


def course_of(site: Site, day: date) -> CoursePolicy:
    """The version of course.yaml in force on ``day``. Raises BadValue D413."""
    return policy_in_force([cast(CoursePolicy, each) for each in site.policies("course")], day)


def book_of(work: Work, register: Register, graded_under: date | None) -> RuleBook:
    """The rules for a case that was graded under a version of the colours."""
    return RuleBook(colours=rules_for(work.site, register, graded_under, work.today), course=course_of(work.site, work.today),
                    holidays=work.site.holidays, courses=tuple(work.site.policies("course")))


def progress_of(row: Mapping[str, Any]) -> Progress:
    """What a case owes. One that was stored before progress was counted owes none until its colour or level moves, one of a
    register without such columns (hazards) never any."""
    return Progress(since=row.get("progress_from") or row["clock_started_on"], owed_on=row.get("progress_due"),
                    missed_in_a_row=row.get("progress_missed") or 0, last_card_no=row.get("cards") or 0)


def kept_of_progress(progress: Progress, state: CaseState) -> dict[str, Any]:
    """The columns that hold it; a case that is over owes none."""
    return {"progress_from": progress.since, "progress_due": progress.owed_on if state.status is Status.OPEN else None,
            "progress_missed": progress.missed_in_a_row, "cards": progress.last_card_no}


def first_progress(state: CaseState, book: RuleBook) -> dict[str, Any]:
    """The columns of a new case."""
    return kept_of_progress(progress_started(state, book), state)


def moved_progress(row: Mapping[str, Any], before: CaseState, after: CaseState, day: date, book: RuleBook) -> dict[str, Any]:
    """The columns after a step or an act of ``day``."""
    return kept_of_progress(progress_moved(progress_of(row), before, after, day, book), after)


def urgent_parts(work: Work, record: Record) -> tuple[Urgent, ...]:
    """What the colour of an open case asks for at once: the county told, the plan 三定一包; none where it asks for nothing."""
    row = row_of(record)
    if row.get("coloured_at") is None or row["status"] != Status.OPEN.value:
        return ()
    rules = rules_for(work.site, record.register, row["graded_under"], work.today)
    return urgent_of(Colour(row["colour"]), row["coloured_at"], rules, told_at=row["county_told_at"],
                     planned_at=row["planned_at"])


def coloured(row: Mapping[str, Any], before: CaseState, after: CaseState, at: datetime) -> dict[str, Any]:
    """Since when a case has its colour: from a new colour and from a reopening on its clocks of hours run anew."""
    if after.colour is before.colour and (before.status is after.status or after.status is not Status.OPEN):
        return {}
    return {"coloured_at": at, "county_told_at": None, "planned_at": None}
