"""Fixtures: an installation with the seeds, and one with the invented year, on both databases.

Both are made once a run (tests/templates.py); each test works on a copy of its own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.definition import Definition
from app.records.site import Site
from app.seeding import load_demo, seed
from tests.sites import Town, make_site, open_site
from tests.templates import Templates

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  #: 2026-11-18 10:00 in China, a Wednesday

Hashes = Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """What loading said, and the hashes of the tables before it."""

    created: Mapping[str, int]
    acts: int
    refused: list[str]
    before: Hashes


@dataclass
class Demo(Town):
    """A site with the invented year."""

    told: Told = None  # type: ignore[assignment]

    def column(self, register: str, *names: str, **where: Any) -> list[Any]:
        """Columns of the live rows of a register, single values where it is one column."""
        table = self.site.models.table(register)
        same = [table.c[name] == value for name, value in where.items()]
        statement = select(*(table.c[name] for name in names)).where(table.c.void_at.is_(None), *same).order_by(table.c.id)
        with unscoped("test"), self.sessions() as session:
            rows = session.execute(statement).all()
        return [row[0] if len(names) == 1 else tuple(row) for row in rows]


@pytest.fixture
def seeded(backend: str, definition: Definition, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """An installation with the initial data."""
    with _copy("seeded", partial(_seed, definition), backend, definition, tmp_path, request) as site:
        yield known(Town(site, make_sessions(site), now=NOW))


@pytest.fixture
def demo(backend: str, definition: Definition, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Demo]:
    """An installation with the invented year."""
    with _copy("demo", partial(load, definition), backend, definition, tmp_path, request) as site:
        folder = Templates(None if backend == "sqlite" else request.getfixturevalue("postgres_server")).folder("demo")
        told = Told(**json.loads((folder / "told.json").read_text()))
        made = Demo(site, make_sessions(site), now=NOW, told=told)
        known(made)
        yield made


@contextmanager
def _copy(name: str, fill: Callable[[str, Path], None], backend: str, definition: Definition, tmp_path: Path,
          request: pytest.FixtureRequest) -> Iterator[Site]:
    templates = Templates(request.getfixturevalue("postgres_server") if backend == "postgres" else None)
    with templates.copy(name, tmp_path, fill) as url:
        site = open_site(url, definition, tmp_path)
        yield site
        site.engine.dispose()


def _seed(definition: Definition, url: str, folder: Path) -> None:
    site = make_site(url, definition, folder)
    seed(site, make_sessions(site), NOW)
    _keep(site, folder)


def load(definition: Definition, url: str, folder: Path) -> None:
    """Fill the template of the invented year."""
    site = make_site(url, definition, folder)
    sessions = make_sessions(site)
    seed(site, sessions, NOW)
    before = hashes(site)
    done = load_demo(site, sessions, NOW)
    told = Told(done.created, done.acts, [each.as_line() for each in done.refused], before)
    (folder / "told.json").write_text(json.dumps(asdict(told)))
    _keep(site, folder)


def _keep(site: Site, folder: Path) -> None:
    site.engine.dispose()
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")


def known(made: Town) -> Town:
    """The town with its units by code and its departments by name."""
    unit, department = made.site.models.table("unit"), made.site.models.table("department")
    with unscoped("test"), made.sessions() as session:
        made.units = dict(session.execute(select(unit.c.code, unit.c.id)).all())
        made.departments = dict(session.execute(select(department.c.name, department.c.id)).all())
    return made


def hashes(site: Site) -> Hashes:
    """A digest of every table but the logs, and the number, that only grow."""
    found = {}
    with unscoped("test"), site.engine.connect() as connection:
        for table in site.models.metadata.tables.values():
            if table.name not in ("audit_entry", "seal", "security_epoch"):
                rows = connection.execute(guarded(select(table).order_by(*table.primary_key.columns))).all()
                found[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    return found
