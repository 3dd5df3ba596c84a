"""Writing the search index of a register, from the session layer and from bulk imports alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.access.writes import insert_rows
from app.definition import Register
from app.model import Models
from app.model.search import postgres_words, scope_words, sqlite_words


def index_rows(session: Session, models: Models, register: Register, rows: Iterable[Mapping[Any, Any]], *,
               new: bool) -> None:
    """Put the rows (columns with ``id``) into the register's search index; ``new`` rows replace nothing."""
    table = models.search.get(register.key)
    kept = list(rows)
    if table is None or not kept:
        return
    spell = sqlite_words if session.get_bind().dialect.name == "sqlite" else postgres_words
    if not new:
        session.execute(guarded(delete(table).where(table.c.rowid.in_([row["id"] for row in kept]))))
    entries = [{"rowid": row["id"], "words": spell(search_texts(register, row), scope_words(row))} for row in kept]
    insert_rows(session, table, entries)


def search_texts(register: Register, row: Mapping[Any, Any]) -> list[str]:
    """The texts by which a row is found: its searchable fields, names also by their readings."""
    found: list[str] = []
    for field in register.searchable_fields:
        value = field.type.read(field.key, row)
        if value is not None:
            found += field.type.search_texts(value)
    return found
