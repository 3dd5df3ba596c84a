"""The public page of a card: whoever has its token sees that card and what it names, and nothing else of any register."""

from __future__ import annotations

import pytest

from app.access.card_links import NAMED, card_statement, cards_of, make_link
from app.access.viewer import Unscoped
from tests.matrix.answers import Canaries, text_of
from tests.matrix.growing import PLACES

#: What a card may tell of: itself, and what it names.
OF_A_CARD = frozenset({"contact_card", "hazard", *(register for register, _columns in NAMED.values())})


@pytest.fixture(scope="module")
def tokens(grown_web):
    """A token of the card of each place."""
    web, grown = grown_web
    table, made = web.site.models.table("contact_card"), {}
    with web.town.work(Unscoped("matrix")) as work:
        for place in PLACES:
            statement = card_statement(web.site.models).where(table.c.id == grown.ids["contact_card"][place])
            card = cards_of(work.session.execute(statement).mappings().all())[0]
            made[place] = make_link(work.session, web.site.models, card, by=None, now=web.clock.now)
    return made


@pytest.mark.parametrize("place", PLACES)
def test_a_token_opens_its_own_card_and_nothing_of_another_place(grown_web, tokens, place):
    web, grown = grown_web
    answer = web.stranger().get(f"/card/{tokens[place]}")
    assert answer.status_code == 200
    told = Canaries(grown).found(text_of(answer))
    assert ("contact_card", place) in told
    assert {(register, where) for register, where in told if register not in OF_A_CARD or where != place} == set()


@pytest.mark.parametrize("token", ["A" * 43, "", "x"])
def test_without_a_token_there_is_no_card(grown_web, token):
    web, _grown = grown_web
    assert web.stranger().get(f"/card/{token}").status_code == 404
