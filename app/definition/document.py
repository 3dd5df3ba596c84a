"""Strict YAML → plain data, with the line of every value.

Stricter than YAML 1.1: a duplicate key, an alias, a tag or a merge key is an error; ``on``, ``yes`` and ``no`` are
texts; only ``true``/``false``, plain decimals and ``null`` are more than text (style.md §4.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from app.problems import Mark, Problem, Problems, problem

Place = tuple[str | int, ...]

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")
_WORDS = {"true": True, "false": False, "null": None, "~": None}

#: libyaml's parser where PyYAML brings it: the same nodes, eight times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """One YAML file: its data and where each part of it stands."""

    file: str
    data: Any
    marks: Mapping[Place, Mark]

    def mark_of(self, place: Place) -> Mark:
        """Where ``place`` was written, or the nearest part around it that was."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, Mark(self.file, 1))


def read_file(path: Path, shown_as: str) -> Document:
    """The file's document. Raises Problems: D001 not YAML or not UTF-8, D002 duplicate key, D003 alias, tag or merge."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as bad:
        raise Problems([problem("D001", Mark(shown_as, 1), what=f"UTF-8: byte {bad.start}")]) from bad
    return read_text(text, shown_as)


def read_text(text: str, file: str) -> Document:
    """The text's document. Raises Problems as :func:`read_file` does."""
    walk = _Walk(file, yaml.parse(text, Loader=_LOADER))
    try:
        data = walk.document()
    except yaml.YAMLError as bad:
        raise Problems([_syntax(bad, text, file)]) from bad
    if walk.found:
        raise Problems(walk.found)
    return Document(file, data, walk.marks)


def _syntax(bad: yaml.YAMLError, text: str, file: str) -> Problem:
    what = getattr(bad, "problem", None) or str(bad).splitlines()[0]
    return problem("D001", Mark(file, _line_of(bad, text)), what=what)


def _line_of(bad: yaml.YAMLError, text: str) -> int:
    """The line of a fault; a character that YAML forbids is reported by its position alone."""
    mark = getattr(bad, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    forbidden = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, forbidden.start()) + 1 if forbidden else 1


class _Walk:
    """One pass over YAML's events: data, marks and the faults of strictness."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events
        self.marks: dict[Place, Mark] = {}
        self.found: list[Problem] = []

    def document(self) -> Any:
        """The data of the one document; None for an empty file."""
        next(self.events)  # the stream begins
        data = None
        if isinstance(next(self.events), yaml.DocumentStartEvent):
            data = self._value(next(self.events), ())
            next(self.events)  # the document ends
            following = next(self.events)
            if isinstance(following, yaml.DocumentStartEvent):
                self.found.append(problem("D001", self._mark(following), what="a second document (---)"))
        return data

    def _value(self, event: yaml.Event, place: Place) -> Any:
        self.marks.setdefault(place, self._mark(event))
        if _is_fancy(event):
            self.found.append(problem("D003", self._mark(event)))
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self._pairs(place))
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self._items(place))
        return _scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def _items(self, place: Place) -> Iterator[Any]:
        for index, event in enumerate(self.events):
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._value(event, (*place, index))

    def _pairs(self, place: Place) -> Iterator[tuple[str, Any]]:
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            mark, key = self._mark(event), self._key(event, place)
            if key in lines:
                self.found.append(problem("D002", mark, key=key, first=lines[key]))
            first = lines.setdefault(key, mark.line) == mark.line
            self.marks.setdefault((*place, key), mark)
            value = self._value(next(self.events), (*place, key))
            if first:
                yield key, value

    def _key(self, event: yaml.Event, place: Place) -> str:
        """A key is a plain text; ``<<`` would merge, and a list or mapping has no name."""
        if isinstance(event, yaml.ScalarEvent) and event.value != "<<" and not _is_fancy(event):
            return str(event.value)
        self.found.append(problem("D003", self._mark(event)))
        if not isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
            self._value(event, (*place, "?"))
        return "?"

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1)


def _is_fancy(event: Any) -> bool:
    """An alias, or a value with an anchor or a tag."""
    return isinstance(event, yaml.AliasEvent) or bool(event.anchor or event.tag)


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if event.style:  # quoted or block: a text whatever it looks like
        return text
    if text in _WORDS or text == "":
        return _WORDS.get(text)
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
