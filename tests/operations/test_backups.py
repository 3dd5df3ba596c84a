"""A backup holds one state of all that an installation has, and was restored on trial before it got its name."""

from __future__ import annotations

import json
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.fieldtypes import sealing
from app.model import make_engine
from app.problems import Problems
from app.safekeeping import backing_up, check_backup, kept_backups, make_backup, restore_backup
from app.safekeeping.contents import Attached
from app.safekeeping.folder import one_at_a_time
from app.safekeeping.manifest import TableContent
from app.safekeeping.sqlite_database import SqliteDatabase
from config import BadSetting, Settings
from tests.databases import PostgresServer
from tests.operations.conftest import (
    NOW,
    NUMBER,
    PASSPHRASE,
    Office,
    chiefly_sqlite,
    later,
    on_one_database,
    on_postgres,
    refusal,
    site_at,
    state_of,
)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_restored_on_another_machine_every_row_and_every_file_is_there(
        office: Office, elsewhere: Settings, passphrase: str | None) -> None:
    made = office.back_up(passphrase=passphrase)
    if passphrase is None:  # the key file was kept apart
        (elsewhere.instance / "keys.json").write_bytes((office.settings.instance / "keys.json").read_bytes())
    restore_backup(elsewhere, made.kept.path, NOW, passphrase=passphrase)
    assert state_of(elsewhere) == state_of(office.settings)
    files = office.settings.instance / "files"
    for path in (path for path in files.rglob("*") if path.is_file()):
        assert (elsewhere.instance / "files" / path.relative_to(files)).read_bytes() == path.read_bytes()


@chiefly_sqlite
def test_personal_fields_are_read_with_the_keys_that_came_along(office: Office, elsewhere: Settings) -> None:
    made = office.back_up(passphrase=PASSPHRASE)
    own = sealing.site_keys()
    restore_backup(elsewhere, made.kept.path, NOW, passphrase=PASSPHRASE)
    site, there = site_at(elsewhere)
    try:
        assert there.record("dispute_party", 1).id_number == NUMBER  # type: ignore[attr-defined]
        assert there.add("unit", {"code": "510923106000", "name": "隆盛镇", "level": "town", "parent": 1}) > 8, "ids go on"
    finally:
        site.engine.dispose()
        sealing.use(own)


@on_one_database
def test_an_open_backup_holds_no_keys_and_says_so(office: Office) -> None:
    made = office.back_up()
    assert [each.code for each in made.warnings] == ["S035"]
    with zipfile.ZipFile(made.kept.path) as opened:
        assert "keys.json" not in opened.namelist()
        manifest = json.loads(opened.read("manifest.json"))
    assert (manifest["program"], manifest["revision"], manifest["holds_keys"]) == ("zhenzhi", office_revision(office), False)
    assert NUMBER.encode() not in made.kept.path.read_bytes()


def office_revision(office: Office) -> str:
    (row,) = state_of(office.settings)["zhenzhi_version"]
    return str(row[0])


@on_one_database
def test_a_locked_backup_shows_nothing_to_those_without_the_passphrase(office: Office) -> None:
    made = office.back_up(passphrase=PASSPHRASE)
    assert made.kept.locked
    assert made.kept.path.suffix == ".zzb"
    assert made.warnings == ()
    content = made.kept.path.read_bytes()
    assert all(word not in content for word in (b"manifest.json", b"attachment", b"keys.json", b"PK\x03\x04"))
    for passphrase, code in ((None, "S023"), ("not that one at all", "S024")):
        with pytest.raises(Problems) as refused:
            check_backup(office.settings, made.kept.path, passphrase)
        assert refusal(refused) == code
    assert check_backup(office.settings, made.kept.path, PASSPHRASE).holds_keys


@on_one_database
def test_the_setting_locks_every_backup(office: Office) -> None:
    office.settings = replace(office.settings, backup_passphrase=PASSPHRASE)
    made = office.back_up()
    assert made.kept.locked
    office.restore(made.kept.path, replace=True, now=later(1))
    with pytest.raises(BadSetting, match="BACKUP_PASSPHRASE"):
        replace(office.settings, backup_passphrase="short")


@on_one_database
def test_it_is_for_its_owner_alone_and_leaves_nothing_half_done(office: Office) -> None:
    made = office.back_up()
    assert stat.S_IMODE(made.kept.path.stat().st_mode) == 0o600
    assert [path.name for path in office.settings.backups.iterdir()] == [made.kept.path.name]
    assert [path.name for path in office.settings.instance.iterdir() if path.name.startswith("backup-")] == []


@on_one_database
def test_of_each_occasion_as_many_stay_as_are_to_be_kept(office: Office) -> None:
    by_hand = office.back_up()
    for hours in range(1, 5):
        make_backup(office.settings, "daily", later(hours), keep=2)
    (office.settings.backups / "notes.txt").write_text("not a backup")
    kept = kept_backups(office.settings.backups)
    assert [(each.occasion, each.made_at) for each in kept] == [("daily", later(4)), ("daily", later(3)), ("manual", NOW)]
    assert kept[-1].path == by_hand.kept.path


@on_one_database
def test_a_clock_that_was_set_back_does_not_cost_the_one_just_made(office: Office) -> None:
    office.back_up(now=later(5), keep=1)
    made = office.back_up(now=later(1), keep=1)
    assert [each.path for each in kept_backups(office.settings.backups)] == [made.kept.path]


