"""Making a backup: one state of the database with its files, tried out before it gets its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from pathlib import Path

from app.problems import Problem, Problems, problem
from app.safekeeping.archive import FILES, KEYS, Archive, ArchiveWriter, opened
from app.safekeeping.contents import Contents, Database, differing
from app.safekeeping.databases import database_of, faults_told
from app.safekeeping.folder import (
    RESTORING,
    Kept,
    Occasion,
    kept_backups,
    new_path,
    one_at_a_time,
    prune,
    scratch,
    written_whole,
)
from app.safekeeping.keys import fingerprint, read_keys
from app.safekeeping.manifest import Manifest, program_version
from app.safekeeping.traces import gone
from config import Settings

#: How often a state is taken anew because attachments went while it was being written.
_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that was made and tried out. ``warnings``: what is not as it should be in the installation itself."""

    kept: Kept
    manifest: Manifest
    removed: tuple[Path, ...]
    warnings: tuple[Problem, ...]


class _Vanished(Exception):
    """An attachment of the state was taken away on purpose while the backup was written."""


def make_backup(settings: Settings, occasion: Occasion, now: datetime, *, folder: Path | None = None, keep: int | None = None,
                passphrase: str | None = None) -> Made:
    """Back up the installation into ``folder`` (the setting's) and try the result out.

    Others may go on working. With a ``passphrase`` (the setting's) the file is locked and holds the keys. ``keep``: how many
    of this occasion stay afterwards, 0 for all. Raises Problems: S008 and S012 to S016 what failed, S010 and S011 there is
    nothing, S029 the trial gave something else, S030 a trial is not allowed, S031 another one is at it, S032 tables that no
    migration makes.
    """
    lost = gone(settings)
    if lost:
        raise Problems([lost])
    passphrase = passphrase or settings.backup_passphrase or None
    target = folder or settings.backups
    with faults_told(), one_at_a_time(settings):
        path = new_path(target, occasion, now, locked=passphrase is not None)
        manifest = _made(settings, occasion, now, path, passphrase)
        kept = next(each for each in kept_backups(target) if each.path == path)
        removed = prune(target, kept, settings.backup_keep if keep is None else keep)
    return Made(kept=kept, manifest=manifest, removed=tuple(removed), warnings=tuple(_warnings(manifest)))


def _made(settings: Settings, occasion: Occasion, now: datetime, path: Path, passphrase: str | None) -> Manifest:
    for left in reversed(range(_TRIES)):
        try:
            with written_whole(path) as part, scratch(settings) as folder:
                manifest = _write(settings, occasion, now, part, passphrase, folder, last_try=not left)
                with opened(part, passphrase) as archive:
                    try_out(database_of(settings), archive, folder)
                return manifest
        except _Vanished:
            continue
    raise AssertionError("the last try leaves out what has vanished")


def _write(settings: Settings, occasion: Occasion, now: datetime, part: Path, passphrase: str | None, folder: Path,
           *, last_try: bool) -> Manifest:
    database, keys = database_of(settings), read_keys(settings) or {}
    with ArchiveWriter(part, passphrase) as archive:
        contents = database.copy_into(archive, folder)
        missing = _add_files(archive, database, contents, settings.instance / "files", last_try=last_try)
        if passphrase and keys:
            archive.add_text(KEYS, dumps(dict(keys)))
        manifest = Manifest(
            version=program_version(), revision=contents.revision, database=database.kind, occasion=occasion,
            made_at=now.astimezone(UTC).isoformat(), keys=fingerprint(keys) if keys else "", holds_keys=KEYS in archive.members,
            tables=contents.tables, members=archive.members, sequences=contents.sequences, missing=missing)
        archive.state(manifest)
    return manifest


def _add_files(archive: ArchiveWriter, database: Database, contents: Contents, folder: Path, *, last_try: bool) -> list[str]:
    """Add what lies in the folder of files; the attachments that are missing or not what the database says."""
    for path in _files(folder):
        try:
            archive.add_file(FILES + path.relative_to(folder).as_posix(), path, pack=False)
        except FileNotFoundError:
            continue  # half of an upload, or taken away: what the database names is looked at below
    held = {name.rpartition("/")[2]: member.sha256 for name, member in archive.members.items() if name.startswith(FILES)}
    missing = [each.stored_as for each in contents.attached if held.get(each.stored_as) != each.sha256]
    if missing and not last_try and not database.attached_now().issuperset(missing):
        raise _Vanished
    return missing


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix != RESTORING:
            yield path


def try_out(database: Database, archive: Archive, folder: Path) -> None:
    """Restore into a place of its own and compare with what was read from the database. Raises Problems (S021, S029)."""
    archive.compare_all()
    wrong = differing(database.try_out(archive, folder), archive.manifest.tables)
    if wrong:
        raise Problems([problem("S029", what=wrong[:5])])


def _warnings(manifest: Manifest) -> Iterator[Problem]:
    if manifest.missing:
        yield problem("S034", count=len(manifest.missing))
    if not manifest.holds_keys:
        yield problem("S035")
