"""One town for a whole module of the matrix, on both databases: nothing in it may change, so it is built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.application import build
from app.definition import Definition
from config import Settings
from tests.matrix.growing import Grown, grow
from tests.sites import build_town, make_site
from tests.web import Clock, Person, WebTown


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def grown_web(request: pytest.FixtureRequest, definition: Definition, tmp_path_factory: Any) -> Iterator[tuple[WebTown, Grown]]:
    """The application over a town in which everything has grown."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    if request.param == "sqlite":
        yield _made(f"sqlite:///{folder / 'site.db'}", definition, folder)
        return
    with request.getfixturevalue("postgres_server").database() as url:
        made = _made(url, definition, folder)
        yield made
        made[0].site.engine.dispose()


def _made(url: str, definition: Definition, folder: Path) -> tuple[WebTown, Grown]:
    town = build_town(make_site(url, definition, folder))
    grown = grow(town)
    clock = Clock(town.now)
    app = build(Settings(instance=town.site.files.parent), town.site, clock)
    app.testing = True
    app.config["SHOW_ERROR_PAGES"] = True  # a failure is a finding among others
    app.test_client_class = Person
    return WebTown(app, town, clock), grown
