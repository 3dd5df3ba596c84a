"""The streams of an OLE compound file (MS-CFB), in which old Office formats lie."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

_HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
_FREE = 0xFFFFFFF0  # and above: no sector
_ENTRY = 128
_MINI = 64
_STREAM, _ROOT = 2, 5
_MOST_ENTRIES = 10_000


class Damaged(ValueError):
    """The container contradicts itself."""


class Compound:
    """The streams by name. Raises Damaged."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise Damaged
        self.content = content
        (_, _, _, _, shift, _, _, fats, directory, _, self.cutoff, mini, _, difat, _) = _HEADER.unpack_from(content)
        if shift not in (9, 12):
            raise Damaged
        self.size = 1 << shift
        self.table = self._table(fats, difat)
        self.mini = self._numbers(self._chain(mini))
        self.entries = self._entries(b"".join(self._chain(directory)))
        self.small = b"".join(self._chain(self.entries["", _ROOT][0])) if ("", _ROOT) in self.entries else b""

    @property
    def names(self) -> set[str]:
        """The names of the streams."""
        return {name for name, kind in self.entries if kind == _STREAM}

    def stream(self, name: str) -> bytes:
        """The content of a stream. Raises Damaged."""
        first, size = self.entries[name, _STREAM]
        if size >= self.cutoff:
            content = b"".join(self._chain(first))
        else:
            content = b"".join(self.small[place * _MINI : (place + 1) * _MINI] for place in _follow(self.mini, first))
        if len(content) < size:
            raise Damaged
        return content[:size]

    def _table(self, fats: int, difat: int) -> tuple[int, ...]:
        """The sector behind each sector."""
        sectors = list(struct.unpack_from("<109I", self.content, 76))
        seen = set()
        while difat < _FREE:
            if difat in seen:
                raise Damaged
            seen.add(difat)
            *more, difat = self._numbers([self._sector(difat)])
            sectors += more
        kept = [sector for sector in sectors if sector < _FREE][:fats]
        return self._numbers(self._sector(sector) for sector in kept)

    def _numbers(self, sectors: Iterator[bytes] | list[bytes]) -> tuple[int, ...]:
        content = b"".join(sectors)
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.content):
            raise Damaged
        return self.content[start : start + self.size]

    def _chain(self, first: int) -> Iterator[bytes]:
        return (self._sector(number) for number in _follow(self.table, first))

    def _entries(self, directory: bytes) -> Mapping[tuple[str, int], tuple[int, int]]:
        """First sector and size by name and kind; of equal names the first."""
        found: dict[tuple[str, int], tuple[int, int]] = {}
        for start in range(0, min(len(directory), _MOST_ENTRIES * _ENTRY) - _ENTRY + 1, _ENTRY):
            entry = directory[start : start + _ENTRY]
            length, kind = int.from_bytes(entry[64:66], "little"), entry[66]
            name = "" if kind == _ROOT else entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", entry, 116)
            found.setdefault((name, kind), (first, size))
        return found


def _follow(table: tuple[int, ...], first: int) -> Iterator[int]:
    """The sectors of a chain; one that bites its tail is damaged."""
    left = len(table)
    while first < _FREE:
        if first >= len(table) or left < 0:
            raise Damaged
        yield first
        first, left = table[first], left - 1
