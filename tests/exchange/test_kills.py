"""An import that is killed leaves everything or nothing (assurance.md, R01): rows, history, search index, run, audit log."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.access import accounts
from app.access.guard import guarded
from app.access.viewer import unscoped
from app.exchange.importing import apply
from app.exchange.reading.source import source_at
from tests.exchange.files import person
from tests.sites import ROOT, Town

ROWS = 5000
#: A sign for each version of the roster that stands in no name: it tells the version in a row and in its search index.
SIGNS = "一二三四五六七八九十百千万亿兆东南西北中金木水火土红橙黄绿青蓝紫黑白灰春夏秋冬"


@dataclass
class Victim:
    """Rosters of 5,000 people in versions of which every row differs, and processes that are killed while they bring them."""

    town: Town
    folder: Path
    chance: random.Random
    version: int = 0
    seconds: float = 0.0  #: that an import takes once it has received its file; measured by one that nobody kills
    ends: Counter[str] = field(default_factory=Counter)

    @property
    def sign(self) -> str:
        """Two letters that no other version has: a file is kept under a name made from what stands in it."""
        first, second = divmod(self.version, len(SIGNS))
        return SIGNS[first] + SIGNS[second]

    def roster(self) -> Path:
        """The next version."""
        self.version += 1
        path = self.folder / "花名册.csv"
        lines = (f"张样{self.sign},{_number(number)},1990{number:07d},{self.sign}" for number in range(ROWS))
        path.write_text("姓名,身份证号,联系电话,技能特长\n" + "\n".join(lines), encoding="utf-8")
        return path

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

    def check(self) -> None:
        """All rows are of one version, and everything else says the same."""
        self._wait_for_server()
        models = self.town.site.models
        with unscoped("test"), self.town.sessions() as session:
            def read(statement):
                return session.execute(guarded(statement)).all()

            members, index = models.table("team_member"), models.search["team_member"]
            run, log, past = models.system.import_run, models.system.audit_entry, models.system.history
            rows = read(select(members.c.id, members.c.skills, members.c.version))
            words = dict(tuple(row) for row in read(select(index.c.rowid, index.c.words)))
            applied = read(select(run.c.id, run.c.counts).where(run.c.applied_at.is_not(None)).order_by(run.c.id))
            history = Counter(row[0] for row in read(select(past.c.run_id).where(past.c.register == "team_member")))
            told = read(select(log.c.outcome, log.c.rows).where(log.c.event == "import").order_by(log.c.id))
        changes = {run: _changes(counts) for run, counts in applied}
        runs = [run for run, count in changes.items() if count]
        signs = {sign for _, sign, _ in rows}
        self.ends["stored" if signs == {self.sign} else "nothing"] += 1
        assert (len(rows), len(signs)) in ((0, 0), (ROWS, 1))
        assert {version for *_, version in rows} <= {len(runs)}
        assert words.keys() == {key for key, *_ in rows}
        assert all(set(sign) <= set(words[key]) for key, sign, _ in rows)
        assert history == dict.fromkeys(runs, ROWS)
        assert [tuple(line) for line in told] == [("ok", count) for count in changes.values()]

    def _wait_for_server(self) -> None:
        """PostgreSQL ends a transaction when it sees that its client is gone; SQLite says whether its file is whole."""
        with unscoped("test"), self.town.site.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                return
            others = text("SELECT count(*) FROM pg_stat_activity "
                          "WHERE datname = current_database() AND pid <> pg_backend_pid()")
            while connection.execute(others).scalar():
                connection.rollback()
                time.sleep(0.01)

    def bring(self) -> None:
        """The next run, in which nobody is killed: whatever was left behind, it takes the same file."""
        with self.town.work(self.town.viewer("village_clerk"), door="cli") as work:
            register = self.town.site.definition.registers["team_member"]
            done = apply(work, register, source_at(self.folder / "花名册.csv"), mode="all", keep=0)
        counts = done.counts
        assert (done.stored, counts.rejected, counts.create + counts.update + counts.same) == (True, 0, ROWS)


def _changes(counts: str) -> int:
    """How many rows a run created or changed."""
    found = json.loads(counts)
    return int(found["create"] + found["update"])


def _number(number: int) -> str:
    """The ID number of an invented person; five areas of a thousand each."""
    return person(number % 1000, area=f"51092{number // 1000 + 1}")


@pytest.fixture
def victim(town: Town, tmp_path: Path) -> Victim:
    with unscoped("test"), town.site.engine.begin() as connection:
        user = accounts.create_account(connection, town.site.models, username="clerk", name="clerk", password="Tian-Qi-59",
                                       must_change=False, now=town.now)
        accounts.grant_duty(connection, town.site.models, user_id=user, role="village_clerk", unit_id=town.unit("225"),
                            department_id=None, by=None, now=town.now, today=town.now.date())
    town.add("emergency_team", {"unit": town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})
    return Victim(town, tmp_path, random.Random(20261122))  # noqa: S311  (moments, not secrets)


def kill(victim: Victim, times: int) -> None:
    victim.measure()
    for _ in range(times):
        victim.kill_one()
        victim.check()
        if victim.chance.random() < 0.3:  # mostly the next process finds what the killed one left
            victim.bring()
    victim.roster()
    victim.bring()
    assert {row["skills"] for row in _members(victim)} == {victim.sign}


def _members(victim: Victim) -> list[dict]:
    table = victim.town.site.models.table("team_member")
    with unscoped("test"), victim.town.sessions() as session:
        return [dict(row) for row in session.execute(guarded(select(table.c.skills))).mappings()]


def test_an_import_that_is_killed_leaves_everything_or_nothing(victim):
    kill(victim, 10)


@pytest.mark.prove
def test_an_import_that_is_killed_two_hundred_times_leaves_everything_or_nothing(victim, capsys):
    kill(victim, 200)
    with capsys.disabled():
        print(f"\n200 kills ({victim.town.site.engine.dialect.name}): {dict(victim.ends)}, {victim.seconds:.1f} s an import")
