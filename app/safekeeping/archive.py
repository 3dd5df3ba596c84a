"""The one file of a backup or a package: a zip, openable on any desk, or the same under a passphrase (encryption.py).

Members are written and read in pieces, each with its digest. What is read is never trusted before its digest was compared.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, TYPE_CHECKING, Generic, Protocol, TypeVar

from app.problems import Problems, problem
from app.safekeeping.encryption import Changed, LockingWriter, UnlockingReader, WrongPassphrase, is_locked
from app.safekeeping.manifest import FORMAT, Manifest, Member, NotOurs, from_json, to_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MANIFEST = "manifest.json"
KEYS = "keys.json"
FILES = "files/"

_PIECE = 1 << 20
_IN_MEMORY = 8 << 20  #: of a member that is read line by line
_LARGEST_MANIFEST = 256 << 20
_LEVEL = 5


#: What a zip with changed bytes makes of its reader.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, Changed, EOFError, RuntimeError, ValueError, OverflowError)


class Stated(Protocol):
    """What every manifest says: the format and the program's version of whoever wrote it, and the digest of each member."""

    @property
    def format(self) -> int: ...

    @property
    def version(self) -> str: ...

    @property
    def members(self) -> Mapping[str, Member]: ...


M = TypeVar("M", bound=Stated)


@dataclass(frozen=True)
class Kind(Generic[M]):
    """What a zip with a manifest is: how its manifest is read (raises NotOurs), the newest format that is known, and the codes
    of what is wrong with one."""

    read: Callable[[bytes], M]
    format: int
    foreign: str
    damaged: str
    newer: str
    no_passphrase: str
    wrong_passphrase: str


BACKUP = Kind(from_json, FORMAT, "S020", "S021", "S022", "S023", "S024")


