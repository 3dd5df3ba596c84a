"""What can be done with a card beside what every record has: buttons of its page and of its list, and of a grid officer's."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.access.card_links import CARD
from app.access.viewer import acting
from app.definition import Register
from app.views import page as pages
from app.views.register.shown import Shown
from app.views.requests import site


def card_acts(shown: Shown) -> Iterator[pages.Act]:
    """The acts on a card, or that make one; none for other registers."""
    key, may = shown.register.key, site().rights.may
    if key == CARD and shown.may("edit"):
        yield pages.Act(key="card", label=_("Print the card"), url=f"/cards/ask/{shown.id}", icon="printer", dialog=True)
        yield pages.Act(key="links", label=_("Public pages"), url=f"/cards/links/{shown.id}", icon="globe")
    if key == "grid_officer" and may(acting(), CARD, "create"):
        yield pages.Act(key="make_card", label=_("Make a contact card"), url=f"/cards/make/{shown.id}", icon="plus")


def card_bulk(register: Register) -> Iterator[pages.Act]:
    """The act on chosen cards of a list."""
    if register.key == CARD and site().rights.may(acting(), CARD, "edit"):
        yield pages.Act(key="cards", label=_("Print the cards"), url="", icon="printer")
