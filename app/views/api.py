"""REST for every register: the same rules, masks, scope and history as the screens (``/api/v1/<register>/``).

Subclasses of FAB's ModelRestApi: its routes, permissions and OpenAPI; the rows come from our own statements.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import prison
from flask import Response, jsonify, request
from flask_appbuilder.api import ModelRestApi, expose
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.security.decorators import permission_name, protect
from marshmallow import RAISE, Schema, ValidationError, fields

from app.access.guard import scoped_select
from app.access.query import SIZES, ListQuery, parse_query, seal_key
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.definition import Field, Register
from app.fieldtypes import Attachments, References
from app.fieldtypes.references import record_id
from app.problems import BadValue, Problems, problem
from app.records import storing
from app.records.reading import stored_value
from app.records.selecting import Selection
from app.records.site import Work
from app.views.errors import BadRequestProblems
from app.views.listings import read_count, read_page
from app.views.requests import site, work

_QUERY_KEYS = frozenset({"filters", "search", "order_column", "order_direction", "page", "page_size", "after", "count", "recycled"})
_API_SIZES = (*SIZES, 1000)

#: What FAB calls an endpoint → the act that it needs.
ACTS = {"get_list": "read", "get": "read", "info": "read", "post": "create", "put": "edit", "delete": "void",
        "restore": "void", "history": "read", "reveal": "full_numbers", "count": "read"}


def make_api(register: Register, model: type, session: Any) -> type[ModelRestApi]:
    """The API class of one register."""
    body = _body(register)
    members = {
        "register": register, "resource_name": register.key, "datamodel": SQLAInterface(model, session),
        "class_permission_name": register.key, "method_permission_name": dict(ACTS), "openapi_spec_tag": register.label.en,
        "list_columns": ["id"], "show_columns": ["id"], "add_columns": ["id"], "edit_columns": ["id"], "search_columns": ["id"],
        "list_model_schema": body(), "show_model_schema": body(), "add_model_schema": body(), "edit_model_schema": body(),
    }
    return type(f"{model.__name__}Api", (RegisterApi,), members)


def _body(register: Register) -> type[Schema]:
    """The grammar of a body: the fields that people write, the version they saw, nothing else."""
    declared = {field.key: _described(field) for field in register.written_fields if not isinstance(field.type, Attachments)}
    grammar = {**declared, "version": fields.Integer(strict=True)}
    return type(f"{register.key.capitalize()}Body", (Schema,), {**grammar, "Meta": type("Meta", (), {"unknown": RAISE})})


def _described(field: Field) -> fields.Raw:
    return fields.Raw(allow_none=True, metadata={**field.type.json_schema(), "title": field.label.zh})


class RegisterApi(ModelRestApi):  # type: ignore[misc]
    """The endpoints of one register."""

    register: Register
    version = "v1"
    allow_browser_login = True
    csrf_exempt = False

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
            401:
              $ref: '#/components/responses/401'
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
            401:
              $ref: '#/components/responses/401'
        """
        asked = _asked()
        doing = work("api")
        query = _query(self.register, asked, doing)
        page = read_page(self.register, query, api_selection(self.register))
        writer = _Json(self.register, page.selection, doing)
        rows = [writer.row(row) for row in page.rows]
        body = {"ids": [row["id"] for row in page.rows], "result": rows, "next": seal_key(page.last_key) if page.more else None}
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
          parameters:
          - in: path
            name: pk
            schema:
              type: integer
          responses:
            200:
              description: The record
              content:
                application/json:
                  schema:
                    type: object
            401:
              $ref: '#/components/responses/401'
            404:
              $ref: '#/components/responses/404'
        """
        return self._answer(work("api"), _key(pk))

    def _answer(self, doing: Work, record: int, status: int = 200) -> Response:
        selection = api_selection(self.register)
        row = _row(doing, selection, record)
        body = {"id": record, "result": _Json(self.register, selection, doing).row({**row, **_links(doing, self.register, record)})}
        response = jsonify(body)
        response.status_code = status
        response.set_etag(str(row["version"]))
        return response

    @expose("/", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("post")  # type: ignore[untyped-decorator]
    def post(self) -> Response:
        """A new record.
        ---
        post:
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
            401:
              $ref: '#/components/responses/401'
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), self._body()
        raw.pop("version", None)
        record = storing.create(doing, self.register, raw)
        doing.session.commit()
        return self._answer(doing, record.id, 201)

    @expose("/<pk>", methods=["PUT"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("put")  # type: ignore[untyped-decorator]
    def put(self, pk: str) -> Response:
        """Change a record; ``version`` is the one that the caller read (409 where it is not the present one).
        ---
        put:
          parameters:
          - in: path
            name: pk
            schema:
              type: integer
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/{{self.__class__.__name__}}.put'
          responses:
            200:
              description: The record as it is now
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            401:
              $ref: '#/components/responses/401'
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), self._body()
        record = storing.fetch(doing, self.register, _key(pk))
        storing.edit(doing, self.register, record, raw, _version(raw))
        doing.session.commit()
        return self._answer(doing, record.id)

    @expose("/<pk>", methods=["DELETE"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("delete")  # type: ignore[untyped-decorator]
    def delete(self, pk: str) -> Response:
        """Void a record: body ``{"reason": …, "version": …}``. Nothing is deleted.
        ---
        delete:
          parameters:
          - in: path
            name: pk
            schema:
              type: integer
          responses:
            200:
              description: The record is void
              content:
                application/json:
                  schema:
                    type: object
            401:
              $ref: '#/components/responses/401'
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), _json_object()
        reason = _reason(raw)
        record = storing.fetch(doing, self.register, _key(pk))
        storing.void(doing, record, reason, _version(raw))
        doing.session.commit()
        return jsonify(id=record.id, message="void")

    @expose("/<pk>/restore", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("restore")  # type: ignore[untyped-decorator]
    def restore(self, pk: str) -> Response:
        """Bring a void record back: body ``{"version": …}``.
        ---
        post:
          parameters:
          - in: path
            name: pk
            schema:
              type: integer
          responses:
            200:
              description: The record
              content:
                application/json:
                  schema:
                    type: object
            401:
              $ref: '#/components/responses/401'
            404:
              $ref: '#/components/responses/404'
        """
        doing, raw = work("api"), _json_object()
        record = storing.fetch(doing, self.register, _key(pk))
        storing.restore(doing, self.register, record, _version(raw))
        doing.session.commit()
        return self._answer(doing, record.id)

    def _body(self) -> dict[str, Any]:
        """The body by the register's grammar. Raises Problems V006, V002."""
        raw = _json_object()
        try:
            return dict(self.add_model_schema.load(raw))
        except ValidationError as bad:
            raise Problems(_refused_key(self.register, key) for key in bad.messages_dict) from bad


def _refused_key(register: Register, key: str) -> Any:
    field = register.fields.get(key)
    return problem("V002", field=key, label=field.label) if field else problem("V006", field=key, given=str(key)[:60])


def api_selection(register: Register) -> Selection:
    """Every field of a row that the API gives, references as ids."""
    readable = tuple(field for field in register.fields.values() if field.stored or field.computed)
    return Selection(site().models, register, readable)


class _Json:
    """Rows as JSON: the same masks as on the screen."""

    def __init__(self, register: Register, selection: Selection, doing: Work) -> None:
        self.register, self.selection = register, selection
        self.wording = doing.wording()
        self.plain = [(field, _plain_column(field)) for field in selection.fields if not field.mask]
        self.masked = [field for field in selection.fields if field.mask]
        self.links = [field for field in register.fields.values() if isinstance(field.type, References)]

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        found = {"id": row["id"], "version": row["version"]}
        for field, column in self.plain:
            value = row[column] if column else self.selection.value(field, row)
            found[field.key] = None if value is None else field.type.as_json(value)
        for field in self.masked:
            value = stored_value(field, row)
            found[field.key] = None if value is None else field.type.masked(value, self.wording)
        for field in self.links:
            if field.key in row:
                found[field.key] = row[field.key]
        return found


def _plain_column(field: Field) -> str | None:
    """The column that holds the value as it is, where there is one."""
    if field.computed or field.encrypted or len(field.type.columns(field.key)) != 1:
        return None
    return field.type.columns(field.key)[0].name


def _row(doing: Work, selection: Selection, record: int) -> Mapping[str, Any]:
    table = doing.site.models.table(selection.register.key)
    statement = scoped_select(doing.site.rights, selection.register.key, *selection.columns()).where(table.c.id == record)
    found = doing.session.execute(statement, {"today": doing.today}).mappings().first()
    if found is None:
        raise out_of_sight()
    return found


def _links(doing: Work, register: Register, record: int) -> dict[str, list[int]]:
    """The many-references of a record, those within reach."""
    found = {}
    for field in register.fields.values():
        if isinstance(field.type, References):
            link = doing.site.models.links[register.key, field.key]
            target = doing.site.models.table(field.type.to)
            statement = scoped_select(doing.site.rights, field.type.to, target.c.id).join(link, link.c.target_id == target.c.id)
            rows = doing.session.execute(statement.where(link.c.record_id == record).order_by(target.c.id))
            found[field.key] = list(rows.scalars())
    return found


def _asked() -> dict[str, Any]:
    """The argument ``q`` as FAB takes it: Rison, or JSON. Raises Problems A030, A035."""
    unknown = [name for name in request.args if name not in ("q",)]
    if unknown:
        raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown])
    text = request.args.get("q", "")
    if not text:
        return {}
    try:
        asked = prison.loads(text) if text.startswith(("(", "!")) else json.loads(text)
    except (ValueError, IndexError, prison.decoder.ParserException, RecursionError) as bad:
        raise BadRequestProblems([problem("A035", what="q")]) from bad
    if not isinstance(asked, dict):
        raise BadRequestProblems([problem("A035", what="q")])
    if set(asked) - _QUERY_KEYS:
        raise BadRequestProblems([problem("A030", name=str(name)[:60]) for name in sorted(set(asked) - _QUERY_KEYS, key=str)])
    return asked


