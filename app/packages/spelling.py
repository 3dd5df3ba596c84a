"""Rows of a package as lines of CSV: values as the REST API has them, references by the numbers of the package.

``#known`` rows lie outside the subtree; others refer to them, and they are looked up where the package arrives.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.definition import Definition, Field, Register
from app.exchange.reading.grid import neutral, plain
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.wording import Wording

#: What every row has before its fields.
OWN = ("#id", "#name", "#known", "#version", "#created_at", "#changed_at", "#void_at", "#void_reason")

Row = Mapping[Any, Any]


@dataclass(slots=True)
class PackedRow:
    """One line: the record's number in the package, what it calls itself, and its cells by field."""

    id: int
    name: str
    known: bool
    version: int
    created_at: datetime
    changed_at: datetime
    void_at: datetime | None
    void_reason: str | None
    cells: dict[str, str] = field(default_factory=dict)


def packed_registers(definition: Definition) -> list[Register]:
    """The registers that travel, each after those that it refers to; units are known by their codes."""
    found: dict[str, Register] = {}

    def add(register: Register) -> None:
        if register.key in found or register.scope.kind == "tree":
            return
        for declared in register.fields.values():
            if isinstance(declared.type, (Reference, References)) and declared.type.to != register.key:
                add(definition.registers[declared.type.to])
        found[register.key] = register

    for register in definition.registers.values():
        add(register)
    return list(found.values())


def packed_fields(register: Register) -> tuple[Field, ...]:
    """The fields that travel: all that are stored, references of several records with them."""
    return tuple(each for each in register.fields.values() if each.computed is None and not isinstance(each.type, Attachments))


def is_json(declared: Field) -> bool:
    """Whether the cell of a field is JSON; the others are plain text."""
    return isinstance(declared.type, References) or declared.type.json_schema().get("type", "string") != "string"


def spell_value(declared: Field, value: Any, wording: Wording, *, masked: bool) -> str:
    """A value as a cell; its mask where it must not be seen."""
    if value is None:
        return ""
    if masked:
        return declared.type.masked(value, wording)
    given = list(value) if isinstance(declared.type, References) else declared.type.as_json(value)
    return json.dumps(given, ensure_ascii=False) if is_json(declared) else str(given)


def spell_moment(at: datetime | None) -> str:
    """UTC to the microsecond."""
    return at.astimezone(UTC).isoformat() if at else ""


def read_moment(text: str) -> datetime | None:
    """What ``spell_moment`` wrote."""
    return datetime.fromisoformat(text) if text else None


def lines_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Lines of CSV; no cell of them is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([neutral(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def read_lines(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a member by their headings. Raises ValueError for lines that are none of ours."""
    for row in csv.DictReader(lines, strict=True):
        if None in row or None in row.values():
            raise ValueError("columns")
        yield {key: plain(cell) for key, cell in row.items()}


def read_row(cells: dict[str, str]) -> PackedRow:
    """A line of a register. Raises ValueError, KeyError."""
    own = {name: cells.pop(name) for name in OWN}
    created, changed = read_moment(own["#created_at"]), read_moment(own["#changed_at"])
    if created is None or changed is None:
        raise ValueError("moment")
    return PackedRow(int(own["#id"]), own["#name"], own["#known"] == "1", int(own["#version"]), created, changed,
                     read_moment(own["#void_at"]), own["#void_reason"] or None, cells)
