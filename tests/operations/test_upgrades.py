"""An upgrade is: backup, migrate, start. From the first released schema, with what a small site has in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.assembly import keep_keys, site_keys
from app.fieldtypes import sealing
from app.migrating import MIGRATIONS
from app.model import make_engine
from app.preparation import Prepared, is_prepared, prepare
from app.problems import Problems
from app.safekeeping import kept_backups, restore_backup
from config import Settings
from tests.operations.conftest import NOW, NUMBER, chiefly_sqlite, later, refusal, site_at, state_of

FIRST = "0001"  #: the revision of the first release
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Iterator[Settings]:
    """A site of the first release: units, a committee, a mediator with an encrypted number, an open dispute, its log."""
    settings = Settings(database_url=database_url, instance=tmp_path / "instance", seeds=tmp_path / "no-seeds", demo=False)
    keep_keys(settings)
    before = sealing._Site.keys
    sealing.use(site_keys(settings))
    engine = make_engine(settings.database, pooled=False)
    MIGRATIONS.upgrade(engine, FIRST)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        _fill(connection, tables)
    engine.dispose()
    yield settings
    if before:
        sealing.use(before)


def _fill(connection: sa.Connection, tables: sa.MetaData) -> None:
    def add(table: str, **values: Any) -> int:
        known = tables.tables[table]
        wanted = {**_common(known), **values}
        row = sa.insert(known).values({name: value for name, value in wanted.items() if name in known.c})
        return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]

    county = add("unit", code="510923000000", name="大英县", level="county", county_id=1)
    town = add("unit", code="510923108000", name="金元镇", level="town", parent_id=county, county_id=county, town_id=2)
    village = add("unit", code="510923108225", name="金容寨村", level="village", parent_id=town, county_id=county, town_id=town,
                  village_id=3)
    place = {"unit_id": village, "county_id": county, "town_id": town, "village_id": village}
    committee = add("mediation_committee", name="金容寨村人民调解委员会", **place)
    add("mediator", name="测试甲", committee_id=committee, id_number=sealing.site_keys().seal(NUMBER.encode()), **place)
    add("dispute", title="边界争议", number="DY20260001", **place)
    add("history", register="dispute", record_id=1, at=AT, user_name="—", door="form", act="create", version=1, changes="{}",
        digest=b"0" * 32, transaction=0)


def _common(table: sa.Table) -> dict[str, Any]:
    """Something for every column that must have a value."""
    kinds: dict[type, Any] = {sa.Integer: 1, sa.String: "-", sa.Text: "-", sa.Boolean: False, sa.Date: date(2026, 3, 2),
                              sa.LargeBinary: b"0" * 32, sa.DateTime: AT, sa.Numeric: 0}
    wanted = [each for each in table.columns if not each.nullable and not each.primary_key and each.server_default is None]
    return {each.name: next((value for kind, value in kinds.items() if isinstance(each.type, kind)), 0) for each in wanted}


def ready(settings: Settings, now: datetime = NOW) -> Prepared:
    """Prepare, and let go of the database."""
    done = prepare(settings, now=now)
    done.site.engine.dispose()
    return done


def test_the_old_data_are_backed_up_and_then_brought_up(old: Settings) -> None:
    before = state_of(old)
    done = ready(old)
    assert (done.came_from, done.revision) == (FIRST, MIGRATIONS.head)
    (kept,) = kept_backups(old.backups)
    assert kept.occasion == "upgrade"
    site, town = site_at(old)
    try:
        assert town.record("mediator", 1).id_number == NUMBER  # type: ignore[attr-defined]
        assert (town.record("dispute", 1).title, town.record_count("unit")) == ("边界争议", 3)  # type: ignore[attr-defined]
    finally:
        site.engine.dispose()
    after = state_of(old)
    assert len(after["history"]) >= len(before["history"])
    assert all(len(after[name]) >= len(rows) for name, rows in before.items() if rows)


@chiefly_sqlite
def test_the_way_back_is_the_backup(old: Settings) -> None:
    before = state_of(old)
    ready(old)
    (kept,) = kept_backups(old.backups)
    restore_backup(old, kept.path, later(1), replace=True)
    assert state_of(old) == before
    assert ready(old, later(2)).came_from == FIRST


@chiefly_sqlite
def test_a_second_start_neither_migrates_nor_backs_up(old: Settings) -> None:
    ready(old)
    assert is_prepared(old)
    assert not ready(old, later(1)).worked
    (old.instance / "prepared.json").unlink()
    assert ready(old, later(1)).came_from == MIGRATIONS.head
    assert len(kept_backups(old.backups)) == 1


@chiefly_sqlite
def test_a_new_database_is_not_backed_up(database_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=database_url, instance=tmp_path / "instance", seeds=tmp_path)
    ready(settings)
    assert kept_backups(settings.backups) == []


def test_an_upgrade_that_fails_says_where_the_data_are_and_changes_nothing(old: Settings, tmp_path: Path) -> None:
    before, folder = state_of(old), Path(shutil.copytree(MIGRATIONS.folder, tmp_path / "migrations"))
    (folder / "versions" / "9001_breaks.py").write_text(f"""
from alembic import op
import sqlalchemy as sa
revision, down_revision = "9001", "{MIGRATIONS.head}"
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer))
    op.execute("SELECT no_such_function()")
""")
    with pytest.raises(Problems) as found:
        prepare(replace(old, migrations=folder), now=NOW)
    assert refusal(found) == "S018"
    (kept,) = kept_backups(old.backups)
    assert str(kept.path) in found.value.found[0].message("zh")
    assert state_of(old) == before


@chiefly_sqlite
def test_without_room_for_the_backup_nothing_is_migrated(old: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state_of(old)

    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.safekeeping.archive.ArchiveWriter.add_text", full)
    monkeypatch.setattr("app.safekeeping.archive.ArchiveWriter.state", full)
    with pytest.raises(Problems) as found:
        prepare(old, now=NOW)
    assert (refusal(found), state_of(old)) == ("S013", before)
    monkeypatch.undo()
    assert ready(old).revision == MIGRATIONS.head
