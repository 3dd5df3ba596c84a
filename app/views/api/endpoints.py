"""The endpoints of one register: list, record, create, change, void, restore, history, full numbers, files."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, jsonify, request, send_file
from flask_appbuilder.api import ModelRestApi, expose
from flask_appbuilder.security.decorators import permission_name, protect
from marshmallow import ValidationError

from app.access.query import seal_key
from app.access.refusal import OutOfSight, out_of_sight
from app.access.viewer import acting
from app.definition import Field, Register
from app.problems import Problems, problem
from app.records import sending, storing
from app.records.attachments import kept_file, kept_files, path_of, remove_file
from app.records.draft import Draft
from app.records.likely_same import refuse_likely
from app.records.preparing import prepare
from app.records.site import Work
from app.views.api.asked import asked_query, json_object, list_query, reason_of, version_of
from app.views.api.description import describe
from app.views.api.exchange import ExchangeApi
from app.views.api.rows import RowWriter, api_selection, read_links, read_record
from app.views.arguments import allow_arguments, key_of, sent_json
from app.views.listings import read_count, read_page
from app.views.register.acts import attach_files, reveal_numbers
from app.views.register.history_tab import HistoryTab
from app.views.register.shown import Shown
from app.views.requests import site, work


class RegisterApi(ExchangeApi, ModelRestApi):  # type: ignore[misc]
    """The endpoints of one register."""

    register: Register
    version = "v1"
    allow_browser_login = True
    csrf_exempt = False

    def operation_helper(self, path: str = "", operations: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """FAB's reading of an endpoint's words, and what holds of all of them."""
        found = {} if operations is None else operations
        super().operation_helper(path=path, operations=found, **kwargs)
        for operation in found.values():
            describe(path, operation)

    def response_403(self) -> Response:
        """FAB's answer to a missing permission: here the same as at every other door, with its line in the audit log."""
        abort(403)

    @expose("/_info", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("info")  # type: ignore[untyped-decorator]
    def info(self, **kwargs: Any) -> Response:
        """The fields of the register and what the caller may do.
        ---
        get:
          responses:
            200:
              description: Fields, filters, sorts and acts
              content:
                application/json:
                  schema:
                    type: object
        """
        rights, register = site().rights, self.register
        acts = sorted(act for act in {act for granted in register.grants.values() for act in granted}
                      if rights.may(acting(), register.key, act))
        wording = work("api").wording()
        return jsonify(
            register=register.key, label=register.label.to(wording.language), acts=acts, filters=list(register.filters),
            orders=[order.field for order in register.orders],
            fields=[_field_info(field, wording) for field in register.fields.values()],
        )

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("get")  # type: ignore[untyped-decorator]
    def get_list(self, **kwargs: Any) -> Response:
        """A page of records. ``q`` (Rison or JSON): filters, search, order_column, order_direction, page (from 0),
        page_size, after (the key of the last row), count (true: with the total), recycled.
        ---
        get:
          parameters:
          - in: query
            name: q
            schema:
              type: string
          responses:
            200:
              description: The records
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      ids: {type: array, items: {type: integer}}
                      result: {type: array, items: {type: object}}
                      next: {type: string, nullable: true}
                      count: {type: integer}
            400:
              $ref: '#/components/responses/400'
        """
        asked = asked_query()
        doing = work("api")
        query = list_query(self.register, asked, doing)
        page = read_page(self.register, query, api_selection(self.register))
        writer = RowWriter(self.register, page.selection, doing)
        rows = [writer.row(row) for row in page.rows]
        body: dict[str, Any] = {"ids": [row["id"] for row in page.rows], "result": rows,
                                "next": seal_key(page.last_key) if page.more else None}
        if asked.get("count") is True:
            body["count"] = read_count(self.register, query)
        return jsonify(body)

    @expose("/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("get")  # type: ignore[untyped-decorator]
    def get(self, pk: str, **kwargs: Any) -> Response:
        """One record.
        ---
        get:
          responses:
            200:
              description: The record
              content:
                application/json:
                  schema:
                    type: object
        """
        return self._answer(work("api"), key_of(pk))

    def _stored(self, doing: Work, record: int, status: int = 200) -> Response:
        """Commit, and the record as this transaction wrote it: not as somebody has changed it since. Of a record that is now
        out of the caller's sight (an offer that was returned) the id alone."""
        try:
            response = self._answer(doing, record, status)
        except OutOfSight:
            response = jsonify(id=record, message="out_of_sight")
            response.status_code = status
        doing.session.commit()
        return response

    def _answer(self, doing: Work, record: int, status: int = 200) -> Response:
        selection = api_selection(self.register)
        row = read_record(doing, selection, record)
        body = {"id": record, "result": RowWriter(self.register, selection,
                                                  doing).row({**row, **read_links(doing, self.register, record)})}
        response = jsonify(body)
        response.status_code = status
        response.set_etag(str(row["version"]))
        return response

    @expose("/", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("post")  # type: ignore[untyped-decorator]
    def post(self) -> Response:
        """A new record. The same ``Idempotency-Key`` again within 30 days gives the record that the first call made,
        with the header ``Idempotency-Replayed``; with other content it is refused (A045). Where it is perhaps there already
        (A048) the answer is 409 with ``likely_same``; ``accept_duplicate: true`` in the body says that it is another one.
        ---
        post:
          parameters:
          - in: header
            name: Idempotency-Key
            schema:
              type: string
              pattern: '^[A-Za-z0-9_-]{8,64}$'
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/{{self.__class__.__name__}}.post'
          responses:
            201:
              description: The record as it was stored
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            409:
              description: Perhaps it is there already (likely_same names the records that are like it)
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), self._body()
        raw.pop("version", None)
        accepts = raw.pop("accept_duplicate", None) is True
        key = sending.checked_key(request.headers.get("Idempotency-Key", ""))
        made = sending.claim(doing, self.register.key, key, sending.digest_of([("", json.dumps(raw, sort_keys=True))]))
        if made:
            return self._replayed(doing, made)
        draft = Draft(raw)
        prepare(doing, self.register, [draft])
        if not draft.faults:
            refuse_likely(doing, self.register, draft, accepted=None if accepts else ())
        record = storing.store_new(doing, self.register, draft)
        sending.settle(doing, key, record.id)
        return self._stored(doing, record.id, 201)

    def _replayed(self, doing: Work, made: sending.Made) -> Response:
        """What the first call with this key made."""
        doing.session.rollback()
        if not made.same:
            raise Problems([problem("A045", record=made.record_id)])
        response = self._answer(doing, made.record_id, 201)
        response.headers["Idempotency-Replayed"] = "true"
        return response

    @expose("/<pk>", methods=["PUT"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("put")  # type: ignore[untyped-decorator]
    def put(self, pk: str) -> Response:
        """Change a record; ``version`` is the one that the caller read (409 where it is not the present one).
        ---
        put:
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/{{self.__class__.__name__}}.put'
          responses:
            200:
              description: The record as it was written; its id alone where it is out of the caller's sight now
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), self._body()
        record = storing.fetch(doing, self.register, key_of(pk))
        storing.edit(doing, self.register, record, raw, version_of(raw))
        return self._stored(doing, record.id)

    @expose("/<pk>", methods=["DELETE"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("delete")  # type: ignore[untyped-decorator]
    def delete(self, pk: str) -> Response:
        """Void a record: body ``{"reason": …, "version": …}``. Nothing is deleted.
        ---
        delete:
          responses:
            200:
              description: The record is void
              content:
                application/json:
                  schema:
                    type: object
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), json_object()
        reason = reason_of(raw)
        record = storing.fetch(doing, self.register, key_of(pk))
        storing.void(doing, record, reason, version_of(raw))
        doing.session.commit()
        return jsonify(id=record.id, message="void")

    @expose("/<pk>/restore", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("restore")  # type: ignore[untyped-decorator]
    def restore(self, pk: str) -> Response:
        """Bring a void record back: body ``{"version": …}``.
        ---
        post:
          responses:
            200:
              description: The record
              content:
                application/json:
                  schema:
                    type: object
        """
        doing, raw = work("api"), json_object()
        record = storing.fetch(doing, self.register, key_of(pk))
        storing.restore(doing, self.register, record, version_of(raw))
        return self._stored(doing, record.id)

    @expose("/count", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("count")  # type: ignore[untyped-decorator]
    def count(self) -> Response:
        """How many records a query has (counted up to 10,001). ``q`` as for the list.
        ---
        get:
          parameters:
          - in: query
            name: q
            schema:
              type: string
          responses:
            200:
              description: The number
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      count: {type: integer}
            400:
              $ref: '#/components/responses/400'
        """
        return jsonify(count=read_count(self.register, list_query(self.register, asked_query(), work("api"))))

    @expose("/<pk>/history", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("history")  # type: ignore[untyped-decorator]
    def history(self, pk: str) -> Response:
        """The latest entries of a record's history, newest first; masked as the record is.
        ---
        get:
          responses:
            200:
              description: The entries
              content:
                application/json:
                  schema:
                    type: object
        """
        allow_arguments()
        entries = HistoryTab(Shown(work("api"), self.register, key_of(pk))).body().entries
        return jsonify(result=[
            {"what": each.title, "who": each.who, "at": each.machine_at, "door": each.door, "reason": each.reason,
             "changes": [{"field": one.label, "old": one.old, "new": one.new} for one in each.changes]} for each in entries])

    @expose("/<pk>/reveal", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("reveal")  # type: ignore[untyped-decorator]
    def reveal(self, pk: str) -> Response:
        """Full numbers: body ``{"purpose": …}``, which goes into the audit log.
        ---
        post:
          responses:
            200:
              description: Label and full value of each masked field
              content:
                application/json:
                  schema:
                    type: object
            403:
              $ref: '#/components/responses/403'
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), json_object()
        shown = Shown(doing, self.register, key_of(pk))
        numbers = reveal_numbers(shown, raw.get("purpose"))
        doing.session.commit()
        return jsonify(id=shown.id, result=dict(numbers))

    # -- files ---------------------------------------------------------------------------------

    @expose("/<pk>/files", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("files")  # type: ignore[untyped-decorator]
    def files(self, pk: str) -> Response:
        """The files of a record.
        ---
        get:
          responses:
            200:
              description: id, field, name, size in bytes, media type
              content:
                application/json:
                  schema:
                    type: object
        """
        allow_arguments()
        doing = work("api")
        kept = kept_files(doing, storing.fetch(doing, self.register, key_of(pk)))
        return jsonify(result=[{key: each[key] for key in ("id", "field", "name", "size", "media_type")} for each in kept])

    @expose("/<pk>/files/<file>", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("file")  # type: ignore[untyped-decorator]
    def file(self, pk: str, file: str) -> Response:
        """The bytes of a file.
        ---
        get:
          responses:
            200:
              description: The file
              content:
                application/octet-stream:
                  schema: {type: string, format: binary}
        """
        allow_arguments()
        doing = work("api")
        found = kept_file(doing, storing.fetch(doing, self.register, key_of(pk)), key_of(file))
        path = path_of(doing.site, found["stored_as"])
        if not path.is_file():
            raise out_of_sight()
        return send_file(path, mimetype=found["media_type"], as_attachment=True, download_name=found["name"], max_age=0)

    @expose("/<pk>/files", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("attach")  # type: ignore[untyped-decorator]
    def attach(self, pk: str) -> Response:
        """Add files (multipart, ``file``) to the record's field of files (``field`` where it has several).
        ---
        post:
          requestBody:
            content:
              multipart/form-data:
                schema:
                  type: object
                  properties:
                    field: {type: string}
                    file: {type: string, format: binary}
          responses:
            201:
              description: The files were added
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            422:
              $ref: '#/components/responses/422'
        """
        doing = work("api")
        record = storing.fetch(doing, self.register, key_of(pk))
        attach_files(doing, record, request.form.get("field"), request.files.getlist("file"))
        doing.session.commit()
        answer: Response = self.files(pk)
        answer.status_code = 201
        return answer

    @expose("/<pk>/files/<file>", methods=["DELETE"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("detach")  # type: ignore[untyped-decorator]
    def detach(self, pk: str, file: str) -> Response:
        """Take a file off a record: body ``{"reason": …}``, which stays in the history, as the file does in the archive.
        ---
        delete:
          responses:
            200:
              description: The file is off the record
              content:
                application/json:
                  schema:
                    type: object
        """
        doing = work("api")
        record = storing.fetch(doing, self.register, key_of(pk))
        said = sent_json() if request.is_json else None
        reason = said.get("reason") if isinstance(said, dict) else None
        remove_file(doing, record, key_of(file), reason if isinstance(reason, str) else "")
        doing.session.commit()
        return jsonify(id=record.id, message="removed")

    def _body(self) -> dict[str, Any]:
        """The body by the register's grammar. Raises Problems V006, V002."""
        raw = json_object()
        try:
            return dict(self.add_model_schema.load(raw))
        except ValidationError as bad:
            raise Problems(_refused_key(self.register, key) for key in bad.messages_dict) from bad


def _refused_key(register: Register, key: str) -> Any:
    field = register.fields.get(key)
    return problem("V002", field=key, label=field.label) if field else problem("V006", field=key, given=str(key)[:60])


def _field_info(field: Field, wording: Any) -> dict[str, Any]:
    return {
        "key": field.key, "label": field.label.to(wording.language), "type": field.type.kind, "required": field.required,
        "written": field.written, "masked": field.mask, "choices": field.type.choices(wording),
        "operators": [each.key for each in field.type.operators()],
    }
