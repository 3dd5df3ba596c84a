"""A file into a register, step by step: brought, looked at and read otherwise, stored, and perhaps taken back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.refusal import out_of_sight
from app.definition import Register
from app.exchange import undoing
from app.exchange.importing import MODES
from app.exchange.reading.source import Unreadable
from app.exchange.runs import QUEUED, UPLOADED, ImportRun
from app.fieldtypes.reading import whole_number
from app.problems import Problems
from app.records.site import Work
from app.views.arguments import allow_arguments
from app.views.counted import FARTHEST
from app.views.register.downloads import download
from app.views.register.import_reading import chosen_reading
from app.views.register.import_runs import result_page, running_page, undo_page, undone_told
from app.views.register.import_steps import bring, read_again, refused_rows, run_of, stop, store
from app.views.register.import_views import FATES, ImportViews, chosen_options
from app.views.requests import imports, work
from app.views.shell import render
from app.views.urls import import_url


class ImportPages:
    """``/<register>/import/``"""

    register: Register

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
            return self._receive(doing)
        except Unreadable as bad:
            return self._ask_for_file(doing, bad.reason.message(doing.language)), 422

    def _ask_for_file(self, doing: Work, fault: str = "") -> str:
        return render("import_upload.html", ImportViews(doing, self.register).upload(request.form, fault),
                      active=self.register.key)

    def _receive(self, doing: Work) -> Any:
        """Keep the file, judge it, remember what it would do. Raises Unreadable for a file that is none of ours.

        One that may be read in another way (encoding, sheet, headings) is kept too, and the page asks for it.
        """
        found = bring(doing, self.register, request.files.get("file"), chosen_options(self.register, request.form))
        if found.as_last_time:
            flash(_("The columns are matched as last time."), "info")
        if found.plan.outcome == "reject":
            return self._shown(doing, found.run), 422
        return redirect(import_url(self.register.key, found.run.id))

    @expose("/import/<run>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def preview(self, run: str) -> Any:
        """What the file would do, row by row (``?show=``: the rows of one fate, ``page=`` of them)."""
        asked = allow_arguments("show", "page")
        doing, kept = run_of(self.register, run)
        if kept.state != UPLOADED:
            return redirect(import_url(self.register.key, kept.id, "result"))
        page = min(whole_number(asked.get("page", "1")) or 1, FARTHEST)
        return self._shown(doing, kept, asked.get("show", ""), page)

    def _shown(self, doing: Work, kept: ImportRun, show: str = "", page: int = 1) -> str:
        views = ImportViews(doing, self.register)
        collected = views.collect(kept, show if show in FATES else "", page)
        return render("import_preview.html", views.preview(kept, collected), active=self.register.key)

    @expose("/import/<run>/look", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def look(self, run: str) -> Any:
        """Read the kept file in another way: encoding, sheet, line of headings, field of each column."""
        allow_arguments()
        doing, kept = run_of(self.register, run)
        back = redirect(import_url(self.register.key, kept.id))
        if kept.state != UPLOADED:
            return back
        try:
            read_again(doing, self.register, kept, chosen_reading(self.register, kept.options, request.form))
        except Unreadable as bad:
            flash(bad.reason.message(doing.language), "danger")
        return back

    @expose("/import/<run>/apply", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def apply(self, run: str) -> Any:
        """Store the good rows (``mode=good``), or all or none (``mode=all``), in one transaction; many in the background."""
        doing, kept = run_of(self.register, run)
        mode = MODES.get(request.form.get("mode", "good"))
        if kept.state != UPLOADED or mode is None:
            return redirect(import_url(self.register.key, kept.id, "result"))
        reason = store(doing, self.register, kept, mode)
        if reason:
            flash(reason.message(doing.language), "danger")
            return redirect(import_url(self.register.key, kept.id))
        return redirect(import_url(self.register.key, kept.id, "result"))

    @expose("/import/<run>/result", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def result(self, run: str) -> Any:
        """What an import has done, or how far it is."""
        allow_arguments()
        doing, kept = run_of(self.register, run)
        if kept.state == UPLOADED:
            return redirect(import_url(self.register.key, kept.id))
        page = result_page(doing, self.register, kept)
        if kept.state == QUEUED:
            page = running_page(page, kept, imports().rows_done(kept.id), at_work=imports().at_work)
        return render("import_result.html", page, active=self.register.key)

    @expose("/import/<run>/cancel", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def cancel(self, run: str) -> Any:
        """End an import that goes on in the background; nothing of it is stored."""
        allow_arguments()
        doing, kept = run_of(self.register, run)
        if kept.state == QUEUED:
            stop(doing, kept)
            flash(_("The import is being stopped; nothing of it will be stored."), "info")
        return redirect(import_url(self.register.key, kept.id, "result"))

    @expose("/import/<run>/refused", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def refused(self, run: str) -> Any:
        """The refused rows as a workbook with the reason of each; corrected, it is imported as it is."""
        allow_arguments()
        doing, kept = run_of(self.register, run)
        out = refused_rows(doing, self.register, kept)
        if out is None:
            return redirect(import_url(self.register.key, kept.id))
        return download(out, self.register, doing, "xlsx", _("refused rows"))

    @expose("/import/<run>/undo", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("import")  # type: ignore[untyped-decorator]
    def undo(self, run: str) -> Any:
        """Take an import back as a unit; records changed since stay, unless ``edited=undo``."""
        allow_arguments()
        doing, kept = run_of(self.register, run)
        if not undoing.may_undo(doing, kept):
            return redirect(import_url(self.register.key, kept.id))
        if request.method == "GET":
            return self._ask_undo(doing, kept)
        try:
            done = undoing.undo(doing, kept, edited_too=request.form.get("edited") == "undo")
        except Problems as bad:
            doing.session.rollback()
            return self._ask_undo(doing, kept, [each.message(doing.language) for each in bad.found]), 422
        flash(undone_told(done), "success")
        return redirect(import_url(self.register.key, kept.id, "result"))

    def _ask_undo(self, doing: Work, kept: ImportRun, faults: list[str] | None = None) -> str:
        page = undo_page(kept, undoing.would_undo(doing, kept), doing.language, faults or [])
        return render("act.html", page, active=self.register.key)
