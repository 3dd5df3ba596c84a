"""A card as it is drawn, on paper and on its public page alike: what is not in here stands on neither."""

from __future__ import annotations

from collections.abc import Iterator

import segno
from flask_babel import gettext as _
from markupsafe import Markup

from app.access.card_links import CARD, CardRow
from app.fieldtypes.wording import Wording
from app.views.page.cards import CardView, Part
from app.views.requests import site

#: Signs above which a card is set smaller, so that it stays on its A6 (tests/views/test_people_browser.py sets the longest).
_SIZES = ((1000, "tiny"), (420, "small"), (160, "dense"))


def drawn(card: CardRow, wording: Wording, url: str = "") -> CardView:
    """The card in words; ``url``: what its code opens."""
    parts = tuple(part for part in _parts(card, wording) if part.lines)
    signs = sum(len(line) for part in parts for line in part.lines)
    return CardView(
        title=card["title"], unit=card["unit.name"] or "", kind=_shown("kind", card["kind"], wording), parts=parts,
        hotline=tuple(card["hotline"] or ()), issued=_dates(card), code=Markup(code_of(url)) if url else Markup(""),  # noqa: S704  # segno draws it
        size=next((size for most, size in _SIZES if signs > most), ""))


def code_of(url: str) -> str:
    """The code as SVG, without a style sheet of its own. Level M: a crumpled card can still be read."""
    return str(segno.make(url, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None))


def _parts(card: CardRow, wording: Wording) -> Iterator[Part]:
    yield Part(key="who", label=_("Whom to call"), lines=tuple(_contacts(card)), phones=_phones(card))
    yield Part(key="risks", label=_("What to prevent"), lines=tuple(_risks(card, wording)))
    yield Part(key="duties", label=_("Duties"), lines=_lines(card["duties"]) if card["kind"] == "duty" else ())
    yield Part(key="where", label=_("Where to go"), lines=tuple(_places(card)))


def _officer_serves(card: CardRow) -> bool:
    left = card["officer.left_on"]
    return card["officer.name"] is not None and (left is None or card["issued_on"] is None or left > card["issued_on"])


def _contacts(card: CardRow) -> Iterator[str]:
    if _officer_serves(card):
        yield _("Grid officer: %(name)s", name=card["officer.name"])
    yield from _lines(card["contacts"])


def _phones(card: CardRow) -> tuple[str, ...]:
    return tuple(card["officer.phone"] or ()) if _officer_serves(card) else ()


def _risks(card: CardRow, wording: Wording) -> Iterator[str]:
    if card["risk_kinds"]:
        yield _shown("risk_kinds", card["risk_kinds"], wording)
    yield from _lines(card["key_risks"])
    for title, place in card.hazards:
        yield f"{title}（{place}）" if place else title


def _places(card: CardRow) -> Iterator[str]:
    if card["shelter.name"]:
        yield _("Shelter: %(name)s, %(place)s", name=card["shelter.name"], place=card["shelter.place"] or "")
    if card["route.name"]:
        way = " → ".join(filter(None, (card["route.start"], card["route.via"], card["shelter.name"])))
        yield _("Route: %(name)s, %(way)s", name=card["route.name"], way=way)
        minutes = card["route.minutes"]
        length = _("%(metres)s m", metres=card["route.length"])
        yield length + (_(", about %(minutes)s minutes on foot", minutes=minutes) if minutes else "")


def _shown(key: str, value: object, wording: Wording) -> str:
    return site().definition.registers[CARD].fields[key].type.show(value, wording) if value else ""


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _dates(card: CardRow) -> str:
    issued = card["issued_on"].isoformat() if card["issued_on"] else ""
    if card["valid_to"]:
        return _("Issued %(issued)s, valid to %(ends)s", issued=issued, ends=card["valid_to"].isoformat())
    return _("Issued %(issued)s", issued=issued)
