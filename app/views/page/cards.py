"""Contact cards: templates/card/print.html, card/public.html."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading of a card with its lines; ``phones`` are tapped to call on the public page."""

    key: str
    label: str
    lines: tuple[str, ...]
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardView:
    """One card. ``size``: "" or, the more text, "dense", "small", "tiny". ``code``: the drawing, empty on the public page."""

    title: str
    unit: str
    kind: str
    parts: tuple[Part, ...]
    hotline: tuple[str, ...]
    issued: str
    code: Markup
    size: str = ""


@dataclass(frozen=True, kw_only=True)
class CardSheet:
    """Cards to print: one to an A6 page, or four to an A4 page (``pages`` holds the cards of each)."""

    title: str
    back_url: str
    paper: str  #: a6 or a4
    pages: tuple[tuple[CardView, ...], ...]
