"""REST for every register: the same rules, masks, scope and history as the screens (``/api/v1/<register>/``).

Subclasses of FAB's ModelRestApi: its routes, permissions and OpenAPI; the rows come from our own statements.
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder.api import ModelRestApi
from flask_appbuilder.models.sqla.interface import SQLAInterface
from marshmallow import RAISE, Schema, fields

from app.definition import Field, Register
from app.fieldtypes import Attachments
from app.views.api.case_endpoints import CaseApi
from app.views.api.endpoints import RegisterApi
from app.views.api.return_endpoints import ReturnApi
from app.views.register.cases import is_case

#: What FAB calls an endpoint → the act that it needs. An endpoint of several acts asks for the rest itself.
ACTS = {"get_list": "read", "get": "read", "info": "read", "post": "create", "put": "edit", "delete": "void", "count": "read",
        "restore": "void", "history": "read", "reveal": "full_numbers", "files": "read", "file": "read", "attach": "edit",
        "detach": "edit", "case": "read", "sheet": "read", "submit": "read", "send_back": "read", "figure": "read",
        "bring": "import", "runs": "import", "run": "import", "look": "import",
        "apply": "import", "cancel": "import", "refused": "import", "undo": "import", "export": "export"}


def make_api(register: Register, model: type, session: Any) -> type[ModelRestApi]:
    """The API class of one register."""
    members = {
        "register": register, "resource_name": register.key, "datamodel": SQLAInterface(model, session),
        "class_permission_name": register.key, "method_permission_name": dict(ACTS), "openapi_spec_tag": register.label.en,
        "list_columns": ["id"], "show_columns": ["id"], "add_columns": ["id"], "edit_columns": ["id"], "search_columns": ["id"],
        **{f"{use}_model_schema": _body(register, use)() for use in ("list", "show", "add", "edit")},
    }
    base = CaseApi if is_case(register) else ReturnApi if "returns" in register.behaves else RegisterApi
    return type(f"{model.__name__}Api", (base,), members)


def _body(register: Register, use: str) -> type[Schema]:
    """The grammar of a body: the fields that people write, the version they saw, nothing else.

    OpenAPI wants a class for each use.
    """
    declared = {field.key: _described(field) for field in register.written_fields if not isinstance(field.type, Attachments)}
    grammar: dict[str, fields.Field[Any]] = {**declared, "version": fields.Integer(strict=True)}
    if use == "add" and register.duplicates:
        grammar["accept_duplicate"] = fields.Boolean(truthy={True}, falsy={False})
    meta = type("Meta", (), {"unknown": RAISE, "register": False})  # marshmallow keeps those that it registers for good
    return type(f"{register.key}_{use}", (Schema,), {**grammar, "Meta": meta})


def _described(field: Field) -> fields.Raw:
    return fields.Raw(allow_none=True, metadata={**field.type.json_schema(), "title": field.label.zh})
