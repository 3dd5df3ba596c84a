"""Every door of the application by which something can be read, from its own list of addresses.

``Doors(...).reading()`` fills the arguments of every GET rule from the grown records; a rule with an argument that nobody
taught this file to fill raises, so that no door can be forgotten. ``questions.py`` says what is asked at which door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Rule

from app.behaviours.asking_hazards import asked_of
from app.definition import Register
from app.fieldtypes import Reference, References
from tests.matrix import questions
from tests.matrix.growing import Grown, Place

#: What nobody needs to log in for, and what holds no data.
STATIC = frozenset({"static", "asset", "appbuilder.static"})


@dataclass(frozen=True)
class Door:
    """One question at one address. ``place``: that of the record in the address, if it names one."""

    rule: str
    kind: str
    question: str
    url: str
    register: str | None = None
    place: Place | None = None
    data: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None

    @property
    def posted(self) -> bool:
        """Whether it is asked by POST, as a form or as JSON."""
        return self.data is not None or self.body is not None

    @property
    def name(self) -> str:
        """``view.list?f.unit.eq``: the door whatever the register and the record."""
        return f"{self.kind}?{self.question}"


@dataclass(frozen=True)
class Filling:
    """For which register and record the arguments of a rule are wanted."""

    doors: Doors
    kind: str
    register: Register | None
    place: Place

    def record_ids(self) -> list[int]:
        """The record, and the void one where it makes a difference."""
        if self.register is None:
            register = _REGISTER_OF_PAGES.get(self.kind)
            return list(self.doors.grown.ids[register].values()) if register else list(self.doors.accounts)
        void = self.doors.grown.void_ids.get((self.register.key, self.place))
        more = [void] if void and self.kind in ("view.show", "view.restore", "api.get") else []
        return [self.doors.grown.ids[self.register.key][self.place], *more]

    def files(self) -> list[int]:
        """The file of the record, or one that there is not."""
        return [self.doors.grown.files.get((self.register.key if self.register else "", self.place), 1)]

    def references(self) -> Iterator[str]:
        """The fields that name other records, those of child rows too; and one that there is not."""
        yield "nothing"
        if self.register is None:
            return
        yield from (each.key for each in _referring(self.register))
        for child in self.register.children.values():
            declared = self.doors.grown.definition.registers[child.register]
            yield from (f"{child.key}.{each.key}" for each in _referring(declared))

    def charts(self) -> list[str]:
        """The charts of the register; a declaration is asked for by the register's key."""
        return list(self.register.charts) or ["none"] if self.register else list(self.doors.grown.definition.registers)


#: Pages that are not a register's and yet name records of one.
_REGISTER_OF_PAGES: Mapping[str, str] = {"CardsView.ask": "contact_card", "CardsView.links": "contact_card",
                                         "CardsView.make": "grid_officer"}


def _referring(register: Register) -> list[Any]:
    return [each for each in register.fields.values() if isinstance(each.type, (Reference, References))]


#: Argument of a rule → what to put there.
ARGUMENTS: Mapping[str, Callable[[Filling], Any]] = {
    "pk": Filling.record_ids, "file": Filling.files, "field": Filling.references, "key": Filling.charts,
    "chart": Filling.charts,
    "run": lambda filling: [filling.doors.runs.get(filling.register.key if filling.register else "", 1)],
    "policy": lambda filling: ["colours", "nothing"],
    "package": lambda filling: ["0" * 32],
    "made": lambda filling: [filling.doors.export],
    "act": lambda filling: [*(asked_of(filling.register) if filling.register else ()), "nothing"],
    "what": lambda filling: ["unit", "department", "user"], "duty": lambda filling: [1], "view": lambda filling: [1],
    "version": lambda filling: ["v1"],
    "filename": lambda filling: ["app.css"],
    "name": lambda filling: ["count", "tree", "options", "points", "nothing"],  # what the style page asks for
    # Who knows the token of a card sees it: test_public_card.py says what; here nobody knows one.
    "token": lambda filling: ["A" * 43],
}

