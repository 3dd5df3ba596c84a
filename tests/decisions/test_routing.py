"""Category → function → the department of this town."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.decisions.routing import Department, Route, route

from .in_force import ROUTING

VOCABULARY = yaml.safe_load(
    (Path(__file__).parents[2] / "schema" / "vocabularies" / "dispute_category.yaml").read_text(encoding="utf-8"))
FUNCTION_OF = {key: term["attributes"]["function"] for key, term in VOCABULARY["terms"].items()}
JINYUAN, COUNTY = 1, 9
OFFICES = [
    Department(11, JINYUAN, frozenset({"peace", "emergency"})), Department(12, JINYUAN, frozenset({"justice"})),
    Department(13, JINYUAN, frozenset({"women"})), Department(91, COUNTY, frozenset({"justice", "labour"})),
]


@pytest.mark.parametrize(("category", "expected"), [
    ("neighbours", Route(12, "justice", "justice")),  # S4: 邻里类由司法所牵头
    ("family", Route(13, "women", "women")),  # S4: 婚姻家庭类由镇妇联牵头
    ("traffic", Route(11, "emergency", "emergency")),  # one office for two functions
    ("labour", Route(91, "labour", "labour")),  # no office in the town: the county's
    ("medical", Route(11, "peace", "civil_health")),  # nobody: peace and order instead
    ("unheard of", Route(11, "peace", None)), (None, Route(11, "peace", None)),
])
def test_the_department_that_leads(category: str | None, expected: Route) -> None:
    found = route(category, FUNCTION_OF, OFFICES, [JINYUAN, COUNTY], ROUTING)
    assert found == expected
    assert found is not None
    assert found.is_instead is (expected.function != expected.wanted)


def test_of_several_the_oldest_leads_and_the_others_are_named() -> None:
    more = [*OFFICES, Department(15, JINYUAN, frozenset({"justice"})), Department(14, JINYUAN, frozenset({"justice"}))]
    assert route("neighbours", FUNCTION_OF, more, [JINYUAN], ROUTING) == Route(12, "justice", "justice", (14, 15))


def test_a_town_without_offices_has_no_route() -> None:
    assert route("neighbours", FUNCTION_OF, [], [JINYUAN], ROUTING) is None
    assert route("neighbours", FUNCTION_OF, [Department(1, JINYUAN, frozenset({"women"}))], [JINYUAN], ROUTING) is None


def test_who_takes_it_instead_is_declared_with_its_source() -> None:
    assert [(each.function, each.source.is_default) for each in ROUTING.instead] == [("peace", False), ("governance", True)]


@given(category=st.sampled_from(sorted(FUNCTION_OF)), held=st.lists(
    st.frozensets(st.sampled_from(sorted({*FUNCTION_OF.values(), "peace"}))), max_size=5))
def test_whoever_is_found_holds_the_function_and_the_wanted_one_goes_first(category: str, held: list[frozenset[str]]) -> None:
    offices = [Department(number, JINYUAN, functions) for number, functions in enumerate(held, 1)]
    found = route(category, FUNCTION_OF, offices, [JINYUAN], ROUTING)
    wanted = FUNCTION_OF[category]
    if any(wanted in functions for functions in held):
        assert found is not None
        assert (found.function, found.is_instead) == (wanted, False)
    elif any("peace" in functions for functions in held):
        assert found is not None
        assert found.function == "peace"
    else:
        assert found is None
