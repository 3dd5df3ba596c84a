"""Going through doors as somebody, and noting whatever should not be there."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from tests.matrix.answers import Canaries, text_of
from tests.matrix.doors import Door
from tests.matrix.growing import PLACES, Grown, Place
from tests.matrix.viewers import browser_of, seen
from tests.web import Person, WebTown

Record = tuple[str, Place]
_LINK = re.compile(r"/(\w+)/(?:show|edit|paper|void|restore)/(\d+)")
_NOT_THERE = (403, 404)


@dataclass
class Walk:
    """What was checked, as (register, role, door, place); what was wrong, in words; and which kinds of doors leaked."""

    checked: set[tuple[str, str, str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    leaks: Counter[str] = field(default_factory=Counter)
    requests: int = 0

    def __iadd__(self, other: Walk) -> Walk:
        self.checked |= other.checked
        self.faults += other.faults
        self.leaks += other.leaks
        self.requests += other.requests
        return self

    def __str__(self) -> str:
        return (f"{self.requests} requests, {len(self.checked)} combinations of register, role, door and place, "
                f"{len(self.faults)} faults")


class Walker:
    """One role's way through the doors."""

    def __init__(self, web: WebTown, grown: Grown, role: str) -> None:
        self.grown, self.role, self.canaries = grown, role, Canaries(grown)
        self.browser: Person = browser_of(web, role)
        self.token = self.browser.token()
        self.seen = seen(grown, role)
        self.records = {(register, record): (register, place) for register, ids in grown.ids.items()
                        for place, record in ids.items()}
        self.records |= {(register, record): (register, place) for (register, place), record in grown.void_ids.items()}

    def walk(self, doors: Iterable[Door]) -> Walk:
        """Try every door once."""
        walk = Walk()
        for door in doors:
            answer = self.ask(door)
            walk.requests += 1
            walk.checked |= {(door.register or "-", self.role, door.name, place)
                             for place in ([door.place] if door.place else PLACES)}
            leaked = list(self.leaked(door, answer))
            walk.leaks[door.kind] += len(leaked)
            walk.faults += [f"{self.role} {door.url}: {what}" for what in (*leaked, *self.misplaced(door, answer))]
        return walk

    def ask(self, door: Door) -> TestResponse:
        """One request."""
        if not door.posted:
            return self.browser.get(door.url, buffered=True)
        if door.body is not None:
            return self.browser.post(door.url, json=dict(door.body), headers={"X-CSRFToken": self.token}, buffered=True)
        return self.browser.post(door.url, data={**(door.data or {}), "csrf_token": self.token}, buffered=True)

    def leaked(self, door: Door, answer: TestResponse) -> Iterator[str]:
        """The hidden records that the answer tells of, by canary, link or id."""
        text = text_of(answer)
        told = self.canaries.found(text) - self.seen
        yield from (f"tells of {each}" for each in sorted(told) if not _of_accounts(door, each))
        named = door.place is not None or door.kind == "AuditView.list"  # the log says at which address somebody was refused
        linked = set() if named else {(found[1], int(found[2])) for found in _LINK.finditer(text)}
        if door.kind == "api.get_list" and answer.status_code == 200:
            linked |= {(door.register or "", record) for record in answer.get_json()["ids"]}
        hidden = {self.records[each] for each in linked if each in self.records} - self.seen
        yield from (f"links to {each}" for each in sorted(hidden))

    def found(self, answer: TestResponse) -> set[Record]:
        """The records that the answer tells of."""
        return self.canaries.found(text_of(answer))

    def misplaced(self, door: Door, answer: TestResponse) -> Iterator[str]:
        """A failure; or an answer at the address of a record that is not there for the role."""
        if answer.status_code >= 500:
            yield f"failed with {answer.status_code}"
        hidden = door.place is not None and (door.register, door.place) not in self.seen
        if hidden and answer.status_code not in _NOT_THERE:
            yield f"answered {answer.status_code} for a record that is out of sight"


def _of_accounts(door: Door, told: Record) -> bool:
    """Whoever manages accounts chooses among the units and departments that duties are given in; who sees a record is said
    by the units and departments of the duties."""
    of_duties = door.kind.startswith(("AccountView", "WhoSeesView")) or door.question.startswith("tab=who")
    return of_duties and told[0] in ("unit", "department")


def some_of(doors: Iterable[Door], seed: str, most: int = 1) -> list[Door]:
    """A sample: at every rule at most so many questions, the same ones whatever other rules there are."""
    rules: dict[str, list[Door]] = {}
    for door in doors:
        rules.setdefault(door.rule, []).append(door)
    return [door for rule, asked in rules.items()
            for door in random.Random(f"{seed}{rule}").sample(asked, min(most, len(asked)))]  # noqa: S311  # no secret


def one_of_each_shape(grown: Grown, seed: str, most: int) -> list[str]:
    """One register of each shape that the declarations have, of at most so many shapes."""
    shapes: dict[tuple[object, ...], list[str]] = {}
    for register in grown.definition.registers.values():
        shape = (register.scope.kind, register.scope.directory, tuple(register.behaves), bool(register.children),
                 register.append_only,
                 register.parent is not None, grown.unit_code(register.key, "own") == grown.unit_code(register.key,
                                                                                                      "neighbour"))
        shapes.setdefault(shape, []).append(register.key)
    drawn = random.Random(seed)  # noqa: S311  # a sample, no secret
    return [drawn.choice(shapes[shape]) for shape in drawn.sample(list(shapes), min(most, len(shapes)))]
