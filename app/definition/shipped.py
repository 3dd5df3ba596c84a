"""The vocabularies as their files ship them, for whoever reads a value without a database: defaults are read so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.definition.types import Definition, VocabularyList
from app.fieldtypes.reading import narrow


@dataclass(frozen=True)
class ShippedTerms:
    """One vocabulary."""

    vocabulary: VocabularyList

    def key_of(self, text: str) -> str | None:
        """The term of that key, label or synonym."""
        wanted = narrow(text).lower()
        for key, term in self.vocabulary.terms.items():
            if wanted in {narrow(each).lower() for each in (key, term.words.zh, term.words.en, *term.synonyms)}:
                return key
        return None

    def keys(self) -> tuple[str, ...]:
        """Every term."""
        return tuple(self.vocabulary.terms)


def shipped_terms(definition: Definition) -> Mapping[str, ShippedTerms]:
    """Every vocabulary by its key."""
    return {key: ShippedTerms(each) for key, each in definition.vocabularies.items()}
