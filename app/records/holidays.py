"""The working days of the county: what the installation brings along, and what the county entered in its register."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.decisions.calendar import Holidays, with_days
from app.model import Models

HOLIDAY = "holiday"
_WORKS = "work"


def read_holidays(session: Session, models: Models, published: Holidays) -> Holidays:
    """The calendar as the table has it; without the register, what is brought along."""
    if HOLIDAY not in models.definition.registers:
        return published
    table = models.table(HOLIDAY)
    rows = session.execute(guarded(select(table.c.day, table.c.kind).where(table.c.void_at.is_(None)))).all()
    return with_days(published, {day: kind == _WORKS for day, kind in rows})
