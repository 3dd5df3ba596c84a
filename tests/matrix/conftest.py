"""One town for a whole module of the matrix, on both databases: nothing in it may change, so it is built once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.definition import Definition
from tests.matrix.growing import Grown, grow
from tests.shelf import lent
from tests.sites import build_town, make_site
from tests.web import Clock, WebTown


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def grown_web(request: pytest.FixtureRequest, definition: Definition, tmp_path_factory: Any) -> Iterator[tuple[WebTown, Grown]]:
    """The application over a town in which everything has grown."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    if request.param == "sqlite":
        with _made(f"sqlite:///{folder / 'site.db'}", definition, folder) as made:
            yield made
        return
    with request.getfixturevalue("postgres_server").database() as url, _made(url, definition, folder) as made:
        yield made


@contextmanager
def _made(url: str, definition: Definition, folder: Path) -> Iterator[tuple[WebTown, Grown]]:
    town = build_town(make_site(url, definition, folder))
    grown = grow(town)
    clock = Clock(town.now)
    with lent(town.site, clock) as app:
        app.config["SHOW_ERROR_PAGES"] = True  # a failure is a finding among others
        yield WebTown(app, town, clock), grown
    town.site.engine.dispose()
