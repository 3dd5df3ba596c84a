"""What a person sees while set-up works: ``[2/4] Python packages … 38 s``."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Step:
    """One line on the screen, finished with the time it took, or with ``outcome`` when one was told."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.outcome: str | None = None
        self.remark: str | None = None
        self._width = 0

    def __enter__(self) -> Step:
        self._start = time.monotonic()
        _write(f"{self.title} … ")
        return self

    def tell(self, news: str) -> None:
        """Show how far it is, on a terminal only: a log file gets one line a step."""
        if sys.stdout.isatty():
            self._rewrite(news)

    def __exit__(self, kind: type[BaseException] | None, *where: BaseException | TracebackType | None) -> None:
        result = "failed" if kind else self.outcome or f"{time.monotonic() - self._start:.0f} s"
        if self._width:
            self._rewrite(result)
        else:
            _write(result)
        _write("\n" if self.remark is None else f"\n      {self.remark}\n")

    def _rewrite(self, text: str) -> None:
        # Spaces, not an escape sequence, wipe the longer text before: an old Windows console shows escapes as they are.
        line = f"{self.title} … {text}"
        _write("\r" + line.ljust(self._width))
        self._width = len(line)


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
