"""The figures of a policy that a county may change, found in what the file declares: a line or register that a later file
brings is in the form by itself.

A figure is ``{value: …, source: …}``; beside these the limits and colours of lines, the days of follow-ups and due days, the
causes of a pause and the functions of routing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.decisions.policies import OURS
from app.decisions.policy_changes import Path, parts
from app.policies.words import COLOUR_WORDS, figure_words, part_words
from app.words import Words

Kind = Literal["whole", "number", "yes_no", "colour", "level", "leader", "days", "causes", "functions", "function"]

_LEVELS = frozenset({"handler", "without_grid", "red_goes_to"})
_DECIMAL = frozenset({"at_least"})  #: whole or decimal: money is counted in 万元

#: Keys that are words, names and conditions of the file, not figures.
_NOT_FIGURES = frozenset({"words", "word", "handled_by", "reason", "source", "sources", "key", "fact", "unless", "required",
                          "raised", "lowered", "rising", "policy", "from", "to", "period", "owed_by", "merged_by",
                          "units", "departments", "of", "by_hand"})

FUNCTION_ROWS = 3  #: how many functions stand in for one that nobody holds


@dataclass(frozen=True, kw_only=True)
class PolicyFigure:
    """One value: where it stands, where its source does, how it is entered, what it is called. ``group``: its heading."""

    path: Path
    kind: Kind
    value: Any
    label: Words
    group: Words
    source_path: Path | None
    source: str = ""  #: the key of the source

    @property
    def name(self) -> str:
        """What its field is called in a form."""
        return ".".join(self.path)

    @property
    def is_default(self) -> bool:
        """True for a figure of ours."""
        return self.source == OURS


@dataclass(frozen=True)
class _Walk:
    """Where the walk stands: names from the top, the heading, the nearest source."""

    names: tuple[Words, ...] = ()
    group: tuple[Words, ...] = ()
    source_path: Path | None = None
    source: str = ""


def figures_of(raw: Mapping[str, Any], categories: Sequence[str] = ()) -> list[PolicyFigure]:
    """Every figure, in the order of the file. ``categories``: those of disputes, for the routing."""
    return list(_below(raw, raw, (), _Walk(), categories))


def _below(raw: Mapping[str, Any], node: Any, path: Path, walk: _Walk, categories: Sequence[str]) -> Iterator[PolicyFigure]:
    for key, child in parts(node):
        if key in _NOT_FIGURES and not (path and path[-1] in ("scale", "choices")):
            continue
        place = (*path, key)
        special = _SPECIAL.get(place)
        if special is not None:
            yield from special(child, place, categories)
        elif isinstance(child, Mapping) or _is_entries(child):
            yield from _node(raw, child, place, _into(raw, child, place, walk), categories)
        elif (kind := _kind(place, child)) is not None:
            yield _figure(place, child, kind, walk)


def _node(raw: Mapping[str, Any], node: Any, path: Path, walk: _Walk, categories: Sequence[str]) -> Iterator[PolicyFigure]:
    if isinstance(node, Mapping) and {"value", "source"} <= node.keys():
        kind = _kind(path, node["value"])
        if kind is not None:
            yield _figure((*path, "value"), node["value"], kind, walk)
        return
    yield from _below(raw, node, path, walk, categories)


def _into(raw: Mapping[str, Any], node: Any, path: Path, walk: _Walk) -> _Walk:
    """The walk one place further down."""
    named, key = node if isinstance(node, Mapping) else {}, path[-1]
    words = _words(named.get("words")) or _words(named.get("word"))
    if len(path) >= 2 and path[-2] in ("colours", "scale") and key in COLOUR_WORDS:
        colour = COLOUR_WORDS[key]
        words = Words(f"{colour.zh}·{words.zh}", f"{colour.en} · {words.en}") if words and path[-2] == "colours" else colour
    heads = key in ("lines", "trend", "overdue") or (len(path) == 1 and key != "registers")
    group, names = walk.group, walk.names
    if len(path) == 2 and path[0] == "registers" and words:
        group = (words,)
    elif len(path) >= 2 and path[-2] == "colours" and words:
        group = (*group, words)
    elif heads:
        group = (*group, part_words(key))
    elif words:
        names = (*names, words)
    own = "source" in named and not isinstance(named["source"], Mapping)
    return _Walk(names, group, (*path, "source") if own else walk.source_path, str(named["source"]) if own else walk.source)


def _words(both: Any) -> Words | None:
    return Words(both["zh"], both["en"]) if isinstance(both, Mapping) and {"zh", "en"} <= both.keys() else None


def _is_entries(child: Any) -> bool:
    return isinstance(child, Sequence) and not isinstance(child, str) and any(isinstance(each, Mapping) for each in child)


def _figure(path: Path, value: Any, kind: Kind, walk: _Walk) -> PolicyFigure:
    key = path[-2] if path[-1] == "value" else path[-1]
    said = _said(path, key)
    return PolicyFigure(path=path, kind=kind, value=value, label=_joined((*walk.names, said)), group=_joined(walk.group),
                        source_path=walk.source_path, source=walk.source)


def _joined(words: Sequence[Words]) -> Words:
    return Words(" · ".join(each.zh for each in words), " · ".join(each.en for each in words))


def _said(path: Path, key: str) -> Words:
    if len(path) >= 2 and path[-2] == "at_least":
        colour = COLOUR_WORDS.get(key, Words(key, key))
        return Words(f"{colour.zh}：不少于", f"{colour.en}: at least")
    return figure_words(path, key)


def _kind(path: Path, value: Any) -> Kind | None:
    """How a value is entered; None for one that is none."""
    key = path[-1]
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, (int, float)):
        lines = len(path) >= 4 and path[-2] in _DECIMAL and path[0] == "registers"
        return "number" if lines else "whole"
    if key in ("gives", "any"):
        return "colour"
    if key in _LEVELS:
        return "level"
    if key == "leader":
        return "leader"
    return "days" if key == "days_of_month" else None


# -- what is a whole of its own -------------------------------------------------------------------


def _causes(node: Any, path: Path, _categories: Sequence[str]) -> Iterator[PolicyFigure]:
    source = next((str(each.get("source", "")) for each in node.values()), OURS) if isinstance(node, Mapping) else OURS
    yield PolicyFigure(path=path, kind="causes", value=tuple(node), label=figure_words((), "causes"), source=source,
                       group=part_words(path[0]), source_path=None)


def _instead(node: Any, path: Path, _categories: Sequence[str]) -> Iterator[PolicyFigure]:
    value = tuple(str(each.get("function", "")) for each in node)
    source = next((str(each.get("source", "")) for each in node), OURS)
    yield PolicyFigure(path=path, kind="functions", value=value, label=figure_words((), "functions"), group=part_words(path[0]),
                       source_path=None, source=source)


def _categories(node: Any, path: Path, categories: Sequence[str]) -> Iterator[PolicyFigure]:
    """Each category; without a function here the vocabulary says which."""
    given = node if isinstance(node, Mapping) else {}
    for key in categories:
        own = given.get(key) or {}
        yield PolicyFigure(path=(*path, key), kind="function", value=own.get("function", ""), label=Words(key, key),
                           group=part_words(path[0]), source_path=None, source=str(own.get("source", "")))


_SPECIAL: Mapping[Path, Any] = {("pause_causes",): _causes, ("instead",): _instead, ("categories",): _categories}
