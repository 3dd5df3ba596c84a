"""An installation whose declarations may change, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model.changing import Installation, begin, visit
from tests.templates import Templates


@pytest.fixture
def town(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """An installation with a county, a town and two villages, and an empty register ``visit``."""
    templates = Templates(request.getfixturevalue("postgres_server") if backend == "postgres" else None)
    with templates.copy("changing", tmp_path, begin) as url:
        shutil.copytree(templates.folder("changing") / "migrations", tmp_path / "migrations")
        made = Installation(url, tmp_path)
        made.declare(visit())
        yield made
