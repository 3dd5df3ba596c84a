"""Imports that are stored in the background: a queue in the instance folder (huey over SQLite), and a thread that works.

What is to be done is written in the run itself (state ``queued``), the queue says only in which order. A run is stored in one
transaction that also makes it ``applied``: where a process dies, nothing of it is stored, and whoever comes next (any process
of this machine, by a lock for each run) begins it anew. Closing the browser changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from filelock import FileLock, Timeout
from huey import SqliteHuey
from sqlalchemy import select, update

from app.access import accounts
from app.access.guard import guarded
from app.access.viewer import Deed, Viewer, acting_as, performing, unscoped
from app.assembly import make_sessions
from app.decisions.calendar import local_date
from app.exchange.importing import Mode, apply
from app.exchange.plan import Plan
from app.exchange.runs import QUEUED, UPLOADED, ImportRun, own_run, queue_run
from app.model import looking
from app.problems import Problems, problem
from app.records.site import Site, Work
from app.words import Language

EVERY = 0.5  #: seconds between two looks into the queue
AGAIN = 30.0  #: seconds between two searches for runs that nobody works on
TRIES = 3  #: how often a run is begun that ends in an error of ours

log = structlog.get_logger()


class Cancelled(Exception):
    """Somebody has said that the import shall not go on."""


class Imports:
    """The queue of an installation as one process sees it. Any process may put runs in, ask how far they are, or work."""

    def __init__(self, site: Site, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.site, self.clock, self.folder = site, clock, site.files.parent
        self.huey = SqliteHuey("imports", filename=str(self.folder / "tasks.db"), fsync=True, results=False)
        self.task = self.huey.task(name="apply_import")(self.store)
        self.sessions = make_sessions(site)

    def close(self) -> None:
        """Let go of the file, in the thread that used it."""
        self.huey.storage.close()

    # -- for the pages -------------------------------------------------------------------------

    def put(self, work: Work, run: ImportRun, mode: Mode) -> None:
        """Have a run stored in the background; commits. Raises Unreadable (F053) where it is no longer waiting."""
        queue_run(work, run.id, mode)
        self._forget(run.id)
        self.huey.put(_key("language", run.id), work.language)
        work.session.commit()
        self.task(run.id)

    def rows_done(self, run_id: int) -> int:
        """How many rows of a run have been gone through."""
        return int(self.huey.get(_key("rows", run_id), peek=True) or 0)

    def cancel(self, run_id: int) -> None:
        """Ask that a run end before it is stored; one that nobody has begun yet ends when it is its turn."""
        self.huey.put(_key("cancel", run_id), True)

    # -- the work ------------------------------------------------------------------------------

    def work_off(self) -> int:
        """Do what lies in the queue; how many tasks."""
        done = 0
        while (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            done += 1
        return done

    def find_lost(self) -> list[int]:
        """Put in again what is to be stored, and neither lies in the queue nor is at work: its process has died."""
        table = self.site.models.system.import_run
        with unscoped("imports: lost"), self.sessions() as session:
            waiting = set(session.execute(guarded(select(table.c.id).where(table.c.state == QUEUED))).scalars())
        lost = sorted(waiting - {task.args[0] for task in self.huey.pending()})
        lost = [run_id for run_id in lost if self._is_free(run_id)]
        for run_id in lost:
            self.task(run_id)
        return lost

    def store(self, run_id: int) -> None:
        """Store one run, unless another process is at it or it is no longer to be stored."""
        try:
            with self._lock(run_id).acquire(timeout=0):
                self._store(run_id)
        except Timeout:
            return

    def _store(self, run_id: int) -> None:
        table = self.site.models.system.import_run
        with unscoped("imports: run"), self.sessions() as session:
            asked = select(table.c.user_id, table.c.mode).where(table.c.id == run_id, table.c.state == QUEUED)
            row = session.execute(guarded(asked)).first()
        if row is None:
            return
        language: Language = self.huey.get(_key("language", run_id), peek=True) or "zh"
        reason: str | None
        try:
            reason = self._apply(run_id, row.user_id, row.mode, language)
        except Cancelled:
            reason = ""
        except Problems as found:
            reason = found.found[0].message(language)
        except Exception:
            log.exception("import", run=run_id)
            if self._tried(run_id) < TRIES:
                return  # it stays queued: find_lost puts it in again
            reason = problem("F058").message(language)
        if reason is not None:
            self._give_back(run_id, reason)
        self._forget(run_id)

    def _apply(self, run_id: int, user_id: int, mode: Mode, language: Language) -> str | None:
        """Why nothing was stored; None where something was. Raises Problems, Cancelled."""
        now = self.clock()
        viewer = self._viewer(user_id, now)
        if viewer is None:
            return problem("F054", name=f"#{user_id}").message(language)
        with acting_as(viewer), performing(Deed(door="form", at=now)), self.sessions() as session:
            work = Work(self.site, session, now, "file", language)
            run = own_run(work, run_id)
            register = self.site.definition.registers[run.register]
            done = apply(work, register, run.source(work), run.options, mode, run_id=run_id, keep=0,
                         each_chunk=self._watch(run_id))
        return None if done.stored else (done.reason or problem("F052")).message(language)

    def _viewer(self, user_id: int, now: datetime) -> Viewer | None:
        """The person who asked for it, with the duties of this moment."""
        user = accounts.AB_USER
        with looking(self.site.engine).connect() as connection:
            asked = select(user.c.username, user.c.first_name).where(user.c.id == user_id, user.c.active.is_(True))
            row = connection.execute(asked).first()
            duties = accounts.read_duties(connection, self.site.models, user_id, local_date(now))
        return None if row is None else Viewer(user_id, row.first_name or row.username, duties)

    def _watch(self, run_id: int) -> Callable[[Plan], None]:
        def watch(found: Plan) -> None:
            self.huey.put(_key("rows", run_id), found.counts.rows)
            if self.huey.get(_key("cancel", run_id), peek=True):
                raise Cancelled

        return watch

    def _give_back(self, run_id: int, reason: str) -> None:
        """The run waits again, with the reason why it was not stored."""
        table = self.site.models.system.import_run
        mine = (table.c.id == run_id) & (table.c.state == QUEUED)
        with unscoped("imports: not stored"), self.sessions() as session:
            session.execute(guarded(update(table).where(mine).values(state=UPLOADED, reason=reason or None)))
            session.commit()

    def _tried(self, run_id: int) -> int:
        tried = int(self.huey.get(_key("tries", run_id), peek=True) or 0) + 1
        self.huey.put(_key("tries", run_id), tried)
        return tried

    def _forget(self, run_id: int) -> None:
        for what in ("rows", "cancel", "tries", "language"):
            self.huey.delete(_key(what, run_id))

    def _lock(self, run_id: int) -> FileLock:
        folder = self.folder / "importing"
        folder.mkdir(mode=0o700, exist_ok=True)
        return FileLock(folder / f"{run_id}.lock")

    def _is_free(self, run_id: int) -> bool:
        try:
            with self._lock(run_id).acquire(timeout=0):
                return True
        except Timeout:
            return False


def _key(what: str, run_id: int) -> str:
    return f"import.{run_id}.{what}"


class ImportWorker:
    """The thread that works the queue off; each serving process has one. ``stop`` lets an import that has begun end."""

    def __init__(self, site: Site, **how: Any) -> None:
        self._site, self._how, self._ended = site, how, threading.Event()
        self._thread = threading.Thread(target=self._work, name="imports", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """No further import; waits for the one that is under way."""
        self._ended.set()
        self._thread.join(timeout=60)

    def _work(self) -> None:
        imports, looked = Imports(self._site, **self._how), 0.0
        while not self._ended.wait(EVERY):
            looked -= EVERY
            try:
                if looked <= 0:
                    looked = AGAIN
                    imports.find_lost()
                imports.work_off()
            except Exception:  # a database that is away must not end it for good
                log.exception("imports")
        imports.close()
