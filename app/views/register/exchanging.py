"""Files out of a register: the template to fill in, and the export. Files into it: importing.py."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from flask import redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.pages import PAGES
from app.access.refusal import out_of_sight
from app.definition import Register
from app.exchange.export_files import xlsx_export
from app.exchange.exporting import stored_rows
from app.exchange.templates import csv_template, xlsx_template
from app.problems import Problems
from app.records.site import Work
from app.views.arguments import allow_arguments
from app.views.listings import read_count
from app.views.register.downloads import download
from app.views.register.export_choice import streamed_answer
from app.views.register.export_form import ExportForm
from app.views.requests import exports, only_read, work
from app.views.shell import render

#: Rows of a workbook that a request waits for (some 1 s); larger ones are made in the background.
MOST_AT_ONCE = 5000


class ExchangePages:
    """``/<register>/template/`` and ``/export/``"""

    register: Register

    # -- template ------------------------------------------------------------------------------

    @expose("/template/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def template(self) -> Any:
        """An empty workbook (``?as=csv``: text) to fill in."""
        kind = allow_arguments("as").get("as", "xlsx")
        if self.register.importing is None or kind not in ("xlsx", "csv"):
            raise out_of_sight()
        made = csv_template(work(), self.register) if kind == "csv" else xlsx_template(work(), self.register)
        return download(io.BytesIO(made), self.register, work(), kind, _("template"))

    # -- export --------------------------------------------------------------------------------

    @expose("/export/", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("export")  # type: ignore[untyped-decorator]
    def export(self) -> Any:
        """The rows of the list's query: first the choice of columns and format, then the file."""
        doing = work()
        form = ExportForm(doing, self.register)
        if request.method == "GET":
            return render("act.html", form.page(), active=self.register.key)
        faults = form.faults()
        if faults:
            return render("act.html", form.page(faults), active=self.register.key), 422
        return self._file(doing, form)

    def _file(self, doing: Work, form: ExportForm) -> Any:
        if form.format != "xlsx":
            return streamed_answer(doing, form.choice)
        only_read()
        count = read_count(self.register, form.query, "export")
        if count > MOST_AT_ONCE:
            return self._later(doing, form, count)
        condition, values = form.condition()
        chosen, out = form.chosen(), io.BytesIO()
        xlsx_export(doing, chosen, stored_rows(doing, chosen, [condition], values), out)
        out.seek(0)
        return download(out, self.register, doing, "xlsx", "")

    def _later(self, doing: Work, form: ExportForm, count: int) -> Any:
        """Have the workbook made in the background."""
        try:
            exports().put(doing, form.chosen(), form.choice.arguments, count)
        except Problems as error:
            too_many = [replace(each, field="format") for each in error.found]
            return render("act.html", form.page(too_many), active=self.register.key), 422
        return redirect(PAGES["exports"].url)
