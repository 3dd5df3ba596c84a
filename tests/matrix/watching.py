"""Whether anything has changed: the state of all tables, and a quick mark of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import MetaData, func, select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.records.site import Site

#: What a look may leave behind: the line in the audit log, and the session.
TRACES = frozenset({"audit_entry", "login"})

State = Mapping[str, Any]


def state_of(site: Site, without: frozenset[str] = TRACES) -> State:
    """The rows of every table of the database, FAB's and the search index's among them."""
    metadata = MetaData()
    with unscoped("matrix"), site.engine.connect() as connection:
        metadata.reflect(connection)
        tables = [table for table in metadata.sorted_tables if table.name not in without
                  and not table.name.startswith("sqlite_")]
        return {table.name: sorted(map(repr, connection.execute(guarded(select(table))).all())) for table in tables}


def changed(before: State, after: State) -> list[str]:
    """The tables whose rows differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def mark_of(site: Site) -> tuple[Any, ...]:
    """One statement that tells of any change through the session, of files, steps, numbers, accounts, duties and cards."""
    system = site.models.system
    counted = (system.history, system.case_step, system.lowering, system.attachment, system.duty, system.account,
               system.invitation, system.card_link, system.return_step, system.return_correction)
    parts = [select(func.count()).select_from(table).scalar_subquery() for table in counted]
    ended = (system.attachment.c.removed_at, system.duty.c.valid_to, system.card_link.c.revoked_at)
    parts += [select(func.count()).where(column.is_not(None)).scalar_subquery() for column in ended]
    with unscoped("matrix"), site.engine.connect() as connection:
        return tuple(connection.execute(guarded(select(*parts))).one())


def refusals(site: Site) -> int:
    """The lines of the audit log that tell of a refusal."""
    table = site.models.system.audit_entry
    with unscoped("matrix"), site.engine.connect() as connection:
        return int(connection.execute(select(func.count()).where(table.c.outcome == "refused")).scalar_one())
