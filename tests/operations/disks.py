"""A small disk of its own, where the system lets a test have one: it can be filled, and made read-only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Disk:
    """A file system in memory at ``path``."""

    path: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Not a page is left on it within the block."""
        ballast = self.path / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(65536))
            except OSError:
                pass
        try:
            yield
        finally:
            ballast.unlink(missing_ok=True)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Nothing is written to it within the block."""
        _mount("-o", "remount,ro", self.path)
        try:
            yield
        finally:
            _mount("-o", "remount,rw", self.path)

    def free(self) -> int:
        """Bytes that are left."""
        about = os.statvfs(self.path)
        return about.f_bavail * about.f_frsize


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of that size at a path; skips the test where mounting is not allowed."""
    path.mkdir(parents=True)
    if sys.platform != "linux" or os.geteuid() != 0 or not _mounted(path, megabytes):
        pytest.skip("a disk of its own needs Linux and the right to mount")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def _mounted(path: Path, megabytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", path]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
