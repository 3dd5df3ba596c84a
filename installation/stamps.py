"""Small JSON files that say what has been done, so that it is not done twice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's content; of a text with ``\\n`` whatever git's line ends on this system."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def read_stamp(path: Path) -> dict[str, Any]:
    """What the stamp says; nothing when it is missing or was cut off half-way."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_stamp(path: Path, content: Mapping[str, Any]) -> None:
    """Write the stamp in one act: a reader sees the old one or the new one."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", "utf-8")
    os.replace(unfinished, path)
