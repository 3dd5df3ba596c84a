"""A workbook read in a process of its own, with limits: what is wrong with a file ends that process and never ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from app.exchange.reading.source import Source, unreadable
from app.exchange.reading.spool import Spool

#: How long a processor may work on one workbook, in seconds.
MOST_SECONDS = 25
#: How long we wait for it: longer where the system counts the work (worker.py), for it may have more to do beside.
MOST_WAIT = MOST_SECONDS if sys.platform == "win32" else 4 * MOST_SECONDS

_ROOT = Path(__file__).resolve().parents[3]
_AT_ONCE = BoundedSemaphore(2)  # each may take what worker.MOST_MEMORY says
#: The child has no business with what else our environment holds: keys, addresses of databases.
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME")
#: A locale of the system's may map hundreds of megabytes, which the limit would count.
_SET = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}

#: How the child ends (worker.py): it ran out of memory.
NO_MEMORY = 3
_ENDS = {NO_MEMORY: "F016"}
if sys.platform != "win32":
    # Rust aborts where it gets no memory; the system kills where there is none left.
    _ENDS.update({-signal.SIGABRT: "F016", -signal.SIGKILL: "F016", -signal.SIGXCPU: "F015"})


def read_apart(source: Source) -> Spool:
    """The sheets of a workbook. Raises Unreadable: what the reader says, F015 too slow, F016 too large, F017 it broke down."""
    spooled = tempfile.TemporaryFile()  # noqa: SIM115  (the spool closes it)
    try:
        with source.path.open("rb") as file, _AT_ONCE:
            status = _run(file, spooled)
        if status:
            raise unreadable(_ENDS.get(status, "F017"), seconds=MOST_SECONDS)
    except BaseException:
        spooled.close()
        raise
    return Spool(spooled)


def _run(file: IO[bytes], spooled: IO[bytes]) -> int:
    """The exit status of the reader."""
    command = [sys.executable, "-m", "app.exchange.reading.worker", str(MOST_SECONDS)]
    environment = {**{name: os.environ[name] for name in _KEPT if name in os.environ}, **_SET}
    try:
        done = subprocess.run(command, stdin=file, stdout=spooled, stderr=subprocess.DEVNULL, cwd=_ROOT,  # noqa: S603
                              env=environment, timeout=MOST_WAIT, check=False)
    except subprocess.TimeoutExpired as slow:
        raise unreadable("F015", seconds=MOST_WAIT) from slow
    return done.returncode
