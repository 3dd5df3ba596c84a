"""What a reference field may name: 20 at a time, found by name or by the initials of its reading."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access_api, permission_name
from sqlalchemy import select

from app.access.guard import scoped
from app.access.query import LONGEST_SEARCH, ListQuery
from app.access.viewer import acting
from app.definition import Order, Register
from app.fieldtypes import Reference, References
from app.fieldtypes.reading import clean_text
from app.problems import BadValue, problem
from app.records.names import name_of, naming_fields
from app.records.resolving import where_rule
from app.records.site import Work
from app.views.errors import BadRequestProblems
from app.views.listings import listing_of
from app.views.requests import work

MOST = 20


class OptionPages:
    """``GET /<register>/options/<field>?q=``"""

    register: Register

    @expose("/options/<field>")  # type: ignore[untyped-decorator]
    @has_access_api  # type: ignore[untyped-decorator]
    @permission_name("options")  # type: ignore[untyped-decorator]
    def options(self, field: str) -> Any:
        """Ids and names, as JSON; ``more`` tells that there are others. A child's field is ``child.field``."""
        declared = self._reference(field)
        unknown = [name for name in request.args if name != "q"]
        if unknown:
            raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown])
        found = find_options(work(), declared, request.args.get("q", ""))
        return jsonify(options=[{"id": str(record), "text": name} for record, name in found[:MOST]], more=len(found) > MOST)

    def _reference(self, name: str) -> Reference | References:
        child_key, _, own = name.rpartition(".")
        register: Register | None = self.register
        if child_key:
            child = self.register.children.get(child_key)
            register = work().site.definition.registers[child.register] if child else None
        field = register.fields.get(own) if register else None
        if field is None or not isinstance(field.type, (Reference, References)):
            abort(404)
        return field.type


def find_options(doing: Work, kind: Reference | References, text: str) -> list[tuple[int, str]]:
    """Up to MOST + 1 records that the viewer reaches and the field may name, the best known first."""
    site = doing.site
    target, table = site.definition.registers[kind.to], site.models.table(kind.to)
    columns = [table.c.id, *(table.c[column.name] for key in naming_fields(target) for column in target.fields[key].type.columns(key))]
    reach = site.rights.reach(acting(), target.key, "read")
    statement = select(*columns).where(table.c.void_at.is_(None), where_rule(target, kind.where, table, doing))
    parameters: dict[str, Any] = {}
    words = _words(text)
    if words and target.searchable_fields:
        query = ListQuery(order=Order(field="id"), search=words)
        condition, parameters = listing_of(target).matching(query, reach)
        statement = statement.where(condition)
    order = [table.c[target.fields[key].column] for key in naming_fields(target)[:1]]
    rows = doing.session.execute(scoped(statement.order_by(*order, table.c.id).limit(MOST + 1), table, reach), parameters).mappings()
    wording = doing.wording()
    return [(row["id"], name_of(target, row, wording)) for row in rows]


def _words(text: str) -> str | None:
    try:
        words = clean_text(text[: LONGEST_SEARCH + 1])
    except BadValue:
        words = None
    if text.strip() and (words is None or len(words) > LONGEST_SEARCH):
        raise BadRequestProblems([problem("A031", name="q", given=text[:60])])
    return words
