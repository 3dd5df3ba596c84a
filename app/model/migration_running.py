"""Alembic at work, without a Flask application and without an alembic.ini."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.model.changes import Plan
from app.model.migration_kept import read_shape, write_shape
from app.model.migration_rendering import step
from app.model.migration_shape import Shape

#: Alembic's own table; a name that no other program's database has.
VERSION_TABLE = "zhenzhi_version"

_REVISION = re.compile(r"^(\d{4})_\w+\.py$")


@dataclass(frozen=True)
class Migrations:
    """The folder of migrations: env.py, versions/, and the shape that the newest one leaves behind."""

    folder: Path

    @property
    def head(self) -> str | None:
        """The newest revision, by the names of the files; None where there is none yet."""
        return max(self.revisions, default=None)

    @property
    def revisions(self) -> frozenset[str]:
        """Every revision there is."""
        found = (_REVISION.match(path.name) for path in (self.folder / "versions").glob("*.py"))
        return frozenset(each[1] for each in found if each)

    @property
    def shape(self) -> Shape:
        """The database after the newest migration."""
        return read_shape(self.folder / "shape.json")

    def keep(self, shape: Shape) -> None:
        """Note the shape of the database after the newest migration."""
        write_shape(self.folder / "shape.json", shape)

    def upgrade(self, engine: sa.Engine, to: str = "head", now: datetime | None = None) -> None:
        """Bring the database up. All or nothing: DDL is part of the transaction on both databases."""
        with _connected(engine) as connection:
            command.upgrade(self._config(connection, now), to)

    def upgrade_within(self, connection: sa.Connection, to: str, now: datetime | None = None) -> None:
        """Bring up the tables that a connection finds first, as part of the transaction that it is in."""
        command.upgrade(self._config(connection, now), to)

    def downgrade(self, engine: sa.Engine, to: str = "base", now: datetime | None = None) -> None:
        """Take the database back."""
        with _connected(engine) as connection:
            command.downgrade(self._config(connection, now), to)

    def write(self, plan: Plan, shape: Shape, message: str, now: datetime) -> Path:
        """A new migration file with the steps of the plan, and the shape it leaves behind."""
        number = f"{int(self.head or 0) + 1:04d}"
        script = ScriptDirectory.from_config(self._config())
        made = script.generate_revision(
            number, message, head=self.head or "base", upgrades=_forth(plan), downgrades=_back(plan),
            sentences=_sentences(plan), written_on=now.date().isoformat())
        self.keep(shape)
        return Path(made.path if made else self.folder)

    def _config(self, connection: sa.Connection | None = None, now: datetime | None = None) -> Config:
        config = Config(attributes={"connection": connection, "now": now or datetime.now(UTC)})
        config.cmd_opts = Namespace(quiet=True)
        config.set_main_option("script_location", self.folder.as_posix().replace("%", "%%"))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.set_main_option("truncate_slug_length", "40")
        return config


def current_revision(connection: sa.Connection) -> str | None:
    """The revision that the database is at; None before the first migration."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def run_migrations(connection: sa.Connection, metadata: Sequence[sa.MetaData], now: datetime | None = None) -> None:
    """What env.py does with a connection: one transaction over all revisions, references checked at its end."""
    context.configure(connection=connection, target_metadata=list(metadata), version_table=VERSION_TABLE, render_as_batch=True,
                      compare_type=True, transactional_ddl=True, transaction_per_migration=False, now=now)
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _check_references(connection)


@contextmanager
def _connected(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection for DDL: SQLite rebuilds tables, which must not be seen as deleting what others refer to."""
    with engine.connect() as connection:
        sqlite: Any = connection.connection.dbapi_connection if engine.dialect.name == "sqlite" else None
        if sqlite:
            sqlite.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            if sqlite:
                sqlite.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        where = ValueError(f"{len(broken)} references lead nowhere: {broken[:5]}")
        raise sa.exc.IntegrityError("PRAGMA foreign_key_check", {}, where)


# -- the text of a migration -------------------------------------------------------------------------


def _sentences(plan: Plan) -> str:
    told = "\n".join(f"- {each.says().zh}\n  {each.says().en}" for each in plan.changes)
    return told.replace("\\", "\\\\").replace('"', "'")


def _forth(plan: Plan) -> str:
    refusals = [step("refuse", doubt.query, doubt.words.zh, doubt.words.en)
                for each in plan.changes for doubt in each.doubts() if doubt.refuses]
    return _body([*refusals, *_told([(each.says().zh, each.upgrade()) for each in plan.changes])])


def _back(plan: Plan) -> str:
    return _body(_told([(each.says().zh, each.downgrade()) for each in reversed(plan.changes)]))


def _told(parts: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    return [line for sentence, lines in parts if lines for line in (f"# {sentence}", *lines)]


def _body(lines: Sequence[str]) -> str:
    return "\n    ".join(lines) or "pass"
