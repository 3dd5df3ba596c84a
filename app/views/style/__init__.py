"""``/style/``: every macro of app/templates in its states, for who changes a template or a style sheet; a test asks for
each macro (tests/views/test_style_page.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, current_app, jsonify, render_template, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from jinja2 import Environment
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.access.pages import PAGES
from app.views import page as pages
from app.views.requests import language
from app.views.shell import render
from app.views.style import fab, fields, lists, shared
from app.views.style.pieces import HERE, MacroFile, Piece, State
from app.words import Words

FILES: tuple[MacroFile, ...] = (
    shared.PARTS, shared.CELLS, fields.FIELDS, lists.QUERY, lists.PAGER, lists.UNITS, lists.TREE, lists.FIGURES,
    lists.STAGES, lists.SHEET,
    lists.READING, lists.CARD, fab.LIBRARY, fab.SHOW, fab.BASE)

_HELP = Words("app/templates 的每个宏，以及它的各种状态。内容全是虚构的，什么都不会保存。",
              "Every macro of app/templates in its states. All of it is invented, and nothing is stored.")


class StyleView(BaseView):  # type: ignore[misc]
    """The page, and what its parts fetch."""

    route_base = "/style"
    default_view = "show"
    class_permission_name = "page:style"

    @expose("/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """All files. Any parameter is borne: samples of query bars send theirs here."""
        files = tuple(_file(number, each) for number, each in enumerate(FILES, start=1))
        page = pages.StylePage(title=PAGES["style"].label.to(language()), crumbs=(), help=_HELP.to(language()), files=files)
        return render("style.html", page, active="style")

    @expose("/part/<name>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def part(self, name: str) -> Any:
        """What a sample fetches when it is drawn or opened."""
        if name == "count":
            return render_template("count.html", count="共 128 条")
        if name == "tree":
            return render_template("tree.html", page=lists.TREE_PAGE)
        if name not in ("options", "points"):
            abort(404)
        return jsonify(options=[{"id": 1, "text": "样例一村"}], more=False, points=[])


def _file(number: int, file: MacroFile) -> pages.StyleFile:
    module = _environment().get_template(file.path).make_module(dict(file.context))
    pieces = tuple(pages.StylePiece(name=each.name, around=each.around, states=tuple(_states(module, each)))
                   for each in file.pieces)
    return pages.StyleFile(path=file.path, anchor=f"file-{number}", pieces=pieces)


def _environment() -> Environment:
    """The templates as pages see them, but for addresses of Flask-AppBuilder's own pages, which we do not serve."""
    if "style" not in current_app.extensions:
        environment = current_app.jinja_env.overlay()
        environment.globals = {**current_app.jinja_env.globals, "url_for": _address}
        current_app.extensions["style"] = environment
    found: Environment = current_app.extensions["style"]
    return found


def _address(endpoint: str, **values: Any) -> str:
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return HERE


def _states(module: Any, piece: Piece) -> Iterator[pages.StyleState]:
    for each in piece.states:
        drawn = Markup(getattr(module, piece.name)(*each.arguments, **each.named))  # noqa: S704  # a macro's own output
        yield pages.StyleState(label=each.words.to(language()), drawn=drawn, **_named(piece, each))


def _named(piece: Piece, shown: State) -> dict[str, str]:
    """What the label of a control alone must say."""
    if piece.around != "control":
        return {}
    one = shown.arguments[0]
    return {"control": getattr(one, "anchor", one.id if hasattr(one, "id") else ""), "control_name": one.name}
