"""The example row of a template: written there, recognised and skipped on the way back in."""

from __future__ import annotations

from app.definition import Field, Register
from app.fieldtypes import Attachments, Reference, References, Wording

#: What stands in the first column of the example row.
MARK = "示例"


def template_fields(register: Register) -> tuple[Field, ...]:
    """The fields that a file may give, in the order of the declaration's groups, then of its fields."""
    grouped = [key for group in register.groups for key in group.fields]
    keys = dict.fromkeys([*grouped, *register.fields])
    fields = (register.fields[key] for key in keys)
    return tuple(field for field in fields if field.written and not isinstance(field.type, Attachments))


def example_cells(register: Register, wording: Wording | None = None) -> dict[str, str]:
    """What the example row shows, by field; references are left to the template, which knows the units in reach. What is
    asked only in some cases stays empty: filled in, the row would be refused.
    """
    words = wording or Wording()
    found = {}
    for field in template_fields(register):
        if not isinstance(field.type, (Reference, References)) and field.visible_if is None:
            cell = _example(field, words)
            if cell:
                found[field.key] = cell
    return found


def _example(field: Field, wording: Wording) -> str:
    options = field.type.choices(wording)
    return options[0][1] if options else field.type.example()
