"""Raw values → typed values, field by field; every bad one is noted (design.md, life of a row: "type")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.definition import Field, Register
from app.fieldtypes.reading import UNCHANGED, Reading
from app.fieldtypes.sealing import site_keys
from app.fieldtypes.wording import Wording
from app.problems import BadValue, nearest, problem
from app.records.draft import Draft


def read_values(register: Register, drafts: Iterable[Draft], reading: Reading) -> None:
    """Type what each row gives. V006 unknown field, V002 a field that nobody fills in, else the type's own codes.

    A file may carry columns of kept and computed fields (an export does); they are passed over.
    """
    written = {field.key: field for field in register.written_fields}
    for draft in drafts:
        for key, raw in draft.raw.items():
            field = written.get(key)
            if field is not None:
                _read(field, raw, draft, reading)
            elif key not in register.fields:
                draft.fault(problem("V006", field=key, given=key, near=nearest(key, register.fields)))
            elif reading.door != "file":
                draft.fault(problem("V002", field=key, label=register.fields[key].label))


def _read(field: Field, raw: Any, draft: Draft, reading: Reading) -> None:
    try:
        value = field.type.parse(raw, reading)
    except BadValue as bad:
        values = dict(bad.values)
        near = values.pop("near", None)
        draft.fault(problem(bad.code, field=field.key, near=near, **{"label": field.label, **values}))
        return
    if reading.warnings:
        _take_warnings(field, draft, reading)
    if value is UNCHANGED:
        draft.masked[field.key] = str(raw).strip()
    else:
        draft.values[field.key] = value
        draft.given.add(field.key)


def check_masks(register: Register, drafts: Iterable[Draft], wording: Wording) -> None:
    """V007 for a mask that is not the mask of what is stored: a masked number can be kept or replaced, never edited."""
    for draft in drafts:
        for key, mask in draft.masked.items():
            field = register.fields[key]
            stored = None if draft.before is None else stored_value(field, draft.before)
            if stored is None or field.type.masked(stored, wording) != mask:
                draft.fault(problem("V007", field=key, label=field.label))


def _take_warnings(field: Field, draft: Draft, reading: Reading) -> None:
    for each in reading.warnings:
        draft.warn(problem(each.code, field=field.key, **{"label": field.label, **each.values}))
    reading.warnings.clear()


def stored_values(register: Register, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a stored row (columns)."""
    return {field.key: stored_value(field, row) for field in register.stored_fields}


def stored_value(field: Field, row: Mapping[str, Any]) -> Any:
    """The value of one field in a stored row (columns)."""
    return row.get(field.key) if field.encrypted else field.type.read(field.key, row)


def columns_of(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of values, the blind index of encrypted ones with them."""
    columns: dict[str, Any] = {}
    for field in register.stored_fields:
        if field.key in values:
            columns.update(_columns(field, values[field.key]))
    return columns


def _columns(field: Field, value: Any) -> dict[str, Any]:
    if not field.encrypted:
        return field.type.write(field.key, value)
    return {field.key: value, f"{field.key}_index": None if value is None else site_keys().fingerprint(value)}
