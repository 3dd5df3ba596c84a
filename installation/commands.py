"""Other programs: started, listened to, never shown raw."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """How a program ended and all that it printed."""

    status: int
    text: str

    @property
    def last_words(self) -> str:
        """The last lines, for a person who has to find out more."""
        return "\n".join(f"      | {line}" for line in self.text.strip().splitlines()[-12:])

    def says(self, *phrases: str) -> bool:
        """True when one of the phrases was printed."""
        return any(phrase in self.text for phrase in phrases)


def run(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] = lambda line: None,
) -> Ended:
    """Run a program to its end, giving each line it prints to ``on_line``.

    Raises OSError when the program cannot be started.
    """
    lines: list[str] = []
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            on_line(line)
    return Ended(process.returncode, "".join(lines))
