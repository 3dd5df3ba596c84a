"""Encrypted columns: AES-256-GCM under the site's keys, with a blind index to find an exact value.

The keys are set once by the assembly (``use``); until then nothing can be written or read.
A sealed value is: one byte naming the key, 12 bytes nonce, ciphertext with tag.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

_NONCE = 12


class SealBroken(Exception):
    """A sealed value cannot be opened: wrong or missing key, or changed bytes."""


@dataclass(frozen=True)
class SiteKeys:
    """The keys of this installation: ``keys`` by number (1–255), ``current`` for writing, ``index`` for look-ups."""

    keys: Mapping[int, bytes]
    current: int
    index: bytes
    _ciphers: dict[int, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ciphers", {number: AESGCM(key) for number, key in self.keys.items()})

    def seal(self, plain: bytes) -> bytes:
        """``plain`` under the current key."""
        nonce = os.urandom(_NONCE)
        return bytes((self.current,)) + nonce + self._ciphers[self.current].encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """The plain bytes. Raises SealBroken."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise SealBroken("no key of that number")
        try:
            return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], None)
        except (InvalidTag, ValueError) as broken:  # ValueError: cut short
            raise SealBroken("wrong key or changed bytes") from broken

    def fingerprint(self, text: str) -> str:
        """32 hexadecimal digits that are equal for equal texts and tell nothing without the index key."""
        return hmac.digest(self.index, text.encode(), "sha256").hex()[:32]


class _Site:
    keys: SiteKeys | None = None


def use(keys: SiteKeys) -> None:
    """Set the keys of this process."""
    _Site.keys = keys


def site_keys() -> SiteKeys:
    """The keys of this process. Raises SealBroken before ``use``."""
    if _Site.keys is None:
        raise SealBroken("the site keys are not set")
    return _Site.keys


class Sealed(TypeDecorator[str]):
    """A text that lies encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else site_keys().seal(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else site_keys().open(value).decode()


class SealedBytes(TypeDecorator[bytes]):
    """A key that lies encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else site_keys().seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else site_keys().open(value)
