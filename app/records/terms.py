"""Vocabularies as they are now: the shipped terms as the county has edited them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.definition import Definition, Term, VocabularyList
from app.fieldtypes.reading import narrow
from app.model import Models
from app.words import Language, Words


@dataclass(frozen=True)
class TermList:
    """One vocabulary: its terms in order, the retired ones still with their labels."""

    terms: Mapping[str, Term]
    retired: frozenset[str] = frozenset()
    _spellings: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spellings = {_folded(spelling): key for key, term in self.terms.items() if key not in self.retired
                     for spelling in (key, term.words.zh, term.words.en, *term.synonyms)}
        object.__setattr__(self, "_spellings", spellings)

    def key_of(self, text: str) -> str | None:
        """The key of a term given by key, label or synonym; None for an unknown or retired one."""
        return self._spellings.get(_folded(text))

    def keys(self) -> tuple[str, ...]:
        """The keys that may be chosen now."""
        return tuple(key for key in self.terms if key not in self.retired)

    def label(self, key: str, language: Language) -> str:
        """The term in words; the key itself where it is unknown."""
        term = self.terms.get(key)
        return term.words.to(language) if term else key

    def items(self, language: Language) -> list[tuple[str, str]]:
        """Key and label of each term that may be chosen now."""
        return [(key, self.terms[key].words.to(language)) for key in self.keys()]

    def attribute(self, key: str | None, name: str) -> str | None:
        """What the vocabulary says of a term beside its words, e.g. the lead function of a dispute category."""
        term = self.terms.get(key or "")
        return term.attributes.get(name) if term else None


def _folded(text: str) -> str:
    return narrow(text).lower().strip()


def shipped(vocabulary: VocabularyList) -> TermList:
    """The vocabulary as its file declares it."""
    return TermList(vocabulary.terms)


def read_terms(session: Session, models: Models) -> dict[str, TermList]:
    """Every vocabulary as the table ``vocabulary_item`` has it; one without rows as it is shipped."""
    definition = models.definition
    if "vocabulary_item" not in definition.registers:
        return {key: shipped(each) for key, each in definition.vocabularies.items()}
    table = models.table("vocabulary_item")
    statement = select(table).where(table.c.void_at.is_(None)).order_by(table.c.vocabulary, table.c.position, table.c.id)
    rows: dict[str, list[RowMapping]] = {}
    for row in session.execute(guarded(statement)).mappings():
        rows.setdefault(row["vocabulary"], []).append(row)
    return {key: _list(rows[key]) if key in rows else shipped(each) for key, each in _known(definition, rows)}


def _known(definition: Definition, rows: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return {**dict.fromkeys(rows), **definition.vocabularies}.items()


def _list(rows: list[RowMapping]) -> TermList:
    terms = {row["key"]: Term(key=row["key"], words=Words(row["label_zh"], row["label_en"]),
                              synonyms=tuple(filter(None, (row["synonyms"] or "").split("、"))),
                              attributes=attributes_of(row["attributes"])) for row in rows}
    return TermList(terms, frozenset(row["key"] for row in rows if row["retired"]))


def attributes_of(text: str | None) -> dict[str, str]:
    """``key=value; key=value`` as a mapping."""
    pairs = (part.partition("=") for part in (text or "").replace("；", ";").split(";"))
    return {key.strip(): value.strip() for key, sign, value in pairs if sign}
