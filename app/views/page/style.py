"""The style page: templates/style.html."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.views.page.parts import Link


@dataclass(frozen=True, kw_only=True)
class StyleState:
    """What a macro made. ``control``: the id of what it drew where its label stands before it, ``control_name`` its name."""

    label: str
    drawn: Markup
    control: str = ""
    control_name: str = ""


@dataclass(frozen=True, kw_only=True)
class StylePiece:
    """A macro in its states. ``around``: block, cell, heading, control, fact or text."""

    name: str
    around: str
    states: tuple[StyleState, ...]


@dataclass(frozen=True, kw_only=True)
class StyleFile:
    """A file of macros."""

    path: str
    anchor: str
    pieces: tuple[StylePiece, ...]


@dataclass(frozen=True, kw_only=True)
class StylePage:
    """Every macro."""

    title: str
    crumbs: tuple[Link, ...]
    help: str
    files: tuple[StyleFile, ...]
