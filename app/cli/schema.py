"""``flask schema …``: checking, explaining and publishing declarations, and bringing the database to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from app.access.rights import Rights
from app.assembly import read_schema, site_keys
from app.cli.speaking import spoken_command
from app.definition import Definition, Register
from app.definition.publish import json_schemas, stale
from app.definition.publish import publish as publish_schemas
from app.explanation import explain_register
from app.fieldtypes import sealing
from app.model import build_models, make_engine
from app.model.migration_running import Migrations
from app.preparation import finish_migration, has_database
from app.problems import Problems, nearest, problem
from app.words import Language, Words
from config import Settings


@click.group("schema")
def schema_group() -> None:
    """The declarations in schema/: check, explain, publish, plan, migrate."""


@spoken_command(schema_group, "check")
def check(settings: Settings, language: Language) -> None:
    """Load every declaration; print all problems as file:line: CODE and end with 1 where there are any."""
    definition = read_schema(settings.schema)
    counts = len(definition.registers), len(definition.roles), len(definition.vocabularies)
    said = Words("声明无误：{} 个登记簿，{} 个角色，{} 个词表。", "No problems: {} registers, {} roles, {} vocabularies.")
    click.echo(said.to(language).format(*counts))


@spoken_command(schema_group, "explain")
@click.argument("register")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def explain(settings: Settings, language: Language, register: str, as_json: bool) -> None:
    """What REGISTER is: table, addresses, fields, permissions and rows per role, filters, charts, import, rules, history."""
    models = build_models(read_schema(settings.schema))
    found = explain_register(models, Rights(models), _register(models.definition, register))
    click.echo(json.dumps(found.as_json(language), ensure_ascii=False, indent=1) if as_json else found.as_text(language))


def _register(definition: Definition, key: str) -> Register:
    if key not in definition.registers:
        raise Problems([problem("S009", name=key, near=nearest(key, definition.registers))])
    return definition.registers[key]


@spoken_command(schema_group, "publish")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 where a file is out of date.")
def publish(settings: Settings, language: Language, only_check: bool) -> None:
    """Write schema/*.schema.json, by which editors complete and check the declarations."""
    out_of_date = [name for name, schema in json_schemas().items() if stale(settings.schema / name, schema)]
    if not only_check:
        publish_schemas(settings.schema)
    for name in out_of_date:
        click.echo(name)
    if only_check and out_of_date:
        raise SystemExit(1)


@spoken_command(schema_group, "plan")
@click.option("--offline", is_flag=True, help="Ask no database: what is to be done, without counts.")
def plan(settings: Settings, language: Language, offline: bool) -> None:
    """Say in words what the changed declarations will do to the database; end with 1 where something is refused."""
    from app.migrating import make_plan

    definition = read_schema(settings.schema)
    if offline or not has_database(settings):
        click.echo(Words("（没有查询数据库，未统计记录数。）", "(No database was asked, so no rows are counted.)").to(language))
        made = make_plan(definition, migrations=Migrations(settings.migrations))
    else:
        with _engine(settings) as engine, engine.connect() as connection:
            made = make_plan(definition, connection, Migrations(settings.migrations))
    nothing = Words("数据库与声明一致。", "The database is what the declarations say.")
    for line in made.lines(language) or [nothing.to(language)]:
        click.echo(line)
    if made.refused:
        raise SystemExit(1)


@spoken_command(schema_group, "migrate")
@click.option("--message", default="", help="What the migration is called; its first change where it is left out.")
def migrate(settings: Settings, language: Language, message: str) -> None:
    """Write one migration for all that is pending, apply it, and fill what it left to be filled (search indexes, places)."""
    from app.migrating import migrate as make_it_so

    definition, now = read_schema(settings.schema), datetime.now(UTC)
    settings.instance.mkdir(parents=True, exist_ok=True)
    sealing.use(site_keys(settings))
    with _engine(settings) as engine:
        done = make_it_so(definition, engine, message, now, Migrations(settings.migrations))
    for line in done.plan.lines(language):
        click.echo(line)
    written = Words("已写入并执行：{}", "Written and applied: {}") if done.file else _NOTHING_TO_DO
    click.echo(written.to(language).format(done.file.name if done.file else ""))
    finish_migration(settings, definition)


_NOTHING_TO_DO = Words("数据库无须改动。", "The database had nothing to do.")


@spoken_command(schema_group, "baseline")
@click.confirmation_option(prompt="Delete every migration and write the first one anew? No installation may exist yet.")
def baseline(settings: Settings, language: Language) -> None:
    """Write the first migration anew. For the time before the first release, when there is no database to migrate."""
    from app.migrating import begin_anew

    click.echo(begin_anew(read_schema(settings.schema), datetime.now(UTC), Migrations(settings.migrations)).name)


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database, pooled=False)
    yield engine
    engine.dispose()
