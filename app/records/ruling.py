"""The rules of a declaration over a row: defaults, what must be there, what must not, what must hold.

Pure beside the viewer's own unit: what needs the database has been looked up before (resolving.py). The same verdict
for forms, API, files and bulk edits, because all come here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.definition import Field, Register
from app.fieldtypes.reading import Reading
from app.problems import problem
from app.records.draft import Draft
from app.records.reading import stored_values

SPOKEN = ("today", "my_unit", "sole")


def complete(register: Register, draft: Draft) -> None:
    """Add to the row what it keeps of the record it changes; what was only found for it gives way."""
    if draft.before is not None:
        given = {key: value for key, value in draft.values.items() if key in draft.given}
        draft.values = {**stored_values(register, draft.before), **given}


def plain_defaults(register: Register, reading: Reading, today: date) -> dict[str, Any]:
    """The defaults that need no look-up, as values."""
    found = {}
    for field in register.written_fields:
        if field.default == "today":
            found[field.key] = today
        elif field.default is not None and field.default not in SPOKEN:
            found[field.key] = field.type.parse(field.default, Reading(door="form", terms=reading.terms))
    return found


def apply_defaults(draft: Draft, defaults: Mapping[str, Any]) -> None:
    """Give a new row the defaults of the fields that it leaves empty or does not speak of."""
    if draft.before is None:
        for key, value in defaults.items():
            if draft.values.get(key) is None and not draft.is_faulty(key):
                draft.values[key] = value


def judge(register: Register, draft: Draft, today: date) -> None:
    """Visibility, presence and checks: V001, V004, V005. Fields that already have a fault are not judged again."""
    hidden = _hidden(register, draft, today)
    for field in register.written_fields:
        if field.key in hidden:
            _stay_empty(field, draft)
        elif draft.values.get(field.key) is None:
            _require(field, draft, today)
    if not draft.faults:
        _check(register, draft, today)


def _hidden(register: Register, draft: Draft, today: date) -> set[str]:
    return {field.key for field in register.written_fields
            if field.visible_if and not field.visible_if.holds(draft.values, today=today)}


def _stay_empty(field: Field, draft: Draft) -> None:
    """A field that has no place here: what the row gives is a fault, what it still had is dropped."""
    if field.key in draft.given and draft.values.get(field.key) is not None:
        draft.fault(problem("V004", field=field.key, label=field.label))
    draft.values[field.key] = None


def _require(field: Field, draft: Draft, today: date) -> None:
    wanted = field.required or (field.required_if and field.required_if.holds(draft.values, today=today))
    if wanted and field.stored and not draft.is_faulty(field.key):
        draft.fault(problem("V001", field=field.key, label=field.label))


def _check(register: Register, draft: Draft, today: date) -> None:
    for field in register.fields.values():
        for check in field.checks:
            if not check.rule.holds(draft.values, today=today):
                draft.fault(problem("V005", field=field.key, label=field.label, message=check.message))
