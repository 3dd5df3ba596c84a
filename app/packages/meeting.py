"""Which record here a row of a package means, and what becomes of it.

A row is known by the moment at which its record was made, which travels with it, and by the keys of its register. Both sides
keep the record's history: whichever holds all of the other's is the newer one; where neither does, both sides have changed it,
and somebody says which register's rows stand. What the clock writes is no change: each side's clock works out the same anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal, NamedTuple

from app.definition import Register
from app.packages.spelling import PackedRow
from app.records.matching import unique_keys

Row = Mapping[str, Any]
Verdict = Literal["create", "same", "update", "older", "conflict", "kept", "taken"]
#: Whose rows stand where both sides have changed them: nobody's (nothing is stored), those of here, those of the package.
Side = Literal["stop", "ours", "theirs"]

#: What somebody may say of a register, and what becomes of its rows that both sides have changed.
SIDES: Mapping[str, Side] = {"ours": "ours", "theirs": "theirs"}
BOTH_CHANGED: Mapping[Side, Verdict] = {"stop": "conflict", "ours": "kept", "theirs": "taken"}

#: The door of what the clock writes, and the acts by which somebody has settled what both sides had changed.
CLOCK = "clock"
KEPT, TAKEN = "kept_ours", "took_theirs"


class Entry(NamedTuple):
    """A line of history: when, what was done, the version that it made, by which door."""

    at: datetime
    act: str
    version: int
    door: str = ""
    who: str = ""

    @property
    def known(self) -> tuple[datetime, str, int]:
        """By what it is the same entry on both sides."""
        return self.at, self.act, self.version


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
    place: Mapping[str, int | None] | None = None  #: level → unit, once it is written

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

    def judge(self, side: Side = "stop") -> None:
        """Set the verdict; ``side``: what becomes of a row that both sides have changed."""
        if self.here is None:
            self.verdict = "create"
        elif self.is_same or self.packed.known:
            self.verdict = "same"
        elif _holds(self.trail, self.here_trail) or self._taken_over:
            self.verdict = "update"
        elif _holds(self.here_trail, self.trail) or self._clocks_only:
            self.verdict = "older"
        else:
            self.verdict = BOTH_CHANGED[side]

    @property
    def _taken_over(self) -> bool:
        """Whether theirs was taken, nobody has changed it here since, and they have gone on."""
        ours, theirs = _by_people(self.here_trail), known_by_people(self.trail)
        taken = max((place for place, each in enumerate(ours) if each.act == TAKEN), default=-1)
        since = known_by_people(ours[taken + 1 :])
        return taken >= 0 and since <= theirs and not theirs <= known_by_people(ours)

    @property
    def _clocks_only(self) -> bool:
        """Whether people did the same on both sides, and the clock of one went further."""
        clock = any(each.door == CLOCK for each in (*self.trail, *self.here_trail))
        return clock and known_by_people(self.trail) == known_by_people(self.here_trail) != set()


def changed_on_both(counts: Mapping[str, int]) -> int:
    """How many of the rows counted by verdict both sides have changed, settled or not."""
    return sum(counts.get(each, 0) for each in BOTH_CHANGED.values())


def _by_people(trail: Sequence[Entry]) -> list[Entry]:
    return [each for each in trail if each.door != CLOCK]


def known_by_people(trail: Sequence[Entry]) -> set[tuple[datetime, str, int]]:
    """The entries of people, by what they are the same on both sides."""
    return {each.known for each in _by_people(trail)}


def _holds(longer: Sequence[Entry], shorter: Sequence[Entry]) -> bool:
    """Whether one trail holds all of the other, which is not nothing, and more."""
    return set() != known_by_people(shorter) < known_by_people(longer)


def keys_of(register: Register) -> list[tuple[str, ...]]:
    """The keys by which rows and records are known: those of imports, then the unique ones."""
    matching = register.importing.match_on if register.importing else ()
    unnumbered = [key for key in unique_keys(register) if register.fields[key[0]].type.kind != "auto_number"]
    return list(dict.fromkeys([*matching, *unnumbered]))


def meet(register: Register, rows: Sequence[Meeting], here: Sequence[Row], links: Callable[[int], Mapping[str, list[int]]],
         trails: Mapping[int, Sequence[Entry]], side: Side = "stop") -> None:
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
        row.judge(side)


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
        if _holds(row.trail, trail) or _holds(trail, row.trail):
            yield record


def _of_one_origin(row: Meeting, records: Sequence[Row], trails: Mapping[int, Sequence[Entry]]) -> Iterator[Row]:
    """Both sides have gone on since."""
    for record in records:
        trail = trails.get(record["id"], ())
        if row.trail and trail and row.trail[0].known == trail[0].known:
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
