"""The keys of an installation, as backups and starts know them.

Personal fields lie encrypted in the database, and so in every backup. The keys go into a backup only when that is locked by a
passphrase: an open backup on a lost stick must not open them. Who makes open backups keeps ``keys.json`` apart.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path

from config import Settings

FILE = "keys.json"

Keys = Mapping[str, str]


def path_of_keys(settings: Settings) -> Path:
    """Where the keys lie."""
    return settings.instance / FILE


def read_keys(settings: Settings) -> Keys | None:
    """The keys that this installation works with, its settings counted in; None where there are none yet."""
    path = path_of_keys(settings)
    if not path.is_file():
        return None
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    own = {"secret_key": settings.secret_key, "field_key": settings.field_key}
    return {**kept, **{name: value for name, value in own.items() if value}}


def fingerprint(keys: Keys) -> str:
    """32 hexadecimal digits by which keys are recognised; they tell nothing of the keys."""
    whole = bytes.fromhex(keys["field_key"] + keys["index_key"])
    return hmac.digest(whole, b"zhenzhi keys", "sha256").hex()[:32]


def write_keys(path: Path, text: str) -> None:
    """Write the file for its owner alone, in one act."""
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
