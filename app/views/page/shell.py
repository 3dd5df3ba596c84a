"""The frame around every page (templates/frame.html)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.views.page.parts import Link, Notice
from app.words import Language


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A line of the menu. ``on_bar`` puts it on the bar at the bottom of phones, too (three at most)."""

    key: str
    label: str
    url: str
    icon: str
    on_bar: bool = False


@dataclass(frozen=True, kw_only=True)
class MenuGroup:
    """A heading of the menu with its entries."""

    key: str
    label: str
    entries: tuple[MenuEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is logged in. ``duties``: "村(社区)经办人 · 金容寨村"."""

    name: str
    duties: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Everything around the content.

    The same for all who share roles and language, but for ``person``, ``flashes``, ``notices`` and ``active``:
    these stand in named blocks, so that ``app.views.frame`` can keep the rest as text.
    """

    language: Language
    theme: Literal["blue", "red"]
    product: str  #: 镇治
    unit: str  #: 大英县 · 金元镇
    home_url: str
    languages: tuple[Link, ...]  #: ``url`` is the language's code, posted as ``language`` to ``language_url``
    menu: tuple[MenuGroup, ...] = ()
    person: Person | None = None
    person_links: tuple[Link, ...] = ()  #: profile, password …
    logout_url: str = ""
    search_url: str = ""  #: empty: no search field
    active: str = ""  #: key of the menu entry one is at
    notices: tuple[Notice, ...] = ()
    flashes: tuple[Notice, ...] = ()
    footer: str = ""
    language_url: str = "/language/"
    bell_url: str = ""  #: empty: no bell
    bell_count_url: str = ""  #: gives what the bell shows (bell.html)

    @property
    def bar(self) -> tuple[MenuEntry, ...]:
        """The entries at the bottom of phones."""
        return tuple(entry for group in self.menu for entry in group.entries if entry.on_bar)[:3]
