"""Databases that are made once a run and copied for every test: a file on SQLite, CREATE DATABASE … TEMPLATE on PostgreSQL.

The workers of xdist share them. They are made by the migrations, as a real database is; while a declaration waits for its
migration they are made from the models, so that one failing test says so (tests/test_migrations.py) and not all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from flask_appbuilder.security.sqla.models import Model
from sqlalchemy import Engine, insert, text

from app.definition import Definition
from app.migrating import MIGRATIONS, pending
from app.model import Models, build_models, make_engine
from app.model.append_only import protection, unprotection
from tests.databases import RUN_FOLDER, PostgresServer

#: Puts something into a database: its address, and the folder of its keys.
Fill = Callable[[str, Path], None]


@dataclass(frozen=True)
class Templates:
    """The templates of one backend; ``server`` is None for SQLite."""

    server: PostgresServer | None

    @contextmanager
    def copy(self, name: str, folder: Path, fill: Fill) -> Iterator[str]:
        """The address of a copy of the template, with its keys in ``folder/instance``; ``fill`` makes it when it is missing."""
        made = self.folder(name)
        with FileLock(Path(os.environ[RUN_FOLDER]) / f"template-{made.parent.name}-{name}"):
            if not (made / "done").exists():
                self._make(made, fill)
        (folder / "instance").mkdir(parents=True, exist_ok=True)
        shutil.copy(made / "keys.json", folder / "instance" / "keys.json")
        if (made / "files").exists():
            shutil.copytree(made / "files", folder / "instance" / "files")
        if self.server is None:
            shutil.copy(made / "site.db", folder / "site.db")
            yield f"sqlite:///{folder / 'site.db'}"
            return
        with self.server.database(template=(made / "done").read_text()) as url:
            yield url

    def folder(self, name: str) -> Path:
        """Where a template lies, with what ``fill`` put beside it."""
        return Path(os.environ[RUN_FOLDER]) / "templates" / ("postgres" if self.server else "sqlite") / name

    def _make(self, made: Path, fill: Fill) -> None:
        made.mkdir(parents=True)
        database = self.server.create_database() if self.server else ""
        fill(self.server.url(database) if self.server else f"sqlite:///{made / 'site.db'}", made)
        (made / "done").write_text(database)


def take_protection_off(engine: Engine) -> None:
    """Let the logs be changed, as somebody can who has the database itself in hand."""
    with engine.begin() as connection:
        for log in ("history", "audit_entry", "seal"):
            for statement in unprotection(log, engine.dialect.name):
                connection.execute(text(statement))


def make_tables(url: str, definition: Definition) -> None:
    """Every table in an empty database, with what the migrations add to them."""
    engine = make_engine(url, pooled=False)
    try:
        models = build_models(definition)
        if pending(models).changes:
            _from_models(engine, models)
        else:
            MIGRATIONS.upgrade(engine)
    finally:
        engine.dispose()


def _from_models(engine: Engine, models: Models) -> None:
    Model.metadata.create_all(engine)
    models.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(models.system.security_epoch).values(id=1, value=1))
        for table in models.metadata.tables.values():
            for statement in protection(table.name, engine.dialect.name) if table.info.get("append_only") else ():
                connection.execute(text(statement))
