"""Putting a backup in place of what is there: all of it or nothing, and what was there is kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.model.faults import CORRUPT, fault_of
from app.model.migration_running import Migrations
from app.problems import Problems, problem
from app.safekeeping.archive import FILES, KEYS, Archive, opened
from app.safekeeping.backing_up import make_backup, try_out
from app.safekeeping.contents import Database, refuse_newer
from app.safekeeping.databases import database_of, faults_told
from app.safekeeping.folder import RESTORING, one_at_a_time, scratch, settle_file, settle_folder, stamp_of
from app.safekeeping.keys import fingerprint, path_of_keys, read_keys, write_keys
from app.safekeeping.manifest import Manifest, Member
from app.safekeeping.traces import remember
from config import Settings

#: What the init step notes; another database is looked at anew (app/preparation.py).
_PREPARED = "prepared.json"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put in place, and under which paths that which was there before is kept."""

    manifest: Manifest
    aside: tuple[Path, ...]


def check_backup(settings: Settings, path: Path, passphrase: str | None = None) -> Manifest:
    """Read a backup to its last byte and restore it on trial; nothing is changed. Raises Problems (S020 to S024, S026)."""
    with faults_told(), opened(path, passphrase or settings.backup_passphrase or None) as archive:
        database = _fitting(settings, archive)
        with one_at_a_time(settings), scratch(settings) as folder:
            try_out(database, archive, folder)
        return archive.manifest


def restore_backup(settings: Settings, path: Path, now: datetime, *, replace: bool = False,
                   passphrase: str | None = None) -> Restored:
    """Put the backup in place. Without ``replace`` only where the database has no rows.

    Raises Problems, and then everything is as it was: S020 foreign, S021 damaged, S022 newer, S023 and S024 the passphrase,
    S025 rows are there, S026 the other kind of database, S027 in use, S028 and S033 other keys, S031 another one is at it, S032
    other declarations; S008, S012 to S016 what failed.
    """
    with faults_told(), opened(path, passphrase or settings.backup_passphrase or None) as archive:
        database = _fitting(settings, archive)
        _refuse_other_keys(settings, archive)
        archive.compare_all()
        saved = _secure(settings, database, now, replace=replace)
        with one_at_a_time(settings):
            aside = _put_in_place(settings, database, archive, stamp_of(now))
        remember(settings, now)
        return Restored(manifest=archive.manifest, aside=(*saved, *aside))


def _fitting(settings: Settings, archive: Archive) -> Database:
    """The database, if the backup can be restored into it."""
    database, manifest = database_of(settings), archive.manifest
    refuse_newer(manifest, Migrations(settings.migrations), archive.path.name)
    if manifest.database != database.kind:
        raise Problems([problem("S026", theirs=manifest.database, ours=database.kind)])
    return database


def _refuse_other_keys(settings: Settings, archive: Archive) -> None:
    manifest, keys = archive.manifest, read_keys(settings)
    if not manifest.keys or (keys and fingerprint(keys) == manifest.keys):
        return
    if not manifest.holds_keys:
        raise Problems([problem("S028", name=archive.path.name, file=path_of_keys(settings))])
    if settings.field_key and json.loads(archive.text(KEYS))["field_key"] != settings.field_key:
        raise Problems([problem("S033")])


def _secure(settings: Settings, database: Database, now: datetime, *, replace: bool) -> tuple[Path, ...]:
    """Refuse to lose rows; where the database cannot be kept under another name, back it up before it goes."""
    rows = _rows(database)
    if rows is None and not database.keeps_aside:
        raise Problems([problem("S012", what=database.kind)])
    if rows != 0 and not replace:
        raise Problems([problem("S025", rows="?" if rows is None else rows)])
    if rows and not database.keeps_aside:
        return (make_backup(settings, "restore", now, keep=0).kept.path,)
    return ()


def _rows(database: Database) -> int | None:
    """How many rows would be lost; None for a database that is damaged."""
    try:
        return database.count()
    except Exception as bad:
        found = fault_of(bad)
        if found is None or found.code != CORRUPT:
            raise
        return None


def _put_in_place(settings: Settings, database: Database, archive: Archive, stamp: str) -> list[Path]:
    """Files first, then the keys, the database last: until that is exchanged, everything can be taken back."""
    with (_files_added(settings.instance / "files", archive), _keys_exchanged(settings, archive, stamp) as exchange_keys,
          database.exchange(archive, stamp) as old):
        (settings.instance / _PREPARED).unlink(missing_ok=True)
        old_keys = exchange_keys()
    return [each for each in (old, old_keys) if each]


@contextmanager
def _files_added(folder: Path, archive: Archive) -> Iterator[None]:
    """The backup's files beside those that are there: names are given once, so that none takes the place of another."""
    added: list[Path] = []
    try:
        for name in archive.manifest.members:
            if name.startswith(FILES):
                path = folder / name.removeprefix(FILES)
                if _is_there(path, archive.manifest.members[name]):
                    continue
                added += [] if path.exists() else [path]
                _add_file(archive, name, path)
        yield
    except BaseException:
        for path in added:
            path.unlink(missing_ok=True)
        raise


def _is_there(path: Path, member: Member) -> bool:
    if not path.is_file() or path.stat().st_size != member.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == member.sha256


def _add_file(archive: Archive, name: str, path: Path) -> None:
    half = path.with_name(path.name + RESTORING)
    try:
        archive.extract(name, half)
        settle_file(half)
        half.replace(path)
        settle_folder(path.parent)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _keys_exchanged(settings: Settings, archive: Archive, stamp: str) -> Iterator[Callable[[], Path | None]]:
    """Gives what puts the backup's keys in place, and says where others are kept; an error in the block takes it back."""
    path, keys, undo = path_of_keys(settings), read_keys(settings), ExitStack()

    def exchange() -> Path | None:
        if not archive.manifest.holds_keys or (keys and fingerprint(keys) == archive.manifest.keys):
            return None
        aside = path.with_name(f"{path.name}.before-{stamp}") if path.exists() else None
        if aside:
            os.replace(path, aside)
            undo.callback(os.replace, aside, path)
        else:
            undo.callback(path.unlink, missing_ok=True)
        write_keys(path, archive.text(KEYS))
        return aside

    try:
        yield exchange
    except BaseException:
        undo.close()
        raise

