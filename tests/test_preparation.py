"""The init step: from any database to one that workers use without a question, or one line that says why not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.access.viewer import unscoped
from app.migrating import MIGRATIONS
from app.model import make_engine
from app.model.migration_running import VERSION_TABLE
from app.preparation import Prepared, is_prepared, prepare
from app.problems import Problems
from app.records.site import Site
from config import Settings
from tests.writing import SCHEMA

ROOT = SCHEMA.parent
NOW = datetime(2026, 8, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation over an empty database."""
    return Settings(database_url=database_url, instance=tmp_path / "instance")


@pytest.fixture
def engine(settings: Settings) -> Iterator[sa.Engine]:
    made = make_engine(settings.database, pooled=False)
    yield made
    made.dispose()


def ready(settings: Settings, **how: Any) -> Prepared:
    """Prepare, and let go of the database."""
    done = prepare(settings, now=NOW, **how)
    done.site.engine.dispose()
    return done


def refusal(settings: Settings) -> str:
    with pytest.raises(Problems) as refused:
        ready(settings)
    assert len(refused.value.found) == 1
    return refused.value.found[0].code


def test_an_empty_database_gets_tables_and_one_role_of_fab_per_declared_role(settings: Settings, engine: sa.Engine) -> None:
    seen: list[Site] = []
    done = ready(settings, seeds=[seen.append])
    assert (done.worked, done.came_from, done.revision) == (True, None, MIGRATIONS.head)
    assert seen == [done.site]
    with engine.connect() as connection:
        roles = set(connection.execute(sa.text("SELECT name FROM ab_role")).scalars())
        assert roles == set(done.site.definition.roles)


def test_what_is_prepared_is_known_without_a_single_query(settings: Settings, tmp_path: Path) -> None:
    assert not is_prepared(settings)
    ready(settings)
    assert is_prepared(settings)
    statements: list[str] = []
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda _c, _k, statement, *_: statements.append(statement))
    again = ready(settings, seeds=[lambda site: statements.append("seeded")])
    assert (again.worked, statements) == (False, [])


@pytest.mark.parametrize("change", ["database", "declarations", "revision", "marker"])
def test_another_database_declaration_or_revision_is_prepared_anew(settings: Settings, tmp_path: Path, change: str) -> None:
    own = replace(settings, schema=Path(shutil.copytree(SCHEMA, tmp_path / "schema")))
    ready(own)
    assert is_prepared(own)
    if change == "database":
        own = replace(own, database_url=f"sqlite:///{tmp_path / 'other.db'}")
    elif change == "declarations":
        (own.schema / "menu.yaml").write_text((own.schema / "menu.yaml").read_text("utf-8") + "\n# a remark\n", "utf-8")
    elif change == "revision":
        own = replace(own, migrations=Path(shutil.copytree(MIGRATIONS.folder, tmp_path / "migrations")))
        ready(own)
        (own.migrations / "versions" / "9999_later.py").touch()
    else:
        (own.instance / "prepared.json").write_text("{", "utf-8")
    assert not is_prepared(own)


def test_a_sqlite_file_that_another_has_taken_the_place_of_is_looked_at_again(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path / "instance")
    ready(settings)
    file = tmp_path / "instance" / "zhenzhi.db"
    shutil.copy(file, tmp_path / "backup.db")
    (tmp_path / "backup.db").replace(file)
    assert not is_prepared(settings)
    file.unlink()
    assert not is_prepared(settings)
    assert refusal(settings) == "S011"


def test_a_changed_declaration_without_a_migration_is_refused_in_words(settings: Settings, tmp_path: Path) -> None:
    own = replace(settings, schema=Path(shutil.copytree(SCHEMA, tmp_path / "schema")))
    path = own.schema / "entities" / "info_channel.yaml"
    extra = "fields:\n  extra: {type: text, label: {zh: 附加, en: Extra}}\n"
    path.write_text(path.read_text("utf-8").replace("fields:\n", extra, 1), "utf-8")
    with pytest.raises(Problems) as refused:
        ready(own)
    assert [each.code for each in refused.value.found] == ["S001"]
    assert "“附加”(extra)：新字段" in refused.value.found[0].message("zh")
    assert "flask schema migrate" in refused.value.found[0].message("en")


