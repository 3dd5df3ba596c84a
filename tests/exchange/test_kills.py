"""An import that is killed leaves everything or nothing (assurance.md, R01): rows, history, search index, run, audit log.

Here it is the command; test_kills_of_servers.py kills who answers a request and who works in the background.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from app.access.viewer import unscoped
from tests.exchange.victims import Victim, with_clerk
from tests.sites import ROOT, Town


class Command(Victim):
    """Rosters of 5,000 people that ``flask import`` brings."""

    def measure(self) -> None:
        """Let one import come to its end."""
        process, begun = self._start(self.roster()), time.monotonic()
        assert process.wait(120) == 0
        self.seconds = time.monotonic() - begun
        self.check()

    def kill_one(self) -> None:
        """Kill an import at a random moment; one that is done before its moment does not count."""
        while True:
            process = self._start(self.roster())
            try:
                assert process.wait(self.chance.uniform(0, self.seconds)) == 0
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                return
            self.check()

    def check(self) -> None:
        """As it is once nobody works."""
        self.is_whole()
        self._wait_for_server()
        super().check()

    def _start(self, roster: Path) -> "subprocess.Popen[bytes]":
        """An import that has just received its file."""
        kept = self.town.site.files / "imports"
        before = set(kept.glob("*")) if kept.exists() else set()
        command = [sys.executable, "-m", "app.cli", "import", "team_member", str(roster), "--as", "clerk", "--apply", "--json"]
        environment = {**os.environ, "INSTANCE": str(self.town.site.files.parent), "PYTHONDONTWRITEBYTECODE": "1",
                       "DATABASE_URL": self.town.site.engine.url.render_as_string(hide_password=False)}
        with (self.folder / "out.txt").open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env=environment)
        while process.poll() is None and not any(each not in before for each in (kept.glob("*") if kept.exists() else ())):
            time.sleep(0.002)
        assert process.poll() is None, (self.folder / "out.txt").read_text("utf-8")[:500]
        return process

    def _wait_for_server(self) -> None:
        """PostgreSQL ends a transaction when it sees that its client is gone."""
        if self.town.site.engine.dialect.name == "sqlite":
            return
        with unscoped("test"), self.town.site.engine.connect() as connection:
            others = text("SELECT count(*) FROM pg_stat_activity "
                          "WHERE datname = current_database() AND pid <> pg_backend_pid()")
            while connection.execute(others).scalar():
                connection.rollback()
                time.sleep(0.01)


@pytest.fixture
def victim(town: Town, tmp_path: Path) -> Command:
    return Command(with_clerk(town), tmp_path, random.Random(20261122))  # noqa: S311  (moments, not secrets)


def kill(victim: Command, times: int) -> None:
    victim.measure()
    for _ in range(times):
        victim.kill_one()
        victim.check()
        if victim.chance.random() < 0.3:  # mostly the next process finds what the killed one left
            victim.bring()
    victim.roster()
    victim.bring()
    assert victim.stored() == {victim.sign}


def test_an_import_that_is_killed_leaves_everything_or_nothing(victim):
    kill(victim, 10)


@pytest.mark.prove
def test_an_import_that_is_killed_two_hundred_times_leaves_everything_or_nothing(victim, capsys):
    kill(victim, 200)
    with capsys.disabled():
        print(f"\n200 kills ({victim.town.site.engine.dialect.name}): {dict(victim.ends)}, {victim.seconds:.1f} s an import")
