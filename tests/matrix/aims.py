"""At what attacks aim: every record at every door that changes something, and what the declarations grant there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.definition import Register
from app.fieldtypes import Reference
from tests.matrix.doors import Doors
from tests.matrix.growing import PLACES, Grown, Place
from tests.matrix.oracle import sees
from tests.matrix.rosters import fresh_values
from tests.matrix.viewers import led, seen

TEXT = "试改样"
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Attack:
    """One try. ``then``: what follows where the try leads on (the file was taken: apply it)."""

    kind: str
    what: str
    method: str
    url: str
    register: str | None
    place: Place
    form: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    file: bytes | None = None

    @property
    def name(self) -> str:
        """``view.edit: move out``."""
        return f"{self.kind}: {self.what}"


class UnknownDoor(LookupError):
    """A rule that takes POST, PUT, PATCH or DELETE of a kind that ``refusing.ATTACKS`` does not know: teach it there."""


@dataclass
class Attacks:
    """The attacks of one role."""

    doors: Doors
    role: str
    registers: frozenset[str]
    known: Mapping[str, Callable[[On], Iterator[Attack]]]  #: what is tried, by kind of door
    strangers: tuple[int, ...] = ()  #: accounts elsewhere
    seen: frozenset[tuple[str, Place]] = field(init=False)
    led: Mapping[tuple[str, Place], bool] = field(init=False)

    def __post_init__(self) -> None:
        self.seen = seen(self.grown, self.role)
        self.led = {each: led(self.grown, *each) for each in self.grown.everything()}

    @property
    def grown(self) -> Grown:
        """What there is to attack."""
        return self.doors.grown

    def all(self) -> Iterator[Attack]:
        """Every attack at every rule that changes something, each made when it is asked for. Raises UnknownDoor."""
        return (attack for aim in self.aims() for attack in self.known[aim.kind](aim))

    def some(self, most: int, seed: str) -> Iterator[Attack]:
        """The attacks on a sample of the aims."""
        aims = list(self.aims())
        drawn = random.Random(seed).sample(aims, min(most, len(aims)))  # noqa: S311  # a sample, no secret
        return (attack for aim in drawn for attack in self.known[aim.kind](aim))

    def aims(self) -> Iterator[On]:
        """Every record at every rule that changes something. Raises UnknownDoor."""
        for rule in self.doors.app.url_map.iter_rules():
            for method in sorted(_CHANGING & (rule.methods or set())):
                register, kind = self.doors.register_of(rule), self.doors.kind_of(rule)
                if kind not in self.known:
                    raise UnknownDoor(f"{method} {rule}: tests/matrix/refusing.py does not know what to try at {kind}")
                if register is None or register.key in self.registers:
                    yield from (On(self, register, place, kind, method) for place in (PLACES if register else ("elsewhere",)))


@dataclass(frozen=True)
class On:
    """One record as the aim of an attack at one door."""

    by: Attacks
    declared: Register | None
    place: Place
    kind: str
    method: str

    @property
    def register(self) -> Register:
        """The register of the door."""
        assert self.declared is not None
        return self.declared

    @property
    def key(self) -> str:
        """Its key."""
        return self.register.key

    @property
    def id(self) -> int:
        """The record."""
        return self.by.grown.ids[self.key][self.place]

    @property
    def version(self) -> int:
        """As it stands, so that no attack fails for that."""
        return self.by.grown.town.record(self.key, self.id).version

    def may(self, act: str, register: Register | None = None) -> bool:
        """Whether the declarations grant the act on a record of the place, as far as this file knows."""
        wanted = register or self.register
        has = self.by.led[wanted.key, self.place]
        granted = act in wanted.grants.get(self.by.role, ())
        return granted and sees(wanted, self.by.role, self.by.grown.unit_code(wanted.key, self.place), department_has=has)

    def attack(self, what: str, path: str, **how: Any) -> Attack:
        """An attack on this record; ``path`` below the register."""
        base = f"/api/v1/{self.key}" if self.kind.startswith("api.") else f"/{self.key}"
        return Attack(self.kind, what, self.method, f"{base}/{path}", self.key, self.place, **how)

    def fresh(self) -> dict[str, Any]:
        """One more record at the place, as one would write it."""
        return fresh_values(self.by.grown, self.register, self.place, TEXT)

    def form(self, **changed: Any) -> dict[str, str]:
        """The same as a form of this record."""
        raw = fresh_values(self.by.grown, self.register, self.place, TEXT)
        return {key: str(value) for key, value in {**raw, "version": self.version, **changed}.items()}

    def hidden_targets(self) -> Iterator[tuple[str, int]]:
        """For each reference a record that the role does not see."""
        for each in self.register.references:
            assert isinstance(each.type, Reference)
            hidden = next((place for place in PLACES if (each.type.to, place) not in self.by.seen), None)
            if hidden and each.written:
                yield each.key, self.by.grown.ids[each.type.to][hidden]

    def own(self) -> int | None:
        """A record of the register that the role may edit."""
        places = [place for place in PLACES if On(self.by, self.declared, place, self.kind, self.method).may("edit")]
        return self.by.grown.ids[self.key][places[0]] if places else None
