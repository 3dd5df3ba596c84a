"""The audit log: what happened beside changes. Written in a transaction of its own, so that a refusal leaves its line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.orm import Session

from app.access.history import actor_name, digest
from app.access.viewer import Acting
from app.model import Models

Outcome = Literal["ok", "refused"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. ``detail`` must hold no personal data."""

    event: str
    at: datetime
    door: str
    outcome: Outcome = "ok"
    register: str | None = None
    record_id: int | None = None
    rows: int | None = None
    purpose: str | None = None
    detail: Mapping[str, Any] | None = None
    address: str | None = None
    user_name: str | None = None


class AuditLog:
    """Writes events; append-only (the database refuses updates and deletes, migrations/)."""

    def __init__(self, engine: Engine, models: Models) -> None:
        self.engine = engine
        self.table = models.system.audit_entry

    def write(self, event: Event, who: Acting) -> None:
        """One line, committed at once."""
        with self.engine.begin() as connection:
            connection.execute(insert(self.table), [audit_row(event, who)])

    def write_within(self, session: Session | Connection, event: Event, who: Acting) -> None:
        """One line in the transaction of the act itself: without the line there is no act."""
        session.execute(insert(self.table), [audit_row(event, who)])


def audit_row(event: Event, who: Acting) -> dict[str, Any]:
    """The columns of one line; line breaks and control characters cannot forge a second one."""
    detail = json.dumps(event.detail, ensure_ascii=True, sort_keys=True) if event.detail else None
    columns: dict[str, Any] = {
        "at": event.at, "user_id": getattr(who, "user_id", None),
        "user_name": _one_line(event.user_name or actor_name(who), 130),
        "door": event.door, "event": event.event, "outcome": event.outcome, "register": event.register,
        "record_id": event.record_id, "rows": event.rows,
        "purpose": _one_line(event.purpose, 200) if event.purpose else None, "detail": detail, "address": event.address,
    }
    columns["digest"] = digest(columns)
    return columns


def _one_line(text: str, most: int) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in text)[:most]
