"""Counts the statements that leave the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from tests.sites import Town


@pytest.fixture
def told_statements(town: Town) -> Iterator[list[str]]:
    """The SELECT statements sent so far; clear it to begin anew."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(town.site.engine, "before_cursor_execute", note)
    yield sent
    event.remove(town.site.engine, "before_cursor_execute", note)
