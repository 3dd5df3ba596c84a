"""``/style/`` shows every macro of app/templates, and each control, tone and kind of cell that the macros know."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from jinja2 import nodes

from app.views.page.forms import Control
from app.views.page.parts import Shade, Tone
from tests.sites import ROOT
from tests.views.page_reader import Page, faults_of
from tests.web import WebTown

ADDRESS, COUNTY, TEMPLATES = "/style/", "510923000000", ROOT / "app" / "templates"


@pytest.fixture
def page(web: WebTown) -> Page:
    """The page as the system administrator sees it."""
    answer = web.as_role("system_admin", COUNTY).get(ADDRESS)
    assert answer.status_code == 200
    return Page(answer.get_data(as_text=True))


def declared(web: WebTown) -> set[str]:
    """``file:macro`` of every template."""
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        tree = web.app.jinja_env.parse(path.read_text(encoding="utf-8"))
        found |= {f"{path.relative_to(TEMPLATES).as_posix()}:{each.name}" for each in tree.find_all(nodes.Macro)}
    return found


def test_every_macro_is_shown(web: WebTown, page: Page) -> None:
    shown = {each.attributes["data-macro"] for each in page.elements if "data-macro" in each.attributes}
    assert declared(web) - shown == set(), "app/views/style/ shows each macro of app/templates"


def test_every_kind_of_control_tone_and_colour_is_shown(page: Page) -> None:
    controls = {each.attributes.get("data-control") for each in page.elements}
    classes = set().union(*(each.classes for each in page.elements))
    assert set(get_args(Control)) - controls == {"hidden"}
    assert {f"t-{shade}" for shade in get_args(Shade)} <= classes
    assert {f"tag-{tone}" for tone in get_args(Tone) if tone != "plain"} <= classes


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_nothing_that_no_page_may_have(web: WebTown, language: str) -> None:
    person = web.as_role("system_admin", COUNTY)
    person.send("/language/", {"language": language})
    assert faults_of(Page(person.get(ADDRESS).get_data(as_text=True))) == []


def test_a_state_that_draws_something_says_so(page: Page) -> None:
    empty = re.findall(r'data-macro="([^"]+)"><h3><code>\w+</code></h3>\s*</div>', page.html)
    assert empty == []


@pytest.mark.parametrize("part", ["count", "tree", "options", "points"])
def test_what_samples_fetch_is_there(web: WebTown, part: str) -> None:
    assert web.as_role("system_admin", COUNTY).get(f"{ADDRESS}part/{part}").status_code == 200


def test_it_is_for_the_system_administrator_alone(web: WebTown) -> None:
    roles = {role: web.as_role(role, unit).get(ADDRESS).status_code for role, unit in (
        ("village_clerk", "225"), ("county_admin", COUNTY), ("auditor", COUNTY), ("security_admin", COUNTY))}
    assert set(roles.values()) == {403}
    assert web.stranger().get(ADDRESS).status_code in (302, 401)
