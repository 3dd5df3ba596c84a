"""What is sent twice is done once: the sender makes an id, and the id remembers for 30 days which record it made.

The id is claimed in the transaction that makes the record. Of two sends at once the second waits at the claim until the first
has ended, and then finds the record; where the first was refused nothing is remembered and the same id may be sent again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update

from app.access.guard import guarded
from app.model import Models, upsert_into
from app.problems import Problems, problem
from app.records.site import Work

KEPT = timedelta(days=30)
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class Made:
    """The record that an id made before. ``same``: what is sent now is what was sent then."""

    register: str
    record_id: int
    same: bool


def checked_key(text: str) -> str:
    """The id as it was sent, "" for none. Raises Problems A044."""
    if text and not _KEY.fullmatch(text):
        raise Problems([problem("A044")])
    return text


def digest_of(pairs: Iterable[tuple[str, str]]) -> str:
    """What was sent, as 64 letters: the same for the same pairs in the same order."""
    return hashlib.sha256(json.dumps(list(pairs), ensure_ascii=False).encode()).hexdigest()


def claim(work: Work, register: str, key: str, digest: str) -> Made | None:
    """Take the id for this transaction; the record that it made, where it has made one already.

    After None the caller makes the record, calls ``settle`` and commits.
    """
    if not key or work.viewer is None:
        return None
    table = work.site.models.system.sending
    row = {"user_id": work.viewer.user_id, "key": key, "register": register, "digest": digest, "at": work.now}
    upsert = upsert_into(table, work.session.get_bind()).values(row).on_conflict_do_nothing()
    # Asked by RETURNING: the row count of such an insert is -1 with psycopg.
    if work.session.execute(guarded(upsert.returning(table.c.key))).first() is not None:
        return None
    found = work.session.execute(guarded(select(table).where(_mine(work, key)).with_for_update())).mappings().one()
    if found["at"] < work.now - KEPT:
        work.session.execute(guarded(update(table).where(_mine(work, key)).values(**row, record_id=None)))
        return None
    return Made(found["register"], found["record_id"], found["digest"] == digest and found["register"] == register)


def settle(work: Work, key: str, record_id: int) -> None:
    """Write down which record the claimed id made."""
    if key and work.viewer is not None:
        table = work.site.models.system.sending
        work.session.execute(guarded(update(table).where(_mine(work, key)).values(record_id=record_id)))


def forget_old(connection: Connection, models: Models, now: datetime) -> int:
    """Remove ids that are older than ``KEPT``; how many there were."""
    table = models.system.sending
    return connection.execute(delete(table).where(table.c.at < now - KEPT)).rowcount


def _mine(work: Work, key: str) -> ColumnElement[bool]:
    assert work.viewer is not None
    table = work.site.models.system.sending
    return (table.c.user_id == work.viewer.user_id) & (table.c.key == key)
