"""The thread that works the queue off; each serving process has one."""

from __future__ import annotations

import threading
import time
from typing import Any

import structlog

from app.background import Background
from app.model.faults import FAULTS, fault_of
from app.records.site import Site

EVERY = 0.5  #: seconds between two looks into the queue
AGAIN = 30.0  #: seconds between two searches for what nobody works on
PATIENCE = 20.0  #: seconds that a stop waits for what is under way, before it is broken off to be begun anew

log = structlog.get_logger()


class Worker:
    """Begins with ``start``. Whatever fails, it goes on: a disk that is full or a database that is away comes back."""

    def __init__(self, site: Site, **how: Any) -> None:
        self._site, self._how, self._ended, self._hurry = site, how, threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="background", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = PATIENCE) -> None:
        """Nothing further. What is under way may come to its end; what takes longer is begun anew by the next process."""
        self._ended.set()
        self._thread.join(timeout=patience)
        self._hurry.set()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                self._until_it_fails()
            except Exception as error:
                _tell(error)
                self._ended.wait(AGAIN)

    def _until_it_fails(self) -> None:
        background = Background(self._site, **self._how)
        background.tasks.ended, background.tasks.hurry = self._ended, self._hurry
        searched = float("-inf")
        try:
            while not self._ended.wait(EVERY):
                background.tasks.beat()
                if time.monotonic() - searched >= AGAIN:
                    searched = time.monotonic()
                    background.find_lost()
                background.tasks.work_off()
        finally:
            background.close()


def _tell(error: Exception) -> None:
    """A line of the log; a trace only for what nobody has foreseen."""
    found = fault_of(error) if isinstance(error, FAULTS) else None
    if found is None:
        log.exception("background")
    else:
        log.warning("background", fault=found.as_line("en"))
