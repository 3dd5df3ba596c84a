"""Four schedulers in processes of their own, killed and sent through time, write what one run writes (assurance.md R15)."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import select, update

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.behaviours import acts
from tests.behaviours.cases import GRID, OTHER_VILLAGE, TOWN, VILLAGE, at, days, dispute, do, run
from tests.sites import ROOT

START, UNTIL = at("2026-08-07"), at("2026-12-31")
OWN = {"id", "number", "title", "changed_at"}  #: what tells a case from its twin; the moment of the run that came by


def twins(town, count):
    """Cases in pairs that are alike: as many ways to wait for the clock as there are."""
    chance = random.Random(20261122)  # noqa: S311
    pairs = []
    for number in range(count):
        unit, people = chance.choice([VILLAGE, OTHER_VILLAGE, GRID, TOWN]), chance.choice([2, 2, 3, 12, 60])
        category, entered = chance.choice(["neighbours", "land"]), at("2026-08-05") + days(chance.randrange(2))
        pair = [dispute(town, unit, now=entered, people_involved=people, category=category, title=f"{number}{side}")
                for side in "甲乙"]
        waits = chance.choice(["nothing", "nothing", "paused", "offered", "handed up", "resolved"])
        for case in pair:
            _wait(town, case, waits)
        pairs.append(pair)
    return pairs


def _wait(town, case, waits):
    now, unit = at("2026-08-06", "15:00"), town.record("dispute", case).holder_unit_id
    if waits == "paused":
        do(town, case, acts.pause, "away", "当事人外出", now=now)
    elif waits == "offered" and town.unit(TOWN) == unit:
        do(town, case, acts.offer, department=town.departments["社会治理和应急管理办"], reason="属该办职责", now=now)
    elif waits == "handed up":
        do(town, case, acts.hand_up, "村里解决不了", now=now)
    elif waits == "resolved" and town.record("dispute", case).colour == "blue":
        do(town, case, acts.resolve, outcome="success", method="mediation", agreement="和解", on="2026-08-06", now=now)


def hide(town, cases, now):
    """Out of the clock's sight, or with None back in it."""
    table = town.site.models.table("dispute")
    with unscoped("test"), town.sessions() as session:
        session.execute(guarded(update(table).where(table.c.id.in_(cases)).values(void_at=now)))
        session.commit()


def all_of(town, case):
    """The case, its log, its notices and what its history says of changes."""
    models = town.site.models
    table, system = models.table("dispute"), models.system
    steps, notice, history = system.case_step, system.notice, system.history
    with unscoped("test"), town.sessions() as session:
        def read(statement):
            return [dict(row) for row in session.execute(guarded(statement)).mappings()]

        row, = read(select(table).where(table.c.id == case))
        lines = read(select(steps).where(steps.c.record_id == case).order_by(steps.c.number))
        told = read(select(notice, steps.c.number.label("line")).join(steps, steps.c.id == notice.c.step_id).where(
            steps.c.record_id == case).order_by(steps.c.number))
        kept = read(select(history.c.act, history.c.version, history.c.changes).where(
            history.c.register == "dispute", history.c.record_id == case).order_by(history.c.id))
    return ({key: value for key, value in row.items() if key not in OWN},
            [{key: value for key, value in line.items() if key not in {"id", "record_id"}} for line in lines],
            [{key: value for key, value in line.items() if key not in {"id", "step_id", "record_id"}} for line in told],
            [(line["act"], line["version"], line["changes"]) for line in kept[1:]])


def race(town, count, kills):
    """The one half of the twins meets four schedulers, the other one run; the two are compared."""
    pairs = twins(town, count)
    ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
    hide(town, theirs, at("2026-08-06"))
    town.site.engine.dispose()
    url = town.site.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.behaviours.schedulers", url, str(town.site.files.parent), START.isoformat(),
               UNTIL.isoformat(), str(kills), "20261122"]
    begun = time.monotonic()
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3000, check=False)
    took = time.monotonic() - begun
    assert said.returncode == 0, said.stderr[-3000:]
    done = json.loads(said.stdout.splitlines()[-1])
    assert (done["kills"], done["failed"]) == (kills, 0), said.stderr[-3000:]
    left = run(town, UNTIL).steps
    hide(town, theirs, None)
    hide(town, ours, at("2026-08-06"))
    once = run(town, UNTIL)
    hide(town, ours, None)
    found = [all_of(town, case) for case in ours]
    for pair, alike in zip(pairs, found, strict=True):
        assert alike == all_of(town, pair[1]), pair
        assert [line["number"] for line in alike[1]] == list(range(1, len(alike[1]) + 1))
    assert run(town, UNTIL).steps == 0
    assert once.failed == []
    return {**done, "lines": sum(len(each[1]) for each in found), "by one run": once.steps, "left for the last": left,
            "seconds": round(took)}


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_schedulers_that_are_killed_write_what_one_run_writes(town):
    done = race(town, 5, 6)
    assert done["lines"] > 50


def test_a_clock_that_has_nothing_to_write_waits_for_nobody_who_writes(town):
    dispute(town)
    with town.site.engine.begin():  # the lock of a writer, on SQLite
        assert run(town, at("2026-08-06")).steps == 0


@pytest.mark.prove
@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_ten_thousand_steps_of_four_schedulers_that_are_killed_are_those_of_one_run(town, capsys):
    done = race(town, 160, 300)
    with capsys.disabled():
        print(f"\n{town.site.engine.dialect.name}: {done}")
    assert done["lines"] >= 10_000
