"""A row on its way into a register: what was given, what it means, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.problems import Mark, Problem

Action = Literal["create", "update", "same"]


@dataclass(slots=True)
class Draft:
    """One row. ``raw`` maps field keys to what a form, a file or a body gave; ``values`` to what it means.

    ``given`` are the fields that the row speaks of, ``filled`` those that were found for it (its unit from its team);
    the others keep what they had. ``masked`` are masks that came back and mean "unchanged". ``before`` holds the stored
    columns of the record that the row changes, ``links`` the many-references that it changes: field → (old, new).
    Faults and warnings carry their field, and the line where there is one.
    """

    raw: Mapping[str, Any]
    mark: Mark | None = None
    values: dict[str, Any] = field(default_factory=dict)
    masked: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    before: Mapping[str, Any] | None = None
    record_id: int | None = None
    action: Action = "create"
    columns: dict[str, Any] = field(default_factory=dict)
    links: dict[str, tuple[list[int], list[int]]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """True where the row cannot be stored."""
        return bool(self.faults)

    def is_faulty(self, key: str) -> bool:
        """Whether the field has a fault already."""
        return any(found.field == key for found in self.faults)

    def fault(self, found: Problem) -> None:
        """Note a fault at the row's line."""
        self.faults.append(found if self.mark is None else _at(found, self.mark))

    def warn(self, found: Problem) -> None:
        """Note a warning at the row's line."""
        self.warnings.append(found if self.mark is None else _at(found, self.mark))


def _at(found: Problem, mark: Mark) -> Problem:
    return Problem(found.code, found.values, mark, found.field, found.near)
