"""导入记录: imports over all registers, the viewer's own and those of people below."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.register.import_runs import runs_table
from app.views.requests import work
from app.views.shell import render


class ImportsView(BaseView):  # type: ignore[misc]
    """``/imports/``"""

    route_base = "/imports"
    default_view = "list"
    class_permission_name = "page:imports"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """The latest runs, each of which opens its preview or its result."""
        allow_arguments()
        page = pages.TablePage(title=_("Imports"), crumbs=(), table=runs_table(work()),
                               help=_("Files that you, or people of your units, have brought. "
                                      "Your own that were only checked can still be imported."))
        return render("table.html", page, active="imports")
