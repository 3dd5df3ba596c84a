"""Who brings rosters in processes that are killed, and what must be true of the database at any moment."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text

from app.access import accounts
from app.access.guard import guarded
from app.access.viewer import unscoped
from app.exchange.importing import apply
from app.exchange.reading.source import source_at
from tests.exchange.files import person
from tests.sites import Town
from tests.web import PASSWORD

#: A sign for each version of the roster that stands in no name: it tells the version in a row and in its search index.
SIGNS = "一二三四五六七八九十百千万亿兆东南西北中金木水火土红橙黄绿青蓝紫黑白灰春夏秋冬"


@dataclass
class Victim:
    """Rosters in versions of which every row differs, and what they have done."""

    town: Town
    folder: Path
    chance: random.Random
    rows: int = 5000
    version: int = 0
    seconds: float = 0.0  #: that an import takes which nobody kills
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
        lines = (f"张样{self.sign},{_number(number)},1990{number:07d},{self.sign}" for number in range(self.rows))
        path.write_text("姓名,身份证号,联系电话,技能特长\n" + "\n".join(lines), encoding="utf-8")
        return path

    def check(self) -> None:
        """All rows are of one version, and everything else says the same."""
        models = self.town.site.models
        with unscoped("test"), self.town.sessions() as session:
            if self.town.site.engine.dialect.name == "postgresql":
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))  # one state for all that is read
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
        assert (len(rows), len(signs)) in ((0, 0), (self.rows, 1))
        assert {version for *_, version in rows} <= {len(runs)}
        assert words.keys() == {key for key, *_ in rows}
        assert all(set(sign) <= set(words[key]) for key, sign, _ in rows)
        assert history == dict.fromkeys(runs, self.rows)
        assert sorted(tuple(line) for line in told) == sorted(("ok", count) for count in changes.values())

    def is_whole(self) -> None:
        """SQLite says whether its file is whole."""
        with unscoped("test"), self.town.site.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"

    def bring(self) -> None:
        """The same file once more, and nobody is killed: whatever was left behind, it is taken."""
        with self.town.work(self.town.viewer("village_clerk"), door="cli") as work:
            register = self.town.site.definition.registers["team_member"]
            done = apply(work, register, source_at(self.folder / "花名册.csv"), mode="all", keep=0)
        counts = done.counts
        assert (done.stored, counts.rejected, counts.create + counts.update + counts.same) == (True, 0, self.rows)

    def stored(self) -> set[str]:
        """The versions of which there are rows."""
        table = self.town.site.models.table("team_member")
        with unscoped("test"), self.town.sessions() as session:
            return set(session.execute(guarded(select(table.c.skills))).scalars())


def _changes(counts: str) -> int:
    """How many rows a run created or changed."""
    found = json.loads(counts)
    return int(found["create"] + found["update"])


def _number(number: int) -> str:
    """The ID number of an invented person; five areas of a thousand each."""
    return person(number % 1000, area=f"51092{number // 1000 + 1}")


def with_clerk(town: Town) -> Town:
    """The town with a team in village 225 and the account of its clerk."""
    with unscoped("test"), town.site.engine.begin() as connection:
        user = accounts.create_account(connection, town.site.models, username="clerk", name="clerk", password=PASSWORD,
                                       must_change=False, now=town.now)
        accounts.grant_duty(connection, town.site.models, user_id=user, role="village_clerk", unit_id=town.unit("225"),
                            department_id=None, by=None, now=town.now, today=town.now.date())
    town.add("emergency_team", {"unit": town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})
    return town
