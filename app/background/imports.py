"""Imports that are stored in the background.

What is to be done is written in the run itself (state ``queued``). A run is stored in one transaction that also makes it
``applied``: where a process dies nothing of it is stored, and whoever comes next begins it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select, update

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.background.kinds import Attempt, Kind
from app.background.tasks import Tasks
from app.exchange.importing import Mode, apply
from app.exchange.plan import Plan
from app.exchange.runs import QUEUED, UPLOADED, ImportRun, own_run, queue_run
from app.problems import Problems, problem
from app.records.site import Work
from app.words import Language


@dataclass(frozen=True)
class Queued:
    """A run that is to be stored: who wants that, of which rows, and in which language they are told."""

    run_id: int
    user_id: int
    mode: Mode
    language: Language


class Imports(Kind[int, Queued]):
    """The imports among the tasks."""

    NAME, PREFIX, BROKEN = "apply_import", "import", "F058"
    NOTES = (*Kind.NOTES, "language")

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, self.store)
        self._runs = self.site.models.system.import_run

    # -- for the pages -------------------------------------------------------------------------

    def put(self, work: Work, run: ImportRun, mode: Mode) -> None:
        """Have a run stored in the background; commits. Raises Unreadable (F053) where it is no longer waiting."""
        queue_run(work, run.id, mode)
        self.forget(run.id)
        self.tasks.note(self.called(run.id), "language", work.language)
        work.session.commit()
        self.tasks.queue(self.task, run.id)

    def cancel(self, run_id: int) -> None:
        """Ask that a run end before it is stored; one that nobody has begun yet ends when it is its turn."""
        self.tasks.huey.put(f"cancel.{self.called(run_id)}", True)

    # -- the work ------------------------------------------------------------------------------

    def store(self, run_id: int) -> None:
        """Store one run, unless another process is at it or it is no longer to be stored."""
        self.do_alone(run_id)

    def _waiting(self) -> set[int]:
        table = self._runs
        return {row.id for row in self._look("imports: lost", select(table.c.id).where(table.c.state == QUEUED))}

    def _wanted(self, key: int) -> Queued | None:
        table = self._runs
        asked = select(table.c.user_id, table.c.mode).where(table.c.id == key, table.c.state == QUEUED)
        found = self._look("imports: run", asked)
        language: Language = self.tasks.noted(self.called(key), "language") or "zh"
        return next((Queued(key, row.user_id, row.mode, language) for row in found), None)

    def _do(self, asked: Queued) -> Queued:
        """Store it as its owner, or nothing of it. Raises Problems: F054, F052 and why; Cancelled, BrokenOff."""
        with self.work_for(asked.user_id, asked.language, door="file") as work:
            run = own_run(work, asked.run_id)
            register = self.site.definition.registers[run.register]
            done = apply(work, register, run.source(work), run.options, asked.mode, run_id=asked.run_id, keep=0,
                         each_chunk=self._watch(asked.run_id))
        if not done.stored:
            raise Problems([done.reason or problem("F052")])
        return asked

    def _watch(self, run_id: int) -> Callable[[Plan], None]:
        return lambda found: self.tasks.watched(self.called(run_id), found.counts.rows)

    def _conclude(self, asked: Queued, attempt: Attempt[Queued]) -> None:
        """What was not stored waits again, with the reason why; if that cannot be written it is begun anew."""
        if attempt.done is not None:
            return
        mine = (self._runs.c.id == asked.run_id) & (self._runs.c.state == QUEUED)
        waits = update(self._runs).where(mine).values(state=UPLOADED, reason=attempt.reason(asked.language) or None)
        with self.tasks.calm(self.NAME), unscoped("imports: not stored"), self.tasks.sessions() as session:
            session.execute(guarded(waits))
            session.commit()

    def _look(self, why: str, statement: Select[Any]) -> Sequence[Row[Any]]:
        """The rows of a statement, by whoever asked for them."""
        with unscoped(why), self.tasks.sessions() as session:
            session.bind = self.tasks.looks
            return session.execute(guarded(statement)).all()
