"""Why a record cannot be changed or voided, whoever asks: it is of a register that is only added to, or others need it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from app.access.guard import guarded
from app.definition import Register
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records.names import name_of
from app.records.site import Work

#: What lies in stock: register → the column of ``stock_balance`` that names it, and the code (rules.md §5).
STOCKED = {"supply_point": ("point_id", "A072"), "supply_item": ("item_id", "A073")}


def refuse_change(register: Register) -> None:
    """Raise Problems (A074) for a register that is only added to (只增不改); the database refuses as well."""
    if register.append_only:
        raise Problems([problem("A074", register=register.label)])


def why_not_void(work: Work, record: Record) -> Problem | None:
    """A053 for a unit that others lie under, A072 or A073 for a point or an item of which something is still in stock, A074."""
    register, table = record.register, _table(record)
    if register.append_only:
        return problem("A074", register=register.label)
    if register.scope.kind == "tree":
        below = select(table.c.id).where(table.c.parent_id == record.id, table.c.void_at.is_(None)).limit(1)
        return problem("A053") if _any(work, below) else None
    if register.key not in STOCKED:
        return None
    column, code = STOCKED[register.key]
    balance = work.site.models.system.stock_balance
    left = select(balance.c.point_id).where(balance.c[column] == record.id, balance.c.balance > 0).limit(1)
    row = {each.key: getattr(record, each.key) for each in table.c}
    return problem(code, name=name_of(register, row, work.wording())) if _any(work, left) else None


def lock(work: Work, record: Record) -> None:
    """Wait for movements of a point or an item that are under way, and let none begin before this transaction ends.

    SQLite has one writer at a time and needs no lock.
    """
    if record.register.key in STOCKED:
        table = _table(record)
        work.session.execute(guarded(select(table.c.id).where(table.c.id == record.id).with_for_update()))


def _table(record: Record) -> Table:
    table: Table = record.__table__  # type: ignore[attr-defined]
    return table


def _any(work: Work, statement: Any) -> bool:
    return work.session.execute(guarded(statement)).first() is not None


__all__ = ["STOCKED", "lock", "refuse_change", "why_not_void"]
