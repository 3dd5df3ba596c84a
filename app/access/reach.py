"""Which rows an act reaches: a disjunction of equalities on columns that are indexed.

A scope is ``village_id = 7`` or ``holder_department_id = 3``, never a list of ids or a LIKE: the only form that
stays flat from one village to a county (reference/fast-path.md §2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, bindparam, false, or_, select, true

Shape = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """All of these hold: ``column = value``, or ``column in values`` where the value is a tuple."""

    conditions: tuple[tuple[str, Any], ...]

    def criterion(self, table: FromClause, name: str | None = None,
                  loose: frozenset[str] = frozenset()) -> ColumnElement[bool]:
        """The branch as SQL over ``table`` or an alias of it; with ``name`` its values are parameters of that name.

        ``loose``: columns that are compared without being looked up, because the statement asks for something smaller.
        """
        return and_(*(_equals(table.c[column] + 0 if column in loose else table.c[column], value, name and f"{name}_{number}")
                      for number, (column, value) in enumerate(self.conditions)))

    def includes(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of columns lies in the branch."""
        return all(row.get(column) in value if isinstance(value, tuple) else row.get(column) == value
                   for column, value in self.conditions)

    @property
    def shape(self) -> Shape:
        """What the SQL depends on."""
        return tuple((column, isinstance(value, tuple)) for column, value in self.conditions)

    def parameters(self, name: str) -> dict[str, Any]:
        """The values for the parameters of ``criterion``."""
        return {f"{name}_{number}": value for number, (_, value) in enumerate(self.conditions)}


def _equals(column: ColumnElement[Any], value: Any, name: str | None) -> ColumnElement[bool]:
    several = isinstance(value, tuple)
    if name is None:
        return column.in_(value) if several else column == value
    held = bindparam(name, type_=column.type, expanding=several)
    return column.in_(held) if several else column == held


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

    def criterion(self, table: FromClause, name: str | None = None,
                  loose: frozenset[str] = frozenset()) -> ColumnElement[bool]:
        """The reach as SQL over ``table`` or an alias of it; no branch is false().

        With ``name`` its values are parameters (see ``parameters``), so that one statement serves every viewer of the shape.
        ``loose`` as in :class:`Branch`.
        """
        if self.everything:
            return true()
        parts = [branch.criterion(table, name and f"{name}{number}", loose) for number, branch in enumerate(self.branches)]
        if self.through and not self.through[2].nothing:
            column, parent, reach = self.through
            inside = select(parent.c.id).where(reach.criterion(parent, name and f"{name}t"))
            parts.append(table.c[column].in_(inside))
        return or_(*parts) if parts else false()

    def includes(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of columns is reached; a reach through a parent has to ask the database (see writes.check_reach)."""
        return self.everything or any(branch.includes(row) for branch in self.branches)

    @property
    def shape(self) -> Shape:
        """What the SQL depends on."""
        through = self.through and (self.through[0], self.through[2].shape)
        return (self.everything, tuple(branch.shape for branch in self.branches), through)

    def parameters(self, name: str) -> dict[str, Any]:
        """The values for the parameters of ``criterion``."""
        values: dict[str, Any] = {}
        for number, branch in enumerate(self.branches):
            values.update(branch.parameters(f"{name}{number}"))
        if self.through:
            values.update(self.through[2].parameters(f"{name}t"))
        return values


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)
