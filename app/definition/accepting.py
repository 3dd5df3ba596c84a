"""A document against its grammar: plain data, or every fault at its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError

from app.definition.document import Document, Place
from app.problems import BadValue, Problem, nearest
from app.words import Words

_OTHERWISE = BadValue("D103", expected=Words("另一种写法，见 schema/README.md", "written as schema/README.md says"))


def accept(grammar: type[Schema], document: Document) -> tuple[dict[str, Any], list[Problem]]:
    """The document's data by ``grammar``, with every fault at its line; the data is empty when there are faults."""
    try:
        loaded: dict[str, Any] = _instance(grammar).load(document.data)
    except ValidationError as bad:
        return {}, [_placed(fault, place, document) for place, fault in _faults(bad.messages, ())]
    return loaded, []


@cache
def _instance(grammar: type[Schema]) -> Schema:
    return grammar()


def _faults(found: Any, place: Place) -> Iterator[tuple[Place, BadValue]]:
    if isinstance(found, dict):
        for word, inner in found.items():
            yield from _faults(inner, place if word == "_schema" else (*place, word))
    elif isinstance(found, list):
        for inner in found:
            yield from _faults(inner, place)
    else:
        yield place, found if isinstance(found, BadValue) else _OTHERWISE


def _placed(fault: BadValue, place: Place, document: Document) -> Problem:
    values = dict(fault.values)
    near, known = values.pop("near", None), values.pop("known", ())
    if place and not near:
        near = nearest(str(place[-1]), known)
    values.setdefault("key", _key_at(place) or document.file)
    return Problem(fault.code, values, document.mark_of(place), near=near)


def _key_at(place: Place) -> str | None:
    """The key that a person would look for: an item of a list goes by the list's."""
    return next((part for part in reversed(place) if isinstance(part, str)), None)
