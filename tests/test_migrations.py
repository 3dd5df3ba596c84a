"""Migrations make the database that the declarations ask for: every table, FAB's too, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.assembly import read_schema
from app.migrating import MIGRATIONS, pending
from app.model import Models, build_models, make_engine
from app.model.append_only import purge_audit
from app.model.changes import plan_of
from app.model.migration_running import VERSION_TABLE
from tests.model.changing import differences
from tests.writing import SCHEMA

NOW = datetime(2026, 8, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    made = make_engine(database_url, pooled=False)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def models() -> Models:
    return build_models(read_schema(SCHEMA))


def test_no_declaration_has_changed_without_a_migration() -> None:
    # Otherwise: `flask schema plan` says what is pending, `flask schema migrate` writes and applies it.
    waiting = pending(build_models(read_schema(SCHEMA)))
    assert plan_of(waiting.changes).lines("en") == []
    assert waiting.shape == MIGRATIONS.shape, "labels or limits changed: `flask schema migrate` brings shape.json up to date"


def test_an_empty_database_becomes_what_the_models_say(engine: sa.Engine, models: Models) -> None:
    MIGRATIONS.upgrade(engine)
    assert differences(engine, models, MIGRATIONS.shape) == []
    with engine.connect() as connection:
        assert connection.execute(sa.select(models.system.security_epoch)).all() == [(1, 1)]


def test_a_difference_would_be_found(engine: sa.Engine, models: Models) -> None:
    MIGRATIONS.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP INDEX ix_duty_user_id"))
        connection.execute(sa.text("ALTER TABLE duty ADD COLUMN surplus INTEGER"))
    assert [each[0] for each in differences(engine, models, MIGRATIONS.shape)] == ["add_index", "remove_column"]


def test_the_way_back_leaves_nothing_and_leads_up_again(engine: sa.Engine, models: Models) -> None:
    MIGRATIONS.upgrade(engine)
    MIGRATIONS.downgrade(engine)
    assert sa.inspect(engine).get_table_names() == [VERSION_TABLE]
    MIGRATIONS.upgrade(engine)
    assert differences(engine, models, MIGRATIONS.shape) == []


def entry(**changed: Any) -> dict[str, Any]:
    return {"at": NOW, "user_name": "—", "door": "form", "digest": b"0" * 32, **changed}


ENTRIES = {
    "history": entry(register="dispute", record_id=1, act="edit", version=1, changes="{}"),
    "audit_entry": entry(event="login", outcome="ok"),
    "seal": {"log": "history", "number": 1, "last_transaction": 0, "last_id": 1, "entries": 1, "digest": b"0" * 32,
             "sealed_at": NOW},
}


@pytest.mark.parametrize("log", ENTRIES)
def test_a_log_takes_entries_and_gives_none_back(engine: sa.Engine, models: Models, log: str) -> None:
    MIGRATIONS.upgrade(engine)
    table = models.metadata.tables[log]
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(ENTRIES[log]))
    for statement in (sa.delete(table), sa.update(table).values(digest=b"1" * 32)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(statement)
    with engine.connect() as connection:
        assert len(connection.execute(sa.select(table.c.id)).all()) == 1


@pytest.mark.parametrize("revision", sorted(MIGRATIONS.revisions - {MIGRATIONS.head}))
def test_an_older_database_is_brought_up_with_its_logs_and_they_stay_closed(engine: sa.Engine, models: Models,
                                                                            revision: str) -> None:
    MIGRATIONS.upgrade(engine, revision)
    with engine.begin() as connection:
        for log, values in ENTRIES.items():
            connection.execute(sa.insert(models.metadata.tables[log]).values(values))
    MIGRATIONS.upgrade(engine)
    assert differences(engine, models, MIGRATIONS.shape) == []
    for log in ENTRIES:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.delete(models.metadata.tables[log]))


@pytest.mark.parametrize("log", ENTRIES)
@pytest.mark.postgres
def test_a_log_is_not_truncated_either(postgres_url: str, log: str) -> None:
    engine = make_engine(postgres_url, pooled=False)
    MIGRATIONS.upgrade(engine)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {log}"))


def test_only_old_audit_entries_go_and_only_by_a_permit(engine: sa.Engine, models: Models) -> None:
    MIGRATIONS.upgrade(engine)
    table = models.system.audit_entry
    ages = [NOW - timedelta(days=days) for days in (400, 300, 10)]
    with engine.begin() as connection:
        connection.execute(sa.insert(table), [{**ENTRIES["audit_entry"], "at": at} for at in ages])
    with engine.begin() as connection:
        assert purge_audit(connection, models.system, NOW - timedelta(days=200)) == 2
        assert connection.execute(sa.select(models.system.purge_permit)).all() == []
    young = sa.delete(table).where(table.c.at > NOW - timedelta(days=200))
    with engine.begin() as connection:
        connection.execute(sa.insert(models.system.purge_permit).values(log=table.name, before=NOW - timedelta(days=200)))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(young)
    with engine.connect() as connection:
        assert connection.execute(sa.select(table.c.at)).scalars().all() == ages[2:]


@pytest.mark.postgres
def test_entries_name_the_transaction_that_wrote_them(postgres_url: str, models: Models) -> None:
    engine = make_engine(postgres_url, pooled=False)
    MIGRATIONS.upgrade(engine)
    table = models.system.audit_entry
    with engine.begin() as first, engine.begin() as second:
        for connection in (first, second, first):
            connection.execute(sa.insert(table).values(ENTRIES["audit_entry"]))
        numbers = [connection.execute(sa.text("SELECT pg_current_xact_id()::text::bigint")).scalar_one()
                   for connection in (first, second)]
    with engine.connect() as connection:
        assert connection.execute(sa.select(table.c.transaction).order_by(table.c.id)).scalars().all() == [
            numbers[0], numbers[1], numbers[0]]


def test_every_migration_file_is_named_by_its_number() -> None:
    names = sorted(path.name for path in (Path(MIGRATIONS.folder) / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]


