"""The list of imports as somebody sees it: one's own, and those of the people whose duties lie within one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Duty, Viewer, acting
from app.decisions.calendar import local_date
from app.exchange.runs import ImportRun, runs_of
from app.records.site import Work


@dataclass(frozen=True, slots=True)
class _Span:
    """For what registers, and from which day to which, the imports of a user are seen."""

    user_id: int
    registers: frozenset[str]
    first: date
    last: date

    def holds(self, run: ImportRun) -> bool:
        day = local_date(run.created_at)
        return run.user_id == self.user_id and run.register in self.registers and self.first <= day <= self.last


def runs_in_sight(work: Work) -> list[ImportRun]:
    """The latest runs that the acting viewer sees, the newest first. Another's were made while the other held a duty at a unit
    of the viewer's subtree, in a register into which the viewer may import there as well."""
    who = acting()
    if not isinstance(who, Viewer):
        return []
    spans = [span for duty in who.duties for span in _spans(work, duty)]
    found = runs_of(work, {who.user_id, *(span.user_id for span in spans)})
    return [run for run in found if run.user_id == who.user_id or any(span.holds(run) for span in spans)]


def _spans(work: Work, mine: Duty) -> Iterator[_Span]:
    definition = work.site.definition
    role = definition.roles.get(mine.role)
    registers = frozenset(key for key, each in definition.registers.items() if "import" in each.grants.get(mine.role, ()))
    if role is None or role.rows != "subtree" or not registers:
        return
    duty, unit = work.site.models.system.duty, work.site.models.table("unit")
    below = unit.c[f"{mine.level}_id"] == mine.unit_id
    asked = select(duty.c.user_id, duty.c.valid_from, duty.c.valid_to).join(unit, unit.c.id == duty.c.unit_id).where(below)
    for row in work.session.execute(guarded(asked)):
        yield _Span(row.user_id, registers, row.valid_from, row.valid_to or date.max)
