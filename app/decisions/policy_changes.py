"""What a county has changed of a policy: values at places of its file, taken over into a new version.

A place is a path of keys; an entry of a list that has a ``key`` goes by it, so that a line that a later file puts between
others does not shift what the county has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

Path = tuple[str, ...]
Changes = Mapping[Path, Any]  #: place → value; None takes the entry away

_HEADING = ("policy", "words", "from", "to", "sources")

#: What stands beside a figure and follows it.
_BESIDE = ("source", "words", "handled_by")


def part_of(number: int, entry: Any) -> str:
    """How an entry of a list is called in a path: by its key, else by its number."""
    key = entry.get("key") if isinstance(entry, Mapping) else None
    return key if isinstance(key, str) else str(number)


def parts(node: Any) -> Iterator[tuple[str, Any]]:
    """What lies below a place, each with its part of the path."""
    if isinstance(node, Mapping):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, Sequence) and not isinstance(node, str):
        yield from ((part_of(number, each), each) for number, each in enumerate(node))


def value_at(raw: Any, path: Path) -> Any:
    """What stands at a place; None where nothing does."""
    for part in path:
        raw = dict(parts(raw)).get(part)
    return raw


def place_of(raw: Any, path: Path) -> tuple[str | int, ...]:
    """The path as the checks of a file name it: entries of lists by their number."""
    found: list[str | int] = []
    for part in path:
        listed = isinstance(raw, Sequence) and not isinstance(raw, str)
        names = [name for name, _ in parts(raw)]
        found.append(names.index(part) if listed and part in names else part)
        raw = dict(parts(raw)).get(part)
    return tuple(found)


def changed(raw: Mapping[str, Any], changes: Changes, valid_from: date) -> dict[str, Any]:
    """A new version of a file: it begins on a day, has no end, and says what the county says.

    A change at a place that the file does not have (any more) is passed over.
    """
    made: dict[str, Any] = {key: deepcopy(value) for key, value in raw.items() if key != "to"}
    made["from"] = valid_from.isoformat()
    made["sources"] = dict(made.get("sources") or {})
    for path, value in changes.items():
        _set(made, path, value)
    return made


def _set(node: Any, path: Path, value: Any) -> None:
    *above, last = path
    for part in above:
        node = dict(parts(node)).get(part)
    if isinstance(node, dict):
        if value is None:
            node.pop(last, None)
        else:
            node[last] = deepcopy(value)
    elif isinstance(node, list):
        names = [name for name, _ in parts(node)]
        if last in names:
            node[names.index(last)] = deepcopy(value)


@dataclass(frozen=True)
class Difference:
    """A value that differs between two versions; None: it is not there."""

    path: Path
    before: Any
    after: Any


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[Difference]:
    """Where two versions differ, value by value; their dates, sources and the words of each are left out."""
    old, new = dict(parts(before)), dict(parts(after))
    if not old and not new:
        if before != after:
            yield Difference(path, before, after)
        return
    for part in dict.fromkeys((*old, *new)):
        if (not path and part in _HEADING) or part in _BESIDE:
            continue
        if (part in old) is not (part in new):
            yield Difference((*path, part), old.get(part), new.get(part))
        else:
            yield from differences(old[part], new[part], (*path, part))