def _query(register: Register, asked: Mapping[str, Any], doing: Work) -> ListQuery:
    """FAB's words for a list turned into ours, and read by the same parser as the screens'."""
    arguments: dict[str, list[str]] = {}
    for each in _filters(asked):
        arguments.setdefault(f"f.{each['col']}.{each['opr']}", []).extend(_texts(each.get("value", "1")))
    order = str(asked.get("order_column", ""))
    if order:
        arguments["sort"] = [("-" if asked.get("order_direction") == "desc" else "") + order]
    if "page" in asked:
        page = asked["page"]
        good = isinstance(page, int) and not isinstance(page, bool)
        arguments["page"] = [str(page + 1) if good else str(page)]
    for ours, theirs in (("q", "search"), ("after", "after")):
        if theirs in asked:
            arguments[ours] = [str(asked[theirs])]
    if asked.get("recycled") is True:
        arguments["recycled"] = ["1"]
    try:
        query = parse_query(register, arguments, doing.reading())
    except Problems as bad:
        raise BadRequestProblems(bad.found) from bad
    return _sized(query, asked.get("page_size", SIZES[0]))


def _filters(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = asked.get("filters", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) and {"col", "opr"} <= set(each) <= {"col", "opr", "value"} for each in found):
        raise BadRequestProblems([problem("A035", what="filters")])
    return found


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return ["yes" if item is True else "no" if item is False else str(item) for item in items]


