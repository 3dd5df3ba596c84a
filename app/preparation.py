"""The init step: from whatever is there to a database that web workers can use without a question.

One process works, the others wait: under a file lock in the instance folder (processes of this machine) and an advisory
lock (machines that share a PostgreSQL). What was done is noted in a marker file, by which later starts know without a
single query that nothing is left to do.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from flask_appbuilder.security.sqla.models import Model
from sqlalchemy import Connection, Engine, func, insert, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from app.access.settling import settle
from app.access.viewer import unscoped
from app.assembly import build_site, make_sessions, read_schema, site_keys
from app.definition import Definition
from app.fieldtypes import sealing
from app.migrating import refuse_pending
from app.model import build_models, looking, make_engine
from app.model.faults import FAULTS, fault_of
from app.model.migration_running import VERSION_TABLE, Migrations, current_revision
from app.problems import Problems, problem
from app.records.site import Site
from app.safekeeping import make_backup, traces
from app.words import Words
from config import Settings

#: What is run when the database is ready: initial data, loaded twice without harm.
Seed = Callable[[Site], object]

LONGEST_WAIT = 600  #: seconds

_ADVISORY = 0x5A48_454E  # any number, the same on every machine

MARKER = "prepared.json"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What ``prepare`` found and did."""

    site: Site
    revision: str | None
    came_from: str | None  #: the revision before; None for an empty database
    worked: bool  #: False where another process had done it all
    seconds: float


def prepare(settings: Settings, *, seeds: Sequence[Seed] = (), now: datetime | None = None) -> Prepared:
    """Migrate, create the roles, fill what migrations left to be filled, seed, and note that it is done.

    A database that has to be migrated is backed up first. Raises Problems with one line: S001 declarations without a migration,
    S002 a newer database, S003 another program's database, S007 another process takes too long, S008 no database, S011 the
    database is gone, S012 it is damaged, S017 its keys are gone, S018 the migration failed; what kept the backup from being
    made; or those of the declarations.
    """
    begun, migrations = time.perf_counter(), Migrations(settings.migrations)
    models = build_models(read_schema(settings.schema))
    refuse_pending(models, migrations)
    site = build_site(settings, models=models)
    refuse_lost(settings)
    with _turn(settings):
        worked = not is_prepared(settings)
        came_from = _work(settings, site, seeds, migrations, now or datetime.now(UTC)) if worked else migrations.head
    seconds = time.perf_counter() - begun
    return Prepared(site=site, revision=migrations.head, came_from=came_from, worked=worked, seconds=seconds)


def is_prepared(settings: Settings) -> bool:
    """Whether the init step has nothing to do. Reads files, asks no database."""
    marker = settings.instance / MARKER
    if not marker.is_file():
        return False
    try:
        return bool(json.loads(marker.read_text(encoding="utf-8")) == _state(settings))
    except ValueError:
        return False


def has_database(settings: Settings) -> bool:
    """False where the file of a SQLite database is not there: opening it would make it."""
    url = make_url(settings.database)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def refuse_unready(settings: Settings, engine: Engine) -> None:
    """Raise Problems where the database cannot be worked with: S010 without our tables, S006 one that is behind."""
    head = Migrations(settings.migrations).head
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        revision = current_revision(connection) if VERSION_TABLE in tables else None
    if not tables:
        raise Problems([problem("S010")])
    if revision and revision != head:
        raise Problems([problem("S006", revision=revision, head=head or "—")])


def finish_migration(settings: Settings, definition: Definition) -> None:
    """Fill what a migration left to be filled; the next start looks at everything else again."""
    (settings.instance / MARKER).unlink(missing_ok=True)
    site = build_site(settings, definition)
    _fill(site, ())
    site.engine.dispose()


def refuse_lost(settings: Settings) -> None:
    """Raise Problems where an empty database or new keys would be made in place of what was here: S011, S017."""
    lost = traces.gone(settings) or traces.strange_keys(settings)
    if lost:
        raise Problems([lost])


def refuse_unsound(settings: Settings) -> None:
    """Raise Problems where a prepared database is not to be served: S002 newer, S003 foreign, S011 gone, S012 damaged, S017."""
    refuse_lost(settings)
    engine = make_engine(settings.database, pooled=False)
    try:
        with _opened(looking(engine)) as connection:
            if examine(connection, Migrations(settings.migrations)) is None:
                raise Problems([traces.empty(settings)])
    finally:
        engine.dispose()