def test_a_database_of_a_newer_version_is_refused(settings: Settings, engine: sa.Engine) -> None:
    ready(settings)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    (settings.instance / "prepared.json").unlink()
    assert refusal(settings) == "S002"


def test_the_database_of_another_program_is_refused_and_left_alone(settings: Settings, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    assert refusal(settings) == "S003"
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]


def test_no_database_is_one_line_without_the_password(tmp_path: Path) -> None:
    settings = Settings(database_url="postgresql://user:hush@127.0.0.1:1/none", instance=tmp_path)
    with pytest.raises(Problems) as refused:
        ready(settings)
    assert [each.code for each in refused.value.found] == ["S008"]
    assert "hush" not in str(refused.value)


def test_a_migration_that_fails_changes_nothing(settings: Settings, engine: sa.Engine, tmp_path: Path) -> None:
    ready(settings)
    own = replace(settings, migrations=Path(shutil.copytree(MIGRATIONS.folder, tmp_path / "migrations")))
    head = MIGRATIONS.head or ""
    (own.migrations / "versions" / "9001_breaks.py").write_text(f"""
from alembic import op
import sqlalchemy as sa
revision, down_revision = "9001", "{head}"
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer))
    op.execute("SELECT no_such_function()")
""")
    assert refusal(own) == "S018"
    with engine.connect() as connection:
        assert connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all() == [head]  # noqa: S608
    assert not sa.inspect(engine).has_table("half")
    (own.migrations / "versions" / "9001_breaks.py").unlink()
    assert ready(own).came_from == head


# -- many at once ----------------------------------------------------------------------------------

STARTER = """
import json, sys
from app.preparation import prepare
from config import from_environment
done = prepare(from_environment(), seeds=[lambda site: open(sys.argv[1], "a").write("seeded\\n")])
print(json.dumps([done.worked, done.came_from, done.revision]))
"""


def start_at_once(settings: Settings, count: int, folder: Path) -> list[list[object]]:
    """What each of ``count`` processes found that all start on the same empty database."""
    environment = {**os.environ, "DATABASE_URL": settings.database_url, "INSTANCE": str(settings.instance)}
    started = [subprocess.Popen([sys.executable, "-c", STARTER, folder / "seeded.txt"], cwd=ROOT, env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    outcomes = [(process.communicate(timeout=400), process.returncode) for process in started]
    failed = [errors for (_, errors), code in outcomes if code]
    assert not failed, failed[0]
    return [json.loads(said) for (said, _), _ in outcomes]


@pytest.mark.parametrize("count", [8, pytest.param(20, marks=pytest.mark.prove)])
def test_of_many_processes_that_start_at_once_one_works_and_all_are_good(
        settings: Settings, tmp_path: Path, count: int) -> None:
    found = start_at_once(settings, count, tmp_path)
    assert sorted(found, key=str) == [[False, MIGRATIONS.head, MIGRATIONS.head]] * (count - 1) + [[True, None, MIGRATIONS.head]]
    assert (tmp_path / "seeded.txt").read_text() == "seeded\n"
    with unscoped("test"):
        assert is_prepared(settings)


@pytest.mark.postgres
def test_machines_that_share_a_database_wait_for_one_another(postgres_url: str, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three")]
    environment = {**os.environ, "DATABASE_URL": postgres_url}
    started = [subprocess.Popen([sys.executable, "-c", STARTER, tmp_path / "seeded.txt"], cwd=ROOT,
                                env={**environment, "INSTANCE": str(folder)}, stdout=subprocess.PIPE, text=True)
               for folder in folders]
    found = sorted([json.loads(process.communicate(timeout=200)[0]) for process in started], key=str)
    assert [each[0] for each in found] == [True] * 3, "each machine notes for itself that the database is ready"
    assert sorted(str(each[1]) for each in found) == sorted(["None", str(MIGRATIONS.head), str(MIGRATIONS.head)])
