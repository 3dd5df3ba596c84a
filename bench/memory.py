"""How much memory a process has held at most."""

from __future__ import annotations

import re
import resource
from pathlib import Path


def peak_mb(process: int | str = "self") -> int:
    """MB, of 1,024 × 1,024 bytes. On Linux ``VmHWM``: what ``getrusage`` says counts the process that started it, too."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0
