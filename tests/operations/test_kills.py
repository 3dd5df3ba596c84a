"""Killed at any moment: a backup leaves none that is half, a restore leaves what was there or what was to be there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.safekeeping import check_backup, kept_backups
from config import ROOT, Settings
from tests.behaviours.cases import dispute
from tests.operations.conftest import Office, later, state_of

#: Says when the work begins, so that the moments of the killings fall into it and not into the start of Python.
BEGUN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.safekeeping import make_backup, restore_backup
from config import from_environment
print("begun", flush=True)
if sys.argv[1] == "backup":
    make_backup(from_environment(), "manual", datetime.now(UTC))
else:
    restore_backup(from_environment(), Path(sys.argv[2]), datetime.now(UTC), replace=True)
"""


def killed(settings: Settings, after: float | None, *words: str) -> float:
    """Start the work, kill it so many seconds after it began (None: not at all); how long it lived."""
    environment = {**os.environ, "INSTANCE": str(settings.instance), "DATABASE_URL": settings.database_url}
    with subprocess.Popen([sys.executable, "-c", BEGUN, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        begun = time.monotonic()
        if after is not None:
            time.sleep(after)
            process.kill()
        process.wait()
        return time.monotonic() - begun


few = pytest.mark.parametrize(("backend", "count"), [
    ("sqlite", 2), pytest.param("postgres", 1, marks=pytest.mark.postgres), pytest.param("sqlite", 50, marks=pytest.mark.prove),
    pytest.param("postgres", 50, marks=[pytest.mark.postgres, pytest.mark.prove])])


@few
def test_a_backup_that_is_killed_leaves_no_half_one(office: Office, count: int) -> None:
    settings, chance = office.settings, random.Random(20260805)  # noqa: S311
    before, whole = state_of(settings), killed(settings, None, "backup")
    for _ in range(count):
        killed(settings, chance.uniform(0, whole), "backup")
        for each in kept_backups(settings.backups)[:1]:
            check_backup(settings, each.path)
    office.back_up(now=later(1))
    assert state_of(settings) == before
    assert sorted(path.suffix for path in settings.backups.iterdir() if path.suffix != ".zip") == []
    assert [path.name for path in settings.instance.iterdir() if path.name.startswith("backup-")] == []


@few
def test_a_restore_that_is_killed_leaves_the_old_state_or_the_new_one(office: Office, count: int) -> None:
    settings, chance = replace(office.settings, backup_keep=3), random.Random(20260806)  # noqa: S311
    first = state_of(settings)
    old = office.back_up(folder=settings.instance / "kept").kept.path
    dispute(office.town, title="后来的纠纷")
    second = state_of(settings)
    new = office.back_up(folder=settings.instance / "kept", now=later(1)).kept.path
    wanted, whole = {str(old): first, str(new): second}, killed(settings, None, "restore", str(old))
    there = first
    for number in range(count):
        path = str(new if number % 2 == 0 else old)
        killed(settings, chance.uniform(0, whole), "restore", path)
        found = state_of(settings)
        assert found in (there, wanted[path]), number
        there = found
        tidy(settings)
    killed(settings, None, "restore", str(new))
    assert state_of(settings) == second


def tidy(settings: Settings) -> None:
    """What was kept aside would fill the disk of a test."""
    database = Path(settings.database.removeprefix("sqlite:///")).parent if settings.database.startswith("sqlite") else None
    for path in (*(database.glob("*.before-*") if database else ()), *settings.backups.glob("*")):
        path.unlink()
