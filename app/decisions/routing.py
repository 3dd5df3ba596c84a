"""Which department leads a case: category → function → the department of the town that holds it (S4 三(二)2).

The category's function stands in its vocabulary, the functions of a department in its record: no name is a key, so that
one town has an office for two functions and another an office for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.decisions.declared import Declared
from app.decisions.policies import Policy, Source
from app.decisions.policy_parts import HEADING, read_heading, read_source, read_sources


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
    """One version of schema/policies/routing.yaml: who takes what nobody holds, in order."""

    instead: tuple[Instead, ...]


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
    file.only(*HEADING, "instead")
    sources = read_sources(file.at("sources"))
    places = list(file.at("instead").items())
    for place in places:
        place.only("function", "source")
    instead = tuple(Instead(place.at("function").text(), read_source(place, sources)) for place in places)
    return RoutingPolicy(**read_heading(file), instead=instead)


def route(category: str | None, function_of: Mapping[str, str], departments: Iterable[Department], units: Iterable[int],
          policy: RoutingPolicy) -> Route | None:
    """The department that leads a case of ``category``; None where no department of ``units`` can take it.

    ``units`` stand from the place of the case upwards: the town's own department goes before the county's. The category's
    function is looked for at every level before another one takes its place. Of several, the oldest (lowest id) leads.
    """
    every, chain = list(departments), list(units)
    wanted = function_of.get(category) if category else None
    for function in filter(None, (wanted, *(each.function for each in policy.instead))):
        for unit in chain:
            holders = sorted(each.id for each in every if each.unit == unit and function in each.functions)
            if holders:
                return Route(holders[0], function, wanted, tuple(holders[1:]))
    return None
