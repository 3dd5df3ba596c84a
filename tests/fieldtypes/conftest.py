"""The databases that values are written to and read from."""

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.fieldtypes.specimens import TABLE


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def value_engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """SQLite in memory and PostgreSQL, each with a table of every kind of field."""
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("value_postgres_url")
    engine = sa.create_engine(url, poolclass=sa.StaticPool)
    TABLE.create(engine)
    yield engine
    TABLE.drop(engine)  # TEST_POSTGRES_URL may name a database that stays
    engine.dispose()


@pytest.fixture(scope="session")
def value_postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The PostgreSQL of TEST_POSTGRES_URL, or a database on the server of this run."""
    if "TEST_POSTGRES_URL" in os.environ:
        yield os.environ["TEST_POSTGRES_URL"]
    else:
        with request.getfixturevalue("postgres_server").database() as url:
            yield url
