"""The queue in the instance folder, what is said about a task while it goes on, and who works."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import structlog
from filelock import FileLock, Timeout
from huey import SqliteHuey
from sqlalchemy import select

from app.access import accounts
from app.access.lent import loans_of
from app.access.viewer import Viewer
from app.assembly import make_sessions
from app.decisions.calendar import local_date
from app.model import looking
from app.model.faults import FAULTS, fault_of
from app.problems import Problem, problem
from app.records.site import Site

SILENT = 90.0  #: seconds without a sign of life after which nobody works, as far as one can tell
BEAT = 5.0  #: seconds between two signs of life
TRIES = 3  #: how often a task is begun that ends in an error of ours

log = structlog.get_logger()


class Cancelled(Exception):
    """Somebody has said that the task shall not go on."""


class BrokenOff(Exception):
    """The process is being stopped: what it was at is begun anew by the next one."""


class Tasks:
    """The queue of an installation as one process sees it."""

    def __init__(self, site: Site, clock: Callable[[], datetime]) -> None:
        self.site, self.clock, self.folder = site, clock, site.files.parent
        self.working = self.folder / "working"
        self.working.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.huey = SqliteHuey("imports", filename=str(self.folder / "tasks.db"), fsync=True, results=False)
        self.sessions, self.looks = make_sessions(site), looking(site.engine)
        self.ended, self.hurry = threading.Event(), threading.Event()
        self._beaten = float("-inf")

    def close(self) -> None:
        """Let go of the file, in the thread that used it."""
        self.huey.storage.close()

    # -- in order ------------------------------------------------------------------------------

    def queue(self, task: Callable[[Any], object], key: int | str) -> None:
        """Put a task in that is written down elsewhere already; where the queue cannot be written it is found later."""
        with self.calm("queue"):
            task(key)

    def waiting(self, name: str) -> set[Any]:
        """What lies in the queue for a task of this name."""
        return {each.args[0] for each in self.huey.pending() if each.name == name}

    def work_off(self) -> int:
        """Do what lies in the queue, until the worker is to end; how many tasks."""
        done = 0
        while not self.ended.is_set() and (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            done += 1
        return done

    # -- how far it is ---------------------------------------------------------------------------

    def note(self, key: int | str, what: str, value: Any) -> None:
        """Remember something of a task; where the disk takes nothing, nothing is remembered."""
        with contextlib.suppress(*FAULTS):
            self.huey.put(f"{what}.{key}", value)

    def noted(self, key: int | str, what: str) -> Any:
        """What was remembered, None for nothing."""
        return self.huey.get(f"{what}.{key}", peek=True)

    def forget(self, key: int | str, *whats: str) -> None:
        """Nothing of it any more."""
        with contextlib.suppress(*FAULTS):
            for what in whats:
                self.huey.delete(f"{what}.{key}")

    def watched(self, key: int | str, rows: int) -> None:
        """So many rows are done. Raises Cancelled, BrokenOff where it shall not go on."""
        self.beat()
        self.note(key, "rows", rows)
        if self.hurry.is_set():
            raise BrokenOff
        if self.noted(key, "cancel"):
            raise Cancelled

    # -- who works ---------------------------------------------------------------------------------

    def lock(self, key: int | str) -> FileLock:
        """One process of this machine is at it."""
        return FileLock(self.working / f"{key}.lock")

    def is_free(self, key: int | str) -> bool:
        """Whether no process is at it."""
        try:
            with self.lock(key).acquire(timeout=0):
                return True
        except Timeout:
            return False

    def beat(self) -> None:
        """A sign of life, now and then. It needs no room on the disk once the file is there."""
        if time.monotonic() - self._beaten < BEAT:
            return
        self._beaten = time.monotonic()
        with contextlib.suppress(OSError):
            (self.working / "alive").touch(mode=0o600)

    @property
    def anybody_works(self) -> bool:
        """Whether some process of this installation has given a sign of life lately."""
        try:
            return time.time() - os.stat(self.working / "alive").st_mtime < SILENT
        except OSError:
            return False

    def viewer(self, user_id: int) -> Viewer | None:
        """The person who asked for it, with the duties of this moment; None where the account is gone or closed."""
        user, now = accounts.AB_USER, self.clock()
        with self.looks.connect() as connection:
            asked = select(user.c.username, user.c.first_name).where(user.c.id == user_id, user.c.active.is_(True))
            row = connection.execute(asked).first()
            duties = accounts.read_duties(connection, self.site.models, user_id, local_date(now))
            lent = loans_of(connection, self.site.models, user_id, duties, local_date(now))
        return None if row is None else Viewer(user_id, row.first_name or row.username, duties, lent=lent)

    # -- what went wrong -----------------------------------------------------------------------------

    def failed(self, key: int | str, name: str, error: Exception, broken: str) -> Problem | None:
        """What to say of a task that an error has ended; None while it is to be begun anew, because it may go away."""
        found = fault_of(error)
        if found is None:
            log.exception(name, key=key)
        else:
            log.warning(name, key=key, fault=found.as_line("en"))
        tried = int(self.noted(key, "tries") or 0) + 1
        self.note(key, "tries", tried)
        return (found or problem(broken)) if tried >= TRIES else None

    @contextlib.contextmanager
    def calm(self, name: str) -> Iterator[None]:
        """A disk or database that fails within is a line of the log; what was to be done is found again later."""
        try:
            yield
        except FAULTS as bad:
            found = fault_of(bad)
            if found is None:
                raise
            log.warning(name, fault=found.as_line("en"))
