"""The first page: the latest happenings to cases in sight, and what has not been entered yet."""

from __future__ import annotations

import re

from app.reporting import news
from app.reporting.news import latest_steps
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, at, dispute, run
from tests.sites import Town
from tests.web import WebTown


def happened(web: WebTown, role: str, unit: str) -> list[str]:
    """The lines of the latest happenings."""
    page = web.as_role(role, unit).get("/").get_data(as_text=True)
    part = page.partition('id="news"')[2]
    return re.findall(r'<a href="(/dispute/show/\d+)">', part)


def test_happenings_are_those_of_cases_in_sight(web: WebTown) -> None:
    mine, other = dispute(web.town), dispute(web.town, OTHER_VILLAGE)
    run(web.town, at("2026-08-20"))
    assert set(happened(web, "village_leader", "225")) == {f"/dispute/show/{mine}"}
    assert set(happened(web, "town_leader", TOWN)) == {f"/dispute/show/{mine}", f"/dispute/show/{other}"}


def test_without_happenings_there_is_no_heading_for_them(web: WebTown) -> None:
    dispute(web.town)
    assert 'id="news"' not in web.as_role("village_leader").get("/").get_data(as_text=True)


def test_only_the_newest_lines_of_the_site_are_looked_through(town: Town, monkeypatch: object) -> None:
    dispute(town, OTHER_VILLAGE)
    mine = dispute(town)
    run(town, at("2026-08-20"))
    register = town.site.definition.registers["dispute"]
    with town.work(town.viewer("town_leader", TOWN)) as work:
        found = latest_steps(work, register)
        assert found[0].record == mine
        monkeypatch.setattr(news, "LOOKED_THROUGH", 1)  # type: ignore[attr-defined]
        assert len(latest_steps(work, register)) == 1


def test_registers_that_are_empty_are_named_to_whoever_fills_them_in(web: WebTown) -> None:
    before = web.as_role("village_clerk").get("/").get_data(as_text=True).partition('id="missing"')[2]
    assert "/dispute/list/" in before.partition("</section>")[0]
    dispute(web.town)
    after = web.as_role("village_clerk").get("/").get_data(as_text=True).partition('id="missing"')[2]
    assert "/dispute/list/" not in after.partition("</section>")[0]
    assert 'id="missing"' not in web.as_role("auditor", "510923000000").get("/").get_data(as_text=True)


def test_what_happens_to_a_case_every_day_is_told_once_with_its_count(web: WebTown) -> None:
    dispute(web.town, people_involved=50)
    run(web.town, at("2026-08-10"))
    page = web.as_role("town_leader", TOWN).get("/").get_data(as_text=True).partition('id="news"')[2]
    assert len(re.findall("逾期未报进展", page)) == 1
    assert "×4" in page
