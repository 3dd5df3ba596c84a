"""What has gone by in a file of any length: key → where it stood, in little memory.

The latest keys are held as they are. The others lie in a temporary database that the system takes away with us, known there by
their hash alone, for they are names and numbers of people. Of a million keys two share a hash (64 bits, under a secret of the
process) once in 37 million files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

#: Keys that are held in memory, some 250 bytes each.
HELD = 50_000

_PLACES = "CREATE TABLE seen (hash INTEGER PRIMARY KEY, place)"
_FIND = "SELECT hash, place FROM json_each(?) JOIN seen ON hash = value"


class Seen(dict[Any, Any]):
    """A dict that may be told to let go of its keys: ``recall`` them before a chunk of rows, ``release`` after it.

    The places are numbers or texts. Both raise sqlite3.Error where the disk is full.
    """

    def __init__(self) -> None:
        super().__init__()
        self._aside: sqlite3.Connection | None = None

    @property
    def is_long(self) -> bool:
        """Whether some keys were put aside."""
        return self._aside is not None

    def recall(self, keys: Iterable[Any]) -> None:
        """Have at hand what is known of these keys."""
        if self._aside is not None:
            hashes = {hash(key): key for key in keys if key not in self}
            self.update((hashes[found], place) for found, place in self._aside.execute(_FIND, [json.dumps(list(hashes))]))

    def release(self) -> None:
        """Put the keys aside where they are more than memory should hold."""
        if len(self) > HELD:
            if self._aside is None:
                self._aside = sqlite3.connect("", isolation_level=None)  # a file without a name
                self._aside.execute(_PLACES)
            self._aside.execute("BEGIN")
            self._aside.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)",
                                    sorted((hash(key), place) for key, place in self.items()))
            self._aside.execute("COMMIT")
            self.clear()
