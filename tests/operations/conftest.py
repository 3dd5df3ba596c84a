"""An installation to keep safe: the small county with two disputes, a person's number in one, and files."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.assembly import build_site, make_sessions
from app.definition import Definition
from app.migrating import MIGRATIONS
from app.model import looking, make_engine
from app.model.migration_running import VERSION_TABLE
from app.problems import Problems
from app.records.attachments import add_file
from app.records.site import Site
from app.records.storing import fetch
from app.safekeeping import Made, make_backup, restore_backup
from app.safekeeping.traces import remember
from config import Settings
from tests.behaviours.cases import SYSTEM, dispute
from tests.sites import Town, build_town, make_site, open_site
from tests.templates import Templates

NOW = datetime(2026, 8, 5, 2, 0, tzinfo=UTC)
NUMBER = "510923191001010015"
PASSPHRASE = "九月的稻田 and 12 sparrows"

#: For tests of what is the same on both: archives, folders, schedules.
on_one_database = pytest.mark.parametrize("backend", ["sqlite"])

on_postgres = pytest.mark.parametrize("backend", [pytest.param("postgres", marks=pytest.mark.postgres)])

#: For tests whose way is the same on both but for the database's own part, which others try: PostgreSQL in ``make prove``.
chiefly_sqlite = pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.prove])])

#: Every row of every table, as SQL gives them.
State = dict[str, list[tuple[Any, ...]]]


@dataclass
class Office:
    """An installation at work."""

    town: Town
    settings: Settings
    case: int

    def back_up(self, **how: Any) -> Made:
        """A backup, made by hand."""
        return make_backup(self.settings, "manual", how.pop("now", NOW), **how)

    def restore(self, path: Path, **how: Any) -> Any:
        """Put a backup back."""
        return restore_backup(self.settings, path, how.pop("now", NOW), **how)

    def attach(self, name: str, content: bytes) -> None:
        """A file to the case."""
        with self.town.work(SYSTEM) as work:
            register = work.site.definition.registers["dispute"]
            add_file(work, fetch(work, register, self.case), register.fields["files"], name, io.BytesIO(content))

    def attachments(self) -> dict[str, bytes]:
        """What lies in the folder of attachments."""
        folder = self.settings.instance / "files" / "attachments"
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(backend: str, definition: Definition, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """An installation at work, with its files; a copy of one that was made once."""
    templates = Templates(request.getfixturevalue("postgres_server") if backend == "postgres" else None)
    with templates.copy("office", tmp_path, partial(_fill, definition)) as url:
        shutil.copytree(templates.folder("office") / "instance" / "files", tmp_path / "instance" / "files")
        made = open_site(url, definition, tmp_path, pooled=False)
        yield made
        made.engine.dispose()


def _fill(definition: Definition, url: str, folder: Path) -> None:
    """Make the template."""
    site = make_site(url, definition, folder)
    office = office_in(build_town(site))
    dispute(office.town)
    dispute(office.town, title="灌溉用水", description="两家因放水争吵")
    party = {"dispute": office.case, "name": "测试甲", "side": "first", "id_number": NUMBER}
    office.town.add("dispute_party", party)
    office.attach("现场.txt", "界石向东移了三尺".encode())
    kept = site.files / "imports" / "a-file-that-was-imported"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"village,name\n")
    head(office.settings, MIGRATIONS.head or "")
    site.engine.dispose()
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")


def office_in(town: Town) -> Office:
    """The office of a town."""
    url = town.site.engine.url.render_as_string(hide_password=False)
    return Office(town, Settings(database_url=url, instance=town.site.files.parent), case=1)


@pytest.fixture
def office(town: Town) -> Office:
    """On both databases."""
    made = office_in(town)
    remember(made.settings, NOW)
    return made


@pytest.fixture
def elsewhere(office: Office, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Another machine with the same program: an empty instance folder and an empty database."""
    instance = tmp_path / "elsewhere"
    instance.mkdir()
    if office.town.site.engine.dialect.name == "sqlite":
        yield Settings(instance=instance)
        return
    with request.getfixturevalue("postgres_server").database() as url:
        yield Settings(database_url=url, instance=instance)


def head(settings: Settings, revision: str) -> None:
    """Set the revision that the database is at; the templates of the tests may come from the models."""
    engine = make_engine(settings.database, pooled=False)
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(sa.text(f"DELETE FROM {VERSION_TABLE}"))  # noqa: S608
        connection.execute(sa.text(f"INSERT INTO {VERSION_TABLE} VALUES ('{revision}')"))  # noqa: S608
    engine.dispose()


def state_of(settings: Settings) -> State:
    """Read by SQL alone, and not by what makes backups."""
    engine = make_engine(settings.database, pooled=False)
    try:
        with looking(engine).connect() as connection:
            found = {}
            for name in sorted(sa.inspect(connection).get_table_names()):
                rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()  # noqa: S608
                found[name] = sorted((tuple(row) for row in rows), key=repr)
            return found
    finally:
        engine.dispose()


def refusal(found: pytest.ExceptionInfo[Problems]) -> str:
    """The one code of a refusal."""
    assert len(found.value.found) == 1
    return found.value.found[0].code


def later(hours: float) -> datetime:
    """Some hours on."""
    return NOW + timedelta(hours=hours)


def site_at(settings: Settings) -> tuple[Site, Town]:
    """The installation, opened anew with what lies in its folder."""
    site = build_site(settings, engine=make_engine(settings.database, pooled=False))
    return site, Town(site, make_sessions(site))

