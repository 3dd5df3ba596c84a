"""What a change leaves behind: who, when, by which door, old → new (design.md, central idea 4).

Masked and encrypted fields stand in it only as ciphertext under the record's own key, so that deleting personal data
destroys the key and the chain over the entries still verifies (rules.md §6).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.access.viewer import Acting, Deed, Unscoped
from app.definition import Field, Register

Change = list[Any]  #: [old, new], each a JSON value

_NONCE = 12
SEALED = "sealed"


def new_record_key() -> bytes:
    """A key for one record's secrets."""
    return os.urandom(32)


def changes(register: Register, before: Mapping[str, Any] | None, after: Mapping[str, Any],
            extra: Mapping[str, Change] | None = None) -> dict[str, Change]:
    """Old and new of each field that differs; ``before`` None for a new record. Keys are field keys."""
    found = {field.key: pair for field in register.stored_fields if (pair := _pair(field, before, after))}
    return {**found, **(extra or {})}


def _pair(field: Field, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Change | None:
    new = _value(field, after)
    old = None if before is None else _value(field, before)
    return None if old == new else [old, new]


def _value(field: Field, row: Mapping[str, Any]) -> Any:
    value = row.get(field.key) if field.encrypted else field.type.read(field.key, row)
    return None if value is None else field.type.as_json(value)


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
        columns: dict[str, Any] = {
            "register": self.register.key, "record_id": self.record_id, "at": what.at,
            "user_id": getattr(who, "user_id", None), "user_name": actor_name(who), "door": what.door, "act": self.act,
            "version": self.version, "changes": spelled(self.register, self.changes, self.record_key),
            "reason": what.reason, "run_id": what.run_id,
        }
        columns["digest"] = digest(columns)
        return columns


def actor_name(who: Acting) -> str:
    """How the log names an actor."""
    if isinstance(who, Unscoped):
        return f"system: {who.reason}"[:130]
    return "—" if who is None else who.name


def digest(columns: Mapping[str, Any]) -> bytes:
    """SHA-256 over what an entry says; the same for the stored row."""
    at = columns["at"].timestamp()
    kept = [columns[name] for name in sorted(columns) if name not in ("id", "at", "digest", "transaction")]
    return hashlib.sha256(json.dumps([f"{at:.6f}", *kept], ensure_ascii=False).encode()).digest()


def spelled(register: Register, found: Mapping[str, Change], record_key: bytes | None) -> str:
    """The changes as JSON, secret fields as ciphertext."""
    plain, secret = {}, {}
    for key, pair in found.items():
        field = register.fields.get(key)
        (secret if field and field.secret else plain)[key] = pair
    if secret:
        plain[SEALED] = _seal(secret, record_key)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _seal(secret: Mapping[str, Change], record_key: bytes | None) -> Any:
    if record_key is None:
        return sorted(secret)  # the record's key is destroyed: only which fields changed is kept
    nonce = os.urandom(_NONCE)
    plain = json.dumps(secret, ensure_ascii=False).encode()
    return base64.b64encode(nonce + AESGCM(record_key).encrypt(nonce, plain, None)).decode()


def opened(stored: str, record_key: bytes | None) -> dict[str, Change]:
    """The changes of a stored entry. Secret fields are left out where the key is gone or does not fit."""
    found: dict[str, Any] = json.loads(stored)
    sealed = found.pop(SEALED, None)
    if isinstance(sealed, str) and record_key:
        found.update(_open(base64.b64decode(sealed), record_key))
    return found


def _open(sealed: bytes, record_key: bytes) -> dict[str, Change]:
    try:
        plain = AESGCM(record_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag:
        return {}
    opened_values: dict[str, Change] = json.loads(plain)
    return opened_values
