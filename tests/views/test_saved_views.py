"""Saved views: a list's question under a name, for oneself or for a role of one's unit; nobody else's can be touched."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE
from tests.web import Person, WebTown

HX = {"HX-Request": "true"}


def save(browser: Person, name: str = "重大", query: str = "sort=-id", **more: str) -> Any:
    """Save a view of disputes."""
    sent = {"register": "dispute", "query": query, "name": name, **more}
    return browser.send("/saved/", sent, headers={"Accept": "application/json"})


def codes(answer: Any) -> list[str]:
    """The codes of a refusal."""
    return [each["code"] for each in answer.get_json()["errors"]]


def chips(browser: Person) -> dict[str, str]:
    """Name → address of the chips above the list."""
    page = browser.get("/saved/?register=dispute", headers=HX).get_data(as_text=True)
    found = re.findall(r'class="chip" href="([^"]+)".*?<span>([^<]+)</span></a>', page)
    return {name: url.replace("&amp;", "&") for url, name in found}


def orders(web: WebTown) -> str:
    """A sort that disputes offer."""
    return f"sort=-{web.site.definition.registers['dispute'].orders[0].field}"


def test_a_view_keeps_filters_sort_columns_and_size_but_not_the_page(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    answer = save(clerk, query=f"q=水&{orders(web)}&cols=title&cols=unit&size=50&page=3")
    assert answer.status_code == 302
    address = chips(clerk)["重大"]
    assert ("page=" in address, "size=50" in address, "cols=title&cols=unit" in address) == (False, True, True)
    assert clerk.get(address).status_code == 200


def test_a_list_fetches_its_chips_and_offers_to_save_what_it_asks(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    page = clerk.get("/dispute/list/?sort=-id").get_data(as_text=True)
    assert 'hx-get="/saved/?register=dispute&amp;query=sort%3D-id"' in page
    fetched = clerk.get("/saved/?register=dispute&query=sort%3D-id", headers=HX).get_data(as_text=True)
    assert 'name="query" value="sort=-id"' in fetched
    assert 'name="query"' not in clerk.get("/saved/?register=dispute", headers=HX).get_data(as_text=True)


def test_own_views_are_nobody_elses(web: WebTown) -> None:
    save(web.as_role("village_clerk"))
    assert chips(web.as_role("village_clerk")) == {"重大": "/dispute/list/?sort=-id"}
    assert chips(web.as_role("village_leader")) == {}
    assert chips(web.as_role("town_clerk", TOWN)) == {}


def test_a_shared_view_is_seen_by_the_role_at_the_unit_alone(web: WebTown) -> None:
    assert save(web.as_role("village_leader"), share=f"village_clerk@{web.town.unit(VILLAGE)}").status_code == 302
    assert set(chips(web.as_role("village_clerk"))) == {"重大"}
    assert chips(web.as_role("village_clerk", OTHER_VILLAGE)) == {}
    assert chips(web.as_role("town_clerk", TOWN)) == {}


def test_a_view_is_shared_with_roles_of_own_units_only(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    village, town = web.town.unit(OTHER_VILLAGE), web.town.unit(TOWN)
    for circle in (f"village_clerk@{village}", f"town_clerk@{town}", "nothing@1", "village_clerk@x"):
        assert codes(save(clerk, share=circle)) == ["A083"]
    assert chips(clerk) == {}


@pytest.mark.parametrize(("name", "code"), [("", "A080"), ("字" * 41, "A080"), ("  ", "A080")])
def test_a_view_needs_a_name(web: WebTown, name: str, code: str) -> None:
    assert codes(save(web.as_role("village_clerk"), name)) == [code]


def test_a_name_is_given_once(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    save(clerk)
    assert codes(save(clerk)) == ["A081"]


def test_there_are_thirty_views_at_most(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    for number in range(30):
        assert save(clerk, f"之{number}").status_code == 302
    assert codes(save(clerk, "多")) == ["A082"]


def test_a_question_that_is_too_long_is_refused(web: WebTown) -> None:
    fields = web.site.definition.registers["dispute"].references
    long = "&".join(f"f.{fields[0].key}.in={number}" for number in range(1, 400))
    assert codes(save(web.as_role("village_clerk"), query=long)) == ["A085"]


@pytest.mark.parametrize("query", ["sort=nothing", "f.nothing.eq=1", "what=1", "cols=nothing", "under=999999"])
def test_a_question_that_the_list_would_refuse_is_not_saved(web: WebTown, query: str) -> None:
    clerk = web.as_role("village_clerk")
    assert save(clerk, query=query).status_code == 400
    assert clerk.get("/saved/", query_string={"register": "dispute", "query": query}).status_code == 400


def test_the_owner_renames_and_deletes(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    save(clerk)
    assert clerk.send("/saved/1", {"act": "rename", "name": "红的"}).status_code == 302
    assert set(chips(clerk)) == {"红的"}
    assert clerk.send("/saved/1", {"act": "delete"}).status_code == 302
    assert chips(clerk) == {}


def test_a_shared_view_is_changed_by_its_owner_alone(web: WebTown) -> None:
    save(web.as_role("village_leader"), share=f"village_clerk@{web.town.unit(VILLAGE)}")
    for act in ("rename", "delete"):
        sent = {"act": act, "name": "我的"}
        answer = web.as_role("village_clerk").send("/saved/1", sent, headers={"Accept": "application/json"})
        assert (answer.status_code, codes(answer)) == (403, ["A084"])
    assert set(chips(web.as_role("village_leader"))) == {"重大"}


def test_a_view_out_of_sight_is_not_there(web: WebTown) -> None:
    save(web.as_role("village_leader"))
    stranger = web.as_role("village_clerk", OTHER_VILLAGE)
    for view in ("1", "99", "x"):
        assert stranger.send(f"/saved/{view}", {"act": "delete"}).status_code == 404
    assert web.as_role("village_leader").send("/saved/1", {"act": "what"}).status_code == 400


def test_a_register_that_one_may_not_read_has_no_views(web: WebTown) -> None:
    system = web.as_role("system_admin", "510923000000")
    assert system.get("/saved/?register=dispute").status_code == 404
    assert system.send("/saved/", {"register": "dispute", "query": "", "name": "甲"}).status_code == 404
    assert web.as_role("village_clerk").get("/saved/?register=nothing").status_code == 404


def test_saving_needs_the_token(web: WebTown) -> None:
    answer = web.as_role("village_clerk").post("/saved/", data={"register": "dispute", "query": "", "name": "甲"})
    assert answer.status_code == 400


def test_a_view_that_no_longer_fits_is_shown_without_its_link(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    save(clerk)
    table = web.site.models.system.saved_view
    with web.site.engine.begin() as connection:
        connection.execute(table.update().values(query="sort=gone"))
    assert chips(clerk) == {}
    assert "chip-off" in clerk.get("/saved/?register=dispute", headers=HX).get_data(as_text=True)
