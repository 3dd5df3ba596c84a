"""Records as JSON: the same masks as on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from app.access.guard import scoped_select
from app.access.refusal import out_of_sight
from app.definition import Field, Register
from app.fieldtypes import References
from app.records.reading import stored_value
from app.records.selecting import Selection
from app.records.site import Work
from app.views.requests import site


def api_selection(register: Register) -> Selection:
    """Every field of a row that the API gives, references as ids."""
    readable = tuple(field for field in register.fields.values() if field.stored or field.computed)
    return Selection(site().models, register, readable)


class RowWriter:
    """Rows as JSON: the same masks as on the screen."""

    def __init__(self, register: Register, selection: Selection, doing: Work) -> None:
        self.register, self.selection = register, selection
        self.wording = doing.wording()
        self.plain = [(field, _plain_column(field)) for field in selection.fields if not field.mask]
        self.masked = [field for field in selection.fields if field.mask]
        self.links = [field for field in register.fields.values() if isinstance(field.type, References)]

    def row(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """One row."""
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


def read_record(doing: Work, selection: Selection, record: int) -> RowMapping:
    """The row of a record. Raises OutOfSight."""
    table = doing.site.models.table(selection.register.key)
    statement = scoped_select(doing.site.rights, selection.register.key, *selection.columns()).where(table.c.id == record)
    found = doing.session.execute(statement, {"today": doing.today}).mappings().first()
    if found is None:
        raise out_of_sight()
    return found


def read_links(doing: Work, register: Register, record: int) -> dict[str, list[int]]:
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
