"""What a change leaves behind: who, when, by which door, old → new (design.md, central idea 4).

Masked and encrypted fields stand in it only as ciphertext under the record's own key, so that deleting personal data
destroys the key and the chain over the entries still verifies (rules.md §6).
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.access.viewer import Acting, Deed, Unscoped
from app.definition import Field, Register
from app.fieldtypes import FieldType

Change = list[Any]  #: [old, new], each a JSON value
#: A row before (None: new) and after a change, and what else changes with it.
Changed = tuple[Mapping[str, Any] | None, Mapping[str, Any], Mapping[str, Change]]

_NONCE = 12
SEALED = "sealed"

# Made once: json.dumps would make one for every call. What they spell is made here and holds no circle to look for.
_PLAIN = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_CLOSE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def new_record_keys(count: int) -> list[bytes]:
    """Keys for the secrets of so many records."""
    random = os.urandom(32 * count)
    return [random[start : start + 32] for start in range(0, 32 * count, 32)]


class Teller:
    """Tells the changes of one register's rows; made once for many rows."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._told = tuple((field.key, *_reader(field), field.type.as_json) for field in register.stored_fields)

    def changes(self, before: Mapping[str, Any] | None, after: Mapping[str, Any],
                extra: Mapping[str, Change] | None = None) -> dict[str, Change]:
        """Old and new of each field that differs; ``before`` None for a new record. Keys are field keys."""
        found: dict[str, Change] = {}
        for key, column, read, tell in self._told:
            new = after.get(column) if read is None else read(after)
            old = None if before is None else before.get(column) if read is None else read(before)
            if new != old:
                found[key] = [None if old is None else tell(old), None if new is None else tell(new)]
        return {**found, **extra} if extra else found

    def entries(self, act: str, changed: Iterable[Changed], who: Acting, what: Deed) -> list[dict[str, Any]]:
        """The history rows of many changes."""
        common = _common(self.register, act, who, what)
        digest_of = _digest_among(common)
        found = []
        for before, after, extra in changed:
            told = spelled(self.register, self.changes(before, after, extra), after.get("record_key"))
            own = {"record_id": after["id"], "version": after["version"], "changes": told}
            found.append({**common, **own, "digest": digest_of(own)})
        return found


def _reader(field: Field) -> tuple[str, Callable[[Mapping[str, Any]], Any] | None]:
    """The column of a field, and how it is read from a row of columns where that is more than taking the column."""
    kind = field.type
    if field.encrypted or type(kind).read is FieldType.read:
        return (field.key if field.encrypted else kind.column_name(field.key)), None
    return "", partial(kind.read, field.key)


def changes(register: Register, before: Mapping[str, Any] | None, after: Mapping[str, Any],
            extra: Mapping[str, Change] | None = None) -> dict[str, Change]:
    """Old and new of each field that differs; for many rows make one Teller."""
    return Teller(register).changes(before, after, extra)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history before it is written."""

    register: Register
    record_id: int
    act: str
    version: int
    changes: Mapping[str, Change]
    record_key: bytes | None

    def row(self, who: Acting, what: Deed) -> dict[str, Any]:
        """The columns of the history table, with the digest that the chain covers."""
        columns = {**_common(self.register, self.act, who, what), "record_id": self.record_id, "version": self.version,
                   "changes": spelled(self.register, self.changes, self.record_key)}
        columns["digest"] = digest(columns)
        return columns


def _common(register: Register, act: str, who: Acting, what: Deed) -> dict[str, Any]:
    """What all entries of one act of one deed say."""
    return {"register": register.key, "at": what.at, "user_id": getattr(who, "user_id", None), "user_name": actor_name(who),
            "door": what.door, "act": act, "reason": what.reason, "run_id": what.run_id}


def actor_name(who: Acting) -> str:
    """How the log names an actor."""
    if isinstance(who, Unscoped):
        return f"system: {who.reason}"[:130]
    return "—" if who is None else who.name


def digest(columns: Mapping[str, Any]) -> bytes:
    """SHA-256 over what an entry says; the same for the stored row."""
    kept = [f"{columns['at'].timestamp():.6f}", *map(columns.__getitem__, _covered(tuple(columns)))]
    return hashlib.sha256(_PLAIN.encode(kept).encode()).digest()


def _digest_among(common: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], bytes]:
    """:func:`digest` of entries of which each says so much of its own beside ``common``, which is spelled once for all."""
    parts = [_PLAIN.encode(f"{common['at'].timestamp():.6f}")]
    places = {name: place for place, name in enumerate(_covered((*common, "record_id", "version", "changes")), 1)}
    parts += [_PLAIN.encode(common.get(name)) for name in places]

    def digest_of(own: Mapping[str, Any]) -> bytes:
        for name, value in own.items():
            parts[places[name]] = _PLAIN.encode(value) if value.__class__ is str else str(value)
        return hashlib.sha256(f"[{', '.join(parts)}]".encode()).digest()

    return digest_of


@lru_cache(maxsize=32)
def _covered(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a digest covers, in their order."""
    return tuple(name for name in sorted(names) if name not in ("id", "at", "digest", "transaction"))


def spelled(register: Register, found: Mapping[str, Change], record_key: bytes | None) -> str:
    """The changes as JSON, secret fields as ciphertext."""
    secrets = register.secrets
    plain: dict[str, Any] = {key: pair for key, pair in found.items() if key not in secrets}
    if len(plain) < len(found):
        plain[SEALED] = _seal({key: pair for key, pair in found.items() if key in secrets}, record_key)
    return _CLOSE.encode(plain)


def _seal(secret: Mapping[str, Change], record_key: bytes | None) -> Any:
    if record_key is None:
        return sorted(secret)  # the record's key is destroyed: only which fields changed is kept
    nonce = os.urandom(_NONCE)
    return b64encode(nonce + AESGCM(record_key).encrypt(nonce, _PLAIN.encode(secret).encode(), None)).decode()


def opened(stored: str, record_key: bytes | None) -> dict[str, Change]:
    """The changes of a stored entry. Secret fields are left out where the key is gone or does not fit."""
    found: dict[str, Any] = json.loads(stored)
    sealed = found.pop(SEALED, None)
    if isinstance(sealed, str) and record_key:
        found.update(_open(b64decode(sealed), record_key))
    return found


def _open(sealed: bytes, record_key: bytes) -> dict[str, Change]:
    try:
        plain = AESGCM(record_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag:
        return {}
    opened_values: dict[str, Change] = json.loads(plain)
    return opened_values


def is_sealed(stored: str, record_key: bytes | None) -> bool:
    """Whether the entry holds secret values that nobody can read any more."""
    sealed = json.loads(stored).get(SEALED)
    return sealed is not None and (record_key is None or not isinstance(sealed, str))
