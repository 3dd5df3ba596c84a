"""The command palette (``/`` or Ctrl+K): registers, pages and acts by name or pinyin, records by number, name or pinyin.

Records are found by the search of each readable register, one statement a register, inside the viewer's reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import jsonify
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.query import ListQuery
from app.access.viewer import acting
from app.definition import Order, Register
from app.fieldtypes.pinyin import found_by
from app.records.names import name_of, naming_columns, naming_words
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import allow_arguments, searched_words
from app.views.errors import wants_json
from app.views.fastpath import kept, viewer_key
from app.views.listings import listing_of
from app.views.requests import language, site, viewer, web, work
from app.views.shell import menu, render
from app.views.urls import add_url, import_url, list_url, show_url

OF_A_REGISTER = 5  #: records of one register
MOST = 20  #: records in all


class PaletteView(BaseView):  # type: ignore[misc]
    """``/palette/``: places as JSON; with ``q`` the records that it finds, as JSON or, without scripts, as a page."""

    route_base = "/palette"
    default_view = "show"
    class_permission_name = "page:home"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Without ``q`` where one can go and what one can begin."""
        words = searched_words(allow_arguments("q")) or ""
        if not wants_json():
            return render("palette.html", _page(work(), words))
        if not words:
            return jsonify(places=[each.as_json() for each in places()])
        return jsonify(groups=[group.as_json() for group in find_records(work(), words)])


@dataclass(frozen=True)
class Place:
    """Somewhere to go, or something to begin; ``words`` are what it is found by beside its name."""

    label: str
    url: str
    icon: str
    kind: str
    words: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For palette.js."""
        return {"label": self.label, "url": self.url, "icon": self.icon, "kind": self.kind, "words": " ".join(self.words)}


@dataclass(frozen=True)
class Found:
    """The records of one register."""

    register: Register
    records: tuple[tuple[int, str], ...]
    more_url: str = ""  #: the list with the same search, where there are more

    def as_json(self) -> dict[str, Any]:
        """For palette.js."""
        key = self.register.key
        return {"label": self.register.label.to(language()), "more": self.more_url, "icon": self.register.icon,
                "records": [{"label": name, "url": show_url(key, record)} for record, name in self.records]}


def places() -> tuple[Place, ...]:
    """What the viewer's menu holds, then what the viewer may add or import; worked out once per viewer and language."""
    return kept(("palette", viewer_key()), lambda: tuple(_places()))


def _places() -> Iterator[Place]:
    entries = [entry for group in menu(viewer()) for entry in group.entries]
    for entry in entries:
        yield Place(entry.label, entry.url, entry.icon, "page", (*_readings(entry.label), entry.key))
    for register in _registers(entry.key for entry in entries):
        yield from _beginnings(register)


def _beginnings(register: Register) -> Iterator[Place]:
    may, spoken, key = site().rights.may, language(), register.key
    if may(acting(), key, "create"):
        label = _("New: %(what)s", what=register.one.to(spoken))
        yield Place(label, add_url(key), "plus", "act", (*_readings(register.one.to(spoken)), "new", "xz"))
    if register.importing is not None and may(acting(), key, "import"):
        label = _("Import: %(what)s", what=register.label.to(spoken))
        yield Place(label, import_url(key), "import", "act", (*_readings(register.label.to(spoken)), "import", "dr"))


def _readings(label: str) -> tuple[str, ...]:
    """Initials and syllables of a Chinese name; those of a part are found in them."""
    return found_by(label)[1:]


def _registers(keys: Any) -> Iterator[Register]:
    registers = site().definition.registers
    return (registers[key] for key in keys if key in registers)


# -- records -------------------------------------------------------------------------------------


def find_records(doing: Work, words: str) -> list[Found]:
    """Up to OF_A_REGISTER records of each register that the viewer may read, the newest first, MOST in all."""
    found: list[Found] = []
    left = MOST
    for register in _searched():
        rows = _rows(doing, register, words) if left > 0 else []
        if rows:
            shown = rows[:min(OF_A_REGISTER, left)]
            more = list_url(register.key, {"q": words}) if len(rows) > len(shown) else ""
            found.append(Found(register, tuple(shown), more))
            left -= len(shown)
    return found


def _searched() -> Iterator[Register]:
    """The readable registers that can be searched, those of the menu first."""
    definition = site().definition
    listed = [register.key for register in definition.menu_registers]
    for register in _registers(dict.fromkeys((*listed, *definition.registers))):
        if register.searchable_fields and site().rights.may(acting(), register.key, "read"):
            yield register


def _rows(doing: Work, register: Register, words: str) -> list[tuple[int, str]]:
    query = ListQuery(order=Order(field="id", descending=True), search=words, size=OF_A_REGISTER)
    reach = site().rights.reach(acting(), register.key, "read")
    statement, parameters = listing_of(register).page(query, reach, "palette", lambda: _columns(doing, register))
    with web().readings.connect() as connection:
        rows = connection.execute(statement, parameters).mappings().all()
    wording = naming_words(doing.session, register.key, rows, doing.wording())
    return [(row["id"], name_of(register, row, wording)) for row in rows]


def _columns(doing: Work, register: Register) -> list[Any]:
    table = doing.site.models.table(register.key)
    return [table.c.id, *naming_columns(doing.site.models, register)]


# -- without scripts -----------------------------------------------------------------------------


def _page(doing: Work, words: str) -> pages.PalettePage:
    """The same as a page: places whose name holds the words, and records."""
    folded = words.casefold()
    near = tuple(pages.Link(label=each.label, url=each.url, icon=each.icon) for each in places()
                 if folded in each.label.casefold() or any(folded in word for word in each.words))
    groups = tuple((each.register.label.to(language()),
                    tuple(pages.Link(label=name, url=show_url(each.register.key, record)) for record, name in each.records))
                   for each in (find_records(doing, words) if words else ()))
    return pages.PalettePage(title=_("Search"), crumbs=(), words=words, places=near, groups=groups,
                             empty=pages.Empty(text=_("Nothing found"),
                                               hint=_("Try a number, a name, or the initials of its pinyin.")))
