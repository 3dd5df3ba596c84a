"""The parts every policy file has: heading, dates, sources, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from app.decisions.declared import Declared
from app.decisions.policies import Figure, Source
from app.decisions.scales import Colour, Leader, Level
from app.words import Words

T = TypeVar("T")
Sources = Mapping[str, Source]

COLOURS: Mapping[str, Colour] = MappingProxyType({colour.value: colour for colour in Colour})
LEVELS: Mapping[str, Level] = MappingProxyType({level.value: level for level in Level})
LEADERS: Mapping[str, Leader] = MappingProxyType({leader.value: leader for leader in Leader})
HEADING = ("policy", "words", "from", "to", "sources")


def read_heading(file: Declared) -> dict[str, Any]:
    """Key, words and dates of validity, as a policy takes them."""
    first, last = file.at("from").day(), file.maybe("to")
    until = last.day() if last else None
    if last and until and until < first:
        last.report("D406", first=first, last=until)
    return {"key": file.at("policy").text(), "words": file.at("words").words(), "valid_from": first,
            "valid_to": until, "mark": file.mark}


def read_sources(place: Declared) -> Sources:
    """The sources that figures of the file may name."""
    return {key: Source(key, below.words()) for key, below in place.entries()}


def read_source(place: Declared, sources: Sources) -> Source:
    """The source that ``place`` names as ``source: …``."""
    named = place.at("source")
    key = named.text()
    if key and key not in sources:
        named.report("D407", given=key)
    return sources.get(key, Source(key, Words(key, key)))


def read_figure(place: Declared, sources: Sources, read: Callable[[Declared], T]) -> Figure[T]:
    """``{value: …, source: …}``."""
    place.only("value", "source")
    return Figure(read(place.at("value")), read_source(place, sources))


def read_colour(place: Declared) -> Colour:
    """The key of a colour."""
    return place.one_of(COLOURS) or Colour.BLUE


def read_level(place: Declared) -> Level:
    """The key of a level."""
    return place.one_of(LEVELS) or Level.GRID


def read_leader(place: Declared) -> Leader:
    """The key of a leader."""
    return place.one_of(LEADERS) or Leader.VILLAGE_SECRETARY


#: What a policy counts (days, hours, cases) lies below this: a slip of the hand must not make a calendar without end.
MOST = 3660


def at_least_one(place: Declared) -> int:
    """A whole number from 1 to ``MOST``."""
    return place.whole(1, MOST)


def at_least_none(place: Declared) -> int:
    """A whole number from 0 to ``MOST``."""
    return place.whole(0, MOST)
