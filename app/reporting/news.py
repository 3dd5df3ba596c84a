"""The latest happenings to cases that the viewer reaches: the newest lines of the cases' log, for the first page.

Only the newest lines of the whole site are looked through (``LOOKED_THROUGH``), so that the question costs the same however
long the log is; who sees few cases may find nothing new among them. What happened to a case several times (a card every day) is
one line with its count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.access.guard import guarded, scoped
from app.access.viewer import acting
from app.decisions.scales import Colour
from app.decisions.step_kinds import StepKind
from app.definition import Register
from app.records.names import read_names
from app.records.site import Work

LOOKED_THROUGH = 1000


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a case's log, the newest of ``times`` of its kind. ``name`` is what the case calls itself."""

    kind: StepKind
    record: int
    name: str
    at: datetime
    colour: Colour | None
    holder_unit: int | None
    times: int = 1


def latest_steps(work: Work, register: Register, most: int = 8) -> list[Happening]:
    """The newest lines about live cases that the acting viewer reaches, those of one case and kind as one; two statements."""
    step, table = work.site.models.system.case_step, work.site.models.table(register.key)
    newest = select(step.c.id).order_by(step.c.id.desc()).limit(LOOKED_THROUGH).subquery()
    live = (step.c.register == register.key, table.c.void_at.is_(None))
    counted = select(func.max(step.c.id).label("last"), func.count().label("times")).where(*live)
    joined = counted.join(newest, newest.c.id == step.c.id).join(table, table.c.id == step.c.record_id)
    grouped: Any = joined.group_by(step.c.record_id, step.c.kind).order_by(func.max(step.c.id).desc()).limit(most)
    folded = scoped(grouped, table, work.site.rights.reach(acting(), register.key, "read")).subquery("folded")
    columns = (step.c.kind, step.c.record_id, step.c.at, step.c.to_colour, step.c.holder_unit_id, folded.c.times)
    statement = select(*columns).join(folded, folded.c.last == step.c.id).order_by(step.c.id.desc())
    rows = work.session.execute(guarded(statement)).mappings().all()
    names = read_names(work.session, register.key, {row["record_id"] for row in rows}, work.wording()) if rows else {}
    return _told(register, rows, names)


def _told(register: Register, rows: Sequence[Mapping[Any, Any]], names: Mapping[tuple[str, int], str]) -> list[Happening]:
    ranked = list(Colour)
    return [Happening(StepKind(row["kind"]), row["record_id"], names[register.key, row["record_id"]], row["at"],
                      ranked[row["to_colour"] - 1] if row["to_colour"] else None, row["holder_unit_id"],
                      row["times"])
            for row in rows if (register.key, row["record_id"]) in names]