def _sized(query: ListQuery, size: Any) -> ListQuery:
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= _API_SIZES[-1]:
        raise BadRequestProblems([problem("A031", name="page_size", given=str(size)[:40])])
    return replace(query, size=size)


def _key(pk: str) -> int:
    """The key of a record; anything that is none is a record that does not exist."""
    try:
        return record_id(pk)
    except BadValue as bad:
        raise out_of_sight() from bad


def _json_object() -> dict[str, Any]:
    if not request.is_json:
        raise BadRequestProblems([problem("A1415")])
    raw = request.get_json(silent=True)
    if not isinstance(raw, dict):
        raise BadRequestProblems([problem("A035", what="JSON")])
    return raw


def _version(raw: dict[str, Any]) -> int:
    """The version that the caller read: in the body, or as If-Match."""
    given = raw.pop("version", None)
    if given is None and request.if_match:
        given = next(iter(request.if_match.as_set()), None)
    if isinstance(given, str) and given.isdigit() and len(given) < 10:
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool):
        raise Problems([problem("A036", field="version")])
    return given


def _reason(raw: Mapping[str, Any]) -> str:
    reason = raw.get("reason")
    if not isinstance(reason, str) or not reason.strip() or len(reason) > 200:
        raise Problems([problem("A014", field="reason")])
    return reason.strip()


def _field_info(field: Field, wording: Any) -> dict[str, Any]:
    return {
        "key": field.key, "label": field.label.to(wording.language), "type": field.type.kind, "required": field.required,
        "written": field.written, "masked": field.mask, "choices": field.type.choices(wording),
        "operators": [each.key for each in field.type.operators()],
    }

