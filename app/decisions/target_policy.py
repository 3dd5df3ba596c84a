"""Reads schema/policies/targets.yaml: the rates that are aimed at (S4 二, S3 6), and the terms of what is received ◇."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.decisions.declared import Declared
from app.decisions.policies import Figure, Policy
from app.decisions.policy_parts import HEADING, Sources, at_least_one, read_figure, read_heading, read_sources
from app.words import Words

_PER_CENT = 100


@dataclass(frozen=True)
class Target:
    """A rate of at least so many per cent."""

    words: Words
    per_cent: Figure[int]


@dataclass(frozen=True)
class Term:
    """So many working days for what a register receives, where the row does not say otherwise."""

    words: Words
    working_days: Figure[int]


@dataclass(frozen=True, kw_only=True)
class TargetPolicy(Policy):
    """One version of schema/policies/targets.yaml: ``rates`` by the key of the rate, ``terms`` by register."""

    rates: Mapping[str, Target]
    terms: Mapping[str, Term]

    def per_cent(self, rate: str) -> int | None:
        """What a rate aims at; None where nothing is said of it."""
        return self.rates[rate].per_cent.value if rate in self.rates else None

    def working_days(self, register: str) -> int | None:
        """The term of what a register receives; None where nothing is said of it."""
        return self.terms[register].working_days.value if register in self.terms else None


def read_targets(file: Declared) -> TargetPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "rates", "terms")
    sources = read_sources(file.at("sources"))
    rates = {key: _target(place, sources) for key, place in file.at("rates").entries()}
    terms = {key: _term(place, sources) for key, place in file.at("terms").entries()}
    return TargetPolicy(**read_heading(file), rates=MappingProxyType(rates), terms=MappingProxyType(terms))


def _target(place: Declared, sources: Sources) -> Target:
    place.only("words", "target")
    return Target(place.at("words").words(), read_figure(place.at("target"), sources, _per_cent))


def _per_cent(place: Declared) -> int:
    return place.whole(1, _PER_CENT)


def _term(place: Declared, sources: Sources) -> Term:
    place.only("words", "working_days")
    return Term(place.at("words").words(), read_figure(place.at("working_days"), sources, at_least_one))


def policy_of_day(policies: list[TargetPolicy], day: date) -> TargetPolicy | None:
    """The version of a day; before the first one it is the first: what was received then has a term too. None without any."""
    valid = [each for each in policies if each.is_valid(day)]
    if valid:
        return max(valid, key=lambda each: each.valid_from)
    return min(policies, key=lambda each: each.valid_from, default=None)
