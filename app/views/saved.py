"""Saved views as chips above a list; saved, renamed and deleted by POST. A list fetches its chips when it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.query import parse_query
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.definition import Register
from app.fieldtypes.references import id_or_none
from app.problems import Problems, problem
from app.records.saved_views import Circle, SavedView, circles, delete_view, rename_view, save_view, views_of
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.errors import BadRequestProblems
from app.views.requests import site, work
from app.views.shell import render
from app.views.urls import list_arguments, list_url

Arguments = Mapping[str, Sequence[str]]


class SavedViewsView(BaseView):  # type: ignore[misc]
    """``/saved/``: the views of a register (``register``) while its list asks ``query``."""

    route_base = "/saved"
    default_view = "show"
    class_permission_name = "page:home"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """The chips for htmx; a page of its own without scripts."""
        asked, doing = allow_arguments("register", "query"), work()
        register = _register(asked.get("register", ""))
        page = _page(doing, register, _checked(doing, register, asked.get("query", "")))
        if request.headers.get("HX-Request"):
            return render_template("saved.html", page=page)
        return render("saved_page.html", page, active=register.key)

    @expose("/", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def save(self) -> Any:
        """Keep what the list asks now under a name. 400 for a question that the list would refuse."""
        doing = work()
        register = _register(request.form.get("register", ""))
        query = list_arguments(_checked(doing, register, request.form.get("query", "")))
        save_view(doing, register, request.form.get("name", ""), query, _circle(request.form.get("share", "")))
        return _done(doing, register.key, query, _("Saved."))

    @expose("/<view>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def change(self, view: str) -> Any:
        """Rename or delete an own view (``act``)."""
        doing, act = work(), request.form.get("act", "")
        if act == "rename":
            renamed = rename_view(doing, key_of(view), request.form.get("name", ""))
            return _done(doing, renamed.register, renamed.query, _("Saved."))
        if act == "delete":
            gone = delete_view(doing, key_of(view))
            return _done(doing, gone.register, "", _("Deleted."))
        raise BadRequestProblems([problem("A031", name="act", given=act[:40])])


def _done(doing: Work, register: str, query: str, said: str) -> Any:
    doing.session.commit()
    flash(said, "success")
    return redirect(list_url(register, parse_qs(query)))


def _register(key: str) -> Register:
    """A register whose list the viewer may open. Raises OutOfSight."""
    if key not in site().definition.registers or not site().rights.may(acting(), key, "read"):
        raise out_of_sight()
    return site().definition.registers[key]


def _checked(doing: Work, register: Register, query: str) -> dict[str, list[str]]:
    """The arguments of a list's question, read as the list would read them. Raises BadRequestProblems."""
    arguments = parse_qs(query)
    try:
        parse_query(register, arguments, doing.reading())
    except Problems as bad:
        raise BadRequestProblems(bad.found) from bad
    return arguments


def _circle(text: str) -> Circle | None:
    role, _at, unit = text.partition("@")
    return (role, id_or_none(unit) or 0) if text else None


# -- drawing -------------------------------------------------------------------------------------


def _page(doing: Work, register: Register, arguments: Arguments) -> pages.SavedViewsPage:
    query = list_arguments(arguments)
    views = tuple(_drawn(doing, register, view, query) for view in views_of(doing, register))
    return pages.SavedViewsPage(
        title=_("Saved views: %(what)s", what=register.label.to(doing.language)),
        crumbs=(pages.Link(label=register.label.to(doing.language), url=list_url(register.key)),),
        register=register.key, query=query, views=views, circles=tuple(_circles(doing)) if query else ())


def _drawn(doing: Work, register: Register, view: SavedView, query: str) -> pages.SavedViewChip:
    arguments = parse_qs(view.query)
    return pages.SavedViewChip(
        id=str(view.id), name=view.name, url=list_url(register.key, arguments), current=view.query == query and bool(query),
        mine=view.mine, shared=_circle_words(doing, view.circle) if view.circle else "", fits=_fits(doing, register, arguments))


def _fits(doing: Work, register: Register, arguments: Arguments) -> bool:
    """Whether the list still understands the question; declarations and units change."""
    try:
        parse_query(register, arguments, doing.reading())
    except Problems:
        return False
    return True


def _circles(doing: Work) -> Iterator[pages.Option]:
    for circle in circles(doing):
        yield pages.Option(key=f"{circle[0]}@{circle[1]}", label=_circle_words(doing, circle))


def _circle_words(doing: Work, circle: Circle) -> str:
    role = doing.site.definition.roles.get(circle[0])
    label = role.label.to(doing.language) if role else circle[0]
    return f"{label} · {doing.site.directory(doing.session).name(circle[1])}"
