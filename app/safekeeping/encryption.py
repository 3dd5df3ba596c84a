"""A file under a passphrase: AES-256-GCM in chunks, so that memory stays small and any place can be read.

Header: 16 bytes magic, 1 byte log2 of scrypt's cost, 16 salt, 7 nonce prefix, 8 to know the passphrase by. Then chunks of
64 KiB, each with its tag; nonce = prefix, number of the chunk, 1 for the last one (the STREAM construction), so that chunks can
be neither exchanged nor cut off. The header is authenticated with every chunk.
"""

from __future__ import annotations

import hmac
import io
import os
import struct
import unicodedata
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SHORTEST = 12  #: characters of a passphrase that somebody chooses
MAGIC = b"zhenzhi-locked-1"
CHUNK = 64 * 1024
_TAG = 16
_COST = 16  # log2; 64 MB and about 0.2 s for each guess
_MOST_COST = 20
_LENGTH = len(MAGIC) + 1 + 16 + 7 + 8


class WrongPassphrase(Exception):
    """The passphrase is not the one that the file was locked with."""


class Changed(Exception):
    """Bytes of the file are not those that were written."""


@dataclass(frozen=True)
class _Lock:
    """The cipher of one file."""

    header: bytes
    cipher: AESGCM
    prefix: bytes

    def nonce(self, number: int, *, last: bool) -> bytes:
        return self.prefix + struct.pack(">IB", number, last)


def is_locked(stream: IO[bytes]) -> bool:
    """Whether a file begins as a locked one does. Leaves the stream at its start."""
    stream.seek(0)
    found = stream.read(len(MAGIC))
    stream.seek(0)
    return found == MAGIC


def _made(passphrase: str, begin: bytes) -> tuple[_Lock, bytes]:
    """The lock of a header without its last part, and that part."""
    cost, salt, prefix = begin[16], begin[17:33], begin[33:40]
    if not 1 <= cost <= _MOST_COST:
        raise Changed("header")
    told = unicodedata.normalize("NFC", passphrase).encode()
    derived = Scrypt(salt=salt, length=40, n=1 << cost, r=8, p=1).derive(told)
    return _Lock(begin + derived[32:], AESGCM(derived[:32]), prefix), derived[32:]


class LockingWriter(io.RawIOBase):
    """Locks what is written to it, into ``target``. ``close`` writes the last chunk and leaves ``target`` open."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        super().__init__()
        begin = MAGIC + bytes([_COST]) + os.urandom(16) + os.urandom(7)
        self._lock, _known = _made(passphrase, begin)
        self._target, self._waiting, self._number = target, bytearray(), 0
        target.write(self._lock.header)

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._waiting += piece
        while len(self._waiting) > CHUNK:  # the last chunk waits for the close, which marks it
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(piece)

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._target.write(self._lock.cipher.encrypt(self._lock.nonce(self._number, last=last), plain, self._lock.header))
        self._number += 1

    def finish(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()


class UnlockingReader(io.RawIOBase):
    """The plain bytes of a locked file, at any place. Raises WrongPassphrase, and Changed when changed bytes are read."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        super().__init__()
        source.seek(0)
        header = source.read(_LENGTH)
        if len(header) < _LENGTH:
            raise Changed("header")
        self._lock, known = _made(passphrase, header[:-8])
        if not hmac.compare_digest(known, header[-8:]):
            raise WrongPassphrase
        self._source, self._place, self._at, self._chunk = source, 0, -1, b""
        length = source.seek(0, io.SEEK_END) - _LENGTH
        self._chunks = -(-length // (CHUNK + _TAG))
        self._size = length - self._chunks * _TAG

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if self._place < 0:
            raise OSError(22, "before the start")
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        number, offset = divmod(self._place, CHUNK)
        piece = self._opened(number)[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _opened(self, number: int) -> bytes:
        if number != self._at:
            self._source.seek(_LENGTH + number * (CHUNK + _TAG))
            sealed = self._source.read(CHUNK + _TAG)
            nonce = self._lock.nonce(number, last=number == self._chunks - 1)
            try:
                self._chunk = self._lock.cipher.decrypt(nonce, sealed, self._lock.header)
            except (InvalidTag, ValueError) as broken:
                raise Changed(f"chunk {number}") from broken
            self._at = number
        return self._chunk
