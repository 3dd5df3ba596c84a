"""What every kind of task shares: it is put in again where it is lost, done by one process at a time, and ends in one way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from filelock import Timeout

from app.access.viewer import Deed, acting_as, performing
from app.background.tasks import BrokenOff, Cancelled, Tasks
from app.fieldtypes.reading import Door
from app.problems import Problem, Problems, problem
from app.records.site import Work
from app.words import Language

Key = TypeVar("Key", int, str)
Wish = TypeVar("Wish")


@dataclass(frozen=True)
class Attempt(Generic[Wish]):
    """How an attempt ended: ``done``, or why not (``fault``); neither where somebody has cancelled it."""

    done: Wish | None = None
    fault: Problem | None = None

    @property
    def cancelled(self) -> bool:
        """Somebody wanted it no longer."""
        return self.done is None and self.fault is None

    def reason(self, language: Language) -> str:
        """Why nothing was done, for who has asked; empty where there is nothing to say."""
        return self.fault.message(language) if self.fault else ""


class Kind(ABC, Generic[Key, Wish]):
    """One kind of task. A kind says what waits, what was asked under a key, how it is done, and what is written at its end."""

    NAME: ClassVar[str]  #: in the queue and in the log
    PREFIX: ClassVar[str]  #: of its locks and notes
    BROKEN: ClassVar[str]  #: the problem that an error of ours is, said after some tries
    NOTES: ClassVar[tuple[str, ...]] = ("rows", "cancel", "tries")  #: what is remembered of one until it has ended

    def __init__(self, tasks: Tasks, deed: Callable[[Key], None]) -> None:
        self.tasks, self.site = tasks, tasks.site
        # The queue calls a task by its name and by the module of ``deed``: if that moved, what lies there could not be read.
        self.task = tasks.huey.task(name=self.NAME)(deed)

    # -- what a kind says ------------------------------------------------------------------------

    @abstractmethod
    def _waiting(self) -> set[Key]:
        """What is written down as to be done."""

    @abstractmethod
    def _wanted(self, key: Key) -> Wish | None:
        """What was asked; None where it is not to be done any more."""

    @abstractmethod
    def _do(self, asked: Wish) -> Wish:
        """Do it; what was asked as it is then. Raises Problems, Cancelled, BrokenOff."""

    @abstractmethod
    def _conclude(self, asked: Wish, attempt: Attempt[Wish]) -> None:
        """Write down how it ended; where that cannot be written it is begun anew."""

    # -- for the pages -------------------------------------------------------------------------

    @property
    def at_work(self) -> bool:
        """Whether there is anybody who will do what waits."""
        return self.tasks.anybody_works

    def rows_done(self, key: Key) -> int:
        """How many rows have been gone through."""
        return int(self.tasks.noted(self.called(key), "rows") or 0)

    # -- the work ------------------------------------------------------------------------------

    def find_lost(self) -> list[Key]:
        """Put in again what waits, and neither lies in the queue nor is at work: its process has died."""
        waiting = sorted(self._waiting() - self.tasks.waiting(self.NAME))
        lost = [key for key in waiting if self.is_free(key)]
        for key in lost:
            self.task(key)
        return lost

    def do_alone(self, key: Key) -> None:
        """Do one, unless another process is at it or it is not to be done any more."""
        with suppress(Timeout), self.tasks.lock(self.called(key)).acquire(timeout=0):
            asked = self._wanted(key)
            if asked is not None:
                self._do_to_its_end(key, asked)

    def _do_to_its_end(self, key: Key, asked: Wish) -> None:
        attempt = self.attempted(key, lambda: self._do(asked))
        if attempt is not None:
            self._conclude(asked, attempt)
            self.forget(key)

    def attempted(self, key: Key, deed: Callable[[], Wish]) -> Attempt[Wish] | None:
        """How a deed ended; None while it goes on waiting: it was broken off, or failed of what may go away (``find_lost``)."""
        try:
            return Attempt(done=deed())
        except BrokenOff:
            return None
        except Cancelled:
            return Attempt()
        except Problems as found:
            return Attempt(fault=found.found[0])
        except Exception as error:
            fault = self.tasks.failed(self.called(key), self.NAME, error, self.BROKEN)
            return None if fault is None else Attempt(fault=fault)

    @contextmanager
    def work_for(self, user_id: int, language: Language, door: Door = "form") -> Iterator[Work]:
        """Work as who has asked, with the duties of this moment. Raises Problems (F054) where the account is gone."""
        now, viewer = self.tasks.clock(), self.tasks.viewer(user_id)
        if viewer is None:
            raise Problems([problem("F054", name=f"#{user_id}")])
        with acting_as(viewer), performing(Deed(door="form", at=now)), self.tasks.sessions() as session:
            yield Work(self.site, session, now, door, language)

    # -- by its key ------------------------------------------------------------------------------

    def called(self, key: Key) -> str:
        """What its lock and its notes are called."""
        return f"{self.PREFIX}-{key}"

    def is_free(self, key: Key) -> bool:
        """Whether no process is at it."""
        return self.tasks.is_free(self.called(key))

    def forget(self, key: Key) -> None:
        """Nothing is remembered of it any more."""
        self.tasks.forget(self.called(key), *self.NOTES)
