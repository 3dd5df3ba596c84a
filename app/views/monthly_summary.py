"""月度汇总: the figures of a period on screen, on paper and as a workbook; every figure opens its rows (rules.md §3)."""

from __future__ import annotations

import io
from typing import Any

from flask import render_template, request, send_file
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name

from app.views.requests import audit, work
from app.views.shell import render
from app.views.summary.asking import asked_rows, asked_summary, summary_tree
from app.views.summary.drawing import summary_page
from app.views.summary.rows import rows_page
from app.views.summary.workbook import write_workbook
from app.views.tree import answered

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MonthlySummaryView(BaseView):  # type: ignore[misc]
    """``/summary/``, for whoever may see summaries, over the units that are theirs."""

    route_base = "/summary"
    default_view = "show"
    class_permission_name = "page:summary"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """The figures of a period: by unit, category, colour, or category and colour."""
        query = asked_summary(work())
        return render("summary.html", summary_page(query, query.summary()), active="summary")

    @expose("/tree/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def tree(self) -> Any:
        """The units with the register's rows; ``open``: those below one unit."""
        tree = summary_tree(asked_summary(work(), "open"))
        return render_template("tree.html", page=answered(tree, request.args.get("open", "")))

    @expose("/rows/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def rows(self) -> Any:
        """The rows behind one figure."""
        return render("table.html", rows_page(asked_rows(work())), active="summary")

    @expose("/workbook/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def workbook(self) -> Any:
        """The same figures as XLSX, one sheet for each way to cut them."""
        query = asked_summary(work())
        book = io.BytesIO()
        write_workbook(book, query, query.summary())
        audit("export", register=query.register.key, detail={"what": "summary", "period": query.key, "unit": query.unit.code})
        book.seek(0)
        return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{query.title}.xlsx")
