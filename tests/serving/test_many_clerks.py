"""A town at work: many clerks at once on a server as its user starts it, while the clock writes what fell due.

No write that was acknowledged is lost or done twice, no step is doubled, no request ends in a 500; what was not acknowledged is
there whole or not at all. ``make prove``: 220 clerks for five minutes; the times are printed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from werkzeug.security import generate_password_hash

from app.access import accounts, passwords
from app.access.guard import guarded
from app.access.viewer import unscoped
from app.assembly import make_sessions
from app.behaviours.clock import run_clock
from app.behaviours.return_clock import run_returns
from app.preparation import prepare
from config import Settings
from tests.behaviours.cases import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, days, dispute
from tests.serving.clerks import Clerk, Office
from tests.serving.test_processes import free_port, status
from tests.sites import ROOT, Town
from tests.web import PASSWORD

COMMUNITY, BESIDE = "510923108001", "510923107201"
VILLAGES = (COMMUNITY, VILLAGE, OTHER_VILLAGE, BESIDE)
_GRACE = 150.0  #: seconds

#: Of eleven clerks: role and unit.
DUTIES = (*(("village_clerk", unit) for unit in VILLAGES), *(("village_leader", unit) for unit in VILLAGES[1:]),
          *(("town_clerk", TOWN),) * 3, ("county_supervisor", COUNTY))


def furnish(town: Town, clerks: int, per_unit: int, old: int, now: datetime) -> tuple[Office, list[tuple[str, str, str]]]:
    """Accounts, cases that are held in each village and town, cases that the clock has long been waiting for, returns."""
    people = [(f"clerk{number}", *DUTIES[number % len(DUTIES)]) for number in range(clerks)]
    _add_accounts(town, people, now)
    waiting = [dispute(town, VILLAGES[number % 4], now=now - days(80), people_involved=2 + number % 3) for number in range(old)]
    run_returns(town.site, town.sessions, now)
    fresh = {unit: [dispute(town, unit, now=now - timedelta(hours=2), people_involved=4, title=f"新{unit}{number}")
                    for number in range(per_unit)] for unit in VILLAGES}
    fresh[TOWN] = [case for unit in VILLAGES[:3] for case in fresh[unit]]
    table = town.site.models.table("periodic_return")
    with unscoped("test"), town.sessions() as session:
        rows = session.execute(guarded(select(table.c.id, table.c.unit_id).where(
            table.c.kind.in_(["campaign_progress", "rolling_sweep"]), table.c.holder_department_id.is_(None)))).all()
    returns = {unit: [key for key, at in rows if at == town.unit(unit)][-3:] for unit in VILLAGES}
    returns[TOWN] = [key for unit in VILLAGES[:3] for key in returns[unit]]
    codes = {**{unit: unit for unit in (*VILLAGES, TOWN)}, TOWN: VILLAGE,
             **{f"id {unit}": str(town.unit(unit)) for unit in (*VILLAGES, TOWN)}}
    return Office(0, fresh, waiting, returns, codes, 1.0), people


def _add_accounts(town: Town, people: list[tuple[str, str, str]], now: datetime) -> None:
    """Their passwords cost what passwords cost."""
    models, costly = town.site.models, generate_password_hash(PASSWORD, method=passwords._METHOD)
    with unscoped("test"), town.site.engine.begin() as connection:
        for name, role, unit in people:
            user = accounts.create_account(connection, models, username=name, name=name, password=PASSWORD, must_change=False,
                                           now=now)
            accounts.grant_duty(connection, models, user_id=user, role=role, unit_id=town.unit(unit), department_id=None,
                                by=None, now=now, today=now.date())
            connection.execute(update(accounts.AB_USER).where(accounts.AB_USER.c.id == user).values(password=costly))


@contextmanager
def serving(town: Town, folder: Path, command: list[str]) -> Iterator[int]:
    """The port of a server over the town, with its jobs inside; at its end it must not complain of a failure."""
    port, said, url = free_port(), folder / "said.txt", town.site.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, instance=town.site.files.parent, seeds=folder / "no-seeds", demo=False)
    prepare(settings, now=town.now).site.engine.dispose()
    environment = {**os.environ, "INSTANCE": str(settings.instance), "SEEDS": str(settings.seeds), "DATABASE_URL": url,
                   "DEMO": "0", "PORT": str(port), "BACKUP_DAILY_AT": "off", "GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{port}"}
    with said.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
                                   env=environment)
    try:
        assert status(f"http://127.0.0.1:{port}/login/", within=300) == 200
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(90) == 0, said.read_text("utf-8")[-3000:]
    failed = [line for line in said.read_text("utf-8").splitlines() if '"event": "failure"' in line]
    assert failed == [], failed[0][:6000]


def work(town: Town, folder: Path, command: list[str], *, clerks: int, seconds: float, think: float, old: int) -> Office:
    """Let them work for so long, with a second clock in a process of its own beside the server's.

    On a machine that has no time for them longer, until something of theirs was stored.
    """
    now = datetime.now(UTC)
    office, people = furnish(town, clerks, 24, old, now)
    office.think = think
    town.site.engine.dispose()
    with serving(town, folder, command) as port:
        office.port = port
        threads = [threading.Thread(target=Clerk(office, number, *person).run) for number, person in enumerate(people)]
        clock = threading.Thread(target=_keep_clock, args=(town, office))
        for each in (*threads, clock):
            each.start()
        begun = time.monotonic()
        while (took := time.monotonic() - begun) < seconds or (took < seconds + _GRACE and not office.has_worked):
            time.sleep(0.5)
        office.ended.set()
        for each in (*threads, clock):
            each.join()
    return office


def _keep_clock(town: Town, office: Office) -> None:
    """The clock, again and again."""
    sessions = make_sessions(town.site)
    while not office.ended.is_set():
        try:
            done = run_clock(town.site, sessions, datetime.now(UTC))
            office.statuses["clock", done.steps] += done.steps > 0
        except Exception as bad:
            office.failures.append(f"clock: {type(bad).__name__}: {bad}")
        office.ended.wait(0.5)


# -- what must be true afterwards --------------------------------------------------------------------


class Books:
    """What the database says in the end."""

    def __init__(self, town: Town) -> None:
        self.town, self.models = town, town.site.models
        table, system = self.models.table("dispute"), self.models.system
        self.rows = {row["id"]: row for row in self._read(select(table))}
        self.steps = self._read(select(system.case_step).order_by(system.case_step.c.record_id, system.case_step.c.number))
        self.history = self._read(select(system.history).where(system.history.c.register.in_(["dispute", "periodic_return"]))
                                  .order_by(system.history.c.id))
        self.returned = self._read(select(system.return_step).order_by(system.return_step.c.return_id,
                                                                       system.return_step.c.number))

    def _read(self, statement):
        with unscoped("test"), self.town.sessions() as session:
            return [dict(row) for row in session.execute(guarded(statement)).mappings()]

    def check(self, office: Office) -> None:
        self.check_edits(office)
        self.check_marks(office, "act", Counter(line["reason"] for line in self.steps if line["kind"] == "progress"), 1)
        self.check_marks(office, "return", Counter(line["reason"] for line in self.returned), 1)
        self.check_marks(office, "enter", Counter(row["title"] for row in self.rows.values()), 1)
        self.check_marks(office, "import", Counter(row["title"].partition("之")[0] for row in self.rows.values()
                                                   if "之" in row["title"]), 3)
        self.check_chains()

    def check_marks(self, office: Office, kind: str, found: Counter[str], each: int) -> None:
        """Acknowledged: there, once; not acknowledged: there once or not at all."""
        sure = [one.mark for one in office.acknowledged if one.kind == kind]
        assert len(sure) == len(set(sure))
        assert {mark: found[mark] for mark in sure if found[mark] != each} == {}, f"{kind}: lost or doubled"
        tried = {mark for its, mark in office.tried if its == kind}
        assert {found[mark] for mark in tried} <= {0, each}, f"{kind}: in part"

    def check_edits(self, office: Office) -> None:
        """Every version that a clerk was told of says in the history what that clerk wrote, and the last one stands."""
        told = {(line["record_id"], line["version"]): json.loads(line["changes"]) for line in self.history
                if line["register"] == "dispute"}
        edits = [one for one in office.acknowledged if one.kind == "edit"]
        assert len({(one.record, one.version) for one in edits}) == len(edits), "two clerks were told of one version"
        assert [one for one in edits if one.version != one.read + 1] == [], "written over what the clerk had not seen"
        lost = [one for one in edits if told.get((one.record, one.version), {}).get("remarks", [None, None])[1] != one.mark]
        assert lost == []
        last = {one.record: one for one in sorted(edits, key=lambda one: one.version)}
        for record, one in last.items():
            later = [changes["remarks"][1] for (its, version), changes in told.items()
                     if its == record and version > one.version and "remarks" in changes]
            assert self.rows[record]["remarks"] == (later[-1] if later else one.mark)

    def check_chains(self) -> None:
        """Versions, remarks and the lines of the logs follow one another without gap or double."""
        versions: dict[tuple[str, int], int] = {}
        remarks: dict[int, str | None] = {}
        for line in self.history:
            key = (line["register"], line["record_id"])
            assert line["version"] == versions.get(key, 0) + 1, key
            versions[key] = line["version"]
            if key[0] == "dispute" and "remarks" in (changes := json.loads(line["changes"])):
                assert changes["remarks"][0] == remarks.get(key[1]), "written over what was never seen"
                remarks[key[1]] = changes["remarks"][1]
        numbers: dict[int, list[int]] = {}
        for line in self.steps:
            numbers.setdefault(line["record_id"], []).append(line["number"])
        for key, row in self.rows.items():
            assert row["version"] == versions["dispute", key]
            assert numbers.get(key, []) == list(range(1, (row["step_number"] or 0) + 1))
        missed = Counter((line["record_id"], line["kind"], line["at"]) for line in self.steps
                         if line["kind"] in ("overdue", "card"))
        assert set(missed.values()) <= {1}, "a step is doubled"

    def check_clock(self, office: Office) -> int:
        """What nobody has touched stands as one run leaves it, alike for like cases."""
        now = datetime.now(UTC)
        run_clock(self.town.site, self.town.sessions, now)
        again = run_clock(self.town.site, self.town.sessions, now)
        assert (again.steps, again.failed) == (0, [])
        after = Books(self.town)
        touched = {line["record_id"] for line in after.steps if line["user_id"] is not None}
        logs: dict[tuple[str, int], set[tuple[object, ...]]] = {}
        for case in set(office.old) - touched:
            mine = tuple((line["number"], line["kind"], line["at"], line["to_colour"], line["to_level"], line["due_on"])
                         for line in after.steps if line["record_id"] == case)
            row = after.rows[case]
            logs.setdefault((row["unit_id"], row["people_involved"]), set()).add(mine)
        assert all(len(each) == 1 for each in logs.values())
        return sum(line["user_id"] is None for line in after.steps)


def check(town: Town, office: Office) -> int:
    assert office.failures == [], office.failures[:5]
    assert not [(kind, code) for kind, code in office.statuses if kind != "clock" and code >= 500 and code != 503]
    busy = sum(count for (kind, code), count in office.statuses.items() if code == 503 and kind != "clock")
    assert busy <= len(office.times) / 100, "the database was busy for more than one request in a hundred"
    books = Books(town)
    books.check(office)
    return books.check_clock(office)


SERVERS = {"run": ["app.serving"],
           "gunicorn": ["gunicorn", "-w", "2", "--threads", "4", "--timeout", "120", "app.serving.wsgi:app"]}


def test_eleven_clerks_lose_nothing_and_double_nothing(town, tmp_path):
    office = work(town, tmp_path, SERVERS["run"], clerks=11, seconds=10, think=0.5, old=12)
    check(town, office)
    kinds = Counter(one.kind for one in office.acknowledged)
    assert min(kinds[kind] for kind in ("edit", "act")) > 0


@pytest.mark.prove
@pytest.mark.parametrize("server", [
    "run", pytest.param("gunicorn", marks=pytest.mark.skipif(sys.platform == "win32", reason="no gunicorn there"))])
def test_two_hundred_and_twenty_clerks_lose_nothing_and_double_nothing(town, tmp_path, server, capsys):
    office = work(town, tmp_path, SERVERS[server], clerks=220, seconds=300, think=10, old=200)
    kinds = Counter(one.kind for one in office.acknowledged)
    with capsys.disabled():
        print(f"\n{town.site.engine.dialect.name}, {server}: 220 clerks, 300 s, {len(office.times)} requests; acknowledged "
              f"{dict(kinds)}\n{office.table()}")
    steps = check(town, office)
    with capsys.disabled():
        print(f"  lines of the clock: {steps}; lost, doubled, in part: 0")
    assert min(kinds[kind] for kind in ("edit", "act", "return", "import", "enter")) > 0
