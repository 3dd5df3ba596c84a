"""Which record here a row of a package means, and what becomes of it.

A row is known by the moment at which its record was made, which travels with it, and by the keys of its register. Both sides
keep the record's history: whichever holds all of the other's is the newer one; where neither does, both sides have changed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal

from app.definition import Register
from app.packages.spelling import PackedRow
from app.records.matching import unique_keys

Row = Mapping[str, Any]
Entry = tuple[datetime, str, int]  #: when, what was done, and the version that it made
Verdict = Literal["create", "same", "update", "older", "conflict"]


@dataclass(slots=True)
class Meeting:
    """A row with its columns (and targets of many-references) as they would lie here, the record that it means, its fate."""

    packed: PackedRow
    columns: dict[str, Any]
    links: dict[str, list[int]]
    trail: Sequence[Entry] = ()
    here: Row | None = None
    here_links: Mapping[str, list[int]] = field(default_factory=dict)
    here_trail: Sequence[Entry] = ()
    verdict: Verdict = "create"

    @property
    def differing(self) -> list[str]:
        """The columns and many-references that are not the same on both sides."""
        here = self.here or {}
        found = [name for name, value in self.columns.items() if here[name] != value]
        return found + [key for key, targets in self.links.items() if sorted(self.here_links.get(key, ())) != targets]

    @property
    def is_same(self) -> bool:
        """Whether the record here is what the row says."""
        return self.here is not None and not self.differing and (self.here["void_at"] is None) == (self.packed.void_at is None)

    def judge(self) -> None:
        """Set the verdict."""
        if self.here is None:
            self.verdict = "create"
        elif self.is_same or self.packed.known:
            self.verdict = "same"
        elif _begins(self.trail, self.here_trail):
            self.verdict = "update"
        elif _begins(self.here_trail, self.trail):
            self.verdict = "older"
        else:
            self.verdict = "conflict"


def _begins(longer: Sequence[Entry], shorter: Sequence[Entry]) -> bool:
    """Whether what is longer begins with all of what is shorter, which is not nothing."""
    return len(longer) > len(shorter) > 0 and list(longer[: len(shorter)]) == list(shorter)


def keys_of(register: Register) -> list[tuple[str, ...]]:
    """The keys by which rows and records are known: those of imports, then the unique ones."""
    matching = register.importing.match_on if register.importing else ()
    unnumbered = [key for key in unique_keys(register) if register.fields[key[0]].type.kind != "auto_number"]
    return list(dict.fromkeys([*matching, *unnumbered]))


def meet(register: Register, rows: Sequence[Meeting], here: Sequence[Row], links: Callable[[int], Mapping[str, list[int]]],
         trails: Mapping[int, Sequence[Entry]]) -> None:
    """Give each row the record that it means, each record to one row, and judge it.

    ``here``: the records that may be meant, in the order of their ids; ``links`` and ``trails``: theirs by id.
    """
    claimed: set[int] = set()

    def claim(row: Meeting, record: Row) -> None:
        claimed.add(record["id"])
        row.here, row.here_links, row.here_trail = record, links(record["id"]), trails.get(record["id"], ())

    for means in _ways(register, here, trails):
        for row in rows:
            if row.here is None:
                found = next((record for record in means(row) if record["id"] not in claimed), None)
                if found is not None:
                    claim(row, found)
    for row in rows:
        row.judge()


Way = Callable[[Meeting], Iterator[Row]]


def _ways(register: Register, here: Sequence[Row], trails: Mapping[int, Sequence[Entry]]) -> Iterator[Way]:
    """The ways in which a record may be meant, the surest first."""
    made: dict[datetime, list[Row]] = defaultdict(list)
    for record in here:
        made[record["created_at"]].append(record)
    keys = [_by_key(tuple(register.fields[name].column for name in key), here) for key in keys_of(register)]
    yield lambda row: _the_same(row, made.get(row.packed.created_at, []))
    for by_key in keys:
        yield partial(_of_that_moment, by_key)
    if not register.append_only:  # its records never change: what is not the same is another one
        yield lambda row: _of_one_trail(row, made.get(row.packed.created_at, []), trails)
        yield lambda row: _of_one_origin(row, made.get(row.packed.created_at, []), trails)
    yield from keys


def _the_same(row: Meeting, records: Sequence[Row]) -> Iterator[Row]:
    for record in records:
        if all(record[name] == value for name, value in row.columns.items()):
            yield record


def _of_one_trail(row: Meeting, records: Sequence[Row], trails: Mapping[int, Sequence[Entry]]) -> Iterator[Row]:
    for record in records:
        trail = trails.get(record["id"], ())
        if _begins(row.trail, trail) or _begins(trail, row.trail):
            yield record


def _of_one_origin(row: Meeting, records: Sequence[Row], trails: Mapping[int, Sequence[Entry]]) -> Iterator[Row]:
    """Both sides have gone on since."""
    for record in records:
        trail = trails.get(record["id"], ())
        if row.trail and trail and row.trail[0] == trail[0]:
            yield record


def _of_that_moment(by_key: Way, row: Meeting) -> Iterator[Row]:
    for record in by_key(row):
        if record["created_at"] == row.packed.created_at:
            yield record


def _by_key(key: tuple[str, ...], here: Sequence[Row]) -> Way:
    """Live records with the row's values in these columns, all of them filled."""
    known: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for record in here:
        if record["void_at"] is None:
            known[tuple(record[name] for name in key)].append(record)

    def means(row: Meeting) -> Iterator[Row]:
        values = tuple(row.columns.get(name) for name in key)
        if None not in values and row.packed.void_at is None:
            yield from known.get(values, [])

    return means
