"""What is known on the map: the records in reach that have a map point. The picker of a form draws its sketch of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, jsonify
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access_api, permission_name
from sqlalchemy import select

from app.access.guard import scoped
from app.access.viewer import acting
from app.definition import Field, Register
from app.fieldtypes import GeoPoint
from app.records.names import name_of, naming_fields
from app.records.site import Work
from app.views.arguments import allow_arguments
from app.views.requests import site, work

MOST = 200  #: of each register


class PointPages:
    """``GET /<register>/points``"""

    register: Register

    @expose("/points")  # type: ignore[untyped-decorator]
    @has_access_api  # type: ignore[untyped-decorator]
    @permission_name("options")  # type: ignore[untyped-decorator]
    def points(self) -> Any:
        """Name, kind, latitude and longitude (WGS84) of units first, then what else is known; 404 without a map point."""
        allow_arguments()
        if point_field(self.register) is None:
            abort(404)
        return jsonify(points=list(known_points(work())))


def point_field(register: Register) -> Field | None:
    """The map point of a register."""
    return next((field for field in register.fields.values() if isinstance(field.type, GeoPoint)), None)


def known_points(doing: Work) -> Iterator[dict[str, Any]]:
    """The points of all registers that the viewer may read, at most ``MOST`` of each."""
    registers = site().definition.registers.values()
    for register in sorted(registers, key=lambda each: each.scope.kind != "tree"):
        field = point_field(register)
        if field is not None and site().rights.may(acting(), register.key, "read"):
            yield from _points_of(doing, register, field)


def _points_of(doing: Work, register: Register, field: Field) -> Iterator[dict[str, Any]]:
    table = site().models.table(register.key)
    named = [column.name for key in naming_fields(register) for column in register.fields[key].type.columns(key)]
    own = [column.name for column in field.type.columns(field.key)]
    chosen = select(table.c.id, *(table.c[name] for name in dict.fromkeys([*named, *own])))
    chosen = chosen.where(table.c[own[0]].is_not(None), table.c.void_at.is_(None)).order_by(table.c.id.desc()).limit(MOST)
    reach = site().rights.reach(acting(), register.key, "read")
    wording = doing.wording()
    for row in doing.session.execute(scoped(chosen, table, reach)).mappings():
        lat, lon = field.type.read(field.key, dict(row)) or (None, None)
        yield {"name": name_of(register, row, wording), "kind": register.one.to(doing.language), "lat": lat, "lon": lon}
