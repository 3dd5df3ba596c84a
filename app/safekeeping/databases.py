"""Which kind of database an installation has, and what its failures mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from app.model.faults import fault_of
from app.model.migration_running import Migrations
from app.problems import Problems
from app.safekeeping.contents import Database
from app.safekeeping.postgres_database import PostgresDatabase
from app.safekeeping.sqlite_database import SqliteDatabase
from config import Settings


def database_of(settings: Settings) -> Database:
    """The installation's database."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(Path(url.database or ""))
    return PostgresDatabase(settings.database, Migrations(settings.migrations))


@contextmanager
def faults_told() -> Iterator[None]:
    """Failures of disks and databases as Problems (S008, S012 to S016); a fault of the program stays what it is."""
    try:
        yield
    except Problems:
        raise
    except Exception as bad:
        found = fault_of(bad)
        if found is None:
            raise
        raise Problems([found]) from bad
