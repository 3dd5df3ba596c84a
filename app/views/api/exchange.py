"""Files over REST: the same steps as the wizard (views/register/import_steps.py) and the same export as the form."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import permission_name, protect
from flask_babel import gettext as _

from app.access.refusal import out_of_sight
from app.definition import Register
from app.exchange import undoing
from app.exchange.reading.source import unreadable
from app.exchange.runs import QUEUED, UPLOADED, ImportRun, own_run, own_runs
from app.problems import Problems, problem
from app.records.site import Work
from app.views.api.asked import asked_query, json_object, list_query, query_arguments
from app.views.api.exchange_asked import asked_mode, export_asked, one_of, read_as, said_in_form
from app.views.api.import_answers import told_preview, told_run, told_undoing
from app.views.arguments import allow_arguments
from app.views.counted import asked_page
from app.views.errors import BadRequestProblems, answer
from app.views.register.downloads import download
from app.views.register.export_choice import ExportChoice, streamed_answer
from app.views.register.import_steps import bring, read_again, refused_rows, run_of, stop, store
from app.views.register.import_views import FATES, ImportViews, chosen_options
from app.views.requests import work


class ExchangeApi:
    """``/api/v1/<register>/import`` and ``/export``."""

    register: Register

    # -- a file comes ----------------------------------------------------------------------------

    @expose("/import", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("bring")  # type: ignore[untyped-decorator]
    def bring(self) -> Any:
        """Bring a file (CSV, XLSX, XLS, ODS): it is kept and judged row by row; nothing is stored. Beside ``file``:
        ``when_exists`` (update, skip, refuse), values for columns that the file lacks (``unit=3``), and how it is to be read
        (``encoding``, ``sheet``, ``header``, ``columns`` as JSON: place from 1 → field or null).
        ---
        post:
          requestBody:
            required: true
            content:
              multipart/form-data:
                schema:
                  type: object
                  required: [file]
                  properties:
                    file: {type: string, format: binary}
                    when_exists: {type: string, enum: [update, skip, refuse]}
                    encoding: {type: string}
                    sheet: {type: string}
                    header: {type: integer, minimum: 0}
                    columns: {type: string}
          responses:
            201:
              description: The run and what its rows would do (run, counts, reading, rows of one verdict with their problems)
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            422:
              description: The file is not taken; with ``run`` where another reading (…/look) may help
              content:
                application/json:
                  schema:
                    type: object
        """
        allow_arguments()
        doing = work("file")
        if self.register.importing is None:
            raise out_of_sight()
        options = read_as(self.register, chosen_options(self.register, request.form), said_in_form())
        found = bring(doing, self.register, request.files.get("file"), options)
        return self._previewed(doing, found.run, 201)

    @expose("/import", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("runs")  # type: ignore[untyped-decorator]
    def runs(self) -> Response:
        """The caller's own imports of this register, the latest first.
        ---
        get:
          responses:
            200:
              description: The runs
              content:
                application/json:
                  schema:
                    type: object
        """
        allow_arguments()
        doing = work("file")
        return jsonify(result=[told_run(doing, run) for run in own_runs(doing) if run.register == self.register.key])

    @expose("/import/<run>", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("run")  # type: ignore[untyped-decorator]
    def run(self, run: str) -> Any:
        """An import: what it would do (``show``: new, changed, same, refused or skipped; ``page`` from 1), how far it is, or
        what it has done.
        ---
        get:
          parameters:
          - in: query
            name: show
            schema: {type: string, enum: [new, changed, same, refused, skipped]}
          - in: query
            name: page
            schema: {type: integer, minimum: 1}
          responses:
            200:
              description: The run
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
        """
        asked = allow_arguments("show", "page")
        doing, kept = run_of(self.register, run)
        if asked.get("show", "new") not in FATES:
            raise BadRequestProblems([problem("A031", name="show", given=asked["show"][:40])])
        page = asked_page(asked)
        if kept.state != UPLOADED:
            return jsonify(told_run(doing, kept))
        return self._previewed(doing, kept, 200, asked.get("show", ""), page)

    def _previewed(self, doing: Work, kept: ImportRun, status: int, show: str = "", page: int = 1) -> Any:
        """The preview; 422 with it where the file as a whole was not taken."""
        collected = ImportViews(doing, self.register).collect(kept, show, page)
        told = told_preview(doing, self.register, kept, collected)
        if collected.plan.reason and status == 201:
            return answer(422, [collected.plan.reason], **told)
        return jsonify(told), status

    @expose("/import/<run>/look", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("look")  # type: ignore[untyped-decorator]
    def look(self, run: str) -> Any:
        """Read the kept file in another way: body ``{"encoding", "sheet", "header", "columns": {"1": "name", "2": null}}``.
        ---
        post:
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
          responses:
            200:
              description: The run as it is now
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            422:
              $ref: '#/components/responses/422'
        """
        allow_arguments()
        doing, kept = run_of(self.register, run)
        said = json_object()
        if kept.state != UPLOADED:
            raise unreadable("F053")
        read_again(doing, self.register, kept, read_as(self.register, kept.options, said))
        return self._previewed(doing, own_run(doing, kept.id), 200)

    # -- it is stored ----------------------------------------------------------------------------

    @expose("/import/<run>/apply", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("apply")  # type: ignore[untyped-decorator]
    def apply(self, run: str) -> Any:
        """Store the rows: body ``{"mode": "good"}`` the good ones, ``{"mode": "all"}`` all or none. Many rows are stored in
        the background; the run says how far it is.
        ---
        post:
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [mode]
                  properties:
                    mode: {type: string, enum: [good, all]}
          responses:
            200:
              description: What was stored
              content:
                application/json:
                  schema:
                    type: object
            202:
              description: It is stored in the background
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            422:
              $ref: '#/components/responses/422'
        """
        allow_arguments()
        doing, kept = run_of(self.register, run)
        mode = asked_mode(json_object())
        if kept.state != UPLOADED:
            raise unreadable("F053")
        reason = store(doing, self.register, kept, mode)
        if reason:
            raise Problems([reason])
        done = own_run(doing, kept.id)
        return jsonify(told_run(doing, done)), 202 if done.state == QUEUED else 200

    @expose("/import/<run>/cancel", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("cancel")  # type: ignore[untyped-decorator]
    def cancel(self, run: str) -> Any:
        """End an import that goes on in the background; nothing of it is stored. One that is stored already stays.
        ---
        post:
          responses:
            202:
              description: The run; it waits again when it has ended
              content:
                application/json:
                  schema:
                    type: object
        """
        allow_arguments()
        doing, kept = run_of(self.register, run)
        if kept.state == QUEUED:
            stop(doing, kept)
        return jsonify(told_run(doing, kept)), 202

    @expose("/import/<run>/refused", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("refused")  # type: ignore[untyped-decorator]
    def refused(self, run: str) -> Any:
        """The refused rows as a workbook with the reason of each; corrected, it is imported as it is.
        ---
        get:
          responses:
            200:
              description: The workbook
              content:
                application/vnd.openxmlformats-officedocument.spreadsheetml.sheet:
                  schema: {type: string, format: binary}
        """
        allow_arguments()
        doing, kept = run_of(self.register, run)
        out = refused_rows(doing, self.register, kept)
        if out is None:
            raise out_of_sight()
        return download(out, self.register, doing, "xlsx", _("refused rows"))

    @expose("/import/<run>/undo", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("undo")  # type: ignore[untyped-decorator]
    def undo(self, run: str) -> Any:
        """What taking the import back would do (GET); take it back (POST, body ``{"edited": "keep"}``, or ``"undo"``: also the
        records that somebody has changed since).
        ---
        get:
          responses:
            200:
              description: What would become void, what would get its old values, what stays and why
              content:
                application/json:
                  schema:
                    type: object
        post:
          requestBody:
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    edited: {type: string, enum: [keep, undo]}
          responses:
            200:
              description: What was done
              content:
                application/json:
                  schema:
                    type: object
            422:
              $ref: '#/components/responses/422'
        """
        allow_arguments()
        doing, kept = run_of(self.register, run)
        if not undoing.may_undo(doing, kept):
            raise unreadable("F057")
        if request.method == "GET":
            return jsonify(told_undoing(doing, undoing.would_undo(doing, kept)))
        edited = one_of("edited", json_object().get("edited", "keep"), ("keep", "undo"))
        return jsonify(told_undoing(doing, undoing.undo(doing, kept, edited_too=edited == "undo")))

    # -- a file goes -----------------------------------------------------------------------------

    @expose("/export", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("export")  # type: ignore[untyped-decorator]
    def export(self) -> Any:
        """The rows of a query (``q`` as for the list) as a file, in pieces: body ``{"format": "csv" (UTF-8 with BOM),
        "csv_gb18030" or "json", "columns": […], "full": true, "purpose": …}``. Without ``full`` numbers of people are masked;
        with it a purpose is asked for, which goes into the audit log.
        ---
        post:
          parameters:
          - in: query
            name: q
            schema:
              type: string
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    format: {type: string, enum: [csv, csv_gb18030, json]}
                    columns: {type: array, items: {type: string}}
                    full: {type: boolean}
                    purpose: {type: string}
          responses:
            200:
              description: The file
              content:
                text/csv:
                  schema: {type: string}
                application/json:
                  schema: {type: object}
            400:
              $ref: '#/components/responses/400'
            422:
              $ref: '#/components/responses/422'
        """
        asked, raw, doing = asked_query(), json_object(), work("api")
        choice = ExportChoice(register=self.register, query=list_query(self.register, asked, doing),
                              arguments=query_arguments(asked), **export_asked(self.register, raw))
        faults = list(choice.faults())
        if faults:
            raise Problems(faults)
        return streamed_answer(doing, choice)
