"""``python -m tests.behaviours.schedulers DATABASE INSTANCE FROM UNTIL KILLS SEED``: four clocks, killed again and again.

The program is loaded once; each scheduler is a process forked from it that runs the clock at moments of its own: some minutes
on, nine days on, now and then back again. One is killed at a random moment and begun anew, until there were so many
kills; then they are let come to the end. Says in JSON what happened.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from app.assembly import build_site, make_sessions, read_schema
from app.behaviours.clock import run_clock
from app.model import engine as engines
from app.model import make_engine
from app.records.site import Site
from config import ROOT, Settings

COUNT = 4


def schedule(site: Site, start: datetime, until: datetime, seed: int) -> None:
    """Run the clock at moments from ``start`` on, until one run at ``until`` is over."""
    chance, sessions, now = random.Random(seed), make_sessions(site), start  # noqa: S311
    while True:
        run_clock(site, sessions, now)
        if now >= until:
            return
        jump = chance.choice([timedelta(minutes=5), timedelta(hours=9), *(timedelta(days=days) for days in (1, 9, -2))])
        now = max(start, min(until, now + jump))


class Schedulers:
    """The processes and who kills them."""

    def __init__(self, site: Site, start: datetime, until: datetime, seed: int) -> None:
        self.site, self.start, self.until = site, start, until
        self.chance = random.Random(seed)  # noqa: S311
        self.living: set[int] = set()
        self.kills = self.ended = 0
        self.failed: list[int] = []

    def run(self, kills: int) -> None:
        while self.kills < kills:
            while len(self.living) < COUNT:
                self._begin(self.start + (self.until - self.start) * self.chance.random() * 0.7)
            time.sleep(self.chance.uniform(0, 0.25))
            self._gather(block=False)
            if self.living:
                self._kill(self.chance.choice(sorted(self.living)))
        while len(self.living) < COUNT:
            self._begin(self.start)
        while self.living:
            self._gather(block=True)

    def _begin(self, start: datetime) -> None:
        seed = self.chance.randrange(1 << 30)
        self.site.engine.dispose()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                schedule(self.site, start, self.until, seed)
                status = 0
            except BaseException:
                traceback.print_exc()
            os._exit(status)
        self.living.add(child)

    def _kill(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        self.living.discard(child)
        self.kills += os.WIFSIGNALED(status)
        self._note(child, status)

    def _gather(self, *, block: bool) -> None:
        """Those that have come to their end."""
        for child in sorted(self.living):
            pid, status = os.waitpid(child, 0 if block else os.WNOHANG)
            if pid:
                self.living.discard(pid)
                self._note(pid, status)

    def _note(self, child: int, status: int) -> None:
        if os.WIFEXITED(status):
            self.ended += 1
            if os.WEXITSTATUS(status):
                self.failed.append(child)


def main(url: str, instance: str, start: str, until: str, kills: str, seed: str) -> None:
    # A process that is killed loses nothing that it has written: only a power cut asks for the disk.
    engines._SQLITE = tuple(each.replace("synchronous=FULL", "synchronous=OFF") for each in engines._SQLITE)
    settings = Settings(database_url=url, instance=Path(instance))
    site = build_site(settings, read_schema(ROOT / "schema"), make_engine(settings.database, pooled=False))
    all_of_them = Schedulers(site, datetime.fromisoformat(start), datetime.fromisoformat(until), int(seed))
    all_of_them.run(int(kills))
    print(json.dumps({"kills": all_of_them.kills, "ended": all_of_them.ended, "failed": len(all_of_them.failed)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
