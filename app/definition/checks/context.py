"""What the checks look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.definition.document import Document
from app.definition.types import Definition, Field, Pack, Register
from app.problems import Mark, Problem, nearest, problem


@dataclass(frozen=True)
class Context:
    """The definition so far, the documents it came from, and what may be named.

    ``folder`` is how marks name the folder of the declarations.
    ``documents`` and ``broken`` go by the register's key; others by "roles", "menu", "vocabulary:KEY", "policy:NAME".
    ``broken`` are files with faults of their own: what they declare exists, so naming it is no mistake.
    """

    folder: str
    definition: Definition
    documents: Mapping[str, Document]
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

    def at(self, register: Register, field: Field, *place: str | int) -> Mark:
        """Where an option of a field stands."""
        return self.mark(register.key, "fields", field.key, *place)

    def is_unknown_register(self, word: str) -> bool:
        """True where no file of that name exists."""
        return word not in self.registers and word not in self.broken

    def is_unknown_vocabulary(self, word: str) -> bool:
        """True where no file of that name exists."""
        return word not in self.definition.vocabularies and f"vocabulary:{word}" not in self.broken

    def claims(self, policy: str) -> bool:
        """True where a policy file of that kind exists, sound or not."""
        sound = any(each.key == policy for each in self.definition.policies.values())
        return sound or any(policy in (name.removeprefix("policy:"), self._said(name)) for name in self.broken
                            if name.startswith("policy:"))

    def _said(self, name: str) -> object:
        document = self.documents.get(name)
        return document.data.get("policy") if document and isinstance(document.data, Mapping) else None


def known_fields(context: Context, register: Register, key: str, names: tuple[str, ...]) -> Iterator[Problem]:
    """D203 for each name of the list ``key`` that is not a field of the register."""
    for index, name in enumerate(names):
        if name not in register.fields:
            yield unknown_field(register, name, where=key, mark=context.mark(register.key, key, index))


def unknown_field(register: Register, name: str, *, where: str, mark: Mark) -> Problem:
    """D203: ``where`` names what is not a field of the register."""
    return problem("D203", mark, where=where, name=name, register=register.key, near=nearest(name, register.fields))


def fields_named(register: Register, names: tuple[str, ...]) -> Iterator[Field]:
    """The fields of those names that exist."""
    for name in names:
        if name in register.fields:
            yield register.fields[name]
