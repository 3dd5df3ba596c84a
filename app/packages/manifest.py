"""What a package says of itself, and how its archive is read (app/safekeeping/archive.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.safekeeping.archive import Kind
from app.safekeeping.manifest import PROGRAM, Member, NotOurs, read_as

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
    """The manifest of a package. Raises NotOurs."""
    return read_as(PackageManifest, text, _own)


def _own(found: dict[str, Any]) -> dict[str, Any]:
    if found["what"] != WHAT:
        raise NotOurs("what")
    return {"what": WHAT}


PACKAGE = Kind(read_manifest, FORMAT, "F070", "F071", "F072", "F073", "F074")
