"""报送: what is due from me, how complete it is, and the warnings of the villages (rules.md §2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name

from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.behaviours.village_warnings import WARNING
from app.views.arguments import allow_arguments
from app.views.requests import site, work
from app.views.returns.asking import asked_kind, asked_month, asked_returns, asked_town
from app.views.returns.drawing import board_page, own_views, returns_page, warnings_page
from app.views.returns.merging import merged_page, merged_towns
from app.views.shell import render


class ReturnsView(BaseView):  # type: ignore[misc]
    """``/returns/``, for whoever may read returns."""

    route_base = "/returns"
    default_view = "show"
    class_permission_name = "page:returns"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Mine, by what is due; or those in sight."""
        doing = work()
        asked = asked_returns(doing)
        if not asked.view:
            asked = replace(asked, view=own_views(doing)[0])
        return render("table.html", returns_page(doing, asked), active="returns")

    @expose("/board/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def board(self) -> Any:
        """Units × periods."""
        doing = work()
        given = allow_arguments("kind", "town")
        page = board_page(doing, asked_kind(doing, given.get("kind", "")), asked_town(doing, given.get("town", "")))
        return render("returns_board.html", page, active="returns")

    @expose("/merged/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def merged(self) -> Any:
        """The monthly returns of a town's departments, put together."""
        doing = work()
        month, towns = asked_month(doing, "town"), merged_towns(doing)
        town = asked_town(doing, request.args.get("town", "")) or (towns[0] if towns else None)
        if town is not None and town not in towns:
            raise out_of_sight()
        return render("table.html", merged_page(doing, month, town), active="returns")

    @expose("/warnings/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def warnings(self) -> Any:
        """The three colours of the villages of a month."""
        if not site().rights.may(acting(), WARNING, "read"):
            abort(403)
        doing = work()
        return render("table.html", warnings_page(doing, asked_month(doing)), active="returns")
