"""One record of every register at every place, made from the declarations: a new register grows by itself.

Each record carries the canary of its place in every text it holds, so that any page can be searched for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.access.viewer import Unscoped
from app.definition import Definition, Field, Register
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.reading import Reading
from app.records.storing import create
from tests.sites import Town

#: Place → code of its unit. The canary spells the place in signs that names of persons may hold.
PLACES: Mapping[str, str] = {"own": "510923108225", "neighbour": "510923108226", "elsewhere": "510923107201"}
CANARIES: Mapping[str, str] = {"own": "雀甲甲甲", "neighbour": "雀乙乙乙", "elsewhere": "雀丙丙丙"}
#: Towns of the places, for what belongs to a town (departments).
TOWNS: Mapping[str, str] = {"own": "510923108000", "neighbour": "510923108000", "elsewhere": "510923107000"}


@dataclass
class Grown:
    """The records by register and place, and the units of each."""

    town: Town
    ids: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        """The declarations that they were grown from."""
        return self.town.site.definition

    def unit_code(self, register: str, place: str) -> str:
        """The code of the unit that the record belongs to."""
        return TOWNS[place] if _of_a_town(self.definition.registers[register]) else PLACES[place]


def grow(town: Town) -> Grown:
    """Grow one record of every register at every place."""
    grown = Grown(town)
    for place in PLACES:
        for register in town.site.definition.registers.values():
            _record(grown, register, place)
    return grown


def _record(grown: Grown, register: Register, place: str) -> int:
    known = grown.ids.setdefault(register.key, {})
    if place not in known:
        if register.scope.kind == "tree":
            known[place] = grown.town.unit(PLACES[place])
        else:
            known[place] = _made(grown, register, place)
    return known[place]


def _made(grown: Grown, register: Register, place: str) -> int:
    raw = {field.key: _value(grown, register, field, place) for field in register.written_fields}
    with grown.town.work(Unscoped("matrix")) as work:
        return create(work, register, {key: value for key, value in raw.items() if value not in (None, "")}).id


def _value(grown: Grown, register: Register, field: Field, place: str) -> Any:
    """A value for the field, with the canary of the place wherever text goes."""
    kind, canary = field.type, CANARIES[place]
    if isinstance(kind, Reference):
        return _target(grown, register, field, kind, place)
    if isinstance(kind, (References, Attachments)) or field.visible_if or field.unique and kind.kind not in ("text",):
        return None
    if not field.required and (field.required_if or field.checks):
        return None
    if kind.kind in ("text", "long_text", "person_name") and not field.unique:
        return canary if field.key not in ("attributes", "key", "vocabulary") else f"key_{place}"
    if kind.kind in ("id_number", "vocabulary", "choice", "multi_choice"):
        return _from_list(grown, field)
    value = kind.example(list(PLACES).index(place) + 1)
    return value if kind.parse(value, Reading()) is not None else None


def _from_list(grown: Grown, field: Field) -> Any:
    name = getattr(field.type, "of", None) or getattr(field.type, "vocabulary", None)
    if isinstance(name, str):
        return next(iter(grown.definition.vocabularies[name].terms))
    return field.type.example(1)


def _target(grown: Grown, register: Register, field: Field, kind: Reference, place: str) -> Any:
    if kind.to == "unit" and field.key == register.scope.by:
        return grown.town.unit(TOWNS[place] if _of_a_town(register) else PLACES[place])
    if kind.to == "unit" or (not field.required and kind.to == register.key):
        return None
    return _record(grown, grown.definition.registers[kind.to], place)


def _of_a_town(register: Register) -> bool:
    by = register.fields.get(register.scope.by or "")
    where = getattr(by.type, "where", None) if by else None
    return bool(where and "village" not in where)
