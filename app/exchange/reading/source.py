"""A file that somebody brought: kept outside the web root under a name of our own making."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.problems import Problem, Problems, problem

#: The largest file that is read, in megabytes.
MOST_MB = 200

_PIECE = 1 << 20


class Unreadable(Problems):
    """The file as a whole cannot be imported; ``found`` says why and what to do (F0xx)."""

    @property
    def reason(self) -> Problem:
        """The first thing to say."""
        return self.found[0]


def unreadable(code: str, **values: Any) -> Unreadable:
    """A refusal of the whole file."""
    return Unreadable([problem(code, **values)])


@dataclass(frozen=True, slots=True)
class Source:
    """``path``: where its bytes lie; ``name``: what its owner calls it."""

    path: Path
    name: str
    sha256: str
    size: int


def receive(files: Path, name: str, stream: IO[bytes], *, most_mb: int = MOST_MB) -> Source:
    """Keep an uploaded file under ``files``/imports, named by its content. Raises Unreadable: F001 empty, F002 too large."""
    folder = files / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, half = tempfile.mkstemp(dir=folder)  # for its owner alone
    try:
        with os.fdopen(descriptor, "wb") as kept:
            digest, size = _copied(stream, kept, most_mb)
            os.fsync(kept.fileno())
        os.replace(half, folder / digest)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    return Source(folder / digest, name[-255:], digest, size)


def kept_source(files: Path, stored_as: str, name: str) -> Source:
    """A file that ``receive`` kept before, for the apply after its preview. Raises Unreadable (F014)."""
    path = files / "imports" / Path(stored_as).name
    if not path.is_file():
        raise unreadable("F014", name=name)
    return Source(path, name, path.name, path.stat().st_size)


def source_at(path: Path, *, most_mb: int = MOST_MB) -> Source:
    """A file where it lies, for the command line and the seeds. Raises Unreadable: F001, F002, F014."""
    try:
        with path.open("rb") as stream:
            digest, size = _copied(stream, None, most_mb)
    except OSError as error:
        raise unreadable("F014", name=path.name) from error
    return Source(path, path.name, digest, size)


def _copied(stream: IO[bytes], kept: IO[bytes] | None, most_mb: int) -> tuple[str, int]:
    """Copy a stream; its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most_mb * 1_000_000:
            raise unreadable("F002", limit=most_mb)
        digest.update(piece)
        if kept:
            kept.write(piece)
    if not size:
        raise unreadable("F001")
    return digest.hexdigest(), size
