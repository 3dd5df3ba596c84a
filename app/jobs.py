"""What runs by itself beside the web server: the clocks of cases and returns and the seals of the logs, every few minutes;
the daily backup.

Several processes may run it at once: each step and each seal is written once whoever comes first, and a file lock lets one
process of a machine do it while the others wait for their turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from app.access import seals
from app.access.audit import Event
from app.access.viewer import Unscoped, unscoped
from app.assembly import make_sessions
from app.behaviours.clock import run_clock
from app.behaviours.notice_clock import run_notices
from app.behaviours.return_clock import run_returns
from app.exchange.expiring import let_go
from app.records.notices import forget_old_notices
from app.records.sending import forget_old
from app.records.site import Site
from app.safekeeping import back_up_daily
from config import Settings

EVERY = 300.0  #: seconds between two runs
FIRST_AFTER = 5.0  #: seconds from the start to the first run, so that a starting server is left alone

log = structlog.get_logger()


def run_once(site: Site, now: datetime) -> None:
    """The clocks, notices last; then the seals; then old notices and what was remembered of old forms go."""
    done = run_clock(site, make_sessions(site), now)
    returns = run_returns(site, make_sessions(site), now)
    told = run_notices(site, make_sessions(site), now)
    with unscoped("jobs: seal"), site.engine.begin() as connection:
        sealed = seals.seal(connection, site.models, now)
    with unscoped("jobs: sendings"), site.engine.begin() as connection:
        forget_old(connection, site.models, now)
    with unscoped("jobs: notices"), site.engine.begin() as connection:
        forget_old_notices(connection, site.models, now, site.notice_days)
    if told:
        log.info("notices", written=told)
    if returns.written or returns.voided or returns.warned or returns.failed:
        log.info("returns", written=returns.written, voided=returns.voided, moved=returns.moved, warned=returns.warned,
                 failed=len(returns.failed))
    if done.steps or done.failed:
        log.info("clock", cases=done.cases, steps=done.steps, failed=len(done.failed), sealed=sealed)


def jobs_of(site: Site, settings: Settings) -> Jobs:
    """The jobs of an installation."""
    def also(now: datetime) -> None:
        _let_go_of_files(site, settings, now)
        _daily_backup(site, settings, now)

    return Jobs(site, settings.instance, also=also)


def _let_go_of_files(site: Site, settings: Settings, now: datetime) -> None:
    with unscoped("jobs: import files"), make_sessions(site)() as session:
        gone = let_go(session, site, now, settings.import_days)
    if gone:
        log.info("import files", gone=gone)


def _daily_backup(site: Site, settings: Settings, now: datetime) -> None:
    made = back_up_daily(settings, now)
    if made:
        line = Event(event="backup", at=now, door="clock", rows=made.manifest.rows, detail={"file": made.kept.path.name})
        site.audit.write(line, Unscoped("jobs: backup"))


class Jobs:
    """The thread that runs them, and ``also`` after them. ``stop`` lets a run that has begun come to its end."""

    def __init__(self, site: Site, folder: Path, *, every: float = EVERY, first_after: float = FIRST_AFTER,
                 clock: Callable[[], datetime] = lambda: datetime.now(UTC),
                 also: Callable[[datetime], object] = lambda now: None) -> None:
        self.also = also
        self.site, self.lock, self.clock = site, FileLock(folder / "jobs.lock"), clock
        self.every, self.first_after = every, first_after
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin; the first run comes a little later."""
        self._thread.start()

    def stop(self) -> None:
        """No further run; waits for the one that is under way."""
        self._ended.set()
        self._thread.join(timeout=60)

    def _work(self) -> None:
        wait = self.first_after
        while not self._ended.wait(wait):
            self._turn()
            wait = self.every

    def _turn(self) -> None:
        try:
            with self.lock.acquire(timeout=0):
                run_once(self.site, self.clock())
                self.also(self.clock())
        except Timeout:  # another process of this machine is at it
            return
        except Exception:  # a database that is away must not end the clock for good
            log.exception("jobs")
