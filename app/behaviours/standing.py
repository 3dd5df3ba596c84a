"""How a case stands for the table of acts (``app/decisions/case_acts.py``), and what is said where an act is not possible."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table, select

from app.access.guard import guarded
from app.behaviours.owed import course_of
from app.behaviours.plan import missing_of_plan
from app.behaviours.state import state_of
from app.decisions.case_acts import Act, Need, Stage, Standing
from app.decisions.colours import ColourRules
from app.decisions.scales import Status
from app.definition import Register
from app.model import Record
from app.problems import Problem, problem
from app.records.grading import rules_for
from app.records.reading import stored_values
from app.records.site import Work
from app.records.storing import row_of
from app.words import Words

__all__ = ["course_of", "open_lowering", "refusal", "rules_of", "standing_of", "values_of"]


def standing_of(work: Work, record: Record, *, lowering: bool) -> Standing:
    """The case as the acts ask for it. ``lowering``: one waits (:func:`open_lowering`); no statement is sent here."""
    row, values = row_of(record), values_of(record)
    state, rules = state_of(row), rules_of(work, record)
    asks_county = rules.terms[state.colour].county_told_hours is not None
    return Standing(
        status=Status.VOID if row["void_at"] else state.status, stage=Stage(row["stage"]), colour=state.colour,
        level=state.level, paused=state.paused_at is not None, offered=row["offered_at"] is not None, lowering=lowering,
        plan=not missing_of_plan(record.register, values, state.colour, rules),
        untold=asks_county and row.get("county_told_at") is None)


def rules_of(work: Work, record: Record) -> ColourRules:
    """The colour rules that the case was graded under."""
    return rules_for(work.site, record.register, record.graded_under, work.today)  # type: ignore[attr-defined]


def values_of(record: Record) -> dict[str, Any]:
    """The values of a stored case."""
    return stored_values(record.register, row_of(record))


# -- the lowering that waits -----------------------------------------------------------------------


def open_lowering(work: Work, record: Record) -> Mapping[str, Any] | None:
    """The lowering of a case that waits for its second person: ``to_colour`` (rank from 1), reason, asked_by, asked_at."""
    table = lowerings(work)
    found = work.session.execute(guarded(select(table).where(waits(table, record)))).mappings().first()
    return dict(found) if found else None


def lowerings(work: Work) -> Table:
    """The table of lowerings."""
    return work.site.models.system.lowering


def waits(table: Table, record: Record) -> Any:
    """The lowering of the case that has no answer yet."""
    return (table.c.register == record.register.key) & (table.c.record_id == record.id) & table.c.answered_at.is_(None)


# -- why not ---------------------------------------------------------------------------------------

#: The needs with a code of their own, and the field that it stands beside.
_CODES: Mapping[Need, tuple[str, str | None]] = MappingProxyType({
    Need.LEVEL_ABOVE: ("A007", None), Need.COLOUR_ABOVE: ("A008", "colour"), Need.COLOUR_BELOW: ("A009", "colour"),
    Need.NO_LOWERING: ("A010", None), Need.LOWERING: ("A011", None)})


def refusal(register: Register, case: Standing, act: Act) -> list[Problem]:
    """Why the act is not possible on the case as it stands: A006 for its state, else each need that is not met.

    The plan is asked for by the act itself, which names what is missing (A015).
    """
    if case.status not in act.states:
        return [problem("A006", act=act.words, status=status_words(register, case.status))]
    return [_unmet(act, need) for need in act.missing(case) if need is not Need.PLAN]


def _unmet(act: Act, need: Need) -> Problem:
    code, field = _CODES.get(need, ("A017", None))
    return problem(code, field=field) if code != "A017" else problem(code, act=act.words, why=need.words)


_VOID = Words("已作废", "void")


def status_words(register: Register, status: Status) -> Words:
    """What people call the state."""
    options: Mapping[str, Any] = register.fields["status"].type.of  # type: ignore[attr-defined]
    words: Words = options[status.value].words if status.value in options else _VOID
    return words
