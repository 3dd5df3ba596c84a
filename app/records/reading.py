"""Raw values → typed values, field by field; every bad one is noted (design.md, life of a row: "type")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.definition import Field, Register
from app.fieldtypes import AutoNumber, FieldType
from app.fieldtypes.reading import UNCHANGED, Reading, clean_text
from app.fieldtypes.sealing import site_keys
from app.fieldtypes.wording import Wording
from app.problems import BadValue, nearest, problem
from app.records.draft import Draft

#: How many different texts of one column are remembered with their values: a village is read once, not once a row.
_REMEMBERED = 1000
_FINGERPRINTS = 5000
_NEW = object()


@dataclass(slots=True)
class _Column:
    """A field with the texts that it has read already."""

    declared: Field
    known: dict[str, Any] = field(default_factory=dict)


class ValueReader:
    """Types the rows of one register under one set of circumstances."""

    def __init__(self, register: Register, reading: Reading) -> None:
        self.register, self.reading = register, reading
        self.written = {each.key: _Column(each) for each in register.written_fields}
        self.numbers = tuple(each.key for each in register.fields.values() if isinstance(each.type, AutoNumber))

    def read(self, drafts: Iterable[Draft]) -> None:
        """Type what each row gives. V006 unknown field, V002 a field that nobody fills in, else the type's own codes.

        A file may carry columns of kept and computed fields (an export does); they are passed over, but for the number
        that a record bears: by it the row may be known.
        """
        written = self.written
        for draft in drafts:
            values = draft.values
            for key, raw in draft.raw.items():
                column = written.get(key)
                if column is None:
                    self._stranger(key, raw, draft)
                elif raw.__class__ is str and (value := column.known.get(raw, _NEW)) is not _NEW:
                    values[key] = value
                else:
                    self._parse(column, raw, draft)
            draft.given.update(values)
            for key in self.numbers:
                draft.given.discard(key)

    def _stranger(self, key: str, raw: Any, draft: Draft) -> None:
        if key not in self.register.fields:
            draft.fault(problem("V006", field=key, given=key, near=nearest(key, self.register.fields)))
        elif self.reading.door != "file":
            draft.fault(problem("V002", field=key, label=self.register.fields[key].label))
        elif key in self.numbers:
            draft.values[key] = _number(raw)

    def _parse(self, column: _Column, raw: Any, draft: Draft) -> None:
        declared = column.declared
        try:
            value = declared.type.parse(raw, self.reading)
        except BadValue as bad:
            values = dict(bad.values)
            near = values.pop("near", None)
            draft.fault(problem(bad.code, field=declared.key, near=near, **{"label": declared.label, **values}))
            return
        if self.reading.warnings:
            _take_warnings(declared, draft, self.reading)
        elif raw.__class__ is str and len(column.known) < _REMEMBERED and value is not UNCHANGED:
            column.known[raw] = value
        if value is UNCHANGED:
            draft.masked[declared.key] = str(raw).strip()
        else:
            draft.values[declared.key] = value


def _number(raw: Any) -> str | None:
    try:
        return clean_text(raw)
    except BadValue:
        return None


def read_values(register: Register, drafts: Iterable[Draft], reading: Reading) -> None:
    """Type what each row gives; see ValueReader."""
    ValueReader(register, reading).read(drafts)


def check_masks(register: Register, drafts: Iterable[Draft], wording: Wording) -> None:
    """V007 for a mask that is not the mask of what is stored: a masked number can be kept or replaced, never edited."""
    for draft in drafts:
        for key in draft.masked:
            if not mask_fits(register.fields[key], draft, draft.before, wording):
                draft.fault(problem("V007", field=key, label=register.fields[key].label))


def mask_fits(field: Field, draft: Draft, row: Mapping[str, Any] | None, wording: Wording) -> bool:
    """Whether the mask that a row gives is the mask of what a stored row has."""
    stored = None if row is None else stored_value(field, row)
    return stored is not None and field.type.masked(stored, wording) == draft.masked[field.key]


def _take_warnings(field: Field, draft: Draft, reading: Reading) -> None:
    for each in reading.warnings:
        draft.warn(problem(each.code, field=field.key, **{"label": field.label, **each.values}))
    reading.warnings.clear()


def stored_values(register: Register, row: Mapping[Any, Any]) -> dict[str, Any]:
    """The values of a stored row (columns)."""
    return {field.key: stored_value(field, row) for field in register.stored_fields}


def stored_value(field: Field, row: Mapping[Any, Any]) -> Any:
    """The value of one field in a stored row (columns)."""
    return row.get(field.key) if field.encrypted else field.type.read(field.key, row)


class ColumnWriter:
    """Values of a register → columns, the blind index of encrypted ones with them."""

    def __init__(self, register: Register) -> None:
        self.register = register
        stored = register.stored_fields
        self.plain = [(each.key, each.type.column_name(each.key)) for each in stored if _is_plain(each)]
        self.special = [each for each in stored if not _is_plain(each)]
        self._fingerprints: dict[str, str] = {}

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of the fields that have a value here, None counted."""
        found = {column: values[key] for key, column in self.plain if key in values}
        for special in self.special:
            if special.key in values:
                found.update(self._columns(special, values[special.key]))
        return found

    def key(self, names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...] | None]:
        """A function that gives the columns by which these fields are looked up; None where one of them is empty."""
        asked = [(name, self._column_of(self.register.fields[name])) for name in names]

        def columns(values: Mapping[str, Any]) -> tuple[Any, ...] | None:
            found = []
            for name, column_of in asked:
                value = values.get(name)
                if value is None:
                    return None
                found.append(value if column_of is None else column_of(value))
            return tuple(found)

        return columns

    def _column_of(self, field: Field) -> Callable[[Any], Any] | None:
        """How a value becomes what the field is looked up by; None where it is that itself."""
        if _is_plain(field):
            return None
        return self._fingerprint if field.encrypted else lambda value: field.type.write(field.key, value)[field.column]

    def _columns(self, field: Field, value: Any) -> dict[str, Any]:
        if not field.encrypted:
            return field.type.write(field.key, value)
        return {field.key: value, f"{field.key}_index": None if value is None else self._fingerprint(value)}

    def _fingerprint(self, value: str) -> str:
        """Rows are looked up and then written: the index of a value is worked out once."""
        found = self._fingerprints.get(value)
        if found is None:
            if len(self._fingerprints) > _FINGERPRINTS:
                self._fingerprints.clear()
            found = self._fingerprints[value] = site_keys().fingerprint(value)
        return found


def _is_plain(field: Field) -> bool:
    """True where the value is the column, as for most kinds."""
    return not field.encrypted and type(field.type).write is FieldType.write


def columns_of(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of values; for many rows make one ColumnWriter."""
    return ColumnWriter(register).columns(values)
