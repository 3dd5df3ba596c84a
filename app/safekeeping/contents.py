"""What both kinds of database have in common when they are backed up and put back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.model.migration_running import Migrations
from app.problems import Problems, problem
from app.safekeeping.archive import Archive, ArchiveWriter
from app.safekeeping.manifest import Manifest, TableContent

#: Folder of the database in the archive.
DATABASE = "database/"


@dataclass(frozen=True)
class Attached:
    """An attachment as the database knows it."""

    stored_as: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """One state of a database: its revision, what each table holds, the attachments that belong to it."""

    revision: str
    tables: Mapping[str, TableContent]
    attached: tuple[Attached, ...]
    sequences: Mapping[str, int] = field(default_factory=dict)


class Database(Protocol):
    """One kind of database, as backups know it. ``kind``: its name in manifests; ``scratch``: an empty folder.

    ``keeps_aside``: what a restore replaces stays under another name; elsewhere it has to be backed up before.
    """

    kind: str
    keeps_aside: bool

    def copy_into(self, archive: ArchiveWriter, scratch: Path) -> Contents:
        """Write one state of the database, as it was at one moment, while others go on working."""

    def attached_now(self) -> frozenset[str]:
        """The names under which the attachments of this moment are stored."""

    def try_out(self, archive: Archive, scratch: Path) -> Mapping[str, TableContent]:
        """Restore into a place of its own and say what is in it; raises Problems where references lead nowhere."""

    def count(self) -> int:
        """Rows of all tables; 0 for a database without any. Raises DBAPIError where it cannot be read."""

    def exchange(self, archive: Archive, stamp: str) -> AbstractContextManager[Path | None]:
        """Have the state of the archive at hand; at the end of the block it takes the place of what is there, all at once.

        Gives the path under which what was there is kept, None where there was nothing (or where it is not a file).
        Raises Problems: S027 in use. An error in the block leaves everything as it was.
        """


def refuse_newer(manifest: Manifest, migrations: Migrations, name: str) -> None:
    """Raise Problems (S022) for a backup of a revision that this program does not know."""
    if manifest.revision not in migrations.revisions:
        raise Problems([problem("S022", name=name, revision=manifest.revision, head=migrations.head or "—")])


def differing(first: Mapping[str, TableContent], second: Mapping[str, TableContent]) -> list[str]:
    """The tables that do not hold the same in both."""
    return sorted(name for name in {*first, *second}
                  if name not in first or name not in second or _held(first[name]) != _held(second[name]))


def _held(content: TableContent) -> tuple[int, str]:
    return content.rows, content.digest
