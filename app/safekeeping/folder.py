"""The folder of backups: what lies in it, how each is called, and which ones go."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Literal

from filelock import FileLock, Timeout

from app.fieldtypes.days import SHANGHAI
from app.problems import Problems, problem
from config import Settings

#: What a backup was made for; each occasion has its own number of files that are kept.
Occasion = Literal["manual", "daily", "upgrade", "restore"]

_NAME = re.compile(r"zhenzhi-(\d{8}-\d{6})(?:-(\d+))?-(manual|daily|upgrade|restore)\.(zip|zzb)")

#: Endings of what is not whole yet.
PART = ".part"
RESTORING = ".restoring"
_SCRATCH = "backup-work-"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A backup in the folder. ``size`` in bytes; ``locked``: it wants a passphrase; ``number``: among those of one second."""

    path: Path
    made_at: datetime
    occasion: str
    size: int
    locked: bool
    number: int = 0


def kept_backups(folder: Path) -> list[Kept]:
    """The backups in a folder by their names, newest first; none where there is no such folder."""
    if not folder.is_dir():
        return []
    found = (_kept(path) for path in folder.iterdir())
    return sorted((each for each in found if each), key=lambda each: (each.made_at, each.number), reverse=True)


def _kept(path: Path) -> Kept | None:
    named = _NAME.fullmatch(path.name)
    if not named or not path.is_file():
        return None
    moment = datetime.strptime(named[1], "%Y%m%d-%H%M%S").replace(tzinfo=SHANGHAI).astimezone(UTC)
    return Kept(path=path, made_at=moment, occasion=named[3], size=path.stat().st_size,
                locked=named[4] == "zzb", number=int(named[2] or 0))


def new_path(folder: Path, occasion: Occasion, now: datetime, *, locked: bool) -> Path:
    """Where a backup of this moment goes, by the clock on the wall of the office; the newest of its second."""
    numbers = [each.number for each in kept_backups(folder) if stamp_of(each.made_at) == stamp_of(now)]
    number = f"-{max(numbers) + 1}" if numbers else ""
    return folder / f"zhenzhi-{stamp_of(now)}{number}-{occasion}.{'zzb' if locked else 'zip'}"


def stamp_of(now: datetime) -> str:
    """The moment as it stands in file names."""
    return now.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M%S")


def prune(folder: Path, made: Kept, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` of the occasion of ``made``, which stays whatever the clock says; what was removed.

    ``keep`` 0 removes none.
    """
    others = [each.path for each in kept_backups(folder) if each.occasion == made.occasion and each.path != made.path]
    late = others[keep - 1 :] if keep else []
    for path in late:
        path.unlink()
    return late


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file to be written, for its owner alone: it gets its name when the block ends well, and is gone otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f"*{PART}"):  # of a process that was killed: only one works at a time
        left.unlink()
    part = path.with_name(path.name + PART)
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        settle_file(part)
        part.replace(path)
        settle_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def scratch(settings: Settings) -> Iterator[Path]:
    """An empty folder that is gone afterwards; what a killed process left is removed. Only within ``one_at_a_time``."""
    for left in settings.instance.glob(f"{_SCRATCH}*"):
        rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=settings.instance, prefix=_SCRATCH) as made:
        yield Path(made)


def settle_file(path: Path) -> None:
    """See that the file is on the disk itself."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def one_at_a_time(settings: Settings, wait: float = 30) -> Iterator[None]:
    """The turn of this process among all that make or restore backups. Raises Problems (S031)."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.instance / "safekeeping.lock", timeout=wait):
            yield
    except Timeout as late:
        raise Problems([problem("S031")]) from late
