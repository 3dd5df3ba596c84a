"""Nothing that a test does to a lent application is seen by the next one."""

from __future__ import annotations

from tests.shelf import lent
from tests.sites import Town
from tests.web import Clock, WebTown


def test_a_free_application_is_lent_again_with_the_settings_of_a_new_one(town: Town) -> None:
    clock = Clock(town.now)
    with lent(town.site, clock) as first:
        first.config.update(SHOW_ERROR_PAGES=True, MAX_CONTENT_LENGTH=1)
        first.testing = False
    with lent(town.site, clock) as second:
        assert second is first
        assert second.testing
        assert "SHOW_ERROR_PAGES" not in second.config
        assert second.config["MAX_CONTENT_LENGTH"] == 50 * 1024 * 1024


def test_two_that_are_in_use_at_once_are_two(town: Town) -> None:
    with lent(town.site, Clock(town.now)) as first, lent(town.site, Clock(town.now)) as second:
        assert first is not second


def test_one_that_was_changed_is_not_lent_again(town: Town) -> None:
    with lent(town.site, Clock(town.now)) as first:
        first.view_functions["HomeView.index"] = lambda: "changed"
    with lent(town.site, Clock(town.now)) as second:
        assert second is not first
        second.before_request_funcs[None].append(lambda: None)
    with lent(town.site, Clock(town.now)) as third:
        assert third is not second


def test_what_was_remembered_of_an_installation_is_forgotten(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    assert clerk.get("/dispute/list/").status_code == 200
    here = web.app.extensions["zhenzhi"]
    assert here.viewers
    with lent(web.site, web.clock) as other:
        there = other.extensions["zhenzhi"]
        assert [there.viewers, there.texts, there.listings, there.forms] == [{}] * 4
        assert there.sessions is not here.sessions
