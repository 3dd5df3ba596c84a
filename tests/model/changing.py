"""The test language of migrations: declarations before and after, what the plan says, and what becomes of the rows."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import sessionmaker

from app.access.guard import GuardedSession
from app.access.settling import settle
from app.access.viewer import Deed, Unscoped, acting_as, performing, unscoped
from app.assembly import build_site, make_sessions
from app.definition import Definition
from app.migrating import MIGRATIONS, Migrated, all_metadata, make_plan, migrate
from app.model import Models, make_engine
from app.model.changes import Plan
from app.model.migration_running import VERSION_TABLE, Migrations
from app.model.migration_shape import Shape
from app.records.site import Site, Work
from app.records.storing import create
from config import Settings
from tests.shelf import models_of
from tests.writing import define

NOW = datetime(2026, 8, 5, 2, 0, tzinfo=UTC)

HEAD = """
=== entities/visit.yaml
label: {zh: 走访, en: Visits}
scope: {kind: unit, by: unit}
names_itself: "{title}"
list: [title]
grants: {village_clerk: clerk}
fields:
  unit: {type: reference, to: unit, required: true, label: {zh: 单位, en: Unit}}
  title: {type: text, max_length: 80, required: true, label: {zh: 事由, en: Title}}
"""


def visit(*fields: str, head: str = HEAD) -> str:
    """The register ``visit`` with unit, title and these fields (``key: {…}``)."""
    return head + "".join(f"  {each}\n" for each in fields)


@dataclass
class Installation:
    """One installation whose declarations change: its own database, its own folder of migrations."""

    url: str
    folder: Path
    definition: Definition = field(init=False)
    migrations: Migrations = field(init=False)

    def __post_init__(self) -> None:
        self.migrations = Migrations(self.folder / "migrations")
        if self.migrations.folder.exists():
            return
        (self.migrations.folder / "versions").mkdir(parents=True)
        for name in ("env.py", "script.py.mako"):
            shutil.copy(MIGRATIONS.folder / name, self.migrations.folder / name)

    def village(self, name: str = "金容寨村") -> int:
        """The id of a village."""
        return int(self.query(f"SELECT id FROM unit WHERE name = '{name}'")[0][0])  # noqa: S608

    def declare(self, text: str) -> Definition:
        """Change the declarations."""
        self.definition = define(text)
        return self.definition

    def plan(self, text: str | None = None) -> Plan:
        """The plan for declarations that are not migrated yet, its rows counted."""
        definition = define(text) if text is not None else self.definition
        with self.engine() as engine, engine.connect() as connection:
            return make_plan(definition, connection, self.migrations)

    def migrate(self, text: str) -> Migrated:
        """Change the declarations and the database with them."""
        definition = self.declare(text)
        with self.site() as site:  # its keys are those of the sealed columns
            done = migrate(definition, site.engine, "test", NOW, self.migrations)
            with unscoped("test"), self.sessions(site)() as session:
                settle(session, site.models)
                session.commit()
        return done

    def refusals(self, text: str) -> list[str]:
        """What the plan for these declarations refuses, in Chinese."""
        return [remark.words.zh for each in self.plan(text).planned for remark in each.remarks if remark.refuses]

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        """A plain engine, as the migrations use it."""
        made = make_engine(self.url, pooled=False)
        yield made
        made.dispose()

    @contextmanager
    def site(self) -> Iterator[Site]:
        """The installation at work."""
        settings = Settings(database_url=self.url, instance=self.folder / "instance")
        made = build_site(settings, engine=make_engine(settings.database, pooled=False), models=models_of(self.definition))
        with unscoped("test"):
            yield made
        made.engine.dispose()

    def sessions(self, site: Site) -> sessionmaker[GuardedSession]:
        return make_sessions(site)

    def add(self, register: str, **raw: Any) -> int:
        """Create a record as the system."""
        deed = Deed(door="form", at=NOW)
        with self.site() as site, acting_as(Unscoped("test")), performing(deed), make_sessions(site)() as session:
            made = create(Work(site, session, NOW), self.definition.registers[register], raw)
            session.commit()
            return made.id

    def rows(self, register: str, *columns: str) -> list[Any]:
        """The rows of a register: the column, or a tuple of several."""
        with self.site() as site, site.engine.connect() as connection:
            table = site.models.table(register)
            found = connection.execute(sa.select(*(table.c[name] for name in columns)).order_by(table.c.id)).all()
        return [row[0] if len(columns) == 1 else tuple(row) for row in found]

    def query(self, statement: str) -> list[Any]:
        """Rows as they lie in the database."""
        with self.engine() as engine, engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(statement))]

    def run(self, statement: str) -> None:
        """Change rows behind the program's back."""
        with self.engine() as engine, engine.begin() as connection:
            connection.execute(sa.text(statement))

    def finds(self, register: str) -> list[int]:
        """The ids in the search index of a register."""
        return [row[0] for row in self.query(f"SELECT rowid FROM find_{register} ORDER BY rowid")]  # noqa: S608

    def back(self, revisions: int = 1) -> None:
        """Take the last migrations back and up again: they must not stumble."""
        with self.site() as site:
            self.migrations.downgrade(site.engine, f"-{revisions}", now=NOW)
            self.migrations.upgrade(site.engine, now=NOW)
        self.check()

    def check(self) -> None:
        """The registers' tables are what the models say, beside what is retired."""
        with self.site() as site:
            assert differences(site.engine, site.models, self.migrations.shape) == []


def differences(engine: sa.Engine, models: Models, shape: Shape) -> list[Any]:
    """What Alembic itself finds between a database and the models. SQLite's search indexes are no tables of its own."""
    retired = {(table.name, column) for table in shape.tables.values() for column in table.retired_columns}

    def ours(found: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        if kind == "column":
            return (found.table.name, name) not in retired
        virtual = engine.dialect.name == "sqlite" and kind == "table" and str(name).startswith("find_")
        return not virtual and name != VERSION_TABLE and not (kind == "table" and shape.tables[str(name)].retired)

    with engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Cannot correctly sort tables", sa.exc.SAWarning)  # two may refer to one another
        found = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        return list(compare_metadata(found, all_metadata(models)))  # type: ignore[arg-type]


def begin(url: str, folder: Path) -> None:
    """The installation that every test begins with: a county, a town, two villages, and no visits."""
    made = Installation(url, folder)
    made.migrate(visit())
    county = made.add("unit", code="510923000000", name="大英县", level="county")
    town = made.add("unit", code="510923108000", name="金元镇", level="town", parent=county)
    for code, name in (("510923108225", "金容寨村"), ("510923108226", "宝祥村")):
        made.add("unit", code=code, name=name, level="village", parent=town)
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")


def said(plan: Plan) -> list[str]:
    """The sentences of a plan in Chinese, remarks without their sign; indexes left out."""
    lines = [line.strip().removeprefix("·").removeprefix("✗ 不能执行：").strip() for line in plan.lines("zh")]
    return [line.partition(". ")[2] or line for line in lines if "索引 " not in line]


