"""Which rows an act reaches: a disjunction of equalities on columns that are indexed.

A scope is ``village_id = 7`` or ``holder_department_id = 3``, never a list of ids or a LIKE: the only form that
stays flat from one village to a county (reference/fast-path.md §2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, false, or_, select, true


@dataclass(frozen=True, slots=True)
class Branch:
    """All of these hold: ``column = value``, or ``column in values`` where the value is a tuple."""

    conditions: tuple[tuple[str, Any], ...]

    def criterion(self, table: FromClause) -> ColumnElement[bool]:
        """The branch as SQL over ``table`` or an alias of it."""
        return and_(*(_equals(table.c[column], value) for column, value in self.conditions))

    def includes(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of columns lies in the branch."""
        return all(row.get(column) in value if isinstance(value, tuple) else row.get(column) == value
                   for column, value in self.conditions)


def _equals(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    return column.in_(value) if isinstance(value, tuple) else column == value


@dataclass(frozen=True, slots=True)
class Reach:
    """The rows that an act may touch: any of the branches, all rows, or none.

    ``through`` (column, table, reach): the row counts where its parent row does.
    """

    branches: tuple[Branch, ...] = ()
    everything: bool = False
    through: tuple[str, Table, Reach] | None = None

    @property
    def nothing(self) -> bool:
        """True where no row can be reached."""
        inner = self.through is None or self.through[2].nothing
        return not self.everything and not self.branches and inner

    def criterion(self, table: FromClause) -> ColumnElement[bool]:
        """The reach as SQL over ``table`` or an alias of it; no branch is false()."""
        if self.everything:
            return true()
        parts = [branch.criterion(table) for branch in self.branches]
        if self.through and not self.through[2].nothing:
            column, parent, reach = self.through
            parts.append(table.c[column].in_(select(parent.c.id).where(reach.criterion(parent))))
        return or_(*parts) if parts else false()

    def includes(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of columns is reached; a reach through a parent has to ask the database (see rows.reaches)."""
        return self.everything or any(branch.includes(row) for branch in self.branches)


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)
