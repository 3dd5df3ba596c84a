"""The session guard: rows are limited where they are fetched and where they are written, and it fails closed.

Reads: every ORM statement gets the viewer's reach as criteria on each register it touches. Statements that reach the
connection without having passed a guard are not sent (``Unguarded``). Writes: see ``writes.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, cast

from sqlalchemy import Connection, Engine, Select, Table, event, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import ClauseElement, TextClause, visitors

from app.access.reach import Reach
from app.access.refusal import Unguarded
from app.access.rights import Rights
from app.access.viewer import Unscoped, acting
from app.definition import Act
from app.model import Models, Record

#: The execution option of a statement whose rows have been limited.
GUARDED = "guarded"

_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class GuardedSession(Session):
    """A session whose rows are limited to what the acting viewer reaches."""

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rights = rights

    def flush(self, objects: Any = None) -> None:
        """Write what is pending; the checks of ``writes.py`` have run by then, so its statements are guarded."""
        token = _flushing.set(True)
        try:
            super().flush(objects)
        finally:
            _flushing.reset(token)

    def get(self, entity: Any, ident: Any, **kwargs: Any) -> Any:
        """The row, or None where the viewer does not reach it, also when it lies in the identity map already."""
        if ident is None:
            return None
        found = super().get(entity, ident, **kwargs)
        if found is not None and isinstance(found, Record) and not self._reaches(found):
            return None
        return found

    def _reaches(self, record: Record) -> bool:
        reach = self.rights.reach(acting(), record.register.key, "read")
        if reach.everything:
            return True
        table = self.rights.models.table(record.register.key)
        statement = scoped(select(table.c.id).where(table.c.id == record.id), table, reach)
        return self.execute(statement).first() is not None


def scoped(statement: Select[Any], table: Any, reach: Reach) -> Select[Any]:
    """``statement`` limited to ``reach`` over ``table`` (or an alias of it), and marked as guarded."""
    return statement.where(reach.criterion(table)).execution_options(**{GUARDED: True})


def scoped_select(rights: Rights, register: str, *columns: Any, act: Act = "read") -> Select[Any]:
    """A Core select over a register's table, limited to the acting viewer's reach; the one door for Core reads."""
    table = rights.models.table(register)
    chosen = columns or tuple(table.c)
    return scoped(select(*chosen).select_from(table), table, rights.reach(acting(), register, act))


def guarded(statement: Any) -> Any:
    """Mark a statement whose rows its author has limited; used only inside app/access and app/records."""
    return statement.execution_options(**{GUARDED: True})


def watch_engine(engine: Engine, models: Models) -> None:
    """Let no unguarded statement on register rows leave the engine."""
    event.listen(engine, "before_execute", _Net(models).before_execute)


def watch_sessions(session_class: type[GuardedSession]) -> None:
    """Limit the rows of every ORM statement of a session class."""
    event.listen(session_class, "do_orm_execute", _limit_rows)


def _limit_rows(state: ORMExecuteState) -> None:
    """Add the viewer's reach for every register that the statement touches."""
    if state.execution_options.get(GUARDED):
        return
    who = acting()
    if isinstance(who, Unscoped):
        state.update_execution_options(**{GUARDED: True})
        return
    session = state.session
    assert isinstance(session, GuardedSession)
    registers = set(_registers_in(cast("ClauseElement", state.statement), session.rights.models))
    if registers and not state.is_orm_statement:
        return  # a Core statement: the net below refuses it unless scoped_select made it
    if registers and not state.is_select:
        raise Unguarded("bulk UPDATE and DELETE go through app/records")
    for register in registers:
        table = session.rights.models.table(register)
        criterion = session.rights.reach(who, register, "read").criterion(table)
        state.statement = state.statement.options(
            with_loader_criteria(session.rights.models.classes[register], criterion, include_aliases=True))
    state.update_execution_options(**{GUARDED: True})


def _registers_in(statement: ClauseElement, models: Models) -> Iterator[str]:
    """The registers whose tables stand anywhere in the statement: joins, aliases, subqueries, CTEs."""
    for part in visitors.iterate(statement):
        if isinstance(part, Table):
            register = models.register_of(part.name)
            if register:
                yield register.key


class _Net:
    """The last look before a statement leaves: what touches register rows must be guarded."""

    def __init__(self, models: Models) -> None:
        self.models = models

    def before_execute(self, connection: Connection, statement: Any, _many: Any, _params: Any,
                       options: dict[str, Any]) -> None:
        if options.get(GUARDED) or _flushing.get() or isinstance(acting(), Unscoped):
            return
        if isinstance(statement, TextClause):
            raise Unguarded("text SQL is not sent; write a Core statement")
        if isinstance(statement, ClauseElement) and any(True for _ in _registers_in(statement, self.models)):
            raise Unguarded(f"unguarded statement on register rows: {str(statement)[:200]}")
