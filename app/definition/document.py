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
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as bad:
        raise Problems([_syntax(bad, file)]) from bad
    walk = _Walk(file)
    data = None if root is None else walk.value(root, ())
    if walk.found:
        raise Problems(walk.found)
    return Document(file, data, walk.marks)


def _syntax(bad: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(bad, "problem_mark", None)
    what = getattr(bad, "problem", None) or str(bad).splitlines()[0]
    return problem("D001", Mark(file, mark.line + 1 if mark else 1), what=what)


class _Walk:
    """One pass over YAML's node tree: data, marks and the faults of strictness."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[Place, Mark] = {}
        self.found: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.marks.setdefault(place, self._mark(node))
        if id(node) in self._seen or not node.tag.startswith("tag:yaml.org,2002:"):
            self.found.append(problem("D003", self._mark(node)))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, place))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _pairs(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            mark = self._mark(key_node)
            if key in lines:
                self.found.append(problem("D002", mark, key=key, first=lines[key]))
                continue
            lines[key] = mark.line
            self.marks[(*place, key)] = mark
            yield key, self.value(value_node, (*place, key))

    def _key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.value == "<<":
            self.found.append(problem("D003", self._mark(node)))
            return "?"
        return str(node.value)

    def _mark(self, node: yaml.Node) -> Mark:
        return Mark(self.file, node.start_mark.line + 1)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = node.value
    if node.style:  # quoted or block: a text whatever it looks like
        return text
    if text in _WORDS or text == "":
        return _WORDS.get(text)
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