def _work(settings: Settings, site: Site, seeds: Sequence[Seed], migrations: Migrations, now: datetime) -> str | None:
    engine = make_engine(settings.database, pooled=False)
    try:
        with _alone(engine) as connection:
            came_from = examine(connection, migrations)
            if came_from is None and traces.was_here(settings):
                raise Problems([traces.empty(settings)])
            connection.rollback()
            sealing.use(site_keys(settings))
            _migrate(settings, engine, migrations, came_from, now)
            _create_roles(engine, site.definition)
            _fill(site, seeds)
    finally:
        engine.dispose()
    _note(settings)
    traces.remember(settings, now)
    return came_from


def _migrate(settings: Settings, engine: Engine, migrations: Migrations, came_from: str | None, now: datetime) -> None:
    """Bring the database to the newest revision; one with data in it is backed up before. Raises Problems (S018)."""
    if came_from in (None, migrations.head):
        migrations.upgrade(engine, now=now)
        return
    made = make_backup(settings, "upgrade", now)
    try:
        migrations.upgrade(engine, now=now)
    except (DBAPIError, Problems) as bad:
        raise Problems([problem("S018", revision=came_from, what=_words(bad), backup=made.kept.path)]) from bad


def _words(error: DBAPIError | Problems) -> str | Words:
    if isinstance(error, Problems):
        return Words(*(error.found[0].message(language).rstrip("。.") for language in ("zh", "en")))
    return str(error.orig).splitlines()[0]


def _fill(site: Site, seeds: Sequence[Seed]) -> None:
    with unscoped("init"), make_sessions(site)() as session:
        settle(session, site.models)
        session.commit()
    for each in seeds:
        each(site)


def _create_roles(engine: Engine, definition: Definition) -> None:
    """One role of FAB's per declared role; what it may do is read from the declarations, not from FAB's tables."""
    table = Model.metadata.tables["ab_role"]
    with engine.begin() as connection:
        there = set(connection.execute(select(table.c.name)).scalars())
        missing = [{"name": key} for key in definition.roles if key not in there]
        if missing:
            connection.execute(insert(table), missing)


# -- which database is this ------------------------------------------------------------------------


def examine(connection: Connection, migrations: Migrations) -> str | None:
    """The revision of the database, None for an empty one. Raises Problems (S002, S003, S012)."""
    _refuse_damaged(connection)
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise Problems([problem("S003", tables=tables[:3])])
        return None
    revision = current_revision(connection)
    if revision and revision not in migrations.revisions:
        raise Problems([problem("S002", revision=revision, head=migrations.head or "—")])
    return revision


def _refuse_damaged(connection: Connection) -> None:
    """Look through the whole file of a SQLite database; PostgreSQL watches its pages itself."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise Problems([problem("S012", what=str(found).splitlines()[0])])


# -- one at a time -----------------------------------------------------------------------------------


@contextmanager
def _turn(settings: Settings) -> Iterator[None]:
    """This machine's turn."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.instance / "prepare.lock", timeout=LONGEST_WAIT):
            yield
    except Timeout as late:
        raise Problems([problem("S007", seconds=LONGEST_WAIT)]) from late


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection that holds the database for the init step. Raises Problems: S008, S012 to S016."""
    with _opened(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_lock(_ADVISORY)))
            connection.commit()
        yield connection  # the lock of a session ends with its connection


@contextmanager
def _opened(engine: Engine) -> Iterator[Connection]:
    """A connection, its failures told: S008 there is no database, S012 it is damaged, S014 to S016 it cannot be opened."""
    try:
        with engine.connect() as connection:
            yield connection
    except FAULTS as bad:
        found = fault_of(bad)
        if found is None:
            raise
        raise Problems([found]) from bad


# -- the marker ----------------------------------------------------------------------------------------


def _note(settings: Settings) -> None:
    half = settings.instance / f"{MARKER}.new"
    half.write_text(json.dumps(_state(settings)), encoding="utf-8")
    half.replace(settings.instance / MARKER)


def _state(settings: Settings) -> dict[str, Any]:
    """What must be the same for a start to have nothing to do."""
    return {
        "database": hashlib.sha256(settings.database.encode()).hexdigest(), "file": _file_of(settings),
        "revision": Migrations(settings.migrations).head, "declarations": _digest(settings.schema),
        "seeds": _digest(settings.seeds, contents=False),
    }


def _file_of(settings: Settings) -> int | None:
    """Which file a SQLite database is: another one has taken its place when a backup was put back. None for no file."""
    url = make_url(settings.database)
    path = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if path is None or not path.is_file() or not path.stat().st_size:
        return None
    return path.stat().st_ino


def _digest(folder: Path, *, contents: bool = True) -> str:
    """What the files of a folder are; of large ones the names and sizes will do."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".csv"):
            found.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
            found.update(path.read_bytes() if contents else b"")
    return found.hexdigest()
