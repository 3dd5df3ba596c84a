"""The circumstances under which a value is shown: language, terms of vocabularies, names of records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.words import Language


class Labels(Protocol):
    """A vocabulary as a screen needs it."""

    def label(self, key: str, language: Language) -> str:
        """The term in words; the key itself where the term is unknown."""

    def items(self, language: Language) -> list[tuple[str, str]]:
        """Key and label of each term that may be chosen now, in order."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Language, vocabularies by name, and the names of records already looked up.

    ``names`` maps (register, id) to what the record calls itself; a record the viewer may not see is absent.
    """

    language: Language = "zh"
    labels: Mapping[str, Labels] = field(default_factory=dict)
    names: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def name(self, register: str, record: int) -> str:
        """What a record calls itself, or a dash where it is out of sight."""
        return self.names.get((register, record), "—")

    def term(self, vocabulary: str, key: str) -> str:
        """The label of a vocabulary's term."""
        labels = self.labels.get(vocabulary)
        return labels.label(key, self.language) if labels else key
