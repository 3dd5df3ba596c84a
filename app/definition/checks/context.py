"""What the checks look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.definition.document import Document, Place
from app.definition.types import Definition, Field, Pack, Register
from app.problems import Mark, Problem, nearest, problem


@dataclass(frozen=True)
class Context:
    """The definition so far, the documents it came from, and what may be named.

    ``broken`` are registers whose own file has faults: they exist, so naming them is no mistake.
    """

    definition: Definition
    documents: Mapping[str, Document]  #: by register key; "roles", "menu" and vocabularies by "vocabulary:KEY"
    packs: Mapping[str, Pack]
    pages: frozenset[str]
    broken: frozenset[str] = frozenset()

    @property
    def registers(self) -> Mapping[str, Register]:
        """The registers without faults of their own."""
        return self.definition.registers

    def mark(self, document: str, *place: str | int) -> Mark:
        """Where something stands in a document."""
        return self.documents[document].mark_of(place)

    def unknown_register(self, word: str) -> bool:
        """True where no file of that name exists."""
        return word not in self.registers and word not in self.broken


def known_fields(context: Context, register: Register, key: str, names: tuple[str, ...]) -> Iterator[Problem]:
    """D203 for each name of the list ``key`` that is not a field of the register."""
    for index, name in enumerate(names):
        if name not in register.fields:
            place: Place = (key, index)
            yield problem("D203", context.documents[register.key].mark_of(place), where=key, name=name,
                          register=register.key, near=nearest(name, register.fields))


def fields_named(register: Register, names: tuple[str, ...]) -> Iterator[Field]:
    """The fields of those names that exist."""
    for name in names:
        if name in register.fields:
            yield register.fields[name]
