"""One record of every register at every place, made from the declarations: a new register grows by itself.

Beside each stands a void one that says the same.

Each record carries a canary of its own in every text it holds: four signs that names of persons may have and that stand
nowhere else, so that any page can be searched for it.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.access.viewer import Unscoped
from app.definition import Definition, Field, Register
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.reading import Reading
from app.model import Record
from app.records.attachments import add_file
from app.records.site import Work
from app.records.storing import create, fetch, void

if TYPE_CHECKING:
    from tests.sites import Town

#: Place → code of its unit.
PLACES: Mapping[str, str] = {
    "grid": "510923108225001", "own": "510923108225", "neighbour": "510923108226", "elsewhere": "510923107201"}
#: Towns of the places, for what belongs to a town (departments).
TOWNS: Mapping[str, str] = {"grid": "510923108000", "own": "510923108000", "neighbour": "510923108000",
                            "elsewhere": "510923107000"}
_SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥乾坤震巽坎离艮兑金木水火土东南西北春夏秋冬梅兰竹菊琴棋书画诗酒花茶" \
         "山川江河湖海日月星云风雨雷电" \
         "松柏杨柳桃李杏桂枫桐樱荷莲萍芦苇麦稻粟黍豆麻桑茶"

Place = str


@dataclass
class Grown:
    """The records by register and place, the void ones beside them, and the files of the living."""

    town: Town
    ids: dict[str, dict[Place, int]] = field(default_factory=dict)
    void_ids: dict[tuple[str, Place], int] = field(default_factory=dict)
    files: dict[tuple[str, Place], int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  #: of units by code

    @property
    def definition(self) -> Definition:
        """The declarations that they were grown from."""
        return self.town.site.definition

    def canary(self, register: str, place: Place) -> str:
        """What only this record says; of a unit its name."""
        if self.definition.registers[register].scope.kind == "tree":
            return self._named(PLACES[place])
        number = list(self.definition.registers).index(register)
        return f"雀{_SIGNS[number]}{_SIGNS[-1 - list(PLACES).index(place)]}尾"

    def _named(self, code: str) -> str:
        if code not in self.names:
            self.names[code] = self.town.record("unit", self.town.units[code]).name  # type: ignore[attr-defined]
        return self.names[code]

    def unit_code(self, register: str, place: Place) -> str:
        """The code of the unit that the record belongs to."""
        declared = self.definition.registers[register]
        by = declared.fields.get(declared.scope.by or "")
        if declared.scope.kind == "through" and by is not None:
            return self.unit_code(by.type.to, place)  # type: ignore[attr-defined]
        return _nearest(PLACES[place], getattr(by.type, "where", None) if by else None)

    def keep(self, template: Path) -> None:
        """Note what has been grown beside the template of its database, and its files."""
        pairs = [[[*key, found] for key, found in each.items()] for each in (self.void_ids, self.files)]
        (template / "grown.json").write_text(json.dumps([self.ids, *pairs]), encoding="utf-8")
        shutil.copytree(template / "instance" / "files", template / "files")

    def fetch(self, template: Path) -> Grown:
        """Take over what was grown in the template that the town is a copy of."""
        self.ids, *pairs = json.loads((template / "grown.json").read_text(encoding="utf-8"))
        self.void_ids, self.files = ({(register, place): found for register, place, found in each} for each in pairs)
        return self

    def everything(self) -> Iterator[tuple[str, Place]]:
        """Every register at every place."""
        return ((register, place) for register in self.definition.registers for place in PLACES)


def grow(town: Town) -> Grown:
    """Grow one record of every register at every place."""
    return grow_more(Grown(town), *PLACES)


def grow_more(grown: Grown, *places: Place) -> Grown:
    """Grow one record of every register at these places as well."""
    for place in places:
        for register in grown.definition.registers.values():
            _record(grown, register, place)
    return grown


def _record(grown: Grown, register: Register, place: Place) -> int:
    known = grown.ids.setdefault(register.key, {})
    if place not in known:
        if register.scope.kind == "tree":
            known[place] = grown.town.unit(PLACES[place])
        else:
            if not register.append_only:
                grown.void_ids[register.key, place] = _voided(grown, register, _made(grown, register, place))
            known[place] = _made(grown, register, place, with_file=True)
    return known[place]


def _voided(grown: Grown, register: Register, record_id: int) -> int:
    with grown.town.work(Unscoped("matrix")) as work:
        record = fetch(work, register, record_id)
        return void(work, record, "矩阵", record.version).id


def _made(grown: Grown, register: Register, place: Place, *, with_file: bool = False) -> int:
    raw = raw_values(grown, register, place, grown.canary(register.key, place))
    with grown.town.work(Unscoped("matrix")) as work:
        record = create(work, register, raw)
        if with_file:
            _attach(work, grown, record, place)
        return record.id


def _attach(work: Work, grown: Grown, record: Record, place: Place) -> None:
    """In the transaction that makes the record: one of a register that is only added to takes no file later."""
    register = record.register
    field = next((each for each in register.fields.values() if isinstance(each.type, Attachments)), None)
    if field is None or "txt" not in field.type.extensions:  # type: ignore[attr-defined]
        return
    canary = grown.canary(register.key, place)
    grown.files[register.key, place] = add_file(work, record, field, f"{canary}.txt", io.BytesIO(canary.encode()))


def raw_values(grown: Grown, register: Register, place: Place, canary: str) -> dict[str, Any]:
    """What one would write to get such a record at the place."""
    asking = {name for field in register.fields.values() for rule in (field.required_if, field.visible_if) if rule
              for name in rule.uses}
    raw = {field.key: _value(grown, register, field, place, canary) for field in register.written_fields
           if field.required or field.key not in asking}  # what would ask for more stays empty
    return {key: value for key, value in raw.items() if value not in (None, "")}


def _value(grown: Grown, register: Register, field: Field, place: Place, canary: str) -> Any:
    """A value for the field, with the canary wherever text goes."""
    kind = field.type
    if field.visible_if:
        return None
    if isinstance(kind, Reference):
        return _target(grown, register, field, kind, place)
    if isinstance(kind, (References, Attachments)) or (field.unique and kind.kind not in ("text",)):
        return None
    is_text = kind.kind in ("text", "long_text", "person_name") and not field.unique
    if not field.required and (field.checks or (field.required_if and not is_text)):
        return None
    if is_text:
        return canary if field.key not in ("attributes", "key", "vocabulary") else f"key_{place}"
    if kind.kind in ("id_number", "vocabulary", "choice", "multi_choice"):
        return _from_list(grown, field)
    least = kind.min if kind.kind == "integer" and field.key in register.natural_key else 0  # type: ignore[attr-defined]
    value = kind.example(least + list(PLACES).index(place) + 1)  # years too differ from place to place
    return value if kind.parse(value, Reading()) is not None else None


def _from_list(grown: Grown, field: Field) -> Any:
    name = getattr(field.type, "of", None) or getattr(field.type, "vocabulary", None)
    if isinstance(name, str):
        return next(iter(grown.definition.vocabularies[name].terms))
    return field.type.example(0)


def _target(grown: Grown, register: Register, field: Field, kind: Reference, place: Place) -> Any:
    if kind.to == "unit" and (field.required or field.key == register.scope.by):
        return grown.town.unit(grown.unit_code(register.key, place))
    if kind.to == "unit" or (not field.required and kind.to == register.key):
        return None
    return _record(grown, grown.definition.registers[kind.to], place)


def _nearest(code: str, where: str | None) -> str:
    """The unit itself or the first above it whose level a reference admits."""
    admitted = re.findall(r"'(\w+)'", where or "")
    chain = {"grid": code, "village": code[:12], "town": f"{code[:9]}000", "county": f"{code[:6]}000000"}
    own = "grid" if len(code) == 15 else "village"
    levels = list(chain)[list(chain).index(own):]
    return chain[next((level for level in levels if level in admitted), own)] if admitted else code
