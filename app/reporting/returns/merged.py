"""The monthly returns of a town's departments put together (S4 三(六)1; rules.md §2 每月研判): the 平安 function merges them.

A part counts with the sheet that was last handed in and stands, its corrections included; one that has not come counts
nothing and is shown with its state. Whose department holds the merging function in the town reads the figures of all its
parts, without the rows behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from app.access.guard import guarded, scoped
from app.access.viewer import acting
from app.decisions.return_sheet import SheetFigure, thaw
from app.decisions.return_states import ReturnState
from app.records.names import read_names
from app.records.return_states import HANDED_IN, RETURN, return_policy, state_now
from app.records.site import Work


@dataclass(frozen=True)
class Part:
    """The return of one department: its state, and the figures of its sheet where it stands."""

    id: int
    department: int
    name: str
    state: ReturnState
    figures: Mapping[str, SheetFigure] = field(default_factory=dict)

    @property
    def came(self) -> bool:
        """Whether it counts."""
        return self.state.value in HANDED_IN


@dataclass(frozen=True)
class Merged:
    """The parts in the order of their departments."""

    parts: Sequence[Part]

    @property
    def keys(self) -> tuple[str, ...]:
        """The figures that any part has, in the order of the sheets."""
        return tuple(dict.fromkeys(key for part in self.parts for key in part.figures))

    def total(self, key: str) -> int:
        """The sum of what was reported."""
        return sum(part.figures[key].value for part in self.parts if key in part.figures)


def merging_function(work: Work, kind: str) -> str | None:
    """The function that merges the returns of a kind today; None for a kind that nobody merges."""
    found = return_policy(work.site, work.today).kinds.get(kind)
    return found.merged_by if found else None


def merges(work: Work, kind: str, town: int) -> bool:
    """Whether a department of the acting viewer merges the returns of the town."""
    function, directory = merging_function(work, kind), work.site.directory(work.session)
    department = directory.departments.get((town, function)) if function else None
    duties = work.viewer.duties if work.viewer else ()
    return department is not None and any(duty.department_id == department for duty in duties)


def merge(work: Work, kind: str, town: int, period: str) -> Merged:
    """The parts of a town and period that the acting viewer may put together. Three statements."""
    table = work.site.models.table(RETURN)
    c, state = table.c, state_now(table, work.today)
    statement = select(c.id, c.holder_department_id, state).where(
        c.void_at.is_(None), c.kind == kind, c.period_key == period, c.unit_id == town,
        c.holder_department_id.is_not(None)).order_by(c.holder_department_id, c.id)
    rows = work.session.execute(_limited(work, statement, kind, town)).all()
    sheets = _sheets(work, [row[0] for row in rows if row[2] in HANDED_IN])
    names = read_names(work.session, "department", {row[1] for row in rows}, work.wording())
    return Merged([Part(record, department, names.get(("department", department), f"#{department}"), ReturnState(stands),
                        sheets.get(record, {})) for record, department, stands in rows])


def _limited(work: Work, statement: Select[Any], kind: str, town: int) -> Select[Any]:
    if merges(work, kind, town):
        limited: Select[Any] = guarded(statement)
        return limited
    table = work.site.models.table(RETURN)
    return scoped(statement, table, work.site.rights.reach(acting(), RETURN, "read"))


def _sheets(work: Work, returns: Iterable[int]) -> dict[int, Mapping[str, SheetFigure]]:
    """The figures of the last sheet of each return."""
    steps = work.site.models.system.return_step
    wanted = select(steps.c.return_id, steps.c.sheet).where(
        steps.c.return_id.in_(sorted(returns)), steps.c.sheet.is_not(None)).order_by(steps.c.number)
    last = {row.return_id: row.sheet for row in work.session.execute(guarded(wanted))}
    return {record: thaw(sheet)[0].figures for record, sheet in last.items()}