class DigestingStream:
    """Passes what is written on, and knows its size and SHA-256."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._digest, self.size = target, hashlib.sha256(), 0

    def write(self, piece: bytes | memoryview) -> int:
        """Write a piece."""
        self._digest.update(piece)
        self.size += len(piece)
        self._target.write(piece)
        return len(piece)

    @property
    def member(self) -> Member:
        """What was written."""
        return Member(self.size, self._digest.hexdigest())


class ArchiveWriter:
    """Writes the members one after the other, the manifest last. With ``passphrase`` the whole is locked."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self.members: dict[str, Member] = {}
        self._passphrase, self._path, self._ends = passphrase, path, ExitStack()

    def __enter__(self) -> ArchiveWriter:
        file: IO[bytes] = self._ends.enter_context(self._path.open("wb"))
        self._locking = LockingWriter(file, self._passphrase) if self._passphrase else None
        self._zip = zipfile.ZipFile(self._locking or file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        with self._ends:
            if kind is None:
                self._zip.close()
                if self._locking:
                    self._locking.finish()
            else:
                self._zip.fp = None  # nothing more is written to what is given up

    @contextmanager
    def adding(self, name: str, *, pack: bool = True) -> Iterator[DigestingStream]:
        """A stream for one member. ``pack``: pictures and the like are small already."""
        about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        about.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        about.external_attr = 0o600 << 16
        with self._zip.open(about, "w", force_zip64=True) as target:
            stream = DigestingStream(target)
            yield stream
        self.members[name] = stream.member

    def add_file(self, name: str, path: Path, *, pack: bool = True) -> Member:
        """A file from the disk as a member. Raises FileNotFoundError before anything of it is written."""
        with path.open("rb") as source, self.adding(name, pack=pack) as target:
            shutil.copyfileobj(source, target, _PIECE)
        return self.members[name]

    def add_text(self, name: str, text: str) -> None:
        """A small text as a member."""
        with self.adding(name) as target:
            target.write(text.encode())

    def state(self, manifest: DataclassInstance) -> None:
        """Write the manifest: the last that goes in."""
        with self._zip.open(MANIFEST, "w") as target:
            target.write(to_json(manifest).encode())


class StatedZip(Generic[M]):
    """A zip with a manifest that is read. Every fault is one of its kind's codes, with the name of the file."""

    def __init__(self, path: Path, zipped: zipfile.ZipFile, kind: Kind[M]) -> None:
        self.path, self._zip, self._kind = path, zipped, kind
        self.manifest = self._manifest()

    def _manifest(self) -> M:
        try:
            about = self._zip.getinfo(MANIFEST)
            if about.file_size > _LARGEST_MANIFEST:
                raise NotOurs("size")
            with self._readable(MANIFEST):
                text = self._zip.read(about)
            manifest = self._kind.read(text)
        except (KeyError, NotOurs) as other:
            raise Problems([problem(self._kind.foreign, name=self.path.name)]) from other
        if manifest.format > self._kind.format:
            raise Problems([problem(self._kind.newer, name=self.path.name, revision=manifest.version,
                                    head=f"format {self._kind.format}")])
        if set(self._zip.namelist()) != {*manifest.members, MANIFEST}:
            raise self.damaged(MANIFEST)
        if any(not _is_plain(name) for name in manifest.members):
            raise self.damaged("a name that leads elsewhere")
        return manifest

    def damaged(self, what: str) -> Problems:
        """The refusal of a file of which a part is not what it was."""
        return Problems([problem(self._kind.damaged, name=self.path.name, what=what)])

    def copy(self, name: str, write: Callable[[bytes], object]) -> None:
        """Give the bytes of a member, in pieces. Raises Problems (damaged) at the end where they are not what they were."""
        expected, digest, left = self.manifest.members[name], hashlib.sha256(), self.manifest.members[name].size
        with self._readable(name), self._zip.open(name) as source:
            while piece := source.read(_PIECE):
                left -= len(piece)
                if left < 0:  # more than was said: a bomb, not a backup
                    break
                digest.update(piece)
                write(piece)
        if left or digest.hexdigest() != expected.sha256:
            raise self.damaged(name)

    def extract(self, name: str, path: Path) -> None:
        """A member as a file for its owner alone."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("wb") as target:
            self.copy(name, target.write)

    def text(self, name: str) -> str:
        """A small member."""
        kept = io.BytesIO()
        self.copy(name, kept.write)
        return kept.getvalue().decode()

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a text of any length with their ends, without a BOM. Its digest is compared before the first."""
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as kept:
            self.copy(name, kept.write)
            kept.seek(0)
            yield from io.TextIOWrapper(kept, "utf-8-sig", newline="")

    def compare_all(self) -> None:
        """Read every member once. Raises Problems (damaged)."""
        for name in self.manifest.members:
            self.copy(name, lambda _: None)

    @contextmanager
    def _readable(self, name: str) -> Iterator[None]:
        try:
            yield
        except BROKEN as bad:
            raise self.damaged(name) from bad


class Archive(StatedZip[Manifest]):
    """A backup that is read; its faults are S020 to S024."""


@contextmanager
def opened(path: Path, passphrase: str | None = None) -> Iterator[Archive]:
    """A backup to read. Raises Problems: S020 foreign, S021 damaged, S022 newer, S023 no passphrase, S024 a wrong one."""
    with _unzipped(path, passphrase, BACKUP) as zipped:
        yield Archive(path, zipped, BACKUP)


@contextmanager
def opened_as(kind: Kind[M], path: Path, passphrase: str | None = None) -> Iterator[StatedZip[M]]:
    """A file of another kind to read. Raises Problems with the codes of the kind."""
    with _unzipped(path, passphrase, kind) as zipped:
        yield StatedZip(path, zipped, kind)


@contextmanager
def _unzipped(path: Path, passphrase: str | None, kind: Kind[M]) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise Problems([problem(kind.foreign, name=path.name)])
    with ExitStack() as ends:
        file: IO[bytes] = ends.enter_context(path.open("rb"))
        yield ends.enter_context(_zip_of(path, file, passphrase, kind))


def _zip_of(path: Path, file: IO[bytes], passphrase: str | None, kind: Kind[M]) -> zipfile.ZipFile:
    locked = is_locked(file)
    if locked and not passphrase:
        raise Problems([problem(kind.no_passphrase, name=path.name)])
    try:
        source = io.BufferedReader(UnlockingReader(file, passphrase), _PIECE) if locked and passphrase else file
        return zipfile.ZipFile(source)
    except WrongPassphrase as wrong:
        raise Problems([problem(kind.wrong_passphrase, name=path.name)]) from wrong
    except BROKEN as bad:
        code = kind.damaged if locked or zipfile.is_zipfile(path) or _begins_as_zip(file) else kind.foreign
        raise Problems([problem(code, name=path.name, what="the end of the file")]) from bad


def _begins_as_zip(file: IO[bytes]) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


def _is_plain(name: str) -> bool:
    """A path below the folder it is put into, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and not any(
        part in ("..", ".") or "\\" in part or ":" in part or "\0" in part for part in parts)
