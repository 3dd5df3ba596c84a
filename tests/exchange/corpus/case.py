"""A file of the corpus: its bytes, made by a script, beside what must come of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.exchange.files import workbook

Place = int | str  #: the line; ``sheet line`` where several sheets are read


@dataclass(frozen=True)
class Case:
    """One trap.

    ``accepted``: place → name of the row (or its first values); ``refused``: place → ``field code`` of each fault;
    ``skipped``: place → why; ``told``: codes about the file as a whole and its rows that are no faults; ``rejected``: the code
    with which the file as a whole is refused. ``values``: place → what a good row gives, some fields of it.
    ``parents``: the same as ``accepted`` for the register above.
    """

    trap: str
    content: Callable[[], bytes]
    accepted: Mapping[Place, str] = field(default_factory=dict)
    refused: Mapping[Place, str] = field(default_factory=dict)
    skipped: Mapping[Place, str] = field(default_factory=dict)
    told: Sequence[str] = ()
    rejected: str = ""
    values: Mapping[Place, Mapping[str, Any]] = field(default_factory=dict)
    parents: Mapping[Place, str] = field(default_factory=dict)
    register: str = "team_member"
    who: str = "village"
    options: Mapping[str, Any] = field(default_factory=dict)
    name: str = "花名册.xlsx"  # believed by nobody
    units: Sequence[Mapping[str, Any]] = ()  #: units of the town, or of the ``parent`` named, that must be there first


def text(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    """A text; common indentation and blank lines at its ends go."""
    lines = [line.strip(" ") for line in content.strip("\n").split("\n")]
    return lambda: "\n".join(lines).encode(encoding)


def xlsx(*sheets: tuple[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]], **how: Any) -> Callable[[], bytes]:
    """A workbook; a sheet without a name is called 名单."""
    named = [each if isinstance(each, tuple) else ("名单", each) for each in sheets]

    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return workbook(Path(folder), *named, **how).path.read_bytes()

    return make
