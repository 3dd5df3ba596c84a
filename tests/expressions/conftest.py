"""The databases that rules are tried on."""

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.expressions.sample import create_tables


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def rule_engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """SQLite in memory and PostgreSQL, each with the sample's tables."""
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("rule_postgres_url")
    engine = sa.create_engine(url, poolclass=sa.StaticPool)  # one connection: its temporary tables stay
    create_tables(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def rule_postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The PostgreSQL of TEST_POSTGRES_URL, or a database on the server of this run."""
    if "TEST_POSTGRES_URL" in os.environ:
        yield os.environ["TEST_POSTGRES_URL"]
    else:
        with request.getfixturevalue("postgres_server").database() as url:
            yield url
