"""Numbers that the system gives: one series per unit and year (entities.md: "auto, per unit and year")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.access.guard import guarded
from app.definition import Field, Register
from app.fieldtypes import AutoNumber
from app.records.draft import Draft
from app.records.site import Work


def give_numbers(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Give each new row its number. The series is locked until the transaction ends, so no number is given twice."""
    for field in register.fields.values():
        if isinstance(field.type, AutoNumber):
            _number(work, register, field, drafts)


def _number(work: Work, register: Register, field: Field, drafts: Sequence[Draft]) -> None:
    assert isinstance(field.type, AutoNumber)
    year, directory = work.today.year, work.site.directory(work.session)
    wanted = Counter(draft.columns["unit_id"] for draft in drafts)
    next_serial = {unit: _reserve(work, register.key, field.key, unit, year, count) for unit, count in wanted.items()}
    for draft in drafts:
        unit = draft.columns["unit_id"]
        draft.columns[field.key] = field.type.spell(directory.units[unit].code, year, next_serial[unit])
        next_serial[unit] += 1


def _reserve(work: Work, register: str, field: str, unit: int, year: int, count: int) -> int:
    """Take ``count`` numbers out of a series; the first of them."""
    table = work.site.models.system.number_series
    mine = (table.c.register == register) & (table.c.field == field) & (table.c.unit_id == unit) & (table.c.year == year)
    taken = work.session.execute(guarded(update(table).where(mine).values(last=table.c.last + count)))
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        _begin_series(work, register, field, unit, year)
        return _reserve(work, register, field, unit, year, count)
    last = work.session.execute(guarded(select(table.c.last).where(mine))).scalar_one()
    return int(last) - count + 1


def _begin_series(work: Work, register: str, field: str, unit: int, year: int) -> None:
    """A new series; when two transactions begin it at once, the second finds the first one's."""
    table = work.site.models.system.number_series
    row = {"register": register, "field": field, "unit_id": unit, "year": year, "last": 0}
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(guarded(upsert(table).values(row).on_conflict_do_nothing()))
    else:  # SQLite has one writer at a time
        work.session.execute(guarded(insert(table).values(row)))
