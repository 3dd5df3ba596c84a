"""What a package says of itself, and how its archive is read (app/safekeeping/archive.py)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.safekeeping.archive import Kind
from app.safekeeping.manifest import PROGRAM, Member, NotOurs

FORMAT = 1  #: raised when an older program could not read what is written
WHAT = "package"


@dataclass(frozen=True, kw_only=True)
class PackageManifest:
    """``unit``: the code at the head of the subtree; ``clear``: personal fields are in full; ``registers``: rows of each."""

    version: str
    unit: str
    unit_name: str
    made_by: str
    made_at: str
    clear: bool
    registers: Mapping[str, int]
    members: Mapping[str, Member]
    format: int = FORMAT
    what: str = WHAT
    program: str = PROGRAM


def read_manifest(text: bytes) -> PackageManifest:
    """The manifest that a text is. Raises NotOurs; a newer format is given with what can be known of it."""
    try:
        found: dict[str, Any] = json.loads(text)
        if (found["program"], found["what"]) != (PROGRAM, WHAT):
            raise NotOurs("program")
        known = {name: found[name] for name in PackageManifest.__dataclass_fields__ if name in found}
        known["members"] = {name: Member(each["size"], each["sha256"]) for name, each in found["members"].items()}
        return PackageManifest(**known)
    except (ValueError, TypeError, KeyError, AttributeError) as bad:
        raise NotOurs(str(bad)) from bad


PACKAGE = Kind(read_manifest, FORMAT, "F070", "F071", "F072", "F073", "F074")
