"""Which known names a wrong one may be a slip of, without comparing it to all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

LIKE_ENOUGH = 0.5
MOST = 20


class NearNames:
    """Names by length and first or last character: a slip in one character keeps one of the two."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_last: dict[tuple[int, str], list[str]] = defaultdict(list)
        for name in filter(None, names):
            self._by_first[len(name), name[0]].append(name)
            self._by_last[len(name), name[-1]].append(name)

    def of(self, text: str) -> list[str]:
        """Known names one slip or so away, the likeliest first."""
        if not text:
            return []
        liked = sorted((-_likeness(text, name), name) for name in self._alike(text))
        return [name for likeness, name in liked[:MOST] if -likeness >= LIKE_ENOUGH]

    def _alike(self, text: str) -> set[str]:
        """Names of about the length that share the first or last character and at least half of the others."""
        known: set[str] = set()
        for length in (len(text) - 1, len(text), len(text) + 1):
            known.update(self._by_first.get((length, text[0]), ()))
            known.update(self._by_last.get((length, text[-1]), ()))
        characters = set(text)
        return {name for name in known if 2 * len(characters.intersection(name)) >= len(characters)}


def _likeness(text: str, name: str) -> float:
    return SequenceMatcher(None, text, name, autojunk=False).ratio()
