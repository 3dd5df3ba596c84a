"""Reads schema/policies/periods.yaml into a :class:`PeriodPolicy`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.decisions.declared import Declared
from app.decisions.periods import DaysAfter, DaysOfMonth, DueRule, PeriodKind, PeriodPolicy
from app.decisions.policies import Figure
from app.decisions.policy_parts import HEADING, Sources, at_least_one, read_heading, read_source, read_sources
from app.words import Words

KINDS: Mapping[str, PeriodKind] = MappingProxyType({kind.value: kind for kind in PeriodKind})
DAYS_OF_HALVES = Words("两个日子，如 [14, 30]，各在 1 到 31 之间", "two days such as [14, 30], each from 1 to 31")


def read_periods(file: Declared) -> PeriodPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "periods")
    sources, kinds = read_sources(file.at("sources")), file.at("periods")
    kinds.only(*KINDS)
    places = {kind: kinds.at(key) for key, kind in KINDS.items()}
    dues = {kind: read_due(due, kind, sources) for kind, place in places.items() if (due := _kind(place))}
    return PeriodPolicy(**read_heading(file), dues=MappingProxyType(dues), names=MappingProxyType(
        {kind: place.at("words").words() for kind, place in places.items()}))


def _kind(place: Declared) -> Declared | None:
    place.only("words", "due")
    return place.maybe("due")


def read_due(place: Declared, kind: PeriodKind, sources: Sources) -> Figure[DueRule]:
    """When what is owed for a period of ``kind`` is due."""
    place.only("days_after", "days_of_month", "source")
    by_month = place.maybe("days_of_month") if kind is PeriodKind.HALF_MONTH else None
    if by_month and not place.has("days_after"):
        return Figure(_days_of_month(by_month), read_source(place, sources))
    if place.has("days_of_month") or not place.has("days_after"):
        place.report("D411")
    days = place.maybe("days_after")
    return Figure(DaysAfter(at_least_one(days) if days else 1), read_source(place, sources))


def _days_of_month(place: Declared) -> DueRule:
    days = [below.whole(1) for below in place.items()]
    if len(days) != 2 or max(days) > 31:
        place.report("D403", expected=DAYS_OF_HALVES)
        return DaysOfMonth(1, 1)
    return DaysOfMonth(*days)
