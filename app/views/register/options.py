"""What a reference field may name: 20 at a time, found by name or by the initials of its reading."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access_api, permission_name
from sqlalchemy import Select, select

from app.access.query import ListQuery
from app.access.viewer import acting
from app.definition import Order, Register
from app.fieldtypes import Reference, References
from app.records.names import name_of, naming_fields, naming_words
from app.records.resolving import where_rule
from app.records.site import Work
from app.views.arguments import allow_arguments, searched_words
from app.views.listings import listing_of
from app.views.requests import web, work

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
        found = find_options(work(), declared, searched_words(allow_arguments("q")))
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


def find_options(doing: Work, kind: Reference | References, words: str | None) -> list[tuple[int, str]]:
    """Up to MOST + 1 records that the viewer reaches and the field may name, the best known first; one statement."""
    site = doing.site
    target = site.definition.registers[kind.to]
    reach = site.rights.reach(acting(), target.key, "read")
    query = ListQuery(order=Order(field="id"), search=words if target.searchable_fields else None)
    statement, parameters = listing_of(target).chosen(query, reach,
                                                      (kind.where, doing.today), lambda: _named(doing, target, kind.where))
    with web().readings.connect() as connection:
        rows = connection.execute(statement, parameters).mappings().all()
    wording = naming_words(doing.session, target.key, rows, doing.wording())
    return [(row["id"], name_of(target, row, wording)) for row in rows]


def _named(doing: Work, target: Register, where: str | None) -> Select[Any]:
    """Ids and names of what a field may name, in the order of the names."""
    table = doing.site.models.table(target.key)
    names = [target.fields[key] for key in naming_fields(target)]
    columns = [table.c[column.name] for field in names for column in field.type.columns(field.key)]
    order = [table.c[field.column] for field in names[:1]]
    return select(table.c.id, *columns).where(where_rule(target, where, table,
                                                         doing)).order_by(*order, table.c.id).limit(MOST + 1)
