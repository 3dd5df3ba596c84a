"""Where declarations, FAB's tables and Alembic meet: what is pending, the plan in words, the migration that makes it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from flask_appbuilder.security.sqla.models import Model
from sqlalchemy import Connection, Engine, MetaData, inspect

from app.definition import Definition
from app.model import Models, build_models
from app.model.changes import Change, Plan, plan_of
from app.model.migration_comparing import compare
from app.model.migration_defaults import default_columns
from app.model.migration_running import Migrations, current_revision
from app.model.migration_shape import Shape, declared_shape
from app.problems import Problems, problem
from app.words import Words
from config import ROOT

#: The product's own migrations.
MIGRATIONS = Migrations(ROOT / "migrations")


@dataclass(frozen=True)
class Pending:
    """What the declarations ask for beyond the newest migration, and the shape that is there when it is done."""

    changes: tuple[Change, ...]
    shape: Shape


@dataclass(frozen=True)
class Migrated:
    """What ``migrate`` did: the new file, or None where the database had nothing to do."""

    file: Path | None
    plan: Plan


def all_metadata(models: Models) -> list[MetaData]:
    """Every table there is: ours and FAB's."""
    return [models.metadata, Model.metadata]


def pending(models: Models, migrations: Migrations = MIGRATIONS) -> Pending:
    """What no migration has done yet. Asks no database."""
    wanted = declared_shape(models, [Model.metadata])
    changes, shape = compare(migrations.shape, wanted, partial(default_columns, models.definition))
    return Pending(tuple(changes), shape)


def make_plan(definition: Definition, connection: Connection | None = None, migrations: Migrations = MIGRATIONS) -> Plan:
    """The plan, its rows counted where a database is given. Raises Problems (S006) where that is not at the newest revision."""
    if connection is not None:
        _demand_head(connection, migrations)
    counted = connection if migrations.head else None  # before the first migration there is nothing to count
    return plan_of(pending(build_models(definition), migrations).changes, counted)


def refuse_pending(models: Models, migrations: Migrations = MIGRATIONS) -> None:
    """Raise Problems (S001) with the plan in words where the declarations and the newest migration differ."""
    plan = plan_of(pending(models, migrations).changes)
    if plan:
        raise Problems([problem("S001", plan=_in_words(plan))])


def migrate(definition: Definition, engine: Engine, message: str, now: datetime,
            migrations: Migrations = MIGRATIONS) -> Migrated:
    """Write one migration for all that is pending, and apply it.

    An empty database is brought to the newest revision first. Raises Problems: S005 where the plan holds something that
    cannot be made, S006 where the database is behind. A migration that fails leaves neither a file nor a change.
    """
    if migrations.head and not inspect(engine).get_table_names():
        migrations.upgrade(engine, now=now)
    with engine.connect() as connection:
        plan = make_plan(definition, connection, migrations)
    if plan.refused:
        raise Problems([problem("S005", plan=_in_words(plan))])
    before, after = migrations.shape, pending(build_models(definition), migrations).shape
    if not plan:
        if before != after:
            migrations.keep(after)  # labels, wider limits: nothing for a database to do
        return Migrated(None, plan)
    file = migrations.write(plan, after, message or summary(plan.changes), now)
    try:
        migrations.upgrade(engine, now=now)
    except BaseException:
        file.unlink()
        migrations.keep(before)
        raise
    return Migrated(file, plan)


def begin_anew(definition: Definition, now: datetime, migrations: Migrations = MIGRATIONS) -> Path:
    """Replace every migration by one that makes all of it. Only while nobody has a database that the old ones made."""
    for path in (migrations.folder / "versions").glob("*.py"):
        path.unlink()
    migrations.keep(Shape())
    waiting = pending(build_models(definition), migrations)
    return migrations.write(plan_of(waiting.changes), waiting.shape, "everything", now)


def summary(changes: Sequence[Change]) -> str:
    """A short English name for a migration."""
    first = changes[0].says().en.rstrip(".")
    return first if len(changes) == 1 else f"{first} and {len(changes) - 1} more"


def _demand_head(connection: Connection, migrations: Migrations) -> None:
    revision = current_revision(connection)
    if revision != migrations.head:
        raise Problems([problem("S006", revision=revision or "—", head=migrations.head or "—")])


def _in_words(plan: Plan) -> Words:
    return Words(*("\n".join(plan.lines(language)) for language in ("zh", "en")))
