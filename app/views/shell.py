"""The frame's values: menu by role, person, notices."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, get_flashed_messages, request, url_for
from flask import render_template as flask_render_template
from flask_babel import gettext as _

from app.access.pages import PAGES
from app.access.viewer import Viewer
from app.definition import MenuEntry as DeclaredEntry
from app.definition import Register
from app.views.holiday_gaps import gap_notices
from app.views.page import Link, MenuEntry, MenuGroup, Notice, Person, Shell
from app.views.page.parts import Tone
from app.views.requests import db, identify, language, site
from app.views.urls import list_url

#: Addresses of this machine: no network lies between.
LOCAL = frozenset({"127.0.0.1", "::1"})

#: Registers on the bar at the bottom of phones, beside the home page.
_ON_BAR = frozenset({"home", "dispute", "board"})


def shell(active: str = "") -> Shell:
    """The frame for the present viewer, ``active`` being the key of the register or page one is at."""
    who = identify()
    settings = current_app.config["SETTINGS"]
    spoken = language()
    return Shell(
        language=spoken, theme=settings.theme, product="镇治", unit=_unit(who), home_url="/", languages=_languages(spoken),
        menu=menu(who) if isinstance(who, Viewer) else (), person=_person(who) if isinstance(who, Viewer) else None,
        person_links=_person_links() if isinstance(who, Viewer) else (), logout_url=url_for("LoginView.logout"),
        search_url="/palette/" if isinstance(who, Viewer) else "", active=active,
        **_bell(who), notices=(*_notices(settings), *(gap_notices(active) if isinstance(who, Viewer) else ())),
        flashes=tuple(_flashes()),
    )


def _bell(who: Any) -> dict[str, str]:
    """The bell, for whoever has a to-do list."""
    page = PAGES["todo"]
    has = isinstance(who, Viewer) and page.is_for(who, site().rights)
    return {"bell_url": page.url, "bell_count_url": f"{page.url}count/"} if has else {}


def render(template: str, page: Any, active: str = "", **more: Any) -> str:
    """A page inside its frame."""
    return flask_render_template(template, page=page, shell=shell(active), **more)


def menu(who: Viewer) -> tuple[MenuGroup, ...]:
    """The entries of schema/menu.yaml that the viewer may open."""
    groups = ((group, tuple(_entry(entry) for entry in group.entries if _may_open(entry, who)))
              for group in site().definition.menu)
    return tuple(MenuGroup(key=group.key, label=group.label.to(language()), entries=entries)
                 for group, entries in groups if entries)


def _may_open(entry: DeclaredEntry, who: Viewer) -> bool:
    rights = site().rights
    if entry.register:
        return rights.may(who, entry.register, "read")
    return PAGES[entry.page or ""].is_for(who, rights)


def _entry(entry: DeclaredEntry) -> MenuEntry:
    key = entry.register or entry.page or ""
    place = site().definition.registers[key] if entry.register else PAGES[key]
    url = list_url(key) if isinstance(place, Register) else place.url
    return MenuEntry(key=key, label=place.label.to(language()), url=url, icon=place.icon, on_bar=key in _ON_BAR)


def _unit(who: Any) -> str:
    """Where the viewer works: county and unit."""
    if not isinstance(who, Viewer) or not who.duties:
        return ""
    directory = site().directory(db())
    duty = who.duties[0]
    names = dict.fromkeys(directory.name(unit) for level, unit in duty.path if level in ("county", "town")
                          or unit == duty.unit_id)
    return " · ".join(list(names)[-2:])


def _person(who: Viewer) -> Person:
    directory, roles = site().directory(db()), site().definition.roles
    duties = (f"{roles[duty.role].label.to(language())} · {directory.name(duty.unit_id)}"
              for duty in who.duties if duty.role in roles)
    return Person(name=who.name, duties=tuple(duties))


def _person_links() -> tuple[Link, ...]:
    return (Link(label=_("My account"), url=url_for("ProfileView.show"), icon="user"),
            Link(label=_("Change password"), url=url_for("PasswordView.change"), icon="key"))


def _languages(spoken: str) -> tuple[Link, ...]:
    return tuple(Link(label=label, url=key, current=key == spoken) for key, label in (("zh", "中文"), ("en", "English")))


def _notices(settings: Any) -> list[Notice]:
    found = []
    if not settings.site_url and request.remote_addr not in LOCAL:
        open_net = _("This site is served without encryption on the local network. Ask your administrator to set SITE_URL.")
        found.append(Notice(text=open_net, tone="warning"))
    return found


def _flashes() -> list[Notice]:
    tones: dict[str, Tone] = {"message": "info", "info": "info", "success": "success", "warning": "warning", "danger": "danger",
             "error": "danger"}
    said = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
    return [Notice(text=text, tone=tones.get(category, "info")) for category, text in said]
