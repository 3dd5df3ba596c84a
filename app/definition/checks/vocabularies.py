"""Checks of the vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context
from app.problems import Problem, nearest, problem


def check_vocabularies(context: Context) -> Iterator[Problem]:
    """A term says nothing beside its words that the vocabulary does not declare."""
    for vocabulary in context.definition.vocabularies.values():
        for term in vocabulary.terms.values():
            for name in sorted(set(term.attributes) - set(vocabulary.attributes)):
                mark = context.mark(f"vocabulary:{vocabulary.key}", "terms", term.key, "attributes", name)
                yield problem("D320", mark, term=term.key, name=name, near=nearest(name, vocabulary.attributes))
