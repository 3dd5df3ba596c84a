"""Which cases are open, as SQL: the same as their status, in the words of the indexes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, and_

#: The days by which a case is over: resolved or ended (disputes), verified and struck off (hazards).
OVER = ("resolved_on", "ended_on", "verified_on")


def is_open(table: FromClause) -> ColumnElement[bool]:
    """A case that is not over, void or not."""
    return and_(*(table.c[name].is_(None) for name in OVER if name in table.c))
