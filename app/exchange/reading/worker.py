"""The process that reads one workbook: ``python -m app.exchange.reading.worker SECONDS < workbook > spool``.

Only what it needs is imported, so that it is there at once; the limits are set before it looks at the file.
"""

from __future__ import annotations

import sys
from typing import IO

from app.exchange.reading.formats import read_workbook
from app.exchange.reading.source import Unreadable
from app.exchange.reading.spool import SpoolWriter

#: What the process may take, in bytes of address space, its own and the libraries (measured: 1.9 million cells fit).
MOST_MEMORY = 312_000_000
MOST_SPOOLED = 1_000_000_000


def main(seconds: int) -> int:
    """Read and tell; the exit status says how it ended (isolation.py)."""
    limit(seconds)
    try:
        spool(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        return 3
    return 0


def limit(seconds: int) -> None:
    """Set the limits, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows: only the parent's patience
        return
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, MOST_SPOOLED),
                       (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def spool(file: IO[bytes], out: IO[bytes]) -> None:
    """Write the sheets of a workbook, or why it cannot be read."""
    writer = SpoolWriter(out)
    try:
        read_workbook(file, writer)
    except Unreadable as error:
        writer.reject(error.reason)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
