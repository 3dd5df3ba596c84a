"""The rules of a declaration over a row: defaults, what must be there, what must not, what must hold.

Pure beside the viewer's own unit: what needs the database has been looked up before (resolving.py). The same verdict
for forms, API, files and bulk edits, because all come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.definition import Field, Register
from app.fieldtypes.choices import Choice
from app.fieldtypes.id_number import IdNumber, sex
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


class Rules:
    """What a register's declaration demands of a row, sorted so that a row is asked only what can fail."""

    def __init__(self, register: Register) -> None:
        written = register.written_fields
        self.hideable = [field for field in written if field.visible_if]
        self.required = [field for field in written if field.required and field.stored]
        self.perhaps = [field for field in written if field.required_if and not field.required and field.stored]
        self.checks = [(field, check) for field in register.fields.values() for check in field.checks]
        self.identity = _identity(written)

    def judge(self, draft: Draft, today: date) -> None:
        """Visibility, presence and checks: V001, V004, V005. Fields that already have a fault are not judged again."""
        values = draft.values
        hidden = [field for field in self.hideable
                  if not field.visible_if.holds(values, today=today)]  # type: ignore[union-attr]
        for field in hidden:
            _stay_empty(field, draft)
        for field in self.required:
            if values.get(field.key) is None and field not in hidden:
                _demand(field, draft)
        for field in self.perhaps:
            if values.get(field.key) is None and field not in hidden and field.required_if.holds(values, today=today):  # type: ignore[union-attr]
                _demand(field, draft)
        if draft.faults:
            return
        for field, check in self.checks:
            if not check.rule.holds(values, today=today):
                draft.fault(problem("V005", field=field.key, label=field.label, message=check.message))
        if self.identity:
            _compare_sex(draft, *self.identity)


def judge(register: Register, draft: Draft, today: date) -> None:
    """The verdict on one row; for many make the Rules once."""
    Rules(register).judge(draft, today)


def _stay_empty(field: Field, draft: Draft) -> None:
    """A field that has no place here: what the row gives is a fault, what it still had is dropped."""
    if field.key in draft.given and draft.values.get(field.key) is not None:
        draft.fault(problem("V004", field=field.key, label=field.label))
    draft.values[field.key] = None


def _demand(field: Field, draft: Draft) -> None:
    """V001, but not as the echo of another fault: a team is found from its village only where that is known."""
    is_found_from_others = field.follows is not None or field.default in SPOKEN
    if not draft.is_faulty(field.key) and not (is_found_from_others and draft.faults):
        draft.fault(problem("V001", field=field.key, label=field.label))


def _identity(written: Iterable[Field]) -> tuple[str, str] | None:
    """The fields of an ID number and of the sex that it should agree with (rules.md §6)."""
    number = next((field.key for field in written if isinstance(field.type, IdNumber)), None)
    choices = (field for field in written if isinstance(field.type, Choice) and {"male", "female"} <= set(field.type.of))
    choice = next((field.key for field in choices), None)
    return (number, choice) if number and choice else None


def _compare_sex(draft: Draft, number_key: str, sex_key: str) -> None:
    number, given = draft.values.get(number_key), draft.values.get(sex_key)
    if number and given in ("male", "female") and number_key in draft.given and sex(number) != given:
        draft.warn(problem("V078", field=sex_key))
