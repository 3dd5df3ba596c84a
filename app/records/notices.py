"""Writes notices, and with each what is to be sent out of it: in one transaction, so that nothing is lost and nothing is sent
that was rolled back.

What is sent is made of kind, register, unit and due day alone (table ``outbox``): no value of a record's fields can get in,
because none is written there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select

from app.access.guard import guarded
from app.model import Models, upsert_into
from app.records.site import Work

#: Messages stay on the page of what was sent for so long after they have ended.
SENT_KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that a unit, or a department of it, is told. ``step``: the line of a case's log; else ``key`` makes it once."""

    register: str
    record: int
    kind: str
    unit: int
    department: int | None = None
    at: datetime
    due_on: date | None = None
    step: int | None = None
    key: str | None = None

    def row(self) -> dict[str, Any]:
        """Its columns."""
        return {"register": self.register, "record_id": self.record, "kind": self.kind, "unit_id": self.unit,
                "department_id": self.department, "at": self.at, "due_on": self.due_on, "step_id": self.step, "key": self.key}


def write_notice(work: Work, notice: Notice) -> bool:
    """Write it unless it is there already; whether it is new."""
    return bool(write_notices(work, [notice]))


def write_notices(work: Work, notices: Iterable[Notice]) -> int:
    """Write those that are not there yet; how many. Whoever reads them by mail gets them with the same commit."""
    table = work.site.models.system.notice
    written = [notice for notice in notices if _is_new(work, table, notice)]
    if written and work.site.channels.any:
        _post(work, written)
    return len(written)


def _is_new(work: Work, table: Any, notice: Notice) -> bool:
    upsert = upsert_into(table, work.session.get_bind()).values(notice.row())
    return work.session.execute(guarded(upsert.on_conflict_do_nothing().returning(table.c.id))).first() is not None


# -- what is sent out of them --------------------------------------------------------------------------


def _post(work: Work, notices: list[Notice]) -> None:
    readers = _mail_readers(work, notices) if work.site.channels.mail else {}
    rows = [row for notice in notices for row in _parts(work, notice, readers)]
    if rows:
        work.session.execute(guarded(insert(work.site.models.system.outbox)), rows)


def _parts(work: Work, notice: Notice, readers: Mapping[int, list[tuple[int, int | None]]]) -> Iterator[dict[str, Any]]:
    part = {"kind": notice.kind, "register": notice.register, "unit_id": notice.unit, "due_on": notice.due_on, "at": notice.at,
            "channel": "webhook", "user_id": None}
    if work.site.channels.webhook:
        yield part
    mine = (user for user, department in readers.get(notice.unit, ()) if department in (None, notice.department))
    yield from ({**part, "channel": "mail", "user_id": user} for user in dict.fromkeys(mine))


def _mail_readers(work: Work, notices: list[Notice]) -> dict[int, list[tuple[int, int | None]]]:
    """Unit → who has a duty there today and wants mail, with the department of the duty."""
    duty, account = work.site.models.system.duty, work.site.models.system.account
    in_force = (duty.c.valid_from <= work.today) & (duty.c.valid_to.is_(None) | (duty.c.valid_to >= work.today))
    statement = (select(duty.c.unit_id, duty.c.user_id, duty.c.department_id, duty.c.role)
                 .join(account, account.c.user_id == duty.c.user_id)
                 .where(duty.c.unit_id.in_({each.unit for each in notices}), account.c.mail_to.is_not(None), in_force)
                 .order_by(duty.c.user_id))
    found: dict[int, list[tuple[int, int | None]]] = {}
    for unit, user, department, role in work.session.execute(guarded(statement)):
        if _has_rows(work, role):
            found.setdefault(unit, []).append((user, department))
    return found


def _has_rows(work: Work, role: str) -> bool:
    declared = work.site.definition.roles.get(role)
    return declared is not None and declared.rows != "none"


# -- what is over ----------------------------------------------------------------------------------------


def forget_old_notices(connection: Connection, models: Models, now: datetime, days: int) -> int:
    """Remove notices older than ``days``, what was read of them, and messages that ended long ago; how many notices."""
    system = models.system
    gone = connection.execute(delete(system.notice).where(system.notice.c.at < now - timedelta(days=days))).rowcount
    if gone:
        oldest = select(func.min(system.notice.c.id)).scalar_subquery()
        read = system.notice_read
        connection.execute(delete(read).where(read.c.register != "", or_(read.c.upto < oldest, oldest.is_(None))))
    old = select(system.outbox_message.c.id).where(system.outbox_message.c.ended_at < now - SENT_KEPT)
    connection.execute(delete(system.outbox).where(system.outbox.c.message_id.in_(old)))
    connection.execute(delete(system.outbox_message).where(system.outbox_message.c.ended_at < now - SENT_KEPT))
    return gone
