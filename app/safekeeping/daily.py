"""The backup of every day, and how things stand with backups.

A machine in an office is switched off at night: what was due while it was off is made up for after the next start.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from app.fieldtypes.days import SHANGHAI
from app.problems import Problems
from app.safekeeping import traces
from app.safekeeping.backing_up import Made, make_backup
from app.safekeeping.folder import Kept, kept_backups
from config import Settings

#: In the instance folder.
FILE = "backup-tried.json"

#: After a failure, e.g. a network share that is away.
TRY_AGAIN = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The last attempt at a daily backup: ``code`` and ``values`` of its problem, None where it went well."""

    at: str
    code: str | None
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The newest backup of any occasion and its age, the last attempt of the day's, and when the next one is due."""

    newest: Kept | None
    age: timedelta | None
    tried: Tried | None
    due_at: datetime | None


def standing(settings: Settings, now: datetime) -> Standing:
    """How things stand, for who looks after the system. Asks no database."""
    newest = next(iter(kept_backups(settings.backups)), None)
    return Standing(newest=newest, age=now - newest.made_at if newest else None, tried=_tried(settings),
                    due_at=_due_at(settings, now))


def back_up_daily(settings: Settings, now: datetime) -> Made | None:
    """Make the backup of the day where it is due. A failure is noted and logged, and tried again an hour later."""
    due = _due_at(settings, now)
    if due is None or due > now:
        return None
    try:
        made = make_backup(settings, "daily", now)
    except Problems as found:
        first = found.found[0]
        _note(settings, Tried(at=now.isoformat(), code=first.code, values={k: str(v) for k, v in first.values.items()}))
        log.error("backup", problem=first.as_line("en"))
        return None
    _note(settings, Tried(at=now.isoformat(), code=None, values={}))
    log.info("backup", file=made.kept.path.name, bytes=made.kept.size, rows=made.manifest.rows, files=made.manifest.files)
    return made


def _due_at(settings: Settings, now: datetime) -> datetime | None:
    """When the next daily backup is to be made: the first time of day after the last one (after the first start)."""
    at, begun = settings.daily_backup, traces.since(settings)
    if at is None or begun is None:
        return None
    last = max((each.made_at for each in kept_backups(settings.backups) if each.occasion == "daily"), default=begun)
    here = last.astimezone(SHANGHAI)
    due = datetime.combine(here.date(), at, SHANGHAI)
    due = due if due > here else due + timedelta(days=1)
    tried = _tried(settings)
    return max(due, datetime.fromisoformat(tried.at) + TRY_AGAIN) if tried and tried.code else due


def _tried(settings: Settings) -> Tried | None:
    try:
        return Tried(**json.loads((settings.instance / FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _note(settings: Settings, tried: Tried) -> None:
    half = settings.instance / f"{FILE}.new"
    with suppress(OSError):  # the disk that had no room for the backup may have none for this
        half.write_text(json.dumps(asdict(tried)), encoding="utf-8")
        half.replace(settings.instance / FILE)
