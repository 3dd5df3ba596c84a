"""What a backup says of itself: who made it, of what, and the digest of every member."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from config import ROOT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PROGRAM = "zhenzhi"
FORMAT = 1  #: raised when an older program could not read what is written

M = TypeVar("M", bound="DataclassInstance")


class NotOurs(ValueError):
    """The text is not a manifest of this program."""


@dataclass(frozen=True)
class Member:
    """One file of the archive: bytes and SHA-256 (hexadecimal) of its content."""

    size: int
    sha256: str


@dataclass(frozen=True)
class TableContent:
    """What a table holds: its rows, a SHA-256 over them in the order of their keys, its columns where a restore names them."""

    rows: int
    digest: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """``database``: sqlite or postgresql; ``keys``: which keys open its personal fields; ``missing``: attachments that were
    not there, or not what the database says, when the backup was made."""

    version: str
    revision: str
    database: str
    made_at: str
    occasion: str
    keys: str
    holds_keys: bool
    tables: Mapping[str, TableContent]
    members: Mapping[str, Member]
    sequences: Mapping[str, int] = field(default_factory=dict)
    missing: Sequence[str] = ()
    format: int = FORMAT
    program: str = PROGRAM

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(each.rows for each in self.tables.values())

    @property
    def files(self) -> int:
        """Attachments and kept import files."""
        return sum(name.startswith("files/") for name in self.members)

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)


def to_json(manifest: DataclassInstance) -> str:
    """The text of manifest.json, of a backup or a package."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1)


def read_as(kind: type[M], text: bytes, own: Callable[[dict[str, Any]], dict[str, Any]]) -> M:
    """The manifest of a backup or a package that a text is. Raises NotOurs; a newer format is given as it is, with what can be
    known of it. ``own``: what has to be read in a way of its own, from the JSON; raises ValueError for another kind's."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found["program"] != PROGRAM:
            raise NotOurs("program")
        known = {each.name: found[each.name] for each in fields(kind) if each.name in found}
        members = {name: Member(each["size"], each["sha256"]) for name, each in found["members"].items()}
        return kind(**{**known, "members": members, **own(found)})
    except (ValueError, TypeError, KeyError, AttributeError) as bad:
        raise NotOurs(str(bad)) from bad


def from_json(text: bytes) -> Manifest:
    """The manifest of a backup. Raises NotOurs."""
    return read_as(Manifest, text, _own)


def _own(found: dict[str, Any]) -> dict[str, Any]:
    datetime.fromisoformat(found["made_at"])
    return {"tables": {name: TableContent(each["rows"], each["digest"], tuple(each.get("columns", ())))
                       for name, each in found["tables"].items()}}


@cache
def program_version() -> str:
    """The version of this program."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(stated["project"]["version"])
