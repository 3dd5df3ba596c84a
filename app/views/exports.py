"""我的导出: the viewer's own workbooks, those that are being made and those that can be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, send_file
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.pages import PAGES
from app.background.exports import Asked
from app.background.folders import DONE, FAILED, WAITING
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.register.downloads import XLSX, file_name
from app.views.register.import_runs import background_stopped
from app.views.requests import audit, exports, site, work
from app.views.shell import render
from app.views.spoken import local_time


class ExportsView(BaseView):  # type: ignore[misc]
    """``/exports/``"""

    route_base = "/exports"
    default_view = "list"
    class_permission_name = "page:exports"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """How far each is; the page asks again while one waits."""
        allow_arguments()
        return render("exports.html", exports_page(work()), active="exports")

    @expose("/<made>/file", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def file(self, made: str) -> Any:
        """The workbook, while everything that it was made under still stands."""
        allow_arguments()
        asked = exports().own_one(made)
        path = exports().fetch(asked)
        audit("export_fetched", register=asked.register, rows=asked.rows, purpose=asked.purpose, detail={"full": asked.full})
        register = site().definition.registers[asked.register]
        return send_file(path, mimetype=XLSX, as_attachment=True, max_age=0,
                         download_name=file_name(register, work(), "xlsx", ""))

    @expose("/<made>/remove", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def remove(self, made: str) -> Any:
        """Take one away before its time."""
        allow_arguments()
        exports().remove(exports().own_one(made))
        flash(_("The export is taken away."), "info")
        return redirect(PAGES["exports"].url)


def exports_page(doing: Work) -> pages.ExportsPage:
    """What the viewer has asked for."""
    own = exports().own()
    waits = any(each.state == WAITING for each in own)
    columns = {"at": _("When"), "register": _("Register"), "filter": _("Filter"), "state": _("State"),
               "expires": _("Stays until")}
    table = pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in columns.items()),
                        rows=tuple(_row(doing, each) for each in own),
                        empty=pages.Empty(text=_("You have not asked for any large workbook.")))
    return pages.ExportsPage(
        title=PAGES["exports"].label.to(doing.language), crumbs=(), table=table, url=PAGES["exports"].url, running=waits,
        stopped=background_stopped() if waits and not exports().at_work else "",
        help=_("Workbooks of many rows are made while you do something else. You may close this page."))


def _row(doing: Work, asked: Asked) -> pages.Row:
    register = site().definition.registers[asked.register]
    texts = (local_time(asked.asked_at), register.label.to(doing.language), asked.filter or _("all"), _state(asked),
             local_time(asked.expires_at) if asked.state == DONE else "")
    return pages.Row(id=asked.id, cells=tuple(pages.Cell(text=text) for text in texts), acts=tuple(_acts(asked)))


def _state(asked: Asked) -> str:
    if asked.state == DONE:
        return _("%(count)s rows", count=f"{asked.rows:,}")
    if asked.state == FAILED:
        return asked.reason
    done = exports().rows_done(asked.id)
    return _("%(rows)s of %(count)s rows", rows=done, count=max(asked.count, done)) if done else _("Waits for its turn")


def _acts(asked: Asked) -> Iterator[pages.Act]:
    if asked.state == DONE:
        yield pages.Act(key="download", label=_("Download"), url=f"/exports/{asked.id}/file")
    yield pages.Act(key="remove", label=_("Stop") if asked.state == WAITING else _("Take away"), post=True,
                    url=f"/exports/{asked.id}/remove")
