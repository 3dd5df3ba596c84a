"""The organisation tree: units in the viewer's reach with their counts; the chosen one limits list, board and summary."""

from __future__ import annotations

import re

import pytest

from app.access.listing import Listing
from app.access.query import ListQuery, parse_query
from app.definition import Order
from app.problems import Problems
from tests.behaviours.cases import COUNTY, GRID, OTHER_VILLAGE, TOWN, VILLAGE, dispute
from tests.sites import Town
from tests.views.test_statement_counts import counting
from tests.web import Person, WebTown

ELSEWHERE = "510923107201"


def units(browser: Person, address: str) -> dict[str, str]:
    """Unit → count as the tree says."""
    page = browser.get(address).get_data(as_text=True)
    return dict(re.findall(r"<span>([^<]+)</span><i>(\d+)</i>", page))


def titles(browser: Person, address: str) -> set[str]:
    """The titles of the rows of a list."""
    return set(re.findall(r'c-main"[^>]*><a [^>]+>([^<]+)</a>', browser.get(address).get_data(as_text=True)))


@pytest.fixture
def cases(web: WebTown) -> WebTown:
    """A case in each of two villages, in a grid, and in another town."""
    for unit, title in ((VILLAGE, "村里"), (GRID, "格里"), (OTHER_VILLAGE, "邻村"), (ELSEWHERE, "外镇")):
        dispute(web.town, unit, title=title)
    return web


def test_the_tree_begins_at_the_viewers_unit_and_counts_whole_subtrees(cases: WebTown) -> None:
    assert units(cases.as_role("town_clerk", TOWN), "/dispute/tree/") == {
        "金元镇": "3", "金元社区": "0", "金容寨村": "2", "宝祥村": "1"}
    assert units(cases.as_role("county_admin", COUNTY), "/dispute/tree/") == {"大英县": "4", "金元镇": "3", "象山镇": "1"}


def test_what_is_below_a_unit_comes_when_it_is_opened(cases: WebTown) -> None:
    town, village = cases.as_role("town_clerk", TOWN), cases.town.unit(VILLAGE)
    assert f"/dispute/tree/?open={village}" in town.get("/dispute/tree/").get_data(as_text=True)
    assert units(town, f"/dispute/tree/?open={village}") == {"金容寨村第一网格": "1"}


def test_a_unit_beside_the_viewers_own_cannot_be_opened(cases: WebTown) -> None:
    clerk = cases.as_role("village_clerk")
    for unit in (OTHER_VILLAGE, TOWN, ELSEWHERE):
        assert clerk.get(f"/dispute/tree/?open={cases.town.unit(unit)}").status_code == 404
    assert clerk.get("/dispute/tree/?open=999999").status_code == 404


def test_the_chosen_unit_limits_the_list_and_stays_in_its_links(cases: WebTown) -> None:
    town, village = cases.as_role("town_clerk", TOWN), cases.town.unit(VILLAGE)
    assert titles(town, f"/dispute/list/?under={village}") == {"村里", "格里"}
    page = town.get(f"/dispute/list/?under={village}").get_data(as_text=True)
    assert f"/dispute/list/?under={village}&amp;sort=" in page
    assert f"/dispute/count/?under={village}" in page
    assert "单位: 金容寨村" in page


@pytest.mark.parametrize("unit", ["999999", "0", "x", "-1", "1.5"])
def test_a_unit_that_there_is_not_is_refused(web: WebTown, unit: str) -> None:
    assert web.as_role("town_clerk", TOWN).get(f"/dispute/list/?under={unit}").status_code == 400


def test_a_unit_out_of_sight_is_refused_like_one_that_there_is_not(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    assert clerk.get(f"/dispute/list/?under={web.town.unit(ELSEWHERE)}").status_code == 400
    assert clerk.get(f"/board/?under={web.town.unit(ELSEWHERE)}").status_code == 400


def test_a_larger_unit_than_ones_own_shows_no_more_than_ones_own(cases: WebTown) -> None:
    assert titles(cases.as_role("village_clerk"), f"/dispute/list/?under={cases.town.unit(TOWN)}") == {"村里", "格里"}


def test_print_export_and_count_keep_the_unit(cases: WebTown) -> None:
    town, village = cases.as_role("town_clerk", TOWN), cases.town.unit(OTHER_VILLAGE)
    printed = town.get(f"/dispute/print/?under={village}").get_data(as_text=True)
    assert ("邻村" in printed, "格里" in printed) == (True, False)
    assert "1" in town.get(f"/dispute/count/?under={village}").get_data(as_text=True)
    exported = town.send(f"/dispute/export/?under={village}", {"format": "csv"}).get_data(as_text=True)
    assert ("邻村" in exported, "格里" in exported) == (True, False)


def test_the_board_counts_below_the_chosen_unit(cases: WebTown) -> None:
    town, village = cases.as_role("town_clerk", TOWN), cases.town.unit(VILLAGE)
    assert units(town, "/board/tree/")["金容寨村"] == "2"
    page = town.get(f"/board/?under={village}").get_data(as_text=True)
    assert ("格里" in page, "邻村" in page) == (True, False)
    assert f"under={village}&amp;" in page or f"under={village}\"" in page


def test_the_summary_goes_by_the_tree(cases: WebTown) -> None:
    town = cases.as_role("town_clerk", TOWN)
    page = town.get("/summary/tree/").get_data(as_text=True)
    assert f"unit={cases.town.unit(VILLAGE)}&amp;rows=unit" in page


def test_a_viewer_of_one_unit_alone_has_no_tree(web: WebTown) -> None:
    clerk = web.as_role("village_clerk", OTHER_VILLAGE)
    assert "data-units=" not in clerk.get("/dispute/list/").get_data(as_text=True)
    assert units(clerk, "/dispute/tree/") == {}
    assert "data-units=" in web.as_role("town_clerk", TOWN).get("/dispute/list/").get_data(as_text=True)


def test_a_register_of_no_unit_has_no_tree_and_takes_no_unit(web: WebTown) -> None:
    shared = next(each for each in web.site.definition.registers.values() if each.scope.kind == "shared")
    with web.town.work(web.town.viewer("county_admin", COUNTY)) as work, pytest.raises(Problems) as bad:
        parse_query(shared, {"under": [str(web.town.unit(VILLAGE))]}, work.reading())
    assert [each.code for each in bad.value.found] == ["A031"]


def test_the_tree_takes_one_statement_beside_the_epoch(cases: WebTown) -> None:
    county = cases.as_role("county_admin", COUNTY)
    county.get("/dispute/tree/")
    with counting(cases.site.engine) as sent:
        county.get("/dispute/tree/")
    assert len(sent) == 2


def test_a_walk_below_a_village_goes_along_the_villages_index(town: Town) -> None:
    listing = Listing(town.site.models, town.site.definition.registers["dispute"], town.site.engine.dialect.name)
    reach = town.site.rights.reach(town.viewer("county_admin", COUNTY), "dispute", "read")
    query = ListQuery(order=Order(field="id", descending=True), under=("village", town.unit(VILLAGE)))
    statement, parameters = listing.page(query, reach, "id", lambda: [listing.table.c.id])
    text = str(statement.compile(town.site.engine))
    assert "dispute.county_id +" in text
    assert "dispute.village_id =" in text
    assert parameters["under"] == town.unit(VILLAGE)
