"""Addresses that are compiled when they are first asked for are those that Werkzeug compiles at the start."""

from __future__ import annotations

import pytest
from werkzeug.routing import BuildError, Map, Rule

from app.application import SiteRule

RULES = (("/", "home"), ("/dispute/list/", "list"), ("/dispute/show/<pk>", "show"),
         ("/dispute/file/<int:pk>/<int:file>", "file"), ("/static/v-1/<path:filename>", "asset"))
ASKED = (("home", {}), ("list", {"q": "边界 争议", "page": 2}), ("show", {"pk": "１/<b>"}),
         ("file", {"pk": 3, "file": 4, "x": "y"}), ("asset", {"filename": "js/页.js"}))


def addresses(kind: type[Rule]) -> Map:
    defaults = kind("/dispute/chart/", endpoint="chart", defaults={"key": "colour"})
    return Map([*(kind(rule, endpoint=name) for rule, name in RULES), defaults, kind("/dispute/chart/<key>", endpoint="chart")])


@pytest.mark.parametrize(("endpoint", "values"), [*ASKED, ("chart", {"key": "colour"}), ("chart", {"key": "stage"})])
def test_a_late_address_is_the_early_one(endpoint: str, values: dict[str, object]) -> None:
    late, early = (addresses(kind).bind("localhost") for kind in (SiteRule, Rule))
    for unknown in (True, False):
        expected = early.build(endpoint, values, append_unknown=unknown)
        assert [late.build(endpoint, values, append_unknown=unknown) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize(("endpoint", "values"), [("show", {}), ("file", {"pk": "x", "file": 1}), ("nowhere", {})])
def test_what_cannot_be_built_early_cannot_be_built_late(endpoint: str, values: dict[str, object]) -> None:
    for kind in (SiteRule, Rule):
        with pytest.raises((BuildError, ValueError)):
            addresses(kind).bind("localhost").build(endpoint, values)
