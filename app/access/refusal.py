"""What access says no with. Screens turn it into a page, the API into a status, the audit log into a line."""

from __future__ import annotations

from typing import Any

from app.problems import Problem, Problems, problem


class Refused(Problems):
    """An act that is not allowed. ``status``: 404 where the row does not exist for the viewer, else 403."""

    status = 403


class OutOfSight(Refused):
    """A row that is not there for this viewer: absent, or outside the scope; the two look alike."""

    status = 404


class Unguarded(RuntimeError):
    """A statement on a register's rows that no guard has limited: a mistake in the program, never sent."""


class Stale(Problems):
    """The record was changed by somebody else since it was read. ``now`` is its present version."""

    def __init__(self, found: Problem, now: int) -> None:
        super().__init__([found])
        self.now = now


def refused(code: str, **values: Any) -> Refused:
    """A refusal with one problem."""
    return Refused([problem(code, **values)])


def out_of_sight() -> OutOfSight:
    """There is no such record for this viewer."""
    return OutOfSight([problem("A001")])
