"""One town for a whole module of the matrix, on both databases: nothing in it may change, so it is built once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.definition import Definition
from tests.matrix.growing import Grown, grow
from tests.shelf import lent
from tests.sites import build_town, make_site, open_site, town_of
from tests.templates import Templates
from tests.web import Clock, WebTown


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def grown_web(request: pytest.FixtureRequest, definition: Definition, tmp_path_factory: Any) -> Iterator[tuple[WebTown, Grown]]:
    """The application over a town in which everything has grown."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    templates = Templates(request.getfixturevalue("postgres_server") if request.param == "postgres" else None)
    with templates.copy("everywhere", folder, partial(_fill, definition)) as url:
        town = town_of(open_site(url, definition, folder))
        clock = Clock(town.now)
        with lent(town.site, clock) as app:
            app.config["SHOW_ERROR_PAGES"] = True  # a failure is a finding among others
            yield WebTown(app, town, clock), Grown(town).fetch(templates.folder("everywhere"))
        town.site.engine.dispose()


def _fill(definition: Definition, url: str, folder: Path) -> None:
    site = make_site(url, definition, folder)
    grow(build_town(site)).keep(folder)
    site.engine.dispose()
    shutil.copy(folder / "instance" / "keys.json", folder / "keys.json")
