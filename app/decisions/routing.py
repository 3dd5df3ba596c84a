"""Which department leads a case: category → function → the department of the town that holds it (S4 三(二)2).

The category's function stands in its vocabulary, the functions of a department in its record: no name is a key, so that
one town has an office for two functions and another an office for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.decisions.declared import Declared
from app.decisions.policies import Policy, Source
from app.decisions.policy_parts import HEADING, Sources, read_heading, read_source, read_sources


@dataclass(frozen=True)
class Department:
    """A department of a town or county with the functions that it holds."""

    id: int
    unit: int
    functions: frozenset[str]


@dataclass(frozen=True)
class Instead:
    """A function that takes a case whose own function nobody holds."""

    function: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class RoutingPolicy(Policy):
    """One version of schema/policies/routing.yaml: who takes what nobody holds, in order.

    ``categories``: those for which another function leads than the vocabulary says.
    """

    instead: tuple[Instead, ...]
    categories: Mapping[str, Instead] = field(default_factory=dict)

    def wanted(self, category: str | None, function_of: Mapping[str, str]) -> str | None:
        """The function that leads a category."""
        if category is None:
            return None
        own = self.categories.get(category)
        return own.function if own else function_of.get(category)


@dataclass(frozen=True)
class Route:
    """``department`` leads by ``function``. ``others`` hold it too: a person may choose one of them.

    ``wanted`` is the category's own function; where it differs from ``function``, nobody holds the wanted one.
    """

    department: int
    function: str
    wanted: str | None
    others: tuple[int, ...] = ()

    @property
    def is_instead(self) -> bool:
        """True where another function took the case."""
        return self.function != self.wanted


def read_routing(file: Declared) -> RoutingPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "instead", "categories")
    sources, own = read_sources(file.at("sources")), file.maybe("categories")
    instead = tuple(_instead(place, sources) for place in file.at("instead").items())
    categories = {key: _instead(place, sources) for key, place in own.entries()} if own else {}
    return RoutingPolicy(**read_heading(file), instead=instead, categories=MappingProxyType(categories))


def _instead(place: Declared, sources: Sources) -> Instead:
    place.only("function", "source")
    return Instead(place.at("function").text(), read_source(place, sources))


def route(category: str | None, function_of: Mapping[str, str], departments: Iterable[Department], units: Iterable[int],
          policy: RoutingPolicy) -> Route | None:
    """The department that leads a case of ``category``; None where no department of ``units`` can take it.

    ``units`` stand from the place of the case upwards: the town's own department goes before the county's. The category's
    function is looked for at every level before another one takes its place. Of several, the oldest (lowest id) leads.
    """
    every, chain = list(departments), list(units)
    wanted = policy.wanted(category, function_of)
    for function in filter(None, (wanted, *(each.function for each in policy.instead))):
        for unit in chain:
            holders = sorted(each.id for each in every if each.unit == unit and function in each.functions)
            if holders:
                return Route(holders[0], function, wanted, tuple(holders[1:]))
    return None
