"""Files in and out of a register: template, import with its preview, workbook of refused rows, export."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, flash, redirect, request, send_file
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.http import dump_options_header

from app.access.refusal import out_of_sight
from app.definition import Register
from app.exchange.exporting import csv_export, stored_rows, xlsx_export
from app.exchange.importing import Mode, apply, plan
from app.exchange.reading.source import Unreadable, receive
from app.exchange.refused import write_refused
from app.exchange.runs import APPLIED, UPLOADED, ImportRun, note_upload, own_run
from app.exchange.templates import csv_template, xlsx_template
from app.problems import problem
from app.records.site import Work
from app.views.arguments import allow_arguments, key_of
from app.views.register.export_form import ExportForm
from app.views.register.import_views import FATES, ImportViews, chosen_options
from app.views.requests import work
from app.views.shell import render
from app.views.urls import import_url

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class ExchangePages:
    """``/<register>/import/``, ``/template/`` and ``/export/``"""

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
        return _download(io.BytesIO(made), self.register, work(), kind, _("template"))

    # -- import --------------------------------------------------------------------------------

    @expose("/import/", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def upload(self) -> Any:
        """Choose a file; it is kept and looked at, nothing is stored."""
        allow_arguments()
        doing = work("file")
        if self.register.importing is None:
            raise out_of_sight()
        if request.method == "GET":
            return self._ask_for_file(doing)
        try:
            run = self._receive(doing)
        except Unreadable as bad:
            return self._ask_for_file(doing, bad.reason.message(doing.language)), 422
        return redirect(import_url(self.register.key, run))

    def _ask_for_file(self, doing: Work, fault: str = "") -> str:
        return render("import_upload.html", ImportViews(doing, self.register).upload(request.form, fault),
                      active=self.register.key)

    def _receive(self, doing: Work) -> int:
        """Keep the file, judge it, remember what it would do. Raises Unreadable for a file that is none of ours."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Unreadable([problem("F001")])
        options = chosen_options(self.register, request.form)
        source = receive(doing.site.files, sent.filename, sent.stream)
        found = plan(doing, self.register, source, options, keep=0)
        if found.outcome == "reject":
            raise Unreadable([found.reason or problem("F007")])
        run = note_upload(doing, self.register, source, options, found.counts.as_json())
        doing.session.commit()
        return run

    @expose("/import/<run>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def preview(self, run: str) -> Any:
        """What the file would do, row by row (``?show=``: the rows of one fate)."""
        show = allow_arguments("show").get("show", "")
        doing, kept = self._run(run)
        if kept.state == APPLIED:
            return redirect(import_url(self.register.key, kept.id, "result"))
        views = ImportViews(doing, self.register)
        collected = views.collect(kept, show if show in FATES else "")
        return render("import_preview.html", views.preview(kept, collected), active=self.register.key)

    @expose("/import/<run>/apply", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def apply(self, run: str) -> Any:
        """Store the good rows (``mode=good``), or all or none (``mode=all``), in one transaction."""
        doing, kept = self._run(run)
        modes: dict[str, Mode] = {"good": "good", "all": "all"}
        mode = modes.get(request.form.get("mode", "good"))
        if kept.state != UPLOADED or mode is None:
            return redirect(import_url(self.register.key, kept.id, "result"))
        done = apply(doing, self.register, kept.source(doing), kept.options, mode, run_id=kept.id, keep=0)
        if not done.stored:
            flash((done.reason or problem("F052")).message(doing.language), "danger")
            return redirect(import_url(self.register.key, kept.id))
        return redirect(import_url(self.register.key, kept.id, "result"))

    @expose("/import/<run>/result", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def result(self, run: str) -> Any:
        """What an import has done."""
        allow_arguments()
        doing, kept = self._run(run)
        if kept.state != APPLIED:
            return redirect(import_url(self.register.key, kept.id))
        return render("import_result.html", ImportViews(doing, self.register).result(kept), active=self.register.key)

    @expose("/import/<run>/refused", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def refused(self, run: str) -> Any:
        """The refused rows as a workbook with the reason of each; corrected, it is imported as it is."""
        allow_arguments()
        doing, kept = self._run(run)
        found = plan(doing, self.register, kept.source(doing), kept.options, keep=0)
        out = io.BytesIO()
        write_refused(found, out, doing.language)
        out.seek(0)
        return _download(out, self.register, doing, "xlsx", _("refused rows"))

    def _run(self, run: str) -> tuple[Work, ImportRun]:
        """The run, which must be the viewer's own and of this register. Raises OutOfSight."""
        doing = work("file")
        kept = own_run(doing, key_of(run))
        if kept.register != self.register.key or not kept.stored_as:
            raise out_of_sight()
        return doing, kept

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
        chosen = form.chosen()
        condition, values = form.condition()
        rows = stored_rows(doing, chosen, [condition], values)
        if form.format == "csv":
            name = file_name(self.register, doing, "csv", "")
            return Response(csv_export(doing, chosen, rows), mimetype=CSV, headers={"Content-Disposition": _attachment(name)})
        out = io.BytesIO()
        xlsx_export(doing, chosen, rows, out)
        out.seek(0)
        return _download(out, self.register, doing, "xlsx", "")


def file_name(register: Register, doing: Work, kind: str, what: str) -> str:
    """矛盾纠纷-模板-2026-08-05.xlsx"""
    parts = [register.label.to(doing.language), what, f"{doing.today}"]
    return "-".join(part for part in parts if part) + f".{kind}"


def _attachment(name: str) -> str:
    return dump_options_header("attachment", {"filename": name})


def _download(content: io.BytesIO, register: Register, doing: Work, kind: str, what: str) -> Any:
    return send_file(content, mimetype=XLSX if kind == "xlsx" else CSV, as_attachment=True, max_age=0,
                     download_name=file_name(register, doing, kind, what))
