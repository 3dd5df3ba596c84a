"""Files that were brought are kept for a while only: they are full of names and numbers.

One that was looked at and not stored goes some days after it came; one that was stored as long after that, until when its
refused rows can be had as a workbook. The run stays in the list of imports, and can still be undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.exchange.runs import QUEUED, ImportRun
from app.records.site import Site


def kept_until(run: ImportRun, days: int) -> datetime:
    """When the file of a run goes."""
    return (run.applied_at or run.created_at) + timedelta(days=days)


def let_go(session: Session, site: Site, now: datetime, days: int) -> int:
    """Take away the files whose time is over, and those that belong to no run; how many. Commits."""
    table, limit = site.models.system.import_run, now - timedelta(days=days)
    over = func.coalesce(table.c.applied_at, table.c.created_at) < limit
    mine = table.c.stored_as.is_not(None) & (table.c.state != QUEUED) & over
    session.execute(guarded(update(table).where(mine).values(stored_as=None)))
    session.commit()
    named = set(session.execute(guarded(select(table.c.stored_as).where(table.c.stored_as.is_not(None)))).scalars())
    gone = [path for path in _older(site.files / "imports", limit) if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _older(folder: Path, limit: datetime) -> Iterator[Path]:
    """The files that came before; one that comes again is new."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < limit:
            yield path
