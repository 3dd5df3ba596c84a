"""Reads schema/policies/course.yaml: pause causes, transfers, orders, reviews, follow-ups, cards (rules.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from types import MappingProxyType

from app.decisions.declared import Declared, twice
from app.decisions.policies import Figure, Policy, Source
from app.decisions.policy_parts import (
    HEADING,
    Sources,
    at_least_none,
    at_least_one,
    read_figure,
    read_heading,
    read_source,
    read_sources,
)
from app.words import Words


class CardKind(Enum):
    """黄牌, 红牌: another language than the four colours; the value is the key that is stored."""

    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class PauseCause:
    """A cause for which a clock may stand still."""

    key: str
    words: Words
    source: Source


@dataclass(frozen=True)
class Round:
    """One follow-up (回头看): ``days`` calendar days after the resolution."""

    key: str
    words: Words
    days: int
    source: Source


@dataclass(frozen=True)
class CardRule:
    """The card for so many misses in a row."""

    words: Words
    misses: Figure[int]


@dataclass(frozen=True, kw_only=True)
class CoursePolicy(Policy):
    """One version of schema/policies/course.yaml.

    Working days: ``answer_days`` to answer a transfer, ``order_days`` an order, ``put_right_days`` to put right what a review
    found. ``ahead_days`` are calendar days.
    """

    pause_causes: Mapping[str, PauseCause]
    answer_days: Figure[int]
    order_days: Figure[int]
    put_right_days: Figure[int]
    ahead_days: Figure[int]
    rounds: tuple[Round, ...]
    cards: Mapping[CardKind, CardRule]

    def card_for(self, misses: int) -> CardKind | None:
        """The gravest card that so many misses in a row give."""
        given = [kind for kind, rule in self.cards.items() if misses >= rule.misses.value]
        return given[-1] if given else None


def read_course(file: Declared) -> CoursePolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "pause_causes", "transfer", "supervision", "reviews", "follow_ups", "cards")
    sources = read_sources(file.at("sources"))
    follow_ups = file.at("follow_ups")
    follow_ups.only("ahead_days", "rounds")
    return CoursePolicy(
        **read_heading(file), pause_causes=_causes(file.at("pause_causes"), sources),
        answer_days=_days(file.at("transfer"), "answer_days", sources),
        order_days=_days(file.at("supervision"), "answer_days", sources),
        put_right_days=_days(file.at("reviews"), "put_right_days", sources),
        ahead_days=read_figure(follow_ups.at("ahead_days"), sources, at_least_none),
        rounds=_rounds(follow_ups.at("rounds"), sources), cards=_cards(file.at("cards"), sources))


def _days(place: Declared, key: str, sources: Sources) -> Figure[int]:
    place.only(key)
    return read_figure(place.at(key), sources, at_least_one)


def _causes(place: Declared, sources: Sources) -> Mapping[str, PauseCause]:
    return MappingProxyType({key: _cause(key, below, sources) for key, below in place.entries()})


def _cause(key: str, place: Declared, sources: Sources) -> PauseCause:
    place.only("words", "source")
    return PauseCause(key, place.at("words").words(), read_source(place, sources))


def _rounds(place: Declared, sources: Sources) -> tuple[Round, ...]:
    sound = len(place.found)
    rounds = tuple(_round(below, sources) for below in place.items())
    for key in twice(each.key for each in rounds):
        place.report("D409", key=key)
    check_rising(place, [each.days for each in rounds], sound)
    return rounds


def _round(place: Declared, sources: Sources) -> Round:
    place.only("key", "words", "days", "source")
    return Round(place.at("key").text(), place.at("words").words(), at_least_one(place.at("days")),
                 read_source(place, sources))


def _cards(place: Declared, sources: Sources) -> Mapping[CardKind, CardRule]:
    sound = len(place.found)
    place.only(*(kind.value for kind in CardKind))
    cards = {kind: _card(place.at(kind.value), sources) for kind in CardKind}
    check_rising(place, [card.misses.value for card in cards.values()], sound)
    return MappingProxyType(cards)


def _card(place: Declared, sources: Sources) -> CardRule:
    place.only("words", "misses")
    return CardRule(place.at("words").words(), read_figure(place.at("misses"), sources, at_least_one))


def check_rising(place: Declared, numbers: list[int], sound: int) -> None:
    """Each number must be larger than the one before. ``sound``: the faults before they were read; one more, and it is all."""
    if len(place.found) == sound and any(low >= high for low, high in pairwise(numbers)):
        place.report("D415")
