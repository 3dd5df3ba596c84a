"""What is done while nobody waits: imports of many rows and large workbooks, in the order in which they were asked for.

The queue lies in the instance folder (huey over SQLite) and says only in which order; what is to be done is written in the
import run, or in the folder of the export. Each serving process has a :class:`Worker`; whichever comes first does it. Where a
process dies, nothing is half done, and whoever comes next begins it anew. Closing the browser changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.background.exports import Exports
from app.background.imports import Imports
from app.background.outgoing import Outgoing
from app.background.packages import PackageTasks
from app.background.tasks import Tasks
from app.records.site import Site


class Background:
    """The work of an installation as one process sees it. Any process may put something in, ask how far it is, or work."""

    def __init__(self, site: Site, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.tasks = Tasks(site, clock)
        self.imports, self.exports = Imports(self.tasks), Exports(self.tasks)
        self.packages = PackageTasks(self.tasks)
        self.outgoing = Outgoing(self.tasks)

    def find_lost(self) -> None:
        """Put in again what nobody works on, and take away what is over."""
        self.imports.find_lost()
        self.exports.find_lost()
        self.exports.tidy()
        self.packages.find_lost()
        self.packages.tidy()
        self.outgoing.find_due()

    def work_off(self) -> int:
        """Do what waits; how many tasks."""
        return self.tasks.work_off()

    def close(self) -> None:
        """Let go of the queue, in the thread that used it."""
        self.tasks.close()
