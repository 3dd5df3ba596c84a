"""What migrations leave to be worked out in Python: search indexes that are empty, rows that have lost their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Table, exists, select, update
from sqlalchemy.orm import Session

from app.access import writes
from app.access.guard import guarded
from app.access.search_index import index_rows
from app.access.units import LEVEL_COLUMNS
from app.definition import Register
from app.model import Models
from app.model.append_only import placing

_BATCH = 1000


def settle(session: Session, models: Models) -> None:
    """Fill what is to be filled; where nothing is, one short question a register."""
    for register in models.definition.registers.values():
        if register.scope.kind in ("unit", "through"):
            _place(session, models, register)
    for key in models.search:
        _index(session, models, models.definition.registers[key])


def _place(session: Session, models: Models, register: Register) -> None:
    """Rows in which no ancestor stands are seen by nobody: they are given theirs."""
    table = models.table(register.key)
    nowhere = [table.c[name].is_(None) for name in LEVEL_COLUMNS]
    leads = register.fields[register.scope.by or ""].column
    columns = dict.fromkeys(("id", leads, "unit_id", *LEVEL_COLUMNS))
    for rows in _batches(session, table, tuple(columns), nowhere):
        writes.place(session, models, register, rows)
        with placing(session.connection(), models.system, register):
            for row in rows:
                placed = {name: row[name] for name in ("unit_id", *LEVEL_COLUMNS)}
                session.execute(guarded(update(table).where(table.c.id == row["id"]).values(**placed)))


def _index(session: Session, models: Models, register: Register) -> None:
    """An index that is empty beside a register that is not has been made anew."""
    table, index = models.table(register.key), models.search[register.key]
    filled = session.execute(guarded(select(exists(select(index.c.rowid))))).scalar_one()
    if filled:
        return
    scope = [name for name in LEVEL_COLUMNS if name in table.c]
    texts = [column.key for field in register.searchable_fields for column in field.type.columns(field.key)]
    for rows in _batches(session, table, ("id", *scope, *texts)):
        index_rows(session, models, register, rows, new=True)


def _batches(session: Session, table: Table, columns: Sequence[str],
             where: Sequence[Any] = ()) -> Iterator[list[dict[str, Any]]]:
    """The rows in the order of their ids, some at a time."""
    statement = select(*(table.c[name] for name in columns)).where(*where).order_by(table.c.id).limit(_BATCH)
    last = 0
    while rows := [dict(row) for row in session.execute(guarded(statement.where(table.c.id > last))).mappings()]:
        last = rows[-1]["id"]
        yield rows
