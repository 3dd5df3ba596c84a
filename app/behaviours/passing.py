"""The holder's unit has merged: its open cases pass to the successor (rules.md §7), with one line and no new deadline.

A merger counts from the moment at which it was entered, as the scope of the unit's rows does (``access/moves.py``). Cases that
are over stay as they are; one that is reopened goes to the successor by itself (``holding.held_after``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, func, select

from app.access.epoch import raise_epoch
from app.access.guard import GuardedSession, guarded
from app.behaviours.holding import living, office_at
from app.behaviours.state import Office, guest_of
from app.definition import Register
from app.model import Record
from app.records.site import Site, Work
from app.records.storing import row_of


@dataclass(frozen=True, slots=True)
class Passing:
    """A case that passes from a unit that has merged to the one that took its place."""

    at: datetime
    to: Office

    def columns(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The department that led as holder leads at the successor."""
        led = row["lead_department_id"] is not None and row["lead_department_id"] == row["holder_department_id"]
        return {"lead_department_id": self.to[1]} if led and self.to[1] else {}

    def is_offered_to(self, row: Mapping[str, Any]) -> bool:
        """Whether the case is offered to the very unit that holds it now."""
        return row["offered_unit_id"] == self.to[0] and row["offered_department_id"] in (None, self.to[1])


def passing_of(work: Work, record: Record) -> Passing | None:
    """What is due of a case whose holder has merged, at the merger or right after the last line; None where it has not."""
    row, directory = row_of(record), work.site.directory(work.session)
    node = directory.units.get(row["holder_unit_id"])
    if node is None or node.merged_at is None:
        return None
    unit = living(directory, node.id, node.merged_at).id
    if unit == node.id:
        return None
    at = max(node.merged_at, _last_line(work, record) or node.merged_at)
    return Passing(at, (unit, office_at(work, record.register, row, unit)))


def _last_line(work: Work, record: Record) -> datetime | None:
    steps = work.site.models.system.case_step
    mine = (steps.c.register == record.register.key) & (steps.c.record_id == record.id)
    last: datetime | None = work.session.execute(guarded(select(func.max(steps.c.at)).where(mine))).scalar()
    return last


def tell_guests(work: Work, record: Record, passing: Passing) -> None:
    """Where somebody outside begins or ceases to see the case, what is remembered of viewers is out of date."""
    row = row_of(record)
    if row["guest_unit_id"] is not None or guest_of(row, passing.to[0]) is not None:
        raise_epoch(work.session, work.site.models)


def merged_units(site: Site, session: GuardedSession) -> list[int]:
    """The units that have merged into another one that stands."""
    directory = site.directory(session)
    return [each.id for each in directory.units.values() if living(directory, each.id, None).id != each.id]


def held_by(site: Site, register: Register, units: list[int], waits: Any, after: int) -> Select[Any]:
    """The next open cases that the units hold, by their ids."""
    table: FromClause = site.models.table(register.key)
    return select(table.c.id).where(waits, table.c.holder_unit_id.in_(units), table.c.id > after).order_by(table.c.id)