#: What is read by POST: the kind of door → the formats that are asked for.
_EXPORTS: Mapping[str, tuple[str, ...]] = {"view.export": ("csv", "xlsx"), "api.export": ("csv", "json")}

#: Arguments that differ from place to place.
_OF_A_RECORD = frozenset({"pk", "file"})


class UnknownArgument(LookupError):
    """An argument of a rule that ``ARGUMENTS`` does not know: teach it there, or the door stays untried."""


@dataclass(frozen=True)
class Doors:
    """The doors of an application over what has grown. ``runs``: an import of somebody else's by register; ``export``: a
    workbook that is somebody else's."""

    app: Flask
    grown: Grown
    runs: Mapping[str, int] = field(default_factory=dict)
    accounts: tuple[int, ...] = ()
    export: str = "0" * 32

    def rules(self, method: str) -> list[Rule]:
        """The rules that take the method, static files excepted."""
        return [rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())
                and rule.endpoint not in STATIC]

    def reading(self, method: str = "GET") -> Iterator[Door]:
        """Every question at every rule."""
        for rule in self.rules(method):
            yield from self.at(rule)
        yield from (door for rule in self.exporting() for door in self._exports(rule))

    def exporting(self) -> list[Rule]:
        """The rules at which something is read by POST, because it leaves a line in the audit log."""
        return [rule for rule in self.rules("POST") if self.kind_of(rule) in _EXPORTS]

    def at(self, rule: Rule) -> Iterator[Door]:
        """Every question at one rule, for every record that it can name."""
        register, kind = self.register_of(rule), self.kind_of(rule)
        for filling, arguments in self.filled(rule):
            place = filling.place if "pk" in rule.arguments and register else None
            asked = questions.asked_at(kind, self.grown, register, arguments)
            yield from (Door(str(rule), kind, name, _url(rule, arguments, query), register and register.key, place)
                        for name, query in asked)

    def filled(self, rule: Rule) -> Iterator[tuple[Filling, dict[str, str]]]:
        """All fillings of a rule's arguments. Raises UnknownArgument."""
        unknown = rule.arguments - ARGUMENTS.keys()
        if unknown:
            raise UnknownArgument(f"{rule}: tests/matrix/doors.py does not know how to fill {sorted(unknown)}")
        register, kind = self.register_of(rule), self.kind_of(rule)
        places = list(self.grown.ids[register.key]) if register and rule.arguments & _OF_A_RECORD else ["own"]
        names = sorted(rule.arguments)
        for place in places:
            filling = Filling(self, kind, register, place)
            for values in product(*(list(ARGUMENTS[name](filling)) for name in names)):
                yield filling, dict(zip(names, map(str, values), strict=True))

    def register_of(self, rule: Rule) -> Register | None:
        """The register that the address begins with."""
        first = str(rule).removeprefix("/api/v1").split("/")[1]
        return self.grown.definition.registers.get(first)

    def kind_of(self, rule: Rule) -> str:
        """``view.show``, ``api.get`` of a register; of another page its endpoint."""
        if self.register_of(rule) is None:
            return str(rule.endpoint)
        return ("api." if str(rule).startswith("/api/") else "view.") + rule.endpoint.rpartition(".")[2]

    def _exports(self, rule: Rule) -> Iterator[Door]:
        register, kind = self.register_of(rule), self.kind_of(rule)
        assert register is not None
        for form in _EXPORTS[kind]:
            for name, query in questions.asked_at(kind, self.grown, register, {}):
                how = {"body" if kind.startswith("api.") else "data": {"format": form}}
                yield Door(str(rule), kind, f"{form} {name}".strip(), _url(rule, {}, query), register.key, None, **how)


def _url(rule: Rule, arguments: Mapping[str, str], query: Mapping[str, str]) -> str:
    path = str(rule)
    for name, value in arguments.items():
        for spelling in (f"<{name}>", f"<path:{name}>"):
            path = path.replace(spelling, value)
    return f"{path}?{urlencode(query)}" if query else path
