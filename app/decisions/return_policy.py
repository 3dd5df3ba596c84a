"""Reads schema/policies/returns.yaml: what each unit owes (rules.md §2; S3 5, S3 10, S4 三(二)3, 三(六)1, 四(二))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.decisions.declared import Declared
from app.decisions.period_policy import KINDS, read_due
from app.decisions.periods import DueRule, PeriodKind
from app.decisions.policies import Figure, Policy, Source
from app.decisions.policy_parts import (
    HEADING,
    Sources,
    at_least_one,
    read_figure,
    read_heading,
    read_level,
    read_source,
    read_sources,
)
from app.decisions.scales import Level
from app.words import Words

LEADING = "leading"


@dataclass(frozen=True)
class Owers:
    """Who owes: every unit of ``level``, or departments of the units of ``level``.

    ``leading``: those that hold a function which leads a category of disputes. ``functions``: those that hold one of them.
    """

    level: Level
    leading: bool = False
    functions: frozenset[str] = frozenset()

    @property
    def are_departments(self) -> bool:
        """True where departments owe, not the unit itself."""
        return self.leading or bool(self.functions)


@dataclass(frozen=True, kw_only=True)
class ReturnKind:
    """One kind of return. ``due`` None: as periods.yaml says of the period. ``merged_by``: the function that merges them."""

    key: str
    words: Words
    period: PeriodKind
    owed_by: tuple[Owers, ...]
    source: Source
    due: Figure[DueRule] | None = None
    merged_by: str | None = None


@dataclass(frozen=True)
class DailyDuty:
    """Something that is entered every day; an empty day shows (S3 5)."""

    key: str
    words: Words
    level: Level
    source: Source


@dataclass(frozen=True, kw_only=True)
class ReturnPolicy(Policy):
    """One version of schema/policies/returns.yaml. ``first_report_hours`` are calendar time, ``resubmit_days`` working days."""

    kinds: Mapping[str, ReturnKind]
    daily: Mapping[str, DailyDuty]
    at_once: Words
    first_report_hours: Figure[int]
    resubmit_days: Figure[int]


def read_returns(file: Declared) -> ReturnPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "resubmit_days", "returns", "daily", "at_once")
    sources, at_once = read_sources(file.at("sources")), file.at("at_once")
    at_once.only("words", "first_report_hours")
    kinds = {key: _kind(key, place, sources) for key, place in file.at("returns").entries()}
    daily = {key: _daily(key, place, sources) for key, place in file.at("daily").entries()}
    return ReturnPolicy(
        **read_heading(file), kinds=MappingProxyType(kinds), daily=MappingProxyType(daily), at_once=at_once.at("words").words(),
        first_report_hours=read_figure(at_once.at("first_report_hours"), sources, at_least_one),
        resubmit_days=read_figure(file.at("resubmit_days"), sources, at_least_one))


def _kind(key: str, place: Declared, sources: Sources) -> ReturnKind:
    place.only("words", "period", "owed_by", "due", "merged_by", "source")
    period = place.at("period").one_of(KINDS) or PeriodKind.MONTH
    due, merged_by = place.maybe("due"), place.maybe("merged_by")
    return ReturnKind(
        key=key, words=place.at("words").words(), period=period, source=read_source(place, sources),
        owed_by=tuple(_owers(below) for below in place.at("owed_by").items()),
        due=read_due(due, period, sources) if due else None, merged_by=merged_by.text() if merged_by else None)


def _owers(place: Declared) -> Owers:
    place.only("units", "departments", "of")
    if place.has("units") == place.has("departments"):
        place.report("D414", keys=["units", "departments"])
        return Owers(Level.VILLAGE)
    if place.has("units"):
        return Owers(read_level(place.at("units")))
    departments, level = place.at("departments"), read_level(place.at("of"))
    if departments.data == LEADING:
        return Owers(level, leading=True)
    return Owers(level, functions=frozenset(below.text() for below in departments.items()))


def _daily(key: str, place: Declared, sources: Sources) -> DailyDuty:
    place.only("words", "units", "source")
    return DailyDuty(key, place.at("words").words(), read_level(place.at("units")), read_source(place, sources))