@on_one_database
def test_two_in_one_second_do_not_take_each_others_place(office: Office) -> None:
    made = [office.back_up(keep=2).kept.path for _ in range(4)]
    assert len(set(made)) == 4
    assert [each.path for each in kept_backups(office.settings.backups)] == [made[3], made[2]]


@on_one_database
def test_a_file_that_is_missing_or_changed_is_told_and_does_not_stop_the_backup(office: Office) -> None:
    office.attach("照片.txt", b"second")
    gone, changed = sorted((office.settings.instance / "files" / "attachments").rglob("?" * 32))
    gone.unlink()
    changed.write_bytes(b"something else")
    made = office.back_up(passphrase=PASSPHRASE)
    assert [(each.code, each.values["count"]) for each in made.warnings] == [("S034", 2)]


@on_one_database
def test_a_file_that_is_taken_away_while_the_backup_is_made_makes_it_begin_anew(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real, times = backing_up.database_of, []

    def first_with_one_more(settings: Settings) -> object:
        database = real(settings)
        copy_into = database.copy_into

        def copied(archive: object, scratch: Path) -> object:
            found = copy_into(archive, scratch)  # type: ignore[arg-type]
            times.append(1)
            return replace(found, attached=(*found.attached, Attached("f" * 32, "-"))) if len(times) == 1 else found

        monkeypatch.setattr(database, "copy_into", copied)
        return database

    monkeypatch.setattr(backing_up, "database_of", first_with_one_more)
    made = office.back_up(passphrase=PASSPHRASE)
    assert (len(times), made.warnings) == (2, ())


@chiefly_sqlite
def test_a_trial_that_gives_something_else_leaves_no_backup(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = backing_up.differing
    monkeypatch.setattr(backing_up, "differing", lambda tried, stated: real({**tried, "unit": TableContent(7, "-")}, stated))
    with pytest.raises(Problems) as refused:
        office.back_up()
    assert refusal(refused) == "S029"
    assert list(office.settings.backups.iterdir()) == []


@on_one_database
def test_only_one_is_made_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with one_at_a_time(office.settings), pytest.raises(Problems) as refused, one_at_a_time(office.settings, wait=0.1):
        pass
    assert refusal(refused) == "S031"


def test_where_nothing_is_there_nothing_is_backed_up(tmp_path: Path, database_url: str) -> None:
    settings = Settings(database_url=database_url, instance=tmp_path / "instance")
    with pytest.raises(Problems) as refused:
        make_backup(settings, "manual", NOW)
    assert refusal(refused) == "S010"
    assert not (tmp_path / "site.db").exists()


@on_one_database
def test_a_database_that_is_gone_is_told(office: Office) -> None:
    path = Path(office.town.site.engine.url.database or "")
    path.unlink()
    with pytest.raises(Problems) as refused:
        office.back_up()
    assert (refusal(refused), path.exists()) == ("S011", False)


# -- what only PostgreSQL has --------------------------------------------------------------------------


def carry_out(office: Office, statement: str) -> None:
    with office.town.site.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@on_postgres
def test_tables_that_a_restore_would_not_make_are_refused_by_name(office: Office) -> None:
    carry_out(office, "CREATE TABLE notes_of_a_neighbour (id INTEGER)")
    with pytest.raises(Problems) as refused:
        office.back_up()
    assert refusal(refused) == "S032"
    assert "notes_of_a_neighbour" in refused.value.found[0].message("en")


@on_postgres
def test_an_account_that_may_not_try_a_backup_out_is_told_what_its_administrator_has_to_do(
        office: Office, postgres_server: PostgresServer) -> None:
    url = sa.make_url(office.settings.database)
    name = f"clerk_{(url.database or '')[-8:]}"
    postgres_server.run(f"CREATE ROLE {name} LOGIN PASSWORD 'quiet-lake-77'")
    carry_out(office, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    carry_out(office, f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
    small = url.set(username=name, password="quiet-lake-77").render_as_string(hide_password=False)
    with pytest.raises(Problems) as refused:
        make_backup(replace(office.settings, database_url=small), "manual", NOW)
    assert refusal(refused) == "S030"
    assert f"GRANT CREATE ON DATABASE {url.database} TO {name}" in refused.value.found[0].message("en")
    postgres_server.run(f"GRANT CREATE ON DATABASE {url.database} TO {name}")
    assert make_backup(replace(office.settings, database_url=small), "manual", NOW).manifest.rows
    carry_out(office, f"DROP OWNED BY {name}")
    postgres_server.run(f"DROP ROLE {name}")


@on_postgres
def test_the_trial_leaves_no_trace_in_the_database(office: Office) -> None:
    office.back_up()
    engine = make_engine(office.settings.database, pooled=False)
    schemas = [name for name in sa.inspect(engine).get_schema_names() if name.startswith("zhenzhi")]
    engine.dispose()
    assert schemas == []


@on_one_database
def test_what_would_be_lost_is_counted(office: Office) -> None:
    path = Path(office.town.site.engine.url.database or "")
    assert SqliteDatabase(path).count() == sum(len(rows) for rows in state_of(office.settings).values())
    assert SqliteDatabase(path.with_name("none.db")).count() == 0
