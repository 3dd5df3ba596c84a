"""What a file calls the records that rows refer to: a name that the importer reads back as the same record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.access.guard import scoped, scoped_select
from app.access.units import LEVEL_COLUMNS
from app.access.viewer import acting
from app.access.writes import unreached
from app.decisions.units import Found
from app.definition import LEVELS, Field, Register
from app.fieldtypes import Reference, References
from app.records.names import name_of, naming_fields, read_names
from app.records.resolving import where_rule
from app.records.site import Work

#: The longest drop-down of records that a template offers.
MOST_CHOICES = 250
#: The same of units: a county has some 300, and they are sorted by their codes.
MOST_UNITS = 2000

Names = dict[tuple[str, int], str]


class RecordNames:
    """Names of referenced records, each asked for once; units by name where that is enough, else by path or code."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.known: Names = {}

    def learn(self, fields: Iterable[Field], rows: Iterable[Mapping[str, Any]]) -> Names:
        """The names for what the rows (values by field) refer to; a record out of sight has none."""
        kept = list(rows)
        for field in fields:
            if isinstance(field.type, (Reference, References)):
                wanted = {each for row in kept for each in _ids(row.get(field.key)) if (field.type.to, each) not in self.known}
                self._look_up(field.type.to, wanted)
        return self.known

    def _look_up(self, register: str, ids: set[int]) -> None:
        if not ids:
            return
        found = read_names(self.work.session, register, ids, self.work.wording())
        if self.work.site.definition.registers[register].scope.kind == "tree":
            found = {key: unit_name(self.work, key[1]) for key in found}
        self.known.update(found)


def _ids(value: Any) -> tuple[int, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def unit_name(work: Work, unit: int) -> str:
    """The shortest spelling of a unit that means it alone: name, path, code."""
    index = work.site.directory(work.session).index
    node = work.site.directory(work.session).units[unit]
    for spelling in (node.name, _path(work, unit) + node.name):
        found = index.find(spelling, work.today)
        if isinstance(found, Found) and found.unit.id == unit and found.retired is None:
            return spelling
    return node.code


def _path(work: Work, unit: int) -> str:
    directory = work.site.directory(work.session)
    above = (directory.units[unit].path.get(level) for level in LEVELS)
    return "".join(directory.units[each].name for each in above if each and each != unit)


def choices_of(work: Work, register: Register, field: Field) -> list[str] | None:
    """The names that a row of a file may give for a reference; None where there are more than a drop-down should hold."""
    assert isinstance(field.type, (Reference, References))
    target = work.site.definition.registers[field.type.to]
    if target.scope.kind == "tree":
        return _unit_choices(work, register, field)
    table = work.site.models.table(target.key)
    columns = [table.c[name] for key in naming_fields(target) for name in _columns(target.fields[key])]
    live = table.c.void_at.is_(None) & where_rule(target, field.type.where, table, work)
    statement = scoped_select(work.site.rights, target.key, table.c.id, *columns).where(live)
    found = work.session.execute(statement.order_by(table.c.id).limit(MOST_CHOICES + 1)).mappings()
    rows, wording = [dict(row) for row in found], work.wording()
    return None if len(rows) > MOST_CHOICES else list(dict.fromkeys(name_of(target, row, wording) for row in rows))


def _columns(field: Field) -> list[str]:
    return [column.name for column in field.type.columns(field.key)]


def _unit_choices(work: Work, register: Register, field: Field) -> list[str] | None:
    """The units for which the viewer may bring rows, in the order of their codes."""
    assert isinstance(field.type, (Reference, References))
    table = work.site.models.table("unit")
    target = work.site.definition.registers["unit"]
    reach = work.site.rights.reach(acting(), "unit", "read")
    live = table.c.void_at.is_(None) & table.c.valid_to.is_(None) & where_rule(target, field.type.where, table, work)
    statement = select(table.c.id, *(table.c[name] for name in LEVEL_COLUMNS)).where(live).order_by(table.c.code)
    rows = [{**row, "unit_id": row["id"]} for row in work.session.execute(scoped(statement, table, reach)).mappings()]
    if register.scope.by == field.key:
        may_create = work.site.rights.reach(acting(), register.key, "create")
        outside = {row["id"] for row in unreached(may_create, rows)}
        rows = [row for row in rows if row["id"] not in outside]
    return None if len(rows) > MOST_UNITS else [unit_name(work, row["id"]) for row in rows]
