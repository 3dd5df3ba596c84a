"""Backups of a SQLite database: its online backup, read in the same transaction as the digests that it must agree with.

https://www.sqlite.org/backup.html: a source connection that is inside a read transaction gives the state of that transaction.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from app.model.migration_running import VERSION_TABLE
from app.problems import Problems, problem
from app.safekeeping.archive import Archive, ArchiveWriter
from app.safekeeping.contents import DATABASE, Attached, Contents, differing
from app.safekeeping.folder import RESTORING, settle_file, settle_folder
from app.safekeeping.manifest import TableContent

MEMBER = f"{DATABASE}zhenzhi.db"

#: Files that belong to the database file.
_BESIDE = ("-wal", "-shm", "-journal")

_WAIT = 15.0  #: seconds for the lock of somebody else


class SqliteDatabase:
    """A SQLite database in one file."""

    kind = "sqlite"
    keeps_aside = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def copy_into(self, archive: ArchiveWriter, scratch: Path) -> Contents:
        """See Database."""
        copy = scratch / "copy.db"
        with self._reading() as source:
            found = _contents(source)
            with closing(sqlite3.connect(copy)) as target:
                target.execute("PRAGMA synchronous=OFF")  # this file is gone again before anybody relies on it
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")
        archive.add_file(MEMBER, copy)
        copy.unlink()
        return found

    def attached_now(self) -> frozenset[str]:
        """See Database."""
        with self._reading() as connection:
            return frozenset(each.stored_as for each in _attached(connection))

    def try_out(self, archive: Archive, scratch: Path) -> Mapping[str, TableContent]:
        """See Database."""
        tried = scratch / "tried.db"
        archive.extract(MEMBER, tried)
        try:
            return _examined(archive, tried)
        finally:
            tried.unlink()

    def count(self) -> int:
        """See Database."""
        if not self.path.is_file() or not self.path.stat().st_size:
            return 0
        with self._reading() as connection:
            return sum(connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]  # noqa: S608
                       for name in _tables(connection))

    @contextmanager
    def exchange(self, archive: Archive, stamp: str) -> Iterator[Path | None]:
        """See Database. The file is exchanged by one renaming; the old one keeps its bytes under another name."""
        fresh = self.path.with_name(self.path.name + RESTORING)
        there = self.path.is_file() and self.path.stat().st_size > 0
        aside = self.path.with_name(f"{self.path.name}.before-{stamp}") if there else None
        try:
            archive.extract(MEMBER, fresh)
            if differing(_examined(archive, fresh), archive.manifest.tables):
                raise archive.damaged(MEMBER)
            settle_file(fresh)
            yield aside
            self._take_place(fresh, aside)
        finally:
            fresh.unlink(missing_ok=True)

    def _take_place(self, fresh: Path, aside: Path | None) -> None:
        if aside:
            self._close_to_others()
            self._move_beside(aside)
            try:
                os.link(self.path, aside)
            except OSError:  # a disk without links: then for a moment there is no database, which no start would make anew
                self.path.replace(aside)
        try:
            fresh.replace(self.path)
        except OSError:
            if aside and self.path.exists():
                aside.unlink()
            raise
        settle_folder(self.path.parent)

    def _close_to_others(self) -> None:
        """Bring the write-ahead log into the file, which works only for the last that has it open. Raises Problems (S027)."""
        with closing(sqlite3.connect(self.path, timeout=1, isolation_level=None)) as connection:
            try:
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError as busy:
                if "locked" not in str(busy):
                    raise
                raise Problems([problem("S027", what=str(busy))]) from busy
            except sqlite3.DatabaseError:
                return  # damaged beyond opening: nobody works with it

    def _move_beside(self, aside: Path) -> None:
        """What a damaged database leaves beside itself must not be taken for the restored one's."""
        for ending in _BESIDE:
            path = self.path.with_name(self.path.name + ending)
            if path.exists():
                path.replace(aside.with_name(aside.name + ending))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state until it is closed. Never makes the file. Raises Problems (S010)."""
        if not self.path.is_file():
            raise Problems([problem("S010")])
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            yield connection


def _contents(connection: sqlite3.Connection) -> Contents:
    if VERSION_TABLE not in _tables(connection):
        raise Problems([problem("S010")])
    revision = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()[0]  # noqa: S608
    return Contents(revision=revision, tables=_digests(connection), attached=tuple(_attached(connection)))


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found]


def _digests(connection: sqlite3.Connection) -> dict[str, TableContent]:
    return {name: _digest(connection, name) for name in _tables(connection)}


def _digest(connection: sqlite3.Connection, table: str) -> TableContent:
    """A table is read in the order of its keys when no other order is asked for."""
    digest, rows = hashlib.sha256(), 0
    cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608
    while found := cursor.fetchmany(500):
        digest.update(repr(found).encode())
        rows += len(found)
    return TableContent(rows, digest.hexdigest())


def _attached(connection: sqlite3.Connection) -> Iterator[Attached]:
    for stored_as, sha256 in connection.execute("SELECT stored_as, sha256 FROM attachment ORDER BY id"):
        yield Attached(stored_as, sha256)


def _examined(archive: Archive, path: Path) -> Mapping[str, TableContent]:
    """What is in a restored file. Raises Problems (S021) where the file or its references are broken."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
            if sound != "ok" or loose:
                raise archive.damaged(f"{MEMBER}: {loose or sound}")
            return _digests(connection)
    except sqlite3.DatabaseError as bad:
        raise archive.damaged(f"{MEMBER}: {bad}") from bad


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
