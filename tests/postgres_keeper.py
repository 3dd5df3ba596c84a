"""Keeps the PostgreSQL of one test run, and ends it when the run ends, however it ends.

``python postgres_keeper.py RUN_PID FOLDER``: writes FOLDER/server.json when the server answers, or
FOLDER/refusal.txt; stops when FOLDER/stop appears or the process RUN_PID is gone, then removes FOLDER.
It is a process of its own because a worker of xdist may end before the others are done with the server,
and because a killed run cannot tidy up after itself.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.postgres import CannotStartError, Cluster, find_programs


def keep(run: psutil.Process, folder: Path) -> None:
    """Serve until the run is over."""
    try:
        with Cluster(find_programs()) as cluster:
            _say(folder / "server.json", json.dumps(_facts(cluster)))
            while cluster.is_running and _lives(run) and not (folder / "stop").exists():
                time.sleep(0.1)
    except CannotStartError as refusal:
        _say(folder / "refusal.txt", str(refusal))
        return
    shutil.rmtree(folder, ignore_errors=True)


def _lives(run: psutil.Process) -> bool:
    try:
        # Killed and not yet buried by its parent counts as gone.
        return run.is_running() and run.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _facts(cluster: Cluster) -> dict[str, object]:
    version = cluster.programs.version
    return {"port": cluster.port, "password": cluster.password, "version": version, "keeper": os.getpid()}


def _say(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text)
    unfinished.replace(path)


if __name__ == "__main__":
    keep(psutil.Process(int(sys.argv[1])), Path(sys.argv[2]))
