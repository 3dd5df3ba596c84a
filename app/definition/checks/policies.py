"""Checks of what policies name in the rest of the declarations: functions of departments, causes of a pause."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from app.definition.checks.context import Context
from app.definition.document import Document, Place
from app.problems import Problem, nearest, problem

_FUNCTIONS = "department_function"

#: Policies that name functions: under these keys one, under ``departments`` a list.
_NAMING = ("routing", "returns")
_ONE = ("function", "merged_by")


def check_policy_words(context: Context) -> Iterator[Problem]:
    """D239 for a function that the vocabulary lacks, D240 for a cause of a pause that a register does not offer."""
    known = context.definition.vocabularies.get(_FUNCTIONS)
    for name, document in context.documents.items():
        if not name.startswith("policy:") or name in context.broken or not isinstance(document.data, Mapping):
            continue
        if document.data.get("policy") in _NAMING and known is not None:
            for place, word in _functions(document.data, ()):
                if word not in known.terms:
                    yield problem("D239", document.mark_of(place), name=word, near=nearest(word, known.terms))
        if document.data.get("policy") == "course":
            yield from _causes(context, document)


def unknown_functions(data: Any, known: Collection[str]) -> Iterator[Problem]:
    """D239 for each function that a policy names and ``known`` lacks."""
    for _place, word in _functions(data, ()):
        if word not in known:
            yield problem("D239", None, name=word, near=nearest(word, known))


def _functions(data: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Every function that is named, with its place."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _ONE and isinstance(value, str):
                yield (*place, key), value
            elif key == "departments" and isinstance(value, list):
                yield from (((*place, key, number), each) for number, each in enumerate(value) if isinstance(each, str))
            else:
                yield from _functions(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _functions(value, (*place, number))


def _causes(context: Context, document: Document) -> Iterator[Problem]:
    for register in context.registers.values():
        field = register.fields.get("pause_cause")
        if field is None or field.kept_by is None or field.type.kind != "choice":
            continue
        offered: Mapping[str, Any] = field.type.of  # type: ignore[attr-defined]
        for key in document.data["pause_causes"]:
            if key not in offered:
                yield problem("D240", document.mark_of(("pause_causes", key)), name=key, register=register.key,
                              near=nearest(key, offered))
