"""Imports that are stored in the background.

What is to be done is written in the run itself (state ``queued``). A run is stored in one transaction that also makes it
``applied``: where a process dies nothing of it is stored, and whoever comes next begins it anew.
"""

from __future__ import annotations

from collections.abc import Callable

from filelock import Timeout
from sqlalchemy import select, update

from app.access.guard import guarded
from app.access.viewer import Deed, acting_as, performing, unscoped
from app.background.tasks import BrokenOff, Cancelled, Tasks
from app.exchange.importing import Mode, apply
from app.exchange.plan import Plan
from app.exchange.runs import QUEUED, UPLOADED, ImportRun, own_run, queue_run
from app.problems import Problems, problem
from app.records.site import Work
from app.words import Language

_NAME = "apply_import"


class Imports:
    """The imports among the tasks."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks, self.site = tasks, tasks.site
        self.task = tasks.huey.task(name=_NAME)(self.store)

    # -- for the pages -------------------------------------------------------------------------

    def put(self, work: Work, run: ImportRun, mode: Mode) -> None:
        """Have a run stored in the background; commits. Raises Unreadable (F053) where it is no longer waiting."""
        queue_run(work, run.id, mode)
        self._forget(run.id)
        self.tasks.note(_key(run.id), "language", work.language)
        work.session.commit()
        self.tasks.queue(self.task, run.id)

    def rows_done(self, run_id: int) -> int:
        """How many rows of a run have been gone through."""
        return int(self.tasks.noted(_key(run_id), "rows") or 0)

    def cancel(self, run_id: int) -> None:
        """Ask that a run end before it is stored; one that nobody has begun yet ends when it is its turn."""
        self.tasks.huey.put(f"cancel.{_key(run_id)}", True)

    @property
    def at_work(self) -> bool:
        """Whether there is anybody who will do what waits."""
        return self.tasks.anybody_works

    # -- the work ------------------------------------------------------------------------------

    def find_lost(self) -> list[int]:
        """Put in again what is to be stored, and neither lies in the queue nor is at work: its process has died."""
        table = self.site.models.system.import_run
        with unscoped("imports: lost"), self.tasks.sessions() as session:
            session.bind = self.tasks.looks
            waiting = set(session.execute(guarded(select(table.c.id).where(table.c.state == QUEUED))).scalars())
        lost = [run_id for run_id in sorted(waiting - self.tasks.waiting(_NAME)) if self.tasks.is_free(_key(run_id))]
        for run_id in lost:
            self.task(run_id)
        return lost

    def store(self, run_id: int) -> None:
        """Store one run, unless another process is at it or it is no longer to be stored."""
        try:
            with self.tasks.lock(_key(run_id)).acquire(timeout=0):
                self._store(run_id)
        except Timeout:
            return

    def _store(self, run_id: int) -> None:
        row = self._asked(run_id)
        if row is None:
            return
        language: Language = self.tasks.noted(_key(run_id), "language") or "zh"
        try:
            reason = self._apply(run_id, row[0], row[1], language)
        except BrokenOff:
            return  # it stays queued
        except Cancelled:
            reason = ""
        except Problems as found:
            reason = found.found[0].message(language)
        except Exception as error:
            failed = self.tasks.failed(_key(run_id), _NAME, error, "F058")
            if failed is None:
                return  # it stays queued: find_lost puts it in again
            reason = failed.message(language)
        if reason is not None:
            self._give_back(run_id, reason)
        self._forget(run_id)

    def _asked(self, run_id: int) -> tuple[int, Mode] | None:
        """Who asked for a run, and for what; None for one that is not to be stored any more."""
        table = self.site.models.system.import_run
        with unscoped("imports: run"), self.tasks.sessions() as session:
            session.bind = self.tasks.looks
            asked = select(table.c.user_id, table.c.mode).where(table.c.id == run_id, table.c.state == QUEUED)
            row = session.execute(guarded(asked)).first()
        return None if row is None else (row.user_id, row.mode)

    def _apply(self, run_id: int, user_id: int, mode: Mode, language: Language) -> str | None:
        """Why nothing was stored; None where something was. Raises Problems, Cancelled, BrokenOff."""
        now, viewer = self.tasks.clock(), self.tasks.viewer(user_id)
        if viewer is None:
            return problem("F054", name=f"#{user_id}").message(language)
        with acting_as(viewer), performing(Deed(door="form", at=now)), self.tasks.sessions() as session:
            work = Work(self.site, session, now, "file", language)
            run = own_run(work, run_id)
            register = self.site.definition.registers[run.register]
            done = apply(work, register, run.source(work), run.options, mode, run_id=run_id, keep=0,
                         each_chunk=self._watch(run_id))
        return None if done.stored else (done.reason or problem("F052")).message(language)

    def _watch(self, run_id: int) -> Callable[[Plan], None]:
        return lambda found: self.tasks.watched(_key(run_id), found.counts.rows)

    def _give_back(self, run_id: int, reason: str) -> None:
        """The run waits again, with the reason why it was not stored; if that cannot be written it is begun anew."""
        table = self.site.models.system.import_run
        mine = (table.c.id == run_id) & (table.c.state == QUEUED)
        with self.tasks.calm(_NAME), unscoped("imports: not stored"), self.tasks.sessions() as session:
            session.execute(guarded(update(table).where(mine).values(state=UPLOADED, reason=reason or None)))
            session.commit()

    def _forget(self, run_id: int) -> None:
        self.tasks.forget(_key(run_id), "rows", "cancel", "tries", "language")


def _key(run_id: int) -> str:
    return f"import-{run_id}"
