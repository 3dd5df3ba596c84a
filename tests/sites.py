"""Fixtures: a whole installation without a web server, on SQLite and on PostgreSQL, with a small county in it.

``site`` is empty; ``town`` has units and two departments in it, and ``town.viewer("village_clerk", "225")`` is somebody there.
Each test has a database of its own, a copy of one that was made once (tests/templates.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from app.access.guard import GuardedSession
from app.access.viewer import Deed, Duty, Unscoped, Viewer, acting_as, performing, unscoped
from app.assembly import build_site, make_sessions, read_schema
from app.definition import LEVELS, Definition
from app.model import Record, make_engine
from app.model import engine as engines
from app.records.site import Site, Work
from app.records.storing import create
from config import Settings
from tests.matrix.growing import Grown, grow_more
from tests.shelf import models_of, share_statements
from tests.templates import Templates, make_tables

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 8, 5, 2, 0, tzinfo=UTC)  #: 2026-08-05 10:00 in China, a Wednesday

#: code → (level, name, code of the parent)
UNITS = {
    "510923000000": ("county", "大英县", None),
    "510923108000": ("town", "金元镇", "510923000000"),
    "510923108001": ("village", "金元社区", "510923108000"),
    "510923108225": ("village", "金容寨村", "510923108000"),
    "510923108226": ("village", "宝祥村", "510923108000"),
    "510923108225001": ("grid", "金容寨村第一网格", "510923108225"),
    "510923107000": ("town", "象山镇", "510923000000"),
    "510923107201": ("village", "象山村", "510923107000"),
}


@dataclass(repr=False)
class Town:
    """A site with people in it. Units and departments are named by the tail of their code or by name."""

    site: Site
    sessions: sessionmaker[GuardedSession]
    units: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW

    def __repr__(self) -> str:
        return "town"  # a failing property prints it

    def unit(self, tail: str) -> int:
        """The id of the unit whose code ends so (zeros of a town may be left out) or that has the name."""
        if tail in self.units:
            return self.units[tail]
        return next(unit for code, unit in self.units.items() if code.rstrip("0").endswith(tail) or code.endswith(tail))

    def viewer(self, role: str, unit: str = "510923108225", *, department: str | None = None, user_id: int = 1,
               name: str | None = None) -> Viewer:
        """A user with one duty."""
        return Viewer(user_id, name or f"{role} {unit}", (self.duty(role, unit, department),))

    def duty(self, role: str, unit: str, department: str | None = None) -> Duty:
        """A role held at a unit."""
        unit_id = self.unit(unit)
        with unscoped("test"), self.sessions() as session:
            node = self.site.directory(session).units[unit_id]
        path = tuple((level, node.path[level]) for level in LEVELS if level in node.path)
        return Duty(role, unit_id, node.level, path, self.departments[department] if department
                    else None)  # type: ignore[arg-type]

    @contextmanager
    def work(self, who: Viewer | Unscoped | None, *, now: datetime | None = None, door: Any = "form",
             act: str | None = None, language: Any = "zh") -> Iterator[Work]:
        """A piece of work as somebody; committed at the end, rolled back on an error."""
        at = now or self.now
        with acting_as(who), performing(Deed(door=door, at=at, act=act)), self.sessions() as session:
            yield Work(self.site, session, at, door, language)
            session.commit()

    def add(self, register: str, raw: Mapping[str, Any], who: Viewer | Unscoped | None = None, **how: Any) -> int:
        """Create a record and give its id; by the system unless somebody is named."""
        with self.work(who or Unscoped("test"), **how) as work:
            return create(work, self.site.definition.registers[register], raw).id

    def record_count(self, register: str) -> int:
        """How many records there are, void ones too, whoever may see them."""
        table = self.site.models.table(register)
        with unscoped("test"), self.sessions() as session:
            return int(session.execute(select(func.count()).select_from(table)).scalar_one())

    def audit_events(self) -> list[tuple[str, str | None, int | None]]:
        """Event, purpose and rows of each line of the audit log."""
        table = self.site.models.system.audit_entry
        with unscoped("test"), self.sessions() as session:
            return [tuple(row) for row in session.execute(select(table.c.event, table.c.purpose,
                                                                 table.c.rows).order_by(table.c.id))]

    def record(self, register: str, record_id: int) -> Record:
        """A stored record, whoever may see it."""
        with unscoped("test"), self.sessions() as session:
            found = session.get(self.site.models.classes[register], record_id)
            assert found is not None
            return found


@pytest.fixture(scope="session")
def definition() -> Definition:
    """The product's own declarations."""
    return read_schema(ROOT / "schema")


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_disks() -> Iterator[None]:
    """What a test stores need not survive a power cut, only the test (tests/postgres.py says the same to PostgreSQL)."""
    real = engines._SQLITE
    engines._SQLITE = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in real)
    yield
    engines._SQLITE = real


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """Every test that touches the database runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'site.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def site(backend: str, definition: Definition, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """An installation with all tables; with the units of ``town`` and the records of ``grown`` where the test asks for them."""
    templates = Templates(request.getfixturevalue("postgres_server") if backend == "postgres" else None)
    name = next((each for each in ("grown", "town") if each in request.fixturenames), "empty")
    with templates.copy(name, tmp_path, partial(_fill, definition, name)) as url:
        made = open_site(url, definition, tmp_path)
        yield made
        made.engine.dispose()


def _fill(definition: Definition, name: str, url: str, folder: Path) -> None:
    """Make a template."""
    made = make_site(url, definition, folder)
    if name != "empty":
        town = build_town(made)
    if name == "grown":
        grow_more(Grown(town), "own").keep(folder)
    made.engine.dispose()
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")


def make_site(url: str, definition: Definition, folder: Path) -> Site:
    """An installation over an empty database, which gets its tables."""
    make_tables(url, definition)
    return open_site(url, definition, folder)


def open_site(url: str, definition: Definition, folder: Path, *, pooled: bool = True) -> Site:
    """An installation over a database that is ready; who has it ``pooled`` disposes of its engine."""
    settings = Settings(database_url=url, instance=folder / "instance")
    models = models_of(definition)
    engine = share_statements(make_engine(settings.database, pooled=pooled), models)
    return build_site(settings, engine=engine, models=models)


@pytest.fixture
def town(site: Site) -> Town:
    """The site with the units of ``UNITS``, a 司法所 and a 社会治理和应急管理办 in 金元镇."""
    return town_of(site)


def town_of(site: Site) -> Town:
    """The small county that lies in a site."""
    made = Town(site, make_sessions(site))
    with unscoped("test"), made.sessions() as session:
        unit, department = site.models.table("unit"), site.models.table("department")
        made.units.update((code, key) for code, key in session.execute(select(unit.c.code, unit.c.id)))
        made.departments.update((name, key) for name, key in session.execute(select(department.c.name, department.c.id)))
    return made


@pytest.fixture
def grown(town: Town, backend: str, request: pytest.FixtureRequest) -> Grown:
    """One record of every register in 金容寨村, and the void one beside it."""
    templates = Templates(request.getfixturevalue("postgres_server") if backend == "postgres" else None)
    return Grown(town).fetch(templates.folder("grown"))


def build_town(site: Site) -> Town:
    """Put the small county into an empty site."""
    made = Town(site, make_sessions(site))
    for code, (level, name, parent) in UNITS.items():
        raw = {"code": code, "name": name, "level": level, "parent": made.units.get(parent or "")}
        made.units[code] = made.add("unit", raw)
    for name, functions in {"司法所": ["justice"], "社会治理和应急管理办": ["peace", "emergency"]}.items():
        raw = {"unit": made.unit("510923108000"), "name": name, "functions": functions}
        made.departments[name] = made.add("department", raw)
    return made

