"""Contact cards: print on A6 and A4, the code, and the public page that holds no more than the paper."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.access.viewer import Unscoped
from app.problems import problem
from app.records.storing import edit, fetch, void

PHONE, KEEPER, HOTLINE = "19900000001", "19900000009", "0825-7806075"


def text(response):
    return response.get_data(as_text=True)


@pytest.fixture
def card(web):
    """A household card of the first grid of 金容寨村, with officer, hazard, shelter and route."""
    town, grid = web.town, web.town.unit("510923108225001")
    officer = town.add("grid_officer", {"unit": grid, "name": "曾样甲", "phone": PHONE, "area": "一组二组"})
    hazard = town.add("hazard", {"unit": grid, "title": "后山滑坡", "kind": "geological", "place": "一组后山",
                                 "severity": "serious", "description": "内部研判不外传"})
    shelter = town.add("shelter", {"unit": town.unit("225"), "name": "村小学", "kind": "school", "place": "二组公路边",
                                   "area": 800, "capacity": 600, "keeper": "杨样乙", "phone": KEEPER})
    route = town.add("evacuation_route", {"unit": grid, "name": "后山线", "start": "一组院坝", "shelter": shelter,
                                          "length": 900, "minutes": 15, "people": 40, "leader": "曾样甲", "phone": PHONE})
    return town.add("contact_card", {
        "unit": grid, "title": "一网格应急明白卡", "officer": officer, "key_risks": "暴雨时不要走后山路", "hazards": [hazard],
        "shelter": shelter, "route": route, "hotline": HOTLINE, "remarks": "卡片备注不外传"})


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


def printed(browser, *cards, paper="a4"):
    answer = browser.send("/cards/print", {"id": [str(each) for each in cards], "paper": paper})
    assert answer.status_code == 200, text(answer)[:500]
    return text(answer)


@pytest.fixture
def links(monkeypatch):
    """The addresses behind the codes that are drawn."""
    import app.views.cards as views

    found, real = [], views.drawn

    def noted(card, wording, url=""):
        if url:
            found.append(url)
        return real(card, wording, url)

    monkeypatch.setattr(views, "drawn", noted)
    return found


@pytest.fixture
def link(clerk, card, links):
    printed(clerk, card)
    return links[0].removeprefix("http://localhost")


def words_of(html):
    return set(re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>|<nav.*?</nav>|<svg.*?</svg>", " ", html, flags=re.S)).split())


# -- paper ---------------------------------------------------------------------------------------


def test_a_card_holds_officer_risks_shelter_route_and_hotline(clerk, card):
    page = printed(clerk, card)
    for told in ("一网格应急明白卡", "曾样甲", PHONE, "暴雨时不要走后山路", "后山滑坡", "村小学", "后山线", "900", HOTLINE):
        assert told in page
    for kept in (KEEPER, "卡片备注不外传", "内部研判不外传", "杨样乙"):
        assert kept not in page
    assert "<svg" in page


@pytest.mark.parametrize(("paper", "pages"), [("a4", 2), ("a6", 5)])
def test_four_cards_go_to_an_a4_page_and_one_to_an_a6(web, clerk, card, paper, pages):
    officer = web.town.record("contact_card", card).officer_id
    more = [web.town.add("contact_card", {"unit": web.town.unit("225"), "title": f"卡{number}", "officer": officer,
                                          "key_risks": "防汛", "hotline": HOTLINE}) for number in range(4)]
    page = printed(clerk, card, *more, paper=paper)
    assert page.count('class="card-page"') == pages
    assert page.count("<svg") - page.count('<svg class="icon') == 5
    assert f'class="card-pages {paper}"' in page


def test_cards_are_chosen_in_the_list_and_printed_from_there(clerk, card):
    assert 'value="cards"' in text(clerk.get("/contact_card/list/"))
    asked = clerk.send("/contact_card/bulk/", {"act": "cards", "id": [str(card)]})
    assert asked.status_code == 200
    assert 'action="/cards/print"' in text(asked)
    none = clerk.send("/contact_card/bulk/", {"act": "cards"})
    assert (none.status_code, problem("A064", most=100).message("zh") in text(none)) == (422, True)


def test_each_print_leaves_a_line_and_is_for_those_who_may_change_the_card(web, clerk, card):
    printed(clerk, card)
    assert web.town.audit_events()[-1][0] == "card_printed"
    assert web.as_role("village_clerk", "226").send("/cards/print", {"id": str(card)}).status_code == 404
    assert web.as_role("town_leader", "510923108000").send("/cards/print", {"id": str(card)}).status_code in (403, 404)
    assert web.as_role("grid_officer", "510923108225001").get(f"/cards/ask/{card}").status_code in (403, 404)


@pytest.mark.parametrize("form", [{"paper": "a5"}, {"id": "x"}, {"id": "999999"}, {"id": []}])
def test_a_wrong_choice_is_refused(clerk, card, form):
    answer = clerk.send("/cards/print", {"id": str(card), "paper": "a4", **form})
    assert 400 <= answer.status_code < 500


def test_a_card_is_begun_from_a_grid_officer(web, clerk, card):
    officer = web.town.record("contact_card", card).officer_id
    web.town.add("hazard", {"unit": web.town.unit("510923108225001"), "title": "河堤缺口", "kind": "flood_drought",
                            "place": "河边", "severity": "major"})
    assert f"/cards/make/{officer}" in text(clerk.get(f"/grid_officer/show/{officer}"))
    made = clerk.get(f"/cards/make/{officer}")
    assert made.status_code == 302
    form = text(clerk.get(made.headers["Location"]))
    for told in ("后山滑坡", "河堤缺口", "村小学", "后山线", "曾样甲"):
        assert told in form
    assert web.as_role("village_clerk", "226").get(f"/cards/make/{officer}").status_code == 404


# -- the public page -----------------------------------------------------------------------------


def test_the_code_opens_the_card_without_a_log_in_and_it_holds_no_more_than_the_paper(web, clerk, card, links):
    paper = printed(clerk, card)
    answer = web.stranger().get(links[0])
    assert answer.status_code == 200
    assert words_of(text(answer)) <= words_of(paper)
    assert {"曾样甲", "村小学，二组公路边"} & words_of(text(answer)) or "曾样甲" in text(answer)
    assert 'href="tel:19900000001"' in text(answer)


def test_the_page_is_not_indexed_kept_or_followed(web, link):
    answer = web.stranger().get(link)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in text(answer)


def test_revoked_unknown_and_old_codes_are_answered_alike(web, clerk, card, link):
    stranger = web.stranger()
    unknown = stranger.get("/card/" + "A" * 43)
    assert stranger.get(link).status_code == 200
    assert clerk.send(f"/cards/revoke/{card}").status_code == 302
    revoked = stranger.get(link)
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    nonce = re.compile(r'nonce="[^"]*"|content="[\w.-]{60,}"|value="[\w.-]{60,}"')
    assert nonce.sub("", text(revoked)) == nonce.sub("", text(unknown))
    assert web.town.audit_events()[-1][0] == "card_revoked"


def test_a_code_ends_after_a_year_with_its_card_and_with_a_void_card(web, clerk, card, link):
    stranger, now = web.stranger(), web.clock.now
    web.clock.now = now + timedelta(days=365, seconds=1)
    assert stranger.get(link).status_code == 404
    web.clock.now = now
    register = web.site.definition.registers["contact_card"]
    with web.town.work(Unscoped("test")) as work:
        record = fetch(work, register, card)
        edit(work, register, record, {"valid_to": "2026-08-05"}, record.version)
    assert stranger.get(link).status_code == 200
    web.clock.now = now + timedelta(days=1)
    assert stranger.get(link).status_code == 404
    web.clock.now = now
    with web.town.work(Unscoped("test")) as work:
        record = fetch(work, register, card)
        void(work, record, "印错", record.version)
    assert stranger.get(link).status_code == 404


def test_only_the_hash_of_a_code_is_kept(web, card, link):
    table, token = web.site.models.system.card_link, link.rpartition("/")[2]
    with web.site.engine.connect() as connection:
        assert token not in repr(connection.execute(select(table)).one())
    assert len(token) >= 43


def test_a_look_is_one_statement_that_reads_one_card(web, card, link):
    stranger = web.stranger()
    stranger.get(link)
    with counting(web.site.engine) as seen:
        assert stranger.get(link).status_code == 200
    assert len([each for each in seen if not each.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]) == 1
    with counting(web.site.engine) as seen:
        assert stranger.get("/card/short").status_code == 404
    assert seen == []


@contextmanager
def counting(engine):
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("bad", ["x", "a" * 5000, "%00" * 30, "%F0%9F%98%80" * 10, "..%2f..%2fetc" * 3])
def test_any_other_address_is_not_found_and_never_fails(web, bad):
    assert web.stranger().get(f"/card/{bad}").status_code == 404


def test_the_public_page_takes_no_other_method(web, link):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert web.stranger().open(link, method=method).status_code in (400, 405)


def test_the_addresses_of_a_card_are_listed_with_their_state(clerk, card, link):
    page = text(clerk.get(f"/cards/links/{card}"))
    assert "有效" in page
    clerk.send(f"/cards/revoke/{card}")
    assert "已关闭" in text(clerk.get(f"/cards/links/{card}"))
    assert link.rpartition("/")[2] not in page


def test_an_officer_who_has_left_or_is_void_is_on_no_public_page(web, card, link):
    officer = web.town.record("contact_card", card).officer_id
    with web.town.work(Unscoped("test")) as work:
        record = fetch(work, web.site.definition.registers["grid_officer"], officer)
        void(work, record, "离岗", record.version)
    page = text(web.stranger().get(link))
    assert "曾样甲" not in page
    assert PHONE not in page
