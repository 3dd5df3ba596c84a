"""Public addresses of contact cards (明白卡): made when a card is printed, revoked at any time, over after their day.

The token has 256 random bits and stands on the paper alone: here lies its hash, which is the key of the table. A look is one
look-up by key, writes nothing, and tells no reason where there is nothing to see; so neither guessing nor asking often gets
anywhere.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.decisions.calendar import end_of_day
from app.model import Models

#: A link is good for a year, or until the card itself ends ◇.
DAYS = 365

#: The reading of a public card, by name: the one place where somebody without an account sees rows of registers.
REASON = "public contact card"

CARD = "contact_card"


@dataclass(frozen=True, slots=True)
class Link:
    """A public address as it is kept."""

    id: str
    made_by: int | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it shows the card."""
        return self.revoked_at is None and self.expires_at > now


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a card says: its own columns, and those of what it names, by ``name.column``; the hazards that it names."""

    columns: Mapping[str, Any]
    hazards: tuple[tuple[str, str], ...]  #: title, place

    def __getitem__(self, name: str) -> Any:
        return self.columns.get(name)


#: What stands on a card of what it names. Nothing else of these records is read.
NAMED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "unit": ("unit", ("name",)), "officer": ("grid_officer", ("name", "phone", "left_on")),
    "shelter": ("shelter", ("name", "place")),
    "route": ("evacuation_route", ("name", "start", "via", "length", "minutes")),
}
OWN = ("id", "title", "kind", "contacts", "risk_kinds", "key_risks", "duties", "hotline", "issued_on", "valid_to")


# -- reading cards -------------------------------------------------------------------------------


def card_statement(models: Models) -> Select[Any]:
    """Cards with what they name, one row for each hazard: the only columns that a card, printed or public, is made of."""
    card, hazard = models.table(CARD), models.table("hazard")
    links = models.links[CARD, "hazards"]
    source: Any = card
    columns: list[Any] = [card.c[name] for name in OWN]
    for key, (register, names) in NAMED.items():
        alias = models.table(register).alias(f"c_{key}")
        source = source.outerjoin(alias, and_(alias.c.id == card.c[f"{key}_id"], alias.c.void_at.is_(None)))
        columns += [alias.c[name].label(f"{key}.{name}") for name in names]
    source = source.outerjoin(links, links.c.record_id == card.c.id)
    source = source.outerjoin(hazard, and_(hazard.c.id == links.c.target_id, hazard.c.void_at.is_(None)))
    return (select(*columns, hazard.c.title.label("hazard.title"), hazard.c.place.label("hazard.place"))
            .select_from(source).where(card.c.void_at.is_(None)).order_by(card.c.id, hazard.c.id))


def cards_of(rows: Sequence[Mapping[Any, Any]]) -> list[CardRow]:
    """The rows of ``card_statement`` as cards."""
    found: dict[int, tuple[Mapping[Any, Any], list[tuple[str, str]]]] = {}
    for row in rows:
        _first, hazards = found.setdefault(row["id"], (row, []))
        if row["hazard.title"] is not None:
            hazards.append((row["hazard.title"], row["hazard.place"] or ""))
    return [CardRow(dict(row), tuple(hazards)) for row, hazards in found.values()]


def public_card(connection: Connection, models: Models, token: str, *, now: datetime, today: date) -> CardRow | None:
    """The card of a token, in one statement; None alike for one that is unknown, revoked or over, or whose card is void.

    The statement reads the card that the token's hash leads to and no other; it is sent as the system's, under ``REASON``.
    """
    if not 20 <= len(token) <= 100:
        return None
    link, card = models.system.card_link, models.table(CARD)
    mine = select(link.c.record_id).where(link.c.id == _fingerprint(token), link.c.revoked_at.is_(None),
                                          link.c.expires_at > now)
    statement = card_statement(models).where(card.c.id == mine.scalar_subquery(),
                                             or_(card.c.valid_to.is_(None), card.c.valid_to >= today))
    with unscoped(REASON):
        found = cards_of(connection.execute(statement).mappings().all())
    return found[0] if found else None


# -- links ---------------------------------------------------------------------------------------


def make_link(session: Session, models: Models, card: CardRow, *, by: int | None, now: datetime) -> str:
    """The token of a new public address of the card."""
    token = secrets.token_urlsafe(32)
    ends = [now + timedelta(days=DAYS)]
    if card["valid_to"]:
        ends.append(end_of_day(card["valid_to"]))
    row = {"id": _fingerprint(token), "record_id": card["id"], "made_by": by, "made_at": now, "expires_at": min(ends)}
    session.execute(guarded(insert(models.system.card_link).values(row)))
    return token


def read_links(session: Session, models: Models, card: int) -> list[Link]:
    """The public addresses of a card, newest first."""
    link = models.system.card_link
    statement = select(link).where(link.c.record_id == card).order_by(link.c.made_at.desc(), link.c.id)
    return [Link(row["id"], row["made_by"], row["made_at"], row["expires_at"], row["revoked_at"])
            for row in session.execute(guarded(statement)).mappings()]


def revoke_links(session: Session, models: Models, cards: Iterable[int], *, by: int | None, now: datetime) -> int:
    """Close every public address of the cards; how many were open."""
    link = models.system.card_link
    mine = link.c.record_id.in_(list(cards)) & link.c.revoked_at.is_(None)
    closed: Any = session.execute(guarded(update(link).where(mine).values(revoked_at=now, revoked_by=by)))
    return int(closed.rowcount)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
