"""One set-up at a time in one checkout."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from installation.failure import SetupError

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _give_back(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other process holds ``path``, hold it, and give it back.

    The system gives it back by itself when the holder dies, so nothing stale can block.
    Raises SetupError when the folder cannot be written.
    """
    with _opened(path) as file:
        _wait_for(file)
        try:
            yield
        finally:
            _give_back(file)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("ab")
    except OSError as error:
        remedy = "Run the set-up as the owner of the folder: `python -m installation`."
        raise SetupError(f"Set-up cannot write to {path.parent} ({error.strerror}). {remedy}") from error


def _wait_for(file: BinaryIO) -> None:
    said = False
    while True:
        try:
            return _take(file)
        except OSError:
            if not said:
                print("Another set-up is running in this folder; waiting for it.", flush=True)
            said = True
            time.sleep(0.5)
