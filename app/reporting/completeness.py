"""Which registers hold nothing yet of what the viewer reaches: asked in one statement, each answered by its first row."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, select

from app.access.guard import guarded
from app.access.viewer import acting
from app.definition import Register
from app.records.site import Work


def empty_registers(work: Work, registers: Iterable[Register]) -> list[Register]:
    """Those of the registers without a live row that the acting viewer reaches."""
    asked = list(registers)
    if not asked:
        return []
    row = work.session.execute(guarded(select(*(_any_row(work, register) for register in asked)))).one()
    return [register for register, there in zip(asked, row, strict=True) if not there]


def _any_row(work: Work, register: Register) -> ColumnElement[bool]:
    table = work.site.models.table(register.key).alias()
    reach = work.site.rights.reach(acting(), register.key, "read").criterion(table)
    return exists().where(reach, table.c.void_at.is_(None)).label(register.key)
