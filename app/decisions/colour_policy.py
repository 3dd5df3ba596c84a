"""Reads schema/policies/colours.yaml into a :class:`ColourPolicy`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from app.decisions.colour_lines import AnyLine, ChoiceLine, HandShift, LimitLine, Line, OverdueShift, Shift, TrendShift
from app.decisions.colours import ColourPolicy, ColourRules, ColourTerms
from app.decisions.declared import Declared, twice
from app.decisions.policies import Figure
from app.decisions.policy_parts import (
    COLOURS,
    HEADING,
    Sources,
    at_least_one,
    read_colour,
    read_figure,
    read_heading,
    read_leader,
    read_level,
    read_source,
    read_sources,
)
from app.decisions.scales import Colour
from app.words import Words

FIGURES: Mapping[str, Callable[[Declared], Any]] = {
    "without_grid": read_level,
    "days": at_least_one,
    "verify_days": at_least_one,
    "progress_days": at_least_one,
    "progress_on_rest_days": Declared.yes,
    "leader": read_leader,
    "county_told_hours": at_least_one,
    "plan_hours": at_least_one,
    "plan_required": Declared.yes,
}
GIVES = ("choices", "at_least", "any")


def read_colours(file: Declared) -> ColourPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "scale", "registers")
    sources = read_sources(file.at("sources"))
    names = _by_colour(file.at("scale"), Declared.words)
    registers = {key: _register(place, names, sources) for key, place in file.at("registers").entries()}
    return ColourPolicy(**read_heading(file), registers=MappingProxyType(registers))


def _by_colour(place: Declared, read: Callable[[Declared], Any]) -> Mapping[Colour, Any]:
    """Something for each of the four colours."""
    place.only(*COLOURS)
    return MappingProxyType({colour: read(place.at(key)) for key, colour in COLOURS.items()})


def _register(place: Declared, names: Mapping[Colour, Words], sources: Sources) -> ColourRules:
    place.only("words", "colours", "lines", "trend", "by_hand", "overdue")
    lines = tuple(_line(below, sources) for below in place.at("lines").items())
    for key in twice(line.key for line in lines):
        place.at("lines").report("D409", key=key)
    overdue = place.at("overdue")
    return ColourRules(
        register=str(place.place[-1]), words=place.at("words").words(), names=names,
        terms=_by_colour(place.at("colours"), lambda below: _terms(below, sources)), lines=lines,
        shifts=_shifts(place, overdue, sources),
        red_overdue=read_figure(overdue.at("red_goes_to"), sources, read_level))


def _terms(place: Declared, sources: Sources) -> ColourTerms:
    place.only("word", "handled_by", "handler", *FIGURES)
    figures: dict[str, Figure[Any]] = {
        key: read_figure(below, sources, read) for key, read in FIGURES.items() if (below := place.maybe(key))}
    return ColourTerms(word=place.at("word").words(), handler_words=place.at("handled_by").words(),
                       handler=read_figure(place.at("handler"), sources, read_level), **figures)


# -- lines ---------------------------------------------------------------------------------------


def _line(place: Declared, sources: Sources) -> Line:
    place.only("key", "words", "fact", "required", "unless", "source", "reason", *GIVES)
    given = [key for key in GIVES if place.has(key)]
    if len(given) != 1:
        place.report("D408")
    return LINES[given[0] if len(given) == 1 else "any"](place, _common(place, sources))


def _common(place: Declared, sources: Sources) -> dict[str, Any]:
    required, unless = place.maybe("required"), place.maybe("unless")
    return {"key": place.at("key").text(), "fact": place.at("fact").text(), "words": place.at("words").words(),
            "source": read_source(place, sources), "required": required.yes() if required else False,
            "unless": unless.text() if unless else None}


def _choice_line(place: Declared, common: dict[str, Any]) -> Line:
    choices, terms = {}, {}
    for key, below in place.at("choices").entries():
        below.only("gives", "words")
        choices[key] = read_colour(below.at("gives"))
        terms[key] = below.at("words").words()
    return ChoiceLine(**common, reason=place.at("reason").template(), choices=MappingProxyType(choices),
                      terms=MappingProxyType(terms))


def _limit_line(place: Declared, common: dict[str, Any]) -> Line:
    return LimitLine(**common, reason=place.at("reason").template(), at_least=_limits(place.at("at_least")))


def _limits(place: Declared) -> Mapping[Colour, Decimal]:
    place.only(*COLOURS)
    limits = {colour: place.at(key).number() for key, colour in COLOURS.items() if place.has(key)}
    rising = list(limits.values())
    if any(low >= high for low, high in pairwise(rising)):
        place.report("D405")
    return MappingProxyType(limits)


def _any_line(place: Declared, common: dict[str, Any]) -> Line:
    gives = place.maybe("any")
    return AnyLine(**common, reason=place.at("reason").words(), gives=read_colour(gives) if gives else Colour.BLUE)


LINES: Mapping[str, Callable[[Declared, dict[str, Any]], Line]] = {
    "choices": _choice_line, "at_least": _limit_line, "any": _any_line}


# -- shifts --------------------------------------------------------------------------------------


def _shifts(place: Declared, overdue: Declared, sources: Sources) -> tuple[Shift, ...]:
    trend = place.maybe("trend")
    rising = (_trend(trend, sources),) if trend else ()
    return (*rising, _by_hand(place.at("by_hand"), sources), _overdue(overdue, sources))


def _trend(place: Declared, sources: Sources) -> Shift:
    place.only("fact", "rising", "adds", "reason")
    adds = read_figure(place.at("adds"), sources, at_least_one)
    return TrendShift(fact=place.at("fact").text(), rising=place.at("rising").text(), adds=adds.value,
                      words=place.at("reason").words(), source=adds.source)


def _by_hand(place: Declared, sources: Sources) -> Shift:
    place.only("fact", "source", "raised", "lowered")
    return HandShift(fact=place.at("fact").text(), source=read_source(place, sources),
                     raised=place.at("raised").template(), lowered=place.at("lowered").template())


def _overdue(place: Declared, sources: Sources) -> Shift:
    place.only("fact", "source", "reason", "red_goes_to")
    return OverdueShift(fact=place.at("fact").text(), source=read_source(place, sources),
                        words=place.at("reason").template())
